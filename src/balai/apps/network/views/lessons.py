"""How another city does it, beside how we do it: read on an officer's wish, shown as differences, taken as a draft."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balai.apps.cases.service import Desk, current_services, frame_of
from balai.apps.indicators.service import indicators, version_of_definition
from balai.apps.network.actions.lessons import own_definitions
from balai.apps.network.drafts import indicator_draft, service_draft
from balai.apps.network.lesson_words import CONCERNS, FACETS, FIELDS, PARTS
from balai.apps.network.models import Lesson, Peer, PeerFigure
from balai.apps.network.queries.comparing import trusted_peers
from balai.apps.network.rules import ASKING_ROLES
from balai.apps.network.tasks import study_there
from balai.apps.network.views.common import host_of, language, name_of
from balai.apps.network.wording import failure_words
from balai.base.jobs import defer
from balai.engines.casework.definition import Service
from balai.engines.casework.differences import differences
from balai.engines.casework.preview import preview_text
from balai.engines.casework.reading import read_service
from balai.web.components import Column, Table
from balai.web.questions.options import in_language

CODE = re.compile(r"[a-z][a-z0-9_.]{0,79}")
Offers = list[tuple[str, str]]


@require_safe
def listed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was read, and what each trusted city has to read."""
    read = Lesson.objects.select_related("peer").filter(peer__trust=Peer.Trust.TRUSTED).order_by("-tried_at")
    peers = trusted_peers()
    computed: dict[int, list[str]] = {}
    for peer_id, code in PeerFigure.objects.order_by().values_list("peer_id", "code").distinct():
        computed.setdefault(peer_id, []).append(code)
    context = {
        "lessons": [(one, _title_of(one), name_of(one.peer), host_of(one.peer)) for one in read[:100]],
        "cities": [
            {
                "peer": one,
                "name": name_of(one),
                "host": host_of(one),
                "services": _services_of(one),
                "indicators": _indicators_of(one, computed.get(one.pk, [])),
            }
            for one in peers
        ],
        "may_read": desk.held.role in ASKING_ROLES,
    }
    return render(request, "network/lessons.html", context | frame_of(desk))


def _services_of(peer: Peer) -> Offers:
    return [(one["code"], in_language(one["title"], language())) for one in (peer.descriptor or {}).get("services", [])]


def _indicators_of(peer: Peer, codes: list[str]) -> Offers:
    """Those that it computes, and ours; what it says of others is known only once its definitions are read."""
    if "definitions" not in (peer.descriptor or {}):
        return []
    known = indicators()
    return [
        (code, in_language(known[code].names, language()) if code in known else code)
        for code in sorted({*codes, *known})
    ]


@require_POST
def read(request: HttpRequest, desk: Desk) -> HttpResponse:  # noqa: ARG001 (the door gives it)
    """The worker reads it: the other city may be slow, and nobody here waits for it."""
    typed = {name: request.POST.get(name, "") for name in ("peer", "kind", "code")}
    number = typed["peer"]
    peer = (
        Peer.objects.filter(pk=int(number)).first()
        if number.isascii() and number.isdigit() and len(number) < 10
        else None
    )
    is_known = typed["kind"] in Lesson.Kind.values and CODE.fullmatch(typed["code"])
    if peer is None or peer.trust != Peer.Trust.TRUSTED or not is_known:
        raise Http404
    defer(study_there, peer=peer.pk, kind=typed["kind"], code=typed["code"])
    messages.success(request, _("It is being read. It shows here in a minute."))
    return HttpResponseRedirect(reverse("network:lessons"))


@require_safe
def show(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """One of them beside ours: every difference as a line."""
    lesson = _found(number)
    table, preview, alike = None, "", False
    if lesson.source is not None and lesson.kind == Lesson.Kind.SERVICE:
        theirs, own = read_service(lesson.source), current_services().get(lesson.code)
        table = _service_table(own, theirs, name_of(lesson.peer)) if own else None
        preview = "" if own else preview_text(theirs, language())
        alike = bool(own and own.version == theirs.version)
    elif lesson.source is not None:
        ours = own_definitions().get(lesson.code)
        table = _indicator_table(ours, lesson.source, name_of(lesson.peer))
        alike = bool(ours and version_of_definition(ours) == version_of_definition(lesson.source))
    context = {
        "lesson": lesson,
        "title": _title_of(lesson),
        "city": name_of(lesson.peer),
        "host": host_of(lesson.peer),
        "failure": failure_words(lesson.failure) if lesson.failure else "",
        "table": table if table and table.rows else None,
        "preview": preview,
        "alike": alike,
        "may_read": desk.held.role in ASKING_ROLES,
    }
    return render(request, "network/lesson.html", context | frame_of(desk))


@require_safe
def draft(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:  # noqa: ARG001 (the door gives it)
    """The draft as a file, under the code that was typed."""
    lesson = _found(number)
    code = request.GET.get("as", "").strip() or lesson.code
    if lesson.source is None or lesson.read_at is None or not CODE.fullmatch(code):
        raise Http404
    names = (lesson.peer.descriptor or {}).get("names") or {"": lesson.peer.address}
    common: dict[str, Any] = {
        "names": names, "address": lesson.peer.address, "code": code, "day": lesson.read_at.date()
    }  # fmt: skip
    if lesson.kind == Lesson.Kind.SERVICE:
        text = service_draft(lesson.source, **common)
    else:
        text = indicator_draft(lesson.source, version=version_of_definition(lesson.source), **common)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{code}.yaml"'
    return response


def _found(number: int) -> Lesson:
    found = Lesson.objects.select_related("peer").filter(pk=number, peer__trust=Peer.Trust.TRUSTED).first()
    if found is None:
        raise Http404
    return found


def _title_of(lesson: Lesson) -> str:
    names = (lesson.source or {}).get("title" if lesson.kind == Lesson.Kind.SERVICE else "names")
    return in_language(names, language()) if names else lesson.code


def _service_table(own: Service, theirs: Service, name: str) -> Table:
    rows = []
    for one in differences(own, theirs, language()):
        part = f"{PARTS.get(one.part, one.part)} {one.name}"
        concern = str(CONCERNS.get(str(one.concern), one.concern))
        rows.append([part, str(FACETS.get(one.what, one.what)), concern, one.before or "–", one.after or "–"])
    columns = [Column(_("Part of it")), Column(_("What")), Column(_("Concerns")), Column(_("Ours")), Column(name)]
    return Table(_("What is different there"), columns, rows)


def _indicator_table(ours: Mapping[str, Any] | None, theirs: Mapping[str, Any], name: str) -> Table:
    rows = []
    for field, words in FIELDS.items():
        own, other = (_said(one.get(field)) if one else "–" for one in (ours, theirs))
        if own != other:
            rows.append([str(words), own, other])
    return Table(_("What is different there"), [Column(_("What")), Column(_("Ours")), Column(name)], rows)


def _said(value: Any) -> str:
    if isinstance(value, Mapping) and "en" not in value and "id" not in value:
        return "; ".join(f"{key}: {value[key]}" for key in sorted(value)) or "–"
    return in_language(value, language()) if isinstance(value, Mapping) else str(value)
