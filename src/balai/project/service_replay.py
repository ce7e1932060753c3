"""`balai service replay`: past cases under a changed service file, before it is decided."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balai.base.failures import Failure
from balai.base.packs.services_folder import read_service_source
from balai.engines.casework.comparing import Comparison
from balai.engines.casework.reading import find_mistakes, read_service
from balai.project.ready import city, configuration_or_failure, set_up_django
from balai.project.replay_report import Findings, as_csv, as_html, as_json, as_text
from balai.project.terminal import say, say_json, step

if TYPE_CHECKING:
    from balai.apps.cases.service import Part, Period
    from balai.engines.casework.definition import Service

LEVELS = ("province", "city", "district", "subdistrict", "rw", "rt")


def main(arguments: list[str]) -> int:
    """Run past cases under a changed service file and show what would differ. Only reads."""
    options = _options(arguments)
    quiet = options.json or options.csv
    with city() as configuration:
        definition = _definition(options.file.resolve(), configuration.city)
        # Models can be imported only now, when Django is set up.
        from balai.apps.cases.service import Period, parts_of, place_names  # noqa: PLC0415
        from balai.base.city import city_zone  # noqa: PLC0415
        from balai.base.clock import now  # noqa: PLC0415

        zone = city_zone()
        since = datetime.combine(options.since, time(), zone).astimezone(UTC)
        until = datetime.combine(options.until, time(), zone).astimezone(UTC) if options.until else now()
        period = Period(definition.code, since, until)
        parts = parts_of(period)
        if not parts:
            raise Failure(
                "balai.C031",
                f"There is no case of {definition.code} in these days.",
                "Choose an earlier --since, or another file.",
            )
        found = _compare_all(parts, period, definition, processes=options.processes, quiet=quiet)
        places, names = place_names(LEVELS.index(options.by))
    findings = Findings(definition.code, since, until, options.by, found, found.gathered(places), names)
    if options.report:
        options.report.write_text(as_html(findings), encoding="utf-8")
    if options.json:
        say_json(as_json(findings))
    elif options.csv:
        sys.stdout.write(as_csv(findings))
    else:
        say(as_text(findings))
        if options.report:
            say(f"\nWith a picture: {options.report}")
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="balai service replay", description=main.__doc__)
    parser.add_argument("file", type=Path, help="the changed service file (its flow is taken from its city pack)")
    parser.add_argument("--since", type=date.fromisoformat, required=True, help="first day of opening: 2026-01-01")
    parser.add_argument(
        "--until", type=date.fromisoformat, help="the day before which cases were opened (default: now)"
    )
    parser.add_argument("--by", choices=LEVELS, default="district", help="areas of which level (default: district)")
    parser.add_argument("--report", type=Path, help="also write a page with a picture to this file")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many work at once")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="answer as JSON")
    shape.add_argument("--csv", action="store_true", help="answer as CSV, one line for each area")
    return parser.parse_args(arguments)


def _definition(path: Path, pack: Path) -> Service:
    """The service of a file in a city pack, or beside one: then its flow is the running city's.

    Raises:
        Failure: it cannot be read, or has mistakes.
    """
    own = next((folder for folder in path.parents if (folder / "city.yaml").is_file()), pack)
    source, mistakes = read_service_source(own, str(path))
    wrong = [str(mistake) for mistake in mistakes]
    if source is not None and not wrong:
        wrong = [f"{mistake.sentence} → {mistake.mend}" for mistake in find_mistakes(source.value)]
    if source is None or wrong:
        first = wrong[0] if wrong else "it cannot be read."
        raise Failure(
            "balai.C030", f"{path.name} is no sound service file: {first}", "`balai service check` says more."
        )
    return read_service(source.value)


def _compare_all(parts: list[Part], period: Period, definition: Service, *, processes: int, quiet: bool) -> Comparison:
    total, found, done = sum(part.cases for part in parts), Comparison(), 0
    with _shown(f"Retell {total:,} cases", quiet=quiet) as current, _workers(min(processes, len(parts))) as work:
        for part, compared in work(parts, period, definition):
            found.add(compared)
            done += part.cases
            if current:
                current.advance(done, total)
    return found


@contextmanager
def _shown(title: str, *, quiet: bool) -> Iterator[Any]:
    if quiet:
        yield None
        return
    with step(title) as current:
        yield current


@contextmanager
def _workers(processes: int) -> Iterator[Any]:
    """A function that compares parts in several processes, each with a connection of its own, and yields as they end."""
    if processes <= 1:
        yield lambda parts, period, definition: ((part, compare(part, period, definition)) for part in parts)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_begin) as pool:

        def work(parts: list[Part], period: Period, definition: Service) -> Iterator[tuple[Part, Comparison]]:
            later = [pool.submit(compare, part, period, definition) for part in parts]
            for part, one in zip(parts, later, strict=True):
                yield part, one.result()

        yield work


def _begin() -> None:
    """A process of its own: the same city, another connection."""
    set_up_django(configuration_or_failure())


def compare(part: Part, period: Period, definition: Service) -> Comparison:
    """One part, in a transaction that cannot write."""
    from balai.apps.cases.service import compare_part  # noqa: PLC0415 (Django is set up in this process by now)
    from balai.base.middleware.read_only import read_only  # noqa: PLC0415

    with read_only():
        return compare_part(part, period=period, definition=definition)
