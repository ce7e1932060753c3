"""How many downloads one web process sends at a time: slow readers must not take the threads of everybody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator

AT_ONCE = 2
_free = threading.BoundedSemaphore(AT_ONCE)


class Turn:
    """One of the places; given back when the stream ends, is closed, or is forgotten."""

    def __init__(self) -> None:
        self._held = True
        self._lock = threading.Lock()

    @classmethod
    def take(cls) -> Turn | None:
        """A place, or None while all are taken."""
        return cls() if _free.acquire(blocking=False) else None

    def give_back(self) -> None:
        """Doing it twice gives back one."""
        with self._lock:
            held, self._held = self._held, False
        if held:
            _free.release()

    def __del__(self) -> None:
        self.give_back()

    def through(self, pieces: Iterator[bytes]) -> Stream:
        """The pieces; at their end the place is free again."""
        return Stream(pieces, self)


class Stream(Iterator[bytes]):
    """What is sent while a place is held. The server closes it at the end, or when the reader has gone."""

    def __init__(self, pieces: Iterator[bytes], turn: Turn) -> None:
        self._pieces, self._turn = pieces, turn

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the place back. The pieces end with whoever reads them: their cursor lives in the reader's transaction."""
        self._turn.give_back()
