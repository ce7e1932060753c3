"""CPU per call at 50,000 cases: create, work list, case page, near-by: `python bench/cases.py [CASES]`.

CPU is that of the web worker (this process) plus that of its PostgreSQL backend, per call, as the median over rounds.
Requests go through the whole WSGI application, with memory kept as a web process keeps it; decoding photos is not part
of it, and BEGIN, SET and COMMIT are not counted as statements (their CPU is). Between the rounds a fixed piece of work
is timed: where others use the same cores, it says how much slower they make them. Beside it: the same rows by hand-written SQL, and what Signalen (Amsterdam) needed on a machine
of this size and at this number of cases (measured before; not run here).
"""

from __future__ import annotations

import io
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parent))
import _city
import _floor
import _sending

ROUNDS, CALLS, WARM = 9, 40, 5
PACE: list[float] = []
OFFICE, DISTRICT, AREA = "kelurahan-31.71.06.1003", "kecamatan-31.71.06", "31.71.06.1003"
UNCOUNTED = ("BEGIN", "COMMIT", "SET ", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Measure:
    """Statements per call and CPU milliseconds per call: median, least, most over the rounds; split in two."""

    statements: int
    total: tuple[float, float, float]
    web: float
    database: float


def pace() -> float:
    """CPU milliseconds of a fixed piece of work."""
    began, words = time.process_time(), {}
    for number in range(20_000):
        words[number % 500] = str(number).replace("1", "2")
    return (time.process_time() - began) * 1000


def backend_seconds() -> float:
    """CPU seconds of the PostgreSQL process that serves this connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = cursor.fetchone()[0]
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def measure(call: Callable[[], object]) -> Measure:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(WARM):
        call()
    with CaptureQueriesContext(connection) as captured:
        call()
    statements = sum(not query["sql"].startswith(UNCOUNTED) for query in captured.captured_queries)
    totals, webs, databases = [], [], []
    for _ in range(ROUNDS):
        PACE.append(pace())
        database, web = backend_seconds(), time.process_time()
        for _ in range(CALLS):
            call()
        web = (time.process_time() - web) * 1000 / CALLS
        database = (backend_seconds() - database) * 1000 / CALLS
        totals.append(web + database)
        webs.append(web)
        databases.append(database)
    spread = (statistics.median(totals), min(totals), max(totals))
    return Measure(statements, spread, statistics.median(webs), statistics.median(databases))


class Browser:
    """Speaks WSGI to the application: cookies kept, nothing else."""

    def __init__(self) -> None:
        from balai.project.wsgi import application

        self.application, self.cookies = application, {}

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> tuple[str, dict[str, str], bytes]:
        body = urlencode(form or {}, doseq=True).encode()
        path, _, query = path.partition("?")
        answer: dict[str, Any] = {}
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost:8000", "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
            "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip

        def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
            answer.update(status=status, headers=headers)

        parts = self.application(environ, start_response)
        content = b"".join(parts)
        parts.close()
        for name, value in answer["headers"]:
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        return answer["status"], dict(answer["headers"]), content


def officer(role: str, organisation: str) -> Browser:
    """A browser in which somebody with a role in an organisation is logged in."""
    from datetime import date

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from balai.base.people.models import Membership, Organisation, User

    person, _ = User.objects.get_or_create(email=f"{organisation}@example.org", defaults={"name": "Bench"})
    office = Organisation.objects.get(code=organisation)
    Membership.objects.get_or_create(
        user=person, organisation=office, role=role, area=None, defaults={"since": date(2026, 1, 1)}
    )
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    browser = Browser()
    browser.cookies["sessionid"] = session.session_key
    return browser


def expect(answer: tuple[str, dict[str, str], bytes], status: str = "200") -> None:
    if not answer[0].startswith(status):
        raise SystemExit(f"Expected {status}, got {answer[0]}: {answer[2][:300]!r}")


def create() -> Callable[[], object]:
    """A whole opening, somewhere in the city: near-by look, routing, story, content, messages queued."""
    from balai.apps.cases.actions.opening import Place, ReporterDetails, Submission, open_case
    from balai.apps.cases.queries.nearby import nearby_cases
    from balai.base.clock import now

    chance, places = random.Random(7), _sending.spots()

    def call() -> None:
        spot = chance.choice(places)
        nearby_cases(service="report.road", longitude=spot.longitude, latitude=spot.latitude, now=now())
        submission = Submission(
            service="report.road", key=uuid4(), answers={"category": "pothole", "danger": False, "words": _city.WORDS[0]},
            place=Place(spot.longitude, spot.latitude, spot.area, "Depan stasiun"), is_public=True,
            reporter=ReporterDetails(email="warga@example.org"),
        )  # fmt: skip
        open_case(submission=submission, by=None, now=now())

    return call


def nearby() -> Callable[[], object]:
    from balai.apps.cases.queries.nearby import nearby_cases
    from balai.base.clock import now

    return lambda: nearby_cases(service="report.road", longitude=106.839, latitude=-6.191, now=now())


def pages() -> dict[str, Callable[[], object]]:
    from balai.apps.cases.models import Case

    browser, stranger = officer("officer", OFFICE), Browser()
    supervisor, district = officer("supervisor", "dki"), officer("supervisor", DISTRICT)
    cases = Case.objects.filter(is_open=True, is_public=True, holder__code=OFFICE, opened_at__lt=_city.NOW)
    reference = cases.order_by("-last_seq", "id").values_list("reference", flat=True)[0]
    return {
        "work list of 25": lambda: expect(browser.ask("GET", "/kerja/?show=unit")),
        "the same, a whole district": lambda: expect(district.ask("GET", "/kerja/?show=unit")),
        "the same, late ones": lambda: expect(district.ask("GET", "/kerja/?show=late")),
        "the same, whole city": lambda: expect(supervisor.ask("GET", "/kerja/?show=unit")),
        "the same, one area of it": lambda: expect(supervisor.ask("GET", f"/kerja/?show=unit&area={AREA}")),
        "officer's case page": lambda: expect(browser.ask("GET", f"/kerja/{reference}/")),
        "public list of 25": lambda: expect(stranger.ask("GET", "/laporan/")),
        "public case page": lambda: expect(stranger.ask("GET", f"/laporan/{reference}/")),
    }


CLAIMS = {
    "create": (15, 10.0),
    "the same, a whole district": (8, 12.0),
    "the same, late ones": (8, 12.0),
    "the same, whole city": (8, 12.0),
    "the same, one area of it": (8, 12.0),
    "work list of 25": (8, 12.0),
    "officer's case page": (10, 12.0),
}
SIGNALEN = {
    "create": "81 statements, 103–160 ms",
    "work list of 25": "171 statements, 411–580 ms",
    "near-by": "66–100 ms",
}


def main(arguments: list[str]) -> int:
    cases = int(arguments[0]) if arguments else 50_000
    server = _city.open_city(cases)
    try:
        from balai.base.collecting import keep_memory_as_it_is

        number = ROUNDS * CALLS + WARM + 1
        calls = {
            "create": create(),
            "create, last form page": _sending.sending(number, by_api=False),
            "create, JSON API": _sending.sending(number, by_api=True),
            "near-by": nearby(),
            **pages(),
            **_floor.calls(),
        }
        keep_memory_as_it_is()
        print(f"Load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"{cases:,} cases; CPU per call in ms: median (least–most) of {ROUNDS} rounds of {CALLS}\n")
        print(f"{'':<28}{'statements':>11}{'CPU':>8}{'':>16}{'web':>8}{'database':>10}  Signalen")
        broken = []
        for name, call in calls.items():
            found = measure(call)
            middle, least, most = found.total
            spread = f"({least:.1f}–{most:.1f})"
            print(
                f"{name:<28}{found.statements:>11}{middle:>8.1f}{spread:>16}{found.web:>8.1f}{found.database:>10.2f}  {SIGNALEN.get(name, '')}"
            )
            statements, milliseconds = CLAIMS.get(name, (10_000, 10_000.0))
            if found.statements > statements or middle > milliseconds:
                broken.append(
                    f"{name}: {found.statements} statements, {middle:.1f} ms; claimed at most {statements} and {milliseconds}"
                )
            if name == "near-by" and found.database > 2:
                broken.append(f"near-by: {found.database:.2f} ms in the database; claimed at most 2")
        print(f"\nA fixed piece of work took {statistics.median(PACE):.1f} ms, {min(PACE):.1f} at best.")
        print("\n" + ("\n".join(f"BROKEN {line}" for line in broken) if broken else "Every claim holds."))
    finally:
        server.stop()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
