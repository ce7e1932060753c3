"""The network for everyone: who is in it, how our city looks from outside, a city's page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balai.apps.indicators.service import Unit, indicators
from balai.apps.network.comparing import US, axes, radar
from balai.apps.network.descriptors import fingerprint_of
from balai.apps.network.models import Alarm, Membership, Peer
from balai.apps.network.ourselves import networks, profile
from balai.apps.network.queries.comparing import newest_of_all, trusted_peers
from balai.apps.network.queries.peers import latest_descriptor
from balai.apps.network.rules import wanted_by
from balai.apps.network.views.common import freshness, host_of, language, name_of, own_name, peer_link, people_of
from balai.apps.network.wording import DIMENSIONS, cell, failure_words
from balai.apps.transparency import service as transparency
from balai.base import clock
from balai.base.city import current_city
from balai.engines.transparency.notes import read_key
from balai.web.components import Column, MapStart, Point, Table
from balai.web.questions.options import in_language

FOCUS_ZOOM = 4


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every city that we read, as a list and a map; the networks that we know; who witnesses us."""
    peers, now = trusted_peers(), clock.now()
    city = current_city()
    start = MapStart(city.map.longitude, city.map.latitude, FOCUS_ZOOM)
    context = {
        "points": [_point(peer, now) for peer in peers],
        "start": start if any((peer.descriptor or {}).get("map") for peer in peers) else None,
        "networks": _networks(peers),
        "alarms": Alarm.objects.filter(closed_at__isnull=True).count(),
        "witnesses": _witnesses(peers),
        "wanted": profile().witnesses,
    }
    return render(request, "network/overview.html", context)


def _point(peer: Peer, now: Any) -> Point:
    place = (peer.descriptor or {}).get("map") or {}
    found = freshness(peer, now)
    return Point(
        name_of(peer),
        reverse("network:city", args=[peer.pk]),
        float(place["longitude"]) if "longitude" in place else None,
        float(place["latitude"]) if "latitude" in place else None,
        text=host_of(peer),
        foot=f"{found.word}: {found.sentence}",
    )


def _networks(peers: list[Peer]) -> list[dict[str, Any]]:
    by_code: dict[str, list[Peer]] = {}
    known = {peer.pk: peer for peer in peers}
    for code, peer in Membership.objects.filter(until__isnull=True).values_list("network", "peer_id"):
        if peer in known:
            by_code.setdefault(code, []).append(known[peer])
    return [
        {
            "name": in_language(one.names, language()),
            "note": in_language(one.note, language()) if one.note else "",
            "areas": [in_language(names, language()) for _code, names in one.focus_areas],
            "members": [peer_link(peer) for peer in by_code.get(one.code, [])],
        }
        for one in networks()
    ]


def _witnesses(peers: list[Peer]) -> list[Peer]:
    newest = transparency.latest()
    return [peer for peer in peers if newest and peer.witnessed_size and peer.witnessed_size == newest.size]


@require_safe
def ourselves(request: HttpRequest) -> HttpResponse:
    """Our city as others see it: what we say, with which keys, and who has seen our log."""
    found, newest, peers = latest_descriptor(), transparency.latest(), trusted_peers()
    columns = [Column(_("City")), Column(_("Entries seen"), number=True), Column(_("Last failure"))]
    seen = [(peer, formats.number_format(peer.witnessed_size, force_grouping=True)) for peer in peers]
    rows = [[peer_link(peer), size, peer.witness_failure or "–"] for peer, size in seen]
    context = {
        "descriptor": found.body if found else None,
        "people": people_of(found.body) if found else "",
        "issued_at": found.at if found else None,
        "keys": [fingerprint_of(key) for key in transparency.current_keys(clock.now())],
        "size": newest.size if newest else 0,
        "signed_at": newest.at if newest else None,
        "witnesses": Table(_("Who witnesses our log"), columns, rows) if rows else None,
        "wanted": profile().witnesses,
        "count": len(_witnesses(peers)),
    }
    return render(request, "network/ourselves.html", context)


@require_safe
def city(request: HttpRequest, number: int) -> HttpResponse:
    """One city: what it says of itself, how fresh that is, its figures beside ours, its failures and alarms."""
    peer = Peer.objects.filter(pk=number).exclude(descriptor=None).first()
    if peer is None:
        raise Http404
    now, body = clock.now(), peer.descriptor or {}
    newest = newest_of_all(list(indicators()))
    theirs, ours = newest.get(peer.pk, {}), newest[US]
    shares = {code: one.dimension for code, one in indicators().items() if one.unit is Unit.SHARE}
    directions = {code: one.direction for code, one in indicators().items() if one.direction != "none"}
    cities = [{code: value for code, (_period, value) in one.items()} for one in (ours, theirs)]
    found = axes({code: str(DIMENSIONS.get(name, name)) for code, name in shares.items()}, directions, cities)
    context = {
        "peer": peer,
        "name": name_of(peer),
        "host": host_of(peer),
        "own_name": own_name(),
        "fresh": freshness(peer, now),
        "failure": failure_words(peer.failure) if peer.failure else "",
        "body": body,
        "people": people_of(body),
        "wanted": wanted_by(peer),
        "witnesses": list(map(_witness_words, peer.cosigned_by)),
        "services": [in_language(one["title"], language()) for one in body.get("services", [])],
        "keys": [fingerprint_of(read_key(line)) for line in peer.keys],
        "figures": _figures_table(theirs, ours, name_of(peer)),
        "radar": radar(found),
        "axes": _axes_table(found, name_of(peer)),
        "alarms": peer.alarms.defer("evidence").order_by("-id")[:20],
        "visits": _visits_table(peer),
        "memberships": peer.memberships.filter(until__isnull=True).exclude(network=""),
    }
    return render(request, "network/city.html", context)


def _witness_words(name: str) -> str:
    """A witness's key is named after its address."""
    host = name.rpartition("/")[0]
    return _("%(host)s (we)") % {"host": host} if name == transparency.witness_name() else host


def _figures_table(theirs: Any, ours: Any, name: str) -> Table:
    rows = []
    for code, one in indicators().items():
        period, value = theirs.get(code, ("", None))
        own_period, own = ours.get(code, ("", None))
        unlike = bool(value and value.version != one.version)
        title = in_language(one.names, language())
        rows.append([title, cell(value, one.unit, unlike=unlike), period, cell(own, one.unit), own_period])
    columns = [
        Column(_("Figure")),
        Column(name, number=True),
        Column(_("Month")),
        Column(own_name(), number=True),
        Column(_("Month")),
    ]
    return Table(_("The newest figures of both cities"), columns, rows)


def _axes_table(found: Any, name: str) -> Table:
    columns = [Column(_("Dimension")), Column(own_name(), number=True), Column(name, number=True)]
    rows = [
        [axis.name, *(_score(value, count) for value, count in zip(axis.values, axis.counted, strict=True))]
        for axis in found
    ]
    return Table(_("The same as a table"), columns, rows)


def _score(value: float | None, count: int) -> str:
    return (
        "–"
        if value is None
        else _("%(score)s of 100, from %(count)s figures") % {"score": round(value * 100), "count": count}
    )


def _visits_table(peer: Peer) -> Table:
    columns = [
        Column(_("Visit")),
        Column(_("Outcome")),
        Column(_("Bytes"), number=True),
        Column(_("Milliseconds"), number=True),
    ]
    rows = [
        [
            visit.at.strftime("%Y-%m-%d %H:%M UTC"),
            visit.failure or _("All verified"),
            str(visit.octets),
            str(visit.milliseconds),
        ]
        for visit in peer.visits.order_by("-at")[:10]
    ]
    return Table(_("The last visits"), columns, rows)
