"""What this installation says of itself: the body of its descriptor, and the networks that its folder knows."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings

from balai.apps.cases import service as cases
from balai.apps.indicators.service import definitions_file
from balai.apps.network.models import Membership
from balai.apps.transparency import service as transparency
from balai.base.city import current_city
from balai.base.packs import PackNetwork, Profile, load_networks

SCHEMA = "balai-city/1"
SECRETARIAT = "secretariat"
WELL_KNOWN = "/.well-known/balai-city.json"
LETTERS = "/jaringan/surat/"
WITNESS = "/jaringan/saksi/add-checkpoint"
SEEN = "/jaringan/saksi/terakhir"
ALARMS = "/jaringan/peringatan.json"


def networks() -> tuple[PackNetwork, ...]:
    """The networks that the city's folder describes.

    Raises:
        PackIsBroken: a file of it has mistakes.
    """
    return _folder(settings.CONFIGURATION.city)[1]


def profile() -> Profile:
    """What the city's folder tells of the city to others."""
    return _folder(settings.CONFIGURATION.city)[0]


@lru_cache(maxsize=8)
def _folder(folder: Path) -> tuple[Profile, tuple[PackNetwork, ...]]:
    return load_networks(folder, current_city())


def network_named(code: str) -> PackNetwork | None:
    return next((network for network in networks() if network.code == code), None)


def may_reach_loopback() -> bool:
    """Whether addresses on this machine count as cities."""
    return bool(settings.CONFIGURATION.network_loopback)


def own_address() -> str:
    return str(settings.CONFIGURATION.address)


def described(now: datetime) -> dict[str, Any]:
    """What the descriptor says, but for its sequence and its dates."""
    city, about, address = current_city(), profile(), own_address()
    services = cases.current_services().values()
    return {
        "schema": SCHEMA,
        "kind": SECRETARIAT if city.secretariat else about.kind,
        "address": address,
        "code": city.code,
        "names": dict(city.names),
        "government": dict(city.government),
        "country": city.country,
        "languages": list(city.languages),
        "map": {"longitude": f"{city.map.longitude:.4f}", "latitude": f"{city.map.latitude:.4f}"},
        "population": dict(about.population) if about.population else None,
        "officer": dict(about.officer) if about.officer else None,
        "contacts": [_contact(one) for one in city.contacts],
        "software": {"name": "Balai", "version": version("balai")},
        "services": [{"code": one.code, "title": dict(one.title), "version": one.version} for one in services],
        "catalogue": f"{address}/data/katalog.ttl",
        "log": {
            "origin": transparency.origin(),
            "address": f"{address}/{transparency.LOG}/",
            "keys": [str(key) for key in transparency.current_keys(now)],
        },
        "witness": {
            "key": str(transparency.witness_key(now).verifier),
            "address": f"{address}{WITNESS}",
            "wanted": about.witnesses,
        },
        "letters": f"{address}{LETTERS}",
        "alarms": f"{address}{ALARMS}",
        "figures": f"{address}/angka/terbitan.json",
        "definitions": {
            "address": f"{address}/angka/definisi.json",
            "sha256": hashlib.sha256(definitions_file()).hexdigest(),
        },
        "networks": _memberships(),
    }


def _contact(one: Any) -> dict[str, Any]:
    return {"names": dict(one.names), "phone": one.phone, "email": one.email, "web": one.web}


def _memberships() -> list[dict[str, str]]:
    rows = Membership.objects.filter(until__isnull=True).exclude(network="").select_related("peer")
    found: dict[str, datetime] = {}
    for row in rows.order_by("since"):
        found.setdefault(row.network, row.since)
    return [{"code": code, "since": since.date().isoformat()} for code, since in sorted(found.items())]
