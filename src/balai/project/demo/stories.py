"""Tells each planned report through the real actions, at the times of the plan; in between the city's clocks run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.actions.opening import Place, ReporterDetails, Submission, open_case
from balai.apps.cases.actions.revealing import reveal_reporter
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.actions.working import (
    Ending,
    add_note,
    answer_city,
    ask_reporter,
    end_step,
    extend_promise,
    start_work,
)
from balai.apps.cases.definitions import current_services
from balai.apps.cases.directory import directory
from balai.apps.cases.models import Case, Task
from balai.base.areas.queries import find_area
from balai.base.files.actions import store_picture
from balai.base.people.models import Role, User
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import REPORTER
from balai.project.demo import texts
from balai.project.demo.log_ins import CHECKING_OFFICE
from balai.project.demo.people import Cast
from balai.project.demo.pictures import photo
from balai.project.demo.plan import Report

JUST_AFTER = timedelta(seconds=40)
MOST_TICKS = 6
SCATTER = 0.004
"""Degrees: about 450 metres around the middle of a subdistrict."""
SUPPORTED_SHARE = 0.4


class Teller:
    """Tells reports, and remembers which offices had work."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now
        self.offices: set[str] = set()
        self.mended: list[Report] = []
        self.acts: dict[str, Callable[[Telling, datetime], None]] = {
            "accept": _accept,
            "transfer": _transfer,
            "dispose": _dispose,
            "refuse": _refuse,
            "note": _note,
            "look": _look,
            "start": _start,
            "ask": _ask,
            "answer": _answer,
            "extend": _extend,
            "finish": _finish,
            "finish_with_a_used_photo": _finish_with_a_used_photo,
            "confirm": _confirm,
            "return": _return,
            "rate": _rate,
            "reopen": _reopen,
        }

    def tell(self, report: Report) -> None:
        telling = Telling(report, self.cast, self.mended)
        telling.open()
        for name, at in report.acts:
            telling.run_clocks(at)
            self.offices |= telling.offices()
            self.acts[name](telling, at)
        telling.support(self.now)
        telling.run_clocks(self.now)
        self.offices |= telling.offices()


class Telling:
    """One report on its way."""

    def __init__(self, report: Report, cast: Cast, mended: list[Report]) -> None:
        self.report, self.cast, self.mended = report, cast, mended
        self.luck = Random(f"balai-{report.number}")  # noqa: S311 (not a secret)
        self.citizen: User | None = None if report.citizen is None else cast.citizens[report.citizen]
        self.case_id = 0

    def open(self) -> None:
        report = self.report
        answers: dict[str, object] = {"category": report.category, "words": report.words}
        if any(question.id == "danger" for question in current_services()[report.service].questions):
            answers["danger"] = self.luck.random() < 0.3
        files = {"photo": [self.picture(report.opened_at)]} if report.has_photo else {}
        submission = Submission(
            service=report.service,
            key=uuid5(NAMESPACE_URL, f"https://demo.balai.example/{report.number}"),
            answers=answers,
            place=self._place(),
            is_public=report.is_public,
            files=files,
            reporter=ReporterDetails(user=self.citizen, name=self.citizen.name if self.citizen else ""),
        )
        self.case_id = open_case(submission=submission, by=self.citizen, now=report.opened_at).id

    def _place(self) -> Place:
        area = self.report.area
        for _ in range(8):
            longitude = (area.longitude or 0) + self.luck.uniform(-SCATTER, SCATTER)
            latitude = (area.latitude or 0) + self.luck.uniform(-SCATTER, SCATTER)
            found = find_area(longitude, latitude)
            if [candidate.code for candidate in found.candidates] == [area.code]:
                return Place(round(longitude, 6), round(latitude, 6), area.code, self.report.landmark)
        return Place(area=area.code, words=self.report.landmark)

    def picture(self, at: datetime, *, mended: bool = False, of: Report | None = None) -> int:
        shown = of or self.report
        drawn = photo(shown.service, seed=f"balai-{shown.number}", mended=mended)
        return store_picture(upload=drawn, by=self.citizen if not mended else None, now=at).id

    def task(self, step: str) -> Task:
        return Task.objects.select_related("organisation").get(case_id=self.case_id, step=step)

    def actor(self, step: str, role: Role) -> Actor:
        """Whoever has this role where the step lies."""
        organisation = self.task(step).organisation
        code = organisation.code if organisation else CHECKING_OFFICE
        return Actor(self.cast.doer(role, code).id, role, code)

    def reporter(self) -> Actor:
        return Actor(self.citizen.id if self.citizen else None, REPORTER)

    def end(self, ending: Ending, actor: Actor, at: datetime) -> None:
        end_step(case_id=self.case_id, ending=ending, actor=actor, now=at)

    def offices(self) -> set[str]:
        return set(
            Task.objects.filter(case_id=self.case_id)
            .exclude(organisation=None)
            .values_list("organisation__code", flat=True)
        )

    def run_clocks(self, until: datetime) -> None:
        """What the worker would have done at each moment when a promise ran out."""
        for _ in range(MOST_TICKS):
            due = Task.objects.filter(
                case_id=self.case_id, is_late=False, paused_at__isnull=True, due_at__lt=until - JUST_AFTER
            ).order_by("due_at")
            first = due.first()
            if first is None or first.due_at is None:
                return
            tick_case(case_id=self.case_id, now=first.due_at + JUST_AFTER)

    def support(self, now: datetime) -> None:
        """Neighbours who say: me too."""
        case = Case.objects.get(id=self.case_id)
        if not (case.is_open and case.is_public) or self.luck.random() > SUPPORTED_SHARE:
            return
        at = min(now, case.updated_at + timedelta(minutes=self.luck.randint(10, 90)))
        for number in range(self.luck.randint(1, 6)):
            support_case(case_id=self.case_id, identity=f"demo:{self.report.number}:{number}", by=None, now=at)


def _accept(telling: Telling, at: datetime) -> None:
    telling.end(Ending("intake", "accept"), telling.actor("intake", Role.OFFICER), at)


def _transfer(telling: Telling, at: datetime) -> None:
    owner = current_services()[telling.report.service].owner
    words = telling.luck.choice(texts.TRANSFERRED)
    telling.end(
        Ending("intake", "transfer", words=words, organisation=owner), telling.actor("intake", Role.OFFICER), at
    )


def _dispose(telling: Telling, at: datetime) -> None:
    """From the agency to its branch for the city that the place lies in."""
    holder = telling.actor("coordination", Role.OFFICER)
    path = telling.report.area.path
    branches = [
        entry.code
        for entry in directory().below(holder.organisation)
        if entry.area_path and path.startswith(entry.area_path)
    ]
    outcome = (
        Ending("coordination", "dispose", organisation=branches[-1]) if branches else Ending("coordination", "accept")
    )
    telling.end(outcome, holder, at)


def _refuse(telling: Telling, at: datetime) -> None:
    reason, words = texts.REFUSED[telling.report.number % len(texts.REFUSED)]
    telling.end(Ending("intake", "refuse", words=words, reason=reason), telling.actor("intake", Role.OFFICER), at)


def _note(telling: Telling, at: datetime) -> None:
    add_note(case_id=telling.case_id, words=texts.NOTE, actor=telling.actor("work", Role.OFFICER), now=at)


def _look(telling: Telling, at: datetime) -> None:
    actor = telling.actor("work", Role.OFFICER)
    by = telling.cast.doer(Role.OFFICER, actor.organisation)
    reveal_reporter(case_id=telling.case_id, reason="contact", words=texts.LOOK, actor=actor, by=by, now=at)


def _start(telling: Telling, at: datetime) -> None:
    start_work(case_id=telling.case_id, step="work", actor=telling.actor("work", Role.CREW), now=at)


def _ask(telling: Telling, at: datetime) -> None:
    question, _answer_words = texts.QUESTIONS[telling.report.number % len(texts.QUESTIONS)]
    actor = telling.actor("work", Role.OFFICER)
    ask_reporter(case_id=telling.case_id, step="work", words=question, actor=actor, now=at)


def _answer(telling: Telling, at: datetime) -> None:
    _question, words = texts.QUESTIONS[telling.report.number % len(texts.QUESTIONS)]
    answer_city(case_id=telling.case_id, words=words, files=(), by=telling.citizen, now=at)


def _extend(telling: Telling, at: datetime) -> None:
    words = telling.luck.choice(texts.EXTENSIONS)
    actor = telling.actor("work", Role.OFFICER)
    extend_promise(case_id=telling.case_id, step="work", words=words, actor=actor, now=at)


def _finish(telling: Telling, at: datetime, used: Report | None = None) -> None:
    words = telling.luck.choice(texts.FINISHED[telling.report.service])
    files = (telling.picture(at, mended=True, of=used),)
    telling.end(Ending("work", "finish", words=words, files=files), telling.actor("work", Role.CREW), at)
    telling.mended.append(telling.report)


def _finish_with_a_used_photo(telling: Telling, at: datetime) -> None:
    """The photo of another finished work, handed in again: the city notices."""
    same_kind = [report for report in telling.mended if report.service == telling.report.service]
    _finish(telling, at, (same_kind or telling.mended)[-1])


def _verifier(telling: Telling) -> Actor:
    return Actor(telling.cast.officers["verifikator"].id, Role.VERIFIER, CHECKING_OFFICE)


def _confirm(telling: Telling, at: datetime) -> None:
    telling.end(Ending("verify", "confirm"), _verifier(telling), at)


def _return(telling: Telling, at: datetime) -> None:
    telling.end(Ending("verify", "return", words=telling.luck.choice(texts.RETURNED)), _verifier(telling), at)


def _rate(telling: Telling, at: datetime) -> None:
    rating = telling.luck.choices((5, 4, 3, 2), (6, 4, 2, 1))[0]
    telling.end(
        Ending("review", "satisfied", words=telling.luck.choice(texts.THANKS), rating=rating), telling.reporter(), at
    )


def _reopen(telling: Telling, at: datetime) -> None:
    telling.end(Ending("review", "reopen", words=telling.luck.choice(texts.REOPENED)), telling.reporter(), at)
