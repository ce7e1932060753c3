"""A citizen with a browser that runs no scripts, for the tests of the citizen's way."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from balai.apps.cases.models import Case, Draft
from balai.apps.cases.tests.samples import CIKINI, CIKINI_POINT
from balai.engines.pictures.tests.samples import encoded, street

WORDS = "Lubang besar di lajur kiri, dua motor sudah jatuh."
POINT = {"place_longitude": str(CIKINI_POINT[0]), "place_latitude": str(CIKINI_POINT[1])}
LANDMARK = {"place_words": "Depan stasiun", "place_area": CIKINI}
POTHOLE = {"kind": "report.road/pothole"}
DANGER = {**POTHOLE, "asking": "1", "asked": "report.road/danger", "report_road-danger": "yes"}
LAMP = {"kind": "report.streetlight/dark"}
STORY = {"words": WORDS, "visibility": "open", "email": "", "phone": ""}


def citizen(language: str = "id") -> Client:
    """Somebody's browser."""
    return Client(headers={"accept-language": language})


def photo(seed: int = 1, name: str = "foto.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded(street(seed), "JPEG"), content_type="image/jpeg")


class Walk:
    """One report on its way, page by page, in one browser."""

    def __init__(self, client: Client | None = None, language: str = "id") -> None:
        self.client = client or citizen(language)
        self.begun: UUID | None = None

    @property
    def draft(self) -> UUID:
        """The draft's id; the walk must have started."""
        assert self.begun is not None
        return self.begun

    def start(self, **fields: Any) -> Any:
        """The first page, which begins the draft."""
        answer = self.client.post(reverse("reports:start"), fields)
        found = re.search(r"/lapor/([0-9a-f-]{36})/", answer.headers.get("Location", ""))
        self.begun = UUID(found[1]) if found else None
        return answer

    def url(self, page: str, query: str = "") -> str:
        return reverse("reports:page", args=[self.draft, page]) + query

    def get(self, page: str, query: str = "") -> Any:
        return self.client.get(self.url(page, query))

    def send(self, page: str, fields: dict[str, Any] | None = None, query: str = "") -> Any:
        return self.client.post(self.url(page, query), fields or {})

    def to_check(self, *, place: dict[str, str] | None = None, story: dict[str, str] | None = None) -> Walk:
        """Everything but the sending: a dangerous pothole in Cikini."""
        self.start()
        self.send("lokasi", POINT if place is None else place)
        self.send("jenis", DANGER)
        self.send("cerita", STORY if story is None else story)
        return self

    def finish(self) -> Case:
        """Send it; the case that it became."""
        answer = self.send("periksa")
        assert answer.status_code == 302, text(answer)
        return self.case

    @property
    def kept(self) -> dict[str, Any]:
        """What the draft holds now."""
        return dict(Draft.objects.get(id=self.draft).answers)

    @property
    def case(self) -> Case:
        return Case.objects.get(submission_key=self.draft)


def page_of(answer: Any) -> str:
    """The page that a redirect leads to."""
    return str(answer.headers["Location"]).split("?")[0].rstrip("/").rsplit("/", 1)[-1]


def text(answer: Any) -> str:
    """What a reader reads: the page without tags, white space single."""
    page = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(page.split())
