"""Somebody reports a vote that breaks the rules: a case of the service `vote.report`, with a promise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from balai.apps.cases.service import OpenedCase, Place, ReporterDetails, Submission, directory, open_case
from balai.apps.votes.models import Poll
from balai.base.people.models import User

REPORT_SERVICE = "vote.report"
"""The service of the city's pack that takes reports about votes."""
KNOWN = "vote"
"""The question that the page of a vote answers itself."""


def report_poll(*, poll: Poll, answers: Mapping[str, Any], by: User, language: str, now: datetime) -> OpenedCase:
    """Open the case, once for each person and vote: whoever reports again is led to the first.

    Raises:
        UnknownService: the city has no such service file now.
        Refusal: as `open_case`.
    """
    submission = Submission(
        service=REPORT_SERVICE,
        key=uuid5(NAMESPACE_URL, f"vote:{poll.code}:report:{by.public_id}"),
        answers={**answers, KNOWN: poll.code},
        place=Place(area=directory().whole_city),
        is_public=False,
        reporter=ReporterDetails(user=by, name=by.name, email=by.email, language=language),
    )
    return open_case(submission=submission, by=by, now=now)
