"""What came in goes out as it came: every column that the map names, every status with its time and its office."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balai.apps.cases.actions.clockwork import due_case_ids, tick_case
from balai.apps.cases.actions.redacting import cover_words
from balai.apps.cases.actions.working import Ending, end_step
from balai.apps.cases.carrying import CaseRows
from balai.apps.cases.models import Case, Content, Event, Task
from balai.apps.cases.queries.whole import whole_cases
from balai.apps.cases.records import engine_event
from balai.apps.cases.tests.samples import colleague
from balai.apps.exchange.exporting.running import ExportWish, run_export
from balai.apps.exchange.models import ForeignCase
from balai.apps.exchange.tests.crm import COLUMNS, report_rows, reports
from balai.apps.exchange.tests.samples import JAKARTA_MAP, NOW, brought_in, the_map
from balai.base.notifications.models import Notification
from balai.base.packs import Pack
from balai.engines.casework.decisions import Actor
from balai.engines.casework.story import fold

Rows = list[dict[str, str]]


def written(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def taken_out(path: Path, *, with_reporters: bool = True, exact: bool = True) -> Rows:
    run_export(ExportWish(path, the_map(JAKARTA_MAP), NOW, with_reporters=with_reporters, exact=exact))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(data=st.data())
def test_out_comes_what_came_in(jakarta: Pack, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("round")
    before = ForeignCase.objects.count()
    numbers = range(before, before + data.draw(st.integers(1, 5)))
    rows = [row for number in numbers for row in data.draw(reports(number))]
    tally = brought_in(written(folder / "in.csv", rows), JAKARTA_MAP).tally
    assert (tally.refused, tally.new) == (0, len(numbers)), tally.faults
    out = taken_out(folder / "out.csv")
    assert [row for row in out if int(row["No Laporan"][4:]) >= before] == rows
    _summaries_follow_from_the_stories()


def _summaries_follow_from_the_stories() -> None:
    for rows in whole_cases(Case.objects.values_list("id", flat=True)).values():
        state = fold(map(engine_event, rows.events))
        assert (rows.case.public_state, rows.case.is_open) == (state.public_state, state.is_open)
        assert (rows.case.opened_at, rows.case.closed_at) == (state.opened_at, state.closed_at)
        assert set(Task.objects.filter(case=rows.case).values_list("step", flat=True)) == set(state.tasks)


@pytest.fixture
def one(jakarta: Pack, tmp_path: Path) -> CaseRows:
    """A report that went the whole way elsewhere."""
    assert brought_in(written(tmp_path / "one.csv", report_rows()), JAKARTA_MAP).tally.new == 1
    (rows,) = whole_cases(Case.objects.values_list("id", flat=True)).values()
    return rows


def test_each_status_is_a_step_of_the_story(one: CaseRows) -> None:
    told = [(event.kind, event.step, event.outcome) for event in one.events]
    assert told == [
        ("opened", "", ""),
        ("task_opened", "intake", ""),
        ("task_done", "intake", "transfer"),
        ("task_opened", "coordination", ""),
        ("task_done", "coordination", "dispose"),
        ("task_opened", "work", ""),
        ("task_cancelled", "work", ""),
        ("task_opened", "work", ""),
        ("task_done", "work", "finish"),
        ("task_opened", "verify", ""),
        ("task_cancelled", "verify", ""),
        ("closed", "", "done"),
    ]
    assert [event.at - one.case.opened_at for event in one.events if event.kind == "task_opened"] == [
        timedelta(days=day) for day in range(5)
    ]
    assert one.case.channel == "import:crm"
    assert not Notification.objects.exists()


def test_stories_hold_codes_and_no_words(one: CaseRows) -> None:
    said = repr([event.data for event in one.events])
    assert not any(word in said for word in ("Lubang", "Warga", "tinggi", "Kelurahan Cikini", "Dinas BM"))


def test_who_reported_goes_out_only_when_asked_for(one: CaseRows, tmp_path: Path) -> None:
    row = taken_out(tmp_path / "out.csv", with_reporters=False)[0]
    assert (row["Pelapor"], row["Email"], row["Telepon"]) == ("", "", "")
    assert row["Isi Laporan"] == "Lubang besar di depan sekolah."


def test_a_spreadsheet_runs_no_cell(jakarta: Pack, tmp_path: Path) -> None:
    rows = report_rows(**{"Isi Laporan": '=HYPERLINK("x")', "Prioritas": "+1", "Bujur": "106.839"})
    brought_in(written(tmp_path / "in.csv", rows), JAKARTA_MAP)
    row = taken_out(tmp_path / "out.csv", exact=False)[0]
    assert (row["Isi Laporan"], row["Prioritas"], row["Lintang"]) == ('\'=HYPERLINK("x")', "+1", "-6.191")


def test_what_happens_here_goes_out_too(jakarta: Pack, tmp_path: Path) -> None:
    rows = report_rows(history=[("Menunggu", "Kelurahan Cikini"), ("Proses", "Dinas BM")])
    brought_in(written(tmp_path / "in.csv", rows), JAKARTA_MAP)
    officer = Actor(None, "officer", "dinas-bina-marga")
    case_id = Case.objects.get().id
    ending = Ending("work", "transfer", words="Milik kota lain.", organisation="dinas-sumber-daya-air")
    end_step(case_id=case_id, ending=ending, actor=officer, now=NOW)
    out = taken_out(tmp_path / "out.csv")
    assert [(row["Status Riwayat"], row["Instansi"]) for row in out] == [
        ("Menunggu", "Kelurahan Cikini"),
        ("Proses", "Dinas BM"),
        ("Koordinasi", "Dinas SDA"),
    ]
    assert {row["Status"] for row in out} == {"Koordinasi"}
    assert out[-1]["Waktu Status"] == "23/11/2026 10:00:00"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=15)
@given(data=st.data())
def test_it_goes_on_as_it_went_on_there(
    jakarta: Pack, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Two systems beside each other: what was exported yesterday comes again today, with what has happened since."""
    folder = tmp_path_factory.mktemp("beside")
    number = ForeignCase.objects.count()
    today = data.draw(reports(number))
    yesterday = today[: data.draw(st.integers(1, len(today)))]
    yesterday = [row | {"Status": yesterday[-1]["Status Riwayat"]} for row in yesterday]
    assert brought_in(written(folder / "yesterday.csv", yesterday), JAKARTA_MAP).tally.new == 1
    tick_all(NOW + timedelta(days=30))
    tally = brought_in(written(folder / "today.csv", today), JAKARTA_MAP, now=NOW + timedelta(days=31)).tally
    assert (tally.new, tally.refused, not tally.faults) == (0, 0, True)
    assert tally.continued == (len(yesterday) < len(today))
    out = taken_out(folder / "out.csv")
    assert [row for row in out if row["No Laporan"] == today[0]["No Laporan"]] == today
    _summaries_follow_from_the_stories()


def tick_all(now: datetime) -> None:
    """What the city's clock does meanwhile."""
    for case_id in due_case_ids(now):
        tick_case(case_id=case_id, now=now)


def test_what_has_been_moved_here_is_left_alone(jakarta: Pack, tmp_path: Path) -> None:
    rows = report_rows(history=[("Menunggu", "Kelurahan Cikini"), ("Proses", "Dinas BM")])
    brought_in(written(tmp_path / "in.csv", rows), JAKARTA_MAP)
    officer = Actor(None, "officer", "dinas-bina-marga")
    ending = Ending("work", "transfer", words="Milik kota lain.", organisation="dinas-sumber-daya-air")
    end_step(case_id=Case.objects.get().id, ending=ending, actor=officer, now=NOW)
    before = Event.objects.count()
    more = report_rows(history=[("Menunggu", "Kelurahan Cikini"), ("Proses", "Dinas BM"), ("Selesai", "")])
    tally = brought_in(written(tmp_path / "more.csv", more), JAKARTA_MAP, now=NOW + timedelta(days=1)).tally
    assert (tally.before, tally.continued, tally.reasons()) == (1, 0, {"changed": 1})
    assert Event.objects.count() == before


def test_other_words_do_not_overwrite_ours(one: CaseRows, tmp_path: Path) -> None:
    rows = report_rows(**{"Isi Laporan": "Sesuatu yang lain."})
    tally = brought_in(written(tmp_path / "other.csv", rows), JAKARTA_MAP).tally
    assert [key[:2] for key in tally.faults] == [("changed", "Isi Laporan")]
    assert taken_out(tmp_path / "out.csv")[0]["Isi Laporan"] == "Lubang besar di depan sekolah."


def test_what_was_covered_stays_covered(jakarta: Pack, tmp_path: Path) -> None:
    """Also where it stands beside the case: in a column that is only kept, or as it was written there."""
    rows = report_rows(**{"Isi Laporan": " Pak Budi jatuh di lubang. ", "Prioritas": "telepon Pak Budi"})
    brought_in(written(tmp_path / "in.csv", rows), JAKARTA_MAP)
    cover_words(
        case_id=Case.objects.get().id,
        phrases=["Pak Budi"],
        reason="others",
        actor=colleague("supervisor", "dki").actor,
        now=NOW,
    )
    out = taken_out(tmp_path / "out.csv")
    assert "Budi" not in repr(out)
    assert "jatuh di lubang" in out[0]["Isi Laporan"]


def test_what_was_erased_does_not_come_out_again(one: CaseRows, tmp_path: Path) -> None:
    from balai.apps.cases.actions.erasing import erase_content

    erase_content(case_id=one.case.id, reason="citizen_right", by=None, now=NOW)
    assert not Content.objects.filter(case_id=one.case.id).exists()
    out = taken_out(tmp_path / "out.csv")
    assert {(row["Isi Laporan"], row["Pelapor"], row["Prioritas"]) for row in out} == {("", "", "")}
    assert [row["Status Riwayat"] for row in out][-1] == "Selesai"
    assert Event.objects.filter(case_id=one.case.id, kind="erased").count() == 1
