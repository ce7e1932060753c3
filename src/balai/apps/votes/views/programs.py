"""The programs that vote, decrypt and verify, in one file to take away: whoever trusts no page runs them offline."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from balai.apps.votes.elections import PROGRAMS

THE_SAME_DAY = (1980, 1, 1, 0, 0, 0)


@lru_cache(maxsize=1)
def programs_file() -> bytes:
    """A ZIP file, the same bytes for the same programs."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted([*PROGRAMS.rglob("*.js"), PROGRAMS / "package.json"]):
            name = zipfile.ZipInfo(f"balai-votes/{path.relative_to(PROGRAMS).as_posix()}", THE_SAME_DAY)
            name.compress_type = zipfile.ZIP_DEFLATED
            name.external_attr = 0o644 << 16
            archive.writestr(name, path.read_bytes())
    return content.getvalue()


@require_safe
def programs(_request: HttpRequest) -> HttpResponse:
    """For everyone, whoever asks."""
    response = HttpResponse(programs_file(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="balai-votes.zip"'
    return response
