"""Cases of a service that is not public stay so, whoever asks; drafts of a person are found by that person alone."""

from __future__ import annotations

import pytest

from balai.apps.cases.actions.choosing import choose_visibility
from balai.apps.cases.actions.drafting import DraftOwner, UnknownDraft, find_draft, start_draft, unsent_drafts
from balai.apps.cases.models import Case
from balai.apps.cases.refusals import NeverForEveryone
from balai.apps.cases.tests.samples import NOW
from balai.apps.cases.tests.test_home_care_travels import REQUEST
from balai.apps.cases.tests.travels import ask
from balai.base.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jakarta")]


def test_a_care_request_is_never_public() -> None:
    case_id = ask("request.home_care", REQUEST, None, is_public=True).id
    assert not Case.objects.get(id=case_id).is_public
    with pytest.raises(NeverForEveryone):
        choose_visibility(case_id=case_id, is_public=True, by=None, now=NOW)
    assert not Case.objects.get(id=case_id).is_public


def test_a_persons_draft_is_not_the_devices() -> None:
    person = User.objects.create_user("sari@example.org", name="Sari")
    draft = start_draft(kind="request", owner=DraftOwner("kiosk", person), answers={"a": 1}, now=NOW)
    assert find_draft(draft.id, owner=DraftOwner("phone", person)) == draft
    with pytest.raises(UnknownDraft):
        find_draft(draft.id, owner=DraftOwner("kiosk"))
    assert unsent_drafts("request", owner=DraftOwner("kiosk")) == []
