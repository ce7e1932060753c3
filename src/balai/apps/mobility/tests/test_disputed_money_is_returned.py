"""A dispute goes from asked to granted to returned, or is refused; what is returned is a line, once, and stays returned."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.cases.models import Case
from balai.apps.cases.tests.samples import Colleague, colleague, end
from balai.apps.mobility.actions.disputing import follow_disputes
from balai.apps.mobility.models import Dispute, Posting
from balai.apps.mobility.service import receive_taps
from balai.apps.mobility.tests.test_taps_and_accounts import amounts, begun, person, readings
from balai.base.clock import now as the_time
from balai.base.people.models import User

__all__ = ["begun", "person"]
OFFICE = "dinas-perhubungan"
Travel = tuple[Client, Case]


@pytest.fixture
def disputed(person: User, begun: datetime) -> Travel:
    """The tap-out of the second ride is lost, so that both together cost the most; its holder says so."""
    receive_taps(taps=readings(begun)[:3], now=the_time())
    assert amounts() == {"a": 3500, "c": 6500}
    browser = Client(headers={"accept-language": "id"})
    browser.force_login(person)
    browser.post(reverse("mobility:dispute", args=["c"]), {"wrong": "tap_out", "words": "Saya tap keluar."})
    return browser, Case.objects.get(service_code="fare.dispute")


def page_of(browser: Client) -> str:
    return browser.get(reverse("mobility:travel")).content.decode()


def granted(case: Case, amount: int) -> Colleague:
    first = colleague("officer", OFFICE)
    end(case.pk, first, "check", "refund", the_time(), words="Gerbang mati.", answers={"refund": amount})
    return first


def paid(case: Case) -> None:
    end(case.pk, colleague("officer", OFFICE), "pay", "paid", the_time(), words="Dikembalikan ke kartu.")


def test_the_money_follows_the_case_and_comes_once(disputed: Travel, begun: datetime) -> None:
    browser, case = disputed
    assert follow_disputes(now=the_time()) == 0
    assert "Pemerintah kota sedang memeriksanya" in page_of(browser)
    granted(case, 5250)
    assert [follow_disputes(now=the_time()) for _ in range(2)] == [1, 0]
    assert "5.250 akan dikembalikan" in page_of(browser)
    assert amounts() == {"a": 3500, "c": 6500}
    paid(case)
    assert [follow_disputes(now=the_time()) for _ in range(2)] == [1, 0]
    line = Posting.objects.get(code="refund-dispute")
    assert (line.key, line.amount) == ("c", -5250)
    page = page_of(browser)
    assert "Keberatan Anda dikabulkan" in page
    assert case.reference in page
    assert reverse("mobility:dispute", args=["c"]) not in page
    # The lost tap comes after all: the same money is not returned again.
    receive_taps(taps=readings(begun)[3:], now=the_time())
    assert amounts() == {"a": 3500, "c": 1250}
    assert receive_taps(taps=readings(begun), now=the_time()).lines == []


def test_more_than_the_dispute_is_returned_where_a_late_tap_says_so(disputed: Travel, begun: datetime) -> None:
    _browser, case = disputed
    granted(case, 1000)
    paid(case)
    follow_disputes(now=the_time())
    assert amounts()["c"] == 5500
    assert [line.amount for line in receive_taps(taps=readings(begun)[3:], now=the_time()).lines] == [-4250]
    assert amounts()["c"] == 1250


def test_a_refused_dispute_says_so_and_moves_nothing(disputed: Travel) -> None:
    browser, case = disputed
    first = colleague("officer", OFFICE)
    end(
        case.pk, first, "check", "right", the_time() + timedelta(seconds=1), words="Dua perjalanan.", reason="two_rides"
    )
    follow_disputes(now=the_time())
    assert Dispute.objects.get().state == Dispute.State.REFUSED
    assert "Biaya ini sudah benar" in page_of(browser)
    assert amounts() == {"a": 3500, "c": 6500}
