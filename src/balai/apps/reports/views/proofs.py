"""The proof that the city's promises about a case stand in its log, to look at, to check and to take along."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from balai.apps.cases import service as cases
from balai.apps.reports.access import own_case, secret_case
from balai.apps.reports.views.common import keep_private
from balai.apps.reports.views.public import public_case_or_404
from balai.apps.transparency.service import Evidence, evidence_of, origin, statements_about

KINDS: dict[str, Promise] = {
    "promise.opened": _("A promise was made"),
    "promise.extended": _("A promise was given more time"),
    "promise.late": _("A promise was not kept in time"),
    "promise.paused": _("The time limit began to wait for an answer"),
    "promise.resumed": _("The time limit ran on"),
    "promise.answered": _("A promised step was finished"),
    "promise.withdrawn": _("A promised step was no longer needed"),
    "case.reopened": _("The case was opened again"),
    "case.closed": _("The case was closed"),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence with its words: what, when, and until when, where the record is still kept."""

    words: Promise | str
    at: datetime | None
    due: datetime | None
    file: str


@require_safe
def public_proofs(request: HttpRequest, reference: str) -> HttpResponse:
    """Of a public case: for everyone."""
    case = public_case_or_404(reference)
    return _page(request, case, reverse("reports:public", args=[case.reference]))


@keep_private
@require_safe
def secret_proofs(request: HttpRequest, reference: str, secret: str) -> HttpResponse:
    """By the private link."""
    found = secret_case(request, reference, secret)
    return _page(request, found.case, found.address())


@login_required
@keep_private
@require_safe
def own_proofs(request: HttpRequest, reference: str) -> HttpResponse:
    """For the person who is logged in and reported it."""
    found = own_case(request, reference)
    return _page(request, found.case, found.address())


def _page(request: HttpRequest, case: cases.Case, back: str) -> HttpResponse:
    statements = statements_about(cases.subject_of(case.id))
    evidence = evidence_of(statements)
    if request.GET.get("berkas") == "json":
        return _file(case, evidence)
    context = {
        "case": case,
        "back_url": back,
        "proofs": [_proof(one) for one in evidence],
        "waiting": len(statements) - len(evidence),
        "origin": origin(),
        "keys_url": reverse("transparency:keys"),
    }
    return render(request, "reports/proofs.html", context)


def _proof(evidence: Evidence) -> Proof:
    record: dict[str, Any] = json.loads(evidence.record) if evidence.record else {}
    due = record.get("due") or record.get("case_due")
    return Proof(
        KINDS.get(evidence.kind, evidence.kind),
        datetime.fromisoformat(record["at"]) if record else None,
        datetime.fromisoformat(due) if due else None,
        json.dumps(asdict(evidence), ensure_ascii=False),
    )


def _file(case: cases.Case, evidence: list[Evidence]) -> HttpResponse:
    """Everything that an outsider needs but the log's keys, as a file."""
    content = {"case": case.reference, "log": origin(), "evidence": [asdict(one) for one in evidence]}
    response = HttpResponse(json.dumps(content, ensure_ascii=False, indent=1), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{case.reference}.json"'
    return response
