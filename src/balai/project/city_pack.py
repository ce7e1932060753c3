"""Brings the city pack into the database: what is new or changed; the rest stays."""

from __future__ import annotations

from pathlib import Path

from balai.apps.cases.service import activate_services
from balai.apps.mobility.service import bring_feed_of_pack, load_tariffs
from balai.apps.transparency.service import state_files
from balai.base.areas.actions import load_areas
from balai.base.clock import now as the_time
from balai.base.errors import Refusal
from balai.base.failures import Failure
from balai.base.packs import PackIsBroken, load_pack
from balai.base.people.actions import load_organisations
from balai.project.configuration import Configuration
from balai.project.terminal import Step

SERVICES = "services"


def load_city_pack(configuration: Configuration, current: Step) -> str:
    """Load areas, organisations and services of the pack; a sentence of what it holds.

    Raises:
        Failure: the pack has mistakes, or a tariff file would charge the past anew; nothing of it is loaded.
    """
    try:
        pack = load_pack(configuration.city)
    except PackIsBroken as broken:
        raise Failure(
            "balai.R008",
            f"The city pack {configuration.city} has mistakes:\n{broken}",
            f"Mend them; `balai city check {configuration.city}` says whether any is left.",
        ) from broken
    now = the_time()
    try:
        load_tariffs(sources=pack.tariffs, now=now)
    except Refusal as refusal:
        raise Failure(
            "balai.R015",
            f"A tariff file of the city pack {configuration.city} is refused: {refusal}",
            "Give the changed file a `since` after today, or bring the former file back.",
        ) from refusal
    bring_feed_of_pack(city=configuration.city, now=now)
    current.advance(1, 4)
    load_areas(pack=pack, by=None, now=now)
    current.advance(2, 4)
    load_organisations(pack=pack, by=None, now=now)
    current.advance(3, 4)
    activate_services(sources=pack.services, now=now)
    state_files(ruling_files(configuration.city), now=now)
    return f"{len(pack.areas)} areas, {len(pack.organisations)} organisations, {len(pack.services)} services"


def ruling_files(folder: Path) -> dict[str, bytes]:
    """Every file of the pack that is no service file, by its name below the folder. Services are stated one by one."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder): path for path in found}
    return {
        name.as_posix(): path.read_bytes()
        for name, path in names.items()
        if name.parts[0] != SERVICES and not any(part.startswith(".") for part in name.parts)
    }
