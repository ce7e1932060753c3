"""The pattern gallery: every component on one page, for those who build and for the accessibility tests."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from balai.base import clock
from balai.web import maps
from balai.web.components import STATES, Column, Crumb, Moment, Photo, Point, Row, Table, Task
from balai.web.context import is_demo
from balai.web.gallery_questions import SAMPLE_QUESTIONS
from balai.web.languages import switches_language, unjudged
from balai.web.questions import form_for

DRAWINGS = Path(__file__).parent / "static" / "web" / "icons.svg"


def show(request: HttpRequest) -> HttpResponse:
    """GET shows the gallery; POST shows the sample form with its errors."""
    if not is_demo():
        raise Http404
    switches = switches_language(request)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = form_for(SAMPLE_QUESTIONS, request.LANGUAGE_CODE, data, files)
    form.fields["agree"] = forms.BooleanField(label=_("The photo shows no faces and no number plates."), required=False)
    if switches:
        form = unjudged(form)
    return render(request, "web/gallery.html", {"form": form, **_samples()})


def drawings() -> list[str]:
    """The names of all drawings, as icons.svg holds them."""
    return re.findall(r'<symbol id="([a-z]+)"', DRAWINGS.read_text())


def _samples() -> dict[str, Any]:
    now = clock.now()
    photo = Photo(static("web/sample.svg"), _("A hole in the asphalt, about one metre wide"), caption=_("Before"))
    return {
        "crumbs": [Crumb(_("Home"), "/"), Crumb(_("Reports"), "/"), Crumb("JK2611210042")],
        "states": list(STATES),
        "soon": now + timedelta(hours=5),
        "later": now + timedelta(days=2),
        "late": now - timedelta(hours=3),
        "kept": now - timedelta(hours=9),
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
        "moments": [
            Moment(
                now - timedelta(minutes=20),
                _("Work has begun"),
                _("Road crew South 3"),
                state="in_progress",
                mark="now",
            ),
            Moment(now - timedelta(hours=3), _("Passed to the field unit"), _("Road agency"), state="disposition"),
            Moment(
                now - timedelta(hours=5),
                _("Report received"),
                text=_("It has been there for two weeks. Two motorcycles fell."),
                state="waiting",
                mark="done",
                photos=[photo],
            ),
        ],
        "table": Table(
            _("Reports by subdistrict"),
            [Column(_("Subdistrict")), Column(_("Reports"), number=True), Column(_("In time"), number=True)],
            [["Bangka", "1.204", "96 %"], ["Kuningan Barat", "318", "91 %"], ["Pela Mampang", "97", "88 %"]],
        ),
        "photo": photo,
        "points": [
            Point(
                _("A hole in the road"),
                "#map",
                106.8166,
                -6.2576,
                "in_progress",
                "Jalan Kemang Raya 12",
                "JK2611210042",
                photo,
            ),
            Point(
                _("A street lamp that is out"),
                "#map",
                106.8229,
                -6.2392,
                "done",
                "Jalan Kapten Tendean",
                "JK2611190007",
            ),
            Point(_("A fallen tree"), "#map", None, None, "waiting", "Jalan Bangka IX", "JK2611210077"),
        ],
        "start": maps.map_start(),
        "icons": drawings(),
    }
