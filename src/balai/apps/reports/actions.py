"""Every write of the citizen's way: a report page by page, sending it once, supporting another one instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from balai.apps.cases import service as cases
from balai.apps.reports import kinds
from balai.apps.reports.answers import REPORT_DRAFT, SENT, Answers, Picture, read_answers
from balai.base.errors import Refusal
from balai.base.files.actions import Upload, erase_file, store_picture
from balai.base.files.models import StoredFile
from balai.base.files.refusals import PictureRefused
from balai.base.people.models import User
from balai.engines.casework.definition import QuestionType


class NotReady(Refusal):
    """Something is still missing in your report. Please look through the pages again."""

    code = "reports.not_ready"


@dataclass(frozen=True, slots=True)
class AddedPictures:
    """What became of some uploads: the draft that holds the good ones, and why the others were not taken."""

    draft: cases.Draft
    refused: Sequence[PictureRefused]


def begin_report(*, owner: cases.DraftOwner, now: datetime) -> cases.Draft:
    """An empty report on its way."""
    return cases.start_draft(kind=REPORT_DRAFT, owner=owner, answers={}, now=now)


def add_pictures(
    *, draft: cases.Draft, uploads: Sequence[Upload], most: int, owner: cases.DraftOwner, now: datetime
) -> AddedPictures:
    """Keep pictures with the report, up to `most` in all; the first refusal does not lose the others."""
    kept: list[Picture] = []
    refused: list[PictureRefused] = []
    room = max(0, most - len(read_answers(draft).pictures))
    for upload in uploads[:room]:
        try:
            row = store_picture(upload=upload, by=owner.user, now=now)
        except PictureRefused as refusal:
            refused.append(refusal)
        else:
            kept.append(Picture(row.pk, str(row.public_id)))
    if kept:
        with transaction.atomic():
            held = read_answers(cases.lock_draft(draft.id, owner=owner)).pictures
            rows = [asdict(picture) for picture in (*held, *kept)][:most]
            draft = cases.change_draft(draft_id=draft.id, owner=owner, answers={"pictures": rows}, now=now)
    return AddedPictures(draft, refused)


@transaction.atomic
def remove_picture(*, draft: cases.Draft, public_id: str, owner: cases.DraftOwner, now: datetime) -> cases.Draft:
    """Take one picture away, for good."""
    held = read_answers(cases.lock_draft(draft.id, owner=owner)).pictures
    gone = [picture for picture in held if picture.public_id == public_id]
    rows = [asdict(picture) for picture in held if picture.public_id != public_id]
    changed = cases.change_draft(draft_id=draft.id, owner=owner, answers={"pictures": rows}, now=now)
    _erase(gone, by=owner.user, now=now)
    return changed


def keep_answers(
    *, draft: cases.Draft, answers: Mapping[str, Any], owner: cases.DraftOwner, now: datetime
) -> cases.Draft:
    """Keep what a page asked. A change of kind drops answers that only the kind before asked for."""
    if "kind" in answers and answers["kind"] != read_answers(draft).kind:
        answers = {"answers": None, "told": None, **_words_kept(draft), **answers}
    return cases.change_draft(draft_id=draft.id, owner=owner, answers=answers, now=now)


def _words_kept(draft: cases.Draft) -> dict[str, Any]:
    """The words stay: they are what a person would hate to type again."""
    words = read_answers(draft).answers.get("words")
    return {"answers": {"words": words}} if words else {}


@transaction.atomic
def send_report(*, draft_id: UUID, owner: cases.DraftOwner, language: str, now: datetime) -> cases.OpenedCase:
    """Open the case of this draft. Sending again, at once or later, gives the same case.

    Raises:
        UnknownDraft: there is no such draft of this owner.
        NotReady: a page is missing.
        UnknownService, OutsideCity, AreaUnclear: the city or its map changed since the page was filled in.
    """
    draft = cases.lock_draft(draft_id, owner=owner)
    if SENT in draft.answers:
        return sent_case(draft)
    submission = submission_of(draft, read_answers(draft), owner=owner, language=language)
    opened = cases.open_case(submission=submission, by=owner.user, now=now)
    cases.mark_sent(draft, reference=opened.reference, now=now)
    return opened


def sent_case(draft: cases.Draft) -> cases.OpenedCase:
    """The case that a sent draft became.

    Raises:
        UnknownCase.
    """
    secret = cases.secret_for(draft.id)
    case = cases.find_private_case(draft.answers[SENT], secret)
    return cases.OpenedCase(case.id, case.reference, secret, is_new=False)


def submission_of(draft: cases.Draft, answers: Answers, *, owner: cases.DraftOwner, language: str) -> cases.Submission:
    """What the city gets: the draft's answers under the names that the chosen service gives them.

    Raises:
        NotReady.
    """
    chosen = kinds.find_kind(answers.kind, logged_in=owner.user is not None)
    if chosen is None or answers.place is None or not answers.told:
        raise NotReady
    service, user = chosen.service, owner.user
    photo = kinds.question_id(service, QuestionType.PHOTO)
    files = {photo: [picture.id for picture in answers.pictures]} if photo and answers.pictures else {}
    return cases.Submission(
        service=service.code,
        key=draft.id,
        answers=answers.known,
        place=cases.Place(**answers.place),
        is_public=service.public_by_default and answers.is_public is not False,
        files=files,
        reporter=cases.ReporterDetails(
            user=user,
            name=user.name if user else "",
            email=answers.email,
            phone=answers.phone,
            language=language,
        ),
    )


@transaction.atomic
def support_instead(*, draft_id: UUID, case: cases.Case, identity: str, owner: cases.DraftOwner, now: datetime) -> bool:
    """Support a report that is already there, and drop one's own draft of the same. True when the voice is new.

    Raises:
        NotSupportable: that case is closed or not public.
    """
    is_new = cases.support_case(case_id=case.id, identity=identity, by=owner.user, now=now)
    forget_report(draft_id=draft_id, owner=owner, now=now)
    return is_new


@transaction.atomic
def forget_report(*, draft_id: UUID, owner: cases.DraftOwner, now: datetime) -> None:
    """Throw an unsent report away, its photos with it."""
    _erase_held(cases.forget_draft(draft_id=draft_id, owner=owner), by=owner.user, now=now)


@transaction.atomic
def expire_reports(*, now: datetime) -> int:
    """Throw away the drafts that nobody came back to; how many."""
    gone = cases.expire_drafts(now=now)
    for answers in gone:
        _erase_held(answers, by=None, now=now)
    return len(gone)


def _erase_held(answers: Mapping[str, Any], *, by: User | None, now: datetime) -> None:
    _erase([Picture(row["id"], row["public_id"]) for row in answers.get("pictures", [])], by=by, now=now)


def _erase(pictures: Sequence[Picture], *, by: User | None, now: datetime) -> None:
    for row in StoredFile.objects.filter(pk__in=[picture.id for picture in pictures]):
        erase_file(file=row, by=by, now=now)
