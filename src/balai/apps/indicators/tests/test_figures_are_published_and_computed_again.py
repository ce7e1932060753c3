"""A month's figures are signed, stand in the log, and follow from the rows published beside them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from balai.apps.figures.actions.following import follow
from balai.apps.figures.service import Tally
from balai.apps.figures.tests.stories import City
from balai.apps.indicators.computing import OTHERS, Facts, NotRows, compute, read_rows, without_small, written_rows
from balai.apps.indicators.model import Quality, indicators
from balai.apps.indicators.models import Publication
from balai.apps.indicators.service import publish, publish_what_is_due
from balai.apps.transparency.service import sequence, verifier_keys
from balai.base.packs import Pack
from balai.engines.transparency.documents import verified_document

MONTH = date(2026, 9, 1)
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
FACTS = Facts(NOW, MONTH, 1_000_000, 20, 18, 6, 1234)
counts = st.integers(0, 5_000)
tallies = st.builds(
    Tally,
    received=counts,
    refused=counts,
    decided=counts,
    kept=counts,
    finished=counts,
    reopened=counts,
    open_days=st.lists(counts, min_size=31, max_size=31),
    ratings=st.lists(counts, min_size=5, max_size=5),
    hours=st.lists(counts, max_size=40),
)


@given(sums=st.dictionaries(st.from_regex(r"[a-z]{1,9}\.[a-z]{1,9}", fullmatch=True), tallies, max_size=6))
def test_rows_say_everything_that_the_figures_need(sums: dict[str, Tally]) -> None:
    for tally in sums.values():
        tally.kept, tally.reopened = min(tally.kept, tally.decided), min(tally.reopened, tally.finished)
    again = read_rows(written_rows(sums))
    assert again == sums
    found = {one.code: one for one in compute(again, FACTS)}
    assert list(found) == list(indicators())
    assert [one.written() for one in compute(sums, FACTS)] == [one.written() for one in found.values()]
    for one in found.values():
        assert (one.value is None) == bool(one.missing)
        if one.low is not None and one.high is not None and one.value is not None:
            assert one.low <= one.value <= one.high
        if indicators()[one.code].unit == "share" and one.value is not None:
            assert 0 <= one.value <= 1


few = st.builds(Tally, received=st.integers(0, 40), ratings=st.lists(st.integers(0, 4), min_size=5, max_size=5))


@given(sums=st.dictionaries(st.sampled_from(["a.a", "b.b", "c.c", "d.d", OTHERS]), few))
def test_no_row_is_so_small_that_a_person_is_known_by_it(sums: dict[str, Tally]) -> None:
    rows = without_small(sums)
    for one in rows.values() if len(rows) > 1 else ():
        assert one.received >= 20
        assert not 0 < sum(one.ratings) < 10
    before, after = Tally(), Tally()
    for tally in sums.values():
        before.merge(tally)
    for tally in rows.values():
        after.merge(tally)
    assert before == after


def test_a_share_of_too_few_says_nothing_of_them() -> None:
    found = {one.code: one for one in compute({"a.a": Tally(received=30, decided=3, kept=2)}, FACTS)}
    late = found["promises.on_time"]
    assert (late.missing, late.numerator, late.denominator) == ("too_few", None, None)


def test_turnout_follows_from_ballots_and_rolls() -> None:
    (none,) = [one for one in compute({}, FACTS) if one.code == "votes.turnout"]
    assert (none.value, none.missing) == (None, "no_polls")
    (found,) = [one for one in compute({}, replace(FACTS, ballots=30, roll=40)) if one.code == "votes.turnout"]
    assert (found.value, found.numerator, found.denominator) == (Decimal("0.75"), 30, 40)


@pytest.mark.parametrize(
    "content",
    [b"", b"service\n", b"\xff\xfe", b"a,b\n1,2\n", written_rows({"a": Tally()}).replace(b",0,", b",-1,", 1),
     written_rows({"a": Tally()}) + b"x,1\n", written_rows({"a": Tally()}).replace(b"0 0", b"0 x", 1),
     written_rows({"a": Tally()}).replace(b"0 0", b"0 " * 500, 1)],
)  # fmt: skip
def test_what_is_not_rows_is_refused(content: bytes) -> None:
    with pytest.raises(NotRows):
        read_rows(content)


@pytest.fixture
def city(jakarta: Pack) -> City:
    """A city with a few dozen reports, counted."""
    found = City(Random(7))
    for _turn in range(60):
        found.act()
    follow(now=found.now + timedelta(minutes=1))
    return found


def months_of(city: City) -> tuple[date, datetime]:
    """The first month with reports, and a moment long after."""
    from balai.apps.figures.service import first_month

    month = first_month()
    assert month is not None
    return month, datetime.combine(month, datetime.min.time(), UTC) + timedelta(days=70)


@pytest.mark.django_db
def test_a_month_is_published_signed_and_in_the_log(city: City) -> None:
    month, now = months_of(city)
    published = publish(month=month, now=now)
    assert publish(month=month, now=now + timedelta(days=1)) == published
    sequence(now=now)
    browser = Client()
    (row,) = browser.get("/angka/terbitan.json").json()["publications"]
    document = verified_document(
        browser.get(f"/angka/terbitan/{row['name']}.json").content, kind="figures", keys=verifier_keys()
    )
    assert document.digest == row["sha256"] == published.digest
    assert json.loads(row["entry"])["public"]["sha256"] == document.digest
    rows = browser.get(f"/angka/terbitan/{row['name']}.csv").content
    assert hashlib.sha256(rows).hexdigest() == document.body["rows"]["sha256"]
    received = sum(int(one["received"]) for one in csv.DictReader(io.StringIO(rows.decode())))
    figures: dict[str, dict[str, Any]] = {one["code"]: one for one in document.body["figures"]}
    assert int(figures["reports.received"]["value"]) == received > 0
    assert figures["votes.turnout"]["missing"] == "no_polls"
    assert figures["reports.per_1000"]["quality"] == Quality.HIGHER_LEVEL
    assert len(figures) == len(indicators()) >= 12


@pytest.mark.django_db
def test_a_correction_is_a_publication_of_its_own_and_none_is_ever_changed(city: City) -> None:
    month, now = months_of(city)
    first = publish(month=month, now=now)
    for _turn in range(40):
        city.act()
    follow(now=city.now + timedelta(minutes=1))
    second = publish(month=month, now=now + timedelta(days=9))
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.update(digest="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.all().delete()


@pytest.mark.django_db
def test_what_a_clock_that_ran_ahead_published_is_no_end(city: City) -> None:
    month, now = months_of(city)
    publish(month=month, now=now + timedelta(days=400))
    for _turn in range(40):
        city.act()
    follow(now=city.now + timedelta(minutes=1))
    first = publish_what_is_due(now=now)[0]
    assert (first.period, first.number) == (f"{month:%Y-%m}", 2)


@pytest.mark.django_db
def test_what_is_due_is_published_once(city: City) -> None:
    month, now = months_of(city)
    found = publish_what_is_due(now=now)
    assert found[0].period == f"{month:%Y-%m}"
    assert all(one.period < f"{now:%Y-%m}" for one in found)
    assert publish_what_is_due(now=now) == []
