"""From taps to bills: rides are made of taps, priced by the automaton, and what changes is posted, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from balai.engines.fares import kernel, kernel_runs
from balai.engines.fares.definition import Tariff
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.pricing import price
from balai.engines.fares.rides import EVERYONE, Bill, Charge, Reason, Ride, Rider, seconds_of, wall_seconds
from balai.engines.fares.tables import EPOCH, Compiled, compile_tariff
from balai.engines.fares.taps import IN, OUT, ClockCorrection, Distances, Tap, no_distances, sort_taps

NOBODY: Mapping[str, Rider] = {}
FORGIVEN = "refund-dispute"


@dataclass(frozen=True, slots=True)
class Settled:
    """One card: its bill, the taps that count nothing because they repeat another, and those that began no ride."""

    card: str
    bill: Bill
    doubled: tuple[Tap, ...] = ()
    contradictions: tuple[Tap, ...] = ()


@dataclass(frozen=True, slots=True)
class Posting:
    """A line of a card's account. Lines are added, never changed: `amount` is what this line adds to its charge."""

    card: str
    key: str
    amount: int
    reason: Reason


def ticket_day(at: datetime, tariff: Tariff, zone: ZoneInfo) -> date:
    """The ticket day that a moment belongs to."""
    return EPOCH + timedelta(days=(wall_seconds(at, zone) - tariff.day_starts) // kernel.SECONDS_OF_DAY)


def settle(
    tariff: Tariff | Compiled,
    taps: Iterable[Tap],
    *,
    zone: ZoneInfo,
    corrections: Iterable[ClockCorrection] = (),
    riders: Mapping[str, Rider] = NOBODY,
    distances: Distances = no_distances,
) -> tuple[Settled, ...]:
    """The bill of every card, in order of the cards. A pure function of the set of taps: their order counts nothing.

    Taps outside the tariff's days are left out; settle them with the file that holds then. A ride's metres are those
    of `distances`; where they are not known and the tariff needs them, the ride costs the highest fare.

    Raises:
        FareError: a tap that cannot be read, a network or group that the tariff does not know.
    """
    compiled = tariff if isinstance(tariff, Compiled) else compile_tariff(tariff)
    ordered = sort_taps(taps, corrections)
    kept = [tap for tap in ordered.taps if compiled.tariff.holds_on(ticket_day(tap.at, compiled.tariff, zone))]
    return _settled(compiled, kept, ordered.contradictions, zone=zone, riders=riders, distances=distances)


def _settled(
    compiled: Compiled,
    kept: Sequence[Tap],
    contradictions: Sequence[Tap],
    *,
    zone: ZoneInfo,
    riders: Mapping[str, Rider],
    distances: Distances,
) -> tuple[Settled, ...]:
    """`settle` for taps that are sorted, and that this tariff is for."""
    rides, doubled = rides_of(compiled, kept, distances)
    return tuple(
        Settled(
            card,
            price(compiled, rides.get(card, ()), zone=zone, rider=riders.get(card, EVERYONE)),
            tuple(tap for tap in doubled if tap.card == card),
            tuple(tap for tap in contradictions if tap.card == card),
        )
        for card in sorted({tap.card for tap in kept})
    )


def settle_dated(
    tariffs: Sequence[Tariff | Compiled],
    taps: Iterable[Tap],
    *,
    zone: ZoneInfo,
    corrections: Iterable[ClockCorrection] = (),
    riders: Mapping[str, Rider] = NOBODY,
    distances: Distances = no_distances,
) -> tuple[Settled, ...]:
    """Each tap under one tariff: that of its ticket day, or of the ride that it ends (`_homes`).

    A journey ends, and weeks begin anew, where a tariff ends. So that one bad value stops nobody's account, a tap in a
    network that its tariff does not know is left out, and so is an entitlement to a group that it does not know.

    Raises:
        FareError: a tap that cannot be read.
    """
    ordered = sort_taps(taps, corrections)
    compiled = [tariff if isinstance(tariff, Compiled) else compile_tariff(tariff) for tariff in tariffs]
    homes = _homes([one.tariff for one in compiled], ordered.taps, zone)
    found: dict[str, Settled] = {}
    for number, tariff in enumerate(compiled):
        kept = [
            tap
            for tap, home in zip(ordered.taps, homes, strict=True)
            if home == number and tap.network in tariff.networks
        ]
        known = _known_groups(riders, tariff.groups)
        for one in _settled(tariff, kept, ordered.contradictions, zone=zone, riders=known, distances=distances):
            before = found.get(one.card, Settled(one.card, Bill(())))
            last = before.bill.charges[-1].journey if before.bill.charges else 0
            charges = (replace(charge, journey=charge.journey + last) for charge in one.bill.charges)
            found[one.card] = Settled(
                one.card,
                Bill((*before.bill.charges, *charges)),
                before.doubled + one.doubled,
                one.contradictions,
            )
    return tuple(found[card] for card in sorted(found))


def _known_groups(riders: Mapping[str, Rider], groups: Mapping[str, int]) -> dict[str, Rider]:
    return {
        card: Rider(tuple(one for one in rider.entitlements if one.group in groups)) for card, rider in riders.items()
    }


def _homes(tariffs: Sequence[Tariff], taps: Sequence[Tap], zone: ZoneInfo) -> list[int | None]:
    """The number of the tariff that each tap is for, or None. `taps` are sorted by card and time.

    A tap-out that ends a ride, and a tap that repeats another, are for the tariff of the tap before it: a ride across
    the hour at which tariffs change is one ride. Any other tap is for the last tariff that holds on its ticket day.
    """
    homes: list[int | None] = []
    before: Tap | None = None
    home: int | None = None
    for tap in taps:
        tariff = tariffs[home] if home is not None else None
        twice = before is not None and tariff is not None and _repeats(tap, before, tariff)
        if not twice and not (before is not None and tariff is not None and _ends(tap, before, tariff)):
            days = [number for number, one in enumerate(tariffs) if one.holds_on(ticket_day(tap.at, one, zone))]
            home = max(days, default=None)
        homes.append(home)
        before = before if twice else tap
    return homes


def _ends(tap: Tap, before: Tap, tariff: Tariff) -> bool:
    """Whether a tap-out ends the ride that the tap before it began."""
    same = (tap.card, tap.network) == (before.card, before.network) and (before.kind, tap.kind) == (IN, OUT)
    return same and tap.at - before.at <= timedelta(seconds=tariff.longest_ride)


def _repeats(tap: Tap, before: Tap, tariff: Tariff) -> bool:
    """Whether a card was held to one reader twice."""
    same = (tap.card, tap.network, tap.kind, tap.spot) == (before.card, before.network, before.kind, before.spot)
    return same and tap.at - before.at <= timedelta(seconds=tariff.double_within)


def rides_of(
    compiled: Compiled, taps: Sequence[Tap], distances: Distances = no_distances
) -> tuple[dict[str, list[Ride]], list[Tap]]:
    """The rides of each card, and the doubled taps. `taps` are sorted by card and time (`sort_taps`)."""
    spots: dict[str, int] = {}
    cards: dict[str, int] = {}
    count = len(taps)
    entries, exits, became = [0] * (2 * count), [0] * (2 * count), [0] * count
    made = kernel_runs.pair_taps(
        compiled.rows,
        [cards.setdefault(tap.card, len(cards)) for tap in taps],
        [seconds_of(tap.at) for tap in taps],
        [int(tap.kind == OUT) for tap in taps],
        [compiled.network(tap.network) for tap in taps],
        [spots.setdefault(tap.spot, len(spots)) for tap in taps],
        0, count, entries, exits, became, 0,
    )  # fmt: skip
    rides: dict[str, list[Ride]] = {}
    for entry, end in zip(entries[:made], exits[:made], strict=True):
        ride = _ride(compiled, taps, entry, end, distances)
        rides.setdefault(taps[max(entry, end)].card, []).append(ride)
    return rides, [tap for tap, what in zip(taps, became, strict=True) if what == kernel_runs.TWICE]


def _ride(compiled: Compiled, taps: Sequence[Tap], entry: int, end: int, distances: Distances) -> Ride:
    first = taps[entry if entry != kernel.NOWHERE else end]
    ride = Ride(first.network, first.stop, "", first.at, first.at, None, first.operator, first.key)
    if entry == kernel.NOWHERE:
        return replace(ride, complete=False, missing="in", origin="", destination=first.stop)
    if end == kernel.NOWHERE:
        return replace(ride, complete=False, missing="out")
    last = taps[end]
    ridden = replace(ride, destination=last.stop, alighted=last.at)
    if entry == end:
        return replace(ridden, metres=0)
    metres = distances(first.network, first.stop, last.stop)
    network = compiled.network(first.network)
    if (
        compiled.tariff.networks[network].zones
        and not {(network, first.stop), (network, last.stop)} <= compiled.zones.keys()
    ):
        return replace(ridden, metres=metres, complete=False, missing="zone")
    lacking = metres is None and compiled.needs_metres[network]
    return replace(ridden, metres=metres, complete=not lacking, missing="distance" if lacking else "")


def post(posted: Iterable[Posting], settled: Settled, *, zone: ZoneInfo, why: str = "late") -> tuple[Posting, ...]:
    """The lines that bring a card's account to its bill: charges that are new, and what changed of those before.

    `why` is `late` (a tap came late), `clock` (a clock was corrected) or `group` (the card was entitled). Whatever order
    taps come in, the lines of each charge add up to its amount: nothing is charged twice, and a refund is a line with
    its sentence. What was returned after a dispute stays returned, and is not returned again (`_owed`).
    """
    sums: dict[str, int] = {}
    told: dict[str, Reason] = {}
    forgiven: dict[str, Reason] = {}
    for line in posted:
        if line.card == settled.card:
            sums[line.key] = sums.get(line.key, 0) + line.amount
            told.setdefault(line.key, line.reason)
            if line.reason.code == FORGIVEN:
                forgiven.setdefault(line.key, line.reason)
    charges = {charge.ride.key: charge for charge in settled.bill.charges}
    lines = []
    for key, charge in charges.items():
        owed = _owed(charge.amount, forgiven.get(key))
        if key not in sums:
            lines.append(Posting(settled.card, key, charge.amount, _first_reason(charge, zone)))
        elif owed != sums[key]:
            lines.append(_change(settled.card, key, owed - sums[key], told[key], why))
    for key, amount in sums.items():
        owed = _owed(0, forgiven.get(key))
        if key not in charges and amount != owed:
            lines.append(_change(settled.card, key, owed - amount, told[key], why))
    return tuple(lines)


def forgive(posted: Iterable[Posting], card: str, key: str, amount: int) -> Posting:
    """The line that returns `amount` of a charge after a dispute.

    Raises:
        FareError: nothing was charged under this key.
    """
    mine = [line for line in posted if (line.card, line.key) == (card, key)]
    if not mine:
        raise FareError(f"Nothing was charged for {key}")
    values = {"amount": amount, "clock": mine[0].reason.values["clock"], "charged": sum(line.amount for line in mine)}
    return Posting(card, key, -amount, Reason(FORGIVEN, values))


def _owed(amount: int, forgiven: Reason | None) -> int:
    """What the lines of a charge must add up to, where `amount` is its bill now.

    A dispute was about what was charged then. A bill that grows since adds what it grows by; one that shrinks takes off
    only what the dispute has not returned already.
    """
    if forgiven is None:
        return amount
    charged, returned = int(str(forgiven.values["charged"])), int(str(forgiven.values["amount"]))
    return amount - returned if amount >= charged else min(amount, charged - returned)


def _first_reason(charge: Charge, zone: ZoneInfo) -> Reason:
    clock = f"{charge.ride.boarded.astimezone(zone):%H:%M}"
    return Reason(
        "charged", {"amount": charge.amount, "stop": charge.ride.origin or charge.ride.destination, "clock": clock}
    )


def _change(card: str, key: str, amount: int, first: Reason, why: str) -> Posting:
    code = f"{'refund' if amount < 0 else 'more'}-{why}"
    return Posting(card, key, amount, Reason(code, {"amount": abs(amount), "clock": first.values["clock"]}))
