"""On which line of a GeoJSON file a feature begins, for reports that people follow with an editor."""

from __future__ import annotations

import json
import re

FEATURES = re.compile(r'"features"\s*:\s*\[')
BETWEEN = re.compile(r"[\s,]*")


def line_of_feature(text: str, number: int) -> int:
    """The line (from 1) where the feature of that number (from 1) begins; 1 where it cannot be found."""
    return lines_of_features(text, {number}).get(number, 1)


def lines_of_features(text: str, numbers: set[int]) -> dict[int, int]:
    """The lines where these features begin, for as far as the text can be followed."""
    start = FEATURES.search(text)
    if start is None or not numbers:
        return {}
    decoder = json.JSONDecoder()
    found: dict[int, int] = {}
    position, line, counted = start.end(), 1, 0
    for number in range(1, max(numbers) + 1):
        between = BETWEEN.match(text, position)
        position = between.end() if between else position
        if number in numbers:
            line += text.count("\n", counted, position)
            counted = position
            found[number] = line
        try:
            _, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
    return found
