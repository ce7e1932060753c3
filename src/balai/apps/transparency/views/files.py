"""The log as files (C2SP tlog-tiles): a checkpoint that changes, tiles and bundles that never do."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from balai.apps.transparency.actions.holding import latest_break
from balai.apps.transparency.keys import verifier_keys
from balai.apps.transparency.queries.log import latest, latest_witnessed, tile, with_cosignatures
from balai.engines.transparency.tiles import NotATile, name_of

TEXT = "text/plain; charset=utf-8"
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
@conditional_page
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, signed."""
    newest = latest()
    if newest is None:
        raise Http404
    return _open(HttpResponse(with_cosignatures(newest), content_type=TEXT), "public, max-age=2")


@require_safe
@conditional_page
def witnessed(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint that other cities cosigned; `?witnesses=2`: that at least two did, if there is one."""
    asked = request.GET.get("witnesses", "1")
    newest = latest_witnessed(witnesses=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1)
    if newest is None:
        raise Http404
    return _open(HttpResponse(with_cosignatures(newest), content_type=TEXT), "public, max-age=2")


@require_safe
def tile_at(_request: HttpRequest, path: str) -> HttpResponse:
    """A tile of hashes, or a bundle of entries."""
    try:
        found = tile(name_of(f"tile/{path}"))
    except NotATile:
        found = None
    if found is None:
        raise Http404
    return _open(HttpResponse(found, content_type="application/octet-stream"), FOR_EVER)


@require_safe
def keys(_request: HttpRequest) -> HttpResponse:
    """Every key that ever signed the log, one on each line, the oldest first."""
    lines = "".join(f"{key}\n" for key in verifier_keys())
    return _open(HttpResponse(lines, content_type=TEXT), "public, max-age=300")


@require_safe
@conditional_page
def broken(_request: HttpRequest) -> HttpResponse:
    """The city's signed word that its log lost entries; nothing where that never happened."""
    found = latest_break()
    if found is None:
        raise Http404
    return _open(HttpResponse(bytes(found.file), content_type="application/json"), "public, max-age=60")


def _open(response: HttpResponse, caching: str) -> HttpResponse:
    """For anyone's program, from anywhere."""
    response.headers["Cache-Control"] = caching
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
