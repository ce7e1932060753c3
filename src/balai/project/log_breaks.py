"""`balai log break` and `balai log resume`: the way back for a log that came out of a back-up."""

from __future__ import annotations

import argparse

from balai.base import clock
from balai.base.errors import Refusal
from balai.project.ready import city
from balai.project.terminal import say, say_json


def declare(arguments: list[str]) -> int:
    """Say aloud, signed, that the log lost its last entries, and go on. Other cities must accept it."""
    parser = argparse.ArgumentParser(prog="balai log break", description=declare.__doc__)
    parser.add_argument("--because", required=True, help="what happened, in a sentence that everyone can read")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    with city():
        from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)

        try:
            done = network.break_log(because=options.because.strip(), now=clock.now())
        except Refusal as refusal:
            say_json({"code": refusal.code, "refused": str(refusal)}) if options.json else say(f"✗ {refusal}")
            return 1
    if options.json:
        say_json(done)
        return 0
    say(f"The log goes on from {done['kept']:,} entries; {done['lost']:,} had been seen.")
    say("Each other city shows this as an alarm, and signs again once its administrator has closed it.")
    return 0


def resume(arguments: list[str]) -> int:
    """Let a log go on that waits after a back-up, although not every other city has answered."""
    parser = argparse.ArgumentParser(prog="balai log resume", description=resume.__doc__)
    parser.parse_args(arguments)
    with city():
        from balai.apps.transparency.service import release  # noqa: PLC0415 (needs Django)

        count = release(now=clock.now())
    say("The log goes on." if count else "The log was not waiting.")
    return 0
