"""A feed is brought, examined apart, let rule from a day on, and taken back; what is broken never rules."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from pytest_django import DjangoCaptureOnCommitCallbacks

from balai.apps.accounts.service import add_person
from balai.apps.mobility import shelf, timetables
from balai.apps.mobility.actions.feeding import (
    FeedDoesNotKnowTheDay,
    FeedHasErrors,
    FeedInThePast,
    FeedIsKnown,
    FeedIsNoZip,
    FeedNotUsable,
    FeedTooHeavy,
    NothingToTakeBack,
    activate_feed,
    add_feed,
    add_feed_of_pack,
    announce,
    examine_feed,
    packed,
    take_back,
    tidy,
)
from balai.apps.mobility.feed_days import ruling_on
from balai.apps.mobility.models import FeedVersion
from balai.apps.mobility.tests.feeds import NOW, TODAY, feed
from balai.apps.mobility.workbench import examine_here
from balai.apps.transparency.models import Statement
from balai.base.audit.models import AuditEntry
from balai.engines.transit.mapping import map_timetable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path / "home")
    return tmp_path / "home"


def brought(content: bytes, name: str = "feed.zip") -> FeedVersion:
    row = add_feed(upload=io.BytesIO(content), name=name, by=None, now=NOW)
    return examine_feed(version=row, now=NOW, workshop=examine_here)


def trips_on(day: date) -> list[str]:
    """The trips of the timetable that every process would answer from on a day."""
    folder = shelf.ruling_folder(day)
    return list(map_timetable(folder).trips["trip_id"]) if folder else []


def test_a_feed_rules_from_its_day_on_and_is_taken_back(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    first, second = brought(feed(trip="one")), brought(feed(trip="two"))
    assert (first.is_usable, first.begins, first.report["runs"]) == (True, date(2026, 1, 1), 1)
    tomorrow = TODAY + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        activate_feed(version=first, since=TODAY, despite_errors=False, by=None, now=NOW)
        activation = activate_feed(version=second, since=tomorrow, despite_errors=False, by=None, now=NOW)
    assert [trips_on(TODAY), trips_on(tomorrow)] == [["one"], ["two"]]
    with django_capture_on_commit_callbacks(execute=True):
        take_back(activation=activation, by=None, now=NOW)
    assert trips_on(tomorrow) == ["one"]
    ruling = ruling_on(tomorrow)
    assert ruling is not None
    assert ruling.version == first
    with pytest.raises(NothingToTakeBack):
        take_back(activation=ruling, by=None, now=NOW)
    assert list(Statement.objects.order_by("id").values_list("kind", flat=True)) == [
        "feed.activated",
        "feed.activated",
        "feed.taken_back",
    ]
    assert set(AuditEntry.objects.values_list("code", flat=True)) == {"feed.added", "feed.activated", "feed.taken_back"}


def test_what_does_not_rule_yet_is_taken_back_although_it_is_the_only_one(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        row = activate_feed(version=brought(feed()), since=tomorrow, despite_errors=False, by=None, now=NOW)
    assert trips_on(tomorrow) == ["t"]
    with django_capture_on_commit_callbacks(execute=True):
        take_back(activation=row, by=None, now=NOW)
    assert trips_on(tomorrow) == []


def test_what_was_let_rule_last_for_a_day_counts(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    for trip in ("one", "two"):
        version = brought(feed(trip=trip))
        with django_capture_on_commit_callbacks(execute=True):
            last = activate_feed(version=version, since=TODAY, despite_errors=False, by=None, now=NOW)
    assert trips_on(TODAY) == ["two"]
    with django_capture_on_commit_callbacks(execute=True):
        take_back(activation=last, by=None, now=NOW)
    assert trips_on(TODAY) == ["one"]


def test_errors_are_told_and_have_to_be_accepted() -> None:
    version = brought(feed(stray=True))
    [notice] = [one for one in version.report["notices"] if one["severity"] == "error"]
    assert (notice["rule"], notice["file"], notice["count"]) == ("foreign_key_violation", "stop_times.txt", 1)
    assert notice["effect"] == "The rows are left out."
    with pytest.raises(FeedHasErrors):
        activate_feed(version=version, since=TODAY, despite_errors=False, by=None, now=NOW)
    assert activate_feed(version=version, since=TODAY, despite_errors=True, by=None, now=NOW).since == TODAY


def test_days_that_it_does_not_know_are_refused() -> None:
    version = brought(feed())
    for day, refusal in ((TODAY - timedelta(days=1), FeedInThePast), (date(2031, 1, 1), FeedDoesNotKnowTheDay)):
        with pytest.raises(refusal):
            activate_feed(version=version, since=day, despite_errors=False, by=None, now=NOW)


def archive(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in files.items():
            made.writestr(f"{name}.txt", content)
    return target.getvalue()


@pytest.mark.parametrize("content", [archive(stops=b"stop_id\n"), archive(), feed()[:-60] + feed()[-22:]])
def test_nothing_can_be_planned_with_what_is_broken(content: bytes) -> None:
    version = brought(content)
    assert version.examined_at == NOW
    assert version.refusal
    with pytest.raises(FeedNotUsable):
        activate_feed(version=version, since=TODAY, despite_errors=True, by=None, now=NOW)


def test_the_same_feed_is_kept_once_and_no_other_file_at_all() -> None:
    add_feed(upload=io.BytesIO(feed()), name="a.zip", by=None, now=NOW)
    with pytest.raises(FeedIsKnown):
        add_feed(upload=io.BytesIO(feed()), name="b.zip", by=None, now=NOW)
    with pytest.raises(FeedIsNoZip):
        add_feed(upload=io.BytesIO(b"stop_id,stop_name\n"), name="stops.txt", by=None, now=NOW)
    with pytest.raises(FeedTooHeavy):
        add_feed(upload=Endless(), name="a.zip", by=None, now=NOW)
    [version] = FeedVersion.objects.all()
    assert [path.name for path in shelf.feed_path("").parent.iterdir()] == [f"{version.digest}.zip"]


class Endless:
    """An upload without end."""

    def read(self, size: int, /) -> bytes:
        return bytes(size)


def folder_of(place: Path, content: bytes) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        made.extractall(place)
    return place


def test_the_feed_of_the_pack_rules_until_an_officer_lets_another_one_rule(
    tmp_path: Path,
) -> None:
    first = add_feed_of_pack(folder=folder_of(tmp_path / "one", feed(trip="pack")), now=NOW)
    assert first is not None
    examine_feed(version=first, now=NOW, workshop=examine_here)
    assert trips_on(TODAY) == ["pack"]
    assert add_feed_of_pack(folder=tmp_path / "one", now=NOW) is None
    officer = add_person(email="petugas@contoh.example", name="Petugas", password=None, language="id")
    activate_feed(version=brought(feed(trip="officer")), since=TODAY, despite_errors=False, by=officer, now=NOW)
    changed = add_feed_of_pack(folder=folder_of(tmp_path / "two", feed(trip="pack again")), now=NOW)
    assert changed is not None
    examine_feed(version=changed, now=NOW, workshop=examine_here)
    assert trips_on(TODAY) == ["officer"]


def test_a_folder_is_packed_to_the_same_bytes(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "one", feed())
    before = packed(folder)
    for path in folder.iterdir():
        path.touch()
    assert packed(folder) == before


def test_what_is_lacking_is_made_anew_and_what_nobody_needs_goes(own_home: Path) -> None:
    version = brought(feed())
    activate_feed(version=version, since=TODAY, despite_errors=False, by=None, now=NOW)
    assert announce() == []
    folder = shelf.timetable_folder(version.digest, shelf.beside())
    stray = folder.with_name("old")
    stray.mkdir()
    assert tidy(now=NOW) == 1
    assert folder.is_dir()
    for path in folder.iterdir():
        path.unlink()
    assert announce() == [version]
    examine_feed(version=version, now=NOW)  # as the worker does: in a process of its own
    assert announce() == []


def test_a_process_answers_from_one_whole_timetable_or_the_other(
    own_home: Path,
) -> None:
    """The one before answers while the next is mapped; a planner that was handed out stays what it was."""
    folders = []
    for trip in ("one", "two"):
        version = brought(feed(trip=trip))
        folders.append(shelf.timetable_folder(version.digest, shelf.beside()))
    first = timetables.prepare(folders[0])
    assert timetables.planner_of(folders[0]) is first
    found = timetables.planner_of(folders[1])
    assert found is not None
    for thread in list(timetables._under_way.values()):
        thread.join()
    second = timetables.planner_of(folders[1])
    assert second is not None
    assert [list(one.timetable.trips["trip_id"]) for one in (first, second)] == [["one"], ["two"]]
    assert list(found.timetable.trips["trip_id"]) in (["one"], ["two"])
