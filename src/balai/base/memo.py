"""Small per-process memories of slow-changing tables, forgotten after some seconds or on demand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A value computed at most once in `seconds` per process. Staleness up to that long is part of its contract."""

    def __init__(self, compute: Callable[[], Value], seconds: float) -> None:
        self._compute, self._seconds = compute, seconds
        self._lock = threading.Lock()
        self._value: tuple[float, Value] | None = None
        self._forgotten = 0
        _ALL.append(self.forget)

    def __call__(self) -> Value:
        value = self._value
        if value is None or time.monotonic() - value[0] > self._seconds:
            with self._lock:
                value = self._value
                if value is None or time.monotonic() - value[0] > self._seconds:
                    forgotten = self._forgotten
                    value = (time.monotonic(), self._compute())
                    if forgotten == self._forgotten:  # else it may have been read before the change
                        self._value = value
        return value[1]

    def forget(self) -> None:
        self._forgotten += 1
        self._value = None


_ALL: list[Callable[[], None]] = []


def remembered(seconds: float) -> Callable[[Callable[[], Value]], Remembered[Value]]:
    """Decorate a function without arguments: its value is kept for `seconds`."""
    return lambda compute: Remembered(compute, seconds)


def remembered_each(most: int) -> Callable[[Callable[[Key], Value]], Callable[[Key], Value]]:
    """Decorate a function of one key whose values never change: the `most` last used are kept."""

    def decorate(compute: Callable[[Key], Value]) -> Callable[[Key], Value]:
        kept = lru_cache(maxsize=most)(compute)
        _ALL.append(kept.cache_clear)
        return kept

    return decorate


def forget_all() -> None:
    """Forget everything that is remembered: after loading a city pack, and between tests."""
    for forget in _ALL:
        forget()
