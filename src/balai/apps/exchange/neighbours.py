"""The neighbours of the running city: which there are, and how to reach them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from balai.apps.exchange.adapters.sp4n_lapor import assumptions
from balai.apps.exchange.adapters.sp4n_lapor.adapter import Sp4nLapor
from balai.apps.exchange.adapters.sp4n_lapor.http import address_of
from balai.apps.exchange.neighbour import NeighbourPort
from balai.base.packs import PackNeighbour, load_pack


def neighbours() -> tuple[PackNeighbour, ...]:
    """What the city's folder says of its neighbours, read once per process.

    Raises:
        PackIsBroken: the folder has mistakes.
    """
    return _neighbours_in(settings.CONFIGURATION.city)


@lru_cache(maxsize=8)
def _neighbours_in(folder: Path) -> tuple[PackNeighbour, ...]:
    return load_pack(folder).neighbours


def ports() -> dict[str, NeighbourPort]:
    """A port for each neighbour that this installation has the address of."""
    found: dict[str, NeighbourPort] = {}
    if settings.CONFIGURATION.sp4n_lapor:
        transport, token = address_of(settings.CONFIGURATION.sp4n_lapor)
        found[assumptions.SOURCE] = Sp4nLapor(transport, token)
    return found
