"""What the reporter can do with a case now."""

from __future__ import annotations

from balai.apps.cases.models import Case
from balai.apps.cases.queries.case_page import EVERYONE, tell
from balai.engines.casework.decisions import Actor, available
from balai.engines.casework.definition import REPORTER, Need


def reporters_reopening(case_id: int) -> tuple[str, str] | None:
    """The step and outcome by which the reporter can say, in words alone, that it is not solved; None when there is none."""
    page = tell(Case.objects.get(id=case_id), audiences=EVERYONE)
    for step, outcome in available(page.service, page.state, Actor(None, REPORTER)):
        if outcome.next and outcome.end is None and set(outcome.needs) <= {Need.WORDS}:
            return step.id, outcome.code
    return None
