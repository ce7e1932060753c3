"""What an import has come to so far: how many came in and as what, what did not and why, with examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from balai.apps.exchange.importing.faults import SENTENCES, Fault

MOST_EXAMPLES = 5
MOST_GROUPS = 2_000
"""Of different values that are told apart; more are counted without their value."""

NOTES = {
    "no_point": "came in without a point: there was none, or it was 0, 0, which is not a place",
    "far_point": "came in without a point: it lay more than 20 km outside of the city",
    "only_address": "came in under the area that the map names for rows with nothing but an address",
    "kept_long_enough": "closed longer ago than the service keeps words: they are erased in the coming night",
    "email": "came in with an e-mail address that is none: it is kept, and never written to",
}


@dataclass(slots=True)
class Tally:
    """Counts of cases; `rows` counts lines of the file. `came` is by service, category and state."""

    rows: int = 0
    new: int = 0
    before: int = 0
    continued: int = 0
    refused: int = 0
    came: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    faults: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)

    def refuse(self, fault: Fault, *, cases: int = 1) -> None:
        """Count what did not come in, by code, column and value."""
        self.refused += cases
        key = (fault.code, fault.column, fault.value)
        if key not in self.faults and len(self.faults) >= MOST_GROUPS:
            key = (fault.code, fault.column, "")
        self.faults[key] += 1
        rows = self.examples.setdefault(key, [])
        if len(rows) < MOST_EXAMPLES:
            rows.append(fault.row)

    def reasons(self) -> Counter[str]:
        """How many did not come in, by code."""
        found: Counter[str] = Counter()
        for (code, _column, _value), count in self.faults.items():
            found[code] += count
        return found

    def as_json(self) -> dict[str, Any]:
        """The same for machines, and for the note that lets an import go on where it was interrupted."""
        return {
            "rows": self.rows,
            "new": self.new,
            "before": self.before,
            "continued": self.continued,
            "refused": self.refused,
            "came": [[*key, count] for key, count in self.came.most_common()],
            "notes": dict(self.notes.most_common()),
            "reasons": [
                {"code": code, "sentence": SENTENCES[code], "count": count, "column": column, "value": value,
                 "rows": self.examples[code, column, value]}
                for (code, column, value), count in self.faults.most_common()
            ],
        }  # fmt: skip

    @staticmethod
    def from_json(value: dict[str, Any]) -> Tally:
        """What `as_json` gave."""
        tally = Tally(value["rows"], value["new"], value["before"], value["continued"], value["refused"])
        tally.came = Counter({(service, category, state): count for service, category, state, count in value["came"]})
        tally.notes = Counter(value["notes"])
        for reason in value["reasons"]:
            key = (reason["code"], reason["column"], reason["value"])
            tally.faults[key], tally.examples[key] = reason["count"], list(reason["rows"])
        return tally
