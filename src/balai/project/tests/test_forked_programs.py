"""What is forked from one load of code shares that memory, and neither luck nor anything that belongs to one process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from balai.project.forking import CAN_FORK

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="this system forks no programs")

TWO_THROWS = """
import os, random, secrets, tempfile, uuid
from balai.project.forking import fork_child

def throw():
    name = os.path.basename(tempfile.mkdtemp(dir=folder))
    print(random.random(), secrets.token_hex(), uuid.uuid4(), name, flush=True)
    return 0

with tempfile.TemporaryDirectory() as folder:
    random.random()
    tempfile.mkdtemp(dir=folder)  # whoever makes names has made one before
    for title in ("one", "other"):
        assert fork_child(throw, title=title).wait(60)
"""
WAITED_FOR = """
import signal
from balai.project.forking import fork_child

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
child = fork_child(lambda: 3, title="three")
print(child.wait(60), child.code)
"""


def said(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.splitlines()


def test_no_two_of_them_have_the_same_luck() -> None:
    one, other = (line.split() for line in said(TWO_THROWS))
    assert len(one) == len(other) == 4
    assert all(mine != theirs for mine, theirs in zip(one, other, strict=True))


def test_its_end_is_known_also_where_ends_were_ignored_before_us() -> None:
    assert said(WAITED_FOR) == ["True 3"]
