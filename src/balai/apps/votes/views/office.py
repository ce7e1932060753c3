"""The officers' pages of votes: all of them, one, and the forms that make it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balai.apps.cases.service import Desk, frame_of
from balai.apps.votes.actions import drafting, opening
from balai.apps.votes.lists import LARGEST_FILE, read_list
from balai.apps.votes.models import Poll, PollState, Voter
from balai.apps.votes.office_forms import PictureForm, PollForm, QuestionForm, WhoForm, poll_initial
from balai.apps.votes.polls import find_poll, makers_of, questions_of, turnout
from balai.apps.votes.pseudonyms import event_code
from balai.apps.votes.refusals import UnknownPoll
from balai.apps.votes.rules import MAKING_ROLES, MOST_LETTERS, RELEASING_ROLES
from balai.apps.votes.views.common import facts_of, photos_of, trustees_told, who_words
from balai.base import clock
from balai.base.audit.actions import record_act
from balai.base.errors import Refusal
from balai.base.files.actions import store_picture
from balai.base.files.models import StoredFile
from balai.base.people.models import Organisation, User
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID
from balai.web.templatetags.balai import text_of

FORM = require_http_methods(["GET", "HEAD", "POST"])
MOST_LISTED = 300


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page with one form: its words, where it leads back, and what sending does. `do` gives where to go then."""

    title: str
    button: str
    back: str
    do: Callable[[Any], str]
    lede: str = ""


def answer(request: HttpRequest, desk: Desk, page: FormPage, form: forms.Form) -> HttpResponse:
    """Show the form, or do what it says; a refusal stands above it and nothing typed is lost."""
    switched = switches_language(request)
    context = {"page": page, "form": form, "form_action": request.get_full_path()} | frame_of(desk)
    if request.method != "POST" or switched:
        context["form"] = unjudged(form) if switched else form
        return render(request, "votes/office_form.html", context)
    if not form.is_valid():
        return render(request, "votes/office_form.html", context, status=INVALID)
    try:
        with transaction.atomic():
            where = page.do(form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "votes/office_form.html", context, status=refusal.status)
    return HttpResponseRedirect(where)


def sent(request: HttpRequest) -> dict[str, Any]:
    """What a form is made of: nothing, until something was sent."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def poll_of(desk: Desk, code: str) -> Poll:
    """A poll of an organisation within reach, whatever its state."""
    try:
        poll = find_poll(code, public=False)
    except UnknownPoll as unknown:
        raise Http404 from unknown
    if poll.owner_id not in desk.organisations:
        raise Http404
    return poll


def page_of(code: str) -> str:
    return reverse("votes:office-poll", args=[code])


def _kept(form: forms.Form, by: User) -> StoredFile | None:
    files = form.cleaned_data["picture"]
    return store_picture(upload=files[0], by=by, now=clock.now()) if files else None


@require_safe
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The votes of the organisations within reach, the newest first."""
    polls = Poll.objects.filter(owner_id__in=desk.organisations).select_related("owner").order_by("-pk")[:MOST_LISTED]
    rows = [(poll, text_of(poll.title), text_of(poll.owner.names), page_of(poll.code)) for poll in polls]
    context = {"rows": rows, "may_make": desk.held.role in MAKING_ROLES} | frame_of(desk)
    return render(request, "votes/office_list.html", context)


@FORM
def make(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Begin a vote."""

    def do(form: Any) -> str:
        owner = Organisation.objects.get(code=desk.held.organisation_code)
        draft = form.draft(_kept(form, desk.user))
        return page_of(drafting.make_poll(draft=draft, owner=owner, by=desk.user, now=clock.now()).code)

    initial = {"live_results": "no", "by_area": "no", "letters": "no", "kind": "open"}
    page = FormPage(_("Make a vote"), _("Save the draft"), reverse("votes:office"), do)
    return answer(request, desk, page, PollForm(**sent(request), initial=initial))


@FORM
def change(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Say anew what a draft is about."""
    poll = poll_of(desk, code)

    def do(form: Any) -> str:
        draft = form.draft(_kept(form, desk.user) or poll.picture)
        drafting.change_poll(code=poll.code, draft=draft, by=desk.user, now=clock.now())
        return page_of(poll.code)

    page = FormPage(_("Change the vote"), _("Save the draft"), page_of(poll.code), do)
    return answer(request, desk, page, PollForm(**sent(request), initial=poll_initial(poll)))


@FORM
def add_question(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Add a question with its answers."""
    poll = poll_of(desk, code)

    def do(form: Any) -> str:
        draft = form.draft(_kept(form, desk.user))
        drafting.add_question(code=poll.code, draft=draft, by=desk.user, now=clock.now())
        return page_of(poll.code)

    page = FormPage(_("Add a question"), _("Add it"), page_of(poll.code), do)
    return answer(request, desk, page, QuestionForm(**sent(request), initial={"at_least": 1, "at_most": 1, "seats": 1}))


@FORM
def picture_option(request: HttpRequest, desk: Desk, code: str, question: int, option: int) -> HttpResponse:
    """Give an answer its picture."""
    poll = poll_of(desk, code)

    def do(form: Any) -> str:
        kept = _kept(form, desk.user)
        if kept is not None:
            drafting.picture_option(
                code=poll.code, question=question, option=option, picture=kept, by=desk.user, now=clock.now()
            )
        return page_of(poll.code)

    page = FormPage(_("Picture of an answer"), _("Save the picture"), page_of(poll.code), do)
    return answer(request, desk, page, PictureForm(**sent(request)))


@FORM
def who(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Say who may vote, or hand in the list of them."""
    poll = poll_of(desk, code)

    def do(form: Any) -> str:
        files = form.cleaned_data["listed"]
        listed = read_list(files[0].read(LARGEST_FILE + 1)) if files and form.who["kind"] == "list" else None
        drafting.say_who(code=poll.code, who=form.who, listed=listed, by=desk.user, now=clock.now())
        return page_of(poll.code)

    page = FormPage(
        _("Who may vote"), _("Save"), page_of(poll.code), do,
        _("The roll is drawn up once, at the opening. Where people live counts only when an office has confirmed it."),
    )  # fmt: skip
    return answer(request, desk, page, WhoForm(**sent(request), initial={"kind": poll.who.get("kind")}))


@require_safe
def one(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One vote with all that can be done with it now."""
    poll = poll_of(desk, code)
    asked = questions_of(poll)
    context = {
        "poll": poll,
        "title": text_of(poll.title),
        "rows": facts_of(poll),
        "who": who_words(poll),
        "listed": poll.listed.count(),
        "present": poll.attendances.count(),
        "event_code": event_code(poll.code) if poll.who.get("kind") == "code" else "",
        "asked": [(one, text_of(one.question.words), photos_of(poll)(one)) for one in asked],
        "trustees": trustees_told(poll),
        "codes": poll.credentials.count(),
        "letters": _parts(poll),
        "may_make": desk.held.role in MAKING_ROLES and poll.state == PollState.DRAFT,
        "may_release": desk.held.role in RELEASING_ROLES and desk.user.pk not in makers_of(poll),
        "releases": desk.held.role in RELEASING_ROLES,
        "turnout": turnout(poll) if poll.roll_count else None,
    } | frame_of(desk)
    return render(request, "votes/office_poll.html", context)


def _act(request: HttpRequest, desk: Desk, code: str, act: Callable[..., object], done: str) -> HttpResponse:
    poll = poll_of(desk, code)
    try:
        act(code=poll.code, by=desk.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(page_of(poll.code))


@require_POST
def release(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Let it open at its time."""
    return _act(request, desk, code, opening.release_poll, _("The vote opens at its time."))


@require_POST
def take_back(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Make it a draft again."""
    return _act(request, desk, code, opening.take_back, _("The vote is a draft again."))


@require_POST
def withdraw(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Give it up before its opening."""

    def act(**more: Any) -> object:
        return opening.take_back(**more, withdraw=True)

    return _act(request, desk, code, act, _("The vote has been withdrawn."))


@require_POST
def remove_question(request: HttpRequest, desk: Desk, code: str, question: int) -> HttpResponse:
    """Take a question out."""

    def act(**more: Any) -> object:
        return drafting.remove_question(**more, position=question)

    return _act(request, desk, code, act, _("The question has been removed."))


def _by_letter(poll: Poll) -> QuerySet[Voter]:
    """Who of the roll gets a letter: people with a name and no account."""
    return Voter.objects.filter(poll=poll, user__isnull=True).exclude(name="").order_by("number")


def _parts(poll: Poll) -> list[int]:
    """With which number of the roll each file of letters begins."""
    if poll.state != PollState.OPEN or not poll.letters:
        return []
    return list(_by_letter(poll).values_list("number", flat=True))[::MOST_LETTERS]


@require_POST
def letters(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Letters with codes, as PDF, for those of the roll who have no account; `from` begins a further part."""
    from balai.apps.votes.letters import letters_of  # noqa: PLC0415 (the PDF library: 8 MB that most cities never need)

    poll = poll_of(desk, code)
    if poll.state != PollState.OPEN or not poll.letters:
        raise Http404
    typed = request.POST.get("from", "1")
    first = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1
    record_act(code="votes.letters", by=desk.user, reference=poll.code, now=clock.now())
    voters = _by_letter(poll).filter(number__gte=first)[:MOST_LETTERS]
    booth = request.build_absolute_uri(reverse("votes:booth", args=[poll.code]))
    headers = {"Content-Type": "application/pdf", "Content-Disposition": f'attachment; filename="{poll.code}.pdf"'}
    return HttpResponse(letters_of(poll, voters, booth=booth), headers=headers)
