"""Whether two tariff files charge and share alike: words may change at any time, what is charged may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from balai.engines.fares.definition import Group, Package, Tariff, Text

NO_WORDS: Text = {}


def charge_alike(one: Tariff, other: Tariff, first: date, last: date) -> bool:
    """Whether both charge the same for every ride on the days from `first` to `last`, and share it alike.

    Titles, sources, notes, names of interchanges, and how plans join rides (`gates`) count nothing.
    """
    return _bare(one, first, last) == _bare(other, first, last)


def _bare(tariff: Tariff, first: date, last: date) -> Tariff:
    return replace(
        tariff,
        version="",
        title=NO_WORDS,
        source=NO_WORDS,
        note=NO_WORDS,
        since=first,
        until=last,
        networks=tuple(
            replace(
                network,
                title=NO_WORDS,
                gates=False,
                zones=tuple(replace(zone, code="") for zone in network.zones),
            )
            for network in tariff.networks
        ),
        package=_bare_package(tariff.package) if tariff.package else None,
        groups=tuple(_bare_group(group, first, last) for group in tariff.groups),
    )


def _bare_package(package: Package) -> Package:
    if package.interchanges is None:
        return package
    return replace(package, interchanges=tuple(replace(one, name="") for one in package.interchanges))


def _bare_group(group: Group, first: date, last: date) -> Group:
    pays: Mapping[str, int] = dict(group.pays)
    return replace(group, title=NO_WORDS, since=max(first, group.since), until=min(last, group.until), pays=pays)
