"""A participatory budget as others read it: the Pabulib format."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from balai.apps.votes.models import Poll, PollState
from balai.apps.votes.pabulib import written
from balai.apps.votes.polls import counted_ballots, questions_of
from balai.apps.votes.views.common import of_a_poll


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
