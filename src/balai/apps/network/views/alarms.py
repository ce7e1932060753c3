"""Alarms for everyone: what was seen, why it matters, and the evidence to check it with."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balai.apps.network.models import Alarm
from balai.apps.network.views.common import host_of, language, name_of, own_name
from balai.apps.network.wording import ALARMS

MOST = 100


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every alarm, the newest first; those that somebody closed stay to be read."""
    rows = Alarm.objects.select_related("peer").defer("evidence").order_by("-id")[:MOST]
    context = {"alarms": [(one, ALARMS.get(one.kind, one.kind), name_of(one.peer), host_of(one.peer)) for one in rows]}
    return render(request, "network/alarms.html", context)


@require_safe
def evidence(_request: HttpRequest, number: int) -> HttpResponse:
    """The evidence file of one alarm: whoever has the other city's keys needs nothing else to check it."""
    found = Alarm.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    response = JsonResponse(found.evidence, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = f'attachment; filename="balai-alarm-{number}.json"'
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The alarms as an Atom feed (RFC 4287)."""
    atom = Atom1Feed(
        title=_("Alarms of %(city)s about other cities") % {"city": own_name()},
        link=request.build_absolute_uri(reverse("network:alarms")),
        description="",
        language=language(),
        feed_url=request.build_absolute_uri(),
    )
    for one in Alarm.objects.select_related("peer").defer("evidence").order_by("-id")[:MOST]:
        address = request.build_absolute_uri(reverse("network:evidence", args=[one.pk]))
        atom.add_item(
            title=f"{name_of(one.peer)} ({host_of(one.peer)}): {ALARMS.get(one.kind, one.kind)}",
            link=address,
            unique_id=address,
            description=one.kind,
            pubdate=one.at,
            updateddate=one.last_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
