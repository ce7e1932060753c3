"""What officers of this city ask those of others, what they are asked, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from balai.apps.cases.service import Desk, frame_of
from balai.apps.network.actions.inquiring import inquire
from balai.apps.network.models import Inquiry, Peer
from balai.apps.network.queries.comparing import trusted_peers
from balai.apps.network.rules import ASKING_ROLES, LONGEST_WORDS, LOOKING_ROLES
from balai.apps.network.views.common import host_of, name_of
from balai.base import clock
from balai.base.errors import Refusal
from balai.base.people.models import User
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID
from balai.web.questions.fields import ChoiceField, WordsField

MOST_SHOWN = 100


class InquiryForm(forms.Form):
    """To whom, about what, and the question itself."""

    use_required_attribute = False
    city = ChoiceField(label=gettext_lazy("Which city?"), widget=forms.RadioSelect)
    subject = WordsField(label=gettext_lazy("What is it about?"), max_length=150, min_length=4)
    words = WordsField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy("The officers there read it as you write it. Leave out what is personal to residents."),
        max_length=LONGEST_WORDS,
        min_length=10,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, data: QueryDict | None, *, cities: Iterable[Peer]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["city"].choices = [(one.address, f"{name_of(one)} ({host_of(one)})") for one in cities]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the list shows it: where it stands in a word and a sentence, and why it did not arrive."""

    inquiry: Inquiry
    city: str
    host: str
    word: str
    sentence: str
    failure: str = ""


@require_safe
def listed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Both directions, the newest first."""
    rows = Inquiry.objects.select_related("peer", "by", "letter", "letter__answered_by").order_by("-id")
    context = {
        "ours": list(map(_shown, rows.filter(is_ours=True)[:MOST_SHOWN])),
        "theirs": list(map(_shown, rows.filter(is_ours=False)[:MOST_SHOWN])),
        "may_look": desk.held.role in LOOKING_ROLES,
        "may_ask": desk.held.role in ASKING_ROLES and bool(trusted_peers()),
    }
    return render(request, "network/inquiries.html", context | frame_of(desk))


def _shown(one: Inquiry) -> Shown:
    word, sentence, failure = _asked(one) if one.is_ours else _answered(one)
    return Shown(one, name_of(one.peer), host_of(one.peer), word, sentence, failure)


def _asked(one: Inquiry) -> tuple[str, str, str]:
    if one.outcome:
        return _ended(one)
    letter = one.letter
    if letter.delivered_at is not None:
        return _("Arrived"), _("It is a case there and waits for an answer."), ""
    if letter.next_at is None:
        return _("Not taken"), _("The other city did not take it, and it is not sent again."), letter.failure
    return _("On its way"), _("It goes out within minutes, and again when the other city is away."), letter.failure


def _answered(one: Inquiry) -> tuple[str, str, str]:
    if not one.outcome:
        return _("With us"), _("It waits as a case of ours. When that is closed, the answer goes back by itself."), ""
    reply = one.letter.answered_by
    if reply is not None and reply.delivered_at is None:
        return _("Answer on its way"), _("Our answer goes out within minutes."), reply.failure
    return _ended(one)


def _ended(one: Inquiry) -> tuple[str, str, str]:
    if one.outcome == Inquiry.Outcome.DECLINED:
        return _("Declined"), _("It cannot be answered."), ""
    return _("Answered"), "", ""


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Write a question; refused, nothing typed is lost."""
    switched, sent = switches_language(request), request.method == "POST"
    form = InquiryForm(request.POST if sent else None, cities=trusted_peers())
    status = 200
    if sent and not switched:
        if form.is_valid():
            refusal = _send(form, request.user)
            if refusal is None:
                messages.success(request, _("Your question is on its way. Its answer shows here."))
                return HttpResponseRedirect(reverse("network:inquiries"))
            form.add_error(None, str(refusal))
        status = INVALID
    context = {"form": unjudged(form) if switched else form} | frame_of(desk)
    return render(request, "network/inquire.html", context, status=status)


def _send(form: InquiryForm, user: object) -> Refusal | None:
    told = form.cleaned_data
    by = user if isinstance(user, User) else None
    try:
        inquire(address=told["city"], subject=told["subject"], words=told["words"], by=by, now=clock.now())
    except Refusal as refusal:
        return refusal
    return None
