"""What officers see of the talk with neighbours: how far it has come, what waits, what could not be taken or told."""

from __future__ import annotations

from dataclasses import dataclass

from balai.apps.exchange.models import ForeignCase, Neighbour, Outgoing, Refused
from balai.apps.exchange.neighbours import neighbours, ports
from balai.base.city import current_city

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Talk:
    """One neighbour: its state, how many cases we share, and what needs somebody's hand."""

    code: str
    name: str
    is_connected: bool
    state: Neighbour | None
    cases: int
    waiting: int
    refused: list[Refused]
    given_up: list[Outgoing]


def talks(language: str) -> list[Talk]:
    """Every neighbour of the city's folder, in its order. Lists hold the newest `MOST_SHOWN`."""
    reachable = ports()
    states = {state.source: state for state in Neighbour.objects.all()}
    return [
        _talk(one.code, current_city().text(one.names, language), one.code in reachable, states.get(one.code))
        for one in neighbours()
    ]


def _talk(code: str, name: str, is_connected: bool, state: Neighbour | None) -> Talk:  # noqa: FBT001 (a fact, no switch)
    messages = Outgoing.objects.filter(foreign_case__source=code).select_related("foreign_case__case")
    refused = Refused.objects.filter(source=code, settled_at__isnull=True).order_by("-last_at")
    return Talk(
        code=code,
        name=name,
        is_connected=is_connected,
        state=state,
        cases=ForeignCase.objects.filter(source=code).count(),
        waiting=messages.filter(sent_at__isnull=True, given_up_at__isnull=True).count(),
        refused=list(refused[:MOST_SHOWN]),
        given_up=list(messages.filter(given_up_at__isnull=False).order_by("-given_up_at")[:MOST_SHOWN]),
    )
