"""A report that thousands support is read and acted on like any other: voices are counted, not read one by one."""

from __future__ import annotations

import pytest
from django.db import transaction

from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.models import Case, Event
from balai.apps.cases.queries.case_page import EVERYONE, tell
from balai.apps.cases.records import load_story
from balai.apps.cases.tests.samples import HOUR, NOW, colleague, end, report

pytestmark = pytest.mark.usefixtures("jakarta")


def test_voices_are_counted_and_numbered_among_the_other_events() -> None:
    case_id = report().id
    for number in range(3):
        support_case(case_id=case_id, identity=f"device:{number}", by=None, now=NOW + number * HOUR)
    end(case_id, colleague("officer"), "intake", "accept")
    support_case(case_id=case_id, identity="device:9", by=None, now=NOW + 9 * HOUR)
    numbers = list(Event.objects.filter(case_id=case_id).order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    case = Case.objects.get(id=case_id)
    assert (case.supporters, case.last_seq) == (4, len(numbers))


def test_none_of_them_is_read() -> None:
    case_id = report().id
    case = Case.objects.get(id=case_id)
    for number in range(20):
        support_case(case_id=case_id, identity=f"device:{number}", by=None, now=NOW)
    page = tell(case, audiences=EVERYONE)
    assert [str(chapter.event.kind) for chapter in page.chapters] == ["opened", "task_opened"]
    with transaction.atomic():
        story = load_story(case_id)
    assert (story.state.supporters, story.state.last_seq) == (20, 22)
