"""Who may open which address of the figures and the network; beside `laws.LAWS`."""

from __future__ import annotations

from balai.apps.mobility.rules import LOOKING_ROLES as LOOKING_ROLES_OF_FARES
from balai.apps.mobility.rules import NOTICE_ROLES
from balai.apps.network.rules import ASKING_ROLES, DECIDING_ROLES, LOOKING_ROLES, READING_ROLES
from balai.project.tests.laws import HIDDEN, LAWS, OPEN, Desk, Law, everyone, nobody
from balai.project.tests.laws_of_votes import LAWS_OF_VOTES


def hidden_behind(roles: frozenset[str]) -> Law:
    """A desk's address of something that is not there: whoever may, finds nothing."""

    def law(who: str) -> str:
        there = Desk(roles)(who)
        return HIDDEN if there == OPEN else there

    return law


ALL_LAWS: dict[str, Law] = {
    **LAWS,
    **LAWS_OF_VOTES,
    "mobility:feeds": Desk(LOOKING_ROLES_OF_FARES),
    "mobility:feed": Desk(LOOKING_ROLES_OF_FARES),
    "mobility:sources": Desk(LOOKING_ROLES_OF_FARES | NOTICE_ROLES),
    "mobility:notices": Desk(LOOKING_ROLES_OF_FARES | NOTICE_ROLES),
    "mobility:gtfs": nobody,  # before a feed was brought
    **dict.fromkeys(
        [f"mobility:{name}" for name in ("alerts", "alerts-json", "updates", "updates-json", "places-csv")], everyone
    ),
    "indicators:published": everyone,
    "indicators:document": nobody,  # before anything is published
    "indicators:rows": nobody,
    "indicators:definitions": everyone,
    "indicators:catalogue": everyone,
    "network:descriptor": nobody,  # before the first round of the worker
    "network:schema": everyone,
    "network:service": everyone,
    "network:openapi": everyone,
    "network:alarms-data": everyone,
    "network:witness": everyone,  # the signatures in the body say who asks
    "network:letters": everyone,
    "transparency:break": nobody,  # nothing was ever lost
    "network:last-seen": nobody,  # of a log that nobody here watches
    "network:overview": everyone,
    "network:ourselves": everyone,
    "network:city": nobody,  # none is known yet
    "network:compare": everyone,
    "network:compare-one": nobody,  # of a figure that there is not
    "network:compare-data": nobody,
    "network:alarms": everyone,
    "network:alarms-feed": everyone,
    "network:evidence": nobody,
    "network:desk": Desk(LOOKING_ROLES),
    "network:lessons": Desk(READING_ROLES),
    "network:study": hidden_behind(ASKING_ROLES),
    "network:lesson": hidden_behind(READING_ROLES),
    "network:draft": hidden_behind(READING_ROLES),
    "network:inquiries": Desk(READING_ROLES),
    "network:inquire": Desk(ASKING_ROLES),
    "network:decide": hidden_behind(DECIDING_ROLES),
    "network:close": hidden_behind(DECIDING_ROLES),
}
