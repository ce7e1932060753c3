"""One process owns the server of a home; others share it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from balai.base.postgres import OWNER, Server, ServerFailure, connection_of, open_server, opened_server
from balai.base.postgres.cluster import running_server

pytestmark = pytest.mark.database
Start = Callable[[Path], Server]

ASK = """
import sys
from pathlib import Path
from balai.base.postgres import opened_server
with opened_server(Path(sys.argv[1])) as server:
    print("owned" if server.owned else "shared")
"""


def ask(home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ASK, str(home)], capture_output=True, text=True, timeout=60, check=False
    )


def test_the_first_owns_and_the_second_shares(home: Path, start: Start) -> None:
    first, second = start(home), start(home)
    assert (first.owned, second.owned) == (True, False)
    assert ask(home).stdout == "shared\n"
    second.stop()
    assert first.is_running()


def test_two_starts_at_once_make_one_server(home: Path) -> None:
    answers: list[subprocess.CompletedProcess[str]] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(home))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.returncode for answer in answers] == [0, 0, 0], [answer.stderr for answer in answers]
    assert running_server(home / "postgres" / "data") is None


def test_records_outlive_the_server(home: Path) -> None:
    with opened_server(home), psycopg.connect(**connection_of(home, OWNER)) as connection:  # type: ignore[arg-type]
        connection.execute("CREATE TABLE kept AS SELECT 'here' AS word")
    with opened_server(home), psycopg.connect(**connection_of(home, OWNER)) as connection:  # type: ignore[arg-type]
        assert connection.execute("SELECT word FROM kept").fetchone() == ("here",)


def test_a_stopped_server_leaves_no_process_and_no_socket(home: Path, start: Start) -> None:
    server = start(home)
    socket = server.place.socket
    assert list(socket.iterdir())
    server.stop()
    assert not server.is_running()
    assert not socket.exists() or not list(socket.iterdir())


def test_asking_where_a_server_is_that_never_was_says_how_to_start_one(home: Path) -> None:
    with pytest.raises(ServerFailure, match=r"balai\.P009.*balai run"):
        connection_of(home, OWNER)


def test_data_of_another_version_is_left_alone(home: Path, start: Start) -> None:
    server = start(home)
    server.stop()
    (server.place.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(ServerFailure, match=r"balai\.P006.*balai backup"):
        open_server(home)
