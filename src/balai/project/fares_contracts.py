"""`balai fares contracts`: what operators are owed for kilometres driven."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from balai.base.failures import Failure
from balai.engines.fares.contracts import account, read_contracts, read_driven
from balai.engines.fares.explaining import money
from balai.engines.fares.mistakes import FareError
from balai.project.terminal import say, say_json

SHOWN = 20


def contracts(arguments: list[str]) -> int:
    """Say what operators under contract are owed for each day, by kilometres driven and not by what passengers paid."""
    parser = argparse.ArgumentParser(prog="balai fares contracts", description=contracts.__doc__)
    parser.add_argument("contracts", type=Path, help="CSV: operator,line,since,until,per_kilometre,most_kilometres")
    parser.add_argument("driven", type=Path, help="CSV: key,operator,line,vehicle,day,metres")
    parser.add_argument("--language", default="id", help="the language of amounts: id (unless told) or en")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    try:
        found = account(read_contracts(options.contracts), read_driven(options.driven))
    except FareError as error:
        raise Failure("balai.F004", f"{error}.", "docs/reference/fares.md says what the files hold.") from error
    if options.json:
        rows = [{**asdict(row), "day": row.day.isoformat()} for row in found.owed]
        without = [one.key for one in found.without_contract]
        say_json({"owed": rows, "without_contract": without, "contradictions": list(found.contradictions)})
        return 0
    say(f"{'day':<12}{'operator':<22}{'line':<12}{'vehicles':>9}{'km driven':>12}{'km paid':>12}{'owed':>18}")
    for row in found.owed:
        kilometres = f"{row.driven / 1000:>12.1f}{row.paid_for / 1000:>12.1f}"
        amount = money(row.amount, options.language)
        say(f"{row.day!s:<12}{row.operator:<22}{row.line or '-':<12}{row.vehicles:>9}{kilometres}{amount:>18}")
    say(f"{'':<79}{money(sum(row.amount for row in found.owed), options.language):>18}")
    for keys, sentence in (
        ([one.key for one in found.without_contract], "records have no contract, and are not paid"),
        (found.contradictions, "keys came with two contents; the first in order counts"),
    ):
        if keys:
            say(f"{len(keys)} {sentence}: {', '.join(keys[:SHOWN])}{' …' if len(keys) > SHOWN else '.'}")
    return 0
