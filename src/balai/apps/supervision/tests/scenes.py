"""What the tests of supervision share: turns told from all stories, supervisors, and work that is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from balai.apps.cases.actions.opening import OpenedCase
from balai.apps.cases.tests.desk import browser_of
from balai.apps.cases.tests.samples import CIKINI_OFFICE, NOW, Colleague, colleague, end, picture, report
from balai.apps.supervision.actions.telling_turns import count_holdings, follow_stories
from balai.apps.supervision.rules import PASSED_AROUND
from balai.base import clock
from balai.base.memo import forget_all

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


def now() -> datetime:
    return clock.now()
