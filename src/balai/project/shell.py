"""`balai shell`: a Python shell with the city loaded, as the role `app`."""

from __future__ import annotations

import argparse

from balai.project.ready import city


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="balai shell", description=__doc__)
    parser.add_argument("--command", "-c", help="run this Python code instead of asking for it")
    options = parser.parse_args(arguments)
    with city():
        from django.core.management import call_command  # noqa: PLC0415 (Django is loaded by now, not before)

        call_command("shell", command=options.command, verbosity=0)
    return 0
