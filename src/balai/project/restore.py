"""`balai restore FILE`: brings a back-up into an installation; all of it, or nothing."""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from balai.base import clock
from balai.base.failures import Failure
from balai.base.postgres import APP, OWNER
from balai.project.archive import DUMP, FILES, KEY, Manifest, unpack
from balai.project.configuration import Configuration
from balai.project.database import database_of
from balai.project.dumping import load, snapshot
from balai.project.migrate import migrate
from balai.project.ready import configuration_or_failure, database_server, set_up_django
from balai.project.run import only_one
from balai.project.terminal import say, step


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="balai restore", description=__doc__)
    parser.add_argument("file", type=Path, help="a file that `balai backup` wrote")
    parser.add_argument("--replace", action="store_true", help="throw away what this installation holds now")
    options = parser.parse_args(arguments)
    configuration = configuration_or_failure()
    with only_one(configuration.home), database_server(configuration):
        restore(configuration, options.file.absolute(), replace=options.replace)
    return 0


def restore(configuration: Configuration, source: Path, *, replace: bool) -> Manifest:
    """Put the back-up `source` in the place of what is here, then bring its tables to this version.

    Raises:
        Failure: the file is damaged, this installation is not empty and `replace` is off, or the database refuses;
            then nothing was changed.
    """
    began = time.monotonic()
    if not replace:
        _refuse_unless_empty(configuration)
    with tempfile.TemporaryDirectory(dir=configuration.home, prefix=".restoring-") as workshop:
        unpacked = Path(workshop)
        with step("Reading and checking") as current:
            manifest = unpack(source, unpacked, current.advance)
            current.note = f"of {manifest.made_at}, version {manifest.version}, {len(manifest.hashes):,} parts whole"
        _check_roles(configuration, manifest)
        with step("Database") as current:
            load(configuration, unpacked / DUMP)
            current.note = _counted(configuration, manifest)
        with step("Files") as current:
            count = _swap_files(configuration.home, unpacked)
            current.note = f"{count:,} files"
    (configuration.home / "stamps.json").unlink(missing_ok=True)
    set_up_django(configuration, role=OWNER)
    with step("Database tables of this version") as current:
        migrate(current, app_role=str(database_of(configuration)["USER"]))
    _hold_the_log()
    say(f"\n  Restored in {time.monotonic() - began:.1f} s. Start the city with `balai run`.")
    return manifest


def _hold_the_log() -> None:
    """Others may have seen more of the log than the back-up holds: the worker asks them before anything is added."""
    from balai.apps.transparency.service import Hold, hold  # noqa: PLC0415 (Django is set up by now)

    hold(reason=Hold.Reason.RESTORED, now=clock.now())


def _refuse_unless_empty(configuration: Configuration) -> None:
    with snapshot(configuration) as (_name, rows):
        held = rows.get("people_user", 0) + rows.get("cases_case", 0)
    files = configuration.home / "files"
    if held or (files.is_dir() and any(files.iterdir())):
        raise Failure(
            "balai.B007",
            f"The installation in {configuration.home} is not empty.",
            "Restore into an empty one (another BALAI_HOME), or throw this one's records away: --replace",
        )


def _check_roles(configuration: Configuration, manifest: Manifest) -> None:
    here = {role: str(database_of(configuration, role=role)["USER"]) for role in (APP, OWNER)}
    if manifest.roles != here:
        raise Failure(
            "balai.B008",
            f"The back-up's database roles are {manifest.roles}; here they are {here}.",
            "Name the roles in DATABASE_URL and DATABASE_OWNER_URL as they were: rights on tables depend on them.",
        )


def _counted(configuration: Configuration, manifest: Manifest) -> str:
    with snapshot(configuration) as (_name, rows):
        if rows != manifest.rows:
            different = sorted(
                name for name in rows.keys() | manifest.rows.keys() if rows.get(name) != manifest.rows.get(name)
            )
            raise Failure(
                "balai.B009",
                f"After restoring, these tables have other numbers of rows: {', '.join(different)}.",
                "Report this, and restore again from another copy with --replace.",
            )
    return f"{sum(rows.values()):,} rows in {len(rows)} tables, as counted when the back-up was made"


def _swap_files(home: Path, unpacked: Path) -> int:
    """Put the back-up's files and key in place; how many files."""
    restored = unpacked / FILES
    restored.mkdir(exist_ok=True)
    if (home / "files").exists():
        (home / "files").rename(unpacked / "files-before")
    restored.rename(home / "files")
    if (unpacked / KEY).exists():
        shutil.move(unpacked / KEY, home / KEY)
    return sum(1 for path in (home / "files").rglob("*") if path.is_file())
