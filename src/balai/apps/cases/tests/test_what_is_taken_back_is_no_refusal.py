"""Whoever asked for something takes it back: the city has refused nothing, and no figure says that it had."""

from __future__ import annotations

import pytest

from balai.apps.cases import records
from balai.apps.cases.actions.opening import Place
from balai.apps.cases.definitions import service_of
from balai.apps.cases.letters_of_others import words_of_other
from balai.apps.cases.models import Case, Event
from balai.apps.cases.tests.samples import NOW
from balai.apps.cases.tests.test_programme_doors import ENROLMENT
from balai.apps.cases.tests.travels import act, ask, citizen, open_steps, state_of

pytestmark = pytest.mark.usefixtures("jakarta")


def test_leaving_a_programme_is_shown_as_withdrawn() -> None:
    case = ask("programme.jakpreneur", ENROLMENT, citizen(), place=Place()).id
    act(case, None, "p4", "leave", now=NOW)
    row = Case.objects.get(id=case)
    assert (row.public_state, row.is_open, row.done_at) == ("withdrawn", False, None)
    assert open_steps(case) == set()
    assert state_of(case).public_state == "withdrawn"
    closed = Event.objects.get(case=case, kind="closed")
    subject, _text = words_of_other(service_of(row.service_id), row.reference, records.engine_event(closed))
    assert subject.endswith(f"{row.reference}: ditarik")
