"""`balai backup FILE`: writes the database, the files and the key into one file, while the city runs."""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC
from importlib.metadata import version
from pathlib import Path

from balai.base.clock import now
from balai.base.failures import Failure
from balai.base.postgres import APP, OWNER
from balai.project.archive import DUMP, FILES, FORMAT, KEY, Manifest, Writer
from balai.project.configuration import Configuration
from balai.project.database import database_of
from balai.project.dumping import dump, snapshot
from balai.project.ready import configuration_or_failure, database_server
from balai.project.stamps import files_below
from balai.project.terminal import say, step


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="balai backup", description=__doc__)
    parser.add_argument("file", type=Path, help="the file to write; it must not exist yet")
    options = parser.parse_args(arguments)
    configuration = configuration_or_failure()
    with database_server(configuration):
        back_up(configuration, options.file.absolute())
    return 0


def back_up(configuration: Configuration, target: Path) -> Manifest:
    """Write a back-up of one moment to `target`, readable by us alone.

    Raises:
        Failure: `target` exists, or the database cannot be read out.
    """
    if target.exists():
        raise Failure("balai.B001", f"{target} exists already.", "Name another file: back-ups are never overwritten.")
    files = files_below(configuration.home / "files") if (configuration.home / "files").is_dir() else []
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".balai-backup-") as workshop, Writer(target) as writer:
        with step("Database") as current, snapshot(configuration) as (name, rows):
            dump(configuration, Path(workshop) / DUMP, name)
            writer.add(DUMP, Path(workshop) / DUMP)
            current.note = f"{sum(rows.values()):,} rows in {len(rows)} tables"
        with step("Files") as current:
            for done, path in enumerate(files, 1):
                writer.add(FILES + path.relative_to(configuration.home / "files").as_posix(), path)
                current.advance(done, len(files))
            current.note = f"{len(files):,} files"
        if not configuration.secret_key and (configuration.home / KEY).exists():
            writer.add(KEY, configuration.home / KEY)
        manifest = Manifest(
            format=FORMAT,
            version=version("balai"),
            made_at=now().astimezone(UTC).isoformat(timespec="seconds"),
            city=configuration.city.name,
            roles={
                APP: str(database_of(configuration)["USER"]),
                OWNER: str(database_of(configuration, role=OWNER)["USER"]),
            },
            rows=rows,
        )
        writer.finish(manifest)
    say(f"\n  {target}: {target.stat().st_size / 1e6:,.1f} MB. It holds personal data and the key: keep it closed.")
    return manifest
