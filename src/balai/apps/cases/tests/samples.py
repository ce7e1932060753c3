"""A report in Jakarta and the people who handle it, for the tests of cases."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from balai.apps.cases.actions.opening import OpenedCase, Place, ReporterDetails, Submission, open_case
from balai.apps.cases.actions.working import Ending, end_step
from balai.base.files.actions import store_picture
from balai.base.people.models import Membership, Organisation, User
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import REPORTER
from balai.engines.pictures.tests.samples import encoded, street

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CIKINI = "31.71.06.1003"
CIKINI_POINT = (106.839, -6.191)
CIKINI_OFFICE = f"kelurahan-{CIKINI}"
VERIFIERS = "biro-pemerintahan"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person with one role in one organisation."""

    user: User
    role: str
    organisation: str

    @property
    def actor(self) -> Actor:
        return Actor(self.user.id, self.role, self.organisation)


def colleague(role: str, organisation: str = CIKINI_OFFICE) -> Colleague:
    """A new person who holds a role since the beginning of 2026."""
    user = User.objects.create_user(f"{uuid4().hex}@example.org", name=f"{role} of {organisation}")
    Membership.objects.create(
        user=user, organisation=Organisation.objects.get(code=organisation), role=role, since=date(2026, 1, 1)
    )
    return Colleague(user, role, organisation)


def submission(key: UUID | None = None, **changes: object) -> Submission:
    """A pothole in Cikini."""
    longitude, latitude = CIKINI_POINT
    fields: dict[str, object] = {
        "service": "report.road",
        "key": key or uuid4(),
        "answers": {"category": "pothole", "danger": False, "words": "Lubang besar di depan sekolah."},
        "place": Place(longitude, latitude, CIKINI, "Depan stasiun"),
        "is_public": True,
    }
    return Submission(**{**fields, **changes})  # type: ignore[arg-type]


def report(by: User | None = None, now: datetime = NOW, **changes: object) -> OpenedCase:
    """Open one."""
    if by is not None:
        changes.setdefault("reporter", ReporterDetails(user=by))
    return open_case(submission=submission(**changes), by=by, now=now)  # type: ignore[arg-type]


def picture(by: User | None = None, seed: int = 1) -> int:
    """The id of a stored picture."""
    upload = io.BytesIO(encoded(street(seed), "JPEG"))
    return store_picture(upload=upload, by=by, now=NOW).id


def end(case_id: int, who: Colleague | None, step: str, outcome: str, now: datetime = NOW, **more: object) -> None:
    """End a step as a colleague, or as the reporter."""
    actor = who.actor if who else Actor(None, REPORTER)
    end_step(case_id=case_id, ending=Ending(step, outcome, **more), actor=actor, now=now)  # type: ignore[arg-type]


def finish_work(case_id: int, officer: Colleague, now: datetime = NOW, seed: int = 1) -> None:
    """Accept a report and finish the work on it."""
    end(case_id, officer, "intake", "accept", now)
    end(case_id, officer, "work", "finish", now, words="Sudah ditambal.", files=(picture(officer.user, seed),))
