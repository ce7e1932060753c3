"""`balai fares gtfs …`: the fares of a GTFS feed are checked, and a tariff file is written as one."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from balai.base.failures import Failure
from balai.base.packs.tariffs_folder import read_tariff_file
from balai.engines.fares.gtfs.lint import ERROR, lint_fares
from balai.engines.fares.gtfs.reading import read_feed
from balai.engines.fares.gtfs.writing import write_fares
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.reading import read_tariff
from balai.project.terminal import say, say_json


def check(arguments: list[str]) -> int:
    """Check the fare files of a feed (folder or zip) by the rules of MobilityData; exit code 1 when there is an error."""
    parser = argparse.ArgumentParser(prog="balai fares gtfs check", description=check.__doc__)
    parser.add_argument("feed", type=Path, help="a GTFS feed: a folder or a zip")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    try:
        found = lint_fares(read_feed(options.feed))
    except FareError as error:
        raise Failure("balai.F005", f"{error}.", "Name a feed that holds fare_products.txt.") from error
    if options.json:
        say_json([asdict(notice) for notice in found])
    else:
        for notice in found:
            say(f"{notice.severity:<8}{notice.file}:{notice.line}: {notice.rule}: {notice.effect}")
        say(f"{len(found)} notices." if found else "No notices.")
    return 1 if any(notice.severity == ERROR for notice in found) else 0


def write(arguments: list[str]) -> int:
    """Write a tariff file as GTFS-Fares v2 into a folder, and list what the format cannot say, and why."""
    parser = argparse.ArgumentParser(prog="balai fares gtfs write", description=write.__doc__)
    parser.add_argument("tariff", type=Path, help="a tariff file")
    parser.add_argument("folder", type=Path, help="the folder for the files")
    parser.add_argument(
        "--language", default="id", help="the language of names and of the list: id (unless told) or en"
    )
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    document, mistakes = read_tariff_file(options.tariff, str(options.tariff))
    if document is None or mistakes:
        hint = "`balai city check` lists them all."
        raise Failure("balai.F001", f"The tariff file has mistakes. {mistakes[0] if mistakes else ''}", hint)
    made = write_fares(read_tariff(document.value), options.language)
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        for name, text in made.texts().items():
            (options.folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failure("balai.F006", f"The files cannot be written: {error}.", "Name another folder.") from error
    left_out = made.sentences(options.language)
    if options.json:
        say_json({"files": sorted(made.files), "left_out": left_out})
    else:
        say(f"Written: {', '.join(sorted(made.files))}")
        for sentence in left_out:
            say(f"  – {sentence}")
    return 0
