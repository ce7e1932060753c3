"""After a back-up: what did others see of our log that it no longer holds? Only what our own key signed counts."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from django.db import transaction

from balai.apps.indicators import service as figures
from balai.apps.network.actions.describing import describe
from balai.apps.network.models import Peer
from balai.apps.network.ourselves import SEEN
from balai.apps.network.visiting import Budget, road_to
from balai.apps.transparency import service as transparency
from balai.apps.transparency.service import Hold
from balai.base.errors import Refusal
from balai.base.outside.fetching import Failed
from balai.engines.transparency.checkpoints import Checkpoint, checkpoint_in
from balai.engines.transparency.notes import NotANote, Note, read_note, verified

SECONDS, SECONDS_EACH, OCTETS = 15.0, 5.0, 100_000
LARGEST_SEQUENCE = 10**9
LARGEST_NUMBER, MOST_MONTHS = 10_000, 60
_PERIOD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
NOBODY = "fetch.status_404"


class NobodySawMore(Refusal):
    """No trusted city showed a checkpoint that this log signed and no longer holds."""

    code = "network.nobody_saw_more"


@dataclass(slots=True)
class Look:
    """What the trusted peers showed: the largest checkpoint of ours that we lost, and who did not answer."""

    lost: Note | None = None
    seen_by: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    sequence: int = 0
    numbers: dict[str, int] = field(default_factory=dict)


def look_back() -> Look:
    """Ask every trusted peer what it last saw of our log and of our descriptor."""
    found, until = Look(), time.monotonic() + SECONDS
    for address in (
        Peer.objects.filter(trust=Peer.Trust.TRUSTED).order_by("failures", "id").values_list("address", flat=True)
    ):
        if time.monotonic() > until:
            found.silent.append(address)
            continue
        try:
            road = road_to(address, Budget(SECONDS_EACH, OCTETS))
            told = json.loads(road.get(f"{SEEN}?log={quote(transparency.origin())}", what="checkpoint"))
            note, sequence = read_note(str(told["note"])), int(told["sequence"])
            numbers = {str(period): int(number) for period, number in dict(told.get("publications", {})).items()}
        except Failed as error:
            if error.code != NOBODY:
                found.silent.append(address)
            continue
        except (NotANote, ValueError, KeyError, TypeError, RecursionError):
            found.silent.append(address)
            continue
        found.sequence = max(found.sequence, min(sequence, LARGEST_SEQUENCE))
        if _weigh(found, address, note):
            _number(found, numbers)
    return found


def _number(found: Look, numbers: dict[str, int]) -> None:
    """Only who has our signature for what we lost is believed about the numbers of what else we lost."""
    for period, number in list(numbers.items())[:MOST_MONTHS]:
        if _PERIOD.fullmatch(period) and 0 < number <= LARGEST_NUMBER:
            found.numbers[period] = max(number, found.numbers.get(period, 0))


def _weigh(found: Look, address: str, note: Note) -> bool:
    """Whether it shows a loss: what is not ours, stands in our tree, or was declared lost, does not."""
    checkpoint = _ours(note)
    if checkpoint is None or _stands(checkpoint) or transparency.is_declared(note):
        return False
    found.seen_by.append(address)
    if found.lost is None or checkpoint_in(found.lost).size < checkpoint.size:
        found.lost = note
    return True


def _ours(note: Note) -> Checkpoint | None:
    try:
        checkpoint = checkpoint_in(note)
        verified(note, transparency.verifier_keys())
    except NotANote:
        return None
    return checkpoint if checkpoint.origin == transparency.origin() else None


def _stands(checkpoint: Checkpoint) -> bool:
    tree = transparency.tree()
    return tree is not None and checkpoint.size <= tree.size and tree.root(checkpoint.size) == checkpoint.root


def look_after_hold(now: datetime) -> None:
    """A log that is held goes on once every trusted city has answered and none saw more of it."""
    if transparency.held_since() is None:
        return
    found = look_back()
    describe(now=now, above=found.sequence)
    if found.lost is not None:
        transparency.hold(reason=Hold.Reason.BEHIND, now=now)
    elif not found.silent:
        transparency.release(now=now)


def doubt(now: datetime) -> None:
    """A witness says that it saw more, or something else: with our own signature for it, the log stops at once."""
    if look_back().lost is not None:
        transparency.hold(reason=Hold.Reason.BEHIND, now=now)


@transaction.atomic
def break_log(*, because: str, now: datetime) -> dict[str, object]:
    """Declare what is lost and go on, under a new key beside the old one.

    Raises:
        NobodySawMore: there is nothing to declare.
    """
    found = look_back()
    if found.lost is None:
        raise NobodySawMore
    figures.keep_clear(found.numbers)
    done = transparency.declare_break(lost=found.lost, because=because, now=now)
    describe(now=now, above=found.sequence)
    return {"kept": done.kept_size, "lost": done.lost_size, "seen_by": found.seen_by, "silent": found.silent}
