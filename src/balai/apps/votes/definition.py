"""All that a poll asks, as one value: what is hashed at the opening and given out to everyone."""

from __future__ import annotations

import hashlib
from typing import Any

from balai.apps.votes.models import Poll
from balai.engines.transparency.commitments import canonical


def definition_of(poll: Poll) -> dict[str, Any]:
    """Everything that a voter decides on, without anything personal."""
    return _threshold(poll) | {
        "code": poll.code,
        "kind": poll.kind,
        "title": poll.title,
        "summary": poll.summary,
        "owner": poll.owner.code,
        "opens_at": poll.opens_at.isoformat(),
        "closes_at": poll.closes_at.isoformat(),
        "who": poll.who,
        "live_results": poll.live_results,
        "by_area": poll.by_area,
        "questions": [
            {
                "words": question.words,
                "hint": question.hint,
                "picture": question.picture.sha256 if question.picture else "",
                "method": question.method,
                "rule": question.rule,
                "at_least": question.at_least,
                "at_most": question.at_most,
                "seats": question.seats,
                "budget": question.budget,
                "options": [
                    {
                        "words": option.words,
                        "details": option.details,
                        "picture": option.picture.sha256 if option.picture else "",
                        "cost": option.cost,
                        "area": option.area.code if option.area else "",
                    }
                    for option in question.options.select_related("picture", "area")
                    .defer("area__boundary")
                    .order_by("position")
                ],
            }
            for question in poll.questions.select_related("picture").order_by("position")
        ],
    }


def _threshold(poll: Poll) -> dict[str, Any]:
    """Only where some trustees suffice: what was hashed before there was a choice stays as it is."""
    return {"threshold": poll.threshold} if poll.threshold else {}


def hash_of_definition(poll: Poll) -> str:
    """SHA-256 over the canonical JSON of the definition, in hexadecimal."""
    return hashlib.sha256(canonical(definition_of(poll))).hexdigest()
