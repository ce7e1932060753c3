"""`balai service check`, `preview` and `diff`: a service file is looked at before it rules."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from balai.base.packs.mistakes import Mistake, PackIsBroken
from balai.base.packs.reading import check_pack
from balai.base.packs.services_folder import read_service_file
from balai.engines.casework.definition import Service
from balai.engines.casework.differences import Difference, differences, kept_by_running_cases
from balai.engines.casework.drawing import drawing
from balai.engines.casework.preview import preview_data, preview_text
from balai.engines.casework.reading import find_mistakes, read_service

CONCERNS = {"citizens": "For citizens", "officers": "For officers", "clocks": "For clocks"}


def check(arguments: list[str]) -> int:
    """Check the service files of a pack, or one of them; exit code 1 when there is a mistake."""
    parser = argparse.ArgumentParser(prog="balai service check", description=check.__doc__)
    parser.add_argument("path", type=Path, help="a city pack, or one file in its services folder")
    parser.add_argument("--json", action="store_true", help="print the mistakes as JSON")
    options = parser.parse_args(arguments)
    try:
        pack, only = _pack_of(options.path.resolve())
    except PackIsBroken as broken:
        return _tell_mistakes(broken.mistakes, as_json=options.json)
    mistakes = [mistake for mistake in check_pack(pack) if _concerns(mistake, only)]
    return _tell_mistakes(mistakes, as_json=options.json)


def _tell_mistakes(mistakes: Sequence[Mistake], *, as_json: bool) -> int:
    if as_json:
        _print_json([asdict(mistake) for mistake in mistakes])
    else:
        sys.stdout.write("".join(f"{mistake}\n" for mistake in mistakes) or "No mistakes.\n")
    return 1 if mistakes else 0


def preview(arguments: list[str]) -> int:
    """Show a service file as text: pages and questions, steps, ways on and promises."""
    parser = argparse.ArgumentParser(prog="balai service preview", description=preview.__doc__)
    parser.add_argument("file", type=Path, help="a service file")
    _add_common(parser)
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw the steps into this file, too")
    options = parser.parse_args(arguments)
    try:
        service = _read(options.file)
    except PackIsBroken as broken:
        return _tell_mistakes(broken.mistakes, as_json=options.json)
    if options.svg:
        options.svg.write_text(drawing(service, options.language), encoding="utf-8")
    if options.json:
        _print_json(preview_data(service, options.language))
    else:
        sys.stdout.write(preview_text(service, options.language))
    return 0


def diff(arguments: list[str]) -> int:
    """Say what changes from one service file to another: for citizens, for officers, for clocks, and for open cases."""
    parser = argparse.ArgumentParser(prog="balai service diff", description=diff.__doc__)
    parser.add_argument("old", type=Path, help="the service file as it is")
    parser.add_argument("new", type=Path, help="the service file as it would be")
    _add_common(parser)
    options = parser.parse_args(arguments)
    pack = _folder_above(options.new) or _folder_above(options.old)
    try:
        old, new = _read(options.old, pack), _read(options.new, pack)
    except PackIsBroken as broken:
        return _tell_mistakes(broken.mistakes, as_json=options.json)
    found, kept = differences(old, new, options.language), kept_by_running_cases(old, new)
    if options.json:
        _print_json(
            {"old": old.version, "new": new.version, "changes": list(map(asdict, found)), "running_cases": kept}
        )
    else:
        sys.stdout.write(_told(found, kept))
    return 0


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", default="id", help="the language of its texts; id unless told")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def _told(found: Iterable[Difference], kept: Iterable[str]) -> str:
    lines: list[str] = []
    order = list(CONCERNS)
    for concern, changes in groupby(
        sorted(found, key=lambda one: order.index(one.concern)), key=lambda one: one.concern
    ):
        lines += [CONCERNS[concern], *(f"  {change}" for change in changes), ""]
    return "\n".join([*lines, "For cases that are under way", *(f"  {sentence}" for sentence in kept)]) + "\n"


def _read(path: Path, pack: Path | None = None) -> Service:
    """The service of a file.

    Raises:
        PackIsBroken: the file has mistakes, or is not there.
    """
    if not path.is_file():
        raise PackIsBroken([Mistake(path.name, 0, "service.missing", "There is no such file.", "Name a service file.")])
    source, wrong = read_service_file(path, _folder_above(path) or pack)
    if source is None:
        raise PackIsBroken(wrong)
    mistakes = find_mistakes(source.value)
    if mistakes:
        raise PackIsBroken([source.mistake(one.code, one.path, one.sentence, one.mend) for one in mistakes])
    return read_service(source.value)


def _folder_above(path: Path) -> Path | None:
    """The pack that a file lies in."""
    return next((folder for folder in path.resolve().parents if (folder / "city.yaml").is_file()), None)


def _print_json(value: Mapping[str, Any] | list[Any]) -> None:
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def _pack_of(path: Path) -> tuple[Path, str]:
    """The pack that a path lies in, and the file to look at (empty: all service files)."""
    if path.is_dir():
        return path, ""
    folder = _folder_above(path)
    if folder is not None:
        return folder, str(path.relative_to(folder))
    raise PackIsBroken(
        [Mistake(path.name, 0, "pack.missing", "This file lies in no city pack.", "Put it in services/.")]
    )


def _concerns(mistake: Mistake, only: str) -> bool:
    """One file's mistakes include those of the flows that it may use."""
    if only:
        return mistake.file == only or mistake.file.startswith("services/flows/")
    return True
