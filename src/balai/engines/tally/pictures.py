"""Pictures of a count as SVG: bars of what each option got, or a grid of stages.

Only presentation attributes, no style and no script, so that a strict page may hold it; colours carry nothing that
words and outlines do not say as well. Long counts show the first rows and say how many more there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from balai.engines.tally.profiles import Number, Option
from balai.engines.tally.words import Words, number, words

MOST_ROWS = 40
MOST_STAGES = 16
NAME, BAR, NOTE, ROW, TOP = 220, 300, 240, 26, 12
CELL = 96
ATTRIBUTES = 'class="tally-picture" role="img" font-family="sans-serif" font-size="13"'
INK, WON, LOST, LINE = "#1b1b1b", "#1b6e53", "#c9c9c9", "#9a3412"


@dataclass(frozen=True, slots=True)
class Bar:
    """One option's row: how long, what is written beside it, and whether it won."""

    option: Option
    value: Number
    note: Words
    won: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars, best first, with a line (a quota, say) where there is one; or, with `stages`, a grid of bars by stage.

    `stages`: for each stage its head and, beside `bars`, each option's votes in it (None: no longer in the count).
    """

    title: Words
    description: Words
    bars: tuple[Bar, ...]
    line: Number | None = None
    line_name: Words | None = None
    stages: tuple[tuple[Words, tuple[Number | None, ...]], ...] = ()


def drawn(picture: Picture, language: str) -> str:
    """The SVG element in `language` ("id" or "en")."""
    bars, stages = picture.bars[:MOST_ROWS], picture.stages[:MOST_STAGES]
    width = NAME + len(stages) * CELL + 20 if stages else NAME + BAR + NOTE
    top = TOP + (ROW if stages or picture.line is not None else 0)
    height = top + ROW * (len(bars) + 1)
    body = _grid(picture, language, top) if stages else _rows(picture, language, top)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {ATTRIBUTES}>',
            f"<title>{_safe(picture.title[language])}</title>",
            f"<desc>{_safe(picture.description[language])}</desc>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *body,
            *_left_out(picture, language, top + ROW * len(bars) + 17),
            "</svg>\n",
        ]
    )


def _rows(picture: Picture, language: str, top: int) -> Iterator[str]:
    longest = max([bar.value for bar in picture.bars] + [picture.line or 0], default=0)
    for row, bar in enumerate(picture.bars[:MOST_ROWS]):
        middle = top + row * ROW
        length = _length(bar.value, longest, BAR)
        yield _name(bar, language, middle)
        yield (
            f'<rect x="{NAME}" y="{middle + 4}" width="{length}" height="{ROW - 8}" '
            f'fill="{WON if bar.won else LOST}" stroke="{INK}" stroke-width="{2 if bar.won else 0.5}"/>'
        )
        yield _text(NAME + float(length) + 6, middle + 17, bar.note[language])
    if picture.line is not None and longest:
        across = NAME + float(_length(picture.line, longest, BAR))
        low = top + min(len(picture.bars), MOST_ROWS) * ROW
        yield f'<path d="M{across:g} {top}V{low}" stroke="{LINE}" stroke-width="2" stroke-dasharray="5 3"/>'
        yield _text(across - 4, top - 6, picture.line_name[language] if picture.line_name else "", end=True)


def _name(bar: Bar, language: str, top: int) -> str:
    """What the bar is of; a winner's bold letters take more room."""
    return _text(8, top + 17, _short(bar.option.named(language), 26 if bar.won else 30), bold=bar.won)


def _grid(picture: Picture, language: str, top: int) -> Iterator[str]:
    longest = max((value for _head, values in picture.stages for value in values if value is not None), default=0)
    for row, bar in enumerate(picture.bars[:MOST_ROWS]):
        yield _name(bar, language, top + row * ROW)
    for column, (head, values) in enumerate(picture.stages[:MOST_STAGES]):
        left = NAME + column * CELL
        yield _text(left, top - 6, _short(head[language], 14), size=11)
        for row, value in enumerate(values[:MOST_ROWS]):
            if value is None:
                continue
            bar, middle = picture.bars[row], top + row * ROW
            yield (
                f'<rect x="{left}" y="{middle + 15}" width="{_length(value, longest, CELL - 10)}" height="7" '
                f'fill="{WON if bar.won else LOST}" stroke="{INK}" stroke-width="{1 if bar.won else 0.5}"/>'
            )
            yield _text(left, middle + 12, number(value, language, 1), size=11)
        if picture.line is not None and longest:
            across = left + float(_length(picture.line, longest, CELL - 10))
            low = top + min(len(picture.bars), MOST_ROWS) * ROW
            yield f'<path d="M{across:g} {top}V{low}" stroke="{LINE}" stroke-width="1" stroke-dasharray="4 3"/>'


def _left_out(picture: Picture, language: str, low: int) -> Iterator[str]:
    rows, stages = len(picture.bars) - MOST_ROWS, len(picture.stages) - MOST_STAGES
    if picture.stages and picture.line is not None and picture.line_name:
        said = f"┆ {picture.line_name[language]}: {number(picture.line, language)}"
        yield _text(NAME + 2 * CELL + 20, low, said)
    if rows > 0:
        yield _text(8, low, words(id="… dan {n} pilihan lainnya", en="… and {n} more options", n=rows)[language])
    if stages > 0:
        yield _text(NAME, low, words(id="… dan {n} tahap lagi", en="… and {n} more stages", n=stages)[language])


def _length(value: Number, longest: Number, room: int) -> str:
    return f"{float(Fraction(value) * room / longest):.1f}" if longest else "0"


def _text(x: float, y: int, said: str, *, bold: bool = False, end: bool = False, size: int = 13) -> str:
    more = (' font-weight="bold"' if bold else "") + (' text-anchor="end"' if end else "")
    return f'<text x="{x:g}" y="{y}" fill="{INK}" font-size="{size}"{more}>{_safe(said)}</text>'


def _short(said: str, letters: int) -> str:
    return said if len(said) <= letters else f"{said[: letters - 1].rstrip()}…"


def _safe(said: str) -> str:
    """Escaped, and without what XML cannot hold."""
    return escape("".join(sign if sign.isprintable() else " " for sign in said))
