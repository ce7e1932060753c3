"""One round of talk with a neighbour: hear what changed there, then tell what happened here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from balai.apps.exchange.actions import hearing, telling
from balai.apps.exchange.models import ForeignCase, Neighbour, Outgoing, Refused
from balai.apps.exchange.neighbour import ForeignRecord, NeighbourPort, TurnedDown, Unreachable
from balai.base.packs import PackNeighbour

logger = logging.getLogger(__name__)

MOST_PAGES = 40
MOST_SILENCE = 3
"""After so many calls in a row without an answer the round ends: the neighbour is away."""
MOST_READ_AGAIN = 200


@dataclass
class Round:
    """A talk at one moment. `clock` gives the time again, so that a long round does not live in the past."""

    port: NeighbourPort
    neighbour: PackNeighbour
    clock: Callable[[], datetime]

    def __post_init__(self) -> None:
        self.state = Neighbour.objects.get_or_create(source=self.neighbour.code)[0]

    def run(self) -> None:
        """Hear, then tell. What fails is tried in the next round."""
        self.hear()
        self.tell()

    def hear(self) -> None:
        """Read what changed, page after page, as far as the road carries."""
        for _page in range(MOST_PAGES):
            try:
                changes = self.port.changes(self.state.cursor)
            except (Unreachable, TurnedDown) as error:
                self._failed(error.code)
                return
            self._answered()
            for record in changes.records:
                self._take_in(record)
            for foreign_id, code in changes.unreadable:
                hearing.note_unreadable(source=self.neighbour.code, foreign_id=foreign_id, code=code, now=self.clock())
            went_on = changes.cursor != self.state.cursor
            self.state.cursor = changes.cursor
            self.state.save(update_fields=["cursor"])
            if not (changes.more and went_on):
                return

    def hear_again(self) -> int:
        """Read once more, one by one, what was refused and what is still talked about; how many records."""
        refused = Refused.objects.filter(source=self.neighbour.code, settled_at__isnull=True)
        talked = ForeignCase.objects.filter(source=self.neighbour.code, case__is_open=True)
        names = [*refused.values_list("foreign_id", flat=True)[:MOST_READ_AGAIN]]
        names += talked.order_by("-pk").values_list("foreign_id", flat=True)[:MOST_READ_AGAIN]
        read = 0
        for name in dict.fromkeys(names):
            try:
                record = self.port.read(name)
            except TurnedDown as error:
                hearing.note_unreadable(source=self.neighbour.code, foreign_id=name, code=error.code, now=self.clock())
                continue
            except Unreachable as error:
                self._failed(error.code)
                break
            self._take_in(record)
            read += 1
        return read

    def tell(self) -> None:
        """Make messages of what happened here, and send the next of each case, until nothing is due."""
        while behind := telling.behind(self.neighbour.code):
            for number in behind:
                telling.prepare(conversation_id=number, now=self.clock())
        silent = 0
        while silent < MOST_SILENCE and (rows := telling.waiting(self.neighbour.code, now=self.clock())):
            for row in rows:
                silent = 0 if self._send(row) else silent + 1
                if silent >= MOST_SILENCE:
                    break

    def _take_in(self, record: ForeignRecord) -> None:
        hearing.take_in(record=record, neighbour=self.neighbour, now=self.clock())

    def _send(self, row: Outgoing) -> bool:
        """Whether the neighbour answered, be it with no."""
        try:
            self.port.tell(row.foreign_case.foreign_id, telling.news_from(row))
        except Unreachable as error:
            telling.mark_failed(row=row, code=error.code, is_final=False, now=self.clock())
            self._failed(error.code)
            return False
        except TurnedDown as error:
            telling.mark_failed(row=row, code=error.code, is_final=True, now=self.clock())
            logger.warning("%s turned down news: %s", self.neighbour.code, error.code)
            return True
        telling.mark_sent(row=row, now=self.clock())
        return True

    def _answered(self) -> None:
        self.state.asked_at = self.state.answered_at = self.clock()
        self.state.failures, self.state.failure = 0, ""
        self.state.save(update_fields=["asked_at", "answered_at", "failures", "failure"])

    def _failed(self, code: str) -> None:
        self.state.asked_at = self.clock()
        self.state.failures += 1
        self.state.failure = code[:60]
        self.state.save(update_fields=["asked_at", "failures", "failure"])
