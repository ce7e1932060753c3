"""Samples of finished work: the draws, one draw with all that was found, and the form for one finding."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balai.apps.cases.service import Desk, directory, organisation_words
from balai.apps.supervision.actions.sampling import draw_sample, record_finding
from balai.apps.supervision.forms import FindingForm, SampleForm, day_of
from balai.apps.supervision.models import Finding, Inspection, Sample
from balai.apps.supervision.queries.turns import followed_until
from balai.apps.supervision.rules import SUPERVISING_ROLES, lot
from balai.apps.supervision.views.common import address, as_file, frame
from balai.apps.supervision.views.forming import FormPage, answer
from balai.base import clock
from balai.base.city import city_zone

FORM = require_http_methods(["GET", "HEAD", "POST"])
MOST_SAMPLES = 100
USUAL_PERCENT = 5


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The draws of the organisations within reach, the newest first."""
    found = Sample.objects.filter(organisation_id__in=desk.organisations).select_related("organisation")
    rows = [
        (
            sample,
            organisation_words(sample.organisation.code),
            Counter(row.finding for row in sample.inspections.all()),
            address("sample", sample.pk),
        )
        for sample in found.prefetch_related("inspections").order_by("-drawn_at", "-id")[:MOST_SAMPLES]
    ]
    context: dict[str, Any] = {
        "rows": [
            (sample, words, url, sum(counted.values()), sum(counted.values()) - counted[""], counted[Finding.BAD])
            for sample, words, counted, url in rows
        ],
        "may_draw": desk.held.role in SUPERVISING_ROLES,
        "followed": followed_until(),
    }
    return render(request, "supervision/samples.html", context | frame(desk, "samples"))


@FORM
def draw(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Draw a new one."""
    yesterday = clock.now().astimezone(city_zone()).date() - timedelta(days=1)
    initial = {"since": yesterday - timedelta(days=6), "until": yesterday, "percent": USUAL_PERCENT}

    def do(data: dict[str, Any], now: Any) -> object:
        since, until = day_of(data["since"]), day_of(data["until"])
        if since is None or until is None:
            raise AssertionError("The form asks for both days")
        return draw_sample(
            since=since, until=until, percent=int(data["percent"]), actor=desk.actor, by=desk.user, now=now
        )

    def make() -> FormPage:
        lede = _("By lot, from the field work that was finished on these days. The lot can be checked by anybody.")
        back = reverse("supervision:samples")
        return FormPage(_("Draw a sample"), _("Draw"), back, "samples", do, _("The sample has been drawn."), lede=lede)

    def form(**options: Any) -> SampleForm:
        return SampleForm(**options, initial=initial)

    return answer(request, desk, make, form)


def _find(desk: Desk, number: int) -> Sample:
    sample = Sample.objects.filter(id=number, organisation_id__in=desk.organisations).first()
    if sample is None:
        raise Http404
    return sample


@require_safe
def one(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """One draw: its seed, its lots, and what was found."""
    sample = _find(desk, number)
    rows = list(sample.inspections.select_related("case", "doer", "inspected_by").order_by("id"))
    if request.GET.get("format") == "csv":
        return _file(sample, rows)
    may_record = desk.held.role in SUPERVISING_ROLES
    context: dict[str, Any] = {
        "sample": sample,
        "unit": organisation_words(directory().by_id[sample.organisation_id].code),
        "rows": [
            (
                row,
                reverse("desk:case", args=[row.case.reference]),
                organisation_words(directory().by_id[row.organisation_id].code),
                address("finding", row.pk) if may_record and not row.finding and row.doer_id != desk.user.pk else "",
                lot(sample.seed, row.case.reference, row.seq)[:8],
            )
            for row in rows
        ],
        "people": len({row.doer_id for row in rows}),
        "file": address("sample", sample.pk, format="csv"),
    }
    return render(request, "supervision/sample.html", context | frame(desk, "samples"))


def _file(sample: Sample, rows: list[Inspection]) -> HttpResponse:
    columns = [
        _("Number of the case"),
        _("Turn"),
        _("Done by"),
        _("Finished"),
        _("Finding"),
        _("Inspected by"),
        _("Inspected on"),
    ]
    lines = [
        [
            *(row.case.reference, row.seq, row.doer, row.finished_at.isoformat(), row.get_finding_display()),
            *(row.inspected_by or "", row.inspected_at.isoformat() if row.inspected_at else ""),
            *(sample.seed, lot(sample.seed, row.case.reference, row.seq)),
        ]
        for row in rows
    ]
    return as_file(f"sample-{sample.since}-{sample.until}", [*columns, _("Seed"), _("Lot (SHA-256)")], lines)


@FORM
def finding(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """Record what was found at one place."""
    row = Inspection.objects.select_related("case", "sample").filter(id=number).first()
    if row is None or row.sample.organisation_id not in desk.organisations:
        raise Http404

    def do(data: dict[str, Any], now: Any) -> object:
        key: UUID = data["key"]
        return record_finding(
            inspection_id=number, finding=Finding(data["finding"]), words=data["words"],
            actor=desk.actor, by=desk.user, now=now, key=key,
        )  # fmt: skip

    def make() -> FormPage:
        title = _("Second look at %(reference)s") % {"reference": row.case.reference}
        back = address("sample", row.sample_id)
        return FormPage(title, _("Record it"), back, "samples", do, _("What you found has been recorded."))

    return answer(request, desk, make, FindingForm)
