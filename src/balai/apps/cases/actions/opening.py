"""A case is opened: once, whatever the net does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from balai.apps.cases import models, records
from balai.apps.cases.answers import must_say_where
from balai.apps.cases.definitions import current_versions, service_of
from balai.apps.cases.directory import directory
from balai.apps.cases.messages import announce
from balai.apps.cases.promises_said import say_promises
from balai.apps.cases.references import hash_of, reference_for, secret_for
from balai.apps.cases.refusals import (
    AccountNeeded,
    AreaUnclear,
    FormUsedUp,
    NotEligible,
    OutsideCity,
    UnknownService,
    refusing,
)
from balai.base.areas.queries import find_area
from balai.base.city import current_city
from balai.base.errors import Refusal
from balai.base.people.models import User
from balai.base.statements import insert
from balai.engines.casework.answers import coded, counted
from balai.engines.casework.decisions import Actor, Facts
from balai.engines.casework.decisions import open_case as decide_opening
from balai.engines.casework.definition import REPORTER, QuestionType, Service
from balai.engines.casework.eligibility import unmet
from balai.engines.casework.story import fold
from balai.engines.geo.distances import PointNotOnEarth, cell_of
from balai.web.templatetags.balai import text_of

NEARBY_RESOLUTION = 9
"""H3 resolution of `Case.cell`: hexagons of about 0.1 km²."""
REFERENCE_ATTEMPTS = 4
ANONYMOUS = "anonymous"
BY_LETTER = "letter"
"""The channel of what another city asks: its signed letter stands for an account."""
CITY = "city"


@dataclass(frozen=True, slots=True)
class ReporterDetails:
    """Who reports. All may be empty: then only the private link leads back."""

    user: User | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "id"


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a point in degrees, an area's code, or both; `words` is the landmark."""

    longitude: float | None = None
    latitude: float | None = None
    area: str = ""
    words: str = ""

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude; half a point is none."""
        return None if self.longitude is None or self.latitude is None else (self.longitude, self.latitude)


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything a citizen hands in. `files` holds StoredFile ids by question; `key` makes sending twice harmless."""

    service: str
    key: UUID
    answers: Mapping[str, Any]
    place: Place
    is_public: bool
    files: Mapping[str, list[int]] = field(default_factory=dict)
    reporter: ReporterDetails = field(default_factory=ReporterDetails)
    channel: str = "web"


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """What the citizen gets: `is_new` is False when this submission had already arrived."""

    id: int
    reference: str
    secret: str
    is_new: bool


def open_case(*, submission: Submission, by: User | None, now: datetime) -> OpenedCase:
    """Open a case, or find the one that this submission has already opened, whatever the city has changed since.

    Raises:
        UnknownService: the city does not offer it now.
        AccountNeeded: it is not for people without an account.
        NotEligible: an answer rules it out; `reason` is the service's own sentence.
        OutsideCity, AreaUnclear: the place does not name one area of the city.
        AnswerAmiss: an answer is none of those that its question allows.
        FormUsedUp: the submission's key belongs to something else.
    """
    try:
        version_id, facts = _accepted(submission, by)
    except Refusal:
        found = _opened_before(submission.key)
        if found is None:
            raise
        return found
    for attempt in range(REFERENCE_ATTEMPTS):
        try:
            return _open(submission, version_id, facts, by=by, now=now, attempt=attempt)
        except IntegrityError as error:
            found = _opened_before(submission.key)
            if found is not None:
                return found
            if "cases_event_key_once" in str(error):
                raise FormUsedUp from error
            if "reference" not in str(error):
                raise
    raise FormUsedUp


def _accepted(submission: Submission, by: User | None) -> tuple[int, Facts]:
    """The service version that takes this submission, and the facts of the case; raises as `open_case` does."""
    version_id = current_versions().get(submission.service)
    if version_id is None:
        raise UnknownService
    service = service_of(version_id)
    if by is None and (CITY if submission.channel == BY_LETTER else ANONYMOUS) not in service.who:
        raise AccountNeeded
    reasons = unmet(service, submission.answers)
    if reasons:
        raise NotEligible(reason=text_of(reasons[0]))
    area = settle_area(_place_of(service, submission))
    with refusing():
        return version_id, records.facts_from({"answers": coded(service, submission.answers), "area": area})


def _place_of(service: Service, submission: Submission) -> Place:
    """Where a case belongs: where no place must be given, the area that was answered, else the whole city."""
    place = submission.place
    if place.point or place.area or must_say_where(service, submission.answers):
        return place
    given = counted(service, submission.answers)
    areas = [given.get(question.id) for question in service.questions if question.type is QuestionType.AREA]
    return Place(area=next((area for area in areas if isinstance(area, str)), directory().whole_city))


def _opened_before(key: UUID) -> OpenedCase | None:
    found = models.Case.objects.filter(submission_key=key).first()
    return OpenedCase(found.id, found.reference, secret_for(key), is_new=False) if found else None


def settle_area(place: Place) -> str:
    """The code of the one area that a place names.

    Raises:
        OutsideCity: the point lies in no area of the city, or not on Earth.
        AreaUnclear: the point lies in several, or near a border, and none of them was chosen.
    """
    if place.point is None:
        if place.area not in directory().area_ids:
            raise AreaUnclear
        return place.area
    try:
        found = find_area(*place.point)
    except PointNotOnEarth as error:
        raise OutsideCity from error
    codes = [candidate.code for candidate in found.candidates]
    if not codes:
        raise OutsideCity
    if place.area in codes:
        return place.area
    if len(codes) > 1:
        raise AreaUnclear
    return codes[0]


@transaction.atomic
def _open(
    submission: Submission, version_id: int, facts: Facts, *, by: User | None, now: datetime, attempt: int
) -> OpenedCase:
    service = service_of(version_id)
    actor = Actor(by.id if by and by != submission.reporter.user else None, REPORTER)
    events = decide_opening(
        service, facts=facts, actor=actor, at=now, channel=submission.channel, is_public=submission.is_public
    )
    state = fold(events)
    case = _case_row(submission, service, version_id, facts, now=now, attempt=attempt)
    records.summarise(case, state, directory())
    insert([case])
    story = records.Story(case, service, state, facts)
    insert(records.event_rows(case, events, submission.key))
    insert(records.task_rows(case, service, state, directory()))
    insert(content_rows(case, service, submission))
    details = submission.reporter
    reporter = models.Reporter(
        case=case,
        user=details.user,
        name=details.name,
        email=details.email,
        phone=details.phone,
        language=details.language,
    )
    insert([reporter])
    say_promises(case, service, events)
    announce(story, events, reporter=reporter, now=now)
    return OpenedCase(case.id, case.reference, secret_for(submission.key), is_new=True)


def _case_row(
    submission: Submission, service: Service, version_id: int, facts: Facts, *, now: datetime, attempt: int
) -> models.Case:
    point = submission.place.point
    longitude, latitude = point or (None, None)
    return models.Case(
        reference=reference_for(current_city().reference_prefix, submission.key, attempt),
        service_id=version_id,
        service_code=service.code,
        category=facts.answers.get(service.category_question, ""),
        channel=submission.channel,
        submission_key=submission.key,
        secret_hash=hash_of(secret_for(submission.key)),
        area_id=directory().area_ids.get(facts.area),
        longitude=longitude,
        latitude=latitude,
        cell=int(cell_of(*point, NEARBY_RESOLUTION), 16) if point else None,
        opened_at=now,
        updated_at=now,
    )


def content_rows(case: models.Case, service: Service, submission: Submission) -> list[models.Content]:
    """One row for each answer and each file, readable by those whom the service names."""
    rows: list[models.Content] = []
    answers = counted(service, submission.answers)
    for question in service.questions:
        audience = models.Audience.PUBLIC if question.public and not question.personal else models.Audience.REPORTER
        common = {"case": case, "seq": 1, "question": question.id, "audience": audience}
        rows += [models.Content(**common, file_id=number) for number in submission.files.get(question.id, [])]
        if question.type is QuestionType.PLACE:
            rows.append(models.Content(**common, text=submission.place.words))
            continue
        answer = answers.get(question.id)
        if answer is None or question.type in (QuestionType.PHOTO, QuestionType.FILE):
            continue
        text, data = (answer, None) if isinstance(answer, str) else ("", answer)
        rows.append(models.Content(**common, text=text, data=data))
    return rows
