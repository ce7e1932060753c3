"""The indicator model: what a figure means, what it was, and how sure it is. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from balai.engines.transparency.commitments import canonical

FILE = Path(__file__).with_name("definitions.json")
Text = Mapping[str, str]


class Unit(StrEnum):
    """What a value counts: a part of a whole from 0 to 1, things, hours, or things for every 1,000 people."""

    SHARE = "share"
    COUNT = "count"
    HOURS = "hours"
    RATE = "rate"


class Quality(StrEnum):
    """How a value came about: the six grades of the U4SSC verification."""

    MEASURED = "measured"
    SURVEY = "survey"
    HIGHER_LEVEL = "higher_level"
    ASSUMPTIONS = "assumptions"
    PERSONAL = "personal"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A definition. `direction`: up (more is better), down, or none; `version` names this very wording."""

    code: str
    unit: Unit
    direction: str
    names: Text
    meaning: Text
    formula: str
    query: str
    dimension: str
    frameworks: Text
    quality: Quality
    version: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of an indicator. `low` and `high` bound it with 95 % certainty; `missing` says why there is none."""

    code: str
    version: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    quality: str = Quality.MEASURED
    missing: str = ""
    note: str = ""

    def written(self) -> dict[str, Any]:
        """As a document writes it: decimals are texts, so that there is one way to write each."""
        found: dict[str, Any] = {"code": self.code, "version": self.version, "quality": str(self.quality)}
        for name in ("value", "low", "high"):
            number: Decimal | None = getattr(self, name)
            found[name] = None if number is None else format(number, "f")
        found |= {"numerator": self.numerator, "denominator": self.denominator}
        return found | {"missing": self.missing, "note": self.note}


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every indicator that this version computes, in the order of the file."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))["indicators"]
    return {row["code"]: _indicator(row) for row in rows}


def _indicator(row: Mapping[str, Any]) -> Indicator:
    values = dict(row)
    version = version_of_definition(row)
    return Indicator(**{**values, "unit": Unit(row["unit"]), "quality": Quality(row["quality"]), "version": version})


def version_of_definition(row: Mapping[str, Any]) -> str:
    """The name of a definition's very meaning, whoever wrote it."""
    return hashlib.sha256(canonical(meant(row))).hexdigest()[:16]


def meant(row: Mapping[str, Any]) -> dict[str, Any]:
    """What makes two definitions alike: what is counted and how. Names and words in other languages do not."""
    return {name: row[name] for name in ("code", "unit", "direction", "formula", "query")}


def definitions_file() -> bytes:
    """The definitions as they are published, word for word."""
    return FILE.read_bytes()
