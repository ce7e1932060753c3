"""Visitors on a plan: requests begin when they are planned, whatever became of those before (an open loop).

What is measured begins at the planned instant. When the city is slow, requests wait here, and that waiting counts: a
citizen does not come later because others wait (the mistake is known as coordinated omission).
"""

from __future__ import annotations

import heapq
import http.client
import itertools
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from balai.project.tests.citizens import Answer, Browser, Call, Report, Spot, invented_report

THREADS = 96
PAGE_SECONDS = 1.5
"""From one page of a report to the next: a hurried citizen's; the load is the same for a slow one."""
READERS_PAGES = (("/", 0.4), ("/laporan/", 0.3), ("", 0.3))
"""Home, list, and (empty) the page of some case, with their shares."""


@dataclass(slots=True)
class Tally:
    """Seconds from plan to answer by what was asked, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)

    def note(self, what: str, planned: float, answer: Answer | None, *, good: tuple[int, ...]) -> bool:
        if answer is None or answer.status not in good:
            self.errors[f"{what}: {answer.status if answer else 'no answer'}"] += 1
            return False
        self.seconds[what].append(time.monotonic() - planned)
        return True

    def percentile(self, what: str, percent: float) -> float:
        values = sorted(self.seconds[what])
        return values[min(len(values) - 1, int(len(values) * percent / 100))] if values else float("nan")

    def line(self, what: str, seconds: float) -> str:
        count = len(self.seconds[what])
        parts = "".join(f"{self.percentile(what, percent) * 1000:9.0f}" for percent in (50, 95, 99, 100))
        return f"{what:<36}{count:>8}{count / seconds:>9.2f}{parts}"


HEADING = (
    f"{'':<36}{'number':>8}{'a second':>9}{'p50':>9}{'p95':>9}{'p99':>9}{'most':>9}   milliseconds from plan to answer"
)

Step = Callable[[float], None]


@dataclass(slots=True)
class Plan:
    """Steps by their instants, run by a pool of threads; a step may plan further ones."""

    _heap: list[tuple[float, int, Step]] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _running: int = 0

    def add(self, instant: float, step: Step) -> None:
        with self._changed:
            heapq.heappush(self._heap, (instant, next(self._numbers), step))
            self._changed.notify()

    def run(self, *, until: float) -> None:
        """Run everything; steps that have not begun by `until` are given up."""
        with ThreadPoolExecutor(THREADS) as pool:
            while time.monotonic() < until:
                with self._changed:
                    if not self._heap and not self._running:
                        return
                    instant = self._heap[0][0] if self._heap else time.monotonic() + 0.5
                    if instant > time.monotonic():
                        self._changed.wait(min(0.5, instant - time.monotonic()))
                        continue
                    _, _, step = heapq.heappop(self._heap)
                    self._running += 1
                pool.submit(self._one, instant, step)

    def _one(self, instant: float, step: Step) -> None:
        try:
            step(instant)
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify()

    @property
    def given_up(self) -> int:
        return len(self._heap)


def asked(request: Callable[[], Answer]) -> Answer | None:
    try:
        return request()
    except (OSError, http.client.HTTPException):
        return None


@dataclass(slots=True)
class Storm:
    """A city's visitors: `reports` and `views` a second, arriving by chance (Poisson), from a seed."""

    address: str
    spots: Sequence[Spot]
    references: Sequence[str]
    by_api: bool
    first_number: int
    tally: Tally = field(default_factory=Tally)
    plan: Plan = field(default_factory=Plan)
    taken: int = 0

    def blow(self, *, reports: float, views: float, seconds: float, patience: float = 30.0) -> float:
        """Send it all; the seconds from the first plan to the last answer."""
        chance, begin = random.Random(self.first_number), time.monotonic() + 0.5
        for number, instant in enumerate(_arrivals(reports, seconds, chance), start=self.first_number):
            citizen = invented_report(self.address, self.spots, number, chance, by_api=self.by_api)
            citizen.browser.timeout = patience
            step = self._call if isinstance(citizen, Call) else self._page
            self.plan.add(begin + instant, lambda planned, citizen=citizen, step=step: step(citizen, planned))  # type: ignore[misc]
        for number, instant in enumerate(_arrivals(views, seconds, chance)):
            path = chance.choices([page for page, _ in READERS_PAGES], [share for _, share in READERS_PAGES])[0]
            path = path or f"/laporan/{chance.choice(list(self.references))}/"
            self.plan.add(begin + instant, lambda planned, path=path, number=number: self._view(path, number, planned))  # type: ignore[misc]
        self.plan.run(until=begin + seconds + patience)
        if self.plan.given_up:
            self.tally.errors["never begun"] += self.plan.given_up
        return time.monotonic() - begin

    def _view(self, path: str, number: int, planned: float) -> None:
        browser = Browser(
            self.address,
            ip=f"198.18.{number // 250 % 250}.{number % 250}",
            language=("id", "en")[number % 2],
            timeout=30,
        )
        answer = asked(lambda: browser.get(path))
        self.tally.note("a reader's page", planned, answer, good=(200,))
        browser.close()

    def _call(self, call: Call, planned: float) -> None:
        if self.tally.note("sending a report, by the API", planned, asked(call.send), good=(201,)):
            self.taken += 1
        call.browser.close()

    def _page(self, report: Report, planned: float) -> None:
        """Send one page, open the next; its own next one is planned from the plan, not from the answer."""
        page = report.page
        if not report.draft:
            self.tally.note("opening the first page", planned, asked(report.look), good=(200,))
        what = "sending a report, the last page" if page == "periksa" else "a page before"
        sent = self.tally.note(what, planned, asked(report.send), good=(302,))
        if sent and page == "periksa":
            self.taken += 1
        opened = sent and self.tally.note("and opening what follows", planned, asked(report.look), good=(200,))
        if opened and report.page:
            following = planned + PAGE_SECONDS
            self.plan.add(following, lambda _late, following=following: self._page(report, following))  # type: ignore[misc]
        else:
            report.browser.close()


def _arrivals(rate: float, seconds: float, chance: random.Random) -> list[float]:
    """Instants of a Poisson stream."""
    instants, instant = [], chance.expovariate(rate) if rate else seconds
    while instant < seconds:
        instants.append(instant)
        instant += chance.expovariate(rate)
    return instants
