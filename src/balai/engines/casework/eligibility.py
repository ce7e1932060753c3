"""Who may ask for a service: conditions on the answers, and the sentence for those for whom one does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from balai.engines.casework.answers import counted
from balai.engines.casework.definition import Service, Text


def unmet(service: Service, answers: Mapping[str, Any]) -> tuple[Text, ...]:
    """Why these answers, handed in as they are, do not allow a case to be opened; empty when they do."""
    given = counted(service, answers)
    return tuple(rule.otherwise for rule in service.eligibility if not rule.when.holds(given))


def unmet_so_far(service: Service, answers: Mapping[str, Any], asked: Iterable[str]) -> tuple[Text, ...]:
    """The same before everything was asked: only conditions whose questions are all among those `asked` count."""
    given, done = counted(service, answers), frozenset(asked)
    return tuple(
        rule.otherwise for rule in service.eligibility if rule.when.questions() <= done and not rule.when.holds(given)
    )
