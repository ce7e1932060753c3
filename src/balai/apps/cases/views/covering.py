"""Covering words and parts of pictures, and looking at what was covered."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.cases.actions.redacting import cover_picture, cover_words, places_of
from balai.apps.cases.actions.uncovering import SeenOriginal, see_originals
from balai.apps.cases.covering import covered, phrases_of
from balai.apps.cases.covering_forms import BoxRow, CoverForm, CoverWordsForm, boxes_of, rows_of
from balai.apps.cases.definitions import service_of
from balai.apps.cases.door import Desk, frame_of, whole_page
from balai.apps.cases.forms import RevealForm
from balai.apps.cases.given import is_personal
from balai.apps.cases.models import Case, Content, Original
from balai.apps.cases.queries.case_page import looked_just_now
from balai.apps.cases.refusals import NotYours, UnknownCase
from balai.apps.cases.rules import may_look_at_reporter, may_take_part
from balai.base import clock
from balai.base.errors import Refusal
from balai.base.files.covering import bytes_of
from balai.base.files.models import FileKind, StoredFile
from balai.engines.casework.definition import Service
from balai.web.components import Photo, Row
from balai.web.languages import switches_language, unjudged
from balai.web.templatetags.balai import text_of

INVALID = 422
FORM = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture to draw boxes on, in a drawing that is 100 wide and `height` high; `rows` are the boxes so far."""

    url: str
    height: float
    rows: list[BoxRow]


@FORM
def words(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    """Cover words of a case: what stands where, before and after; and the way to its pictures and originals."""
    case = _case(desk, reference)
    if request.method != "POST" and getattr(request, "htmx", False):
        return whole_page(request, request.path)  # it needs more room than a part of the case page
    switched = switches_language(request)
    form = CoverWordsForm(request.POST if request.method == "POST" else None)
    context = _frame(desk, case) | {
        "form": unjudged(form) if switched else form,
        "pictures": _pictures(case),
        "some_covered": Original.objects.filter(case_id=case.id).values("content_id").exists(),
        "may_look": may_look_at_reporter(case, desk.actor),
    }
    looks_only = switched or request.method != "POST"
    if not looks_only and form.is_valid() and "preview" not in request.POST:
        done = _done(
            case,
            form,
            lambda: cover_words(
                case_id=case.id,
                phrases=phrases_of(form.cleaned_data["phrases"]),
                reason=form.cleaned_data["reason"],
                actor=desk.actor,
                now=clock.now(),
                key=form.cleaned_data["key"],
            ),
        )
        if done:
            messages.success(request, _("These words are covered."))
            return done
    looked = may_look_at_reporter(case, desk.actor) and looked_just_now(case, desk.user, now=clock.now())
    context["pieces"] = _pieces(case, phrases_of(request.POST.get("phrases", "")), looked=looked)
    return render(request, "cases/cover_words.html", context, status=_status(form, looks_only))


@FORM
def picture(request: HttpRequest, desk: Desk, reference: str, public_id: UUID) -> HttpResponse:
    """Cover parts of a picture with black boxes: by numbers, or drawn where there is JavaScript."""
    case = _case(desk, reference)
    shown = _picture(case, public_id)
    switched = switches_language(request)
    form = CoverForm(request.POST if request.method == "POST" else None)
    rows = rows_of(request.POST)
    looks_only = switched or request.method != "POST" or "preview" in request.POST
    if not looks_only and form.is_valid():
        done = _done(case, form, lambda: _cover(case, public_id, request.POST, form, desk))
        if done:
            messages.success(request, _("This part of the photo is covered."))
            return done
    url = reverse("desk:picture", args=[case.reference, public_id])
    context = _frame(desk, case) | {
        "form": unjudged(form) if looks_only and form.is_bound else form,
        "sheet": Sheet(url, round(100 * shown.height / max(1, shown.width), 3), rows),
        "grid": range(10, 100, 10),
        "back_url": reverse("desk:cover_words", args=[case.reference]),
    }
    return render(request, "cases/cover_picture.html", context, status=_status(form, looks_only))


def _cover(case: Case, public_id: UUID, sent: QueryDict, form: CoverForm, desk: Desk) -> object:
    return cover_picture(
        case_id=case.id,
        public_id=public_id,
        boxes=boxes_of(sent),
        reason=form.cleaned_data["reason"],
        actor=desk.actor,
        by=desk.user,
        now=clock.now(),
        key=form.cleaned_data["key"],
    )


@FORM
def originals(request: HttpRequest, desk: Desk, reference: str) -> HttpResponse:
    """Ask why, record the look, then show what was covered: in the answer to the POST, pictures too, and nowhere else.

    Raises:
        NotYours: the case does not lie with an organisation of this role now.
    """
    case = desk.find(reference)
    if not may_look_at_reporter(case, desk.actor):
        raise NotYours
    switched = switches_language(request)
    form = RevealForm(request.POST if request.method == "POST" else None)
    context = {**_frame(desk, case), "looked_at": _("What was covered")}
    if switched or request.method != "POST" or not form.is_valid():
        status = INVALID if form.is_bound and not switched else 200
        page = context | {"form": unjudged(form) if switched else form}
        return render(request, "cases/look.html", page, status=status)
    try:
        with transaction.atomic():
            now = clock.now()
            seen = see_originals(case_id=case.id, actor=desk.actor, by=desk.user, now=now, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cases/look.html", context | {"form": form}, status=refusal.status)
    service = service_of(case.service_id)
    shown = {
        "rows": [
            Row(_label(service, piece.question), piece.text or str(piece.data)) for piece in seen if not piece.file
        ],
        "photos": [Photo(_inside(piece), _("The photo before it was covered")) for piece in seen if piece.file],
    }
    response = render(request, "cases/originals.html", context | shown)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _case(desk: Desk, reference: str) -> Case:
    case = desk.find(reference)
    if not may_take_part(case, desk.actor):
        raise NotYours
    return case


def _picture(case: Case, public_id: UUID) -> StoredFile:
    content = Content.objects.filter(case_id=case.id, file__public_id=public_id).select_related("file").first()
    if content is None or content.file is None or content.file.kind != FileKind.PICTURE or content.file.erased_at:
        raise UnknownCase
    return content.file


def _frame(desk: Desk, case: Case) -> dict[str, Any]:
    return frame_of(desk) | {"case": case, "back_url": reverse("desk:case", args=[case.reference])}


def _status(form: CoverForm, looks_only: bool) -> int:  # noqa: FBT001 (two facts of one page)
    return INVALID if form.is_bound and not looks_only and form.errors else 200


def _done(case: Case, form: CoverForm, do: Callable[[], object]) -> HttpResponse | None:
    """Back to the case when it was done; else the form says why not."""
    try:
        with transaction.atomic():
            do()
    except Refusal as refusal:
        form.add_error("phrases" if "phrases" in form.fields else None, str(refusal))
        return None
    return HttpResponseRedirect(reverse("desk:case", args=[case.reference]))


def _pictures(case: Case) -> list[Photo]:
    """The pictures of a case, each leading to where its parts are covered."""
    contents = Content.objects.filter(case_id=case.id, file__kind=FileKind.PICTURE, file__erased_at=None)
    found = dict.fromkeys(contents.order_by("id").values_list("file__public_id", flat=True))
    return [
        Photo(
            reverse("desk:picture", args=[case.reference, public_id]) + "?small=1",
            _("Cover parts of photo %(number)d") % {"number": number},
            full=reverse("desk:cover_picture", args=[case.reference, public_id]),
        )
        for number, public_id in enumerate(found, start=1)
    ]


def _pieces(case: Case, phrases: list[str], *, looked: bool) -> list[Row]:
    """The texts of a case as they stand, with the phrases covered where some are typed.

    Personal answers are among them only for whoever has looked at them with a reason.
    """
    service = service_of(case.service_id)
    places = places_of(case, phrases) if phrases else {}
    texts = Content.objects.filter(case_id=case.id).exclude(text="").order_by("seq", "id")
    return [
        Row(
            _label(service, piece.question),
            covered(piece.text, places[piece.id].ranges) if piece.id in places else piece.text,
        )
        for piece in texts
        if _is_free(service, piece.question) and (looked or not is_personal(service, piece))
    ]


def _is_free(service: Service, name: str) -> bool:
    question = service.asked(name)
    return question is None or not question.options


def _label(service: Service, name: str) -> str:
    question = service.asked(name)
    return text_of(question.label) if question else _("Words")


def _inside(piece: SeenOriginal) -> str:
    """A picture inside the page itself: no address leads to an original."""
    return "data:image/jpeg;base64," + base64.b64encode(bytes_of(piece.file)).decode() if piece.file else ""
