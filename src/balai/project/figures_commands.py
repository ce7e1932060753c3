"""`balai figures …`: whether the published figures are what the cases say."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from balai.base.clock import now
from balai.project.ready import city
from balai.project.terminal import say, say_json


def recount(arguments: list[str]) -> int:
    """Count all cases again and compare: exit 1 when a kept number differs."""
    parser = argparse.ArgumentParser(prog="balai figures recount", description=recount.__doc__)
    parser.add_argument("--mend", action="store_true", help="put right what differs")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    with city():
        from balai.apps.figures.actions.recounting import recount as count_again  # noqa: PLC0415 (needs Django)

        found = count_again(now=now(), mend=options.mend)
    if options.json:
        say_json(asdict(found))
    else:
        say(f"{found.cases} cases and {found.sums} sums counted again.")
        for line in found.examples:
            say(f"  {line}")
        differ = f"{found.cases_differ} cases and {found.sums_differ} sums differ"
        say("All agree." if found.agrees else f"{differ}; they have been mended." if options.mend else f"{differ}.")
    return 0 if found.agrees or options.mend else 1
