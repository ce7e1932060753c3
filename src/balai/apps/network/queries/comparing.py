"""Figures of all cities, ours among them, in few statements."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from balai.apps.indicators import service as figures
from balai.apps.network.comparing import US, Value
from balai.apps.network.models import Peer, PeerFigure
from balai.base.statements import rows_of

MONTHS = 24
_NEWEST = """
SELECT DISTINCT ON (figure.peer_id, figure.code)
    figure.peer_id, figure.code, figure.period, value, low, high, version, quality, missing
FROM network_peerfigure AS figure JOIN network_peer AS peer ON peer.id = figure.peer_id
WHERE peer.trust = 'trusted' AND code = ANY(%s)
ORDER BY figure.peer_id, figure.code, figure.period DESC, figure.number DESC
"""
_FIELDS = ("value", "low", "high", "version", "quality", "missing")


def trusted_peers() -> list[Peer]:
    """Peers that we read, by address."""
    rows = Peer.objects.filter(trust=Peer.Trust.TRUSTED).defer("descriptor_file", "note", "etags", "past_keys")
    return list(rows.order_by("address"))


def series_of(code: str, periods: list[str]) -> dict[int, dict[str, Value]]:
    """One indicator of every city over these months; the last word on each month counts."""
    rows = PeerFigure.objects.filter(
        code=code, period__gte=periods[0], period__lte=periods[-1], peer__trust=Peer.Trust.TRUSTED
    )
    found: dict[int, dict[str, Value]] = {US: {}}
    for peer, period, *values in rows.order_by("number").values_list("peer_id", "period", *_FIELDS):
        found.setdefault(peer, {})[period] = Value(*values)
    for one in figures.latest_publications():
        if periods[0] <= one.period <= periods[-1]:
            own = own_values(one.body)
            if code in own:
                found[US][one.period] = own[code]
    return found


def newest_of_all(codes: list[str]) -> dict[int, dict[str, tuple[str, Value]]]:
    """The newest value of each indicator for every city, with its period."""
    found: dict[int, dict[str, tuple[str, Value]]] = {US: {}}
    for peer, code, period, *values in _rows(codes):
        found.setdefault(peer, {})[code] = (period, Value(*values))
    latest = figures.latest_publications()[:1]
    for one in latest:
        own = own_values(one.body)
        found[US] = {code: (one.period, own[code]) for code in codes if code in own}
    return found


def _rows(codes: list[str]) -> list[tuple[Any, ...]]:
    return rows_of(_NEWEST, [codes])


def own_values(body: Mapping[str, Any]) -> dict[str, Value]:
    """The figures of a publication of ours, as they were published."""
    return {
        one["code"]: Value(
            value=_decimal(one["value"]),
            low=_decimal(one["low"]),
            high=_decimal(one["high"]),
            version=one["version"],
            quality=one["quality"],
            missing=one["missing"],
        )
        for one in body["figures"]
    }


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
