"""Reads YAML strictly and remembers on which line each value stands.

What a person types is what is read: 07:30 and 2026-01-01 stay text (YAML 1.1 would make them a number and a date),
`no` stays a word, a number with a leading zero stays text. Keys may not stand twice. Aliases are expanded, within bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from balai.base.packs.mistakes import Mistake

LARGEST_FILE = 500_000
MOST_NODES = 100_000
DEEPEST = 40
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]{1,3})?")
WORDS: Mapping[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}

PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "null", "bool", "int", "float", "timestamp", "seq", "map", "merge", "value")
)

Place = tuple[str | int, ...]
"""Keys and list positions from the root of a file to a value."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as plain values, and the line of each of them."""

    file: str
    value: Any
    lines: Mapping[Place, int] = field(default_factory=dict)

    def line_of(self, place: Place) -> int:
        """The line of a value or, where it is missing, of what should hold it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def mistake(self, code: str, place: Place, wrong: str, mend: str) -> Mistake:
        """A mistake at that place of this file."""
        return Mistake(self.file, self.line_of(place), code, wrong, mend)


def read_text(path: Path, file: str, *, largest: int = LARGEST_FILE) -> str | Mistake:
    """A bounded UTF-8 file as text, or what is wrong with it."""
    try:
        size = path.stat().st_size
        if size > largest:
            return Mistake(
                file, 0, "pack.too-large", f"The file has {size:,} bytes; at most {largest:,} are read.", "Split it."
            )
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Mistake(
            file, 0, "pack.missing-file", "The file is missing.", f"Write {file}, see docs/reference/city-pack.md."
        )
    except OSError as error:
        return Mistake(
            file, 0, "pack.unreadable", f"The file cannot be read: {error.strerror}.", "Check its permissions."
        )
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return Mistake(file, line, "pack.not-utf8", "The file is not UTF-8.", "Save it as UTF-8.")


def read_yaml(path: Path, file: str) -> tuple[Document | None, list[Mistake]]:
    """The document, or None with the mistakes that keep it from being read."""
    text = read_text(path, file)
    return (None, [text]) if isinstance(text, Mistake) else parse_yaml(text, file)


def parse_yaml(text: str, file: str) -> tuple[Document | None, list[Mistake]]:
    """The document of a text that came some other way; `file` is what its mistakes call it."""
    try:
        nodes = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = (error.problem or "it cannot be read").rstrip(".")
        return None, [Mistake(file, line, "yaml.syntax", f"This is not YAML: {problem}.", _syntax_mend(problem))]
    except yaml.YAMLError as error:
        return None, [Mistake(file, 1, "yaml.syntax", f"This is not YAML: {error}.", "Remove control characters.")]
    except RecursionError:
        return None, [Mistake(file, 1, "yaml.too-deep", "The file is nested too deeply.", "Make it flatter.")]
    if len(nodes) != 1:
        wrong = f"The file holds {len(nodes)} documents, not one."
        return None, [Mistake(file, 1, "yaml.documents", wrong, "Write one document, without --- lines between.")]
    reading = _Reading(file)
    value = reading.value_of(nodes[0], (), 0)
    return (None if reading.mistakes else Document(file, value, reading.lines)), reading.mistakes


def _syntax_mend(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return 'Quote texts that hold a colon: "like: this".'
    if "\\t" in problem:
        return "Indent with spaces, never with tabs."
    return "Check indentation, quotes and brackets on this line and the one above."


class _Reading:
    """One file on its way from nodes to values."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Place, int] = {}
        self.mistakes: list[Mistake] = []
        self.nodes = 0

    def value_of(self, node: Any, place: Place, depth: int) -> Any:
        self.nodes += 1
        line = node.start_mark.line + 1
        self.lines.setdefault(place, line)
        if self.nodes > MOST_NODES or depth > DEEPEST:
            if self.nodes <= MOST_NODES or self.nodes == MOST_NODES + 1:
                self._add(
                    line, "yaml.too-deep", "The file grows too large or too deep here.", "Make it flatter, or split it."
                )
            return None
        if node.tag not in PLAIN_TAGS:
            self._add(line, "yaml.tag", f"The tag {node.tag} is not known here.", "Remove the tag.")
            return None
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs_of(node, place, depth))
        if isinstance(node, yaml.SequenceNode):
            return [self.value_of(item, (*place, number), depth + 1) for number, item in enumerate(node.value)]
        return self._scalar_of(node)

    def _pairs_of(self, node: Any, place: Place, depth: int) -> Iterator[tuple[str, Any]]:
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "<<":
                self._add(line, "yaml.key", "This key is not a word.", "Use plain words as keys; do not merge with <<.")
                continue
            key = key_node.value
            if key in first:
                self._add(
                    line, "yaml.key-twice", f"`{key}` already stands on line {first[key]}.", "Keep one of the two."
                )
                continue
            first[key] = line
            self.lines[(*place, key)] = line
            yield key, self.value_of(value_node, (*place, key), depth + 1)

    def _scalar_of(self, node: Any) -> Any:
        text = node.value
        if node.style is not None:
            return text
        if text in WORDS:
            return WORDS[text]
        if INTEGER.fullmatch(text):
            return int(text)
        return float(text) if DECIMAL.fullmatch(text) else text

    def _add(self, line: int, code: str, wrong: str, mend: str) -> None:
        self.mistakes.append(Mistake(self.file, line, code, wrong, mend))
