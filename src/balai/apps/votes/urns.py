"""The urn of a secret poll: ballots that arrive together are committed together, and answered when they are on disk.

Ballots of one poll are committed one after the other, so that the archive only grows. If each waited for the disk by
itself, a disk that hesitates for a moment would keep all the others waiting, one after the other. So whoever comes
while a commit is under way waits for it together with the rest, and one of them then commits for all.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db import Error, IntegrityError, connection, transaction

from balai.apps.votes.models import PollKind, SecretElection
from balai.apps.votes.polls import PUBLIC_STATES
from balai.apps.votes.refusals import NotOpen, UnknownPoll
from balai.base.statements import rows_of
from balai.engines.belenios.elections import Election, read_election

MOST_TOGETHER = 64
ENOUGH = "enough ballots"
"""What the database says where it takes no more of one code."""
_TAKE = """
INSERT INTO votes_secretballot (poll_id, credential_id, place, tracker, text, at)
SELECT %s::bigint, votes_credential.id, 0, given.tracker, given.text, %s::timestamptz
FROM unnest(%s::bytea[], %s::text[], %s::text[]) WITH ORDINALITY AS given (digest, tracker, text, turn)
JOIN votes_credential ON votes_credential.poll_id = %s::bigint AND votes_credential.digest = given.digest
ORDER BY given.turn
ON CONFLICT (poll_id, tracker) DO NOTHING
RETURNING tracker
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A verified ballot on its way into the urn; `digest` is of its public code."""

    digest: bytes
    tracker: str
    text: str


@dataclass(slots=True)
class _Waiting:
    """A ballot whose sender waits: until it is known whether it was taken, or it is its turn to commit for all.

    Told neither, its sender tries alone.
    """

    sealed: Sealed
    told: threading.Event = field(default_factory=threading.Event)
    taken: bool | None = None
    leads: bool = False


@dataclass(slots=True)
class Urn:
    """What taking ballots of one poll needs; read once in each process, for none of it changes after the opening."""

    poll: int
    election: Election
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _queue: deque[_Waiting] = field(default_factory=deque)
    _busy: bool = False

    def take(self, sealed: Sealed, *, now: datetime) -> bool:
        """Whether the ballot went in. If not, it was there before, or its code is not on the roll.

        When this returns outside a transaction, the ballot is on disk.

        Raises:
            IntegrityError: the database refuses it: the poll is not open, or enough came of this code.
            OperationalError: the database is away. Nothing is known of the ballot then.
        """
        if connection.in_atomic_block:
            with transaction.atomic():
                return bool(_write(self.poll, [sealed], now))
        mine = self._join(sealed)
        if not mine.leads:
            mine.told.wait()
        if mine.leads:
            self._lead(mine, now)
        return bool(_write(self.poll, [sealed], now)) if mine.taken is None else mine.taken

    def _join(self, sealed: Sealed) -> _Waiting:
        with self._lock:
            mine = _Waiting(sealed, leads=not self._busy)
            if self._busy:
                self._queue.append(mine)
            self._busy = True
        return mine

    def _lead(self, mine: _Waiting, now: datetime) -> None:
        """Commit for all who wait. Whoever is not told then tries alone and meets a refusal of their own."""
        together = [mine]
        try:
            with self._lock:
                number = min(len(self._queue), MOST_TOGETHER - 1)
                together += [self._queue.popleft() for _ in range(number)]
            self._commit(together, now)
        except Error:
            if len(together) == 1:
                raise
        finally:
            self._hand_over(together[1:])

    def _commit(self, together: Sequence[_Waiting], now: datetime) -> None:
        """Commit these at once; where one of them is refused the rest are, in two parts and so on, for it costs few commits."""
        try:
            taken = _write(self.poll, [each.sealed for each in together], now)
        except IntegrityError as error:
            if len(together) == 1 or ENOUGH not in str(error):  # a poll that has closed refuses all of them
                raise
            half = len(together) // 2
            for part in (together[:half], together[half:]):
                with suppress(IntegrityError):
                    self._commit(part, now)
            return
        for each in together:
            each.taken = each.sealed.tracker in taken
            taken.discard(each.sealed.tracker)  # sent twice at once, it is there already for the second

    def _hand_over(self, together: Sequence[_Waiting]) -> None:
        with self._lock:
            following = self._queue.popleft() if self._queue else None
            self._busy = following is not None
        if following:
            following.leads = True
            following.told.set()
        for each in together:
            each.told.set()


def _write(poll: int, ballots: Sequence[Sealed], now: datetime) -> set[str]:
    """The trackers of those that went in, with one statement that is a transaction of its own."""
    columns = [[each.digest for each in ballots], [each.tracker for each in ballots], [each.text for each in ballots]]
    return {tracker for (tracker,) in rows_of(_TAKE, [poll, now, *columns, poll])}


def urn_of(code: str) -> Urn:
    """The urn of a secret poll that was opened.

    Raises:
        UnknownPoll: so too for a poll of another kind.
        NotOpen: it was not opened yet.
    """
    return _urn(code.upper())


@lru_cache(maxsize=16)
def _urn(code: str) -> Urn:
    # Not the row: its roll has 600 bytes for every voter.
    found = SecretElection.objects.filter(poll__code=code, poll__kind=PollKind.SECRET)
    row = found.filter(poll__state__in=PUBLIC_STATES).values_list("poll_id", "text").first()
    if row is None:
        raise UnknownPoll
    if not row[1]:
        raise NotOpen
    return Urn(row[0], read_election(row[1]))
