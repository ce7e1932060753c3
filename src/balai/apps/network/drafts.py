"""What another city does, as a draft of our own: under our own name, with credit at its head."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from balai.engines.casework.reading import version_of

WIDTH = 110


def service_draft(source: Mapping[str, Any], *, names: Mapping[str, str], address: str, code: str, day: date) -> str:
    """A service file under our code."""
    head = (
        f"# A draft after {_who(names)} ({address}): their service {source['service']},\n"
        f"# version {version_of(source)[:16]}, read on {day:%Y-%m-%d}. With thanks.\n"
        "# Nothing of it rules before it lies in services/, fits this city's offices, and `balai service check` is content.\n"
    )
    return head + _written({**source, "service": code or source["service"]})


def indicator_draft(
    row: Mapping[str, Any], *, names: Mapping[str, str], address: str, code: str, version: str, day: date
) -> str:
    """A definition of an indicator under our code. `after` keeps whose it was, so that the credit travels with it."""
    head = (
        f"# A draft after {_who(names)} ({address}): their indicator {row['code']},\n"
        f"# version {version}, read on {day:%Y-%m-%d}. With thanks.\n"
        "# A definition computes nothing by itself: figures begin when its query is built for this city's records.\n"
    )
    after = {
        "city": dict(names),
        "address": address,
        "code": row["code"],
        "version": version,
        "read_on": day.isoformat(),
    }
    return head + _written({**row, "code": code or row["code"], "after": after})


def _who(names: Mapping[str, str]) -> str:
    return " / ".join(dict.fromkeys(names.values()))


def _written(source: Mapping[str, Any]) -> str:
    text: str = yaml.safe_dump(dict(source), allow_unicode=True, sort_keys=False, width=WIDTH)
    return text
