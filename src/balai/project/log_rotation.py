"""`balai log rotate`: the city's log gets a new key; the old one signs beside it for thirty days."""

from __future__ import annotations

import argparse

from balai.base import clock
from balai.project.ready import city
from balai.project.terminal import say, say_json


def rotate(arguments: list[str]) -> int:
    """Give the log a new key. For thirty days the old one signs too, so that everyone can learn the new one."""
    parser = argparse.ArgumentParser(prog="balai log rotate", description=rotate.__doc__)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    with city():
        from balai.apps.transparency.service import rotate as rotate_key  # noqa: PLC0415 (needs Django)

        done = rotate_key(now=clock.now())
    until = done.until.isoformat(timespec="seconds")
    if options.json:
        say_json({"key": str(done.key), "beside": [str(key) for key in done.beside], "until": until})
        return 0
    say(f"The log's new key:\n  {done.key}")
    for key in done.beside:
        say(f"Signs beside it until {until}:\n  {key}")
    say("The change stands in the log. Whoever reads the log until then believes the new key.")
    return 0
