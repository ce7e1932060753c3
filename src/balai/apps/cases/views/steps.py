"""Acts on an open step: end it, start it, give it to someone, ask the reporter, ask for more time."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from balai.apps.cases.actions.working import ask_reporter, assign_task, end_step, extend_promise, start_work
from balai.apps.cases.asking import OutcomeForm, ending_of
from balai.apps.cases.definitions import service_of
from balai.apps.cases.directory import directory
from balai.apps.cases.door import Desk
from balai.apps.cases.forms import AssignForm, WordsForm, organisation_choices
from balai.apps.cases.models import Case, Task
from balai.apps.cases.queries.case_page import answers_so_far
from balai.apps.cases.refusals import NotTheirs, NotYours, StepNotOpen, UnknownOutcome
from balai.apps.cases.rules import people_for
from balai.apps.cases.views.acting import Acting, answer
from balai.apps.cases.wording import other_noun
from balai.base import clock
from balai.base.city import city_zone
from balai.base.people.absences import away_among
from balai.base.people.models import User
from balai.engines.casework.definition import Step
from balai.web.dates import day_text
from balai.web.forms import KeyedForm
from balai.web.templatetags.balai import text_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


def open_step(desk: Desk, case: Case, step_id: str, *, sent: bool) -> tuple[Step, str]:
    """A step of the case's service that is open within the desk's reach, and the code of who holds it.

    With `sent`, a step that is no longer open is let through: the action refuses it in the page, typed words kept.

    Raises:
        StepNotOpen, NotYours.
    """
    step = next((step for step in service_of(case.service_id).steps if step.id == step_id), None)
    task = Task.objects.filter(case_id=case.id, step=step_id).first() if step else None
    if step is None or (task is None and not sent):
        raise StepNotOpen
    if task is None:
        return step, desk.held.organisation_code
    if task.organisation_id not in desk.organisations:
        raise NotYours
    return step, directory().by_id[task.organisation_id].code


@FORM
def outcome(request: HttpRequest, desk: Desk, reference: str, step: str, outcome: str) -> HttpResponseBase:
    """End a step with one of its outcomes."""
    case, sent = desk.find(reference), request.method == "POST"
    return answer(request, desk, case, lambda: outcome_act(desk, case, step, outcome, sent=sent))


def outcome_act(desk: Desk, case: Case, step: str, outcome: str, *, sent: bool) -> Acting:
    """What ending `step` with `outcome` asks and does.

    Raises:
        StepNotOpen, NotYours, UnknownOutcome.
    """
    open_one, holder = open_step(desk, case, step, sent=sent)
    way = open_one.outcome(outcome)
    if way is None or way.automatic:
        raise UnknownOutcome
    label = text_of(way.label)
    form = partial(
        OutcomeForm,
        step=open_one,
        outcome=way,
        language=translation.get_language() or "",
        known=answers_so_far(case.id) if way.asks else {},
        organisations=organisation_choices(way.choose, holder=holder) if way.choose else (),
        noun=other_noun(service_of(case.service_id)),
    )

    def do(filled: forms.Form, now: datetime) -> object:
        ending = ending_of(filled, step, outcome, by=desk.user, now=now)
        return end_step(case_id=case.id, ending=ending, actor=desk.actor, now=now)

    signed = _("You sign this with your name. It holds once %(number)d people have signed it.")
    return Acting(
        case,
        title=label,
        button=_("Sign: %(what)s") % {"what": label} if way.signatures > 1 else label,
        lede=signed % {"number": way.signatures} if way.signatures > 1 else text_of(open_one.title),
        form=form,
        do=do,
        done=_("Recorded: %(what)s.") % {"what": label},
        tone=way.tone,
    )


@require_POST
def start(request: HttpRequest, desk: Desk, reference: str, step: str) -> HttpResponseBase:
    """Say that work has begun."""
    case = desk.find(reference)
    return answer(request, desk, case, lambda: start_act(desk, case, step))


def start_act(desk: Desk, case: Case, step: str) -> Acting:
    """What starting `step` does.

    Raises:
        StepNotOpen, NotYours.
    """
    open_step(desk, case, step, sent=True)
    label = _("Start work")
    return Acting(
        case,
        title=label,
        button=label,
        form=KeyedForm,
        do=lambda form, now: start_work(case_id=case.id, step=step, actor=desk.actor, now=now, **form.cleaned_data),
        done=_("Work has begun."),
    )


@FORM
def assign(request: HttpRequest, desk: Desk, reference: str, step: str) -> HttpResponseBase:
    """Give a step to a colleague, or take it oneself."""
    case = desk.find(reference)

    def build() -> Acting:
        open_one, holder = open_step(desk, case, step, sent=request.method == "POST")
        today = clock.now().astimezone(city_zone()).date()
        people = with_absences(people_for(open_one, holder, day=today), today)
        return Acting(
            case,
            title=_("Give it to a colleague"),
            button=_("Give it"),
            lede=text_of(open_one.title),
            form=partial(AssignForm, people=people),
            do=do,
            done=_("The step has been given."),
        )

    def do(form: forms.Form, now: datetime) -> object:
        data = form.cleaned_data
        person = User.objects.filter(id=data["person"]).first()
        if person is None:
            raise NotTheirs
        return assign_task(case_id=case.id, step=step, assignee=person, actor=desk.actor, now=now, key=data["key"])

    return answer(request, desk, case, build)


def with_absences(people: dict[int, str], day: date) -> dict[int, str]:
    """The names of people, said with it who is away and who stands in for them."""
    away = away_among(people, day=day)
    words = _("%(name)s (away until %(day)s; %(stand_in)s stands in)")
    return {
        person: words % {"name": name, "day": day_text(away[person].until), "stand_in": away[person].stand_in}
        if person in away
        else name
        for person, name in people.items()
    }


@FORM
def ask(request: HttpRequest, desk: Desk, reference: str, step: str) -> HttpResponseBase:
    """Ask the reporter; the promise stands still until they answer."""
    case = desk.find(reference)

    def build() -> Acting:
        open_step(desk, case, step, sent=request.method == "POST")
        return Acting(
            case,
            title=_("Ask the citizen") if other_noun(service_of(case.service_id)) else _("Ask the reporter"),
            button=_("Send the question"),
            lede=_("The time limit stands still until the answer comes."),
            form=partial(WordsForm, label=_("Your question"), hint=_("Only whoever is asked and offices read this.")),
            do=lambda form, now: ask_reporter(
                case_id=case.id, step=step, actor=desk.actor, now=now, **form.cleaned_data
            ),
            done=_("The question is on its way. The time limit stands still."),
        )

    return answer(request, desk, case, build)


@FORM
def extend(request: HttpRequest, desk: Desk, reference: str, step: str) -> HttpResponseBase:
    """The one extension of a promise."""
    case = desk.find(reference)

    def build() -> Acting:
        open_step(desk, case, step, sent=request.method == "POST")
        hint = _("Everyone who may see the report reads this.")
        return Acting(
            case,
            title=_("Ask for more time"),
            button=_("Extend the time limit"),
            lede=_("This can be done once. The reporter is told the reason and the new date."),
            form=partial(WordsForm, label=_("Why more time is needed"), hint=hint),
            do=lambda form, now: extend_promise(
                case_id=case.id, step=step, actor=desk.actor, now=now, **form.cleaned_data
            ),
            done=_("The time limit has been extended."),
        )

    return answer(request, desk, case, build)
