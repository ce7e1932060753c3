"""Small per-process memories of slow-changing tables, forgotten after some seconds or on demand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A value computed at most once in `seconds` per process. Staleness up to that long is part of its contract."""

    def __init__(self, compute: Callable[[], Value], seconds: float) -> None:
        self._compute, self._seconds = compute, seconds
        self._lock = threading.Lock()
        self._value: tuple[float, Value] | None = None
        _ALL.append(self)

    def __call__(self) -> Value:
        value = self._value
        if value is None or time.monotonic() - value[0] > self._seconds:
            with self._lock:
                value = self._value
                if value is None or time.monotonic() - value[0] > self._seconds:
                    value = (time.monotonic(), self._compute())
                    self._value = value
        return value[1]

    def forget(self) -> None:
        self._value = None


_ALL: list[Remembered[Any]] = []


def remembered(seconds: float) -> Callable[[Callable[[], Value]], Remembered[Value]]:
    """Decorate a function without arguments: its value is kept for `seconds`."""
    return lambda compute: Remembered(compute, seconds)


def forget_all() -> None:
    """Forget everything that is remembered: after loading a city pack, and between tests."""
    for memory in _ALL:
        memory.forget()
