"""Whole reports sent from inside: the last page of the form, and one call of the JSON API, as WSGI calls."""

from __future__ import annotations

import io
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from balai.project.tests.citizens import Answer, Browser, Call, Report, Spot, invented_report

ADDRESS = "http://localhost:8000"


@dataclass(slots=True)
class Inside(Browser):
    """A citizen's browser that calls the application itself: no net between them."""

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        from balai.project.wsgi import application

        path, _, query = path.partition("?")
        sent = {
            "Accept": "text/html",
            "Accept-Language": self.language,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "",
            **(headers or {}),
        }
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost:8000", "REMOTE_ADDR": self.ip,
            "CONTENT_TYPE": sent.pop("Content-Type"), "CONTENT_LENGTH": str(len(body)),
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sent.items()},
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
            "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        status, found = 0, list[tuple[str, str]]()

        def start_response(line: str, lines: list[tuple[str, str]], _: object = None) -> None:
            nonlocal status, found
            status, found = int(line.split(maxsplit=1)[0]), lines

        parts = application(environ, start_response)
        content = b"".join(parts)
        parts.close()
        for name, value in found:
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        return Answer(status, {name.lower(): value for name, value in found}, content)


def spots() -> list[Spot]:
    """A place in each subdistrict."""
    from balai.base.areas.models import Area

    areas = Area.objects.filter(level="subdistrict", longitude__isnull=False)
    return [Spot(*row) for row in areas.values_list("code", "longitude", "latitude")]


def sending(number: int, *, by_api: bool) -> Callable[[], object]:
    """A call that sends one more report; `number` of them are ready, each with all its earlier pages done."""
    chance, places = random.Random(time.monotonic_ns()), spots()  # another run sends other reports
    first = chance.randrange(4_000_000)
    ready = [_ready(places, first + count, chance, by_api=by_api) for count in range(number)]

    def call() -> None:
        report = ready.pop()
        answer = report.send()
        if answer.status not in (201, 302) or report.page:
            raise SystemExit(f"A report was not taken: {answer.status} {answer.body[:300]!r}")

    return call


def _ready(places: list[Spot], number: int, chance: random.Random, *, by_api: bool) -> Report | Call:
    report = invented_report(ADDRESS, places, number, chance, by_api=by_api)
    report.browser = Inside(ADDRESS, ip=report.browser.ip, language=report.browser.language)
    while report.page not in ("api", "periksa"):
        page = report.page
        if report.send().status != 302 or report.page == page:
            raise SystemExit(f"The page {page} did not lead on")
    return report
