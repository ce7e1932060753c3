"""A tariff is read by everyone, tried by those who look after it, and let rule on a day by an act in the city's log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from balai.apps.accounts.service import add_person
from balai.apps.mobility.actions.activating import (
    DayBeginsAtAnotherHour,
    NetworkIsLacking,
    TariffInThePast,
    activate_tariff,
)
from balai.apps.mobility.models import TariffFile
from balai.apps.mobility.queries.settlements import settlement
from balai.apps.mobility.service import correct_clock, load_tariffs, receive_taps, tariff_of
from balai.apps.mobility.tests.test_taps_and_accounts import begun, readings
from balai.apps.transparency.models import Statement
from balai.base.city import city_zone
from balai.base.clock import now as the_time
from balai.base.packs import Pack
from balai.base.people.models import Organisation, Role, User
from balai.base.people.service import grant_role
from balai.engines.fares.taps import ClockCorrection
from balai.project.tests.everyone import Scene, make_scene

__all__ = ["begun"]


def today() -> date:
    return the_time().astimezone(city_zone()).date()


@pytest.fixture
def scene(jakarta: Pack) -> Scene:
    return make_scene()


def dearer(pack: Pack, since: date) -> dict[str, object]:
    source = next(dict(one) for one in pack.tariffs if one["tariff"] == "jak-lingko")
    price = {"boarding": 3000, "per_kilometre": 300, "kilometres": "begun", "most": 12_000}
    return {**source, "since": since.isoformat(), "package": {**source["package"], "price": price}}


def test_everyone_reads_what_holds(jakarta: Pack) -> None:
    load_tariffs(sources=jakarta.tariffs, now=the_time())
    browser = Client(headers={"accept-language": "id"})
    page = browser.get(reverse("mobility:tariffs")).content.decode()
    assert "Nomor 733 Tahun 2022" in page
    assert "Rp2.500 + Rp250 per km untuk seluruh perjalanan, paling tinggi Rp10.000" in page
    assert "OK OTrip" in page


def test_a_tariff_rules_from_its_day_on_and_the_log_says_so(jakarta: Pack, django_user_model: type[User]) -> None:
    load_tariffs(sources=jakarta.tariffs, now=the_time())
    assert load_tariffs(sources=jakarta.tariffs, now=the_time()) == []
    by = django_user_model.objects.create(email="admin@contoh.example")
    begins = today() + timedelta(days=30)
    row = activate_tariff(source=dearer(jakarta, begins), today=today(), by=by, now=the_time())
    before, after = tariff_of(begins - timedelta(days=1)), tariff_of(begins)
    assert before is not None
    assert after is not None
    assert before.until == begins - timedelta(days=1)
    assert (before.package.most, after.package.most) == (10_000, 12_000) if before.package and after.package else False
    said = Statement.objects.get(subject=f"tariff:{row.pk}")
    assert said.public == {"tariff": "jak-lingko", "since": begins.isoformat(), "version": row.version}
    with pytest.raises(TariffInThePast):
        activate_tariff(source=dearer(jakarta, today()), today=today(), by=by, now=the_time())
    other = {**dearer(jakarta, begins), "day_starts": "04:00"}
    with pytest.raises(DayBeginsAtAnotherHour):
        activate_tariff(source=other, today=today(), by=by, now=the_time())


def test_an_edited_file_never_charges_anew_what_was_ridden(begun: datetime, jakarta: Pack) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    with pytest.raises(TariffInThePast):
        load_tariffs(sources=[dearer(jakarta, date(2022, 8, 11))], now=the_time())
    assert load_tariffs(sources=[dearer(jakarta, today() + timedelta(days=1))], now=the_time()) == ["jak-lingko"]


def test_words_and_days_to_come_may_change(begun: datetime, jakarta: Pack) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    source = next(dict(one) for one in jakarta.tariffs if one["tariff"] == "jak-lingko")
    renamed = {**source, "title": {"id": "Tarif terpadu", "en": "One fare"}}
    ending = {**source, "until": (today() + timedelta(days=90)).isoformat()}
    for changed in (renamed, ending, source):  # back to the former file, too
        assert load_tariffs(sources=[changed], now=the_time()) == ["jak-lingko"]
        ruling = tariff_of(today())
        assert ruling is not None
        assert ruling.title == changed["title"]
    for until in (begun.date() - timedelta(days=1), today() - timedelta(days=1)):
        with pytest.raises(TariffInThePast):
            load_tariffs(sources=[{**source, "until": until.isoformat()}], now=the_time())
    with pytest.raises(TariffInThePast):
        load_tariffs(sources=[{**source, "shares": {"by": "boarding"}}], now=the_time())
    assert receive_taps(taps=readings(begun), now=the_time()).lines == []


def test_a_file_lacks_no_network_that_is_ridden(begun: datetime, jakarta: Pack, django_user_model: type[User]) -> None:
    by = django_user_model.objects.create(email="admin@contoh.example")
    strange = replace(readings(begun)[0], key="strange", network="plane")
    received = receive_taps(taps=[*readings(begun), strange], now=the_time())
    assert (received.taps, received.unknown) == (4, ("strange",))
    flat = {"code": "mrt", "title": {"id": "MRT", "en": "MRT"}, "fares": [{"flat": 5000}]}
    source = {**dearer(jakarta, today() + timedelta(days=1)), "networks": [flat]}
    del source["package"], source["groups"]
    with pytest.raises(NetworkIsLacking):
        activate_tariff(source=source, today=today(), by=by, now=the_time())


def test_after_a_temporary_tariff_the_one_before_goes_on(jakarta: Pack, django_user_model: type[User]) -> None:
    load_tariffs(sources=jakarta.tariffs, now=the_time())
    by = django_user_model.objects.create(email="admin@contoh.example")
    begins, ends = today() + timedelta(days=30), today() + timedelta(days=40)
    source = {**dearer(jakarta, begins), "until": ends.isoformat()}
    row = activate_tariff(source=source, today=today(), by=by, now=the_time())
    days = [begins - timedelta(days=1), begins, ends, ends + timedelta(days=1)]
    versions = [found.version if (found := tariff_of(day)) else None for day in days]
    assert [version == row.version for version in versions] == [False, True, True, False]
    assert versions[3] == versions[0] is not None


def test_going_back_is_another_act(jakarta: Pack, django_user_model: type[User]) -> None:
    load_tariffs(sources=jakarta.tariffs, now=the_time())
    by = django_user_model.objects.create(email="admin@contoh.example")
    begins = today() + timedelta(days=30)
    activate_tariff(source=dearer(jakarta, begins), today=today(), by=by, now=the_time())
    source = next(dict(one) for one in jakarta.tariffs if one["tariff"] == "jak-lingko")
    activate_tariff(source={**source, "since": begins.isoformat()}, today=today(), by=by, now=the_time())
    again = tariff_of(begins)
    assert again is not None
    assert again.package is not None
    assert again.package.most == 10_000


def test_trying_a_file_shows_winners_and_losers_and_changes_nothing(scene: Scene, begun: datetime) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    browser, before = scene.browser("supervisor"), TariffFile.objects.count()
    page = browser.get(reverse("mobility:try"))
    source = yaml.safe_load(page.context["form"].initial["file"])
    source["package"]["price"]["boarding"] = 2000
    tried = browser.post(reverse("mobility:try"), {"act": "try", "file": yaml.safe_dump(source)})
    assert tried.status_code == 200
    assert "<svg" in tried.content.decode()
    assert tried.context["tables"][0].rows[0][1:] == ["1", "4,750", "4,250", "1", "0"]
    assert TariffFile.objects.count() == before
    refused = browser.post(reverse("mobility:try"), {"act": "activate", "file": yaml.safe_dump(source)})
    assert refused.status_code == 403


def test_mistakes_are_told_and_only_the_administrator_of_transport_lets_a_file_rule(
    scene: Scene, begun: datetime
) -> None:
    answer = scene.browser("supervisor").post(reverse("mobility:try"), {"act": "try", "file": "tariff: Jak Lingko\n"})
    assert answer.status_code == 422
    assert answer.context["mistake_lines"]
    browser = scene.browser("administrator")
    page = browser.get(reverse("mobility:try"))
    sent = {"act": "activate", "file": page.context["form"].initial["file"]}
    assert page.context["may_activate"] is False  # of a subdistrict
    assert browser.post(reverse("mobility:try"), sent).status_code == 403
    government = Organisation.objects.get(code="dki")
    admin = add_person(email="angkutan@contoh.example", name="Admin Angkutan", password=None, language="id")
    grant_role(
        user=admin, organisation=government, role=Role.ADMINISTRATOR, since=date(2020, 1, 1), by=None, now=the_time()
    )
    row = activate_tariff(source=yaml.safe_load(sent["file"]), today=today(), by=admin, now=the_time())
    assert row.by == admin


def test_what_operators_get_is_what_was_charged(scene: Scene, begun: datetime) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    rows = settlement(begun.date(), begun.date())
    assert {row.operator: row.amount for row in rows} == {"transjakarta": 3616, "mrt": 1134}
    page = scene.browser("auditor").get(reverse("mobility:settlement"), {"month": f"{begun:%Y-%m}"})
    assert "3,616" in page.content.decode()
    file = scene.browser("auditor").get(reverse("mobility:settlement"), {"month": f"{begun:%Y-%m}", "format": "csv"})
    assert ",3616" in file.content.decode()
    for month in ("9999-12", "0001-01", "2026-13", "’"):
        assert scene.browser("auditor").get(reverse("mobility:settlement"), {"month": month}).status_code == 200


@pytest.mark.parametrize("days", [-40, 40])
def test_taps_of_a_wrong_clock_count_on_their_true_day(begun: datetime, days: int) -> None:
    wrong = timedelta(days=days)
    taps = [replace(tap, at=tap.at + wrong, device="gate") for tap in readings(begun)]
    receive_taps(taps=taps, now=the_time())
    assert settlement(begun.date(), begun.date()) == ()
    span = (taps[0].at, taps[-1].at + timedelta(seconds=1))
    correct_clock(correction=ClockCorrection("fix", "gate", *span, -wrong), by=None, now=the_time())
    assert sum(row.amount for row in settlement(begun.date(), begun.date())) == 4750
    assert settlement((begun + wrong).date(), (begun + wrong).date()) == ()
