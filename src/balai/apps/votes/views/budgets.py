"""A participatory budget as others read and write it: the Pabulib format."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balai.apps.cases.service import Desk
from balai.apps.votes.actions.drafting import add_question
from balai.apps.votes.budget_forms import BudgetFileForm
from balai.apps.votes.lists import LARGEST_FILE
from balai.apps.votes.models import Poll, PollState
from balai.apps.votes.pabulib import question_from, written
from balai.apps.votes.polls import counted_ballots, questions_of
from balai.apps.votes.views.common import of_a_poll
from balai.apps.votes.views.office import FORM, FormPage, answer, page_of, poll_of, sent
from balai.base import clock


@require_safe
@of_a_poll
def pabulib(_request: HttpRequest, poll: Poll) -> HttpResponse:
    """The first budget of a counted vote, with every ballot under its receipt, as a .pb file."""
    asked = questions_of(poll)
    number = next((place for place, one in enumerate(asked) if one.question.budget), None)
    if poll.state != PollState.COUNTED or number is None:
        raise Http404
    answers = [(ballot.receipt, ballot.choices[number]) for ballot in counted_ballots(poll)]
    chosen = set((poll.result or {})["questions"][number]["winners"])
    response = HttpResponse(written(poll, asked[number], answers, chosen), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{poll.code}.pb"'
    return response


@FORM
def read_file(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Add the budget of a `.pb` file to a draft: the money, the projects with costs and areas. Its votes stay outside."""
    poll = poll_of(desk, code)

    def do(form: Any) -> str:
        given = form.cleaned_data
        words = {"id": given["words_id"], "en": given["words_en"]}
        draft = question_from(given["projects"][0].read(LARGEST_FILE + 1), words=words, rule=given["rule"])
        add_question(code=poll.code, draft=draft, by=desk.user, now=clock.now())
        return page_of(poll.code)

    page = FormPage(_("Projects from a file"), _("Add them"), page_of(poll.code), do)
    return answer(request, desk, page, BudgetFileForm(**sent(request)))
