"""However often a submission arrives, it is one case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from balai.apps.cases.actions.opening import OpenedCase, Place
from balai.apps.cases.models import Case, Event
from balai.apps.cases.refusals import AreaUnclear, OutsideCity, UnknownService
from balai.apps.cases.tests.samples import report

pytestmark = pytest.mark.usefixtures("jakarta")


def test_the_same_submission_twice_is_one_case_with_the_same_link() -> None:
    key = uuid4()
    first, second = report(key=key), report(key=key)
    assert (first.is_new, second.is_new) == (True, False)
    assert (second.id, second.reference, second.secret) == (first.id, first.reference, first.secret)
    assert Event.objects.filter(case_id=first.id, kind="opened").count() == 1


def test_two_submissions_are_two_cases_with_links_of_their_own() -> None:
    first, second = report(), report()
    assert first.id != second.id
    assert first.reference != second.reference
    assert first.secret != second.secret


@pytest.mark.parametrize(
    ("place", "refusal"),
    [
        (Place(0.0, 0.0), OutsideCity),
        (Place(), AreaUnclear),
        (Place(area="99.99"), AreaUnclear),
    ],
)
def test_a_place_that_names_no_area_opens_nothing(place: Place, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        report(place=place)
    assert not Case.objects.exists()


def test_a_service_that_the_city_does_not_offer_opens_nothing() -> None:
    with pytest.raises(UnknownService):
        report(service="report.dragons")


@pytest.mark.usefixtures("fresh_database")
def test_twenty_sends_at_once_are_one_case() -> None:
    key = uuid4()

    def send(_: int) -> OpenedCase:
        try:
            return report(key=key)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        opened = list(pool.map(send, range(20)))
    assert len({case.id for case in opened}) == 1
    assert sum(case.is_new for case in opened) == 1
    assert Case.objects.count() == 1
