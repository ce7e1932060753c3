"""Citizens as a city meets them: browsers that speak HTTP, each from an address of its own, with a report to send."""

from __future__ import annotations

import http.client
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

TOKEN = "a" * 32
"""Any value will do that stands both in the cookie and in the form: whoever chooses both is no other site."""
PAGES = ("foto", "lokasi", "jenis", "cerita", "periksa")
WORDS = (
    "Lubang cukup dalam di lajur kiri, beberapa motor hampir jatuh tadi pagi.",
    "Permukaan jalan ambles sejak hujan kemarin, mohon segera diperbaiki.",
    "Trotoar pecah di depan sekolah, anak-anak harus turun ke jalan.",
)
REFERENCE = re.compile(rb"\b[A-Z]{2,8}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to report: an area's code and its point in degrees."""

    area: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass(slots=True)
class Browser:
    """Keeps its connection and its cookies. `ip` is told the way a proxy tells it (BALAI_PROXIES=1)."""

    address: str
    ip: str = "203.0.113.1"
    language: str = "id"
    timeout: float = 10.0
    cookies: dict[str, str] = field(default_factory=lambda: {"csrftoken": TOKEN})
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str, *, accept: str = "text/html") -> Answer:
        return self.ask("GET", path, headers={"Accept": accept})

    def post(self, path: str, form: Mapping[str, str] | None = None) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **(form or {})}).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request and read the whole answer.

        Raises:
            OSError, http.client.HTTPException: nobody answered, or the connection broke.
        """
        sent = {
            "Accept": "text/html",
            "Accept-Language": self.language,
            "X-Forwarded-For": self.ip,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **(headers or {}),
        }
        if self._connection is None:
            parts = urlsplit(self.address)
            # A name would be looked up in both kinds of address; the city listens on one.
            self._connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=self.timeout)
            self._connection.connect()
        try:
            sent["Host"] = urlsplit(self.address).netloc
            self._connection.request(method, path, body or None, sent)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for value in response.headers.get_all("set-cookie", []):
            name, _, rest = value.strip().partition("=")
            self.cookies[name] = rest.partition(";")[0]
        found = {name.lower(): value for name, value in response.headers.items()}
        if found.get("connection") == "close":
            self.close()
        return Answer(response.status, found, content)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass(slots=True)
class Report:
    """One report on its way through the five pages. `send` may be repeated after any failure."""

    browser: Browser
    spot: Spot
    words: str
    email: str = ""
    kind: str = "report.road/surface"
    draft: str = ""
    reference: str = ""
    _page: int = 0

    @property
    def page(self) -> str:
        """The page to be sent next; empty when the city has confirmed the whole report."""
        return PAGES[self._page] if self._page < len(PAGES) else ""

    @property
    def path(self) -> str:
        """Where the next page is; at the end the confirmation."""
        return f"/lapor/{self.draft}/{self.page or 'terkirim'}/" if self.draft else "/lapor/"

    def look(self) -> Answer:
        """Open the page that comes next, as a person does before filling it in; at the end, read the reference."""
        answer = self.browser.get(self.path)
        if not self.page and answer.status == 200 and (found := REFERENCE.search(answer.body)):
            self.reference = found[0].decode()
        return answer

    def send(self) -> Answer:
        """Send the next page; when the city leads on, that page is done."""
        answer = self.browser.post(self.path, self._form())
        if answer.status == 302:
            _, _, draft, page, _ = answer.location.split("/")
            self.draft = draft
            self._page = PAGES.index(page) if page in PAGES else len(PAGES)
        return answer

    def _form(self) -> dict[str, str]:
        return {
            "foto": {},
            "lokasi": {
                "place_area": self.spot.area,
                "place_longitude": str(self.spot.longitude),
                "place_latitude": str(self.spot.latitude),
                "place_words": "Depan pasar",
            },
            "jenis": {"kind": self.kind},
            "cerita": {"words": self.words, "visibility": "open", "email": self.email, "phone": ""},
            "periksa": {},
        }[self.page]


@dataclass(slots=True)
class Call:
    """The same report by one call of the JSON API. `send` may be repeated after any failure: its key stays."""

    browser: Browser
    spot: Spot
    words: str
    email: str = ""
    key: UUID = field(default_factory=uuid4)
    reference: str = ""

    @property
    def page(self) -> str:
        return "" if self.reference else "api"

    def look(self) -> Answer:
        """Nothing is to be seen before; afterwards, the public case."""
        return self.browser.get(f"/api/v1/cases/{self.reference}", accept="application/json")

    def send(self) -> Answer:
        body = {
            "service": "report.road",
            "answers": {"category": "surface", "words": self.words},
            "place": {
                "area": self.spot.area,
                "longitude": self.spot.longitude,
                "latitude": self.spot.latitude,
                "words": "Depan pasar",
            },
            "reporter": {"email": self.email},
            "language": self.browser.language,
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": str(self.key)}
        answer = self.browser.ask("POST", "/api/v1/cases", json.dumps(body).encode(), headers)
        if answer.status in (200, 201):
            self.reference = json.loads(answer.body)["reference"]
        return answer


def invented_report(
    address: str, spots: Sequence[Spot], number: int, chance: random.Random, *, by_api: bool = False
) -> Report | Call:
    """The report of one more citizen: an address, a place and an e-mail address of their own."""
    ip = f"100.{64 + number // 65536 % 64}.{number // 256 % 256}.{number % 256}"  # RFC 6598: nobody's own
    browser = Browser(address, ip=ip, language=chance.choice(("id", "en")))
    email = f"warga{number}-{chance.getrandbits(32):08x}@demo.balai.example"
    spot, words = chance.choice(list(spots)), chance.choice(WORDS)
    if by_api:
        return Call(browser, spot, words, email, key=UUID(int=chance.getrandbits(128), version=4))
    return Report(browser, spot, words, email)
