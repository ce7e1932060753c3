"""What the tests of supervision share: turns told from all stories, supervisors, and work that is done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from balai.apps.cases.actions.opening import OpenedCase
from balai.apps.cases.actions.working import assign_task
from balai.apps.cases.tests.desk import browser_of
from balai.apps.cases.tests.samples import CIKINI_OFFICE, NOW, Colleague, colleague, end, picture, report
from balai.apps.supervision.actions.sampling import draw_sample
from balai.apps.supervision.actions.telling_turns import count_holdings, follow_stories
from balai.apps.supervision.actions.transferring import begin_transfer, go_on_with_transfer
from balai.apps.supervision.rules import PASSED_AROUND
from balai.base import clock
from balai.base.city import city_zone
from balai.base.memo import forget_all
from balai.base.people.absences import arrange_absence
from balai.base.people.models import Absence, Organisation, User

BINA_MARGA = "dinas-bina-marga"


def told(now: datetime = NOW) -> None:
    """Bring turns and figures up to the stories, as the job does."""
    follow_stories(now=now)
    count_holdings(passed=PASSED_AROUND, now=now)
    forget_all()


def supervisor(organisation: str = CIKINI_OFFICE, role: str = "supervisor") -> tuple[Colleague, Client]:
    who = colleague(role, organisation)
    return who, browser_of(who)


def finished(doer: Colleague, *, at: datetime, seed: int) -> OpenedCase:
    """A report on which this colleague has finished the work."""
    case = report(now=at)
    end(case.id, doer, "intake", "accept", at)
    end(case.id, doer, "work", "finish", at, words="Sudah ditambal.", files=(picture(doer.user, seed),))
    return case


def passed_on(case: OpenedCase, who: Colleague, step: str, to: str, now: datetime, **more: Any) -> None:
    end(case.id, who, step, "transfer", now, words="Bukan wilayah kami.", organisation=to, **more)


def busy_city() -> dict[str, str]:
    """Work of several ages and hands in the city of a journey: where each kind of page has something to show."""
    day = timedelta(days=1)
    today = now().astimezone(city_zone()).date()
    units = (("officer", CIKINI_OFFICE), ("officer", CIKINI_OFFICE), ("officer", BINA_MARGA), ("supervisor", "dki"))
    office, other, agency, above = (colleague(role, unit) for role, unit in units)
    for who, name in ((office, "Ratna Kusumawardhani"), (other, "Slamet Riyadi")):
        User.objects.filter(pk=who.user.pk).update(name=name)
    cases = [report(now=now() - days * day) for days in (0, 2, 5, 10, 20, 40)]
    assign_task(case_id=cases[3].id, step="intake", assignee=office.user, actor=above.actor, now=now())
    for days, step in ((9, "intake"), (7, "coordination")):
        passed_on(cases[5], office, step, BINA_MARGA, now() - days * day)
        passed_on(cases[5], agency, "coordination", CIKINI_OFFICE, now() - (days - 1) * day)
    finished(office, at=now() - day, seed=81)
    told(now())
    sample = draw_sample(since=today - day, until=today - day, percent=5, actor=above.actor, by=above.user, now=now())
    found = sample.inspections.get(doer=office.user)
    away(office, other, since=today, until=today + 3 * day)
    here = "/kerja/pengawasan/"
    return {
        "hands of a case": f"{here}tangan/{cases[5].reference}/",
        "sample": f"{here}contoh/{sample.pk}/",
        "finding": f"{here}contoh/temuan/{found.pk}/",
        "transferred": f"{here}pindah/{_transferred(above)}/",
        "sheet": f"/kerja/lembar/{CIKINI_OFFICE}/",
        "person": f"/kerja/orang/{office.user.public_id}/",
    }


def away(who: Colleague, stand_in: Colleague, *, since: date, until: date) -> Absence:
    """Somebody is away, and a colleague stands in."""
    absence = arrange_absence(
        user=who.user, stand_in=stand_in.user, organisation=Organisation.objects.get(code=who.organisation),
        role=who.role, since=since, until=until, by=who.user, now=now(),
    )  # fmt: skip
    forget_all()
    return absence


def _transferred(by: Colleague) -> UUID:
    """A transfer that is over."""
    steps = [(report(now=now()).id, "intake")]
    transfer = begin_transfer(
        key=uuid4(), steps=steps, target=BINA_MARGA, words="Jalan kota.", actor=by.actor, by=by.user, now=now()
    )
    go_on_with_transfer(key=transfer.key, now=now())
    return transfer.key


def now() -> datetime:
    return clock.now()
