"""The last administrator of an organisation, with nobody above, cannot be removed: nobody could give roles any more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from balai.base.people.actions import LastAdministrator, end_role, grant_role
from balai.base.people.models import Membership, Role, User
from balai.base.people.queries import organisation_named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jakarta")]
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def administrator(name: str, office: str = "dki", until: date | None = None) -> Membership:
    user = User.objects.create_user(f"{name}@demo.balai.example", name=name)
    return Membership.objects.create(
        user=user, organisation=organisation_named(office), role="administrator", since=date(2026, 1, 1), until=until
    )


def test_the_last_one_stays_whoever_asks() -> None:
    last = administrator("satu")
    administrator("dua", until=TODAY + timedelta(days=30))
    administrator("tiga", office="bpbd")
    gone = administrator("empat")
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    for by in (None, administrator("lima", until=TODAY).user):
        with pytest.raises(LastAdministrator):
            end_role(membership=last, by=by, now=NOW)
        with pytest.raises(LastAdministrator):
            grant_role(
                user=last.user, organisation=last.organisation, role=Role.ADMINISTRATOR, until=TODAY, by=by, now=NOW
            )
    last.refresh_from_db()
    assert last.until is None


def test_of_two_one_goes_and_beneath_another_everybody_may() -> None:
    one, two, below = administrator("satu"), administrator("dua"), administrator("tiga", office="bpbd")
    end_role(membership=below, by=one.user, now=NOW)
    end_role(membership=one, by=two.user, now=NOW)
    with pytest.raises(LastAdministrator):
        end_role(membership=two, by=None, now=NOW)


def test_an_end_that_was_there_may_come_sooner() -> None:
    administrator("satu")
    leaving = administrator("dua", until=TODAY + timedelta(days=30))
    end_role(membership=leaving, by=None, now=NOW)
    leaving.refresh_from_db()
    assert leaving.until is not None
    assert leaving.until < TODAY
