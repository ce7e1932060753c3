"""`balai migrate`: brings the database to this version, as the role `owner`."""

from __future__ import annotations

import argparse
import pkgutil
from io import StringIO
from pathlib import Path

from balai.base.postgres import OWNER
from balai.base.postgres.roles import app_rights
from balai.project.database import database_of
from balai.project.ready import city
from balai.project.terminal import Step, say, step


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="balai migrate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something is pending")
    options = parser.parse_args(arguments)
    with city(role=OWNER) as configuration:
        if options.check:
            pending = pending_migrations()
            say("\n".join(pending) or "Nothing is pending.")
            return 1 if pending else 0
        with step("Database tables") as current:
            migrate(current, app_role=database_of(configuration)["USER"])
    return 0


def pending_migrations() -> list[str]:
    """The migrations that this database still lacks, in order, as "app.name"."""
    from django.db import connection  # noqa: PLC0415 (Django is loaded by `city`)
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def lacks_migrations() -> bool:
    """Whether this database lacks any: `pending_migrations` without loading each of them, which takes half a second."""
    from django.apps import apps  # noqa: PLC0415 (Django is loaded by `city`)
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    known = {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
    }
    return bool(known - set(MigrationRecorder(connection).applied_migrations()))


def migrate(current: Step, *, app_role: str) -> None:
    """Apply what is pending; `app_role` may use every table made from here on."""
    from django.core.management import call_command  # noqa: PLC0415 (Django is loaded by `city`)
    from django.db import connection  # noqa: PLC0415

    if not lacks_migrations():
        current.note = "nothing to do"
        return
    pending = pending_migrations()
    current.note = f"{len(pending)} applied"
    with connection.cursor() as cursor:
        for statement in app_rights(app_role):
            cursor.execute(statement)
    call_command("migrate", verbosity=1, interactive=False, no_color=True, stdout=_Counter(current, len(pending)))


class _Counter(StringIO):
    """Counts the migrations that Django reports as done."""

    def __init__(self, current: Step, total: int) -> None:
        super().__init__()
        self._current = current
        self._total = total
        self._done = 0

    def write(self, text: str) -> int:
        if text.rstrip().endswith("OK"):
            self._done += 1
            self._current.advance(self._done, self._total)
        return len(text)
