"""Deny by default: each page of the desk names the roles that open it, and everyone else stays outside."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.cases import urls
from balai.apps.cases.door import DeskPage
from balai.apps.cases.rules import READING_ROLES
from balai.apps.cases.tests.desk import browser_of, officer, report_now
from balai.apps.cases.tests.samples import CIKINI_OFFICE, colleague
from balai.base.people.models import Role, User

pytestmark = pytest.mark.usefixtures("jakarta")
OPEN_TO_ALL = {"crew_worker"}
PARTS = {
    "reference": "JKT-0000-0000",
    "step": "intake",
    "outcome": "accept",
    "public_id": "00000000-0000-0000-0000-000000000000",
    "number": "JKT-0000-0000-1",
    "digest": "0" * 64,
}


def pages() -> list[tuple[str, str, frozenset[str]]]:
    """Each page's name, its address, and the roles that open it."""
    found = []
    for pattern in urls.urlpatterns:
        if isinstance(pattern.callback, DeskPage):
            parts = {name: PARTS[name] for name in pattern.pattern.regex.groupindex}
            address = reverse(f"desk:{pattern.name}", kwargs=parts)
            found.append((str(pattern.name), address, frozenset(pattern.callback.roles)))
    return found


def test_every_address_stands_behind_the_door_but_those_listed() -> None:
    behind = {name for name, _, _ in pages()}
    assert {str(pattern.name) for pattern in urls.urlpatterns} - behind == OPEN_TO_ALL
    assert all(roles <= READING_ROLES for _, _, roles in pages())


def test_whoever_is_not_logged_in_is_sent_to_log_in_and_comes_back() -> None:
    for _name, address, _roles in pages():
        response = Client().get(address)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(f"{reverse('account_login')}?next=")


def test_a_citizen_opens_none_of_them() -> None:
    client = browser_of(User.objects.create_user("citizen@example.org", name="Citizen"))
    assert {client.get(address).status_code for _, address, _ in pages()} == {403}
    assert {client.post(address).status_code for _, address, _ in pages()} == {403}


@pytest.mark.parametrize("role", Role.values)
def test_each_role_opens_its_own_pages_and_no_other(role: str) -> None:
    _, client = officer(role)
    for name, address, roles in pages():
        denied = client.get(address).status_code == 403
        assert denied is (role not in roles), f"{role} at {name}"


def test_an_officer_without_a_second_factor_is_sent_to_set_one_up() -> None:
    client = Client()
    client.force_login(colleague("officer", CIKINI_OFFICE).user)
    response = client.get(reverse("desk:list"))
    assert (response.status_code, response.headers["Location"]) == (302, reverse("mfa_index"))


def test_a_role_that_has_ended_opens_nothing() -> None:
    who, client = officer()
    who.user.memberships.update(since="2020-01-01", until="2020-12-31")
    assert client.get(reverse("desk:list")).status_code == 403


def test_pages_of_the_desk_are_not_kept_by_browsers() -> None:
    case = report_now()
    _, client = officer()
    for address in (reverse("desk:list"), reverse("desk:case", args=[case.reference])):
        assert client.get(address).headers["Cache-Control"] == "no-store, private"
