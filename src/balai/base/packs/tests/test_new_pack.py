"""A new pack for any city passes its own check and can be opened at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balai.base.packs import check_pack, load_pack
from balai.base.packs.skeleton import FolderNotEmpty, NewCity, UnknownCountry, describe_city, write_new_pack
from balai.engines.casework.reading import read_service
from balai.engines.geo.index import AreaIndex, Where


def test_zone_and_map_start_come_from_the_country() -> None:
    city = describe_city(name="Kota Surabaya", country="id", languages=["id", "en"])
    assert city == NewCity("Kota Surabaya", "ID", ("id", "en"), "Asia/Jakarta", 106.8, -6.167)
    assert city.code == "kota-surabaya"


@pytest.mark.parametrize("languages", [["id", "en"], ["en"], ["fr", "ar"]])
def test_a_new_pack_is_a_working_city(tmp_path: Path, languages: list[str]) -> None:
    written = write_new_pack(tmp_path / "new", describe_city(name="Ville d'Essai", country="FR", languages=languages))
    pack = load_pack(tmp_path / "new")
    assert pack.city.languages == tuple(languages)
    assert [area.level for area in pack.areas] == ["city", "district", "subdistrict", "subdistrict"]
    assert [organisation.code for organisation in pack.organisations] == [
        "government", "roads", "inspection", "district-1.1", "subdistrict-1.1.1", "subdistrict-1.1.2",
    ]  # fmt: skip
    assert read_service(pack.services[0]).code == "report.street"
    rows = [(area.code, area.level, pack.boundaries[area.code]) for area in pack.areas]
    index = AreaIndex(rows, levels=list(pack.city.levels))
    east = pack.areas[-1]
    assert east.longitude is not None
    assert east.latitude is not None
    assert index.find(east.longitude, east.latitude).code == east.code
    assert index.find(0, 0).where is Where.OUTSIDE
    assert "areas.csv" in written


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.from_regex(r"\w[\w .,'’()-]{0,59}", fullmatch=True), country=st.sampled_from(["ID", "KE", "GB", "BR", "JP"])
)
def test_whatever_the_city_is_called_its_pack_passes_the_check(
    tmp_path_factory: pytest.TempPathFactory, name: str, country: str
) -> None:
    folder = tmp_path_factory.mktemp("pack") / "new"
    write_new_pack(folder, describe_city(name=name, country=country, languages=["id", "en"]))
    assert check_pack(folder) == []


def test_what_cannot_be_a_city_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownCountry):
        describe_city(name="Kota", country="XX", languages=["en"])
    with pytest.raises(UnknownCountry):
        describe_city(name="Kota", country="# tzdb", languages=["en"])
    for name in ("", "x" * 61, "{name}", "a\nb: c"):
        with pytest.raises(ValueError, match="name"):
            describe_city(name=name, country="ID", languages=["en"])
    with pytest.raises(ValueError, match="languages"):
        describe_city(name="Kota", country="ID", languages=["english"])
    (tmp_path / "something").touch()
    with pytest.raises(FolderNotEmpty):
        write_new_pack(tmp_path, describe_city(name="Kota", country="ID", languages=["en"]))
