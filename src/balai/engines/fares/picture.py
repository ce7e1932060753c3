"""A comparison as a picture: SVG that stands alone, without script or style sheet, with its numbers as text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from balai.engines.fares.trying import Comparison, Row

WORDS = {
    "id": {
        "title": "Siapa membayar lebih banyak atau lebih sedikit", "less": "lebih murah", "more": "lebih mahal",
        "same": "tetap", "distances": "Menurut jarak", "groups": "Menurut kelompok", "areas": "Menurut wilayah",
    },
    "en": {
        "title": "Who pays more, who pays less", "less": "less", "more": "more", "same": "the same",
        "distances": "By distance", "groups": "By group", "areas": "By area",
    },
}  # fmt: skip
WIDTH, LEFT, BAR, STEP = 720, 200, 400, 26
MOST_ROWS = 15
LESS, SAME, MORE = "#1a7f5a", "#d5d9de", "#b3440f"


def picture(comparison: Comparison, language: str = "id") -> str:
    """Bars by distance, group and area: the part of the people who pay less, the same, more."""
    words = WORDS.get(language, WORDS["en"])
    parts: list[str] = []
    y = 64
    for key in ("distances", "groups", "areas"):
        rows: Sequence[Row] = getattr(comparison, key)
        if not rows or (len(rows) == 1 and key != "distances"):
            continue
        parts.append(f'<text x="16" y="{y}" font-weight="bold">{words[key]}</text>')
        y += 12
        for row in sorted(rows, key=lambda one: -one.people)[:MOST_ROWS] if key == "areas" else rows[:MOST_ROWS]:
            parts.append(_bar(row, y, words))
            y += STEP
        y += 28
    legend = "".join(
        f'<rect x="{16 + 150 * place}" y="34" width="12" height="12" fill="{colour}"/>'
        f'<text x="{34 + 150 * place}" y="45">{words[word]}</text>'
        for place, (word, colour) in enumerate((("less", LESS), ("same", SAME), ("more", MORE)))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img" font-family="sans-serif" '
        f'font-size="14"><title>{words["title"]}</title><rect width="{WIDTH}" height="{y}" fill="#ffffff"/>'
        f'<text x="16" y="22" font-size="17">{words["title"]}: {escape(comparison.old)} → {escape(comparison.new)}</text>'
        f"{legend}{''.join(parts)}</svg>\n"
    )


def _bar(row: Row, y: int, words: dict[str, str]) -> str:
    less, more = BAR * row.winners // row.people, BAR * row.losers // row.people
    said = f"{row.name}: {row.winners:,} {words['less']}, {row.losers:,} {words['more']}, {row.people:,}"
    shown = f"{100 * row.winners / row.people:.0f} % / {100 * row.losers / row.people:.0f} %"
    return (
        f'<g><title>{escape(said)}</title><text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(row.name[:26])}</text>'
        f'<rect x="{LEFT}" y="{y}" width="{BAR}" height="18" fill="{SAME}"/>'
        f'<rect x="{LEFT}" y="{y}" width="{less}" height="18" fill="{LESS}"/>'
        f'<rect x="{LEFT + BAR - more}" y="{y}" width="{more}" height="18" fill="{MORE}"/>'
        f'<text x="{LEFT + BAR + 8}" y="{y + 14}">{shown}</text></g>'
    )
