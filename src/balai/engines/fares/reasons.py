"""From the notes that the automaton leaves to the reasons of a charge, in the order in which a person would ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from balai.engines.fares import kernel
from balai.engines.fares.definition import Fare, FareKind, Package
from balai.engines.fares.rides import Reason, Ride
from balai.engines.fares.tables import Compiled


def reasons_of(compiled: Compiled, state: Sequence[int], ride: Ride, *, group: int, amount: int) -> tuple[Reason, ...]:
    """Why the ride just taken adds `amount`."""
    notes = state[kernel.NOTES]
    return (
        *_missing(ride),
        *_chain(compiled, state, ride, notes),
        *_ordinary(compiled, state, ride, group=group, notes=notes),
        *_package(compiled, state, group, notes),
        *_caps(compiled, notes),
        Reason("adds" if amount >= 0 else "returns", {"amount": abs(amount)}),
    )


def _missing(ride: Ride) -> Iterator[Reason]:
    if not ride.complete:
        yield Reason(f"no-tap-{ride.missing or 'out'}", {"stop": ride.origin})


def _chain(compiled: Compiled, state: Sequence[int], ride: Ride, notes: int) -> Iterator[Reason]:
    package = compiled.tariff.package
    if package is None:
        return
    minutes = package.window // 60
    if notes & kernel.JOINED:
        since = int(ride.boarded.timestamp()) - state[kernel.OPENED]
        if not notes & kernel.OVERRUN:
            yield Reason("goes-on", {"minute": since // 60, "minutes": minutes})
    elif notes & kernel.WINDOW_OVER:
        yield Reason("window-over", {"minutes": minutes})
    elif notes & kernel.NEW_DAY:
        yield Reason("new-day", {"clock": _clock(compiled.tariff.day_starts)})
    elif notes & kernel.ELSEWHERE:
        yield Reason("elsewhere", {"stop": ride.origin})


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def _ordinary(compiled: Compiled, state: Sequence[int], ride: Ride, *, group: int, notes: int) -> Iterator[Reason]:
    number = compiled.networks[ride.network]
    network = compiled.tariff.networks[number]
    first = compiled.rows[kernel.NETWORKS][number * kernel.NETWORK_WIDTH]
    fare: Fare = network.fares[state[kernel.RULE] - first]
    whole = kernel.fare_of(
        compiled.rows, state[kernel.RULE], ride.metres or 0, *_zones(compiled, number, ride), int(ride.complete)
    )
    values: dict[str, int | str] = {"network": ride.network, "fare": whole}
    if notes & kernel.BY_HOUR and fare.between:
        start, until = fare.between
        yield Reason("fare-by-hour", {**values, "start": _clock(start), "until": _clock(until)})
    elif fare.kind is FareKind.DISTANCE and ride.complete:
        yield Reason("fare-by-distance", {**values, "metres": ride.metres or 0})
    elif fare.kind in (FareKind.STEPS, FareKind.TABLE) and ride.complete:
        yield Reason("fare-by-zones", {**values, "origin": ride.origin, "destination": ride.destination})
    else:
        yield Reason("fare", values)
    if notes & kernel.REDUCED:
        reduced: dict[str, int | str] = {"group": compiled.tariff.groups[group - 1].code, "fare": state[kernel.FARE]}
        yield Reason("reduced" if state[kernel.FARE] or not whole else "free", {**reduced, "network": ride.network})


def _zones(compiled: Compiled, network: int, ride: Ride) -> tuple[int, int]:
    if not ride.complete or not compiled.tariff.networks[network].tap_out:
        return 0, 0
    return compiled.zone(network, ride.origin), compiled.zone(network, ride.destination)


def _package(compiled: Compiled, state: Sequence[int], group: int, notes: int) -> Iterator[Reason]:
    package = compiled.tariff.package
    if package is None:
        return
    if notes & kernel.OVERRUN:
        packages = state[kernel.CLOSED] // package.most if package.most else 1
        yield Reason("overrun", {"minutes": package.window // 60, "most": package.most, "packages": packages})
    whole = kernel.package_price(state, compiled.rows[kernel.TERMS])
    if notes & kernel.INTEGRATED:
        yield from _integrated(package, state, whole, notes)
        if notes & kernel.PACKAGE_REDUCED:
            yield Reason("package-reduced", {"group": compiled.tariff.groups[group - 1].code})
    elif notes & kernel.ORDINARY_CHEAPER:
        yield Reason("ordinary-cheaper", {"ordinary": state[kernel.ORDINARY], "whole": whole})


def _integrated(package: Package, state: Sequence[int], whole: int, notes: int) -> Iterator[Reason]:
    modes = state[kernel.MODES].bit_count()
    if package.boarding is None:
        yield Reason("most", {"most": package.most, "minutes": package.window // 60})
        return
    metres = state[kernel.METRES]
    values: dict[str, int | str] = {
        "modes": modes, "boarding": package.boarding, "each": package.per_kilometre, "most": package.most,
        "whole": whole - state[kernel.CLOSED],
    }  # fmt: skip
    if notes & kernel.CAPPED and metres >= kernel.FAR:
        yield Reason("integrated-unknown", values)
    elif notes & kernel.CAPPED:
        yield Reason("integrated-most", {**values, "metres": metres})
    else:
        units = kernel.rounded(metres, 1000, {"begun": 0, "nearest": 1, "full": 2}[package.kilometres])
        yield Reason("integrated", {**values, "kilometres": units})


def _caps(compiled: Compiled, notes: int) -> Iterator[Reason]:
    if notes & kernel.DAY_CAPPED:
        yield Reason("day-cap", {"most": compiled.tariff.day_cap or 0})
    if notes & kernel.WEEK_CAPPED:
        yield Reason("week-cap", {"most": compiled.tariff.week_cap or 0})
