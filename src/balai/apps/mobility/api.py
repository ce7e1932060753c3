"""The JSON API of journeys: from, to, when; whole journeys with their prices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from balai.apps.mobility.for_programs import told, whole_answer
from balai.apps.mobility.schemas import JourneysAsked, JourneysOut
from balai.apps.mobility.searching import NOWHERE, STAMP, Answer, Asked
from balai.base import clock
from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.web.problems import Problem

router = Router()
WRONG = dict.fromkeys((404, 422, 429, 503), Problem)


class NoTimetable(Refusal):
    """This city has no timetable here."""

    code = "mobility.no_timetable"
    status = 404


class TimetableNotReady(Refusal):
    """The timetable is being made ready. Ask again in some seconds."""

    code = "mobility.timetable_not_ready"
    status = 503


class UnknownPlace(Refusal):
    """No place is called so, or more than one. It may mean: %(names)s"""

    code = "mobility.unknown_place"
    status = 422


class NoSuchJourney(Refusal):
    """Both places are the same, or the timetable does not know this day and time."""

    code = "mobility.no_such_journey"
    status = 422


@router.get("/journeys", response={200: JourneysOut, **WRONG}, by_alias=True, url_name="journeys")
def journeys(request: HttpRequest, asked: Query[JourneysAsked]) -> dict[str, Any]:
    """Journeys by public transport. A place is a stop by name or id, a known place, an area, or latitude,longitude."""
    origin, target = (" ".join(words.split()) for words in (asked.origin, asked.target))
    now = clock.now()
    at = asked.at or now.astimezone(city_zone()).strftime(STAMP)
    answer = whole_answer(Asked(origin, target, at, asked.arrive))
    _refuse(answer)
    return told(answer, now)


def _refuse(answer: Answer) -> None:
    if answer.state:
        raise NoTimetable if answer.state == NOWHERE else TimetableNotReady
    if answer.unknown:
        names = [known.value for _name, found in answer.unknown for known in found.suggestions]
        raise UnknownPlace(names=", ".join(names) or "–")
    if not answer.searched:
        raise NoSuchJourney
