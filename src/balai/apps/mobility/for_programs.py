"""What programs are told of an answer: one thing under two addresses, `/perjalanan.json` and `/api/v1/journeys`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from balai.apps.mobility.finding import WHOLE_EFFORT
from balai.apps.mobility.planning import as_json
from balai.apps.mobility.searching import Answer, Asked, answer_to, first_of
from balai.apps.mobility.wording_of_delays import delay_words


def whole_answer(asked: Asked) -> Answer:
    """Every departure of the hour, and the least fare."""
    return answer_to(asked, effort=WHOLE_EFFORT)


def told(answer: Answer, now: datetime) -> dict[str, Any]:
    """The first journeys, which timetable they are of, and how fresh what is known of their delays is, in a sentence."""
    return {
        "timetable": answer.timetable,
        "delays": delays_of(answer, now),
        "journeys": [as_json(offer) for offer in first_of(answer)],
    }


def delays_of(answer: Answer, now: datetime) -> str:
    """The sentence for those who travel on the day of the answer; empty where there is nothing to say."""
    return delay_words(answer.day, now) if answer.day else ""
