"""Invented facts for the pattern gallery."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from balai.web import maps
from balai.web.components import STATES, Column, Crumb, Moment, Photo, Point, Row, Table, Task


def samples(now: datetime) -> dict[str, Any]:
    """What the gallery's template shows, told as seen at `now`."""
    photo = Photo(static("web/sample.svg"), _("A hole in the asphalt, about one metre wide"), caption=_("Before"))
    return {
        "crumbs": [Crumb(_("Home"), "/"), Crumb(_("Reports"), "/"), Crumb("JKT-7Q4M-2XK9")],
        "states": list(STATES),
        "soon": now + timedelta(hours=5),
        "later": now + timedelta(days=2),
        "late": now - timedelta(hours=3),
        "kept": now - timedelta(hours=9),
        "moments": _story(now, photo),
        "photo": photo,
        "points": _places(photo),
        "start": maps.map_start(),
        **_lists(),
    }


def _lists() -> dict[str, Any]:
    return {
        "rows": [
            Row(_("Category"), _("A hole in the road"), "#summary"),
            Row(_("Place"), "Jalan Kemang Raya 12, Bangka, Mampang Prapatan", "#summary"),
            Row(_("Words"), _("It has been there for two weeks. Two motorcycles fell."), "#summary"),
        ],
        "tasks": [
            Task(_("Take a photo"), "#tasks", status=_("Done"), tone="done"),
            Task(_("Point out the place"), "#tasks", _("By map or in words"), _("To do"), "disposition"),
            Task(_("Check and send"), status=_("Cannot start yet")),
        ],
        "table": Table(
            _("Reports by subdistrict"),
            [Column(_("Subdistrict")), Column(_("Reports"), number=True), Column(_("In time"), number=True)],
            [["Bangka", "1.204", "96 %"], ["Kuningan Barat", "318", "91 %"], ["Pela Mampang", "97", "88 %"]],
        ),
    }


def _story(now: datetime, photo: Photo) -> list[Moment]:
    begun, passed, came = (now - timedelta(minutes=minutes) for minutes in (20, 180, 300))
    words = _("It has been there for two weeks. Two motorcycles fell.")
    return [
        Moment(begun, _("Work has begun"), _("Road crew South 3"), state="in_progress", mark="now"),
        Moment(passed, _("Passed to the field unit"), _("Road agency"), state="disposition"),
        Moment(came, _("Report received"), text=words, state="waiting", mark="done", photos=[photo]),
    ]


def _places(photo: Photo) -> list[Point]:
    kemang, tendean = "Jalan Kemang Raya 12", "Jalan Kapten Tendean"
    hole, lamp, tree = _("A hole in the road"), _("A street lamp that is out"), _("A fallen tree")
    return [
        Point(hole, "#map", 106.8166, -6.2576, "in_progress", kemang, "JKT-7Q4M-2XK9", photo),
        Point(lamp, "#map", 106.8229, -6.2392, "done", tendean, "JKT-3F8P-9WDC"),
        Point(tree, "#map", None, None, "waiting", "Jalan Bangka IX", "JKT-5H2K-7RTV"),
    ]
