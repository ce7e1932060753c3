"""What a schema cannot say about a tariff file: names that lead nowhere, days that do not exist, rules never reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from balai.engines.fares.mistakes import TariffMistake

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_MODES = 60
Path = tuple[str | int, ...]


def lint(source: Mapping[str, Any]) -> Iterator[TariffMistake]:
    """Mistakes of meaning in a parsed tariff file that is valid against its schema."""
    yield from _day_mistakes(source, ())
    yield from _twice(source["networks"], "code", ("networks",))
    for number, network in enumerate(source["networks"]):
        yield from _network_mistakes(network, ("networks", number))
    codes = {network["code"] for network in source["networks"]}
    if "package" in source:
        yield from _package_mistakes(source["package"], source["networks"], codes)
    groups = source.get("groups", ())
    yield from _twice(groups, "code", ("groups",))
    for number, group in enumerate(groups):
        yield from _day_mistakes(group, ("groups", number))
        for code in group.get("pays", {}):
            if code not in codes:
                yield _unknown_network(code, ("groups", number, "pays", code), codes)
    caps = source.get("caps", {})
    if caps.get("week", 0) < caps.get("day", 0) and "week" in caps:
        wrong = "The cap of a week is lower than that of a day."
        yield TariffMistake("tariff.caps", ("caps", "week"), wrong, "Raise the week's, or leave the day's out.")


def _day_mistakes(source: Mapping[str, Any], path: Path) -> Iterator[TariffMistake]:
    days: dict[str, date] = {}
    for key in ("since", "until"):
        if key in source:
            try:
                days[key] = date.fromisoformat(source[key])
            except ValueError:
                wrong = f"{source[key]} is not a day of the calendar."
                yield TariffMistake("tariff.day", (*path, key), wrong, "Write it as 2022-08-11.")
    if len(days) == 2 and days["until"] < days["since"]:
        wrong = f"It ends on {days['until']}, before it begins on {days['since']}."
        yield TariffMistake("tariff.days", (*path, "until"), wrong, "Swap since and until.")


def _twice(items: Any, key: str, path: Path) -> Iterator[TariffMistake]:
    seen: set[str] = set()
    for number, item in enumerate(items):
        if item[key] in seen:
            wrong = f"{item[key]!r} stands twice."
            yield TariffMistake("tariff.twice", (*path, number, key), wrong, "Give each its own.")
        seen.add(item[key])


def _unknown_network(code: str, path: Path, codes: set[str]) -> TariffMistake:
    mend = f"Use one of: {', '.join(sorted(codes))}."
    return TariffMistake("tariff.unknown-network", path, f"There is no network {code!r}.", mend)


def _network_mistakes(network: Mapping[str, Any], path: Path) -> Iterator[TariffMistake]:
    zones = network.get("zones", ())
    yield from _twice(zones, "code", (*path, "zones"))
    yield from _shared_stops(zones, (*path, "zones"))
    fares = network["fares"]
    for number, fare in enumerate(fares):
        place: Path = (*path, "fares", number)
        always = "between" not in fare and "weekdays" not in fare
        if always and number + 1 < len(fares):
            wrong = "This fare holds always; those below are never reached."
            yield TariffMistake("tariff.never-reached", place, wrong, "Put it last.")
        if not always and number + 1 == len(fares):
            wrong = "The last fare does not hold always."
            yield TariffMistake("tariff.no-fare", place, wrong, "Add one without between and weekdays.")
        if "between" in fare and fare["between"][0] == fare["between"][1]:
            wrong = "Both times are the same."
            yield TariffMistake("tariff.hours", (*place, "between"), wrong, "Write from and until.")
        yield from _amount_mistakes(fare, place, len(zones), network.get("tap_out", True))


def _shared_stops(items: Any, path: Path) -> Iterator[TariffMistake]:
    seen: dict[str, int] = {}
    for number, item in enumerate(items):
        for position, stop in enumerate(item["stops"]):
            if stop in seen:
                wrong = f"The stop {stop!r} stands twice."
                yield TariffMistake("tariff.stop-twice", (*path, number, "stops", position), wrong, "Keep one.")
            seen[stop] = number


def _amount_mistakes(fare: Mapping[str, Any], path: Path, zones: int, tap_out: Any) -> Iterator[TariffMistake]:
    if "flat" not in fare and not tap_out:
        wrong = "A fare by distance or zones needs the end of the ride, and nobody taps out here."
        yield TariffMistake("tariff.no-tap-out", path, wrong, "Make it flat, or set tap_out: true.")
    if "distance" in fare:
        given = fare["distance"]
        if given["most"] < max(given.get("least", 0), given["boarding"]):
            wrong = "The most is lower than the least or the boarding."
            yield TariffMistake("tariff.most", (*path, "distance", "most"), wrong, "Raise it.")
    if "zones" in fare:
        if not zones:
            wrong = "This network has no zones."
            yield TariffMistake("tariff.no-zones", (*path, "zones"), wrong, "List them in zones: with their stops.")
        table = fare["zones"].get("table", ())
        if table and (len(table) != zones or any(len(row) != zones for row in table)):
            wrong = f"The table is not {zones} by {zones}."
            yield TariffMistake("tariff.table", (*path, "zones", "table"), wrong, "Write a row for each zone.")


def _package_mistakes(package: Mapping[str, Any], networks: Any, codes: set[str]) -> Iterator[TariffMistake]:
    for number, code in enumerate(package["networks"]):
        if code not in codes:
            yield _unknown_network(code, ("package", "networks", number), codes)
    taken = [network for network in networks if network["code"] in package["networks"]]
    modes = {network.get("mode", network["code"]) for network in taken}
    if package.get("least_modes", 1) > len(modes):
        wrong = f"Its networks have {len(modes)} mode(s) only."
        yield TariffMistake("tariff.modes", ("package", "least_modes"), wrong, "Lower it, or add networks.")
    if len(modes) > MOST_MODES:
        yield TariffMistake("tariff.modes", ("package", "networks"), "There are too many modes.", "Join some.")
    yield from _shared_stops(package.get("interchanges", ()), ("package", "interchanges"))
    price, splits = package["price"], package["window"]["until"] == "last_alighting"
    if price.get("boarding", 0) > price["most"]:
        wrong = "The boarding costs more than the most."
        yield TariffMistake("tariff.most", ("package", "price", "most"), wrong, "Raise it.")
    if "boarding" not in price and splits:
        wrong = "A sum of ordinary fares cannot be split where the window ends."
        mend = "Write until: last_boarding, or a price by kilometres."
        yield TariffMistake("tariff.split", ("package", "window", "until"), wrong, mend)
    for network in taken:
        if (price.get("per_kilometre", 0) or splits) and not network.get("tap_out", True):
            wrong = f"{network['code']} has no tap-out, and this package needs the end of each ride."
            yield TariffMistake("tariff.no-tap-out", ("package", "networks"), wrong, "Leave the network out.")
