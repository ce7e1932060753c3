"""The running city is what its city.yaml says, read once."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from balai.base.city import city_zone, current_city
from balai.base.packs import PackIsBroken
from balai.base.packs.skeleton import describe_city, write_new_pack


class Elsewhere:
    """A configuration that runs another city."""

    def __init__(self, city: Path) -> None:
        self.city = city


def test_the_running_city_is_read_once() -> None:
    assert current_city().reference_prefix == "JKT"
    assert current_city() is current_city()
    assert city_zone() == ZoneInfo("Asia/Jakarta")


def test_another_folder_is_another_city(tmp_path: Path, settings: Settings) -> None:
    write_new_pack(tmp_path / "new", describe_city(name="Nairobi", country="KE", languages=["en"]))
    settings.CONFIGURATION = Elsewhere(tmp_path / "new")
    assert current_city().text(current_city().names, "en") == "Nairobi"
    assert city_zone() == ZoneInfo("Africa/Nairobi")


def test_a_broken_pack_says_so(tmp_path: Path, settings: Settings) -> None:
    settings.CONFIGURATION = Elsewhere(tmp_path)
    with pytest.raises(PackIsBroken, match=r"city\.yaml"):
        current_city()
