"""The last pages: news and readers, why it cannot go on, the check, and what one is told once it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.cases import service as cases
from balai.apps.requests.actions.drafting import keep_contact
from balai.apps.requests.actions.sending import AnswersAmiss, NotComplete, send_request, sent_case
from balai.apps.requests.answers import SENT, Answers, KeptFile, asks_contact, offers_choice_of_readers
from balai.apps.requests.forms import ContactForm
from balai.apps.requests.pages import CONTACT, Page, asks_for
from balai.apps.requests.views.visit import Visit, owner_of
from balai.base import clock
from balai.base.errors import Refusal
from balai.engines.casework.definition import FILE_TYPES, Prefill, Question
from balai.web.components import Row
from balai.web.forms import MailForm
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, active_language, keep_private
from balai.web.questions import answer_words
from balai.web.questions.groups import entry_name
from balai.web.questions.options import in_language
from balai.web.questions.words import entry_rows
from balai.web.templatetags.balai import text_of


def contact(visit: Visit) -> HttpResponse:
    """Where news goes, and who may read it."""
    request, user = visit.request, visit.owner.user
    if request.method != "POST":
        return visit.show("requests/contact.html", {"form": ContactForm(visit.answers, user)})
    switching = switches_language(request)
    form = ContactForm(visit.answers, user, data=request.POST)
    if switching:
        return visit.show("requests/contact.html", {"form": unjudged(form)})
    if not form.is_valid():
        return visit.show("requests/contact.html", {"form": form}, status=INVALID)
    visit.draft = keep_contact(
        draft_id=visit.draft.id, service=visit.service, contact=form.contact(), owner=visit.owner, now=clock.now()
    )
    return visit.go_on()


def stop(visit: Visit) -> HttpResponse:
    """Why this service is not for whoever answered so; said as soon as it is known."""
    if visit.request.method == "POST" and not switches_language(visit.request):
        return visit.go(visit.answers.progress().missing)
    progress = visit.answers.progress()
    last = progress.done[-1].slug if progress.done else ""
    context = {
        "reasons": [text_of(reason) for reason in progress.reasons],
        "rows": _rows(visit, progress.done),
        "back_url": visit.address(last) if last else reverse("requests:service", args=[visit.service.code]),
    }
    return visit.show("requests/stop.html", context)


# the check


@dataclass(frozen=True, slots=True)
class Block:
    """An entry of a group on the check page, with its answers."""

    title: str
    rows: list[Row]
    url: str


def check(visit: Visit) -> HttpResponse:
    """Everything once more, and the button that sends."""
    if visit.request.method != "POST" or switches_language(visit.request):
        return _check_page(visit)
    try:
        send_request(
            draft_id=visit.draft.id,
            service=visit.service,
            owner=visit.owner,
            language=active_language(),
            now=clock.now(),
        )
    except NotComplete:
        return visit.go(visit.answers.progress().missing)
    except AnswersAmiss as refusal:
        return _check_page(visit, refusal, amiss=refusal.question)
    except Refusal as refusal:
        return _check_page(visit, refusal)
    return HttpResponseRedirect(reverse("requests:sent", args=[visit.service.code, visit.draft.id]))


def _check_page(visit: Visit, refusal: Refusal | None = None, *, amiss: str = "") -> HttpResponse:
    answers = visit.answers
    pages = answers.shown()
    wrong = next((page for page in pages if any(question.id == amiss for question in page.questions)), None)
    context = {
        "rows": [*_rows(visit, [page for page in pages if not page.group]), *_contact_rows(visit, answers)],
        "groups": [_group(visit, page, page.group) for page in pages if page.group and _is_shown(answers, page.group)],
        "refusal": refusal,
        "mend_url": visit.address(wrong.slug, changing=True) if wrong else "",
    }
    return visit.show("requests/check.html", context, status=refusal.status if refusal else 200)


def _is_shown(answers: Answers, question: Question) -> bool:
    return question.show_if is None or question.show_if.holds(answers.counted())


def _rows(visit: Visit, pages: list[Page] | tuple[Page, ...]) -> list[Row]:
    """One line for each question that the answers call for, with the link that changes it."""
    answers, language = visit.answers, active_language()
    known = answers.counted()
    return [
        Row(
            in_language(question.label, language),
            _file_words(answers.files_of(question.id))
            if question.type in FILE_TYPES
            else answer_words(question, known.get(question.id), language),
            visit.address(page.slug, changing=True),
        )
        for page in pages
        for question in page.questions
        if _is_shown(answers, question)
    ]


def _file_words(files: list[KeptFile]) -> str:
    return "\n".join(file.name or file.public_id for file in files) or _("No file")


def _group(visit: Visit, page: Page, group: Question) -> dict[str, object]:
    language = active_language()
    blocks = [
        Block(
            entry_name(group, language, number),
            entry_rows(group, entry, language),
            reverse("requests:entry", args=[visit.service.code, visit.draft.id, page.slug, number]) + "?ubah=1",
        )
        for number, entry in enumerate(visit.answers.counted().get(group.id, []), start=1)
    ]
    change = visit.address(page.slug, changing=True)
    return {"title": in_language(group.label, language), "blocks": blocks, "url": change}


def _contact_rows(visit: Visit, answers: Answers) -> list[Row]:
    if not asks_contact(answers.service):
        return []
    address, rows = visit.address(CONTACT, changing=True), []
    if offers_choice_of_readers(answers.service):
        closed = answers.contact.is_public is False
        words = _("Only you and the officers") if closed else _("Everyone, without your name")
        rows.append(Row(_("Who may read it"), words, address))
    own = asks_for(answers.service, Prefill.EMAIL), asks_for(answers.service, Prefill.PHONE)
    news = ", ".join(filter(None, [answers.contact.email, answers.contact.phone]))
    if not all(own):
        nothing = _("No news by e-mail; you follow it by a link") if own[0] is None else _("Not answered")
        rows.append(Row(_("News"), news or nothing, address))
    return rows


# afterwards


@dataclass(frozen=True, slots=True)
class NextStep:
    """An open step: what it is, whose turn it is and until when. `office` is empty for one's own."""

    title: str
    office: str
    due: object
    paused: bool


@keep_private
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest, code: str, draft: str) -> HttpResponse:
    """The reference, what happens next and until when, and the private link; it can be mailed from here."""
    try:
        found = cases.find_draft(UUID(draft), owner=owner_of(request))
    except cases.UnknownDraft as refusal:
        return render(request, "requests/draft_gone.html", {"refusal": refusal, "code": code}, status=refusal.status)
    if SENT not in found.answers:
        return HttpResponseRedirect(reverse("requests:service", args=[code]))
    opened = sent_case(found)
    form = MailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if switches_language(request):
            form = unjudged(form)
        elif form.is_valid():
            email = form.cleaned_data["email"]
            cases.mail_private_link(case_id=opened.id, email=email, language=active_language(), now=clock.now())
            messages.success(request, _("The link is on its way to %(email)s.") % {"email": email})
            return HttpResponseRedirect(reverse("requests:sent", args=[code, draft]))
    return render(
        request, "requests/sent.html", _sent_context(request, opened, form), status=INVALID if form.errors else 200
    )


def _sent_context(request: HttpRequest, opened: cases.OpenedCase, form: MailForm) -> dict[str, object]:
    case = cases.find_private_case(opened.reference, opened.secret)
    told = cases.tell(case, audiences=cases.THE_REPORTER)
    private = reverse("reports:private", args=[opened.reference, opened.secret])
    tasks = sorted(told.state.tasks.values(), key=lambda task: task.opened_seq)
    return {
        "case": case,
        "form": form,
        "service_title": text_of(told.service.title),
        "private_url": private,
        "private_link": request.build_absolute_uri(private),
        "public_url": reverse("reports:public", args=[opened.reference]) if case.is_public else "",
        "steps": [
            NextStep(
                cases.step_words(told.service, task.step),
                cases.organisation_words(task.organisation) if task.organisation else "",
                task.due,
                task.paused_at is not None,
            )
            for task in tasks
        ],
    }
