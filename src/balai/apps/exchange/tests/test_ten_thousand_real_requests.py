"""Ten thousand requests of a real city: which come in, which do not, and why.

4,264 of them have the point 0, 0, which is not a place. None of these names a district or an address either, so no
office would be responsible, and none comes in. Of the others, 17 end before they begin, and 2 name a district that the
city does not have. The rest comes in, with the times at which it happened.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from balai.apps.cases.models import Case, Event, Task
from balai.apps.exchange.exporting.running import ExportWish, run_export
from balai.apps.exchange.models import ForeignCase
from balai.apps.exchange.tests.samples import BAYSIDE, NOW, brought_in, found_city, rows_of, the_map
from balai.base.notifications.models import Notification

FILE = Path(__file__).resolve().parents[6] / "shared" / "data" / "sf311.csv"
NOT_A_PLACE, BACKWARDS, NO_SUCH_DISTRICT = 4_264, 17, 2
CAME_IN = 10_000 - NOT_A_PLACE - BACKWARDS - NO_SUCH_DISTRICT


@pytest.mark.skipif(not FILE.exists(), reason="the requests are other people's data and lie elsewhere")
@pytest.mark.django_db
def test_what_comes_in_and_what_does_not(tmp_path: Path) -> None:
    found_city()
    errors = tmp_path / "errors.csv"
    tally = brought_in(FILE, BAYSIDE / "sf311.map.yaml", errors=errors).tally
    assert (tally.rows, tally.new, tally.before) == (10_000, CAME_IN, 0)
    assert tally.reasons() == {"no_place": NOT_A_PLACE, "time_order": BACKWARDS, "area_unknown": NO_SUCH_DISTRICT}

    rows = {row["unique_key"]: row for row in rows_of(FILE)}
    names = dict(ForeignCase.objects.filter(source="sf311").values_list("foreign_id", "case_id"))
    cases = Case.objects.in_bulk(list(names.values()))
    assert len(cases) == CAME_IN
    _times_are_the_original_ones(rows, names, cases)
    _nobody_is_told_and_nothing_is_late()
    _each_refused_row_has_its_reason(rows, errors)
    _those_without_a_point_name_no_place(rows, names)
    _they_go_out_as_they_came(rows, tmp_path / "out.csv")


def _times_are_the_original_ones(
    rows: dict[str, dict[str, str]], names: dict[str, int], cases: dict[int, Case]
) -> None:
    for name, case_id in names.items():
        row, case = rows[name], cases[case_id]
        assert case.opened_at == datetime.fromisoformat(row["created_date"])
        assert case.closed_at == (datetime.fromisoformat(row["closed_date"]) if row["closed_date"] else None)
        assert case.channel == "import:sf311"
    told = Event.objects.exclude(kind="task_cancelled").values_list("case_id", "at").order_by("-at")
    latest = dict(reversed(told))
    assert all(latest[case.id] == case.updated_at == (case.closed_at or case.opened_at) for case in cases.values())


def _nobody_is_told_and_nothing_is_late() -> None:
    assert not Notification.objects.exists()
    opened = Task.objects.all()
    assert len(opened) == Case.objects.filter(is_open=True).count() == 147
    assert all(task.due_at is not None and task.due_at > NOW and not task.is_late for task in opened)
    assert not Event.objects.filter(kind__in=["promise_late", "escalated"]).exists()
    assert not Case.objects.filter(late__gt=0).exists()


def _each_refused_row_has_its_reason(rows: dict[str, dict[str, str]], errors: Path) -> None:
    told = rows_of(errors)
    assert Counter(row["code"] for row in told)["no_place"] == NOT_A_PLACE
    lines = list(rows.values())
    assert all(float(lines[int(row["row"]) - 2]["latitude"]) == 0 for row in told if row["code"] == "no_place")
    assert {row["value"] for row in told if row["code"] == "area_unknown"} == {"-1"}


def _those_without_a_point_name_no_place(rows: dict[str, dict[str, str]], names: dict[str, int]) -> None:
    nowhere = [row for row in rows.values() if float(row["latitude"]) == 0]
    assert len(nowhere) == NOT_A_PLACE
    assert not any(row["supervisor_district"] or row["neighborhood"] or row["location"] for row in nowhere)
    assert {row["incident_address"] for row in nowhere} == {"Not associated with a specific address"}
    assert not any(row["unique_key"] in names for row in nowhere)


def _they_go_out_as_they_came(rows: dict[str, dict[str, str]], path: Path) -> None:
    mapping = the_map(BAYSIDE / "sf311.map.yaml")
    assert run_export(ExportWish(path, mapping, NOW, exact=True)).cases == CAME_IN
    for given in rows_of(path):
        assert given == {name: rows[given["unique_key"]][name] for name in mapping.columns}
