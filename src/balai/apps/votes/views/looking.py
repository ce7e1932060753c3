"""What everyone may see: the votes, one vote with its result, its pictures, and all of it as files."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from balai.apps.cases.service import current_services
from balai.apps.votes.actions.casting import voter_of
from balai.apps.votes.actions.reporting import REPORT_SERVICE
from balai.apps.votes.definition import definition_of
from balai.apps.votes.elections import parts_of
from balai.apps.votes.models import Option, Poll, PollKind, PollState, Question
from balai.apps.votes.polls import (
    counted_ballots,
    last_ballot,
    public_polls,
    questions_of,
    turnout,
)
from balai.apps.votes.refusals import NotOnTheRoll
from balai.apps.votes.rules import LOOKING_ROLES, shows_results
from balai.apps.votes.views.common import address_of, facts_of, of_a_poll, photos_of, state_words
from balai.apps.votes.views.results import answer_of, results_of
from balai.base import clock
from balai.base.city import city_zone
from balai.base.files.models import StoredFile
from balai.base.files.serving import FileGone, file_response
from balai.base.people.queries import roles_of
from balai.web.components import Photo
from balai.web.private_pages import keep_private
from balai.web.templatetags.balai import text_of
from balai.web.visitors import person_of, user_of

MOST_LISTED = 200
MOST_NAMES = 2000


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The votes that run, those to come, and those that were."""
    now = clock.now()
    polls = list(public_polls().order_by("-closes_at")[:MOST_LISTED])
    cards = [_card(poll, now) for poll in polls]
    user = user_of(request)
    today = now.astimezone(city_zone()).date()
    context = {
        "at_work": user is not None and any(held.role in LOOKING_ROLES for held in roles_of(user, day=today)),
        "running": [card for card, poll in zip(cards, polls, strict=True) if poll.state == PollState.OPEN],
        "coming": [card for card, poll in zip(cards, polls, strict=True) if poll.state == PollState.READY],
        "past": [
            card for card, poll in zip(cards, polls, strict=True) if poll.state in {PollState.CLOSED, PollState.COUNTED}
        ],
    }
    return render(request, "votes/list.html", context)


def _card(poll: Poll, now: Any) -> dict[str, Any]:
    tone, word = state_words(poll, now)
    return {
        "poll": poll,
        "title": text_of(poll.title),
        "text": text_of(poll.summary),
        "url": reverse("votes:poll", args=[poll.code]),
        "owner": text_of(poll.owner.names),
        "tone": tone,
        "word": word,
    }


@require_safe
@of_a_poll
def one(request: HttpRequest, poll: Poll) -> HttpResponse:
    """One vote: what it asks, who may answer, and when it is over, what came of it."""
    now = clock.now()
    asked = questions_of(poll)
    tone, word = state_words(poll, now)
    shown = shows_results(state=poll.state, live=poll.live_results)
    context = {
        "poll": poll,
        "title": text_of(poll.title),
        "summary": text_of(poll.summary),
        "tone": tone,
        "word": word,
        "rows": facts_of(poll),
        "photo": Photo(address_of(poll, poll.picture.public_id), text_of(poll.title)) if poll.picture else None,
        "asked": [] if shown else [(one, text_of(one.question.words), photos_of(poll)(one)) for one in asked],
        "results": results_of(poll, asked) if shown else [],
        "is_open": poll.state == PollState.OPEN and now < poll.closes_at,
        "turnout": turnout(poll) if poll.roll_count else None,
        "mine": _mine(request, poll),
        "answer": answer_of(poll, now),
        "has_budget": any(one.question.budget for one in asked),
        "can_be_reported": REPORT_SERVICE in current_services(),
        "root": bytes(poll.roll_root).hex() if poll.roll_root else "",
    }
    return render(request, "votes/poll.html", context)


def _mine(request: HttpRequest, poll: Poll) -> str:
    """Where whoever looks stands: "" for a visitor, "none" off the roll, "voter", or "voted"."""
    user = user_of(request)
    if user is None or not poll.roll_count:
        return ""
    try:
        return "voted" if last_ballot(voter_of(poll, user)) else "voter"
    except NotOnTheRoll:
        return "none"


@require_safe
@of_a_poll
def picture(request: HttpRequest, poll: Poll, picture: UUID) -> HttpResponse:
    """A picture of a vote, of a question or of an answer."""
    found = StoredFile.objects.filter(public_id=picture).first()
    used = found is not None and (
        poll.picture_id == found.pk
        or Question.objects.filter(poll=poll, picture=found).exists()
        or Option.objects.filter(question__poll=poll, picture=found).exists()
    )
    if found is None or not used:
        raise Http404
    try:
        return file_response(request, found, public=True)
    except FileGone as gone:
        raise Http404 from gone


@require_safe
@of_a_poll
def data(_request: HttpRequest, poll: Poll) -> HttpResponse:
    """The whole vote as JSON: what was asked, the roll's root, and after the count the result."""
    facts = {
        "definition": definition_of(poll),
        "definition_sha256": poll.definition,
        "state": poll.state,
        "roll": {"count": poll.roll_count, "root": bytes(poll.roll_root).hex() if poll.roll_root else ""},
        "result": poll.result,
    }
    if poll.kind == PollKind.SECRET:
        facts |= parts_of(poll)
    return JsonResponse(facts, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
@of_a_poll
def ballots(_request: HttpRequest, poll: Poll) -> HttpResponse:
    """Every ballot that counted, as CSV: receipt and choices, in the order of the leaves of the tree over them."""
    if poll.state != PollState.COUNTED or poll.kind != "open":
        raise Http404
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["receipt", "choices"])
    for ballot in counted_ballots(poll):
        writer.writerow([ballot.receipt, "|".join(",".join(map(str, answer)) for answer in ballot.choices)])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{poll.code}.csv"'
    return response


@login_required
@keep_private
@require_safe
@of_a_poll
def names(request: HttpRequest, poll: Poll) -> HttpResponse:
    """Name beside choice, after the count of an open vote, for those who stand on its roll."""
    if poll.state != PollState.COUNTED or poll.kind != "open":
        raise Http404
    try:
        voter_of(poll, person_of(request))
    except NotOnTheRoll as refusal:
        return render(request, "votes/not_now.html", {"poll": poll, "sentence": str(refusal)})
    asked = questions_of(poll)
    rows = [
        (ballot.voter.user.name if ballot.voter.user else "–", ballot.receipt, chosen_words(asked, ballot))
        for ballot in counted_ballots(poll)[:MOST_NAMES]
    ]
    return render(request, "votes/names.html", {"poll": poll, "title": text_of(poll.title), "rows": rows})


def chosen_words(asked: Any, ballot: Any) -> str:
    """A ballot in words."""
    parts = []
    for one, answer in zip(asked, ballot.choices, strict=True):
        if one.question.method in {"score", "points"}:
            parts.append(
                ", ".join(f"{text_of(option.words)}: {n}" for option, n in zip(one.options, answer, strict=True))
            )
        else:
            parts.append(", ".join(text_of(one.options[place].words) for place in answer) or "–")
    return "; ".join(parts)
