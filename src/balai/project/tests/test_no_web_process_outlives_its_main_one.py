"""Whenever the web server's main process is killed, also while another starts under it, nothing of it stays."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

MAIN_AND_ONE_BELOW = """
import os, signal, sys, time
from balai.project.web import end_web_process_with

signal.signal(signal.SIGTERM, lambda *_: None)  # the server's main process notes it, and goes on
main = os.getpid()
if os.fork():
    time.sleep(600)
if sys.argv[1] == "too late":
    print("waits", flush=True)
    while os.getppid() == main:
        time.sleep(0.01)
end_web_process_with(main, longest=0.5)
if sys.argv[1] == "busy":
    signal.signal(signal.SIGTERM, lambda *_: None)
print("works", flush=True)
while True:
    time.sleep(600)
"""


@pytest.mark.parametrize(("when", "said"), [("starting", "works"), ("busy", "works"), ("too late", "waits")])
def test_it_ends_too(when: str, said: str) -> None:
    with subprocess.Popen([sys.executable, "-c", MAIN_AND_ONE_BELOW, when], stdout=subprocess.PIPE, text=True) as main:
        assert main.stdout is not None
        assert main.stdout.readline() == f"{said}\n"
        main.send_signal(signal.SIGKILL)
        # Their output ends when the last of them has ended.
        rest, _errors = main.communicate(timeout=60)
    assert rest == ""
