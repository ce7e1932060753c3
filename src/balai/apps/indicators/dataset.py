"""A dataset of the catalogue: what it is, and in which forms it can be had."""

from __future__ import annotations

from dataclasses import dataclass

CSV, JSON, GEOJSON, ATOM, TEXT, ZIP, OCTETS = "CSV", "JSON", "GEOJSON", "ATOM", "TXT", "ZIP", ""
MEDIA = {
    CSV: "text/csv",
    JSON: "application/json",
    GEOJSON: "application/geo+json",
    ATOM: "application/atom+xml",
    TEXT: "text/plain",
    ZIP: "application/zip",
    OCTETS: "application/octet-stream",
}
"""Names of the EU's table of file types (empty: it has none), and the registered media types."""


@dataclass(frozen=True, slots=True)
class Way:
    """One form in which a dataset can be had; `path` lies below the city's address."""

    path: str
    format: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """Something that anyone may take away and use. `theme`: a code of the EU's data themes. `every`: of its frequencies.

    `standard`: the address of the standard that its files keep, if there is one.
    """

    code: str
    names: dict[str, str]
    words: dict[str, str]
    theme: str
    every: str
    ways: tuple[Way, ...]
    standard: str = ""
