"""What a client of the JSON API wants to send, checked as the pages check it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from balai.apps.cases import schemas
from balai.apps.cases.actions.opening import Place, ReporterDetails, Submission
from balai.apps.cases.answers import check_answers, missing_files
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
    answers, wrong = check_answers(service, payload.answers, language)
    problems = [_wrong(f"answers.{found.question}", found.sentence, found.code) for found in wrong]
    problems += [
        _wrong(f"uploads.{name}", str(FILES_WRONG), "files")
        for name in missing_files(service, answers, payload.uploads)
    ]
    place = payload.place
    has_point = place.longitude is not None and place.latitude is not None
    words = clean_line(place.words)
    if (place.longitude is None) is not (place.latitude is None) or not (has_point or (place.area and words)):
        problems.append(_wrong("place", str(PLACE_WRONG), "place"))
    reporter, found = _reporter(payload, language)
    if problems or found:
        raise InvalidRequest(*problems, *found)
    return Submission(
        service=service.code,
        key=key,
        answers=answers,
        place=Place(place.longitude, place.latitude, place.area or "", words),
        is_public=service.public_by_default and payload.public,
        reporter=reporter,
        channel=CHANNEL,
    )


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
            problems.append(_wrong(f"reporter.{name}", "; ".join(error.messages), str(error.code or "invalid")))
    known = {code for code, _name in settings.LANGUAGES}
    spoken = payload.language if payload.language in known else language
    name = clean_line(given.name)
    return ReporterDetails(None, name, clean["email"], clean["phone"], spoken), problems


def _wrong(field: str, detail: str, code: str) -> dict[str, str]:
    return {"field": field, "detail": detail, "code": code}
