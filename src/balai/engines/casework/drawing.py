"""The steps of a service as a plain drawing (SVG): boxes from left to right, arrows with the words of their outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

from balai.engines.casework.definition import Outcome, Service, Step
from balai.engines.casework.describing import NONE, promise_words, text

WIDTH, HEIGHT = 190, 74
ACROSS, DOWN = 300, 120
MARGIN = 30
LETTERS = 24
"""How many letters of a title fit into a box."""
INK, PAPER, SOFT = "#1b1b1b", "#ffffff", "#5a5a5a"

TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    f'<path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>'
)


class Spot(NamedTuple):
    """The upper left corner of a box."""

    x: int
    y: int


def drawing(service: Service, language: str) -> str:
    """An SVG image of its own, in black on white, with a title for those who cannot see it."""
    spots = _spots(service)
    width = max(spot.x for spot in spots.values()) + WIDTH + MARGIN
    height = max(spot.y for spot in spots.values()) + HEIGHT + MARGIN
    name = escape(text(service.title, language))
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="sans-serif" font-size="13">',
        f"<title>{name}</title>",
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        TIP,
        *_arrows(service, spots, language),
        *(line for step in service.steps for line in _box(service, step, spots[step.id], language)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _spots(service: Service) -> dict[str, Spot]:
    """Each step as many columns to the right as it is away from the beginning; what nothing leads to stands last."""
    depth = dict.fromkeys(service.start, 0)
    waiting = list(service.start)
    while waiting:
        name = waiting.pop(0)
        for target in _targets(service, name):
            if target not in depth:
                depth[target] = depth[name] + 1
                waiting.append(target)
    rows: dict[int, int] = {}
    spots: dict[str, Spot] = {}
    for step in service.steps:
        column = depth.get(step.id, 0)
        row = rows.get(column, 0)
        rows[column] = row + 1
        spots[step.id] = Spot(MARGIN + column * ACROSS, MARGIN + row * DOWN)
    return spots


def _targets(service: Service, name: str) -> Iterator[str]:
    for outcome in service.step(name).outcomes:
        yield from outcome.next
    for step in service.steps:
        if name in step.after:
            yield step.id


def _box(service: Service, step: Step, spot: Spot, language: str) -> Iterator[str]:
    ends = [outcome for outcome in step.outcomes if outcome.end]
    first = step.id in service.start
    yield (
        f'<rect x="{spot.x}" y="{spot.y}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{PAPER}" stroke="{INK}" '
        f'stroke-width="{3 if first else 1.5}"/>'
    )
    yield _words(spot.x + 10, spot.y + 22, _short(text(step.title, language)), bold=True)
    promise = promise_words(step.promise)
    if promise != NONE:
        yield _words(spot.x + 10, spot.y + 42, _short(promise.split(";")[0].split(", once")[0], 28), colour=SOFT)
    if ends:
        names = ", ".join(text(outcome.label, language) for outcome in ends)
        yield _words(spot.x + 10, spot.y + 62, _short(f"■ {names}", 28), colour=SOFT)


def _arrows(service: Service, spots: Mapping[str, Spot], language: str) -> Iterator[str]:
    for step in service.steps:
        ways: dict[str, list[Outcome]] = {}
        for outcome in step.outcomes:
            for name in outcome.next:
                ways.setdefault(name, []).append(outcome)
        for name, outcomes in ways.items():
            label = ", ".join(text(outcome.label, language) for outcome in outcomes)
            yield from _arrow(spots[step.id], spots[name], label)
    for step in service.steps:
        for name in step.after:
            yield from _arrow(spots[name], spots[step.id], "", dashed=True)


def _arrow(start: Spot, end: Spot, label: str, *, dashed: bool = False) -> Iterator[str]:
    """Ahead: from right to left edge. Back, or within a column: around below."""
    style = ' stroke-dasharray="5 4"' if dashed else ""
    if end.x > start.x:
        x1, y1, x2, y2 = start.x + WIDTH, start.y + HEIGHT // 2, end.x, end.y + HEIGHT // 2
        middle = (x1 + x2) // 2
        path = f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
        place = (x1 + 8, y1 - 6 if y2 <= y1 else y1 + 16)
    else:
        x1, y1, x2, y2 = start.x + WIDTH // 2, start.y + HEIGHT, end.x + WIDTH // 3, end.y + HEIGHT
        low = max(y1, y2) + 34
        path = f"M{x1} {y1}C{x1} {low} {x2} {low} {x2} {y2}"
        place = ((x1 + x2) // 2, low - 6)
    yield f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.2" marker-end="url(#tip)"{style}/>'
    if label:
        yield _words(*place, _short(label, 18), colour=SOFT, size=11)


def _words(x: int, y: int, words: str, *, bold: bool = False, colour: str = INK, size: int = 13) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" fill="{colour}" font-size="{size}"{weight}>{escape(words)}</text>'


def _short(words: str, letters: int = LETTERS) -> str:
    return words if len(words) <= letters else f"{words[: letters - 1].rstrip()}…"
