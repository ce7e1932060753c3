"""`balai transit …`: feeds checked and built into timetables, journeys planned; no city and no database needed."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balai.base.failures import Failure
from balai.project.terminal import Step, say, say_json, step

if TYPE_CHECKING:
    from balai.engines.transit.feed import Feed
    from balai.engines.transit.places import Place
    from balai.engines.transit.planner import Planner
    from balai.engines.transit.timetable import Timetable

# The engine is imported inside functions: only now is it known where compiled code is kept, and polars and numba
# take a second that `--help` need not wait for.


def check(arguments: list[str]) -> int:
    """Read a GTFS feed and say what is wrong with it, by the rule names of the MobilityData validator."""
    parser = argparse.ArgumentParser(prog="balai transit check", description=check.__doc__)
    _feeds_argument(parser)
    options = parser.parse_args(arguments)
    with transit_engine(), _told("Read", quiet=options.json):
        feed = _read(options.feed, options.headways)
    notices = sorted(feed.notices, key=lambda notice: (notice.severity.value, notice.file, notice.rule))
    errors = len(feed.notices.errors)
    if options.json:
        say_json({"usable": feed.usable, "errors": errors, "notices": [notice.as_json() for notice in notices]})
        return 1 if errors else 0
    for notice in notices:
        where = ", ".join(f"row {one.row} {one.value}".rstrip() for one in notice.samples[:3] if one.row)
        say(f"{notice.severity.value:<11} {notice.rule}  {notice.file} {notice.field}  × {notice.count:,}")
        say(f"            {where}\n            {notice.effect}" if where else f"            {notice.effect}")
    usable = "It can be planned with." if feed.usable else "Nothing can be planned with it."
    say(f"\n{errors} kinds of errors, {len(feed.notices.warnings)} kinds of warnings. {usable}")
    return 1 if errors else 0


def build(arguments: list[str]) -> int:
    """Make a timetable of one or several GTFS feeds: a folder that is read in a moment. Also compiles the router."""
    parser = argparse.ArgumentParser(prog="balai transit build", description=build.__doc__)
    _feeds_argument(parser)
    parser.add_argument("--to", type=Path, required=True, help="the folder to write; replaced if it is there")
    parser.add_argument("--leave-out-errors", action="store_true", help="build from what is sound in a faulty feed")
    parser.add_argument(
        "--streets", type=Path, help="an .osm.pbf extract of OpenStreetMap: people walk along its streets"
    )
    parser.add_argument("--rules", type=Path, help="a city pack's mobility/timetable.yaml: how timetables are made")
    options = parser.parse_args(arguments)
    with transit_engine():
        from balai.engines.transit.keeping import keep_timetable  # noqa: PLC0415
        from balai.engines.transit.warming import compile_all  # noqa: PLC0415

        with _told("Read", quiet=options.json):
            feed = _read(options.feed, options.headways)
        if feed.notices.errors and not options.leave_out_errors:
            raise Failure(
                "balai.C050",
                f"The feed has {len(feed.notices.errors)} kinds of errors.",
                "`balai transit check` tells them; `--leave-out-errors` builds from the rest.",
            )
        with _told("Build", quiet=options.json) as current:
            timetable = _built(feed, options.streets, options.rules)
            keep_timetable(timetable, options.to)
            if current:
                current.note = f"{len(timetable.runs.trips):,} trips, {timetable.arrays_bytes / 1e6:.1f} MB"
                if options.streets:
                    current.note += (
                        f", {_described(timetable)['footpaths_by_source']['streets']:,} footpaths along streets"
                    )
        with _told("Compile the router", quiet=options.json):
            compile_all()
    if options.json:
        say_json(_described(timetable))
    return 0


def plan(arguments: list[str]) -> int:
    """Plan journeys from one place to another on a timetable or feed."""
    parser = argparse.ArgumentParser(prog="balai transit plan", description=plan.__doc__)
    parser.add_argument("--from", dest="origin", required=True, help="a stop or station id, or latitude,longitude")
    parser.add_argument("--to", dest="destination", required=True, help="the same")
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--at", type=_clock, help="leave at this time or later: 08:00, or 25:10 after midnight")
    asked.add_argument("--arrive", type=_clock, help="arrive at this time or earlier")
    parser.add_argument("--window", type=int, default=0, help="with --at: everything that leaves in these minutes")
    parser.add_argument("--geojson", action="store_true", help="answer as GeoJSON, one collection for each journey")
    parser.add_argument(
        "--cheapest", type=Path, metavar="TARIFF", help="a tariff file: with prices, also what costs less"
    )
    parser.add_argument(
        "--distances", type=Path, help="with --cheapest: metres along the lines that rides are charged by"
    )
    options = _question(parser, arguments)
    if options.cheapest is not None:
        from balai.project.transit_fares import plan_cheapest  # noqa: PLC0415 (only this needs tariffs)

        return plan_cheapest(parser, options, open_planner, place_of_words, transit_engine)
    quiet = options.json or options.geojson
    with transit_engine():
        planner = open_planner(options.feed, options.headways, quiet=quiet)
        ends = (place_of_words(options.origin), place_of_words(options.destination), options.date)
        if options.arrive is not None:
            found = planner.arrive(*ends, options.arrive)
        elif options.window:
            found = planner.window(*ends, options.at, options.at + 60 * options.window)
        else:
            found = planner.depart(*ends, options.at)
        if options.geojson:
            say_json([journey.as_geojson() for journey in found])
        elif options.json:
            say_json([journey.as_json() for journey in found])
        else:
            from balai.project.transit_tables import journeys_as_text  # noqa: PLC0415

            say(journeys_as_text(found))
    return 0 if found else 1


def reach(arguments: list[str]) -> int:
    """Say which stops can be reached from a place within some minutes."""
    parser = argparse.ArgumentParser(prog="balai transit reach", description=reach.__doc__)
    parser.add_argument("--from", dest="origin", required=True, help="a stop or station id, or latitude,longitude")
    parser.add_argument("--at", type=_clock, required=True, help="leave at this time: 08:00")
    parser.add_argument("--minutes", type=int, default=45, help="how long the journey may take (default: 45)")
    options = _question(parser, arguments)
    with transit_engine():
        planner = open_planner(options.feed, options.headways, quiet=options.json)
        reached = planner.reach(place_of_words(options.origin), options.date, options.at, options.minutes)
        from balai.project.transit_tables import reached_as_rows, reached_as_text  # noqa: PLC0415

        rows = reached_as_rows(planner.timetable, reached)
    if options.json:
        say_json(rows)
    else:
        say(reached_as_text(rows))
    return 0 if rows else 1


def _feeds_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("feed", nargs="+", help="a GTFS zip or folder; several as prefix=path")
    parser.add_argument("--headways", type=Path, help="a file of days, headways and speeds for a feed without them")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def _question(parser: argparse.ArgumentParser, arguments: list[str]) -> argparse.Namespace:
    _feeds_argument(parser)
    parser.add_argument("--date", type=date.fromisoformat, required=True, help="the day: 2026-09-30")
    return parser.parse_args(arguments)


@contextmanager
def transit_engine() -> Iterator[None]:
    """The engine, with compiled code kept in BALAI_HOME unless it is kept elsewhere; its refusals as failures."""
    os.environ.setdefault(
        "NUMBA_CACHE_DIR", str(Path(os.environ.get("BALAI_HOME") or ".balai").absolute() / "compiled")
    )
    from balai.engines.transit.errors import TransitError  # noqa: PLC0415

    try:
        yield
    except TransitError as error:
        raise Failure(
            "balai.C051", f"That cannot be planned with: {error}.", "`balai transit check` says more of a feed."
        ) from error


def _told(title: str, *, quiet: bool) -> Any:
    none: Step | None = None
    return nullcontext(none) if quiet else step(title)


def _read(feeds: list[str], headways: Path | None) -> Feed:
    from balai.engines.transit.feed import join_feeds, read_feed  # noqa: PLC0415

    named = [feed.split("=", 1) if "=" in feed else ["", feed] for feed in feeds]
    prefixes = [prefix for prefix, _ in named]
    if len(set(prefixes)) < len(prefixes):
        raise Failure("balai.C052", "Several feeds need prefixes of their own.", "Write each as prefix=path.")
    joined = join_feeds({prefix: read_feed(Path(path)) for prefix, path in named})
    return joined if headways is None else _completed(joined, headways)


def _completed(feed: Feed, path: Path) -> Feed:
    import yaml  # noqa: PLC0415 (only this needs it)

    from balai.engines.transit.headways import complete, read_headways  # noqa: PLC0415

    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Failure("balai.C053", f"{path.name} cannot be read: {error}", "It is a YAML file in UTF-8.") from error
    return complete(feed, read_headways(value if isinstance(value, dict) else {}))


def _built(feed: Feed, streets: Path | None = None, rules: Path | None = None) -> Timetable:
    from balai.base.packs.timetable_file import read_rules  # noqa: PLC0415
    from balai.engines.transit.building import build_timetable  # noqa: PLC0415
    from balai.engines.transit.streets import streets_around  # noqa: PLC0415

    staying, mistakes = read_rules(rules or Path())
    if mistakes:
        raise Failure("balai.C053", f"{rules} cannot be read: {mistakes[0].wrong}", "It is a YAML file in UTF-8.")
    around = None if streets is None else streets_around(streets, feed)
    return build_timetable(feed, streets=around, staying=staying)


def open_planner(feeds: list[str], headways: Path | None, *, quiet: bool) -> Planner:
    """A planner over feeds or a built timetable; call it within `transit_engine`."""
    from balai.engines.transit.keeping import is_kept, load_timetable  # noqa: PLC0415
    from balai.engines.transit.planner import Planner  # noqa: PLC0415

    with _told("Read the timetable", quiet=quiet):
        if len(feeds) == 1 and is_kept(Path(feeds[0])):
            return Planner(load_timetable(Path(feeds[0])))
        return Planner(_built(_read(feeds, headways)))


def place_of_words(text: str) -> Place:
    """A stop by its id, or a point as latitude,longitude."""
    from balai.engines.transit.places import AtPoint, AtStop  # noqa: PLC0415

    parts = text.split(",")
    try:
        latitude, longitude = map(float, parts)
    except ValueError:
        return AtStop(text)
    return AtPoint(latitude, longitude, text)


def _clock(text: str) -> int:
    hours, minutes = (int(part) for part in text.split(":"))
    if not (0 <= hours < 48 and 0 <= minutes < 60):
        raise ValueError(text)
    return hours * 3600 + minutes * 60


def _described(timetable: Timetable) -> dict[str, Any]:
    from balai.engines.transit.walks import WalkSource  # noqa: PLC0415

    sources = timetable.footpaths.sources.tolist()
    return {
        "stops": len(timetable.stop_numbers),
        "routes": timetable.routes.height,
        "patterns": len(timetable.patterns.routes),
        "runs": len(timetable.runs.trips),
        "footpaths": len(timetable.footpaths.targets),
        "footpaths_by_source": {source.name.lower(): sources.count(source) for source in WalkSource},
        "first": timetable.services.first.isoformat(),
        "last": timetable.services.last.isoformat(),
        "bytes": timetable.arrays_bytes,
    }
