"""What goes in and out of the JSON API. Sizes are bounded; what is not named here is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

MOST_ANSWERS, MOST_UPLOADS = 60, 20
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="Degrees east, WGS 84.")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="Degrees north, WGS 84.")]
AreaCode = Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z.-]+$", examples=["31.71.06.1003"])]
Code = Annotated[str, Field(max_length=60, pattern=r"^[0-9A-Za-z._-]*$")]
Upload = Annotated[str, Field(max_length=80, pattern=r"^[0-9a-f-]{36}\.[A-Za-z0-9_-]{22}$")]
Texts = dict[str, str]
"""A text in each of the city's languages, by language code."""


class Strict(Schema):
    """A body in which unknown names are a mistake."""

    model_config = ConfigDict(extra="forbid", strict=False)


# out


class Category(Schema):
    code: str
    label: Texts


class ServiceBrief(Schema):
    code: str
    kind: str
    title: Texts
    summary: Texts
    public_by_default: bool
    anonymous: bool
    categories: list[Category]


class Eligibility(Schema):
    """A condition on the answers, for machines and in words, and what is said to those for whom it does not hold."""

    when: dict[str, Any]
    words: Texts
    otherwise: Texts


class ServiceWhole(ServiceBrief):
    """`answers` is a JSON Schema (2020-12) of what `answers` may hold; `uploads` says which questions take files."""

    version: str
    answers: dict[str, Any]
    uploads: dict[str, int]
    place_required: bool
    eligibility: list[Eligibility]


class AreaBrief(Schema):
    code: str
    level: str
    name: str


class AreaWhole(AreaBrief):
    longitude: float | None
    latitude: float | None
    ancestors: list[AreaBrief]
    children: list[AreaBrief]


class AreaAtPoint(Schema):
    """`where` is inside (one area), several (ask which), or outside (none)."""

    where: Literal["inside", "several", "outside"]
    areas: list[AreaBrief]


class Office(Schema):
    code: str
    name: Texts


class StoryEvent(Schema):
    """One thing that happened. `kind` is stable; `title` is the step's, in each language."""

    at: datetime
    kind: str
    step: str
    title: Texts
    outcome: str
    office: Office | None
    words: list[str]
    pictures: list[str]


class CaseBrief(Schema):
    reference: str
    service: str
    category: str
    state: str
    area: AreaBrief | None
    longitude: float | None
    latitude: float | None
    opened_at: datetime
    updated_at: datetime
    supporters: int
    words: str
    url: str


class CasePageOut(Schema):
    """`next` is the cursor of the following page; empty at the end."""

    items: list[CaseBrief]
    next: str


class NearbyOut(Schema):
    reference: str
    metres: int
    category: str
    state: str
    words: str
    url: str


class CaseWhole(CaseBrief):
    is_open: bool
    done_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    office: Office | None
    reopened: int
    answers: dict[str, Any]
    pictures: list[str]
    story: list[StoryEvent]


class UploadOut(Schema):
    """Name `upload` when sending; it can be used once, and is forgotten after fourteen days. `kind` says what it is;
    a document has no width and height."""

    upload: str
    kind: Literal["picture", "document"]
    width: int
    height: int


class OpenedOut(Schema):
    """`secret` opens the private endpoints (Authorization: Bearer …) and `private_url`. It is told only here."""

    reference: str
    secret: str
    url: str
    private_url: str
    is_new: bool


# in


class CasesAsked(Schema):
    """What a list is narrowed to; left out means all. `cursor` is the `next` of the page before."""

    area: AreaCode | None = None
    service: Code | None = None
    category: Code | None = None
    state: Code | None = None
    cursor: Annotated[str, Field(max_length=200)] | None = None


class PlaceIn(Strict):
    """A point, an area's code, or both; `words` is a landmark, needed where there is no point."""

    longitude: Longitude | None = None
    latitude: Latitude | None = None
    area: AreaCode | None = None
    words: Annotated[str, Field(max_length=300)] = ""


class ReporterIn(Strict):
    """Who reports; may be left out. Officers see it only with a reason, which is recorded."""

    name: Annotated[str, Field(max_length=150)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""


class CaseIn(Strict):
    """A new case. `uploads` names uploaded files by the question that they answer; `place` may be left out where the
    service asks for none, or for an area only."""

    service: Annotated[str, Field(min_length=1, max_length=60)]
    answers: Annotated[
        dict[Annotated[str, Field(max_length=40)], Any], Field(max_length=MOST_ANSWERS, default_factory=dict)
    ]
    place: PlaceIn = Field(default_factory=PlaceIn)
    public: bool = True
    uploads: Annotated[
        dict[Annotated[str, Field(max_length=40)], Annotated[list[Upload], Field(max_length=MOST_UPLOADS)]],
        Field(max_length=MOST_UPLOADS, default_factory=dict),
    ]
    reporter: ReporterIn = Field(default_factory=ReporterIn)
    language: Annotated[str, Field(max_length=10, pattern=r"^[a-z]{2,3}$")] | None = None
