"""Reads areas.geojson, the boundaries that a pack brings: optional, but then complete for each level that it draws."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from balai.base.packs.mistakes import Mistake
from balai.base.packs.pack import City, PackArea
from balai.engines.geo.boundaries import Boundaries, Limits, read_boundaries
from balai.engines.geo.feature_lines import line_of_feature
from balai.engines.geo.shapes import geojson_of

FILE = "areas.geojson"
LIMITS = Limits(size=50_000_000)
DOCUMENT_MISTAKES = frozenset({"boundary.unreadable", "boundary.too-large", "boundary.not-json"})


def read_pack_boundaries(
    folder: Path, city: City, areas: Sequence[PackArea]
) -> tuple[dict[str, Mapping[str, Any]], bool, list[Mistake]]:
    """Geometries by area code, whether they are schematic, and the mistakes."""
    path = folder / FILE
    if not path.exists():
        return {}, False, []
    read = read_boundaries(path, near=(city.map.longitude, city.map.latitude), limits=LIMITS)
    if any(mistake.code in DOCUMENT_MISTAKES for mistake in read.mistakes):
        return {}, False, [Mistake(FILE, max(1, item.line), item.code, item.wrong, item.mend) for item in read.mistakes]
    document = json.loads(path.read_bytes())
    schematic = document.get("schematic") if isinstance(document, dict) else None
    mistakes = [Mistake(FILE, max(1, item.line), item.code, item.wrong, item.mend) for item in read.mistakes]
    if not isinstance(schematic, bool):
        wrong = "The file does not say whether its boundaries are schematic."
        mend = 'Add "schematic": true (drawn roughly) or false (official) beside "type".'
        mistakes.append(Mistake(FILE, 1, "boundary.not-labelled", wrong, mend))
    mistakes += _mismatches(path, read, areas)
    found: dict[str, Mapping[str, Any]] = {boundary.code: geojson_of(boundary.shape) for boundary in read.boundaries}
    return found, schematic is True, sorted(mistakes)


def _mismatches(path: Path, read: Boundaries, areas: Sequence[PackArea]) -> Iterator[Mistake]:
    """Boundaries that belong to no area, are not sound, or are missing beside those of the same level."""
    levels = {area.code: area.level for area in areas}
    unknown = [boundary for boundary in read.boundaries if boundary.code not in levels]
    broken = [boundary for boundary in read.boundaries if boundary.repair is not None]
    text = path.read_text() if unknown or broken else ""
    for boundary in unknown:
        wrong = f"Feature {boundary.number} has the code {boundary.code}, which areas.csv does not have."
        mend = "Correct the code, or add the area to areas.csv."
        yield Mistake(FILE, line_of_feature(text, boundary.number), "boundary.unknown-code", wrong, mend)
    for boundary in broken:
        reason = boundary.repair.reason if boundary.repair else ""
        wrong = f"The boundary of {boundary.code} is not valid: {reason}."
        mend = "Draw it so that no line crosses another and no part lies within another."
        yield Mistake(FILE, line_of_feature(text, boundary.number), "boundary.invalid", wrong, mend)
    if read.mistakes or unknown:
        return
    drawn = {boundary.code for boundary in read.boundaries}
    for level in dict.fromkeys(levels[code] for code in levels if code in drawn):
        missing = [area.code for area in areas if area.level == level and area.code not in drawn]
        if missing:
            wrong = (
                f"{len(missing)} of level {level} have no boundary: {', '.join(missing[:5])}{'…' * (len(missing) > 5)}"
            )
            yield Mistake(FILE, 1, "boundary.missing", wrong, "Draw them too, or leave the whole level out.")
