"""PostgreSQL stopped and started under load: clear pages that say when to come back, recovery by itself, nothing lost."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
import pytest
from django.utils.translation import override

from balai.project.tests.cities import OwnDatabase, RunningCity, eventually, rows_of, running_city
from balai.project.tests.citizens import Answer, Browser, Call, Report, Spot, invented_report
from balai.web.errors import DATABASE_AWAY

pytestmark = pytest.mark.fault

OUTAGES = 2
"""Of each usual run; ten times as many in a soak."""
AWAY_SECONDS = (1.5, 4.0)
BETWEEN_SECONDS = (1.5, 3.0)
READERS, WRITERS = 3, 3
LONGEST_ANSWER_SECONDS = 30.0
RECOVERY_SECONDS = 20.0
"""Where nothing else runs it takes less than one; what the test prints says how long it took here."""
PATHS = ("/", "/laporan/", "/laporan/?status=done", "/lapor/", "(a report)")


@dataclass(slots=True)
class Log:
    """What everybody saw: when each answer came (monotonic seconds), its status, and whatever must not be."""

    answers: list[tuple[float, int]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    broken: Counter[str] = field(default_factory=Counter)
    sent: list[Report | Call] = field(default_factory=list)

    def last(self, status: int) -> float:
        """The instant of the last answer of that status; 0 when there was none."""
        return max((at for at, found in self.answers if found == status), default=0.0)

    def first_good_after(self, instant: float) -> float:
        return min((at for at, status in self.answers if at > instant and status < 400), default=float("inf"))


@dataclass(slots=True)
class Crowd:
    """Readers and writers that go on until told to leave; each request is looked at closely."""

    address: str
    spots: list[Spot]
    chance: random.Random
    log: Log = field(default_factory=Log)
    _leave: threading.Event = field(default_factory=threading.Event)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def read(self, number: int) -> None:
        language = ("id", "en")[number % 2]
        accept = "application/json" if number % 3 == 2 else "text/html"
        browser = Browser(self.address, ip=f"198.51.100.{number}", language=language)
        for path in itertools.cycle(PATHS):
            if self._leave.wait(0.02):
                break
            where = (
                path if path.startswith("/") else f"/laporan/{self.log.sent[-1].reference}/" if self.log.sent else "/"
            )
            self._ask(lambda where=where: browser.get(where, accept=accept), browser, accept)  # type: ignore[misc]
        browser.close()

    def write(self, _number: int) -> None:
        while not self._leave.is_set():
            number = next(self._numbers)
            report = invented_report(self.address, self.spots, number, self.chance, by_api=number % 3 == 0)
            while report.page:
                self._ask(report.send, report.browser, "application/json" if report.page == "api" else "text/html")
                if self._leave.wait(0.02):
                    break
            while not report.page and not report.reference and not self.log.wrong:
                self._ask(report.look, report.browser, "text/html")
            report.browser.close()
            if report.reference:
                self.log.sent.append(report)

    def _ask(self, request: Callable[[], Answer], browser: Browser, accept: str) -> None:
        began = time.monotonic()
        try:
            answer = request()
        except (OSError, http.client.HTTPException) as error:
            self.log.broken[type(error).__name__] += 1
            self.leave()
            return
        now = time.monotonic()
        self.log.answers.append((now, answer.status))
        if now - began > LONGEST_ANSWER_SECONDS:
            self.log.wrong.append(f"{answer.status} after {now - began:.1f} s")
        if answer.status == 503:
            self.log.wrong += unclear(answer, browser.language, accept)
            time.sleep(0.1)
        elif answer.status >= 400:
            self.log.wrong.append(f"{answer.status}: {answer.body[:300]!r}")
            self.leave()

    def leave(self) -> None:
        self._leave.set()


def unclear(answer: Answer, language: str, accept: str) -> list[str]:
    """What is wrong with the answer of a city whose records are away."""
    found = [] if answer.headers.get("retry-after", "").isdecimal() else ["no Retry-After"]
    if "no-store" not in answer.headers.get("cache-control", ""):
        found.append("may be kept by a cache")
    if accept == "application/json":
        problem = json.loads(answer.body)
        right = problem.get("code") == "database_away" and problem.get("status") == 503 and problem.get("title")
        kind = answer.headers.get("content-type", "")
        return found + ([] if right and kind == "application/problem+json" else [f"not a problem document: {problem}"])
    page = answer.body.decode()
    if f'lang="{language}"' not in page[: page.find("<head")]:
        found.append("another language is said first")
    words = {code: page.find(_title(code)) for code in ("id", "en")}
    if not 0 <= words[language] == min(words.values()):
        found.append("the words are not in the reader's language first")
    return found


def _title(language: str) -> str:
    with override(language):
        return str(DATABASE_AWAY.title)


def _parts(city: RunningCity) -> set[int]:
    """The processes of web and worker."""
    below = psutil.Process(city.process.pid).children(recursive=True)
    return {process.pid for process in below if "balai.project.command" in process.cmdline()}


@contextmanager
def _crowd_in(city: RunningCity, spots: list[Spot], seed: int) -> Iterator[Crowd]:
    """Readers and writers in the city, at work by the time the body begins and gone at its end."""
    crowd = Crowd(city.settings["BALAI_ADDRESS"], spots, random.Random(seed))
    with ThreadPoolExecutor(READERS + WRITERS) as pool:
        going = [pool.submit(crowd.read, number) for number in range(READERS)]
        going += [pool.submit(crowd.write, number) for number in range(WRITERS)]
        try:
            assert eventually(lambda: len(crowd.log.sent) >= WRITERS, seconds=60), crowd.log.wrong
            yield crowd
        finally:
            crowd.leave()
        for one in going:
            one.result()


SETTINGS = {"BALAI_WEB_WORKERS": "2", "BALAI_PROXIES": "1", "BALAI_LOG_LEVEL": "WARNING"}


def test_a_database_of_the_city_s_own_stops_and_comes_back(
    own_database: OwnDatabase, city_home: Path, spots: list[Spot], effort: int, seed: int
) -> None:
    chance = random.Random(seed)
    with running_city(city_home, **SETTINGS, **own_database.settings) as city:
        before = _parts(city)
        with _crowd_in(city, spots, seed) as crowd:
            for _ in range(OUTAGES * effort):
                own_database.stop_at_once()
                time.sleep(chance.uniform(*AWAY_SECONDS))
                assert city.answers("/readyz") == 503
                assert city.answers("/healthz") == 200
                own_database.start()
                _recovers(crowd, time.monotonic(), chance)
        _all_was_clear(crowd.log)
        assert _parts(city) == before, "web or worker had to be started again"
        assert eventually(city.is_ready)
        _nothing_is_lost(own_database.home, crowd.log)


def test_the_bundled_database_is_killed_and_comes_back(
    prepared_home: Path, spots: list[Spot], effort: int, seed: int
) -> None:
    chance = random.Random(seed)
    with running_city(prepared_home, **SETTINGS) as city:
        before = _parts(city)
        with _crowd_in(city, spots, seed) as crowd:
            for number in (signal.SIGKILL, signal.SIGQUIT) * effort:
                server = city.child("bin/postgres -D")
                os.kill(server, number)
                assert eventually(lambda server=server: _another_than(server, city))  # type: ignore[misc]
                _recovers(crowd, time.monotonic(), chance)
        _all_was_clear(crowd.log)
        assert _parts(city) == before, "web or worker had to be started again"
        assert eventually(city.is_ready)
        _nothing_is_lost(prepared_home, crowd.log)


def _another_than(server: int, city: RunningCity) -> bool:
    """Whether another PostgreSQL than that one takes connections."""
    try:
        return city.child("bin/postgres -D") != server and rows_of(Path(city.settings["BALAI_HOME"]), "SELECT 1") == [
            (1,)
        ]
    except (ValueError, psycopg.OperationalError):
        return False


def _recovers(crowd: Crowd, back: float, chance: random.Random) -> None:
    """Pages are good again soon after the database is back at that instant, and stay good."""
    assert eventually(lambda: crowd.log.first_good_after(back) < float("inf"), seconds=RECOVERY_SECONDS)
    time.sleep(chance.uniform(*BETWEEN_SECONDS))
    late = crowd.log.last(503) - back
    assert late < RECOVERY_SECONDS, f"a page was still away {late:.1f} s after the database was back"
    print(f"good again after {crowd.log.first_good_after(back) - back:.2f} s; last 503 after {max(late, 0):.2f} s")


def _all_was_clear(log: Log) -> None:
    statuses = Counter(status for _at, status in log.answers)
    print(f"answers: {dict(statuses)}; reports sent: {len(log.sent)}")
    assert not log.wrong, Counter(log.wrong).most_common(5)
    assert not log.broken, "the web server itself must not go away"
    assert statuses[503], "no outage ever met a request: nothing was proved"


def _nothing_is_lost(home: Path, log: Log) -> None:
    """Every acknowledged report is one routed case, and its messages go out, also with what was queued meanwhile."""
    routed = "SELECT reference FROM cases_case AS c JOIN cases_task AS task ON task.case_id = c.id WHERE task.organisation_id IS NOT NULL"
    references = Counter(row[0] for row in rows_of(home, routed))
    sent = Counter(report.reference for report in log.sent)
    assert sent <= references
    assert max(references.values()) == 1
    waiting = "SELECT count(*) FROM notifications_notification WHERE state = 'queued' AND next_attempt_at <= now()"
    assert eventually(lambda: rows_of(home, waiting) == [(0,)], seconds=400)  # a new feed is examined meanwhile
    told = "SELECT count(*) FROM notifications_notification WHERE channel = 'email'"
    assert rows_of(home, told)[0][0] >= len(sent)
