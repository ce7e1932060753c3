"""What other installations read and send: our descriptor, our witness's desk, letters, alarms, schemas."""

from __future__ import annotations

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_POST, require_safe

from balai.apps.cases import service as cases
from balai.apps.network.actions.letters import LARGEST_LETTER
from balai.apps.network.actions.posting import TAKEN, take
from balai.apps.network.actions.witnessing import witness
from balai.apps.network.descriptors import SCHEMAS, Refused, schema_of
from balai.apps.network.models import Peer
from balai.apps.network.queries.peers import alarms_as_data, latest_descriptor
from balai.base import clock
from balai.engines.transparency.commitments import canonical
from balai.engines.transparency.notes import LARGEST_NOTE

JSON = "application/json"
MOST_MONTHS = 60
_TOO_LARGE, _BAD = 413, 400


@require_safe
@conditional_page
def descriptor(_request: HttpRequest) -> HttpResponse:
    """Who we are, signed."""
    latest = latest_descriptor()
    if latest is None:
        raise Http404
    return _open(HttpResponse(bytes(latest.file), content_type=JSON))


@require_safe
def schema(_request: HttpRequest, name: str) -> HttpResponse:
    """The JSON Schema of one of our signed documents."""
    if not (SCHEMAS / f"{name}.schema.json").is_file():
        raise Http404
    return _open(JsonResponse(schema_of(name), content_type="application/schema+json"))


@require_safe
def service(_request: HttpRequest, code: str) -> HttpResponse:
    """The file of a service that we offer, for cities that want to learn from it; the descriptor names its hash."""
    source = cases.current_source(code)
    if source is None:
        raise Http404
    return _open(HttpResponse(canonical(source), content_type=JSON))


@require_safe
@conditional_page
def alarms(_request: HttpRequest) -> HttpResponse:
    """The newest alarms of ours, each with the address of its evidence, for whoever wants to check it."""
    return _open(JsonResponse({"schema": "balai-alarms/1", "alarms": alarms_as_data()}))


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """A log asks us to witness it (C2SP tlog-witness). The signatures in the body say who asks; no session counts."""
    body = _body(request, LARGEST_NOTE)
    if body is None:
        return HttpResponse(status=_TOO_LARGE)
    try:
        reply = witness(text=body.decode(), now=clock.now())
    except UnicodeDecodeError:
        return HttpResponse(status=_BAD)
    kind = "text/x.tlog.size" if reply.status == 409 else "text/plain; charset=utf-8"
    return HttpResponse(reply.body, status=reply.status, content_type=kind)


@require_safe
def last_seen(request: HttpRequest) -> HttpResponse:
    """What we last verified of a peer's log, as its own key signed it, and the numbers of its descriptor and
    publications: so that a city that lost them can find out.
    """
    peer = (
        Peer.objects.filter(origin=request.GET.get("log", "")[:200], trust=Peer.Trust.TRUSTED).exclude(note="").first()
    )
    if peer is None:
        raise Http404
    newest = peer.publications.values("period").annotate(newest=Max("number")).order_by("-period")[:MOST_MONTHS]
    found = {
        "schema": "balai-seen/1",
        "origin": peer.origin,
        "note": peer.note,
        "sequence": peer.sequence,
        "publications": {row["period"]: row["newest"] for row in newest},
    }
    return _open(JsonResponse(found))


@csrf_exempt
@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """A letter comes in. What signed it says whose it is; nothing is fetched because of it."""
    body = _body(request, LARGEST_LETTER)
    if body is None:
        return HttpResponse(status=_TOO_LARGE)
    try:
        take(file=body, now=clock.now())
    except Refused as refused:
        return JsonResponse({"code": refused.code}, status=_BAD)
    return JsonResponse({"code": "taken"}, status=TAKEN)


def _body(request: HttpRequest, most: int) -> bytes | None:
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdecimal() or int(size) > most:
        return None
    return bytes(request.read(int(size)))


def _open(response: HttpResponse) -> HttpResponse:
    """For anyone's program, from anywhere."""
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
