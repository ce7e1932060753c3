"""Puts people and reports into the city, all or nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balai.apps.figures.actions.following import follow
from balai.apps.supervision.actions.telling_turns import count_holdings, follow_stories
from balai.apps.supervision.rules import PASSED_AROUND
from balai.apps.transparency.service import sequence
from balai.base import clock
from balai.base.failures import Failure
from balai.base.notifications.models import Notification, State
from balai.base.people.models import User
from balai.project.configuration import Configuration
from balai.project.demo.kinds import tell_all
from balai.project.demo.log_ins import CITIZENS, DOMAIN
from balai.project.demo.people import employ_colleagues, make_people
from balai.project.demo.plan import planned_reports
from balai.project.demo.stories import Teller
from balai.project.demo.taps import tell_travel
from balai.project.demo.votes import hold_votes
from balai.project.terminal import Step


def load(configuration: Configuration, current: Step) -> str:
    """See `balai.project.demo.load_demo`."""
    if not configuration.demo:
        raise Failure(
            "balai.R010",
            "This is not a demo installation, so no invented people are let in.",
            "Set BALAI_DEMO=1 in an installation of its own: BALAI_HOME=.balai/demo BALAI_DEMO=1 balai demo",
        )
    if User.objects.filter(email=f"{CITIZENS[0][0]}@{DOMAIN}").exists():
        return "there already"
    return fill(clock.now(), current)


@transaction.atomic
def fill(now: datetime, current: Step) -> str:
    """People, and some sixty reports of the six weeks before `now`, through the actions that real ones take."""
    cast = make_people(now)
    plan = planned_reports(now)
    teller = Teller(cast, now)
    for number, report in enumerate(plan):
        current.advance(number, len(plan))
        teller.tell(report)
    others, offices = tell_all(cast, now)
    held = hold_votes(cast, now)
    tell_travel(cast, now)
    employ_colleagues(cast, teller.offices | offices)
    # What was told has arrived, also what a vote that closed just now told its trustees: the worker need not write six
    # weeks of mail at its first start.
    told = Notification.objects.filter(state=State.QUEUED, created_at__lte=clock.now())
    told.update(state=State.SENT, sent_at=now)
    follow_stories(now=now)
    count_holdings(passed=PASSED_AROUND, now=now)
    follow(now=now)
    sequence(now=now)
    people = len(cast.citizens) + len(cast.officers)
    return f"{people} people to log in as, {len(plan)} reports, {others} other cases, {held} votes"
