"""Two pieces of field work of one report are two jobs for the crew."""

from __future__ import annotations

import copy
from typing import Any

from balai.apps.cases.actions.services import activate_services
from balai.apps.cases.directory import directory
from balai.apps.cases.queries.field_work import jobs
from balai.apps.cases.queries.work_list import Scope
from balai.apps.cases.tests.samples import CIKINI_OFFICE, NOW, colleague, report
from balai.base.packs import Pack


def test_both_are_listed_with_the_words_of_the_report(jakarta: Pack) -> None:
    source: dict[str, Any] = copy.deepcopy(
        dict(next(one for one in jakarta.services if one["service"] == "report.road"))
    )
    work = next(step for step in source["steps"] if step["id"] == "work")
    source["steps"].append({**copy.deepcopy(work), "id": "sweep"})
    source["start"] = ["work", "sweep"]
    for step in source["steps"]:
        if step["id"] in ("work", "sweep"):
            step["at"] = {"office": "subdistrict"}
    activate_services(sources=[source], now=NOW)
    report()
    crew = colleague("crew")
    found = jobs(scope=Scope(crew.user.id, directory().ids_from(CIKINI_OFFICE)), now=NOW)
    assert sorted(job.task.step for job in found) == ["sweep", "work"]
    assert {job.words for job in found} == {"Lubang besar di depan sekolah."}
