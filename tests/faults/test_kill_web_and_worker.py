"""`kill -9` of web and worker in the middle of submissions: what was acknowledged is there, routed, told once."""

from __future__ import annotations

import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

import psutil
import pytest

from balai.project.tests.cities import RunningCity, eventually, rows_of, running_city
from balai.project.tests.citizens import Call, Report, Spot, invented_report

pytestmark = pytest.mark.fault

REPORTS = 200
"""Of each usual run; ten times as many in a soak."""
CITIZENS = 6
KILLS = 14
"""Of each usual run, at as many moments chosen by chance from a known seed; five times as many in a soak."""
PATIENCE_SECONDS = 60.0
"""How long a citizen tries one page again and again: much longer than anything here is away."""
SLOWEST_RETURN_SECONDS = 40.0


@dataclass(slots=True)
class Witness:
    """What the citizens saw: good answers, how often they had to send a page again, and whether any gave up."""

    answered: int = 0
    again: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)


def _send_patiently(report: Report | Call, witness: Witness) -> None:
    """As a browser with a reload key: the same page again until the city leads on."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not report.reference and not witness.lost:
        try:
            answer = report.send() if report.page else report.look()
            said = "" if answer.status in (200, 201, 302) else str(answer.status)
        except (OSError, http.client.HTTPException) as error:
            said = type(error).__name__
        if not said:
            witness.answered += 1
            deadline = time.monotonic() + PATIENCE_SECONDS
            continue
        witness.again[said] += 1
        if time.monotonic() > deadline:
            witness.lost.append(f"page {report.page or 'terkirim'}: {said}")
        time.sleep(0.2)
    report.browser.close()


@dataclass(slots=True)
class Killer:
    """Kills a web process, the web server's main process or the job worker, again and again, until told to stop."""

    city: RunningCity
    witness: Witness
    moments: Sequence[int]
    chance: random.Random
    killed: Counter[str] = field(default_factory=Counter)
    _stop: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Each moment is a number of answered pages, so that a slow machine is not killed faster than it gets up."""
        for moment in self.moments:
            while self.witness.answered < moment:
                if self._stop.wait(0.01):
                    return
            time.sleep(self.chance.uniform(0, 0.1))
            what = self.chance.choices(("web process", "job worker", "web server"), (6, 4, 1))[0]
            victims = self._victims(what)
            if victims:
                os.kill(self.chance.choice(victims), signal.SIGKILL)
                self.killed[what] += 1

    def _victims(self, what: str) -> list[int]:
        word = "worker" if what == "job worker" else "web"
        mains = [child for child in _below(self.city.process.pid) if _words(child)[-1:] == [word]]
        if what == "web process":
            return [process.pid for main in mains for process in _below(main.pid)]
        return [main.pid for main in mains]

    def stop(self) -> None:
        self._stop.set()


def _moments(reports: Sequence[Report | Call], kills: int, chance: random.Random) -> list[int]:
    """Numbers of answered pages, from soon after the first to shortly before the last."""
    pages = sum(6 if isinstance(report, Report) else 1 for report in reports)
    return sorted(chance.sample(range(pages // 20, pages * 19 // 20), kills))


def _words(process: psutil.Process) -> list[str]:
    try:
        return [word for word in process.cmdline() if word]  # behind the title of a forked one there is room
    except psutil.Error:
        return []


def _below(number: int) -> list[psutil.Process]:
    try:
        return psutil.Process(number).children()
    except psutil.Error:
        return []


@pytest.fixture
def spoiled_city(prepared_home: Path) -> Iterator[RunningCity]:
    with running_city(prepared_home, BALAI_WEB_WORKERS="2", BALAI_PROXIES="1", BALAI_LOG_LEVEL="WARNING") as city:
        yield city


def test_what_was_acknowledged_is_there_once(
    spoiled_city: RunningCity, spots: list[Spot], effort: int, seed: int
) -> None:
    city, chance = spoiled_city, random.Random(seed)
    home = Path(city.settings["BALAI_HOME"])
    address = city.settings["BALAI_ADDRESS"]
    reports = [
        invented_report(address, spots, number, chance, by_api=number % 2 == 1) for number in range(REPORTS * effort)
    ]
    witness = Witness()
    moments = _moments(reports, KILLS if effort == 1 else 5 * KILLS, chance)
    killer = Killer(city, witness, moments, random.Random(seed))
    killing = threading.Thread(target=killer.work)
    killing.start()
    try:
        with ThreadPoolExecutor(CITIZENS) as pool:
            list(pool.map(lambda report: _send_patiently(report, witness), reports))
    finally:
        killer.stop()
        killing.join()
    print(f"killed: {dict(killer.killed)}; sent again after: {dict(witness.again)}")

    assert not witness.lost
    assert killer.killed["web process"]
    assert killer.killed["job worker"]
    assert witness.again, "no kill ever met a request: nothing was proved"
    assert city.process.poll() is None, "the whole city gave up"
    assert eventually(city.is_ready, seconds=SLOWEST_RETURN_SECONDS), city.output.read_text()[-2000:]
    _every_report_is_one_routed_case(home, reports)
    _everybody_is_told_once(home)
    _every_job_is_done(home)
    _every_mail_went_out(home, workers_killed=killer.killed["job worker"])


def _every_report_is_one_routed_case(home: Path, reports: Sequence[Report | Call]) -> None:
    cases = Counter(row[0] for row in rows_of(home, "SELECT reference FROM cases_case"))
    assert cases == Counter(report.reference for report in reports)
    unrouted = rows_of(
        home,
        "SELECT reference FROM cases_case AS c WHERE NOT EXISTS (SELECT 1 FROM cases_task AS task"
        " WHERE task.case_id = c.id AND task.organisation_id IS NOT NULL)",
    )
    assert unrouted == []
    halves = rows_of(
        home,
        "SELECT c.reference FROM cases_case AS c WHERE c.last_seq <> (SELECT count(*) FROM cases_event AS event"
        " WHERE event.case_id = c.id) OR NOT EXISTS (SELECT 1 FROM cases_content AS content"
        " WHERE content.case_id = c.id AND content.question = 'words')"
        " OR NOT EXISTS (SELECT 1 FROM cases_reporter AS reporter WHERE reporter.case_id = c.id)",
    )
    assert halves == []


def _everybody_is_told_once(home: Path) -> None:
    """The reporter of the opening by e-mail, the office of its task in its list: one row each."""
    expected = rows_of(
        home,
        "SELECT 'case:' || case_id || ':' || seq, 'reporter:' || case_id, 'email' FROM cases_event WHERE kind = 'opened'"
        " UNION ALL SELECT 'case:' || case_id || ':' || seq, 'organisation:' || organisation, 'in_app'"
        " FROM cases_event WHERE kind = 'task_opened'",
    )
    written = rows_of(home, "SELECT event, recipient, channel FROM notifications_notification")
    assert Counter(written) == Counter(expected)


def _every_job_is_done(home: Path) -> None:
    """Jobs of a killed worker are taken up again within a minute; none is lost, none hangs, none failed unseen.

    The examination of a new city's feed takes minutes on a busy machine, and others wait for it.
    """
    pending = (
        "SELECT id, task_name, status, attempts FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        " AND coalesce(scheduled_at, now()) <= now() AND lock IS DISTINCT FROM 'mobility.workshop'"
    )
    assert eventually(lambda: not rows_of(home, pending), seconds=90), rows_of(home, pending)
    unseen = rows_of(
        home,
        "SELECT id, task_name FROM procrastinate_jobs WHERE status = 'failed'"
        " AND NOT EXISTS (SELECT 1 FROM jobs_jobfailure AS failure WHERE failure.job = procrastinate_jobs.id)",
    )
    assert unseen == []


def _every_mail_went_out(home: Path, *, workers_killed: int) -> None:
    """At least once each. What a killed worker held comes back after ten minutes: here their time is moved instead."""
    queued = "SELECT count(*) FROM notifications_notification WHERE state = 'queued'"
    held = rows_of(home, queued)[0][0]
    rows_of(home, "UPDATE notifications_notification SET next_attempt_at = now() WHERE state = 'queued' RETURNING id")
    assert eventually(lambda: rows_of(home, queued) == [(0,)], seconds=90), f"{held} were queued"
    assert rows_of(home, "SELECT DISTINCT state FROM notifications_notification") == [("sent",)]
    handed_over = Counter(_message_ids(home / "mail"))
    promised = {
        row[0] for row in rows_of(home, "SELECT message_id FROM notifications_notification WHERE channel = 'email'")
    }
    assert set(handed_over) == promised
    doubled = sum(times - 1 for times in handed_over.values())
    print(f"{held} messages were held by killed workers; {doubled} of {len(promised)} went out twice")
    assert doubled <= workers_killed, "a kill may repeat the one message that was being handed over"


def _message_ids(folder: Path) -> list[str]:
    """Of every mail in the files; a file holds what one connection sent."""
    line = b"\n" + b"-" * 79 + b"\n"
    mails = [mail for path in folder.glob("*.log") for mail in path.read_bytes().split(line) if mail.strip()]
    return [str(message_from_bytes(mail.lstrip())["Message-ID"]) for mail in mails]
