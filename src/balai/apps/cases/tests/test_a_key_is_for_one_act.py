"""A key makes the repetition of one act harmless; it does not make another act look as if it had been done."""

from __future__ import annotations

from uuid import uuid4

import pytest

from balai.apps.cases.actions.opening import Place
from balai.apps.cases.actions.services import activate_services
from balai.apps.cases.actions.showing import change_visibility
from balai.apps.cases.actions.working import add_note
from balai.apps.cases.models import Case, Event
from balai.apps.cases.refusals import FormUsedUp
from balai.apps.cases.tests.samples import HOUR, NOW, colleague, end, report

pytestmark = pytest.mark.usefixtures("jakarta")


def test_a_key_of_another_case_is_refused_and_nothing_is_said_to_be_done() -> None:
    officer, key = colleague("officer"), uuid4()
    first, second = report().id, report().id
    end(first, officer, "intake", "accept", key=key)
    with pytest.raises(FormUsedUp):
        end(second, officer, "intake", "accept", key=key)
    assert Case.objects.get(id=second).public_state == "waiting"


def test_a_key_of_another_person_is_refused() -> None:
    case_id, key = report().id, uuid4()
    add_note(case_id=case_id, words="Satu.", actor=colleague("officer").actor, now=NOW, key=key)
    with pytest.raises(FormUsedUp):
        add_note(case_id=case_id, words="Dua.", actor=colleague("officer").actor, now=NOW, key=key)


def test_a_key_of_another_kind_of_act_is_refused() -> None:
    case_id, officer, key = report().id, colleague("officer").actor, uuid4()
    add_note(case_id=case_id, words="Satu.", actor=officer, now=NOW, key=key)
    with pytest.raises(FormUsedUp):
        change_visibility(case_id=case_id, is_public=False, words="Wajah.", actor=officer, now=NOW, key=key)
    assert Case.objects.get(id=case_id).is_public


def test_a_submission_with_the_key_of_some_act_is_refused() -> None:
    key = uuid4()
    add_note(case_id=report().id, words="Satu.", actor=colleague("officer").actor, now=NOW, key=key)
    with pytest.raises(FormUsedUp):
        report(key=key)
    assert Case.objects.count() == 1


def test_a_submission_whose_answer_was_lost_finds_its_case_though_the_city_changed_meanwhile() -> None:
    key = uuid4()
    first = report(key=key)
    activate_services(sources=[], now=NOW + HOUR)
    assert report(key=key).reference == first.reference
    assert report(key=key, place=Place(0.0, 0.0)).reference == first.reference
    assert Event.objects.filter(kind="opened").count() == 1
