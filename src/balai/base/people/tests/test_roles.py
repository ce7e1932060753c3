"""Roles are held in an organisation, reach what lies beneath it, and are given by administrators alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balai.base.areas.models import Area
from balai.base.audit.models import AuditEntry
from balai.base.people.actions import (
    MayNotGrantRoles,
    NotOneself,
    OrganisationIsClosed,
    RoleEndsBeforeItBegins,
    end_role,
    grant_role,
)
from balai.base.people.models import Membership, Organisation, Role, User
from balai.base.people.queries import organisation_named, organisations_below, people_with, roles_of
from balai.base.people.rules import HeldRole, holds, is_staff, may_grant_roles, may_see_organisation, reaches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jakarta")]
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def person(name: str) -> User:
    return User.objects.create_user(f"{name}@demo.balai.example", name=name)


def give(user: User, role: Role, code: str, *, area: str = "", by: User | None = None, **days: date) -> Membership:
    place = Area.objects.get(code=area) if area else None
    return grant_role(user=user, organisation=organisation_named(code), role=role, area=place, by=by, now=NOW, **days)


def codes(ids: frozenset[int]) -> set[str]:
    return set(Organisation.objects.filter(id__in=ids).values_list("code", flat=True))


def test_officers_see_their_organisation_and_what_lies_beneath_in_one_query() -> None:
    officer = person("Sari")
    give(officer, Role.OFFICER, "dinas-bina-marga")
    with CaptureQueriesContext(connection) as queries:
        seen = organisations_below(officer, day=TODAY)
    assert len(queries) == 1
    assert codes(seen) == {
        "dinas-bina-marga", *(f"suku-dinas-bina-marga-31.{number}" for number in range(71, 76)),
    }  # fmt: skip
    assert len(organisations_below(officer, day=TODAY, roles={Role.AUDITOR})) == 0


def test_a_role_limited_to_an_area_reaches_only_what_serves_it() -> None:
    officer = person("Sari")
    give(officer, Role.OFFICER, "dinas-bina-marga", area="31.74")
    assert codes(organisations_below(officer, day=TODAY)) == {"dinas-bina-marga", "suku-dinas-bina-marga-31.74"}


def test_the_government_sees_all_and_a_citizen_nothing() -> None:
    auditor, citizen = person("Budi"), person("Citra")
    give(auditor, Role.AUDITOR, "dki")
    assert len(organisations_below(auditor, day=TODAY)) == Organisation.objects.count()
    assert organisations_below(citizen, day=TODAY) == frozenset()
    assert roles_of(citizen, day=TODAY) == ()


def test_a_role_counts_from_its_first_to_its_last_day() -> None:
    officer = person("Sari")
    give(officer, Role.OFFICER, "bpbd", since=TODAY, until=TODAY + timedelta(days=2))
    for offset, counts in ((-1, False), (0, True), (2, True), (3, False)):
        day = TODAY + timedelta(days=offset)
        assert bool(organisations_below(officer, day=day)) is counts
        assert bool(roles_of(officer, day=day)) is counts


def test_roles_are_listed_with_where_they_hold_in_one_query() -> None:
    officer = person("Sari")
    give(officer, Role.OFFICER, "dinas-bina-marga", area="31.74")
    give(officer, Role.CREW, "bpbd")
    with CaptureQueriesContext(connection) as queries:
        roles = roles_of(officer, day=TODAY)
    assert len(queries) == 1
    assert [(held.role, held.organisation_code, held.area_path) for held in roles] == [
        ("crew", "bpbd", ""),
        ("officer", "dinas-bina-marga", "31/31.74/"),
    ]
    assert people_with(Role.CREW, organisation_named("bpbd"), day=TODAY) == [officer]


def test_an_administrator_gives_roles_in_the_own_organisation_and_beneath() -> None:
    administrator, colleague = person("Dewi"), person("Eko")
    give(administrator, Role.ADMINISTRATOR, "kecamatan-31.71.06")
    give(colleague, Role.OFFICER, "kelurahan-31.71.06.1003", by=administrator)
    with pytest.raises(MayNotGrantRoles):
        give(colleague, Role.OFFICER, "kelurahan-31.71.01.1001", by=administrator)
    with pytest.raises(MayNotGrantRoles):
        give(colleague, Role.OFFICER, "kota-31.71", by=administrator)
    with pytest.raises(MayNotGrantRoles):
        give(administrator, Role.OFFICER, "kelurahan-31.71.06.1003", by=colleague)
    entry = AuditEntry.objects.get(code="role.granted.officer")
    assert (entry.by, entry.reference) == (administrator, str(colleague.public_id))


def test_an_administrator_limited_to_an_area_cannot_give_more() -> None:
    administrator, colleague = person("Dewi"), person("Eko")
    give(administrator, Role.ADMINISTRATOR, "dinas-bina-marga", area="31.74")
    give(colleague, Role.OFFICER, "dinas-bina-marga", area="31.74.01", by=administrator)
    with pytest.raises(MayNotGrantRoles):
        give(colleague, Role.OFFICER, "dinas-bina-marga", by=administrator)
    with pytest.raises(MayNotGrantRoles):
        give(colleague, Role.OFFICER, "dinas-bina-marga", area="31.71", by=administrator)


def test_nobody_gives_or_ends_roles_of_their_own() -> None:
    administrator = person("Dewi")
    membership = give(administrator, Role.ADMINISTRATOR, "dki")
    with pytest.raises(NotOneself):
        give(administrator, Role.OFFICER, "dki", by=administrator)
    with pytest.raises(NotOneself):
        end_role(membership=membership, by=administrator, now=NOW)


def test_given_again_the_new_days_replace_the_old_ones() -> None:
    officer = person("Sari")
    give(officer, Role.OFFICER, "bpbd", since=date(2026, 1, 1), until=date(2026, 6, 30))
    give(officer, Role.OFFICER, "bpbd", since=TODAY)
    membership = Membership.objects.get(user=officer)
    assert (membership.since, membership.until) == (TODAY, None)


def test_an_ended_role_counts_no_more_from_that_moment() -> None:
    officer = person("Sari")
    earlier = give(officer, Role.OFFICER, "bpbd", since=date(2026, 1, 1))
    today = give(officer, Role.CREW, "bpbd")
    end_role(membership=earlier, by=None, now=NOW)
    end_role(membership=today, by=None, now=NOW)
    assert roles_of(officer, day=TODAY) == ()
    assert [held.role for held in roles_of(officer, day=date(2026, 11, 22))] == ["officer"]
    end_role(membership=earlier, by=None, now=NOW)
    assert AuditEntry.objects.filter(code="role.ended.officer").exists()


def test_days_follow_the_citys_clock() -> None:
    officer = person("Sari")
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # half past midnight in Jakarta
    given = grant_role(user=officer, organisation=organisation_named("bpbd"), role=Role.CREW, by=None, now=late)
    assert given.since == date(2026, 11, 24)


def test_what_makes_no_sense_is_refused() -> None:
    officer = person("Sari")
    with pytest.raises(RoleEndsBeforeItBegins):
        give(officer, Role.OFFICER, "bpbd", since=TODAY, until=TODAY - timedelta(days=1))
    Organisation.objects.filter(code="bpbd").update(is_active=False)
    with pytest.raises(OrganisationIsClosed):
        give(officer, Role.OFFICER, "bpbd")


def test_the_predicates_alone() -> None:
    whole = HeldRole("officer", 1, "a", "root/a/")
    limited = HeldRole("administrator", 1, "a", "root/a/", "31/31.74/")
    assert reaches(whole, "root/a/b/")
    assert not reaches(whole, "root/")
    assert not reaches(whole, "root/ab/")
    assert reaches(limited, "root/a/")
    assert reaches(limited, "root/a/b/", "31/31.74/31.74.01/")
    assert not reaches(limited, "root/a/b/", "31/31.71/")
    assert holds([whole], {"officer"})
    assert not holds([whole], {"crew"}, "root/a/")
    assert is_staff([whole])
    assert not is_staff([])
    assert may_see_organisation([whole], "root/a/b/")
    assert not may_grant_roles([whole], "root/a/")
    assert may_grant_roles([limited], "root/a/", "31/31.74/")
    assert not may_grant_roles([limited], "root/a/")
