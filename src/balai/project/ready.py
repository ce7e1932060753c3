"""Prepares a command: settings without mistakes, a database server, Django."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from balai.base.failures import Failure
from balai.base.postgres import APP, opened_server
from balai.project.configuration import Configuration, find_problems, read_configuration
from balai.project.database import database_of

if TYPE_CHECKING:
    from balai.base.postgres import Server


def configuration_or_failure() -> Configuration:
    """The settings of this process.

    Raises:
        Failure: the first mistake in them; the others are named with it.
    """
    problems = find_problems(os.environ, folder=Path.cwd())
    if problems:
        first, *others = problems
        more = f" (and {len(others)} more: `balai settings check`)" if others else ""
        raise Failure(first.id, first.sentence + more, first.hint)
    return read_configuration(os.environ, folder=Path.cwd())


def set_up_django(configuration: Configuration, *, role: str = APP) -> None:
    """Load Django, connected as `role`."""
    import django  # noqa: PLC0415 (commands that only compute never load it)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balai.project.settings")
    django.setup()
    become(configuration, role)


def become(configuration: Configuration, role: str) -> None:
    """Connect as `role` from here on."""
    from django.db import connections  # noqa: PLC0415 (Django is loaded by now)

    connections.close_all()
    entry = database_of(configuration, role=role)
    connections.databases["default"].update(entry)
    connections["default"].settings_dict.update(entry)


@contextmanager
def database_server(configuration: Configuration) -> Iterator[Server | None]:
    """The bundled server while a command needs it; None when the city has a server of its own."""
    if configuration.bundled_database:
        with opened_server(configuration.home) as server:
            yield server
    else:
        yield None


@contextmanager
def city(*, role: str = APP) -> Iterator[Configuration]:
    """Everything a command that touches records needs: settings, server, Django connected as `role`.

    Raises:
        Failure: a mistake in the settings, or a server that does not start.
    """
    configuration = configuration_or_failure()
    with database_server(configuration):
        set_up_django(configuration, role=role)
        try:
            yield configuration
        finally:
            from django.db import connections  # noqa: PLC0415 (loaded by now)

            connections.close_all()


def this_command(*words: str) -> list[str]:
    """The command line that runs `balai WORDS` with this very Python."""
    return [sys.executable, "-m", "balai.project.command", *words]
