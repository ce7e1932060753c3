"""`balai transit feed …`: the running city's timetables from the command line."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balai.base.failures import Failure
from balai.project.ready import city
from balai.project.terminal import say, say_json, step

if TYPE_CHECKING:
    from balai.apps.mobility.models import FeedVersion

SHORTEST = 8
"""Letters of a digest that name a feed."""


def add(arguments: list[str]) -> int:
    """Keep a GTFS zip, examine it and make its timetable. It rules only after `balai transit feed activate`."""
    parser = argparse.ArgumentParser(prog="balai transit feed add", description=add.__doc__)
    parser.add_argument("file", type=Path, help="a GTFS zip")
    _json_argument(parser)
    options = parser.parse_args(arguments)
    with city(), _told():
        from balai.apps.mobility.actions.feeding import add_feed, examine_feed  # noqa: PLC0415 (Django is set up above)
        from balai.base.clock import now  # noqa: PLC0415

        try:
            with options.file.open("rb") as file, _shown("Keep", options):
                row = add_feed(upload=file, name=options.file.name, by=None, now=now())
        except OSError as error:
            raise Failure(
                "balai.C060", f"{options.file} cannot be read: {error.strerror}.", "Name a GTFS zip."
            ) from error
        with _shown("Examine and build", options):
            examine_feed(version=row, now=now())
        told, lines = _as_json(row), _lines(row)
    if options.json:
        say_json(told)
    else:
        say("\n".join(lines))
    return 0 if row.is_usable else 1


def list_feeds(arguments: list[str]) -> int:
    """List the feeds that were brought, and from which day each rules."""
    parser = argparse.ArgumentParser(prog="balai transit feed list", description=list_feeds.__doc__)
    _json_argument(parser)
    options = parser.parse_args(arguments)
    with city():
        from balai.apps.mobility.models import FeedVersion  # noqa: PLC0415 (Django is set up above)

        rows = list(FeedVersion.objects.prefetch_related("activations").order_by("-id"))
        told = [_as_json(row) for row in rows]
        lines = [line for row in rows for line in _lines(row)]
    if options.json:
        say_json(told)
    else:
        say("\n".join(lines) or "No feed was brought yet.")
    return 0


def activate(arguments: list[str]) -> int:
    """Let a feed rule from a day on. This is said in the city's log."""
    parser = argparse.ArgumentParser(prog="balai transit feed activate", description=activate.__doc__)
    parser.add_argument("feed", help="the first letters of its digest, as the list shows them")
    parser.add_argument("--since", type=date.fromisoformat, help="the first day (default: today)")
    parser.add_argument("--leave-out-errors", action="store_true", help="let it rule without its faulty rows")
    _json_argument(parser)
    options = parser.parse_args(arguments)
    with city(), _told():
        from balai.apps.mobility.actions.feeding import activate_feed  # noqa: PLC0415 (Django is set up above)
        from balai.base.city import city_zone  # noqa: PLC0415
        from balai.base.clock import now  # noqa: PLC0415

        row = _found(options.feed)
        since = options.since or now().astimezone(city_zone()).date()
        activate_feed(version=row, since=since, despite_errors=options.leave_out_errors, by=None, now=now())
        told = _as_json(row)
    if options.json:
        say_json(told)
    else:
        say(f"{row.name} rules from {since} on.")
    return 0


def roll_back(arguments: list[str]) -> int:
    """Take back what rules today; the timetable before it rules again, at once."""
    parser = argparse.ArgumentParser(prog="balai transit feed rollback", description=roll_back.__doc__)
    _json_argument(parser)
    options = parser.parse_args(arguments)
    with city(), _told():
        from balai.apps.mobility.actions.feeding import NothingToTakeBack, take_back  # noqa: PLC0415 (as above)
        from balai.apps.mobility.feed_days import ruling_on  # noqa: PLC0415
        from balai.base.city import city_zone  # noqa: PLC0415
        from balai.base.clock import now  # noqa: PLC0415

        today = now().astimezone(city_zone()).date()
        row = ruling_on(today)
        if row is None:
            raise NothingToTakeBack
        take_back(activation=row, by=None, now=now())
        again = ruling_on(today)
        told = {"taken_back": row.version.digest, "rules": again.version.digest if again else None}
    if options.json:
        say_json(told)
    else:
        say(f"{again.version.name if again else 'Nothing'} rules again.")
    return 0


def _json_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def _shown(title: str, options: argparse.Namespace) -> AbstractContextManager[object]:
    """A step that people see; programs get their answer alone."""
    return nullcontext() if options.json else step(title)


@contextmanager
def _told() -> Iterator[None]:
    """Refusals of the city as failures of the command, in the language of commands."""
    from django.utils import translation  # noqa: PLC0415 (Django is set up by now)

    from balai.base.errors import Refusal  # noqa: PLC0415

    try:
        yield
    except Refusal as refusal:
        with translation.override("en"):
            sentence = str(refusal)
        raise Failure("balai.C061", sentence, "`balai transit feed list` shows what there is.") from refusal


def _found(digest: str) -> FeedVersion:
    from balai.apps.mobility.models import FeedVersion  # noqa: PLC0415 (Django is set up by now)

    rows = list(FeedVersion.objects.filter(digest__startswith=digest.lower())[:2]) if len(digest) >= SHORTEST else []
    if len(rows) != 1:
        raise Failure(
            "balai.C062",
            f"No single feed has a digest that begins with {digest!r}.",
            f"Write at least {SHORTEST} letters, as `balai transit feed list` shows them.",
        )
    return rows[0]


def _lines(row: FeedVersion) -> list[str]:
    kinds = Counter(notice["severity"] for notice in row.report.get("notices", []))
    state = "waits to be examined" if row.examined_at is None else row.refusal or f"{row.begins} to {row.ends}"
    head = f"{row.digest[:12]}  {row.name}: {state}; errors {kinds['error']}, warnings {kinds['warning']}"
    rules = row.activations.order_by("since", "id")
    days = [f"              rules from {one.since}{' (taken back)' if one.withdrawn_at else ''}" for one in rules]
    return [head, *days]


def _as_json(row: FeedVersion) -> dict[str, Any]:
    rules = [
        {"since": one.since.isoformat(), "taken_back": one.withdrawn_at is not None}
        for one in row.activations.order_by("since", "id")
    ]
    return {
        "digest": row.digest,
        "name": row.name,
        "usable": row.is_usable,
        "refusal": row.refusal,
        "begins": row.begins.isoformat() if row.begins else None,
        "ends": row.ends.isoformat() if row.ends else None,
        "notices": row.report.get("notices", []),
        "rules": rules,
    }
