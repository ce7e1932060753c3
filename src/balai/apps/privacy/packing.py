"""A person's data as one file: JSON for machines, a page for people, and their pictures."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import IO, Any

from django.http import FileResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from balai.apps.privacy.gathering import Holdings
from balai.base.files import storage
from balai.base.files.models import StoredFile
from balai.web.private_pages import REFERRER_POLICY

MOST_BYTES = 1_000_000_000
"""Of pictures and documents in one download; what is beyond is named in the page, and can be had case by case."""
IN_MEMORY = 5_000_000
LABELS: Mapping[str, Callable[[], str]] = {
    "account": lambda: _("Account"),
    "roles": lambda: _("Roles"),
    "cases": lambda: _("Reports and requests"),
    "supported_cases": lambda: _("Reports that I support"),
    "unsent_answers": lambda: _("Answers that I have not sent"),
    "messages": lambda: _("Messages to me"),
    "looks_at_my_data": lambda: _("Who looked at my data"),
    "acts_of_mine": lambda: _("What I did in my account or office"),
}


def download_of(holdings: Holdings, name: str) -> FileResponse:
    """The file as a download that nobody keeps on the way."""
    response = FileResponse(packed(holdings), as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = REFERRER_POLICY
    return response


def packed(holdings: Holdings) -> IO[bytes]:
    """A ZIP file, at its beginning: data.json, index.html, and a folder with the files. Close it when it was sent."""
    target: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the response closes it)
    room, names = MOST_BYTES, []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in holdings.files:
            data = _content_of(file)
            if data is not None and len(data) <= room:
                archive.writestr(zipfile.ZipInfo(f"files/{name}", _stamp(file.created_at)), data)
                names.append(name)
                room -= len(data)
        facts = holdings.facts | {"files": names, "files_left_out": len(holdings.files) - len(names)}
        archive.writestr("data.json", json.dumps(facts, default=_plain, ensure_ascii=False, indent=2))
        archive.writestr("index.html", _page(facts))
    target.seek(0)
    return target


def _content_of(file: StoredFile) -> bytes | None:
    if file.erased_at is not None or file.locked_at is not None:
        return None
    try:
        return storage.path_of(file.sha256, document=file.is_document).read_bytes()
    except FileNotFoundError:
        return None


def _page(facts: dict[str, Any]) -> str:
    parts = [(label(), _told(facts[key])) for key, label in LABELS.items() if facts.get(key)]
    return render_to_string("privacy/index_file.html", {"parts": parts, "facts": facts})


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
