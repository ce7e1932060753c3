"""Voting: the ballot, what came of it, the code of an event, the booth in a hall."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.votes.actions.casting import cast_ballot, voter_of, voter_with
from balai.apps.votes.actions.opening import attend
from balai.apps.votes.forms import BallotForm, EventForm, LetterForm
from balai.apps.votes.models import Ballot, Poll, PollKind, PollState, Voter
from balai.apps.votes.polls import last_ballot, questions_of
from balai.apps.votes.refusals import NotOnTheRoll
from balai.apps.votes.rules import KINDS
from balai.apps.votes.views.common import of_a_poll, photos_of
from balai.base import clock
from balai.base.errors import Refusal
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, keep_private
from balai.web.visitors import person_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@keep_private
@FORM
@of_a_poll
def vote(request: HttpRequest, poll: Poll) -> HttpResponse:
    """The ballot of whoever is logged in; sending it again replaces the one before."""
    if poll.kind != PollKind.OPEN:
        return HttpResponseRedirect(reverse("votes:secret", args=[poll.code]))
    switched = switches_language(request)
    try:
        voter = voter_of(poll, person_of(request))
    except NotOnTheRoll as refusal:
        return _not_now(request, poll, str(refusal), status=200 if request.method != "POST" else refusal.status)
    if poll.state != PollState.OPEN or clock.now() >= poll.closes_at:
        return _not_now(request, poll, _("This vote is not open now. Nothing can be sent."))
    before = last_ballot(voter)
    context = {"back_url": reverse("votes:poll", args=[poll.code]), "before": before}
    return _ballot(request, poll, voter, switched=switched, before=before, context=context)


def _not_now(request: HttpRequest, poll: Poll, sentence: str, *, status: int = 200) -> HttpResponse:
    return render(request, "votes/not_now.html", {"poll": poll, "sentence": sentence}, status=status)


def _ballot(
    request: HttpRequest, poll: Poll, voter: Voter, *, switched: bool, before: Ballot | None, context: dict[str, Any]
) -> HttpResponse:
    asked = questions_of(poll)
    sent = request.method == "POST"
    form = BallotForm(asked, data=request.POST if sent else None, choices=before.choices if before else None)
    if switched:
        return _page(request, poll, unjudged(form), context)
    if not sent:
        return _page(request, poll, form, context)
    if not form.is_valid():
        return _page(request, poll, form, context, status=INVALID)
    try:
        ballot = cast_ballot(poll=poll, voter=voter, given=form.given(), now=clock.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, poll, form, context, status=refusal.status)
    return HttpResponseRedirect(reverse("votes:receipt", args=[poll.code]) + f"#{ballot.receipt}")


def _page(
    request: HttpRequest, poll: Poll, form: BallotForm, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = {
        "poll": poll,
        "form": form,
        "sections": list(form.sections(photos_of(poll))),
        "kind": KINDS[poll.kind],
        "form_action": request.get_full_path(),
    }
    return render(request, "votes/vote.html", shown | context, status=status)


@login_required
@keep_private
@require_http_methods(["GET", "HEAD"])
@of_a_poll
def receipt(request: HttpRequest, poll: Poll) -> HttpResponse:
    """The ballot that counts for whoever is logged in, with its receipt."""
    try:
        ballot = last_ballot(voter_of(poll, person_of(request)))
    except NotOnTheRoll:
        ballot = None
    context = {
        "poll": poll,
        "ballot": ballot,
        "earlier": ballot.number - 1 if ballot else 0,
        "is_open": poll.state == PollState.OPEN and clock.now() < poll.closes_at,
    }
    return render(request, "votes/receipt.html", context)


@login_required
@keep_private
@FORM
@of_a_poll
def join(request: HttpRequest, poll: Poll) -> HttpResponse:
    """Enter the code that is shown in the hall: it puts whoever is logged in on the roll to come."""
    switched = switches_language(request)
    form = EventForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and not switched:
        status = INVALID
        if form.is_valid():
            try:
                attend(code=poll.code, typed=form.cleaned_data["code"], by=person_of(request), now=clock.now())
            except Refusal as refusal:
                form.add_error("code", str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("You are in. The ballot opens here when the vote opens."))
                return HttpResponseRedirect(reverse("votes:poll", args=[poll.code]))
    context = {
        "poll": poll,
        "form": unjudged(form) if switched else form,
        "form_action": request.path,
        "back_url": reverse("votes:poll", args=[poll.code]),
    }
    return render(request, "votes/join.html", context, status=status)


@keep_private
@FORM
@of_a_poll
def booth(request: HttpRequest, poll: Poll) -> HttpResponse:
    """The booth in a hall: one code, one ballot, one receipt, and ready for the next person. Nobody logs in."""
    if poll.state != PollState.OPEN or clock.now() >= poll.closes_at:
        return _not_now(request, poll, _("This vote is not open now. Nothing can be sent."))
    switched = switches_language(request)
    sent = request.method == "POST"
    context = {"poll": poll, "form_action": request.path, "booth": True}
    letter = LetterForm(request.POST if sent else None)
    if not sent or switched or not letter.is_valid():
        shown = unjudged(letter) if switched else letter
        status = INVALID if sent and not switched else 200
        return render(request, "votes/booth.html", context | {"form": shown}, status=status)
    try:
        voter = voter_with(poll, letter.cleaned_data["code"])
        return _booth_ballot(request, poll, voter, context | {"code": letter.cleaned_data["code"]})
    except Refusal as refusal:
        letter.add_error("code", str(refusal))
        return render(request, "votes/booth.html", context | {"form": letter}, status=refusal.status)


def _booth_ballot(request: HttpRequest, poll: Poll, voter: Voter, context: dict[str, Any]) -> HttpResponse:
    asked = questions_of(poll)
    chosen = "ballot" in request.POST
    form = BallotForm(asked, data=request.POST if chosen else None)
    if chosen and form.is_valid():
        ballot = cast_ballot(poll=poll, voter=voter, given=form.given(), now=clock.now(), by_letter=True)
        return render(request, "votes/booth_done.html", context | {"ballot": ballot})
    return _page(request, poll, form, context, status=INVALID if chosen else 200)
