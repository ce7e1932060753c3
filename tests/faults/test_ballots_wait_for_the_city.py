"""A ballot that the city cannot keep is "not counted yet, try again": database stopped, and no room on its disk."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.faults.test_full_disk import RECORDS_DISK, SmallDisk, disk_of, needs_small_disks, within

from balai.engines.belenios.ballots import make_ballot, tracker_of
from balai.engines.belenios.elections import Election, read_election
from balai.project.tests.cities import OwnDatabase, RunningCity, eventually, rows_of, running_city

pytestmark = pytest.mark.fault

CODES = 12
URN = f"import django; django.setup(); from balai.apps.votes.tests.scenes import print_an_urn; print_an_urn({CODES})"


class Urn:
    """An open secret vote of a running city, with codes to vote with."""

    def __init__(self, city: RunningCity, *, inside: Sequence[str] = ()) -> None:
        made = subprocess.run(
            [*inside, sys.executable, "-c", URN],
            env=city.settings | {"DJANGO_SETTINGS_MODULE": "balai.project.settings"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr[-2000:]
        told = json.loads(made.stdout)
        self.address = city.settings["BALAI_ADDRESS"]
        self.path, self.codes = f"/suara/{told['code']}/titip/", told["codes"]
        self.election: Election = read_election(told["election"])
        self.chance = random.Random(9)

    def ballot(self, number: int) -> str:
        return make_ballot(self.election, self.codes[number % CODES], [[0, 1, 0]], self.chance)

    def send(self, text: str) -> tuple[int, dict[str, Any], str]:
        """Status, content and what the answer says about coming back."""
        where = urlsplit(self.address)
        connection = http.client.HTTPConnection("127.0.0.1", where.port, timeout=60)
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Host": where.netloc}
        try:
            connection.request("POST", self.path, text.encode(), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read()), response.headers.get("Retry-After", "")
        except (OSError, http.client.HTTPException):  # no answer is no receipt either
            return 0, {}, ""
        finally:
            connection.close()


def _is_not_counted(answer: tuple[int, dict[str, Any], str]) -> bool:
    status, content, again = answer
    assert "tracker" not in content, "a receipt for what was not kept"
    return status == 503 and again.isdecimal()


def test_a_stopped_database_says_not_counted_yet(own_database: OwnDatabase, city_home: Path) -> None:
    with running_city(city_home, **own_database.settings) as city:
        urn = Urn(city)
        first, second = urn.ballot(0), urn.ballot(1)
        assert urn.send(first)[:2] == (201, {"tracker": tracker_of(first)})
        own_database.stop_at_once()
        assert _is_not_counted(urn.send(second))
        own_database.start()
        assert eventually(lambda: urn.send(second)[0] in {201, 409}, seconds=60)
        status, content, _again = urn.send(first)
        assert (status, content["tracker"]) == (409, tracker_of(first))
    kept = {row[0] for row in rows_of(own_database.home, "SELECT tracker FROM votes_secretballot")}
    assert kept == {tracker_of(first), tracker_of(second)}


def test_a_full_disk_says_not_counted_yet(home: Path, tmp_path: Path) -> None:
    needs_small_disks(tmp_path, root=True)
    folder = home / "postgres"
    with running_city(home, within=within(folder, RECORDS_DISK), BALAI_LOG_LEVEL="WARNING") as city:
        disk: SmallDisk = disk_of(city, folder)
        urn = Urn(city, inside=["nsenter", "--mount", f"--target={city.process.pid}"])
        kept = [urn.ballot(0)]
        assert urn.send(kept[0])[0] == 201
        disk.fill_up()
        numbers = itertools.count(1)

        def refused() -> bool:
            text = urn.ballot(next(numbers))
            answer = urn.send(text)
            if answer[0] == 201:
                kept.append(text)
                return False
            return _is_not_counted(answer)

        os.kill(city.child("bin/postgres -D"), signal.SIGKILL)  # it has to start again, and finds no room for that
        assert eventually(refused, seconds=60), "the disk was never full enough"
        disk.empty()
        late = urn.ballot(next(numbers))
        assert eventually(lambda: urn.send(late)[0] in {201, 409}, seconds=60)
        for text in [*kept, late]:
            status, content, _again = urn.send(text)
            assert (status, content["tracker"]) == (409, tracker_of(text)), "an acknowledged ballot is gone"
