"""Of which votes somebody wants to hear is their own: in their data, and gone with their account."""

from __future__ import annotations

from uuid import uuid4

from balai.apps.privacy.actions import erase_account
from balai.apps.privacy.gathering import holdings_of
from balai.apps.votes import service as votes
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.packs import Pack
from balai.base.people.models import User


def test_it_is_in_my_data_and_goes_with_the_account(jakarta: Pack) -> None:
    user = User.objects.create_user(f"{uuid4().hex}@example.org", name="Sari")
    votes.want_to_hear(by=user, topics=["green"], area=Area.objects.get(code="31.71.06.1003"), now=clock.now())
    held = holdings_of(user, now=clock.now()).facts["wants_to_hear_of_votes"]
    assert [(row["topics"], row["area"]) for row in held] == [(["green"], "Cikini")]
    erase_account(person=user, cases_too=False, now=clock.now())
    assert not votes.Interest.objects.exists()
