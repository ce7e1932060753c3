"""One step of a case in the engine (load, decide, append), beside SpiffWorkflow: `python bench/engine.py [--alone]`.

Six steps one after the other, each ended by a person. Ours: the story's rows are read from JSON, folded, the act is
decided, and the new events written as JSON. Theirs: the saved process is read from JSON, its next task run, and the
process saved as JSON. SpiffWorkflow (LGPL) is no part of Balai: it is installed into an environment that is thrown
away, unless `--alone`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

from balai.engines.casework.decisions import Act, Actor, Facts, act_on, open_case
from balai.engines.casework.definition import Placement, Service
from balai.engines.casework.reading import find_mistakes, read_service
from balai.engines.casework.story import Event, Kind, fold
from balai.engines.workcalendar import WorkCalendar

SPIFF = "SpiffWorkflow==3.2.0"
STEPS, ROUNDS, CASES = 6, 9, 40
LIMIT_MS = 1.0
BEGAN = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


class OneOffice:
    """A directory with one office."""

    def resolve(self, placement: Placement, *, area: str) -> str | None:
        return "office" if placement and area else None


FACTS = Facts(
    {},
    "a",
    WorkCalendar("Asia/Jakarta", {day: ((clock_time(7, 30), clock_time(16)),) for day in range(5)}),
    OneOffice(),
)


def words(text: str) -> dict[str, str]:
    return {"id": text, "en": text}


def process() -> Service:
    """Six steps, each with a promise of three working days."""
    steps = [
        {
            "id": f"s{number}", "title": words(f"Step {number}"), "by": ["officer"], "at": "holder", "state": "in_progress",
            "promise": {"within": "3 working days"},
            "outcomes": [{"code": "on", "label": words("On")} | ({"next": [f"s{number + 1}"]} if number + 1 < STEPS else {"end": "done"})],
        }
        for number in range(STEPS)
    ]  # fmt: skip
    source = {
        "service": "bench.six", "kind": "report", "title": words("Six"), "summary": words("Six."), "owner": "office",
        "who": ["anonymous"], "keep": "2 years", "questions": [{"id": "words", "type": "long_text", "label": words("?")}],
        "route": [{"to": {"office": "subdistrict"}}], "start": ["s0"], "steps": steps,
    }  # fmt: skip
    mistakes = find_mistakes(source)
    if mistakes:
        raise SystemExit(f"The process has mistakes: {mistakes}")
    return read_service(source)


def written(events: Sequence[Event]) -> list[str]:
    """Rows as a table keeps them, here as JSON."""
    return [
        json.dumps(
            [
                event.kind,
                event.at.isoformat(),
                event.seq,
                event.by,
                event.role,
                event.organisation,
                event.step,
                event.outcome,
                event.data,
            ]
        )
        for event in events
    ]


def told(rows: Sequence[str]) -> list[Event]:
    return [_event(*json.loads(row)) for row in rows]


def _event(kind: str, at: str, *rest: Any) -> Event:
    return Event(Kind(kind), datetime.fromisoformat(at), *rest)


def ours() -> tuple[list[float], int]:
    """CPU milliseconds per step of each round, and the bytes of one whole story."""
    service, officer, rounds, size = process(), Actor(1, "officer", "office"), [], 0
    for _ in range(ROUNDS + 1):
        began, steps = time.process_time(), 0
        for _ in range(CASES):
            rows = written(open_case(service, facts=FACTS, actor=Actor(None, "reporter"), at=BEGAN, channel="web"))
            for number in range(STEPS):
                state = fold(told(rows))
                at = BEGAN + timedelta(hours=number + 1)
                rows += written(act_on(service, state, Act(f"s{number}", "on"), facts=FACTS, actor=officer, at=at))
                steps += 1
        rounds.append((time.process_time() - began) * 1000 / steps)
        size = sum(map(len, rows))
    if fold(told(rows)).is_open:
        raise SystemExit("The case did not end")
    return rounds[1:], size


def theirs() -> Mapping[str, Any] | None:
    """The same of SpiffWorkflow, in an environment of its own; None where it cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        try:
            subprocess.run([python, "-m", "pip", "install", "-q", SPIFF], check=True, capture_output=True, timeout=300)
            run = [python, Path(__file__).with_name("_spiff.py")]
            done = subprocess.run(run, check=True, capture_output=True, text=True, timeout=300)
        except (subprocess.SubprocessError, OSError) as error:
            sys.stderr.write(f"{SPIFF} could not be run: {error}\n")
            return None
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def line(name: str, rounds: Sequence[float], size: int) -> str:
    spread = f"({min(rounds):.3f}–{max(rounds):.3f})"
    return f"{name:<28}{statistics.median(rounds):>10.3f}{spread:>18}{size:>12,}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--alone", action="store_true", help="do not measure SpiffWorkflow")
    options = parser.parse_args(arguments)
    print(f"CPU ms per step, median of {ROUNDS} rounds. Load of the machine before: {os.getloadavg()[0]:.1f}\n")
    print(f"{'':<28}{'ms':>10}{'':>18}{'bytes kept':>12}")
    rounds, size = ours()
    print(line("Balai", rounds, size))
    peer = None if options.alone else theirs()
    if peer:
        print(line(SPIFF.replace("==", " "), peer["rounds"], peer["bytes"]))
    middle = statistics.median(rounds)
    kept = middle <= LIMIT_MS and (peer is None or middle < statistics.median(peer["rounds"]))
    print(
        "\n"
        + (
            "Every claim holds."
            if kept
            else f"BROKEN a step takes {middle:.2f} ms; claimed at most {LIMIT_MS} and less than the peer"
        )
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
