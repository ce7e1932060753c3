"""`kill -9` of the web server's main process alone: the processes it had started end too, and the city comes back."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from balai.project.tests.cities import RunningCity, eventually, running_city

pytestmark = pytest.mark.fault

LONGEST_END_SECONDS = 45.0
"""At once where the kernel sees to it; elsewhere a request in hand has ten seconds, and a busy machine takes longer."""


def _half_a_request(city: RunningCity) -> socket.socket:
    """A visitor on a bad line, who holds a process without ever finishing."""
    address = urlsplit(city.settings["BALAI_ADDRESS"])
    visitor = socket.create_connection((address.hostname or "", address.port or 0), timeout=5)
    visitor.sendall(b"POST /lapor/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf")
    return visitor


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "with a visitor who never finishes"])
def test_no_web_process_is_left_behind(prepared_home: Path, busy: bool) -> None:
    with running_city(prepared_home, BALAI_WEB_WORKERS="2", BALAI_LOG_LEVEL="WARNING") as city:
        master = psutil.Process(city.child(r"balai\.project\.command web$"))
        below = master.children(recursive=True)
        assert len(below) >= 2
        visitor = _half_a_request(city) if busy else None
        try:
            os.kill(master.pid, signal.SIGKILL)
            gone = eventually(lambda: not any(process.is_running() for process in below), seconds=LONGEST_END_SECONDS)
            assert gone, [process for process in below if process.is_running()]
        finally:
            if visitor:
                visitor.close()
        assert eventually(city.is_ready, seconds=40)
        again = psutil.Process(city.child(r"balai\.project\.command web$"))
        assert again.pid != master.pid
        assert len(again.children(recursive=True)) == len(below)
    assert not city.processes()
