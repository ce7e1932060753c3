"""A person's data as one file: JSON for machines, a page for people, and their pictures."""

from __future__ import annotations

import contextlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from balai.apps.privacy.gathering import Holdings
from balai.base.files import storage
from balai.base.files.models import StoredFile
from balai.web.private_pages import REFERRER_POLICY

MOST_BYTES = 1_000_000_000
"""Of pictures and documents in one download; what is beyond is named in the page, and can be had case by case."""
IN_MEMORY, CHUNK = 5_000_000, 64 * 1024
Held = tuple[str, StoredFile, Path]
"""A file's name in the download, its row, and where its content lies."""
LABELS: Mapping[str, Callable[[], str]] = {
    "account": lambda: _("Account"),
    "roles": lambda: _("Roles"),
    "cases": lambda: _("Reports and requests"),
    "supported_cases": lambda: _("Reports that I support"),
    "saved_journeys": lambda: _("Saved journeys"),
    "travel_cards": lambda: _("Travel cards and rides"),
    "unsent_answers": lambda: _("Answers that I have not sent"),
    "messages": lambda: _("Messages to me"),
    "looks_at_my_data": lambda: _("Who looked at my data"),
    "acts_of_mine": lambda: _("What I did in my account or office"),
}


def download_of(holdings: Holdings, name: str) -> StreamingHttpResponse:
    """The ZIP file as a download that nobody keeps on the way: data.json, index.html, and a folder with the files.

    What is told is put together now; the files are packed while it is sent.
    """
    files = _within(holdings)
    facts = holdings.facts | {
        "files": [name for name, _file, _path in files],
        "files_left_out": len(holdings.files) - len(files),
    }
    told = json.dumps(facts, default=_plain, ensure_ascii=False, indent=2)
    response = StreamingHttpResponse(_packed(told, _page(facts), files), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = REFERRER_POLICY
    return response


def _packed(told: str, page: str, files: list[Held]) -> Iterator[bytes]:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data.json", told)
            archive.writestr("index.html", page)
            for name, file, path in files:
                with contextlib.suppress(FileNotFoundError):  # erased since
                    archive.writestr(zipfile.ZipInfo(f"files/{name}", _stamp(file.created_at)), path.read_bytes())
        target.seek(0)
        while chunk := target.read(CHUNK):
            yield chunk


def _within(holdings: Holdings) -> list[Held]:
    """The files that are there, as long as there is room for them."""
    room, found = MOST_BYTES, []
    for name, file in holdings.files:
        if file.erased_at is not None or file.locked_at is not None:
            continue
        path = storage.path_of(file.sha256, document=file.is_document)
        size = path.stat().st_size if path.is_file() else room + 1
        if size <= room:
            found.append((name, file, path))
            room -= size
    return found


def _page(facts: dict[str, Any]) -> str:
    files = [(name, f"files/{name}") for name in facts["files"]]
    parts = [(label(), _told(facts[key])) for key, label in LABELS.items() if facts.get(key)]
    return render_to_string("privacy/index_file.html", {"parts": parts, "facts": facts, "files": files})


def _told(value: Any) -> Any:
    """Values as nested lists of (name, value), which a template can draw without knowing them."""
    if isinstance(value, dict):
        return {
            "rows": [
                (str(key).replace("_", " "), _told(inner))
                for key, inner in value.items()
                if inner not in ("", None, [])
            ]
        }
    if isinstance(value, list):
        return {"items": [_told(inner) for inner in value]}
    return {"words": _plain(value) if isinstance(value, (date, datetime)) else str(value)}


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _stamp(at: datetime) -> tuple[int, int, int, int, int, int]:
    return (at.year, at.month, at.day, at.hour, at.minute, at.second)
