"""What a command says: sentences, steps with a bar, failures with id and hint, and JSON where machines read."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from balai.base.failures import Failure

BAR_CELLS = 24
LINE_SECONDS = 0.1


def say(text: str = "") -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say_json(value: Any) -> None:
    """One JSON document, for a machine."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def tell(failure: Failure, *, as_json: bool = False) -> None:
    """A failure: id, sentence and hint; as JSON on the standard output, else on the error output."""
    if as_json:
        say_json({"failed": {"id": failure.id, "sentence": failure.sentence, "hint": failure.hint}})
    else:
        sys.stderr.write(f"{failure.id}: {failure.sentence}\n  → {failure.hint}\n")


class Step:
    """One step of a longer task. `advance` moves its bar when there is a terminal to draw on."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.note = ""
        self._began = time.monotonic()
        self._drawn = 0.0
        self._draws = sys.stdout.isatty()

    def advance(self, done: int, total: int) -> None:
        """Show `done` of `total`."""
        now = time.monotonic()
        if self._draws and total and now - self._drawn > LINE_SECONDS:
            cells = BAR_CELLS * min(done, total) // total
            sys.stdout.write(f"\r  {self.title}  {'█' * cells}{'░' * (BAR_CELLS - cells)}  {done}/{total} ")
            sys.stdout.flush()
            self._drawn = now

    def finish(self, mark: str) -> None:
        """The closing line: a mark, the title, what was found or done, and the seconds."""
        start = "\r\x1b[2K" if self._draws else ""
        note = f": {self.note}" if self.note else ""
        sys.stdout.write(f"{start}  {mark} {self.title}{note} ({time.monotonic() - self._began:.1f} s)\n")
        sys.stdout.flush()


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Tell the beginning and the end of a step; set `note` on what is yielded to say what came of it."""
    current = Step(title)
    if sys.stdout.isatty():
        sys.stdout.write(f"  … {title}")
        sys.stdout.flush()
    try:
        yield current
    except BaseException:
        current.finish("✗")
        raise
    current.finish("✓")
