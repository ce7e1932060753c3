"""Sources of real times are asked as often as the pack says, within bounds; each good answer is a file for every process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from balai.apps.mobility import realtime, shelf
from balai.apps.mobility.actions.fetching import (
    LONGEST_PAUSE,
    LONGEST_ROUND,
    MOST_OCTETS,
    NOT_A_MESSAGE,
    NOT_KEPT,
    OLDER,
    Marks,
    fetch_due,
)
from balai.apps.mobility.models import RealTimeSource
from balai.apps.mobility.tests.an_operator import AnOperator, an_operator, late
from balai.apps.mobility.tests.feeds import NOW
from balai.base.clock import now as the_time
from balai.base.outside.fetching import Answer
from balai.base.packs.realtime_file import ALERTS, TRIP_UPDATES, PackSource
from balai.engines.transit.telling import facts_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path, network_loopback=True)
    return tmp_path


@pytest.fixture
def operator() -> Iterator[AnOperator]:
    with an_operator() as found:
        yield found


def source(operator: AnOperator, *, name: str = "bus", **more: Any) -> PackSource:
    return PackSource(name, operator.address, more.pop("tells", frozenset({TRIP_UPDATES, ALERTS})), every=30, **more)


def fetched(*wanted: PackSource, at: datetime = NOW) -> RealTimeSource:
    """The state of the first source after a round."""
    fetch_due(wanted=wanted, now=lambda: at)
    return RealTimeSource.objects.get(name=wanted[0].name)


def test_what_it_says_is_kept_with_when_it_was_made(operator: AnOperator) -> None:
    made = NOW - timedelta(minutes=3)
    operator.content = late(made=made.timestamp())
    row = fetched(source(operator))
    assert (row.failure, row.answered_at, row.made_at, row.next_at) == ("", NOW, made, NOW + timedelta(seconds=30))
    assert realtime.path_of("bus").read_bytes() == operator.content
    [found] = realtime.sources(NOW)
    assert (found.name, found.at, found.is_stale) == ("bus", made, False)
    assert operator.asked[0]["path"] == "/gtfs-rt/trips.pb?key=x"
    fetched(source(operator), at=NOW + timedelta(seconds=29))
    assert len(operator.asked) == 1  # not yet


@pytest.mark.parametrize("mark", ["etag", "modified"])
def test_what_is_known_is_not_sent_again(operator: AnOperator, mark: str) -> None:
    operator.content = late()
    setattr(operator, mark, '"1"' if mark == "etag" else NOW.timestamp())
    fetched(source(operator))
    later = NOW + timedelta(seconds=31)
    operator.content = b"never read"
    row = fetched(source(operator), at=later)
    assert (row.failure, row.answered_at) == ("", later)
    assert [one.at for one in realtime.sources(later)] == [later]  # unchanged, and true now
    realtime.forget("bus")
    operator.content = late("other")
    fetched(source(operator), at=later + timedelta(seconds=31))
    assert realtime.path_of("bus").read_bytes() == operator.content  # whoever removed the file gets it again


def test_a_message_that_stands_still_grows_old_although_it_is_answered(operator: AnOperator) -> None:
    operator.content, operator.etag = late(made=NOW.timestamp()), '"1"'
    fetched(source(operator))
    later = NOW + timedelta(minutes=11)
    row = fetched(source(operator), at=later)
    assert (row.failure, row.answered_at) == ("", later)
    assert [one.is_stale for one in realtime.sources(later)] == [True]
    assert realtime.stamp(later) == ()


def test_a_clock_that_is_ahead_is_not_believed(operator: AnOperator) -> None:
    operator.content = late(made=(NOW + timedelta(days=400)).timestamp())
    assert fetched(source(operator)).made_at == NOW


def test_failures_are_told_and_asked_less_and_less_until_it_is_well(operator: AnOperator) -> None:
    operator.content = late()
    fetched(source(operator))
    good, operator.status = NOW, 500
    now, pauses = NOW, []
    for _round in range(8):
        now = RealTimeSource.objects.get().next_at
        row = fetched(source(operator), at=now)
        pauses.append(row.next_at - now)
    assert (row.failure, row.failures, row.answered_at) == ("fetch.status_500", 8, good)
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=60)
    assert pauses[-1] == LONGEST_PAUSE
    assert realtime.path_of("bus").is_file()  # the last good one stays, and grows old
    operator.status = 200
    row = fetched(source(operator), at=row.next_at)
    assert (row.failure, row.failures) == ("", 0)


def test_what_is_no_message_changes_nothing(operator: AnOperator) -> None:
    operator.content = late()
    fetched(source(operator))
    for content in (b"<html>", b"", b"\xff" * 40):
        now = RealTimeSource.objects.get().next_at
        operator.content = content
        assert fetched(source(operator), at=now).failure == NOT_A_MESSAGE
    assert realtime.path_of("bus").read_bytes() == late()


@pytest.mark.parametrize(
    ("headers", "status", "failure"),
    [
        ({"Content-Length": str(MOST_OCTETS + 1)}, 200, "fetch.large"),
        ({"Location": "https://elsewhere.example/"}, 302, "fetch.redirect"),
        ({"Content-Encoding": "gzip"}, 200, "fetch.encoding"),
    ],
)
def test_answers_have_bounds(operator: AnOperator, headers: dict[str, str], status: int, failure: str) -> None:
    operator.content, operator.headers, operator.status = late(), headers, status
    assert fetched(source(operator)).failure == failure
    assert not realtime.path_of("bus").exists()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/x", "https://127.0.0.1:1/x", "https://10.0.0.1/x", "ftp://a.example"]
)
def test_the_city_does_not_look_into_its_own_network(settings: LazySettings, address: str) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, network_loopback=False)
    row = fetched(PackSource("bus", address, frozenset({ALERTS})))
    assert row.failure.startswith("address.")


def test_one_that_fails_keeps_no_other_waiting(operator: AnOperator) -> None:
    operator.content = late()
    broken = replace(source(operator, name="broken"), address="http://127.0.0.1:1/nothing")
    fetched(broken, source(operator))
    assert RealTimeSource.objects.get(name="broken").failure == "fetch.connection"
    assert realtime.path_of("bus").is_file()


def test_only_what_a_source_is_there_for_is_taken(operator: AnOperator) -> None:
    operator.content = late(notice=True)
    fetched(source(operator, tells=frozenset({ALERTS})))
    facts = facts_of(realtime.path_of("bus").read_bytes())
    assert (facts.trip_updates, facts.alerts) == (0, 1)


def test_a_source_that_leaves_the_pack_is_forgotten_and_programs_files_stay(operator: AnOperator) -> None:
    operator.content = late()
    shelf.write_whole(realtime.folder() / "own-program.pb", late())
    fetched(source(operator))
    assert fetch_due(wanted=(), now=lambda: NOW) is None
    assert not RealTimeSource.objects.exists()
    assert [path.name for path in realtime.folder().iterdir()] == ["own-program.pb"]


def test_another_address_is_asked_at_once_for_everything(operator: AnOperator) -> None:
    operator.content, operator.etag = late(), '"1"'
    fetched(source(operator))
    moved = replace(source(operator), address=operator.address.replace("trips", "moved"))
    fetched(moved, at=NOW + timedelta(seconds=1))
    assert operator.asked[-1]["path"].startswith("/gtfs-rt/moved.pb")
    assert "if-none-match" not in operator.asked[-1]


def test_an_older_message_never_takes_the_place_of_a_newer_one(operator: AnOperator) -> None:
    """Of two servers behind one name, one lags behind."""
    newer, older = (
        late(trip, made=(NOW - timedelta(minutes=age)).timestamp()) for trip, age in (("new", 1), ("old", 5))
    )
    operator.content = newer
    at = fetched(source(operator)).next_at
    operator.content = older
    row = fetched(source(operator), at=at)
    assert (row.failure, row.made_at, row.answered_at) == (OLDER, NOW - timedelta(minutes=1), NOW)
    assert realtime.path_of("bus").read_bytes() == newer
    assert [one.at for one in realtime.sources(at)] == [NOW - timedelta(minutes=1)]
    moved = replace(source(operator), address=operator.address.replace("trips", "moved"))
    assert fetched(moved, at=row.next_at).failure == ""  # another place is asked anew
    assert realtime.path_of("bus").read_bytes() == older


def test_slow_sources_keep_no_other_from_its_turn() -> None:
    """Where the time of a round does not suffice for all, those that were left come first in the next."""
    clock, asked = [NOW], []

    def slow(address: str, _marks: Marks) -> Answer:
        asked.append(address)
        clock[0] += LONGEST_ROUND / 2
        return Answer(200, late())

    wanted = [
        PackSource(f"bus-{number}", f"https://{number}.example/x", frozenset({ALERTS}), 15) for number in range(5)
    ]
    for _round in range(3):
        fetch_due(wanted=wanted, now=lambda: clock[0], asking=slow)
    assert set(asked[:5]) == {one.address for one in wanted}


def test_what_cannot_be_kept_is_told(operator: AnOperator, own_home: Path) -> None:
    operator.content = late()
    (own_home / "mobility").write_text("in the way")
    assert fetched(source(operator)).failure == NOT_KEPT


def test_a_file_with_a_time_to_come_counts_from_its_arrival() -> None:
    realtime.keep("own-program", late(), at=the_time() + timedelta(days=300))
    [found] = realtime.sources(the_time() + timedelta(minutes=11))
    assert found.is_stale
    assert realtime.stamp(the_time() + timedelta(minutes=11)) == ()
