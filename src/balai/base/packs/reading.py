"""A city pack from its folder: every mistake, or the whole of it."""

from __future__ import annotations

from pathlib import Path

from balai.base.packs.areas_file import read_areas
from balai.base.packs.boundaries_file import read_pack_boundaries
from balai.base.packs.city_file import read_city
from balai.base.packs.mistakes import Mistake, PackIsBroken
from balai.base.packs.neighbours_folder import read_neighbours
from balai.base.packs.network_folder import read_networks
from balai.base.packs.organisations_file import read_organisations
from balai.base.packs.pack import City, Pack
from balai.base.packs.places_file import read_places
from balai.base.packs.realtime_file import read_sources
from balai.base.packs.services_folder import read_services
from balai.base.packs.tariffs_folder import read_tariffs
from balai.base.packs.timetable_file import FILE as TIMETABLE_RULES
from balai.base.packs.timetable_file import read_rules


def check_pack(path: Path) -> list[Mistake]:
    """Everything wrong with the pack in that folder, by file and line; an empty list when a city can run on it."""
    return _read(path)[1]


def load_pack(path: Path) -> Pack:
    """The pack in that folder.

    Raises:
        PackIsBroken: it has mistakes.
    """
    pack, mistakes = _read(path)
    if pack is None:
        raise PackIsBroken(mistakes)
    return pack


def load_city(path: Path) -> City:
    """What city.yaml in that folder says; the rest of the pack is not looked at.

    Raises:
        PackIsBroken: the file has mistakes.
    """
    city, mistakes = read_city(path)
    if city is None:
        raise PackIsBroken(mistakes)
    return city


def _read(path: Path) -> tuple[Pack | None, list[Mistake]]:
    if not path.is_dir():
        wrong = f"There is no folder {path.name}."
        return None, [Mistake(".", 0, "pack.missing", wrong, "Make one with `balai city new`.")]
    city, mistakes = read_city(path)
    if city is None:
        return None, mistakes
    areas, mistakes = read_areas(path, city)
    if mistakes:
        return None, mistakes
    mistakes = [*_invented_mistakes(city, {area.code for area in areas})]
    boundaries, schematic, more = read_pack_boundaries(path, city, areas)
    mistakes += more
    organisations, more = read_organisations(path, city, areas)
    mistakes += more
    services, more = read_services(path, city, {organisation.code for organisation in organisations})
    mistakes += more
    mistakes += read_networks(path, city)[2]
    mistakes += read_places(path, city)[1] + read_sources(path)[1] + read_rules(path / TIMETABLE_RULES)[1]
    if city.secretariat and services:
        wrong = "A secretariat serves no citizens, and this pack has services."
        mistakes.append(Mistake("city.yaml", 1, "city.secretariat", wrong, "Remove `secretariat`, or the services."))
    if not more:
        neighbours, more = read_neighbours(path, city, {area.code for area in areas}, services)
        mistakes += more
    tariffs, more = read_tariffs(path, city.languages)
    mistakes += more
    if mistakes:
        return None, mistakes
    return Pack(path, city, areas, boundaries, schematic, organisations, services, neighbours, tariffs), []


def _invented_mistakes(city: City, codes: set[str]) -> list[Mistake]:
    return [
        Mistake("city.yaml", 1, "city.demo-area", f"demo names the area {code}, which is unknown.", "Correct its code.")
        for code in city.invented
        if code not in codes
    ]
