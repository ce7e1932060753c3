"""mobility/places.csv: well-known places; each mistake is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from balai.base.packs import check_pack, load_pack
from balai.base.packs.places_file import FILE, PackPlace, read_places
from balai.base.packs.reading import load_city

HEADER = "name,also,longitude,latitude\n"


def write(pack: Path, text: str) -> None:
    path = pack / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def test_places_are_read_with_all_their_names(small_pack: Path) -> None:
    write(small_pack, HEADER + "Pasar Besar,Big market; Pasar ,106.81,-6.2\n\n")
    assert read_places(small_pack, load_city(small_pack)) == (
        (PackPlace("Pasar Besar", ("Big market", "Pasar"), 106.81, -6.2),),
        [],
    )
    assert load_pack(small_pack)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("name;also;longitude;latitude\n", "places.header", 1),
        (HEADER + "A,,106.8\n", "places.cells", 2),
        (HEADER + ",,106.8,-6.2\n", "places.name", 2),
        (HEADER + "A,,east,-6.2\n", "places.point", 2),
        (HEADER + "A,,nan,-6.2\n", "places.far", 2),
        (HEADER + "A,,-6.2,106.8\n", "places.far", 2),
        (HEADER + "A,,106.8,-6.2\na,,106.8,-6.2\n", "places.twice", 3),
    ],
)
def test_mistakes_are_told_with_their_line(small_pack: Path, text: str, code: str, line: int) -> None:
    write(small_pack, text)
    assert [(one.file, one.line, one.code) for one in check_pack(small_pack)] == [(FILE, line, code)]


def test_a_pack_needs_no_such_file(small_pack: Path) -> None:
    assert read_places(small_pack, load_city(small_pack)) == ((), [])
