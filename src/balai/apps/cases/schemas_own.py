"""What goes in and out of the JSON API about one's own case. Sizes are bounded; what is not named here is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from balai.apps.cases.schemas import MOST_ANSWERS, MOST_UPLOADS, CaseWhole, Category, Strict, Texts, Upload


class WayOut(Schema):
    """One way in which a turn can end. `answers` is a JSON Schema; `uploads` says which questions take how many files;
    `needs` what is wanted besides: reason (one of `reasons`), words, evidence, rating, receipt."""

    outcome: str
    label: Texts
    needs: list[str]
    reasons: list[Category]
    answers: dict[str, Any]
    uploads: dict[str, int]


class TurnOut(Schema):
    """A step that waits for the reporter. `fee` is to be paid there, in whole rupiah."""

    step: str
    title: Texts
    due_at: datetime | None
    fee: int
    ways: list[WayOut]


class DocumentOut(Schema):
    """A document that the case has issued. Whoever has its number and code can check it; `words` is what it says."""

    number: str
    code: str
    title: str
    words: str
    issued_on: date
    valid_until: date | None
    sha256: str


class PrivateCaseOut(CaseWhole):
    """What the reporter sees, and can do now: answer, review, reopen, take a turn."""

    is_public: bool
    can: list[Literal["answer", "review", "reopen"]]
    turns: list[TurnOut]
    documents: list[DocumentOut]


class AnswerIn(Strict):
    words: Annotated[str, Field(min_length=1, max_length=2000)]
    uploads: Annotated[list[Upload], Field(max_length=5, default_factory=list)]


class TurnIn(Strict):
    """How a turn ends. `evidence` are uploads that prove it; `uploads` answer questions of their own."""

    outcome: Annotated[str, Field(min_length=1, max_length=60)]
    answers: Annotated[
        dict[Annotated[str, Field(max_length=40)], Any], Field(max_length=MOST_ANSWERS, default_factory=dict)
    ]
    uploads: Annotated[
        dict[Annotated[str, Field(max_length=40)], Annotated[list[Upload], Field(max_length=MOST_UPLOADS)]],
        Field(max_length=MOST_UPLOADS, default_factory=dict),
    ]
    evidence: Annotated[list[Upload], Field(max_length=10, default_factory=list)]
    words: Annotated[str, Field(max_length=2000)] = ""
    reason: Annotated[str, Field(max_length=60)] = ""
    receipt: Annotated[str, Field(max_length=60, pattern=r"^([A-Za-z0-9][A-Za-z0-9 ./_-]{3,})?$")] = ""
    rating: Annotated[int, Field(ge=1, le=5)] | None = None


class ReviewIn(Strict):
    rating: Annotated[int, Field(ge=1, le=5)]
    words: Annotated[str, Field(max_length=2000)] = ""


class ReopenIn(Strict):
    words: Annotated[str, Field(min_length=5, max_length=2000)]
