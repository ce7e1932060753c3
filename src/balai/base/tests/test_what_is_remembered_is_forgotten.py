"""What a process remembers of slow-changing tables: computed once, and forgotten for good when told so."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from balai.base.memo import forget_all, remembered, remembered_each


def test_it_is_computed_once_until_it_is_forgotten() -> None:
    calls: list[int] = []

    @remembered(seconds=60)
    def answer() -> int:
        calls.append(1)
        return len(calls)

    assert [answer(), answer()] == [1, 1]
    forget_all()
    assert [answer(), answer()] == [2, 2]


def test_each_is_computed_once_until_all_are_forgotten() -> None:
    calls: list[int] = []

    @remembered_each(most=8)
    def double(number: int) -> int:
        calls.append(number)
        return number * 2

    assert [double(2), double(3), double(2)] == [4, 6, 4]
    assert calls == [2, 3]
    forget_all()
    assert double(2) == 4
    assert calls == [2, 3, 2]


def test_what_was_read_before_the_change_is_not_remembered_after_it() -> None:
    """A slow reader read the old value; the change is made and told meanwhile; whoever asks next gets the new one."""
    value, reading, changed = ["old"], threading.Event(), threading.Event()

    @remembered(seconds=60)
    def answer() -> str:
        read = value[0]
        reading.set()
        assert changed.wait(60) or read == "new"
        return read

    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(answer)
        assert reading.wait(60)
        value[0] = "new"
        forgetting = pool.submit(forget_all)
        changed.set()
        forgetting.result(timeout=60)
        assert slow.result(timeout=60) == "old"
        assert answer() == "new"
