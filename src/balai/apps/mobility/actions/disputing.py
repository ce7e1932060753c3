"""A charge is disputed: a case on the case engine, by the service file `fare-dispute`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from balai.apps.cases.service import OpenedCase, Place, ReporterDetails, Submission, directory, open_case
from balai.base.people.models import User

DISPUTE = "fare.dispute"


def dispute_charge(
    *, line: str, key: UUID, answers: Mapping[str, Any], by: User, language: str, now: datetime
) -> OpenedCase:
    """Open the case, once for each charge; `line` says which ride it was.

    Raises:
        UnknownService: the city has no such service file now.
        Refusal: as `open_case`.
    """
    submission = Submission(
        service=DISPUTE,
        key=key,
        answers={**answers, "ride": line},
        place=Place(area=directory().whole_city),
        is_public=False,
        reporter=ReporterDetails(user=by, name=by.name, email=by.email, language=language),
    )
    return open_case(submission=submission, by=by, now=now)
