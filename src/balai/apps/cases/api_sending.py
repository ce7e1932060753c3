"""The JSON API, sending: a photo, a case, and what its reporter does afterwards.

Sending needs no log-in. What follows needs the case's secret in the Authorization header: addresses are written into
logs and histories, headers are not.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Header, Path, Status, UploadedFile
from ninja.security import HttpBearer

from balai.apps.cases import api_own_shapes as own_shapes
from balai.apps.cases import api_shapes as shapes
from balai.apps.cases import schemas, schemas_own
from balai.apps.cases.actions.drafting import DraftOwner, UnknownDraft, forget_draft, lock_draft, start_draft
from balai.apps.cases.actions.opening import OpenedCase, Submission, open_case
from balai.apps.cases.actions.working import Ending, answer_city, end_step
from balai.apps.cases.api import MISSING, Reference, router
from balai.apps.cases.api_checking import checked
from balai.apps.cases.definitions import current_services
from balai.apps.cases.models import Case
from balai.apps.cases.queries.case_page import THE_REPORTER, find_private_case, tell
from balai.apps.cases.references import secret_for, tidy_reference
from balai.apps.cases.refusals import StepNotOpen, UnknownCase, UnknownService
from balai.base import clock
from balai.base.errors import Refusal
from balai.base.files.documents import store_upload
from balai.engines.casework.decisions import Actor, available
from balai.engines.casework.definition import REPORTER, QuestionType
from balai.web.problems import Problem
from balai.web.words import clean_words

Key = Annotated[UUID, Header(alias="Idempotency-Key")]
MaybeKey = Annotated[UUID | None, Header(alias="Idempotency-Key")]
UPLOAD_DRAFT = "api_upload"
CONFLICT = {403: Problem, 409: Problem}
TOO_LARGE = {413: Problem, 415: Problem}


class UploadUnknown(Refusal):
    """This upload is not there any more, or has been used already. Send the photo again."""

    code = "api.upload_unknown"
    status = 409


class NotAPhoto(Refusal):
    """This question takes photos only, and this upload is a document."""

    code = "api.not_a_photo"
    status = 422


class KeyReused(Refusal):
    """This Idempotency-Key belongs to another request. Use a new random one for each case."""

    code = "api.key_reused"
    status = 409


class LogInNeeded(Refusal):
    """This service is only for people with an account. Use the pages of the city."""

    code = "api.log_in_needed"
    status = 403


class WrongSecret(Refusal):
    """There is no case with this reference, or this is not its secret."""

    code = "api.wrong_secret"
    status = 401


class CaseSecret(HttpBearer):
    """The secret of one case, as `secret` was given when it was opened."""

    openapi_scheme = "bearer"

    def authenticate(self, request: HttpRequest, token: str) -> str | None:  # noqa: ARG002 (the case decides)
        return token[:80] or None


secret_needed = CaseSecret()


def key_for(purpose: str, key: UUID) -> UUID:
    """The city's own key for a client's: nobody who guesses or learns a key of the pages can ask for its case here."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"api:{purpose}:{key}".encode(), hashlib.sha256)
    return UUID(bytes=digest[:16], version=4)


# photos


@router.post("/uploads", response={201: schemas.UploadOut, 400: Problem, **TOO_LARGE, **MISSING})
def upload(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """One photo (JPEG, PNG, WebP or HEIC) or document (PDF), at most 12 MB, to be named in what is sent next."""
    now = clock.now()
    with transaction.atomic():
        stored = store_upload(upload=file, by=None, now=now)
        token = secrets.token_urlsafe(16)
        held = [{"id": stored.pk, "public_id": str(stored.public_id), "document": stored.is_document}]
        draft = start_draft(kind=UPLOAD_DRAFT, owner=DraftOwner(token), answers={"pictures": held}, now=now)
    told = {"kind": stored.kind, "width": stored.width, "height": stored.height}
    return Status(201, {"upload": f"{draft.id}.{token}", **told})


def take_uploads(names: Sequence[str], *, documents: bool = False) -> list[int]:
    """The files behind these uploads, which are used up by it. Call inside a transaction.

    Raises:
        UploadUnknown.
        NotAPhoto: one is a document, where only photos are asked for.
    """
    files: list[int] = []
    for name in names:
        number, _dot, token = name.partition(".")
        owner = DraftOwner(token)
        try:
            draft = lock_draft(UUID(number), owner=owner)
        except (UnknownDraft, ValueError) as unknown:
            raise UploadUnknown from unknown
        held = forget_draft(draft_id=draft.id, owner=owner).get("pictures", [])
        if not documents and any(file.get("document") for file in held):
            raise NotAPhoto
        files += [file["id"] for file in held]
    return files


# a case


@router.post(
    "/cases",
    response={201: schemas.OpenedOut, 200: schemas.OpenedOut, 400: Problem, 413: Problem} | CONFLICT | MISSING,
)
def open_one(request: HttpRequest, payload: schemas.CaseIn, idempotency_key: Key) -> Status[dict[str, Any]]:
    """Open a case. The same Idempotency-Key (a random UUID) again gives the same case, with status 200."""
    key = key_for("case", idempotency_key)
    service = current_services().get(payload.service)
    if service is None:
        raise UnknownService
    if "anonymous" not in service.who:
        raise LogInNeeded
    submission = checked(payload, service, key)
    earlier = _earlier(submission)
    if earlier is not None:
        return _opened(earlier)
    try:
        with transaction.atomic():
            files = {
                name: take_uploads(given, documents=service.question(name).type is QuestionType.FILE)
                for name, given in payload.uploads.items()
                if given
            }
            return _opened(open_case(submission=replace(submission, files=files), by=None, now=clock.now()))
    except UploadUnknown:
        earlier = _earlier(submission)  # the same request at the same time was a little faster
        if earlier is None:
            raise
        return _opened(earlier)


def _earlier(submission: Submission) -> OpenedCase | None:
    """The case that this submission has opened already.

    Raises:
        KeyReused: it was another one.
    """
    found = Case.objects.filter(submission_key=submission.key).first()
    if found is None:
        return None
    place = submission.place
    if (found.service_code, found.longitude, found.latitude) != (submission.service, place.longitude, place.latitude):
        raise KeyReused
    return OpenedCase(found.id, found.reference, secret_for(submission.key), is_new=False)


def _opened(opened: OpenedCase) -> Status[dict[str, Any]]:
    body = {
        "reference": opened.reference,
        "secret": opened.secret,
        "url": shapes.absolute("reports:public", opened.reference),
        "private_url": shapes.absolute("reports:private", opened.reference, opened.secret),
        "is_new": opened.is_new,
    }
    return Status(201 if opened.is_new else 200, body)


# what its reporter does afterwards


def own_case(request: HttpRequest, reference: str) -> Case:
    """The case of the secret that the request carries.

    Raises:
        WrongSecret: there is no such case, or the secret is not its own; both look the same.
    """
    secret: str = request.auth  # type: ignore[attr-defined]
    try:
        return find_private_case(tidy_reference(reference), secret if secret.isascii() else "")
    except UnknownCase as unknown:
        raise WrongSecret from unknown


def private_answer(request: HttpRequest, case: Case, response: HttpResponse) -> dict[str, Any]:
    """The case as it stands after what its reporter did; no cache keeps it."""
    response.headers["Cache-Control"] = "no-store, private"
    case.refresh_from_db(fields=None, from_queryset=Case.objects.select_related("area").defer("area__boundary"))
    return own_shapes.private_case(tell(case, audiences=THE_REPORTER), request.auth)  # type: ignore[attr-defined]


PRIVATE = {200: schemas_own.PrivateCaseOut, 401: Problem} | MISSING
ACTED = PRIVATE | CONFLICT | {400: Problem, 413: Problem}


@router.get("/cases/{reference}/private", response=PRIVATE, auth=secret_needed)
def private_case(request: HttpRequest, response: HttpResponse, reference: Path[Reference]) -> dict[str, Any]:
    """One's own case: the whole story, and what can be done now."""
    return private_answer(request, own_case(request, reference), response)


@router.post("/cases/{reference}/answer", response=ACTED, auth=secret_needed)
def answer(
    request: HttpRequest,
    response: HttpResponse,
    reference: Path[Reference],
    payload: schemas_own.AnswerIn,
    idempotency_key: MaybeKey = None,
) -> dict[str, Any]:
    """Answer the city's question; its time limit runs on."""
    case = own_case(request, reference)
    key = key_for(f"answer:{case.reference}", idempotency_key) if idempotency_key else None
    with transaction.atomic():
        files = tuple(take_uploads(payload.uploads))
        words = clean_words(payload.words)
        answer_city(case_id=case.id, words=words, files=files, by=None, now=clock.now(), key=key)
    return private_answer(request, case, response)


@router.post("/cases/{reference}/review", response=ACTED, auth=secret_needed)
def review(
    request: HttpRequest,
    response: HttpResponse,
    reference: Path[Reference],
    payload: schemas_own.ReviewIn,
    idempotency_key: MaybeKey = None,
) -> dict[str, Any]:
    """Rate the result, from 1 to 5; this closes the case."""
    ending = Ending("", own_shapes.REVIEW, words=clean_words(payload.words), rating=payload.rating)
    return _end(request, response, reference, ending, idempotency_key)


@router.post("/cases/{reference}/reopen", response=ACTED, auth=secret_needed)
def reopen(
    request: HttpRequest,
    response: HttpResponse,
    reference: Path[Reference],
    payload: schemas_own.ReopenIn,
    idempotency_key: MaybeKey = None,
) -> dict[str, Any]:
    """Say that it is not solved; possible once."""
    return _end(
        request, response, reference, Ending("", own_shapes.REOPEN, words=clean_words(payload.words)), idempotency_key
    )


def _end(
    request: HttpRequest, response: HttpResponse, reference: str, ending: Ending, idempotency_key: UUID | None
) -> dict[str, Any]:
    case = own_case(request, reference)
    actor = Actor(None, REPORTER)
    page = tell(case, audiences=THE_REPORTER)
    key = key_for(f"{ending.outcome}:{case.reference}", idempotency_key) if idempotency_key else None
    step = next(
        (step for step, outcome in available(page.service, page.state, actor) if outcome.code == ending.outcome), None
    )
    if step is None and key is None:
        raise StepNotOpen
    end_step(
        case_id=case.id,
        ending=replace(ending, step=step.id if step else "review", key=key),
        actor=actor,
        now=clock.now(),
    )
    return private_answer(request, case, response)
