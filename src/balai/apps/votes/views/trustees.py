"""The trustees' page, and the registrar's: what is secret is made on their devices, and only public halves come here."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balai.apps.cases.service import Desk
from balai.apps.votes.actions.keys import (
    certificate_texts,
    hand_in_key,
    letters_for,
    step_before_opening,
)
from balai.apps.votes.actions.secrets import hand_in_codes, hand_in_share
from balai.apps.votes.calls import OUTPUT, SHARE
from balai.apps.votes.models import Poll, PollKind, PollState, SecretElection, Share, Trustee, Voter
from balai.apps.votes.polls import find_poll
from balai.apps.votes.refusals import CodesAmiss, UnknownPoll
from balai.apps.votes.views.common import of_a_poll
from balai.apps.votes.views.secret import outside
from balai.base import clock
from balai.base.audit.actions import record_act
from balai.base.errors import Refusal
from balai.base.spreadsheets import harmless
from balai.web.private_pages import keep_private
from balai.web.visitors import person_of

PARTS = {"certificates": "sertifikat", "input": "surat", "sealed_key": "kunci"}
"""By what a page calls them, the ends of their addresses."""
LARGEST_LIST = 80_000_000
"""Bytes of public codes: 620 for each of some hundred thousand."""


def _trustee(request: HttpRequest, poll: Poll) -> Trustee:
    found = Trustee.objects.filter(poll=poll, user=person_of(request)).first()
    if found is None:
        raise Http404
    return found


def step_of(poll: Poll, trustee: Trustee) -> str:
    """What a trustee has to do now; nothing most of the time."""
    if step := step_before_opening(poll, trustee):
        return step
    summed = SecretElection.objects.filter(poll=poll).exclude(tally="").exists()
    if poll.state == PollState.CLOSED and summed and not Share.objects.filter(trustee=trustee).exists():
        return SHARE
    return ""


@login_required
@keep_private
@require_safe
@of_a_poll
def trustee(request: HttpRequest, poll: Poll) -> HttpResponse:
    """The step that is this trustee's now."""
    holder = _trustee(request, poll)
    step = step_of(poll, holder)
    if not step:
        sentence = _("There is nothing for you to do now. Keep your key file until the result is published.")
        if poll.state == PollState.READY and not holder.key:
            sentence = _("The other trustees are not so far yet. Come back to this page later and keep your key file.")
        return render(request, "votes/not_now.html", {"poll": poll, "sentence": sentence})
    context: dict[str, Any] = {
        "step": step,
        "hand_in_url": reverse("votes:trustee-hand-in", args=[poll.code]),
        "file_name": f"{poll.code}-{holder.number}",
    }
    if poll.threshold:
        context |= {"threshold": poll.threshold} | {
            f"{name}_url": reverse("votes:trustee-part", args=[poll.code, part]) for name, part in PARTS.items()
        }
    return render(request, "votes/secret/trustee.html", outside(poll) | context)


@login_required
@keep_private
@require_safe
@of_a_poll
def trustee_part(request: HttpRequest, poll: Poll, part: str) -> HttpResponse:
    """What a trustee's device reads for its step: all certificates, the letters to this trustee, the own sealed key."""
    holder = _trustee(request, poll)
    if part == PARTS["certificates"]:
        text = "".join(f"{line}\n" for line in certificate_texts(poll))
    elif part == PARTS["input"] and step_before_opening(poll, holder) == OUTPUT:
        text = letters_for(poll, holder)
    elif part == PARTS["sealed_key"] and holder.sealed_key:
        text = holder.sealed_key
    else:
        raise Http404
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@login_required
@require_POST
@of_a_poll
def trustee_hand_in(request: HttpRequest, poll: Poll) -> HttpResponse:
    """Take the public part of a key, or a part in opening the sum."""
    _trustee(request, poll)
    act: Any = hand_in_key if poll.state == PollState.READY else hand_in_share
    return _taken(act, poll, request, text=request.body.decode(errors="replace"))


def _taken(act: Any, poll: Poll, request: HttpRequest, **given: Any) -> HttpResponse:
    try:
        act(code=poll.code, by=person_of(request), now=clock.now(), **given)
    except Refusal as refusal:
        content = {"title": refusal.code, "detail": str(refusal), "status": refusal.status}
        return HttpResponse(
            json.dumps(content, ensure_ascii=False), status=refusal.status, content_type="application/problem+json"
        )
    return JsonResponse({"done": True}, status=201)


def _waiting(code: str) -> Poll:
    try:
        poll = find_poll(code)
    except UnknownPoll as unknown:
        raise Http404 from unknown
    if poll.kind != PollKind.SECRET or poll.state != PollState.READY:
        raise Http404
    return poll


@require_safe
def registrar(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:  # noqa: ARG001 (the door checks it)
    """Where the registrar makes the voting codes: on this device, for the people on the roll."""
    poll = _waiting(code)
    context = {
        "poll": poll,
        "uuid": SecretElection.objects.only("uuid").get(poll=poll).uuid,
        "count": poll.roll_count,
        "file_name": poll.code,
        "hand_in_url": reverse("votes:codes", args=[poll.code]),
    }
    return render(request, "votes/secret/registrar.html", outside(poll) | context)


@require_POST
def roll(_request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The people on the roll, to whom codes are handed: number, name, address, area. The books keep who read it."""
    poll = _waiting(code)
    record_act(code="votes.roll_read", by=desk.user, reference=poll.code, now=clock.now())
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["number", "name", "email", "area"])
    voters = Voter.objects.filter(poll=poll).select_related("user", "area").defer("area__boundary").order_by("number")
    for voter in voters.iterator(chunk_size=2000):
        name = voter.name or (voter.user.name if voter.user else "")
        email = voter.user.email if voter.user else ""
        writer.writerow([voter.number, harmless(name), harmless(email), voter.area.name if voter.area else ""])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{poll.code}-roll.csv"'
    return response


@require_POST
def codes(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:  # noqa: ARG001 (the door checks it)
    """Take the public halves: a list of texts in JSON, as this page and belenios-tool write it."""
    poll = _waiting(code)
    body = _body(request)
    public = None if body is None else _listed(body)
    if public is None:
        refusal = CodesAmiss(count=poll.roll_count or 0)
        content = {"title": refusal.code, "detail": str(refusal), "status": refusal.status}
        return JsonResponse(content, status=refusal.status)
    return _taken(hand_in_codes, poll, request, public=public)


def _body(request: HttpRequest) -> bytes | None:
    """What was sent, read as a stream: a list for a large roll is longer than what forms may be."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdecimal() or int(size) > LARGEST_LIST:
        return None
    return bytes(request.read(int(size)))


def _listed(body: bytes) -> list[str] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and all(isinstance(text, str) for text in found) else None
