"""`balai taps …`: bring readings of cards into the running city, correct machines' clocks, register cards."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from balai.base.failures import Failure
from balai.engines.fares.files import read_corrections, read_taps
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.taps import ClockCorrection, Tap
from balai.project.ready import city
from balai.project.terminal import say, say_json

AT_ONCE = 5_000


def bring(arguments: list[str]) -> int:
    """Bring taps from a file; those that came before are left out, and accounts follow. Send it as often as you like."""
    parser = argparse.ArgumentParser(prog="balai taps import", description=bring.__doc__)
    parser.add_argument("file", type=Path, help="CSV: key,card,at,kind,network,stop and operator,vehicle,device")
    parser.add_argument("--corrections", type=Path, help="CSV: key,device,since,until,add_seconds")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    with city():
        from balai.base.city import city_zone  # noqa: PLC0415 (Django is set up above)

        try:
            taps = read_taps(options.file, city_zone())
            corrections = read_corrections(options.corrections, city_zone()) if options.corrections else []
            new, lines, unknown = brought(taps, corrections)
        except FareError as error:
            raise Failure("balai.F007", f"{error}.", "docs/reference/fares.md says what the files hold.") from error
    if options.json:
        say_json({"taps": len(taps), "new": new, "lines": lines, "unknown_networks": unknown})
    else:
        say(f"{len(taps)} taps, {new} of them new; {lines} lines in accounts.")
        if unknown:
            say(f"{len(unknown)} taps are left out, no tariff knows their network: {', '.join(unknown[:20])}.")
    return 0


def brought(taps: Sequence[Tap], corrections: Sequence[ClockCorrection]) -> tuple[int, int, list[str]]:
    """How many taps were new, how many lines accounts got, and the taps of unknown networks. Django is loaded."""
    from balai.apps.mobility.service import correct_clock, receive_taps  # noqa: PLC0415 (Django is set up by the caller)
    from balai.base import clock  # noqa: PLC0415

    new = lines = 0
    unknown: list[str] = []
    ordered = sorted(taps, key=lambda tap: tap.card)
    for first in range(0, len(ordered), AT_ONCE):
        received = receive_taps(taps=ordered[first : first + AT_ONCE], now=clock.now())
        new, lines = new + received.taps, lines + len(received.lines)
        unknown += received.unknown
    for correction in corrections:
        lines += len(correct_clock(correction=correction, by=None, now=clock.now()))
    return new, lines, unknown


def register(arguments: list[str]) -> int:
    """Register a card to somebody who has shown it at the counter: its rides then stand under "My travel"."""
    parser = argparse.ArgumentParser(prog="balai taps register", description=register.__doc__)
    parser.add_argument("card", help="the card's number; only a keyed hash of it is kept")
    parser.add_argument("email", help="the address with which its holder logs in")
    options = parser.parse_args(arguments)
    with city():
        say(registered(options.card, options.email))
    return 0


def registered(card: str, email: str) -> str:
    """A sentence of what holds now. Django is loaded.

    Raises:
        Failure: nobody logs in with that address.
    """
    from balai.apps.mobility.service import register_card  # noqa: PLC0415 (Django is set up by the caller)
    from balai.base.people.models import User  # noqa: PLC0415

    owner = User.objects.filter(email=email).first()
    if owner is None:
        raise Failure("balai.F008", f"Nobody logs in with {email}.", "`balai person add` makes an account.")
    return f"The card ending in {register_card(number=card, owner=owner).ending} is registered to {email}."
