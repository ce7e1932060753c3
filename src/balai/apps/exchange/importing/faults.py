"""What can be wrong with a row: a stable code, and a sentence for whoever mends the file."""

from __future__ import annotations

from dataclasses import dataclass

SENTENCES = {
    "answer": "The service does not know this answer; list the value in the map, or mend it.",
    "area_unclear": "The point lies on a border between areas; name the area, or let the map take the nearest.",
    "area_unknown": "The city has no area of this code or name.",
    "changed": "This case came in before, and its story has gone on differently here and there; it was left as it is.",
    "closed_missing": "The state says that the case is closed, but the time of closing is missing.",
    "closed_twice": "The history closes the case twice; leave one of the two rows out.",
    "columns": "The row has another number of columns than the first line, or too many; look for separators and quotes.",
    "control": "The row holds characters that nobody types, such as NUL; take them out.",
    "encoding": "The row is written in another encoding than the rest of the file; save the whole file as UTF-8.",
    "history_broken": "A row in the middle of this case's history cannot be read; mend it first.",
    "history_end": "The last row of the history says another state than the case; one of the two is wrong.",
    "identifier": "The identifier is missing, or longer than 120 characters.",
    "json": "The line is not one JSON object, or its history is no list of objects.",
    "long": "The value is longer than what can be kept.",
    "no_place": "The row has no point, no area and no address, so no office would be responsible.",
    "office_unknown": "The city has no organisation of this code or name; list it in the map.",
    "outside": "The point lies outside of the city, and the row names no area.",
    "point": "The point is not on Earth, or half of it is missing.",
    "public": "The map does not say whether this value means that everyone may read the case.",
    "quotes": "A quote opens and does not close, or closes inside a value; double the quotes inside values.",
    "repeated": "The identifier stands in this file before; the rows of one case must stand together.",
    "rows_differ": "The rows of one case differ in a column that belongs to the case as a whole.",
    "service_unknown": "The map does not say which service this value belongs to.",
    "state_unknown": "The map does not say which state this value is.",
    "time": "The time is missing, or not written in one of the map's formats.",
    "time_future": "The time lies in the future.",
    "time_order": "The times are not in order: something ends before it begins.",
    "too_long": "The row or one of its values is too long to be read.",
    "too_many_rows": "The case has more rows of history than can be read.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row. `row` counts as a spreadsheet does, `line` as an editor does.

    `value` may be shown: it is never a person's own words.
    """

    row: int
    line: int
    column: str
    code: str
    value: str = ""

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code]


class RowRefused(ValueError):
    """A row that does not come in."""

    def __init__(self, code: str, column: str = "", value: str = "") -> None:
        super().__init__(code)
        self.code, self.column, self.value = code, column, value
