"""Absence and stand-in: arranged within laws, seen and recorded, over by itself, and never a right to anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from balai.base.audit.models import AuditEntry
from balai.base.people.absences import (
    AbsenceDaysWrong,
    AlreadyAway,
    MayNotArrange,
    StandInAway,
    StandInUnfit,
    arrange_absence,
    away_among,
    end_absence,
    stood_in_for,
)
from balai.base.people.models import Absence, Membership, Role, User
from balai.base.people.queries import organisation_named, organisations_below, roles_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jakarta")]
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
OFFICE = "kelurahan-31.71.06.1003"


def person(name: str, *roles: str, office: str = OFFICE, until: date | None = None) -> User:
    user = User.objects.create_user(f"{name}@demo.balai.example", name=name)
    for role in roles:
        Membership.objects.create(
            user=user, organisation=organisation_named(office), role=role, since=date(2026, 1, 1), until=until
        )
    return user


def arrange(user: User, stand_in: User, by: User, role: str = Role.OFFICER, **days: date) -> Absence:
    office = organisation_named(OFFICE)
    fields = {"since": TODAY, "until": TODAY + 4 * DAY} | days
    return arrange_absence(user=user, stand_in=stand_in, organisation=office, role=role, by=by, now=NOW, **fields)


def test_it_shows_the_work_on_its_days_and_is_over_by_itself() -> None:
    rina, budi = person("rina", "officer"), person("budi", "officer")
    arrange(rina, budi, rina)
    office = organisation_named(OFFICE).pk
    for offset, shown in ((-1, False), (0, True), (4, True), (5, False)):
        day = TODAY + offset * DAY
        assert stood_in_for(budi, day=day) == (frozenset({(rina.pk, office)}) if shown else frozenset())
        assert (rina.pk in away_among([rina.pk], day=day)) is shown
    assert stood_in_for(rina, day=TODAY) == frozenset()


def test_it_gives_no_role_to_anybody() -> None:
    rina, budi = person("rina", "officer", "verifier"), person("budi", "officer")
    before = [(roles_of(user, day=TODAY), organisations_below(user, day=TODAY)) for user in (rina, budi)]
    arrange(rina, budi, rina)
    assert [(roles_of(user, day=TODAY), organisations_below(user, day=TODAY)) for user in (rina, budi)] == before


@pytest.mark.parametrize(
    "which", ["other role", "other office", "role ends before", "not active", "oneself", "one area"]
)
def test_only_who_holds_the_same_role_there_on_all_days_stands_in(which: str) -> None:
    rina = person("rina", "officer")
    stand_in = {
        "other role": lambda: person("budi", "verifier"),
        "other office": lambda: person("budi", "officer", office="kelurahan-31.71.06.1001"),
        "role ends before": lambda: person("budi", "officer", until=TODAY + 3 * DAY),
        "not active": lambda: person("budi", "officer"),
        "oneself": lambda: rina,
        "one area": lambda: person("budi", "officer"),
    }[which]()
    if which == "not active":
        User.objects.filter(pk=stand_in.pk).update(is_active=False)
        stand_in.refresh_from_db()
    if which == "one area":
        Membership.objects.filter(user=stand_in).update(area=organisation_named(OFFICE).area)
    with pytest.raises(StandInUnfit):
        arrange(rina, stand_in, rina)


def test_once_the_stand_in_loses_the_role_the_work_is_shown_no_longer() -> None:
    rina, budi = person("rina", "officer"), person("budi", "officer")
    arrange(rina, budi, rina)
    Membership.objects.filter(user=budi).update(until=TODAY - DAY)
    assert stood_in_for(budi, day=TODAY) == frozenset()


def test_stand_ins_do_not_make_a_chain() -> None:
    rina, budi, sari = (person(name, "officer") for name in ("rina", "budi", "sari"))
    arrange(rina, budi, rina)
    arrange(budi, sari, budi, since=TODAY + 2 * DAY)
    day = TODAY + 3 * DAY
    assert {user for user, _ in stood_in_for(sari, day=day)} == {budi.pk}
    with pytest.raises(StandInAway):
        arrange(sari, budi, sari)
    with pytest.raises(AlreadyAway):
        arrange(rina, sari, rina)


def test_oneself_or_those_above_arrange_it_and_nobody_else() -> None:
    rina, budi, sari = person("rina", "officer"), person("budi", "officer"), person("sari", "officer")
    above = person("agus", "supervisor", office="kecamatan-31.71.06")
    beside = person("dewi", "supervisor", office="kelurahan-31.71.06.1001")
    for by in (sari, budi, beside):
        with pytest.raises(MayNotArrange):
            arrange(rina, budi, by)
    absence = arrange(rina, budi, above)
    with pytest.raises(MayNotArrange):
        end_absence(absence=absence, by=budi, now=NOW)
    end_absence(absence=absence, by=above, now=NOW + 2 * DAY)
    absence.refresh_from_db()
    assert absence.until == TODAY + DAY
    later = arrange(rina, budi, rina, since=TODAY + 20 * DAY, until=TODAY + 21 * DAY)
    end_absence(absence=later, by=rina, now=NOW)
    assert not Absence.objects.filter(pk=later.pk).exists()
    codes = AuditEntry.objects.filter(code__startswith="absence").order_by("id").values_list("code", "by_id")
    assert list(codes) == [
        ("absence.arranged.officer", above.pk),
        ("absence.ended.officer", above.pk),
        ("absence.arranged.officer", rina.pk),
        ("absence.ended.officer", rina.pk),
    ]


@pytest.mark.parametrize(("since", "until"), [(2, 1), (-9, -1), (0, 400)])
def test_days_are_in_order_and_within_a_year(since: int, until: int) -> None:
    rina, budi = person("rina", "officer"), person("budi", "officer")
    with pytest.raises(AbsenceDaysWrong):
        arrange(rina, budi, rina, since=TODAY + since * DAY, until=TODAY + until * DAY)
