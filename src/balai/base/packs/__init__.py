"""City packs: the folder that makes a city. `check_pack` tells its mistakes, `load_pack` gives it as values."""

from __future__ import annotations

from balai.base.packs.mistakes import Mistake, PackIsBroken
from balai.base.packs.network_folder import PackNetwork, Profile, load_networks
from balai.base.packs.pack import City, OfficeCalendar, Pack, PackArea, PackNeighbour, PackOrganisation, ServiceKind
from balai.base.packs.reading import check_pack, load_city, load_pack

__all__ = [
    "City",
    "Mistake",
    "OfficeCalendar",
    "Pack",
    "PackArea",
    "PackIsBroken",
    "PackNeighbour",
    "PackNetwork",
    "PackOrganisation",
    "Profile",
    "ServiceKind",
    "check_pack",
    "load_city",
    "load_networks",
    "load_pack",
]
