"""`balai fares …`: price rides, settle taps, explain a bill, and try a tariff out. None of them loads Django."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from balai.base.failures import Failure
from balai.base.packs import PackIsBroken, load_city
from balai.base.packs.tariffs_folder import read_tariff_file
from balai.engines.fares.definition import Tariff
from balai.engines.fares.explaining import explain as sentences_of
from balai.engines.fares.explaining import money
from balai.engines.fares.files import read_corrections, read_distances, read_riders, read_rides, read_taps
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.pricing import price as price_rides
from balai.engines.fares.reading import read_tariff
from balai.engines.fares.rides import Bill, Entitlement, Rider
from balai.engines.fares.settling import Settled
from balai.engines.fares.settling import settle as settle_taps
from balai.engines.fares.shares import by_operator_and_day
from balai.engines.fares.taps import no_distances
from balai.engines.fares.tides import fare_transactions_csv
from balai.project.terminal import say, say_json

if TYPE_CHECKING:
    from balai.engines.fares.tables import Compiled
    from balai.engines.fares.trying import Comparison, Demand

SHOWN = 20


def price(arguments: list[str]) -> int:
    """Price planned rides under a tariff file, each rupiah explained."""
    parser = _parser("price", price.__doc__)
    parser.add_argument("rides", type=Path, help="CSV: network,from,to,boarded,alighted and, where needed, metres")
    parser.add_argument("--rider", default="", help="the group of the rider, as the tariff names it")
    options = parser.parse_args(arguments)
    tariff, zone = _opened(options)
    try:
        rider = Rider((Entitlement(options.rider),)) if options.rider else Rider()
        bill = price_rides(tariff, read_rides(options.rides, zone), zone=zone, rider=rider)
    except FareError as error:
        raise _refused(error) from error
    if options.json:
        say_json({"tariff": tariff.code, "version": tariff.version, **_bill_data(bill, tariff, options.language)})
    else:
        _say_bill(bill, tariff, zone, options.language)
    return 0


def settle(arguments: list[str]) -> int:
    """Make rides of taps and bill every card; what each operator gets, to the rupiah."""
    options = _tap_parser("settle", settle.__doc__).parse_args(arguments)
    tariff, zone = _opened(options)
    settled = _settled(options, tariff, zone)
    rows = by_operator_and_day([one.bill for one in settled], tariff, zone)
    if options.tides:
        options.tides.write_text(fare_transactions_csv(settled, tariff, zone), encoding="utf-8")
    total = sum(one.bill.total for one in settled)
    if options.json:
        operators = [{**asdict(row), "day": row.day.isoformat()} for row in rows]
        cards = [{"card": one.card, "total": one.bill.total, "rides": len(one.bill.charges)} for one in settled]
        say_json({"tariff": tariff.code, "total": total, "operators": operators, "cards": cards})
        return 0
    language = options.language
    say(f"{len(settled)} cards, {sum(len(one.bill.charges) for one in settled)} rides, {money(total, language)}")
    say(f"{'day':<12}{'operator':<22}{'boardings':>10}{'km':>12}{'amount':>18}")
    for row in rows:
        amount = money(row.amount, language, tariff.currency)
        say(f"{row.day!s:<12}{row.operator or '-':<22}{row.boardings:>10}{row.metres / 1000:>12.1f}{amount:>18}")
    return 0


def explain(arguments: list[str]) -> int:
    """Explain one card's bill: every ride, why it costs what it costs."""
    parser = _tap_parser("explain", explain.__doc__)
    parser.add_argument("--card", required=True, help="the card whose bill is explained")
    options = parser.parse_args(arguments)
    tariff, zone = _opened(options)
    found = next((one for one in _settled(options, tariff, zone) if one.card == options.card), None)
    if found is None:
        raise Failure("balai.F003", f"No tap of the card {options.card} is in the file.", "Name a card of the taps.")
    if options.json:
        say_json({"card": found.card, **_bill_data(found.bill, tariff, options.language)})
    else:
        _say_bill(found.bill, tariff, zone, options.language)
        for tap in found.doubled:
            say(f"{tap.at.astimezone(zone):%Y-%m-%d %H:%M}  {tap.key}: tapped twice, counts nothing")
    return 0


def compare(arguments: list[str]) -> int:
    """Try a tariff out: the same rides under two files; revenue, and who pays more or less."""
    parser = argparse.ArgumentParser(prog="balai fares compare", description=compare.__doc__)
    parser.add_argument("old", type=Path, help="the tariff file as it is")
    parser.add_argument("tariff", type=Path, metavar="new", help="the tariff file as it would be")
    parser.add_argument("demand", type=Path, help="CSV or Parquet: journey,network,from,to,boarded,alighted, …")
    parser.add_argument(
        "--feed", help="a GTFS feed: the demand is planned over it (CSV: from,to,at, optional people,group,area)"
    )
    parser.add_argument("--distances", type=Path, help="with --feed: distances.csv (that beside the new tariff)")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw who pays more and who less into this file")
    _add_common(parser)
    options = parser.parse_args(arguments)
    new, zone = _opened(options)
    old = _read(options.old)
    # Polars and Numba take a second to load, and only this needs them.
    from balai.engines.fares.picture import picture  # noqa: PLC0415
    from balai.engines.fares.tables import compile_tariff  # noqa: PLC0415
    from balai.engines.fares.trying import compare as try_out  # noqa: PLC0415

    try:
        tariffs = compile_tariff(old), compile_tariff(new)
        demand, lost = _demand(options, tariffs, zone)
        found = try_out(*tariffs, demand, zone=zone)
    except FareError as error:
        raise _refused(error) from error
    if options.svg:
        options.svg.write_text(picture(found, options.language), encoding="utf-8")
    if options.json:
        say_json({**asdict(found), **lost})
        return 0
    _say_comparison(found, lost)
    return 0


def _say_comparison(found: Comparison, lost: dict[str, int]) -> None:
    if any(lost.values()):
        people = ", ".join(f"{many} {name.replace('_', ' ')}" for name, many in lost.items())
        say(f"Left out, people: {people}.")
    heads = ("people", "before", "after", "change", "pay less", "pay more")
    say(f"{'':<28}" + "".join(f"{head:>18}" for head in heads))
    for title, rows in (
        ("all", (found.whole,)), ("distance", found.distances), ("group", found.groups), ("area", found.areas),
    ):  # fmt: skip
        say(title)
        for row in rows[:SHOWN]:
            amounts = (row.people, row.before, row.after, row.change, row.winners, row.losers)
            say(f"  {row.name or '-':<26}" + "".join(f"{amount:>18,}" for amount in amounts))


def _demand(
    options: argparse.Namespace, tariffs: tuple[Compiled, Compiled], zone: ZoneInfo
) -> tuple[Demand, dict[str, int]]:
    """Rides of a file, or wishes of a file planned over a feed; and how many people are left out, and why."""
    if not options.feed:
        from balai.engines.fares.demand_files import read_demand  # noqa: PLC0415 (as in `compare`)

        return read_demand(options.demand, zone), {}
    from balai.project.fares_demand import planned  # noqa: PLC0415 (as in `compare`)

    distances = options.distances or options.tariff.parent / "distances.csv"
    demand, lost = planned(options.demand, options.feed, distances, tariffs, zone)
    if demand is None:
        raise FareError("No journey was found for anybody")
    return demand, lost


def _parser(name: str, description: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"balai fares {name}", description=description)
    parser.add_argument("tariff", type=Path, help="a tariff file")
    _add_common(parser)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--zone", default="", help="the time zone; that of the pack the file lies in when left out")
    parser.add_argument("--language", default="id", help="the language of the sentences: id (unless told) or en")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def _tap_parser(name: str, description: str | None) -> argparse.ArgumentParser:
    parser = _parser(name, description)
    parser.add_argument("taps", type=Path, help="CSV: key,card,at,kind,network,stop and operator,vehicle,device")
    parser.add_argument("--distances", type=Path, help="CSV: network,from,to,metres")
    parser.add_argument("--riders", type=Path, help="CSV: card,group,since,until")
    parser.add_argument("--corrections", type=Path, help="CSV: key,device,since,until,add_seconds")
    parser.add_argument("--tides", type=Path, metavar="FILE", help="write TIDES fare_transactions into this file")
    return parser


def _opened(options: argparse.Namespace) -> tuple[Tariff, ZoneInfo]:
    """The tariff of a command and the zone in which its hours are meant."""
    tariff = _read(options.tariff)
    name = options.zone
    folder = next((up for up in options.tariff.resolve().parents if (up / "city.yaml").is_file()), None)
    try:
        if not name and folder is not None:
            name = load_city(folder).zone
        return tariff, ZoneInfo(name)
    except (PackIsBroken, ZoneInfoNotFoundError, ValueError) as error:
        hint = "Name one with --zone, such as Asia/Jakarta."
        raise Failure("balai.F002", "The time zone of this tariff is not known.", hint) from error


def _read(path: Path) -> Tariff:
    document, mistakes = read_tariff_file(path, str(path))
    if document is None or mistakes:
        wrong = " ".join(str(mistake) for mistake in mistakes[:3])
        raise Failure("balai.F001", f"The tariff file has mistakes. {wrong}", "`balai city check` lists them all.")
    return read_tariff(document.value)


def _refused(error: FareError) -> Failure:
    return Failure("balai.F004", f"{error}.", "docs/reference/fares.md says what the files hold.")


def _settled(options: argparse.Namespace, tariff: Tariff, zone: ZoneInfo) -> Sequence[Settled]:
    try:
        return settle_taps(
            tariff,
            read_taps(options.taps, zone),
            zone=zone,
            corrections=read_corrections(options.corrections, zone) if options.corrections else (),
            riders=read_riders(options.riders) if options.riders else {},
            distances=read_distances(options.distances) if options.distances else no_distances,
        )
    except FareError as error:
        raise _refused(error) from error


def _bill_data(bill: Bill, tariff: Tariff, language: str) -> dict[str, Any]:
    charges = [
        {
            "network": charge.ride.network,
            "from": charge.ride.origin,
            "to": charge.ride.destination,
            "boarded": charge.ride.boarded.isoformat(),
            "amount": charge.amount,
            "journey": charge.journey,
            "reasons": [reason.code for reason in charge.reasons],
            "sentences": list(sentences_of(charge, tariff, language)),
        }
        for charge in bill.charges
    ]
    return {"total": bill.total, "currency": tariff.currency, "charges": charges}


def _say_bill(bill: Bill, tariff: Tariff, zone: ZoneInfo, language: str) -> None:
    for charge in bill.charges:
        ride = charge.ride
        way = f"{ride.origin or '?'} → {ride.destination or '?'}"
        amount = money(charge.amount, language, tariff.currency)
        say(f"{ride.boarded.astimezone(zone):%Y-%m-%d %H:%M}  {charge.journey:>3}  {way:<50}{amount:>14}")
        for sentence in sentences_of(charge, tariff, language):
            say(f"    {sentence}")
    say(f"{'':<73}{money(bill.total, language, tariff.currency):>14}")
