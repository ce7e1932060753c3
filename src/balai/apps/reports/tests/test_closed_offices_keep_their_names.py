"""An office that was closed is still named, not by its code, wherever a citizen or a machine reads the story."""

from __future__ import annotations

import pytest
from django.urls import reverse

from balai.apps.cases.tests.samples import CIKINI_OFFICE, colleague, finish_work, report
from balai.apps.reports.tests.walk import citizen, text
from balai.base import clock
from balai.base.memo import forget_all
from balai.base.people.models import Organisation

pytestmark = pytest.mark.usefixtures("jakarta")


def test_story_and_api_name_it() -> None:
    opened = report(now=clock.now())
    finish_work(opened.id, colleague("officer"), clock.now())
    Organisation.objects.filter(code=CIKINI_OFFICE).update(is_active=False)
    forget_all()
    for address in (
        reverse("reports:public", args=[opened.reference]),
        reverse("reports:private", args=[opened.reference, opened.secret]),
    ):
        page = text(citizen().get(address))
        assert "Kelurahan Cikini" in page
        assert CIKINI_OFFICE not in page
    told = citizen().get(f"/api/v1/cases/{opened.reference}").json()
    names = [moment["office"]["name"]["id"] for moment in told["story"] if moment["office"]]
    assert "Kelurahan Cikini" in names
