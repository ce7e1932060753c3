"""`balai taps …`: bring readings of cards into the running city, correct machines' clocks, register cards."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from balai.base.failures import Failure
from balai.engines.fares.files import read_corrections, read_taps
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.taps import ClockCorrection, Tap
from balai.project.ready import city
from balai.project.terminal import say, say_json

AT_ONCE = 5_000
SHOWN = 20


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
            found = brought(taps, corrections)
        except FareError as error:
            raise Failure("balai.F007", f"{error}.", "docs/reference/fares.md says what the files hold.") from error
    if options.json:
        say_json({"taps": len(taps), **asdict(found)})
        return 0
    say(f"{len(taps)} taps, {found.new} of them new; {found.lines} lines in accounts.")
    for many, sentence in (
        (found.unknown_networks, "are left out, no tariff knows their network"),
        (found.left_out, "are left out, they are no sound readings"),
        (found.contradictions, "came before with another content; the first counts"),
    ):
        if many:
            say(f"{len(many)} taps {sentence}: {', '.join(many[:SHOWN])}{' …' if len(many) > SHOWN else '.'}")
    return 0


@dataclass(slots=True)
class Brought:
    """What came of a file: taps that were new, lines that accounts got, and what was left out, by keys or sentences."""

    new: int = 0
    lines: int = 0
    unknown_networks: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)


def brought(taps: Sequence[Tap], corrections: Sequence[ClockCorrection]) -> Brought:
    """Bring taps and corrections into the running city. Django is loaded."""
    from balai.apps.mobility.service import correct_clock, receive_taps  # noqa: PLC0415 (Django is set up by the caller)
    from balai.base import clock  # noqa: PLC0415

    found = Brought()
    ordered = sorted(taps, key=lambda tap: tap.card)
    for first in range(0, len(ordered), AT_ONCE):
        received = receive_taps(taps=ordered[first : first + AT_ONCE], now=clock.now())
        found.new += received.taps
        found.lines += len(received.lines)
        found.unknown_networks += received.unknown
        found.left_out += received.left_out
        found.contradictions += received.contradictions
    for correction in corrections:
        found.lines += len(correct_clock(correction=correction, by=None, now=clock.now()))
    return found


def register(arguments: list[str]) -> int:
    """Register a card to somebody who has shown it at the counter: its rides then stand under "My travel"."""
    parser = argparse.ArgumentParser(prog="balai taps register", description=register.__doc__)
    parser.add_argument("card", help="the card's number; only a keyed hash of it is kept")
    parser.add_argument("email", help="the address with which its holder logs in")
    parser.add_argument("--take-over", action="store_true", help="also a card of another account, who is told by mail")
    options = parser.parse_args(arguments)
    with city():
        say(registered(options.card, options.email, take_over=options.take_over))
    return 0


def registered(card: str, email: str, *, take_over: bool = False) -> str:
    """A sentence of what holds now. Django is loaded.

    Raises:
        Failure: nobody logs in with that address, or the card is another's.
    """
    from balai.apps.mobility.service import CardOfAnother, register_card  # noqa: PLC0415 (Django is set up by the caller)
    from balai.base import clock  # noqa: PLC0415
    from balai.base.people.models import User  # noqa: PLC0415

    owner = User.objects.filter(email=email).first()
    if owner is None:
        raise Failure("balai.F008", f"Nobody logs in with {email}.", "`balai person add` makes an account.")
    try:
        kept = register_card(number=card, owner=owner, by=None, now=clock.now(), take_over=take_over)
    except CardOfAnother as refusal:
        mend = "With --take-over it becomes theirs: its groups end, and the former holder is told by mail."
        raise Failure(
            "balai.F009", f"The card ending in {card[-4:]} is registered to another account.", mend
        ) from refusal
    return f"The card ending in {kept.ending} is registered to {email}. Its rides from now on are theirs."
