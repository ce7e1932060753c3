"""Counting anew: whether each kept number is what the cases say, and mending those that are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from balai.apps.cases import service as cases
from balai.apps.figures.actions.following import count_cases, current_places, facts_of, follow, locked_progress
from balai.apps.figures.actions.keeping import (
    kept_facts,
    month_key,
    spot_key,
    spot_of,
    tally_of,
    write_months,
    write_spots,
)
from balai.apps.figures.counting import Fact, MonthKey, Spot, SpotKey, Sums, Tally, trimmed
from balai.apps.figures.models import Counted, MonthSum, Progress, SpotSum

CASES_AT_ONCE = 5_000
MOST_NAMED = 20


@dataclass(slots=True)
class Recount:
    """What a recount found. `examples` names some of the differences; numbers and codes only."""

    cases: int = 0
    cases_differ: int = 0
    sums: int = 0
    sums_differ: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not self.cases_differ and not self.sums_differ

    def note(self, words: str) -> None:
        if len(self.examples) < MOST_NAMED:
            self.examples.append(words)


def recount(*, now: datetime, mend: bool) -> Recount:
    """Compare every kept number with the cases; with `mend` the kept ones are put right.

    What has happened in the meantime and is not counted yet is no difference. Counting along waits until the end.
    """
    reached = follow(now=now).reached
    found, sums = Recount(), Sums()
    with transaction.atomic():
        locked_progress()
        places = current_places()
        for ids in cases.all_case_ids(at_once=CASES_AT_ONCE):
            facts = _check_facts(ids, found, reached, mend=mend)
            sums.count(facts, places)
        _check_strays(found, mend=mend)
        _check_months(sums, found, mend=mend)
        _check_spots(sums, found, mend=mend)
        Progress.objects.filter(id=1).update(checked_at=now)
    return found


def _check_facts(ids: list[int], found: Recount, reached: int, *, mend: bool) -> list[Fact]:
    """The facts that count for these cases: the kept ones, unless they are wrong and mended."""
    kept, real = kept_facts(ids), facts_of(ids)
    wrong = [
        number
        for number, fact in real.items()
        if kept.get(number) != fact and not cases.has_changed_since(number, reached)
    ]
    found.cases += len(real)
    found.cases_differ += len(wrong)
    for number in wrong:
        found.note(f"case {number}: kept {kept.get(number)}, is {real[number]}")
    if wrong and mend:
        count_cases(wrong, Sums(), current_places())  # the sums themselves are mended afterwards
        kept |= {number: real[number] for number in wrong}
    return [kept[number] for number in ids if number in kept]


def _check_strays(found: Recount, *, mend: bool) -> None:
    """Facts of cases that are not there: nothing can make them but a hand."""
    strays = Counted.objects.exclude(case_id__in=cases.Case.objects.values("id"))
    number = strays.count()
    if number:
        found.cases_differ += number
        found.note(f"{number} facts of cases that are not there")
        if mend:
            strays.delete()


def _check_months(sums: Sums, found: Recount, *, mend: bool) -> None:
    right = {key: tally for key, tally in sums.months.items() if tally.received}
    wrong: dict[MonthKey, Tally] = {}
    seen = set()
    for row in MonthSum.objects.iterator(chunk_size=2_000):
        key = month_key(row)
        seen.add(key)
        if not _same(right.get(key, Tally()), tally_of(row)):
            wrong[key] = right.get(key, Tally())
    wrong |= {key: tally for key, tally in right.items() if key not in seen}
    _tell(found, len(seen | set(right)), wrong)
    if mend and wrong:
        write_months(wrong)


def _same(one: Tally, other: Tally) -> bool:
    one.hours, other.hours = trimmed(one.hours), trimmed(other.hours)
    return one == other


def _check_spots(sums: Sums, found: Recount, *, mend: bool) -> None:
    right = {key: spot for key, spot in sums.spots.items() if spot.cases}
    wrong: dict[SpotKey, Spot] = {}
    seen = set()
    for row in SpotSum.objects.iterator(chunk_size=2_000):
        key = spot_key(row)
        seen.add(key)
        if right.get(key, Spot()) != spot_of(row):
            wrong[key] = right.get(key, Spot())
    wrong |= {key: spot for key, spot in right.items() if key not in seen}
    _tell(found, len(seen | set(right)), wrong)
    if mend and wrong:
        write_spots(wrong)


def _tell(found: Recount, sums: int, wrong: Mapping[Any, object]) -> None:
    found.sums += sums
    found.sums_differ += len(wrong)
    for key, value in islice(wrong.items(), MOST_NAMED):
        found.note(f"sum {' '.join(map(str, key))}: should be {value}")
