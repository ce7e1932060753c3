"""`balai city …`: check a pack, begin one, and import official boundaries."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balai.base.failures import Failure
from balai.base.packs import Mistake, Pack, PackIsBroken, check_pack, load_pack
from balai.base.packs.skeleton import FolderNotEmpty, UnknownCountry, describe_city, write_new_pack
from balai.engines.geo.boundaries import Boundaries, read_boundaries
from balai.project.configuration import read_configuration
from balai.project.terminal import say, say_json, step

if TYPE_CHECKING:
    from balai.base.areas.importing import ImportReport

SHOWN = 10


def check(arguments: list[str]) -> int:
    """Check a city pack; each mistake with file, line, what is wrong and how to mend it. Exit code 1 when there is one."""
    parser = argparse.ArgumentParser(prog="balai city check", description=check.__doc__)
    parser.add_argument("path", type=Path, nargs="?", help="the folder of the pack (the running city's when left out)")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    path = options.path or read_configuration(os.environ, folder=Path.cwd()).city
    mistakes = check_pack(path.absolute())
    if options.json:
        say_json({"pack": str(path), "mistakes": [asdict(mistake) for mistake in mistakes]})
    else:
        _say_mistakes(path, mistakes)
    return 1 if mistakes else 0


def _say_mistakes(path: Path, mistakes: Sequence[Mistake]) -> None:
    for mistake in mistakes:
        where = f"{path / mistake.file}:{mistake.line}" if mistake.line else str(path / mistake.file)
        say(f"{where}: {mistake.code}: {mistake.wrong}\n  → {mistake.mend}")
    count = len(mistakes)
    say(f"{count} mistake{'s' * (count != 1)} in {path}." if mistakes else f"{path} has no mistakes.")


def new(arguments: list[str]) -> int:
    """Begin a city pack: a small one that passes its check, to be filled in by hand."""
    parser = argparse.ArgumentParser(prog="balai city new", description=new.__doc__)
    parser.add_argument("path", type=Path, help="a new or empty folder")
    parser.add_argument("--name", required=True, help="the city's name")
    parser.add_argument("--country", required=True, help="the country in two letters, such as ID")
    parser.add_argument("--languages", default="", help="such as id,en (the first is for those who have not chosen)")
    options = parser.parse_args(arguments)
    chosen = options.languages or ("id,en" if options.country.upper() == "ID" else "en")
    try:
        city = describe_city(name=options.name, country=options.country, languages=chosen.split(","))
        written = write_new_pack(options.path, city)
    except UnknownCountry as error:
        raise Failure("balai.C010", f"{error}.", "Write the country's ISO 3166-1 code.") from error
    except FolderNotEmpty as error:
        raise Failure("balai.C011", f"{error}.", "Name a folder that does not exist yet.") from error
    except ValueError as error:
        raise Failure("balai.C012", f"{error}.", "See `balai city new --help`.") from error
    except OSError as error:
        raise Failure(
            "balai.C013", f"The pack cannot be written: {error}.", "Name a folder you may write to."
        ) from error
    for name in written:
        say(f"  {options.path / name}")
    say(f"The pack of {city.name} is begun. Fill it in, then: balai city check {options.path}")
    say("docs/howto/add-a-city.md says what comes next.")
    return 0


def import_areas(arguments: list[str]) -> int:
    """Import official boundaries from GeoJSON (WGS 84) whose properties hold the codes of areas.csv."""
    parser = argparse.ArgumentParser(prog="balai city areas import", description=import_areas.__doc__)
    parser.add_argument("file", type=Path, help="a FeatureCollection of polygons")
    parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    quiet: bool = options.json
    from balai.project.ready import city  # noqa: PLC0415 (checking a pack must not wait for the database's parts)

    with city() as configuration:
        pack = load_pack_or_failure(configuration.city)
        with _step("Read the file", quiet) as current:
            start = pack.city.map
            read = read_boundaries(options.file, near=(start.longitude, start.latitude))
            current.note = f"{len(read.boundaries)} boundaries"
        report, written = _compare_and_write(pack, read, dry_run=options.dry_run, quiet=quiet)
    if quiet:
        say_json(_as_json(report, written))
    else:
        _say_report(report, written, dry_run=options.dry_run)
    return 0 if report.matched else 1


def load_pack_or_failure(folder: Path) -> Pack:
    """The pack in that folder.

    Raises:
        Failure: it has mistakes.
    """
    try:
        return load_pack(folder)
    except PackIsBroken as broken:
        hint = f"`balai city check {folder}` lists them."
        raise Failure("balai.C014", f"{folder} has {len(broken.mistakes)} mistake(s).", hint) from broken


def _compare_and_write(pack: Pack, read: Boundaries, *, dry_run: bool, quiet: bool) -> tuple[ImportReport, int]:
    """Compare with the pack's areas, which are loaded first, and write unless this is a dry run."""
    # Models can be imported only now, when Django is set up.
    from django.db import transaction  # noqa: PLC0415

    from balai.base.areas.actions import import_boundaries, load_areas  # noqa: PLC0415
    from balai.base.areas.importing import report_on  # noqa: PLC0415
    from balai.base.clock import now  # noqa: PLC0415

    written = 0
    with transaction.atomic():
        with _step("Compare with the city's areas", quiet) as current:
            load_areas(pack=pack, by=None, now=now())
            report = report_on(read)
            current.note = f"{len(report.matched)} matched"
        if report.matched and not dry_run:
            with _step("Write the boundaries", quiet) as current:
                written = import_boundaries(boundaries=report.matched, by=None, now=now(), progress=current.advance)
                current.note = f"{written} written"
        transaction.set_rollback(dry_run)
    return report, written


class _Silent:
    """A step that says nothing, where a machine reads."""

    note = ""

    def __enter__(self) -> _Silent:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def advance(self, done: int, total: int) -> None:
        pass


def _step(title: str, quiet: bool) -> Any:  # noqa: FBT001 (passed on from --json)
    return _Silent() if quiet else step(title)


def _as_json(report: ImportReport, written: int) -> dict[str, Any]:
    return {
        "matched": len(report.matched),
        "written": written,
        "unmatched": list(report.unmatched),
        "without": list(report.without),
        "renamed": [asdict(item) for item in report.renamed],
        "repaired": [{"code": item.code, **asdict(item.repair)} for item in report.repaired if item.repair],
        "overlaps": {level: [asdict(pair) for pair in pairs] for level, pairs in report.overlaps.items()},
        "mistakes": [asdict(mistake) for mistake in report.mistakes],
    }


def _say_report(report: ImportReport, written: int, *, dry_run: bool) -> None:
    _say_list(
        "Mistakes: these features are left out",
        [f"{_where(item)}: {item.wrong} → {item.mend}" for item in report.mistakes],
    )
    _say_list("Codes that the city does not have", list(report.unmatched))
    _say_list("Areas that the file leaves out", list(report.without))
    _say_list("Names that differ", [f"{item.code}: {item.ours} here, {item.theirs} there" for item in report.renamed])
    _say_list(
        "Repaired",
        [
            f"{item.code} {item.name}: {item.repair.reason}; {item.repair.area_before:,.0f} → {item.repair.area_after:,.0f} m²"
            for item in report.repaired
            if item.repair
        ],
    )
    for level, pairs in report.overlaps.items():
        _say_list(
            f"Overlaps of more than 12 m² at the level {level} (there the citizen is asked)",
            [f"{pair.first} and {pair.second}: {pair.square_metres:,.0f} m²" for pair in pairs],
        )
    if not report.matched:
        say("No boundary fits an area of this city: nothing is written.")
    elif dry_run:
        say(f"{len(report.matched)} boundaries would be written. Nothing is written in a dry run.")
    else:
        say(f"{written} boundaries are official now. Running processes see them within five seconds.")


def _where(mistake: Any) -> str:
    line = f", line {mistake.line}" if mistake.line else ""
    return f"feature {mistake.feature}{line}" if mistake.feature else f"the file{line}"


def _say_list(title: str, lines: list[str]) -> None:
    if not lines:
        return
    say(f"{title}: {len(lines)}")
    for line in lines[:SHOWN]:
        say(f"  {line}")
    if len(lines) > SHOWN:
        say(f"  … and {len(lines) - SHOWN} more (all with --json)")
