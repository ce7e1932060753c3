"""Short random lives of reports, told through the real actions: for the tests of sums."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from balai.apps.cases.actions.erasing import erase_content
from balai.apps.cases.actions.opening import Place
from balai.apps.cases.actions.showing import change_visibility
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.models import Case, Task
from balai.apps.cases.tests.samples import CIKINI_OFFICE, NOW, Colleague, colleague, end, picture, report
from balai.base.errors import Refusal

PLACES = {
    "31.71.06.1003": (106.839, -6.191),
    "31.71.06.1001": (106.833, -6.200),
    "31.74.09.1003": (106.805, -6.330),
}
KINDS = (("report.road", "pothole"), ("report.road", "surface"), ("report.waste", "dumped"))
BEGIN = NOW - timedelta(days=80)


@dataclass(slots=True)
class City:
    """People at work, and the reports there are; `luck` settles everything."""

    luck: Random
    officers: dict[str, Colleague] = field(default_factory=dict)
    verifier: Colleague | None = None
    photo: int = 0
    now: datetime = BEGIN
    ids: list[int] = field(default_factory=list)

    def officer(self, office: str) -> Colleague:
        if office not in self.officers:
            self.officers[office] = colleague("officer", office)
        return self.officers[office]

    def open(self) -> None:
        area = self.luck.choice(list(PLACES))
        service, category = self.luck.choice(KINDS)
        longitude, latitude = PLACES[area]
        place = Place(longitude, latitude, area, "Depan pasar") if self.luck.random() < 0.9 else Place(area=area)
        answers = {"category": category, "words": "Mohon diperiksa."} | (
            {"danger": False} if service == "report.road" else {}
        )
        public = self.luck.random() < 0.7
        opened = report(now=self.now, service=service, answers=answers, place=place, is_public=public)
        self.ids.append(opened.id)

    def act(self) -> None:
        """Time passes, and something happens; what cannot happen now does not."""
        self.now += timedelta(minutes=self.luck.randint(1, 60 * 30))
        if not self.ids or self.luck.random() < 0.3:
            self.open()
            return
        number = self.luck.choice(self.ids)
        try:
            self.luck.choice((self._step, self._step, self._step, self._hide, self._support, self._erase))(number)
        except Refusal:
            return

    def _step(self, number: int) -> None:
        task = Task.objects.select_related("organisation").filter(case_id=number).order_by("id").first()
        if task is None:
            return
        if task.step == "review":
            if self.luck.random() < 0.4:
                end(number, None, "review", "reopen", self.now, words="Masih rusak.")
            else:
                end(number, None, "review", "satisfied", self.now, rating=self.luck.randint(1, 5))
        elif task.step == "verify":
            self.verifier = self.verifier or colleague("verifier", "biro-pemerintahan")
            end(number, self.verifier, "verify", "confirm", self.now)
        else:
            self._work(number, task)

    def _work(self, number: int, task: Task) -> None:
        officer = self.officer(task.organisation.code if task.organisation else CIKINI_OFFICE)
        choice = self.luck.random()
        if task.step == "work":
            self.photo = self.photo or picture(officer.user)
            end(number, officer, "work", "finish", self.now, words="Sudah.", files=(self.photo,))
        elif choice < 0.6:
            end(number, officer, task.step, "accept", self.now)
        elif choice < 0.8:
            unit = "dinas-bina-marga"
            end(number, officer, task.step, "transfer", self.now, words="Bukan kami.", organisation=unit)
        else:
            end(number, officer, task.step, "refuse", self.now, reason="duplicate", words="Sudah ada.")

    def _hide(self, number: int) -> None:
        case = Case.objects.select_related("holder").get(id=number)
        officer = self.officer(case.holder.code if case.holder else CIKINI_OFFICE)
        change_visibility(
            case_id=number, is_public=not case.is_public, words="Ada nama.", actor=officer.actor, now=self.now
        )

    def _support(self, number: int) -> None:
        support_case(case_id=number, identity=f"device:{self.luck.random()}", by=None, now=self.now)

    def _erase(self, number: int) -> None:
        erase_content(case_id=number, reason="citizen_right", by=None, now=self.now)
