"""`kill -9` in the middle of many secret ballots: none that was acknowledged is lost, and no receipt is false."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from balai.engines.belenios.ballots import make_ballot, tracker_of
from balai.engines.belenios.elections import read_election
from balai.engines.belenios.verification import verify_archive
from balai.project.tests.cities import RunningCity, eventually, rows_of, running_city

pytestmark = pytest.mark.fault

BALLOTS, CODES = 160, 20
SOAK_BALLOTS, SOAK_CODES = 5_000, 250
"""In a soak each code gives as many ballots as are taken of one."""
HANDS = 4
KILLS = 3
PATIENCE_SECONDS = 90.0
URN = "import django; django.setup(); from balai.apps.votes.tests.scenes import print_an_urn; print_an_urn({codes})"


@dataclass(slots=True)
class Urn:
    """What the senders share: acknowledged trackers by the ballot's own, and whoever gave up."""

    address: str
    path: str
    kept: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    again: int = 0

    def send(self, text: str) -> None:
        """The same ballot again and again until the city says that it has it."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            status, answer = self._ask(text)
            if status in {201, 409}:
                self.kept[tracker_of(text)] = str(answer.get("tracker"))
                return
            if 0 < status < 500:
                break
            self.again += 1
            time.sleep(0.2)
        self.refused.append(f"{status}: {answer}")

    def _ask(self, text: str) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(self.address).port, timeout=10)
        # Each ballot from a household of its own: one address gives no thousands.
        headers = {"Content-Type": "application/json", "Host": urlsplit(self.address).netloc}
        headers["X-Forwarded-For"] = f"198.18.{int.from_bytes(tracker_of(text).encode()[:1])}.{len(self.kept) % 250}"
        try:
            connection.request("POST", self.path, text.encode(), headers)
            response = connection.getresponse()
            body = response.read()
            return response.status, json.loads(body) if body[:1] == b"{" else {}
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}
        finally:
            connection.close()


def _web_processes(city: RunningCity) -> list[int]:
    """Those that answer, beneath the web server's main process."""
    below = psutil.Process(city.process.pid).children(recursive=True)
    mains = [process for process in below if [word for word in process.cmdline() if word][-1:] == ["web"]]
    return [process.pid for main in mains for process in main.children()]


def _kill(city: RunningCity, urn: Urn, ballots: int) -> None:
    """Each moment is a number of ballots, so that a slow machine is not killed faster than it gets up."""
    for turn in range(1, KILLS + 1):
        eventually(lambda turn=turn: len(urn.kept) >= turn * ballots // (KILLS + 1), seconds=300)  # type: ignore[misc]
        for process in _web_processes(city):
            os.kill(process, signal.SIGKILL)


def test_no_acknowledged_ballot_is_lost(prepared_home: Path, effort: int, tmp_path: Path) -> None:
    chance = random.Random(3)
    ballots, codes = (BALLOTS, CODES) if effort == 1 else (SOAK_BALLOTS, SOAK_CODES)
    with running_city(prepared_home, BALAI_PROXIES="1") as city:
        made = subprocess.run(
            [sys.executable, "-c", URN.format(codes=codes)],
            env=city.settings | {"DJANGO_SETTINGS_MODULE": "balai.project.settings"},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        told = json.loads(made.stdout)
        election = read_election(told["election"])
        texts = [make_ballot(election, told["codes"][number % codes], [[1, 0, 0]], chance) for number in range(ballots)]
        urn = Urn(city.settings["BALAI_ADDRESS"], f"/suara/{told['code']}/titip/")
        killer = threading.Thread(target=_kill, args=(city, urn, len(texts)))
        killer.start()
        with ThreadPoolExecutor(HANDS) as hands:
            list(hands.map(urn.send, texts))
        killer.join(timeout=900)
        assert not urn.refused, urn.refused[:3]
        assert all(mine == theirs for mine, theirs in urn.kept.items())
        rows = rows_of(prepared_home, "SELECT place, tracker FROM votes_secretballot ORDER BY place")
        assert [place for place, _tracker in rows] == list(range(1, len(texts) + 1))
        assert {tracker for _place, tracker in rows} == set(urn.kept) == {tracker_of(text) for text in texts}
        assert rows_of(prepared_home, "SELECT count(*) FROM votes_secretvoice") == [(codes,)]
        assert urn.again, "no kill ever met a ballot: nothing was proved"
        archive = tmp_path / "urn.bel"
        assert eventually(city.is_ready, seconds=60)
        _download(city, f"/suara/{told['code']}/arsip.bel", archive)
    report = verify_archive(archive, processes=1)
    assert not report.repeated


def _download(city: RunningCity, path: str, to: Path) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(city.settings["BALAI_ADDRESS"]).port, timeout=60)
    connection.request("GET", path, headers={"Host": urlsplit(city.settings["BALAI_ADDRESS"]).netloc})
    response = connection.getresponse()
    assert response.status == 200
    to.write_bytes(response.read())
    connection.close()
