"""`balai doctor`: says what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from balai.base.failures import Failure
from balai.project.configuration import Configuration, Problem, find_problems, read_configuration
from balai.project.examinations import (
    city_pack,
    clock,
    database_roles,
    database_version,
    disk_space,
    jobs,
    locks,
    mail,
    migrations,
    neighbours,
    secret_files,
    stories,
    worker,
)
from balai.project.ready import database_server, set_up_django
from balai.project.terminal import say, say_json

Examination = Callable[[Configuration], Iterator[Problem]]

WITHOUT_DATABASE: dict[str, Examination] = {
    "Secrets are closed to others": secret_files,
    "Disk space": disk_space,
    "City pack": city_pack,
    "Mail": mail,
}
WITH_DATABASE: dict[str, Examination] = {
    "Database version": database_version,
    "Database roles": database_roles,
    "Clock": clock,
    "Migrations": migrations,
}
WITH_TABLES: dict[str, Examination] = {
    "Stories stay as they are": stories,
    "Originals are under lock": locks,
    "Worker": worker,
    "Jobs": jobs,
    "Neighbours": neighbours,
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="balai doctor", description=__doc__)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    findings = examine()
    wrong = [problem for problems in findings.values() for problem in problems]
    if options.json:
        say_json({"healthy": not wrong, "examined": list(findings), "problems": [asdict(problem) for problem in wrong]})
    else:
        _tell(findings)
    return 1 if wrong else 0


def examine() -> dict[str, list[Problem]]:
    """Every examination by name, with what it found. Those that need what another found missing are left out."""
    findings = {"Settings": find_problems(os.environ, folder=Path.cwd())}
    if findings["Settings"]:
        return findings
    configuration = read_configuration(os.environ, folder=Path.cwd())
    findings |= {name: list(look(configuration)) for name, look in WITHOUT_DATABASE.items()}
    try:
        with database_server(configuration):
            set_up_django(configuration)
            return findings | _examine_database(configuration)
    except Failure as failure:
        return findings | {"Database": [Problem(failure.id, failure.sentence, failure.hint)]}


def _examine_database(configuration: Configuration) -> dict[str, list[Problem]]:
    from django.db import Error, connection, connections  # noqa: PLC0415 (Django is set up just before)

    try:
        connection.ensure_connection()
        findings: dict[str, list[Problem]] = {"Database": []}
        findings |= {name: list(look(configuration)) for name, look in WITH_DATABASE.items()}
        if findings["Migrations"]:
            return findings
        return findings | {name: list(look(configuration)) for name, look in WITH_TABLES.items()}
    except Error as error:
        words = str(error).strip().splitlines()[0]
        hint = "Check DATABASE_URL, and that the server runs and lets this machine in."
        return {"Database": [Problem("balai.D020", f"The database does not answer: {words}", hint)]}
    finally:
        connections.close_all()


def _tell(findings: dict[str, list[Problem]]) -> None:
    for name, problems in findings.items():
        say(f"  {'✗' if problems else '✓'} {name}")
        for problem in problems:
            say(f"      {problem.id}: {problem.sentence}\n        → {problem.hint}")
    count = sum(map(len, findings.values()))
    say(f"\n{count} problem{'s' if count > 1 else ''}." if count else "\nAll is well.")
