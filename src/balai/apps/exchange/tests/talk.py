"""A city and a national desk that talk over a road which may be bad, in virtual time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from balai.apps.cases.actions.working import Ending, ask_reporter, end_step
from balai.apps.cases.models import Case, Task
from balai.apps.cases.queries.case_page import OFFICERS, tell
from balai.apps.cases.tests.samples import CIKINI, NOW, Colleague, colleague, picture
from balai.apps.exchange.adapters.sp4n_lapor import assumptions
from balai.apps.exchange.adapters.sp4n_lapor.adapter import Sp4nLapor
from balai.apps.exchange.adapters.sp4n_lapor.mischief import BadRoad, Mischief
from balai.apps.exchange.adapters.sp4n_lapor.simulator import NationalDesk
from balai.apps.exchange.models import ForeignCase, Heard, Outgoing
from balai.apps.exchange.rounds import Round
from balai.base.errors import Refusal
from balai.base.packs import PackNeighbour, ServiceKind
from balai.engines.casework.decisions import Actor, available
from balai.engines.casework.definition import REPORTER, Need, Outcome, Step

TOKEN = "a token"
POINTS = (None, (106.839, -6.191), (106.8, -6.2), (2.35, 48.85), (0.0, 0.0))
"""None, in Cikini, near a border, far away, and what stands for none in many files."""
AREAS = (CIKINI, "31.74.09.1003", "99.99.99.9999", "")
NEIGHBOUR = PackNeighbour(
    assumptions.SOURCE,
    {"id": "SP4N-LAPOR!", "en": "SP4N-LAPOR!"},
    "31",
    {"1": ServiceKind("report.road", "pothole"), "2": ServiceKind("report.waste", "dumped")},
)
MOST_ROUNDS = 12


def staff_and_photo() -> tuple[tuple[Colleague, Colleague], int]:
    """Two officers, so that one can check the other's work, and a picture as evidence."""
    staff = (colleague("officer"), colleague("verifier"))
    return staff, picture(staff[0].user)


@dataclass
class Talk:
    """Both sides, the road between them, and the hour."""

    chance: Random
    staff: tuple[Colleague, Colleague]
    photo: int
    mischief: Mischief = field(default_factory=Mischief)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.desk = NationalDesk(TOKEN)
        self.road = BadRoad(self.desk, self.chance, self.mischief)
        self.ports = Sp4nLapor(self.road, TOKEN)
        self.said: dict[str, list[str]] = {}

    def pass_time(self) -> None:
        self.now += timedelta(minutes=self.chance.choice((1, 1, 2, 30)))

    def round(self) -> None:
        Round(self.ports, NEIGHBOUR, lambda: self.now).run()

    def settle(self) -> None:
        """A calm road, and rounds until both sides have nothing more to say."""
        self.road.calm()
        for _turn in range(MOST_ROUNDS):
            before = self._spoken()
            self.now += timedelta(hours=7)
            self.round()
            Round(self.ports, NEIGHBOUR, lambda: self.now).hear_again()
            if self._spoken() == before and not Outgoing.objects.filter(sent_at__isnull=True).exists():
                return
        raise AssertionError("The two sides never stop talking.")

    def _spoken(self) -> tuple[int, int]:
        """How much has been said on either side."""
        return sum(one.version for one in self.desk.complaints.values()), Heard.objects.count()

    def forward(self, topic: str = "", *, confidential: bool = False) -> str:
        words = f"Keluhan {self.chance.random()}"
        name = self.desk.forward(
            topic=topic or self.chance.choice("12"),
            words=words,
            area=self.chance.choice(AREAS),
            point=self.chance.choice(POINTS),
            address=self.chance.choice(("", "Depan stasiun")),
            at=self.now,
            confidential=confidential,
        )
        self.said[name] = [words]
        return name

    def write(self, name: str, kind: str) -> None:
        """The reporter or the national desk writes; the words are remembered, to be found again here."""
        words = f"{kind} {self.chance.random()}"
        self.desk.add(name, kind, words, self.now)
        self.said[name].append(words)

    def work(self) -> None:
        """An officer somewhere does something that is possible now."""
        task = self._any_task()
        if task is None:
            return
        case = task.case
        page = tell(case, audiences=OFFICERS)
        organisation = task.organisation.code if task.organisation else ""
        step = page.service.step(task.step)
        roles = [role for role in step.by if role != REPORTER]
        if not roles:
            return
        who = self.staff[self.chance.randrange(2)]
        actor = Actor(who.user.id, self.chance.choice(roles), organisation)
        choices = [pair for pair in available(page.service, page.state, actor) if pair[0].id == task.step]
        try:
            if self.chance.random() < 0.15 and choices:
                ask_reporter(case_id=case.id, step=task.step, words="Di sebelah mana?", actor=actor, now=self.now)
            elif choices:
                self._end(case, actor, *self.chance.choice(choices))
        except Refusal:
            return

    def _any_task(self) -> Task | None:
        tasks = list(Task.objects.select_related("case", "organisation").order_by("id"))
        return self.chance.choice(tasks) if tasks else None

    def _end(self, case: Case, actor: Actor, step: Step, outcome: Outcome) -> None:
        ending = Ending(
            step.id,
            outcome.code,
            words="Sudah kami kerjakan.",
            reason=outcome.reasons[0].code if outcome.reasons else "",
            organisation="dinas-lingkungan-hidup" if Need.ORGANISATION in outcome.needs else "",
            files=(self.photo,) if Need.EVIDENCE in outcome.needs else (),
            key=uuid4(),
        )
        end_step(case_id=case.id, ending=ending, actor=actor, now=self.now)

    def cases(self) -> dict[str, Case]:
        return {known.foreign_id: known.case for known in ForeignCase.objects.select_related("case")}

    def told(self, name: str) -> list[tuple[str, str]]:
        """What the national desk has from us, in the order in which it arrived: reference and words."""
        entries = self.desk.complaints[name].entries
        return [(entry["referensi"], entry["isi"]) for entry in entries if entry["jenis"] == "tindak_lanjut"]

    def outbox(self, name: str) -> list[tuple[str, str]]:
        rows = Outgoing.objects.filter(foreign_case__foreign_id=name).order_by("seq")
        return [(str(row.reference), row.body["words"]) for row in rows]
