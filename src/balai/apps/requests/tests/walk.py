"""A citizen with a browser that runs no scripts, for the tests of the way through a service."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from balai.apps.cases.models import Case, Draft
from balai.apps.cases.tests.samples import CIKINI, CIKINI_POINT

HOME_CARE = "request.home_care"
SITI = {
    "patient_name": "Siti Aminah",
    "patient_age": "71",
    "complaint": ["wound", "other"],
    "bedridden": "yes",
    "complaint_words": "Luka di tumit kiri.",
}
ADI = {"patient_name": "Adi", "patient_age": "9", "complaint": ["fever"], "bedridden": "no"}
PLACE = {"place_words": "Gang Buntu 3, RT 4/RW 2", "place_area": CIKINI}
POINT = {"place_longitude": str(CIKINI_POINT[0]), "place_latitude": str(CIKINI_POINT[1]), "place_words": "Gang Buntu 3"}
CHECK = "periksa-jawaban"
CONTACT = "data-anda"
STOP = "syarat-layanan"


def citizen(language: str = "id") -> Client:
    """Somebody's browser."""
    return Client(headers={"accept-language": language})


class Walk:
    """One request on its way, page by page, in one browser."""

    def __init__(self, code: str = HOME_CARE, client: Client | None = None, language: str = "id") -> None:
        self.code = code
        self.client = client or citizen(language)
        self.begun: UUID | None = None

    @property
    def draft(self) -> UUID:
        """The draft's id; the walk must have started."""
        assert self.begun is not None
        return self.begun

    def start(self) -> Any:
        answer = self.client.post(reverse("requests:start", args=[self.code]))
        found = re.search(r"/([0-9a-f-]{36})/", answer.headers.get("Location", ""))
        self.begun = UUID(found[1]) if found else None
        return answer

    def url(self, page: str, query: str = "") -> str:
        return reverse("requests:page", args=[self.code, self.draft, page]) + query

    def entry_url(self, page: str, number: int | None = None, query: str = "") -> str:
        name, more = ("entry", [number]) if number else ("new-entry", [])
        return reverse(f"requests:{name}", args=[self.code, self.draft, page, *more]) + query

    def get(self, page: str, query: str = "") -> Any:
        return self.client.get(self.url(page, query))

    def send(self, page: str, fields: dict[str, Any] | None = None, query: str = "") -> Any:
        return self.client.post(self.url(page, query), fields or {})

    def add(self, page: str, fields: dict[str, Any], number: int | None = None, query: str = "") -> Any:
        """Fill in an entry of a group: a new one, or the `number`-th again."""
        return self.client.post(self.entry_url(page, number, query), fields)

    def to_check(self) -> Walk:
        """Everything but the sending: two patients in one home."""
        self.start()
        self.send("urgency", {"urgency": "worse"})
        self.send("who", {"jakarta_card": "yes", "carer": "yes"})
        self.add("patients", SITI)
        self.add("patients", ADI)
        self.send("patients")
        self.send("place", PLACE)
        self.send("contact", {"phone": "0812 3456 7890"})
        self.send(CONTACT, {"email": "keluarga@example.org"})
        return self

    def finish(self) -> Case:
        """Send it; the case that it became."""
        answer = self.send(CHECK)
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
    location = str(answer.headers["Location"]).split("?")[0].rstrip("/")
    return location.rsplit("/", 1)[-1]


def text(answer: Any) -> str:
    """What a reader reads: the page without tags, white space single."""
    page = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(page.split())
