"""Reads of what we know of others."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from balai.apps.network.models import Alarm, Descriptor, Letter, Peer
from balai.apps.network.ourselves import own_address
from balai.apps.network.rules import wanted_by
from balai.apps.transparency import service as transparency

MOST_ALARMS = 200


def latest_descriptor() -> Descriptor | None:
    return Descriptor.objects.order_by("-sequence").first()


def alarms_as_data() -> list[dict[str, Any]]:
    """The newest alarms, each with the address of its evidence."""
    return [
        {
            "number": alarm.pk,
            "kind": alarm.kind,
            "peer": alarm.peer.address,
            "at": alarm.at.isoformat(),
            "last_at": alarm.last_at.isoformat(),
            "times": alarm.times,
            "proof": alarm.is_proof,
            "closed_at": alarm.closed_at.isoformat() if alarm.closed_at else None,
            "evidence": own_address() + reverse("network:evidence", args=[alarm.pk]),
        }
        for alarm in Alarm.objects.select_related("peer").defer("evidence").order_by("-id")[:MOST_ALARMS]
    ]


def status() -> dict[str, Any]:
    """Everything that an operator asks first: peers, witnesses of our log, letters that wait, alarms that are open."""
    newest = transparency.latest()
    size = newest.size if newest else 0
    held = transparency.held_since()
    peers = Peer.objects.order_by("address")
    waiting = Letter.objects.filter(is_ours=False, answered_by__isnull=True, kind__in=["application", "invitation"])
    return {
        "log": {"origin": transparency.origin(), "size": size, "held_since": held.isoformat() if held else None},
        "witnessed_by": [one.address for one in peers if one.witnessed_size and one.witnessed_size >= size],
        "peers": [_peer(one) for one in peers],
        "questions": [
            {"from": one.address, "kind": one.kind, "network": one.network, "believed": one.is_verified}
            for one in waiting.order_by("id")
        ],
        "unsent": [
            {"to": one.address, "kind": one.kind, "tries": one.tries, "failure": one.failure}
            for one in Letter.objects.filter(is_ours=True, delivered_at__isnull=True).order_by("id")
        ],
        "alarms": [
            {"kind": one.kind, "peer": one.peer.address, "at": one.at.isoformat(), "times": one.times}
            for one in Alarm.objects.filter(closed_at__isnull=True)
            .select_related("peer")
            .defer("evidence")
            .order_by("id")
        ],
    }


def _peer(one: Peer) -> dict[str, Any]:
    return {
        "address": one.address,
        "trust": one.trust,
        "networks": list(one.memberships.filter(until__isnull=True).values_list("network", flat=True)),
        "size": one.size,
        "verified_at": one.verified_at.isoformat() if one.verified_at else None,
        "failures": one.failures,
        "failure": one.failure,
        "witnessed_size": one.witnessed_size,
        "witness_failure": one.witness_failure,
        "frozen": one.is_frozen,
        "cosigned": {
            "size": one.cosigned_size,
            "by": one.cosigned_by,
            "wanted": wanted_by(one),
            "failure": one.cosigned_failure,
        },
    }
