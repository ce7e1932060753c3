"""A real city's first officers come by a command; whoever is there already keeps account and password."""

from __future__ import annotations

import pytest

from balai.base.failures import Failure
from balai.base.people.models import Membership, User
from balai.project.person_commands import added

pytestmark = pytest.mark.usefixtures("jakarta")
ADDRESS = "rina@example.go.id"


def test_an_officer_is_added_and_added_again() -> None:
    assert added(ADDRESS, "Rina", "officer", "kelurahan-31.71.06.1003").endswith(
        "is officer of kelurahan-31.71.06.1003."
    )
    user = User.objects.get()
    assert not user.has_usable_password()
    user.set_password("tiga kata acak sekali")
    user.save()
    added(ADDRESS, "Somebody else", "supervisor", "dki")
    user = User.objects.get()
    assert (user.name, user.check_password("tiga kata acak sekali")) == ("Rina", True)
    assert set(Membership.objects.values_list("role", flat=True)) == {"officer", "supervisor"}


@pytest.mark.parametrize(
    ("address", "code", "failure"), [("no address", "dki", "balai.R011"), (ADDRESS, "nowhere", "balai.R012")]
)
def test_mistakes_are_told_and_leave_nothing(address: str, code: str, failure: str) -> None:
    with pytest.raises(Failure) as caught:
        added(address, "", "officer", code)
    assert caught.value.id == failure
    assert not User.objects.exists()
