"""Reads of what was published."""

from __future__ import annotations

from typing import Any

from balai.apps.indicators.models import Publication
from balai.apps.transparency import service as transparency

MOST = 120


def publication_of(period: str, number: int) -> Publication | None:
    return Publication.objects.filter(period=period, number=number).first()


def latest_publications() -> list[Publication]:
    """The last word on each month, the newest month first."""
    rows = Publication.objects.order_by("period", "-number").distinct("period")
    return sorted(rows, key=lambda one: one.period, reverse=True)[:MOST]


def list_of_publications(address: str) -> list[dict[str, Any]]:
    """Every publication, the newest first, with its place in the log as soon as it has one."""
    rows = list(Publication.objects.order_by("-period", "-number").values("period", "number", "at", "digest")[:MOST])
    names = [f"{row['period']}-{row['number']}" for row in rows]
    places = transparency.places_of([f"figures.published:figures/{name}" for name in names])
    found = []
    for name, row in zip(names, rows, strict=True):
        place = places.get(f"figures.published:figures/{name}")
        found.append(
            {
                "name": name,
                "period": row["period"],
                "number": row["number"],
                "at": row["at"].isoformat(),
                "sha256": row["digest"],
                "address": f"{address}/angka/terbitan/{name}.json",
                "rows": f"{address}/angka/terbitan/{name}.csv",
                "index": place[0] if place else None,
                "entry": place[1] if place else None,
            }
        )
    return found
