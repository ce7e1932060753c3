"""Any pack with services for reports can be shown with invented ones, told by the real actions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from balai.apps.cases.models import Case, Event
from balai.base.packs import Pack
from balai.engines.casework.story import Kind
from balai.project.demo.any_city import tell_reports
from balai.project.tests.test_other_cities import pack

__all__ = ["pack"]

pytestmark = pytest.mark.django_db
REPORTS = 12
NOW = datetime(2026, 12, 15, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("pack", ["makassar", "asean-secretariat"], indirect=True)
def test_reports_are_told_once_and_most_are_seen_through(pack: Pack) -> None:
    expected = REPORTS if pack.services else 0
    assert tell_reports(NOW, count=REPORTS) == expected
    assert Case.objects.count() == expected
    assert Event.objects.filter(kind=Kind.CLOSED).count() >= expected // 3
    assert not Event.objects.filter(at__gt=NOW).exists()
    assert tell_reports(NOW, count=REPORTS) == 0
