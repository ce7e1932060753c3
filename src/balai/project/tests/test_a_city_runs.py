"""One command serves the city; nothing it started outlives it, and what dies under it comes back."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from balai.project.tests.cities import COMMAND, RunningCity, balai, eventually, running_city, settings_for

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def lived_in(module_city: Path) -> Path:
    """A home in which a city has run before."""
    with running_city(module_city):
        return module_city


def test_a_second_start_prepares_nothing_again_and_everything_stops_when_asked(lived_in: Path) -> None:
    output = lived_in / "output.txt"
    said_before = len(output.read_text())
    with running_city(lived_in) as city:
        city.process.send_signal(signal.SIGINT)
        assert city.process.wait(60) == 0
        assert city.processes() == set()
    # How many seconds it takes is for bench/start.py: here they would judge the machine.
    said = output.read_text()[said_before:]
    for preparation in ("Message catalogues", "Database tables", "Styles, scripts and pictures", "City pack"):
        assert f"{preparation}: nothing to do" in said


def test_who_forks_the_others_is_alone_with_itself(lived_in: Path) -> None:
    """A lock that another thread of it held at that moment would be held for ever in what was forked."""
    with running_city(lived_in) as city:
        threads = [entry.name for entry in Path(f"/proc/{city.process.pid}/task").iterdir()]
        assert threads == [str(city.process.pid)]


def test_commands_beside_it_share_its_database(lived_in: Path) -> None:
    with running_city(lived_in) as city:
        assert balai(city.settings, "doctor").stdout.endswith("All is well.\n")
        assert city.is_ready()


def test_after_kill_9_nothing_stays_behind_and_the_next_start_works(lived_in: Path) -> None:
    with running_city(lived_in) as city:
        city.process.kill()
        city.process.wait()
        assert eventually(lambda: not city.processes()), city.processes()
    with running_city(lived_in) as city:
        assert city.answers("/readyz") == 200


def test_what_dies_under_it_comes_back(lived_in: Path) -> None:
    with running_city(lived_in) as city:
        for words in ("command worker", "command web", "bin/postgres -D"):
            number = city.child(words)
            os.kill(number, signal.SIGKILL)
            assert eventually(lambda number=number: number not in city.processes())  # type: ignore[misc]
            assert eventually(lambda words=words: _has(city, words) and city.is_ready(), seconds=90), words  # type: ignore[misc]


def test_a_worker_outlives_a_database_that_comes_back(lived_in: Path) -> None:
    with running_city(lived_in) as city:
        worker = city.child("command worker")
        server = city.child("bin/postgres -D")
        os.kill(server, signal.SIGKILL)
        assert eventually(lambda: server not in city.processes())
        assert eventually(lambda: _has(city, "bin/postgres -D") and city.is_ready(), seconds=90)
        assert city.child("command worker") == worker


def _has(city: object, words: str) -> bool:
    try:
        city.child(words)  # type: ignore[attr-defined]
    except ValueError:
        return False
    return True


def test_a_second_run_in_the_same_home_is_refused(lived_in: Path) -> None:
    with running_city(lived_in) as city:
        second = balai(settings_for(lived_in), "run")
        assert second.returncode == 1
        assert second.stderr.startswith(
            f"balai.R003: The city in {lived_in} runs already (process {city.process.pid})."
        )


def test_a_port_in_use_is_named(home: Path) -> None:
    settings = settings_for(home)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(settings["BALAI_ADDRESS"].rpartition(":")[2])))
        taken.listen()
        answer = balai(settings, "run")
    assert answer.returncode == 1
    assert answer.stderr.startswith("balai.R001: Another program listens on port ")
    assert not (home / "postgres").exists()


def test_it_ends_with_the_one_who_started_it_when_asked_to(lived_in: Path) -> None:
    settings = settings_for(lived_in)
    lock = lived_in / "run.lock"
    lock.unlink()
    shell = subprocess.Popen(
        ["/bin/sh", "-c", '"$@"; true', "sh", *COMMAND, "run", "--with-parent"],
        env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    city = RunningCity(settings, shell, lived_in / "output.txt")
    assert eventually(lambda: lock.exists() and lock.read_text() != "", seconds=90)
    shell.kill()
    shell.wait()
    assert eventually(lambda: not city.processes(), seconds=90), city.processes()
