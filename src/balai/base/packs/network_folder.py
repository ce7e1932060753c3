"""Reads network/: what a city tells others of itself, and the networks of cities that it knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from balai.base.packs.city_file import language_mistakes
from balai.base.packs.mistakes import Mistake, PackIsBroken
from balai.base.packs.pack import City, Text
from balai.base.packs.shape import shape_mistakes
from balai.base.packs.strict_yaml import Document, read_yaml

FOLDER = "network"
PROFILE = "profile.yaml"
CITY, SECRETARIAT = "city", "secretariat"
USUAL_WITNESSES = 1


@dataclass(frozen=True, slots=True)
class Profile:
    """network/profile.yaml. `population` and `officer` are None where the city does not say."""

    kind: str = CITY
    population: Mapping[str, Any] | None = None
    officer: Mapping[str, Any] | None = None
    witnesses: int = USUAL_WITNESSES


@dataclass(frozen=True, slots=True)
class PackNetwork:
    """A file of network/: a network that this city may join, lead or look at."""

    code: str
    names: Text
    note: Text = field(default_factory=dict)
    kind: str = "network"
    web: str = ""
    secretariat: str = ""
    focus_areas: tuple[tuple[str, Text], ...] = ()


def read_networks(folder: Path, city: City) -> tuple[Profile, tuple[PackNetwork, ...], list[Mistake]]:
    """The profile, the networks in the order of their file names, and the mistakes."""
    profile, found = Profile(), []
    mistakes: list[Mistake] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        is_profile = path.name == PROFILE
        document, wrong = read_yaml(path, f"{FOLDER}/{path.name}")
        if document is not None:
            schema = "profile" if is_profile else "network"
            wrong = shape_mistakes(document, schema) or [*language_mistakes(document, city.languages, schema)]
        mistakes += wrong
        if document is None or wrong:
            continue
        if is_profile:
            profile = Profile(**document.value)
        else:
            found.append(_network(path.stem, document))
    return profile, tuple(found), sorted(set(mistakes))


def load_networks(folder: Path, city: City) -> tuple[Profile, tuple[PackNetwork, ...]]:
    """The profile and the networks; the rest of the pack is not looked at.

    Raises:
        PackIsBroken: the files have mistakes.
    """
    profile, networks, mistakes = read_networks(folder, city)
    if mistakes:
        raise PackIsBroken(mistakes)
    return profile, networks


def _network(code: str, document: Document) -> PackNetwork:
    value = dict(document.value)
    areas = tuple((area["code"], area["names"]) for area in value.pop("focus_areas", ()))
    return PackNetwork(code=code, focus_areas=areas, **value)
