"""Maps, files and cities for the tests of imports and exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from csv import DictReader, DictWriter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from balai.apps.cases.service import activate_services
from balai.apps.exchange.importing.maps import ImportMap, read_map
from balai.apps.exchange.importing.running import Outcome, Wish, run_import
from balai.base.areas.actions import load_areas
from balai.base.memo import forget_all
from balai.base.packs import Pack, load_pack
from balai.base.people.actions import load_organisations

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HERE = Path(__file__).parent
BAYSIDE = HERE / "bayside"
JAKARTA_MAP = HERE / "crm.map.yaml"


def found_city(pack: Pack | None = None) -> Pack:
    """Put a city into the test's database: Bayside, or the one given."""
    pack = pack or load_pack(BAYSIDE)
    forget_all()
    load_areas(pack=pack, by=None, now=NOW)
    load_organisations(pack=pack, by=None, now=NOW)
    activate_services(sources=pack.services, now=NOW)
    forget_all()
    return pack


def the_map(path: Path) -> ImportMap:
    mapping, mistakes = read_map(path, zone="Asia/Jakarta")
    assert mapping is not None, mistakes
    return mapping


def brought_in(path: Path, mapping: Path | ImportMap, **more: Any) -> Outcome:
    """Import a file at NOW."""
    known = the_map(mapping) if isinstance(mapping, Path) else mapping
    return run_import(Wish(**{"path": path, "mapping": known, "now": NOW, **more}))


def csv_file(path: Path, rows: Sequence[Mapping[str, str]], columns: Iterable[str] = ()) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = DictWriter(file, list(columns) or list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(DictReader(file))
