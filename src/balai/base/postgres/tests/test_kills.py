"""After `kill -9` nothing stays behind, or the next start cleans it up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from balai.base.postgres import OWNER, Server, connection_of
from balai.base.postgres.children import start_child
from balai.base.postgres.cluster import running_server

Start = Callable[[Path], Server]

pytestmark = [pytest.mark.fault, pytest.mark.database]

OWN = """
import sys, time
from pathlib import Path
from balai.base.postgres import open_server
open_server(Path(sys.argv[1]))
print("ready", flush=True)
time.sleep(600)
"""


def eventually(true: Callable[[], bool], *, seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def owner_process(home: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", OWN, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def test_a_killed_owner_takes_the_server_with_it(home: Path) -> None:
    owner = owner_process(home)
    server = running_server(home / "postgres" / "data")
    assert server is not None
    kill(owner)
    assert eventually(lambda: not is_alive(server))


def test_the_next_start_right_after_the_kill_works(home: Path, start: Start) -> None:
    for _ in range(3):
        kill(owner_process(home))
        server = start(home)
        assert server.owned
        with psycopg.connect(**connection_of(home, OWNER)) as connection:  # type: ignore[arg-type]
            connection.execute("SELECT 1")
        server.stop()


def test_a_server_whose_own_process_was_killed_starts_again(home: Path, start: Start) -> None:
    server = start(home)
    process = running_server(server.place.data)
    assert process is not None
    os.kill(process, signal.SIGKILL)
    assert eventually(lambda: not server.is_running())
    server.restart()
    with psycopg.connect(**connection_of(home, OWNER)) as connection:  # type: ignore[arg-type]
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("left", ["our own number", "a number that nobody has", "nonsense"])
def test_a_stale_lock_file_is_no_obstacle(home: Path, start: Start, left: str) -> None:
    server = start(home)
    server.stop()
    lines = {"our own number": str(os.getpid()), "a number that nobody has": "999999", "nonsense": "\0?"}[left]
    stale = server.place.data / "postmaster.pid"
    stale.write_text(f"{lines}\n{server.place.data}\n1\n5432\n\n\n0 0\nready\n")
    os.chown(stale, server.place.account.uid, server.place.account.gid)
    assert start(home).is_running()


def test_a_leftover_server_without_an_owner_is_ended_and_replaced(home: Path, start: Start) -> None:
    """As where the kernel does not tell children of their parent's end."""
    first = start(home)
    command = Path(f"/proc/{running_server(first.place.data)}/cmdline").read_bytes().split(b"\0")[:-1]
    first.stop()
    orphan = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **first.place.account.for_subprocess()
    )
    assert eventually(lambda: running_server(first.place.data) == orphan.pid)
    second = start(home)
    assert second.owned
    assert orphan.wait(60) is not None
    assert running_server(second.place.data) != orphan.pid


@pytest.mark.parametrize("use_pipe", [False, True], ids=["kernel", "pipe"])
def test_a_child_ends_with_its_killed_parent(tmp_path: Path, use_pipe: bool) -> None:
    script = f"""
import signal, sys, time
from balai.base.postgres.children import start_child
child = start_child([sys.executable, "-c", "import time; time.sleep(600)"], at_our_end=signal.SIGTERM, use_pipe={use_pipe})
print(child.process.pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    assert is_alive(child)
    kill(parent)
    assert eventually(lambda: not is_alive(child))


def test_a_child_that_ends_lets_its_watcher_go() -> None:
    child = start_child([sys.executable, "-c", "pass"], at_our_end=signal.SIGTERM, use_pipe=True)
    assert child.wait(60)
    assert child.lifeline is None
