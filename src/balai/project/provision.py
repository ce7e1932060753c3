"""`balai provision`: prepares an installation, from nothing or from an older version, to the point where it can serve.

Each step is repeated only when something it depends on has changed, so that a second start takes seconds.
Run as a program of its own by `balai run`, which keeps the supervising process small.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from balai.base.postgres import APP, OWNER
from balai.project.catalogues import PACKAGE, compile_catalogues, forget_messages
from balai.project.configuration import Configuration
from balai.project.database import database_of
from balai.project.migrate import migrate
from balai.project.ready import become, configuration_or_failure, database_server, set_up_django
from balai.project.stamps import Stamps, files_below, fingerprint_of
from balai.project.terminal import step


def provision(configuration: Configuration) -> None:
    """Catalogues, tables, the city pack, static files and, in a demo, invented people and reports.

    Raises:
        Failure: a step cannot be done; those before it stay done.
    """
    with step("Message catalogues") as current:
        compiled = compile_catalogues()
        current.note = f"{compiled} compiled" if compiled else "nothing to do"
    set_up_django(configuration, role=OWNER)
    forget_messages()
    with step("Database tables") as current:
        migrate(current, app_role=str(database_of(configuration)["USER"]))
    become(configuration, APP)
    stamps = Stamps(configuration.home)
    _collect_static_files(stamps)
    _load_city_pack(configuration, stamps)
    if configuration.demo:
        _load_demo(configuration, stamps)


def _collect_static_files(stamps: Stamps) -> None:
    from django.conf import settings  # noqa: PLC0415 (Django is set up above)
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    with step("Styles, scripts and pictures") as current:
        paths = [storage.path(name) for finder in get_finders() for name, storage in finder.list([])]
        fingerprint = fingerprint_of(map(Path, paths))
        if stamps.has("static", fingerprint) and settings.STATIC_ROOT.is_dir():
            current.note = "nothing to do"
            return
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        current.note = f"{len(paths)} files"
        stamps.put("static", fingerprint)


def _load_city_pack(configuration: Configuration, stamps: Stamps) -> None:
    from balai.project.city_pack import load_city_pack  # noqa: PLC0415 (Django is set up above)

    with step("City pack") as current:
        fingerprint = fingerprint_of([*files_below(configuration.city), *_loading_code()], _database_identity())
        if stamps.has("city", fingerprint):
            current.note = "nothing to do"
            return
        current.note = load_city_pack(configuration, current)
        stamps.put("city", fingerprint)


def _load_demo(configuration: Configuration, stamps: Stamps) -> None:
    from balai.project.demo import load_demo  # noqa: PLC0415 (Django is set up above)

    with step("Invented people and reports") as current:
        fingerprint = fingerprint_of([], _database_identity())
        if stamps.has("demo", fingerprint):
            current.note = "nothing to do"
            return
        current.note = load_demo(configuration, current)
        stamps.put("demo", fingerprint)


def _database_identity() -> tuple[object, ...]:
    """Changes when the database is made anew, as after a restore."""
    from django.db import connection  # noqa: PLC0415 (Django is set up above)

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), oid::bigint FROM pg_database WHERE datname = current_database()")
        row: tuple[object, ...] = cursor.fetchone()
    return row


def _loading_code() -> list[Path]:
    return [path for folder in ("base", "engines", "project") for path in (PACKAGE / folder).rglob("*.py")]


def main(arguments: list[str]) -> int:
    argparse.ArgumentParser(prog="balai provision", description=__doc__).parse_args(arguments)
    configuration = configuration_or_failure()
    with database_server(configuration):
        provision(configuration)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
