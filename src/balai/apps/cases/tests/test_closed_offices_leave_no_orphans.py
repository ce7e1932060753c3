"""When an office is closed, whoever stands above it reads its cases and does its open work; nothing new goes to it."""

from __future__ import annotations

import pytest

from balai.apps.cases.directory import directory
from balai.apps.cases.models import Case, Task
from balai.apps.cases.queries.work_list import Scope, Selection, work_list
from balai.apps.cases.refusals import NotYours, OrganisationNeeded
from balai.apps.cases.rules import may_read
from balai.apps.cases.tests.samples import CIKINI_OFFICE, NOW, colleague, end, report
from balai.base.memo import forget_all
from balai.base.people.models import Organisation

pytestmark = pytest.mark.usefixtures("jakarta")
DISTRICT = "kecamatan-31.71.06"


def close(code: str) -> None:
    Organisation.objects.filter(code=code).update(is_active=False)
    forget_all()


def test_its_open_work_is_seen_and_done_by_the_office_above() -> None:
    above, case_id = colleague("officer", DISTRICT), report().id
    close(CIKINI_OFFICE)
    reach = directory().ids_from(DISTRICT)
    assert may_read(Case.objects.get(id=case_id), reach)
    listed = work_list(scope=Scope(above.user.id, reach), selection=Selection.UNIT, now=NOW)
    assert [row.case_id for row in listed.rows] == [case_id]
    end(case_id, above, "intake", "accept")
    assert Task.objects.get(case_id=case_id).organisation == Organisation.objects.get(code=CIKINI_OFFICE)


def test_its_own_people_do_nothing_any_more() -> None:
    officer, case_id = colleague("officer"), report().id
    close(CIKINI_OFFICE)
    with pytest.raises(NotYours):
        end(case_id, officer, "intake", "accept")


def test_nothing_new_goes_to_it() -> None:
    close(CIKINI_OFFICE)
    above = colleague("officer", "dinas-bina-marga")
    case_id = report().id
    task = Task.objects.select_related("organisation").get(case_id=case_id)
    assert task.organisation is not None
    assert task.organisation.code == "dinas-bina-marga"
    with pytest.raises(OrganisationNeeded):
        end(case_id, above, "intake", "transfer", organisation=CIKINI_OFFICE, words="Jalan lingkungan.")
