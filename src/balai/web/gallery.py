"""The pattern gallery: every component on one page, for those who build and for the accessibility tests."""

from __future__ import annotations

import re
from pathlib import Path

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from balai.base import clock
from balai.web.context import is_demo
from balai.web.gallery_questions import SAMPLE_QUESTIONS
from balai.web.gallery_samples import samples
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
    return render(request, "web/gallery.html", {"form": form, "icons": drawings(), **samples(clock.now())})


def drawings() -> list[str]:
    """The names of all drawings, as icons.svg holds them."""
    return re.findall(r'<symbol id="([a-z]+)"', DRAWINGS.read_text())
