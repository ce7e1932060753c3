"""Give a stored file to a browser, in a way that can do no harm there."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from balai.base.errors import Refusal
from balai.base.files import storage
from balai.base.files.models import StoredFile

# Kept, and asked about before each use: a picture that was covered or removed is not shown from anyone's store.
_PRIVATE = "private, no-cache"
_PUBLIC = "public, no-cache"


class FileGone(Refusal):
    """This photo has been removed."""

    code = "file.gone"
    status = HTTPStatus.GONE


def file_response(
    request: HttpRequest, file: StoredFile, *, thumbnail: bool = False, public: bool = False
) -> HttpResponse:
    """The picture as an image that nothing else can be made of, a document as a download; who may see it is the
    caller's question.

    `public` lets shared caches keep it too, so only for what everyone may see. Whoever has it asks whether it still
    holds, and is answered 304. The name under which it is saved says nothing but the public id.

    Raises:
        FileGone: it was erased or locked, or its content is not on disk.
    """
    if file.erased_at is not None or file.locked_at is not None:
        raise FileGone
    etag = f'"{file.sha256[:32]}{"-small" if thumbnail else ""}"'
    try:
        content = storage.path_of(file.sha256, thumbnail=thumbnail, document=file.is_document).read_bytes()
    except FileNotFoundError as error:
        raise FileGone from error
    headers = {
        "ETag": etag,
        "Cache-Control": _PUBLIC if public else _PRIVATE,
        "Content-Disposition": disposition_of(file),
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    kind = "application/pdf" if file.is_document else "image/jpeg"
    response = HttpResponse(content, content_type=kind, headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def disposition_of(file: StoredFile) -> str:
    """A picture may be shown in a page; a document is only ever saved."""
    if file.is_document:
        return f'attachment; filename="{file.public_id}.pdf"'
    return f'inline; filename="{file.public_id}.jpg"'
