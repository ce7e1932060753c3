"""A secret poll for everyone: the ballot, the intake, the archive, the board of trackers, the check by outsiders."""

from __future__ import annotations

import json
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from balai.apps.votes.actions.secrets import take_ballot
from balai.apps.votes.elections import archive_of, programs_hash
from balai.apps.votes.forms import limit_words, option_hint
from balai.apps.votes.models import Poll, PollKind, PollState, SecretBallot, SecretElection
from balai.apps.votes.polls import Asked, questions_of
from balai.apps.votes.refusals import AlreadyIn, UnknownPoll
from balai.apps.votes.views.common import of_a_poll
from balai.base import clock
from balai.base.errors import Refusal
from balai.web.private_pages import keep_private
from balai.web.templatetags.balai import text_of

ON_A_PAGE = 200
MOST_TYPED = 90
"""Letters of a tracker that somebody types."""


def election_of_poll(poll: Poll) -> SecretElection:
    """The election of an opened secret poll; there is no such page for others."""
    # The roll has 600 bytes for every voter: only who packs the archive reads it.
    found = SecretElection.objects.filter(poll=poll).exclude(text="").only("uuid", "text").first()
    if poll.kind != PollKind.SECRET or found is None:
        raise Http404
    return found


def outside(poll: Poll) -> dict[str, Any]:
    """What each page says so that nobody must trust it."""
    return {
        "poll": poll,
        "offline_url": reverse("votes:programs"),
        "page_hash": programs_hash(),
        "check_url": reverse("votes:check", args=[poll.code]),
        "archive_url": reverse("votes:archive", args=[poll.code]),
        "archive_name": archive_name(poll),
    }


def archive_name(poll: Poll) -> str:
    return f"{SecretElection.objects.values_list('uuid', flat=True).get(poll=poll)}.bel"


@keep_private
@require_safe
@of_a_poll
def ballot(request: HttpRequest, poll: Poll) -> HttpResponse:
    """The page that encrypts a choice on the voter's device. Nobody logs in: the voting code is the right to vote."""
    election_of_poll(poll)
    if poll.state != PollState.OPEN or clock.now() >= poll.closes_at:
        sentence = _("This vote is not open now. Nothing can be sent.")
        return render(request, "votes/not_now.html", {"poll": poll, "sentence": sentence})
    context = {
        "questions": [_shown(number, one) for number, one in enumerate(questions_of(poll))],
        "election_url": reverse("votes:election", args=[poll.code]),
        "intake_url": reverse("votes:intake", args=[poll.code]),
    }
    return render(request, "votes/secret/ballot.html", context | outside(poll))


def _shown(number: int, asked: Asked) -> dict[str, Any]:
    question = asked.question
    least = max(1, question.at_least)
    return {
        "number": number,
        "words": text_of(question.words),
        "hint": text_of(question.hint),
        "limit": limit_words(asked),
        "least": least,
        "most": question.at_most,
        "blank": question.at_least == 0,
        "type": "radio" if least == question.at_most == 1 else "checkbox",
        "options": [{"words": text_of(option.words), "hint": option_hint(option)} for option in asked.options],
    }


@require_safe
@of_a_poll
def election(_request: HttpRequest, poll: Poll) -> HttpResponse:
    """The election, byte by byte as it was hashed."""
    return HttpResponse(election_of_poll(poll).text, content_type="application/json")


@csrf_exempt  # a ballot is signed with the voter's own code, and no cookie counts for anything here
@require_POST
def intake(request: HttpRequest, code: str) -> HttpResponse:
    """Take a ballot: 201 with its tracker once it is on disk; the same one again is 409 with the same tracker."""
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        text = ""
    try:
        tracker = take_ballot(code=code, text=text, now=clock.now())
    except UnknownPoll as unknown:
        raise Http404 from unknown
    except AlreadyIn as refusal:
        return _problem(refusal, tracker=refusal.facts["tracker"])
    except Refusal as refusal:
        return _problem(refusal)
    return JsonResponse({"tracker": tracker}, status=201)


def _problem(refusal: Refusal, **more: object) -> HttpResponse:
    """A refusal for programs (RFC 9457)."""
    content = {"type": "about:blank", "title": refusal.code, "detail": str(refusal), "status": refusal.status, **more}
    body = json.dumps(content, ensure_ascii=False)
    return HttpResponse(body, status=refusal.status, content_type="application/problem+json")


@require_safe
@of_a_poll
def archive(_request: HttpRequest, poll: Poll) -> HttpResponseBase:
    """All of the election in one file, for belenios-tool and every other verifier."""
    kept = election_of_poll(poll)
    return FileResponse(
        archive_of(poll), as_attachment=True, filename=f"{kept.uuid}.bel", content_type="application/x-tar"
    )


@require_safe
@of_a_poll
def board(request: HttpRequest, poll: Poll) -> HttpResponse:
    """Every ballot in the urn by its tracker, in the order in which they came; a tracker can be looked for."""
    election_of_poll(poll)
    wanted = _tracker(request)
    typed = request.GET.get("dari", "1")
    first = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 1
    ballots = SecretBallot.objects.filter(poll=poll).order_by("place")
    rows = ballots.filter(tracker=wanted) if wanted else ballots.filter(place__gte=first)
    shown = list(rows.values_list("place", "tracker", "at", "voice__id")[: ON_A_PAGE + 1])
    context = {
        "rows": [(place, tracker, at, voice is not None) for place, tracker, at, voice in shown[:ON_A_PAGE]],
        "wanted": wanted,
        "following": f"?dari={shown[ON_A_PAGE][0]}" if len(shown) > ON_A_PAGE else "",
        "previous": f"?dari={max(1, first - ON_A_PAGE)}" if not wanted and first > 1 else "",
        "count": ballots.count(),
    }
    return render(request, "votes/secret/board.html", context | outside(poll))


def _tracker(request: HttpRequest) -> str:
    """The tracker that is asked for. Its plus signs are often sent as they are, and then arrive as spaces."""
    return request.GET.get("pelacak", "")[:MOST_TYPED].strip().replace(" ", "+")


@require_safe
@of_a_poll
def check(request: HttpRequest, poll: Poll) -> HttpResponse:
    """How a stranger checks all of it: with belenios-tool, with the offline program, or here."""
    election_of_poll(poll)
    context = {"tracker": _tracker(request)}
    return render(request, "votes/secret/check.html", context | outside(poll))
