"""A program for tests: keeps sequencers of the city's log running, and begins another for each that ends.

    python -m balai.project.tests.sequencers HOW_MANY

Django is loaded once; each sequencer is a fork of this process with a connection of its own, so that one that was
killed is followed by the next within milliseconds. Ends with its parent's end of the pipe.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading

import django

PAUSE_SECONDS = 0.02


def sequence_until_killed() -> None:
    from balai.apps.transparency import sequencer

    sequencer.run(threading.Event(), seconds=PAUSE_SECONDS)


def begin() -> int:
    """Fork a sequencer; its process number."""
    number = os.fork()
    if number == 0:
        try:
            sequence_until_killed()
        finally:
            os._exit(1)
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()
    return number


def main(how_many: int) -> None:
    """Keep so many running until the standard input is closed."""
    django.setup()
    from django.db import connections

    connections.close_all()
    running = {begin() for _ in range(how_many)}
    while not select.select([sys.stdin], [], [], 0.005)[0]:
        ended, _status = os.waitpid(-1, os.WNOHANG)
        if ended:
            running = (running - {ended}) | {begin()}
    for number in running:
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
