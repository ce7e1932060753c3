"""To report a vote that breaks the rules: two questions of the city's own service file, on a page of the vote."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.cases.service import current_services
from balai.apps.votes.actions.reporting import KNOWN, REPORT_SERVICE, report_poll
from balai.apps.votes.models import Poll
from balai.apps.votes.views.common import of_a_poll
from balai.base import clock
from balai.base.errors import Refusal
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, active_language, keep_private
from balai.web.questions import form_for
from balai.web.templatetags.balai import text_of
from balai.web.visitors import person_of


@login_required
@keep_private
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_poll
def report(request: HttpRequest, poll: Poll) -> HttpResponse:
    """Say what is wrong with a vote; somebody checks it within a promise."""
    switched = switches_language(request)
    service = current_services().get(REPORT_SERVICE)
    if service is None:
        raise Http404
    questions = [question for question in service.questions if question.id != KNOWN]
    form = form_for(questions, active_language(), request.POST if request.method == "POST" else None)
    if request.method != "POST" or switched:
        return _asking(request, unjudged(form) if switched else form, poll)
    if not form.is_valid():
        return _asking(request, form, poll, status=INVALID)
    try:
        opened = report_poll(
            poll=poll, answers=form.answers(), by=person_of(request), language=active_language(), now=clock.now()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _asking(request, form, poll, status=refusal.status)
    messages.success(request, _("Your report is sent. Its number is %(number)s.") % {"number": opened.reference})
    return HttpResponseRedirect(reverse("reports:own", args=[opened.reference]))


def _asking(request: HttpRequest, form: object, poll: Poll, *, status: int = 200) -> HttpResponse:
    back = reverse("votes:poll", args=[poll.code])
    about = f"{text_of(poll.title)} ({poll.code})"
    context = {"form": form, "about": about, "back_url": back, "submit_label": _("Send the report")}
    return render(request, "votes/report.html", context, status=status)
