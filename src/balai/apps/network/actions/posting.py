"""Our letters find their way: tried at once, again later, and given up after many times."""

from __future__ import annotations

import json
import re
from datetime import datetime

from django.db import transaction

from balai.apps.network.actions.inquiring import hear_inquiry
from balai.apps.network.actions.letters import receive_letter
from balai.apps.network.actions.trusting import heard
from balai.apps.network.models import Letter
from balai.apps.network.ourselves import LETTERS
from balai.apps.network.rules import INQUIRING, MOST_TRIES, is_due, pause_after
from balai.apps.network.visiting import road_to
from balai.base.outside.fetching import Answer, Failed

TAKEN = 202
FINAL = frozenset({"letter.not_trusted", "letter.no_desk", "letter.no_question", "document.form", "document.words"})
"""After these nothing is gained by sending it again."""
_CODE = re.compile(r"(letter|document)\.[a-z_]{3,40}")


def deliver(*, letter: Letter, now: datetime) -> str:
    """Try once; the failure's code, empty when it has arrived."""
    failure = ""
    try:
        answer = road_to(letter.address).post(LETTERS, bytes(letter.file), kind="application/json")
        if answer.status != TAKEN:
            failure = _reason_in(answer)
    except Failed as error:
        failure = error.code
    tries = letter.tries + 1
    is_over = not failure or tries >= MOST_TRIES or failure in FINAL
    later = None if is_over else now + pause_after(tries)
    Letter.objects.filter(pk=letter.pk).update(
        tries=tries, failure=failure[:60], next_at=later, delivered_at=None if failure else now
    )
    return failure


def _reason_in(answer: Answer) -> str:
    """Why it was not taken: the code that they give, if it is one."""
    try:
        code = json.loads(answer.body)["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        code = ""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else f"letter.status_{answer.status}"


def due_letters(now: datetime) -> list[Letter]:
    """Letters of ours that have not arrived and are due again, in their order."""
    return list(Letter.objects.filter(is_due(now), is_ours=True, delivered_at__isnull=True).order_by("id")[:50])


@transaction.atomic
def take(*, file: bytes, now: datetime) -> Letter:
    """A letter that came in is kept, and does what it says if it can be believed.

    Raises:
        Refused: it is not taken.
    """
    letter, is_new = receive_letter(file=file, now=now)
    if is_new and letter.kind in INQUIRING:  # a letter that is sent again, by whomever, changes nothing
        hear_inquiry(letter=letter, now=now)
    elif is_new:
        heard(letter=letter, now=now)
    return letter
