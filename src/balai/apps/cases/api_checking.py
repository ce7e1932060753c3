"""What a client of the JSON API wants to send, checked as the pages check it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from balai.apps.cases import schemas
from balai.apps.cases.actions.opening import Place, ReporterDetails, Submission
from balai.apps.cases.answers import area_answered, check_answers, missing_files, must_say_where
from balai.base.errors import Refusal
from balai.engines.casework.definition import Service
from balai.web.questions.fields import AddressField, PhoneField
from balai.web.words import clean_line

CHANNEL = "api"
FILES_WRONG = _("This question takes no file, needs one, or takes fewer.")
PLACE_WRONG = _("Say where: a point, or an area with a landmark.")


class InvalidRequest(Refusal):
    """Something in this request must be mended; the fields are named."""

    code = "api.not_valid"
    status = 422

    def __init__(self, *problems: dict[str, str]) -> None:
        super().__init__()
        self.problems = problems


def checked(payload: schemas.CaseIn, service: Service, key: UUID) -> Submission:
    """The submission without its files.

    Raises:
        InvalidRequest: with everything that is wrong.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    answers, found_wrong = check_answers(service, payload.answers, language, place=_said_of_where(payload))
    problems = [wrong(f"answers.{found.question}", found.sentence, found.code) for found in found_wrong]
    problems += [
        wrong(f"uploads.{name}", str(FILES_WRONG), "files")
        for name in missing_files(service.questions, answers, payload.uploads)
    ]
    place = _place(payload, service, answers)
    if place is None:
        problems.append(wrong("place", str(PLACE_WRONG), "place"))
    reporter, found = _reporter(payload, language)
    if problems or found or place is None:
        raise InvalidRequest(*problems, *found)
    return Submission(
        service=service.code,
        key=key,
        answers=answers,
        place=place,
        is_public=service.public_by_default and payload.public,
        reporter=reporter,
        channel=CHANNEL,
    )


def _said_of_where(payload: schemas.CaseIn) -> dict[str, Any] | None:
    """The place as an answer that conditions may look at; None when none was given."""
    given = payload.place
    if given.longitude is None and not given.area:
        return None
    return {
        "longitude": given.longitude,
        "latitude": given.latitude,
        "area": given.area or "",
        "words": clean_line(given.words),
    }


def _place(payload: schemas.CaseIn, service: Service, answers: Mapping[str, Any]) -> Place | None:
    """Where: as it was given, else the area that was answered, else nowhere. None where that is not enough."""
    given, words = payload.place, clean_line(payload.place.words)
    half = (given.longitude is None) is not (given.latitude is None)
    if not half and given.longitude is not None:
        return Place(given.longitude, given.latitude, given.area or "", words)
    if not half and given.area and words:
        return Place(area=given.area, words=words)
    if half or given.area or words or must_say_where(service, answers):
        return None
    return Place(area=area_answered(service, answers))


def _reporter(payload: schemas.CaseIn, language: str) -> tuple[ReporterDetails, list[dict[str, str]]]:
    given = payload.reporter
    problems: list[dict[str, str]] = []
    email = AddressField(label=_("E-mail address"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    clean = {"email": "", "phone": ""}
    for name, field, value in (("email", email, given.email), ("phone", phone, given.phone)):
        try:
            clean[name] = field.clean(value)
        except ValidationError as error:
            problems.append(wrong(f"reporter.{name}", "; ".join(error.messages), str(error.code or "invalid")))
    known = {code for code, _name in settings.LANGUAGES}
    spoken = payload.language if payload.language in known else language
    name = clean_line(given.name)
    return ReporterDetails(None, name, clean["email"], clean["phone"], spoken), problems


def wrong(field: str, detail: str, code: str) -> dict[str, str]:
    """One problem of a request, as `Problem.errors` lists it."""
    return {"field": field, "detail": detail, "code": code}
