"""However a city's stories go, and whenever they are counted, the kept sums are those of the stories as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from balai.apps.cases.models import Case, Event
from balai.apps.cases.records import engine_event
from balai.apps.figures.actions.following import follow, top_area_code
from balai.apps.figures.actions.recounting import recount
from balai.apps.figures.counting import AREA, ORGANISATION
from balai.apps.figures.models import Counted, MonthSum, Progress, SpotSum
from balai.apps.figures.tests.stories import City
from balai.base.areas.models import Area
from balai.base.packs import Pack
from balai.base.people.models import Organisation
from balai.engines.casework.story import CaseState, fold

ACTS = 25


@pytest.fixture
def told(jakarta: Pack) -> Callable[[int], City]:
    """Tell a city's life from a seed, counting along now and then."""

    def tell(seed: int) -> City:
        luck = Random(seed)
        city = City(luck)
        for _ in range(ACTS):
            city.act()
            if luck.random() < 0.15:
                follow(now=city.now)
        follow(now=city.now)
        return city

    return tell


def states() -> dict[int, tuple[Case, CaseState]]:
    """Every case with the state that its story folds to."""
    found = {}
    for case in Case.objects.select_related("area", "holder"):
        events = [engine_event(row) for row in Event.objects.filter(case=case).order_by("seq")]
        found[case.id] = (case, fold(events))
    return found


def check_public_sums() -> None:
    """Counted once more, plainly, from the stories themselves."""
    public = [(case, state) for case, state in states().values() if state.is_public]
    wanted: Counter[tuple[str, str, str]] = Counter()
    for case, state in public:
        for code in case.area.path.split("/")[:-1] if case.area else ():
            for service in (case.service_code, ""):
                wanted["received", code, service] += 1
                wanted["done", code, service] += state.done_at is not None
                wanted["refused", code, service] += state.public_state == "refused"
                wanted["reopened", code, service] += state.reopened > 0
    codes = dict(Area.objects.values_list("id", "code"))
    found: Counter[tuple[str, str, str]] = Counter()
    for row in MonthSum.objects.filter(kind=AREA, is_public=True):
        code = codes[row.place_id]
        found["received", code, row.service] += row.received
        found["done", code, row.service] += sum(row.hours)
        found["refused", code, row.service] += row.refused
        found["reopened", code, row.service] += row.reopened
    assert +found == +wanted


def check_agencies() -> None:
    """Each public case counts for who answers for the work, the checking office aside, and for everything above it."""
    wanted: Counter[str] = Counter()
    for case, state in states().values():
        steps = Event.objects.filter(case=case, kind="task_opened").exclude(step__in=["verify", "review"])
        last = steps.order_by("seq").last()
        if state.is_public and last:
            wanted.update(Organisation.objects.get(code=last.organisation).path.split("/")[:-1])
    codes = dict(Organisation.objects.values_list("id", "code"))
    found: Counter[str] = Counter()
    for row in MonthSum.objects.filter(kind=ORGANISATION, service=""):
        found[codes[row.place_id]] += row.received
    assert +found == +wanted


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=some.integers(0, 2**32))
def test_random_stories_and_random_counting_agree_with_a_recount(told: Callable[[int], City], seed: int) -> None:
    with transaction.atomic():
        city = told(seed)
        found = recount(now=city.now, mend=False)
        assert found.agrees, found.examples
        assert found.cases == len(city.ids)
        check_public_sums()
        check_agencies()
        located = [case for case, state in states().values() if state.is_public and case.cell is not None]
        for resolution in (6, 7, 8):
            rows = SpotSum.objects.filter(resolution=resolution)
            assert sum(row.cases for row in rows) == len(located)
        transaction.set_rollback(True)


def test_counting_twice_changes_nothing(told: Callable[[int], City]) -> None:
    city = told(7)
    before = list(MonthSum.objects.order_by("id").values()), list(SpotSum.objects.order_by("id").values())
    follow(now=city.now)
    assert (list(MonthSum.objects.order_by("id").values()), list(SpotSum.objects.order_by("id").values())) == before


def test_a_private_case_counts_for_the_whole_city_and_nothing_smaller(told: Callable[[int], City]) -> None:
    told(11)
    assert Case.objects.filter(is_public=False).exists()
    kept = Counted.objects.filter(is_public=False).values_list("area_id", "cell", "longitude", "organisation_id")
    assert set(kept) == {(None, None, None, None)}
    private = MonthSum.objects.filter(is_public=False)
    assert set(private.values_list("kind", "place_id")) == {(AREA, Area.objects.get(code=top_area_code()).id)}
    assert not SpotSum.objects.filter(cases__gt=Case.objects.filter(is_public=True).count()).exists()


def test_a_recount_finds_what_a_hand_has_changed_and_mends_it(told: Callable[[int], City]) -> None:
    city = told(3)
    newest = Event.objects.latest("id").id
    Progress.objects.update(done_to=newest, seen_to=newest)  # as a minute later
    row = MonthSum.objects.order_by("id").first()
    assert row is not None
    MonthSum.objects.filter(id=row.id).update(received=row.received + 1)
    SpotSum.objects.filter(resolution=7).delete()
    Counted.objects.filter(case_id=city.ids[0]).update(is_late=True, minutes=5)
    Counted.objects.filter(case_id=city.ids[-1]).delete()
    found = recount(now=city.now, mend=False)
    assert not found.agrees
    assert found.cases_differ == 2
    assert found.examples
    assert not recount(now=city.now, mend=True).agrees
    assert recount(now=city.now, mend=False).agrees
    check_public_sums()
