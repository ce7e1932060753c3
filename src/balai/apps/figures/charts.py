"""Drawings of a year: where each mark stands on a canvas of 360 by 190 units. Their numbers stand in a table beneath."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from balai.apps.figures.wording import number_words

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 40, 6, 12, 24
STEPS = (1, 2, 2.5, 5, 10)
LINES = 4


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the drawing at a round value."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """One month: its name on the axis, and a bar if there is something to show."""

    centre: float
    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing. `title` says what it shows, `summary` what one sees in it, for those who cannot."""

    title: str
    summary: str
    ticks: Sequence[Tick]
    columns: Sequence[Column]
    marks: Sequence[Mark] = ()
    bars_label: str = ""
    marks_label: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything to see."""
        return bool(self.marks) or any(column.height for column in self.columns)

    @property
    def view(self) -> str:
        return f"0 0 {WIDTH} {HEIGHT}"

    @property
    def left(self) -> int:
        return LEFT

    @property
    def right(self) -> int:
        return WIDTH - RIGHT

    @property
    def base(self) -> int:
        return HEIGHT - BOTTOM

    @property
    def label_y(self) -> int:
        return HEIGHT - 8


def round_step(highest: float) -> float:
    """A round distance between lines, so that about four of them reach the highest value."""
    rough = max(highest, 1) / LINES
    size = 10.0 ** math.floor(math.log10(rough))
    return max(1.0, next(step * size for step in STEPS if step * size >= rough - 1e-9))


def draw(
    labels: Sequence[str],
    bars: Sequence[float | None],
    marks: Sequence[float | None] = (),
    *,
    title: str,
    summary: str,
    bars_label: str = "",
    marks_label: str = "",
) -> Chart:
    """Bars for each label, and marks above them where there are; None leaves a gap."""
    highest = max([value for value in (*bars, *marks) if value is not None], default=0)
    step = round_step(highest)
    top = step * max(1, math.ceil(highest / step - 1e-9))
    room = HEIGHT - TOP - BOTTOM
    slot = (WIDTH - LEFT - RIGHT) / max(1, len(labels))

    def y_of(value: float) -> float:
        return round(HEIGHT - BOTTOM - room * value / top, 1)

    centres = [round(LEFT + slot * (number + 0.5), 1) for number in range(len(labels))]
    wide = round(min(slot * 0.66, 40), 1)
    columns = []
    for centre, label, value in zip(centres, labels, bars, strict=True):
        y = y_of(value or 0)
        columns.append(Column(centre, label, round(centre - wide / 2, 1), y, wide, round(HEIGHT - BOTTOM - y, 1)))
    drawn = [Mark(centre, y_of(value)) for centre, value in zip(centres, marks, strict=False) if value is not None]
    ticks = [Tick(y_of(step * line), number_words(step * line)) for line in range(round(top / step) + 1)]
    return Chart(title, summary, ticks, columns, drawn, bars_label, marks_label)
