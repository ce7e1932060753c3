"""`balai settings check`: every mistake in the settings, each with an id and a hint."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from balai.project.configuration import find_problems
from balai.project.terminal import say, say_json


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="balai settings check", description=__doc__)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    problems = find_problems(os.environ, folder=Path.cwd())
    if options.json:
        say_json({"problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            say(f"{problem.id}: {problem.sentence}\n  → {problem.hint}")
        if not problems:
            say("The settings are in order.")
    return 1 if problems else 0
