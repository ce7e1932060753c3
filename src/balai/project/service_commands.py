"""`balai service check`: a service file is looked at before it rules."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from balai.base.packs.mistakes import Mistake, PackIsBroken
from balai.base.packs.reading import check_pack


def check(arguments: list[str]) -> int:
    """Check the service files of a pack, or one of them; exit code 1 when there is a mistake."""
    parser = argparse.ArgumentParser(prog="balai service check", description=check.__doc__)
    parser.add_argument("path", type=Path, help="a city pack, or one file in its services folder")
    parser.add_argument("--json", action="store_true", help="print the mistakes as JSON")
    options = parser.parse_args(arguments)
    pack, only = _pack_of(options.path.resolve())
    mistakes = [mistake for mistake in check_pack(pack) if _concerns(mistake, only)]
    if options.json:
        sys.stdout.write(json.dumps([asdict(mistake) for mistake in mistakes], indent=2) + "\n")
    elif mistakes:
        sys.stdout.write("".join(f"{mistake}\n" for mistake in mistakes))
    else:
        sys.stdout.write("No mistakes.\n")
    return 1 if mistakes else 0


def _pack_of(path: Path) -> tuple[Path, str]:
    """The pack that a path lies in, and the file to look at (empty: all service files)."""
    if path.is_dir():
        return path, ""
    for folder in path.parents:
        if (folder / "city.yaml").is_file():
            return folder, str(path.relative_to(folder))
    raise PackIsBroken(
        [Mistake(path.name, 0, "pack.missing", "This file lies in no city pack.", "Put it in services/.")]
    )


def _concerns(mistake: Mistake, only: str) -> bool:
    """One file's mistakes include those of the flows that it may use."""
    if only:
        return mistake.file == only or mistake.file.startswith("services/flows/")
    return True
