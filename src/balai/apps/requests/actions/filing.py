"""Files of a request: photos through the cleaning path, documents as they are, none of them lost with another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from balai.apps.cases import service as cases
from balai.apps.requests.answers import KeptFile, read_answers
from balai.base.files.actions import Upload, erase_file, store_picture
from balai.base.files.documents import store_upload
from balai.base.files.models import StoredFile
from balai.base.files.refusals import PictureRefused
from balai.base.people.models import User
from balai.engines.casework.definition import Question, QuestionType, Service

MOST_FILES = 20
"""In one request, whatever its questions add up to."""
LONGEST_NAME = 80


class TooManyFiles(PictureRefused):
    """This request already holds as many files as it can. Remove one before you add another."""

    code = "requests.too_many_files"


@dataclass(frozen=True, slots=True)
class AddedFiles:
    """What became of some uploads: the draft that holds the good ones, and why the others were not taken."""

    draft: cases.Draft
    refused: Sequence[PictureRefused]


def add_files(
    *,
    draft: cases.Draft,
    service: Service,
    question: Question,
    uploads: Sequence[Any],
    owner: cases.DraftOwner,
    now: datetime,
) -> AddedFiles:
    """Keep files with the request, up to what the question takes; the first refusal does not lose the others."""
    held = read_answers(draft, service)
    room = min(question.max_files - len(held.files_of(question.id)), MOST_FILES - len(held.files))
    kept: list[KeptFile] = []
    refused: list[PictureRefused] = []
    for upload in uploads[: max(0, room)]:
        try:
            row = _stored(upload, question, owner.user, now)
        except PictureRefused as refusal:
            refused.append(refusal)
        else:
            name = str(getattr(upload, "name", "") or "")[-LONGEST_NAME:]
            kept.append(KeptFile(row.pk, str(row.public_id), question.id, name, row.is_document))
    if len(uploads) > max(0, room):
        refused.append(TooManyFiles())
    if kept:
        with transaction.atomic():
            before = read_answers(cases.lock_draft(draft.id, owner=owner), service).files
            rows = [asdict(file) for file in (*before, *kept)][:MOST_FILES]
            draft = cases.change_draft(draft_id=draft.id, owner=owner, answers={"pictures": rows}, now=now)
    return AddedFiles(draft, refused)


def _stored(upload: Upload, question: Question, by: User | None, now: datetime) -> StoredFile:
    if question.type is QuestionType.PHOTO:
        return store_picture(upload=upload, by=by, now=now)
    return store_upload(upload=upload, by=by, now=now)


@transaction.atomic
def remove_file(
    *, draft_id: UUID, service: Service, public_id: str, owner: cases.DraftOwner, now: datetime
) -> cases.Draft:
    """Take one file away, for good."""
    held = read_answers(cases.lock_draft(draft_id, owner=owner), service).files
    rows = [asdict(file) for file in held if file.public_id != public_id]
    draft = cases.change_draft(draft_id=draft_id, owner=owner, answers={"pictures": rows}, now=now)
    erase_files([file.id for file in held if file.public_id == public_id], by=owner.user, now=now)
    return draft


def erase_files(files: Sequence[int], *, by: User | None, now: datetime) -> None:
    """Forget these files for good."""
    for row in StoredFile.objects.filter(pk__in=files):
        erase_file(file=row, by=by, now=now)
