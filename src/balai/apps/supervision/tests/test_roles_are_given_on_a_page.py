"""People and roles: found, invited, given and ended within one's own organisation; every change is in the book."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from balai.apps.cases.tests.desk import browser_of, send, text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, colleague
from balai.base import clock
from balai.base.audit.models import AuditEntry
from balai.base.notifications.models import Notification
from balai.base.people.models import Membership, User

pytestmark = pytest.mark.usefixtures("jakarta")
DISTRICT = "kecamatan-31.71.06"


def test_somebody_is_invited_and_told_by_mail() -> None:
    boss = colleague("administrator", DISTRICT)
    client = browser_of(boss)
    fields = {"email": "Baru@Example.org", "name": "Putri Baru", "role": "officer", "organisation": CIKINI_OFFICE}
    assert send(client, reverse("supervision:invite"), **fields).status_code == 302
    person = User.objects.get(email__iexact="baru@example.org")
    held = Membership.objects.get(user=person)
    assert (held.role, held.organisation.code, held.until) == ("officer", CIKINI_OFFICE, None)
    mail = Notification.objects.get(channel="email", content__address=person.email)
    assert "/akun/sandi/lupa/" in mail.body
    codes = set(AuditEntry.objects.filter(reference=str(person.public_id)).values_list("code", "by_id"))
    assert codes == {("role.granted.officer", boss.user.pk), ("person.invited", boss.user.pk)}
    page = text(client.get(reverse("supervision:people"), {"find": "putri"}))
    assert "Putri Baru" in page
    assert "missing" in page
    Authenticator.objects.create(user=person, type="totp", data={})
    assert "set up" in text(client.get(reverse("supervision:people"), {"find": "putri"}))


def test_never_above_or_beside_ones_own_organisation() -> None:
    boss, other = colleague("administrator", DISTRICT), colleague("officer", CIKINI_OFFICE)
    client = browser_of(boss)
    address = reverse("supervision:grant_role", args=[other.user.public_id])
    for code in ("dki", "kecamatan-31.71.01", "bpbd", "nowhere"):
        assert send(client, address, role="officer", organisation=code).status_code == 422
    assert other.user.memberships.count() == 1
    today = clock.now().date()
    dated = {"since": today.isoformat(), "until": (today - timedelta(days=3)).isoformat()}
    assert send(client, address, role="verifier", organisation=CIKINI_OFFICE, **dated).status_code == 400
    assert send(client, address, role="verifier", organisation=CIKINI_OFFICE, area="31.71.06.1003").status_code == 302
    assert other.user.memberships.get(role="verifier").area.code == "31.71.06.1003"  # type: ignore[union-attr]


def test_nobody_changes_their_own_roles_or_those_of_people_out_of_reach() -> None:
    boss = colleague("administrator", DISTRICT)
    client = browser_of(boss)
    own = reverse("supervision:grant_role", args=[boss.user.public_id])
    assert send(client, own, role="supervisor", organisation=DISTRICT).status_code == 403
    stranger = colleague("officer", "bpbd")
    assert client.get(reverse("supervision:person", args=[stranger.user.public_id])).status_code == 404
    assert str(stranger.user) not in text(client.get(reverse("supervision:people")))


def test_a_role_is_ended_and_the_last_administrator_stays() -> None:
    boss, helper = colleague("administrator", "dki"), colleague("administrator", "dki")
    client = browser_of(boss)
    held = helper.user.memberships.get()
    page = text(client.get(reverse("supervision:person", args=[helper.user.public_id])))
    assert "for good" in page
    address = reverse("supervision:end_role", args=[helper.user.public_id, held.pk])
    assert "ends at once" in text(client.get(address))
    assert send(client, address).status_code == 302
    assert "No role today." in text(client.get(reverse("supervision:person", args=[helper.user.public_id])))
    assert AuditEntry.objects.filter(code="role.ended.administrator", by=boss.user).exists()
    leaving = colleague("administrator", "dki")
    leaving.user.memberships.update(until=clock.now().date() + timedelta(days=9))
    last = boss.user.memberships.get()
    address = reverse("supervision:end_role", args=[boss.user.public_id, last.pk])
    refused = send(browser_of(leaving), address)
    assert refused.status_code == 409
    assert "Somebody must remain who gives roles here." in text(refused)


def test_people_are_found_page_by_page() -> None:
    client = browser_of(colleague("administrator", DISTRICT))
    for number in range(30):
        person = colleague("crew", CIKINI_OFFICE).user
        User.objects.filter(pk=person.pk).update(name=f"Orang {number:02}")
    first = client.get(reverse("supervision:people"), {"find": "orang"})
    assert "Orang 24" in text(first)
    assert "Orang 25" not in text(first)
    after = first.content.decode().split("after=")[1].split('"')[0]
    second = text(client.get(reverse("supervision:people"), {"find": "orang", "after": after}))
    assert "Orang 25" in second
    assert "Orang 24" not in second
