"""What a replay found, as text, CSV, JSON, and as a page of its own with a picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from balai.engines.casework.comparing import Comparison, Tally

MOST_LINES = 15
MOST_MOVES = 10
ASSUMPTIONS = (
    "People act at the same moments as they did, in the same roles, and end steps with the same outcomes.",
    "What an outcome needs besides (words, photos, a reason, a receipt) is taken as given; coded answers are as given.",
    "The clock acts the moment a promise runs out. Offices, areas and the calendar are today's.",
    "An extension that the definition does not offer is not given.",
    "Who was turned away, or never asked, stands in no story: only cases that were taken can be retold.",
)
REASONS: Mapping[str, str] = {
    "step_not_open": "a step was ended that is not open, or does not exist, under the definition",
    "unknown_outcome": "a step was ended with an outcome that the definition does not have",
    "not_yours": "a step was ended in a role that may not end it under the definition",
    "used_up": "an outcome was chosen more often than the definition allows",
    "signatures_needed": "fewer people signed than the definition asks for",
    "answer_missing": "the definition asks at the end of a step what nobody was asked",
    "answer_amiss": "an answer is none that the definition allows",
    "organisation_needed": "the definition asks for an office to choose, and none was chosen",
    "eligibility_unknown": "who may ask depends on something that nobody was asked",
    "imported": "the case came from another system, and its story was made by none",
    "no_rest": "the definition's own clock never comes to rest",
    "not_foreseen": "the definition leads these answers where it says nothing",
}
COLUMNS = (
    ("cases", "cases"),
    ("untold", "cannot be told"),
    ("late_before", "late before"),
    ("late_after", "late after"),
    ("became_late", "now late"),
    ("no_longer_late", "no longer late"),
    ("elsewhere", "other office"),
    ("refused", "not taken"),
    ("ended_otherwise", "end otherwise"),
)


@dataclass(frozen=True, slots=True)
class Findings:
    """A comparison with what its readers must know: which service, when, by areas of which level, under which names."""

    service: str
    since: datetime
    until: datetime
    level: str
    found: Comparison
    places: Mapping[str, Tally]
    names: Mapping[str, str]

    def name(self, code: str) -> str:
        return self.names.get(code, code) or "(no area)"

    @property
    def ordered(self) -> list[tuple[str, Tally]]:
        """Who loses most first, who gains most last; between them by the number of cases."""
        return sorted(self.places.items(), key=lambda item: (-item[1].change, -item[1].cases, item[0]))


def hours_of(tally: Tally) -> tuple[float, float] | None:
    """Mean hours from opening to the end, before and after; None where no case ended."""
    return (tally.hours_before / tally.ended, tally.hours_after / tally.ended) if tally.ended else None


def as_text(findings: Findings) -> str:
    """A table of the areas that lose or gain, and of all together; then what could not be told, and why."""
    changed = [item for item in findings.ordered if item[1].change or item[1].elsewhere or item[1].ended_otherwise]
    shown = changed if len(changed) <= 2 * MOST_LINES else changed[:MOST_LINES] + changed[-MOST_LINES:]
    lines = [_line(findings.name(code)[:28], tally) for code, tally in shown]
    if len(shown) < len(changed):
        lines.insert(MOST_LINES, f"… {len(changed) - len(shown)} more (all with --csv)")
    head = f"{findings.level:<28}" + "".join(f"{words:>16}" for _, words in COLUMNS) + f"{'hours':>20}"
    return "\n".join([head, *lines, _line("All together", findings.found.whole), "", *_notes(findings)])


def _line(name: str, tally: Tally) -> str:
    hours = hours_of(tally)
    words = f"{hours[0]:.1f} → {hours[1]:.1f}" if hours else "–"
    return f"{name:<28}" + "".join(f"{getattr(tally, field):>16,}" for field, _ in COLUMNS) + f"{words:>20}"


def _notes(findings: Findings) -> list[str]:
    found, lines = findings.found, []
    for (before, after), cases in found.moves.most_common(MOST_MOVES):
        lines.append(f"{cases:,} cases would come to {after} first, instead of {before}.")
    for reason, cases in found.reasons.most_common():
        lines.append(f"{cases:,} cases cannot be told: {reason_words(reason)}.")
    if found.unlike:
        lines.append(f"{found.unlike:,} cases go another way than their story even under their own definition.")
    return [*lines, "", "Assumed:", *(f"- {sentence}" for sentence in ASSUMPTIONS)]


def reason_words(reason: str) -> str:
    """Why a case cannot be told, also where it cannot even under the definition it followed."""
    own, _, code = reason.rpartition("before: ")
    words = REASONS.get(code, code.replace("_", " "))
    return f"even under its own definition, {words}" if own or reason.startswith("before: ") else words


def as_csv(findings: Findings) -> str:
    """One line for each area, by code."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(
        ["area", "name", *(field for field, _ in COLUMNS), "ended", "mean_hours_before", "mean_hours_after"]
    )
    for code, tally in sorted(findings.places.items()):
        hours = hours_of(tally)
        means = [f"{value:.2f}" for value in hours] if hours else ["", ""]
        writer.writerow(
            [code, findings.name(code), *(getattr(tally, field) for field, _ in COLUMNS), tally.ended, *means]
        )
    return file.getvalue()


def as_json(findings: Findings) -> dict[str, Any]:
    """Everything, for a machine."""
    found = findings.found
    return {
        "service": findings.service,
        "since": findings.since.isoformat(),
        "until": findings.until.isoformat(),
        "all": _facts(found.whole),
        "areas": [
            {"area": code, "name": findings.name(code), **_facts(tally)}
            for code, tally in sorted(findings.places.items())
        ],
        "moves": [
            {"from": before, "to": after, "cases": cases} for (before, after), cases in found.moves.most_common()
        ],
        "untold": dict(found.reasons.most_common()),
        "unlike_their_story": found.unlike,
        "assumed": list(ASSUMPTIONS),
    }


def _facts(tally: Tally) -> dict[str, Any]:
    hours = hours_of(tally) or (None, None)
    return {
        **{field: getattr(tally, field) for field, _ in COLUMNS},
        "ended": tally.ended,
        "mean_hours_before": hours[0],
        "mean_hours_after": hours[1],
    }


def as_html(findings: Findings) -> str:
    """A page of its own: the picture, the table, what is assumed."""
    whole, rows = findings.found.whole, findings.ordered
    head = "".join(f"<th scope=col>{escape(words)}</th>" for _, words in COLUMNS)
    body = "".join(_row(findings.name(code), tally) for code, tally in [*rows, ("All together", whole)])
    notes = "".join(f"<li>{escape(note)}</li>" for note in _notes(findings) if note and note != "Assumed:")
    days = f"{findings.since:%Y-%m-%d} to {findings.until:%Y-%m-%d}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Replay of {escape(findings.service)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(findings.service)} under a changed definition</h1>"
        f"<p>{whole.cases:,} cases opened from {days}; {whole.told:,} can be told under both definitions. "
        f"{whole.no_longer_late:,} would no longer be late, {whole.became_late:,} would become late, "
        f"{whole.refused:,} would not be taken.</p>{picture(findings)}"
        f"<table><thead><tr><th scope=col>{escape(findings.level)}</th>{head}<th scope=col>mean hours</th></tr></thead>"
        f"<tbody>{body}</tbody></table><ul>{notes}</ul></body></html>\n"
    )


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem;color:#14242b}"
    "table{border-collapse:collapse;font-size:.9rem}th,td{padding:.3rem .6rem;border-bottom:1px solid #d5dde0;text-align:right}"
    "th:first-child{text-align:left}tbody tr:last-child{font-weight:700}svg{max-width:100%;height:auto}"
    "svg text{font:13px system-ui,sans-serif;fill:#14242b}"
)


def _row(name: str, tally: Tally) -> str:
    hours = hours_of(tally)
    words = f"{hours[0]:.1f} → {hours[1]:.1f}" if hours else "–"
    cells = "".join(f"<td>{getattr(tally, field):,}</td>" for field, _ in COLUMNS)
    return f"<tr><th scope=row>{escape(name)}</th>{cells}<td>{words}</td></tr>"


def picture(findings: Findings) -> str:
    """Bars to the right for areas in which more would be late or not taken, to the left where fewer would be (SVG)."""
    shown = [
        (findings.name(code), tally)
        for code, tally in findings.ordered
        if tally.became_late or tally.no_longer_late or tally.refused
    ]
    if not shown:
        return "<p>No area gains or loses.</p>"
    most = max(max(tally.became_late + tally.refused, tally.no_longer_late) for _, tally in shown)
    height = 22 * len(shown) + 48
    parts = [
        f'<svg viewBox="0 0 900 {height}" role="img" aria-label="Cases no longer late, and cases late or not taken, by area">',
        '<text x="540" y="16" text-anchor="end">no longer late</text><text x="560" y="16">now late, or not taken</text>',
        *_bars(shown, most),
        f'<line x1="550" x2="550" y1="24" y2="{height - 12}" stroke="#14242b"/></svg>',
    ]
    return "".join(parts)


def _bars(shown: Sequence[tuple[str, Tally]], most: int) -> Iterable[str]:
    for number, (name, tally) in enumerate(shown):
        top, gained, lost = 28 + 22 * number, tally.no_longer_late, tally.became_late + tally.refused
        left, right = 260 * gained / most, 260 * lost / most
        yield f'<text x="0" y="{top + 13}">{escape(name[:26])}</text>'
        yield f'<rect x="{550 - left:.1f}" y="{top}" width="{left:.1f}" height="16" fill="#1f7a5c"/>'
        yield f'<rect x="550" y="{top}" width="{right:.1f}" height="16" fill="#b3411f"/>'
        yield f'<text x="{542 - left:.1f}" y="{top + 13}" text-anchor="end">{gained:,}</text>' if gained else ""
        yield f'<text x="{558 + right:.1f}" y="{top + 13}">{lost:,}</text>' if lost else ""
