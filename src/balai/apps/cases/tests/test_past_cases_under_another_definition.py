"""Past cases under a changed definition: read part by part, nothing written, and nothing differs where nothing changed."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.definitions import current_versions
from balai.apps.cases.models import Event, ServiceVersion
from balai.apps.cases.queries import replaying
from balai.apps.cases.queries.replaying import Period, compare_part, parts_of, place_names
from balai.apps.cases.tests.samples import (
    CIKINI,
    CIKINI_OFFICE,
    HOUR,
    NOW,
    VERIFIERS,
    colleague,
    end,
    finish_work,
    report,
)
from balai.engines.casework.comparing import Comparison
from balai.engines.casework.reading import read_service

pytestmark = pytest.mark.usefixtures("jakarta")
PERIOD = Period("report.road", NOW - HOUR, NOW + timedelta(days=30))


@pytest.fixture
def stories() -> list[int]:
    """Taken up after two hours and done, refused after thirty, transferred, and left alone."""
    officer = colleague("officer")
    done, refused, left, moved = (report().id for _ in range(4))
    finish_work(done, officer, NOW + 2 * HOUR)
    end(done, colleague("verifier", VERIFIERS), "verify", "confirm", NOW + 5 * HOUR)
    end(refused, officer, "intake", "refuse", NOW + 30 * HOUR, words="Lahan pribadi.", reason="private_land")
    end(moved, officer, "intake", "transfer", NOW + HOUR, words="Bukan kami.", organisation="dinas-bina-marga")
    support_case(case_id=left, identity="device", by=None, now=NOW + HOUR)
    for case in (done, refused, left, moved):
        while tick_case(case_id=case, now=PERIOD.until):
            pass
    return [done, refused, left, moved]


def definition() -> dict[str, Any]:
    found = ServiceVersion.objects.get(id=current_versions()["report.road"]).definition
    return copy.deepcopy(found)


def compared(changed: dict[str, Any]) -> Comparison:
    found = Comparison()
    for part in parts_of(PERIOD):
        found.add(compare_part(part, period=PERIOD, definition=read_service(changed)))
    return found


def step(changed: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in changed["steps"] if one["id"] == name)


def test_the_same_definition_differs_in_nothing(stories: list[int]) -> None:
    found = compared(definition())
    whole = found.whole
    assert (whole.cases, whole.told, whole.untold) == (4, 4, 0)
    assert (whole.change, whole.elsewhere, whole.ended_otherwise, whole.refused) == (0, 0, 0, 0)
    assert whole.late_before == whole.late_after > 0
    assert whole.hours_before == whole.hours_after
    assert found.unlike == 0


def test_a_shorter_promise_makes_those_late_who_answered_after_it(stories: list[int]) -> None:
    changed = definition()
    step(changed, "intake")["promise"] = {"within": "30 minutes"}
    whole = compared(changed).whole
    before = compared(definition()).whole
    assert whole.late_after == 4
    assert whole.became_late == 4 - before.late_before
    assert whole.no_longer_late == 0


def test_another_route_and_a_step_that_is_gone(stories: list[int]) -> None:
    changed = definition()
    changed["route"] = [{"to": {"unit": "dinas-bina-marga"}}]
    found = compared(changed)
    assert found.whole.elsewhere == 4
    assert found.moves == {(CIKINI_OFFICE, "dinas-bina-marga"): 4}

    gone = definition()
    step(gone, "intake")["outcomes"] = [way for way in step(gone, "intake")["outcomes"] if way["code"] != "transfer"]
    assert compared(gone).reasons == {"unknown_outcome": 1}


def test_it_reads_in_parts_and_writes_nothing(stories: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    whole, events = compared(definition()), Event.objects.count()
    monkeypatch.setattr(replaying, "CASES_IN_PART", 3)
    parts = parts_of(PERIOD)
    assert [part.cases for part in parts] == [3, 1]
    compare_part(parts[0], period=PERIOD, definition=read_service(definition()))
    unchanged = definition()
    with CaptureQueriesContext(connection) as asked:
        assert compared(unchanged) == whole
    assert len(asked.captured_queries) == 1 + len(parts)
    assert all(query["sql"].lstrip().startswith("SELECT") for query in asked.captured_queries)
    assert Event.objects.count() == events


def test_areas_are_gathered_at_a_level() -> None:
    holding, names = place_names(2)
    assert holding[CIKINI] == "31.71.06"
    assert names["31.71.06"] == "Menteng"
    assert "31" not in holding
