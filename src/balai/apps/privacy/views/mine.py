"""Everything that the city holds on whoever is logged in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balai.apps.accounts.service import StillAtWork
from balai.apps.cases import service as cases
from balai.apps.mobility import service as mobility
from balai.apps.privacy.actions import erase_account
from balai.apps.privacy.forms import LeaveForm
from balai.apps.privacy.gathering import holdings_of
from balai.apps.privacy.packing import download_of
from balai.base import clock
from balai.base.audit.queries import looks_at
from balai.base.notifications.models import Notification
from balai.base.notifications.queries import recipient_of
from balai.base.people.models import User
from balai.web.components import Row
from balai.web.dates import day_text
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, keep_private
from balai.web.visitors import person_of

MOST_LISTED = 200


@login_required
@keep_private
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What is held, why and until when, and what can be done about it."""
    person = person_of(request)
    mine = cases.cases_of(person.pk)
    context = {
        "rows": _account_rows(person),
        "mine": _lines(mine[:MOST_LISTED]),
        "more": max(0, len(mine) - MOST_LISTED),
        "counts": _counts(person),
    }
    return render(request, "privacy/mine.html", context)


def _account_rows(person: User) -> list[Row]:
    change = _("Change")
    return [
        Row(_("E-mail address"), person.email, reverse("account_email"), change),
        Row(_("Name"), person.name or _("None"), reverse("accounts:profile"), change),
        Row(
            _("Language"), dict(settings.LANGUAGES).get(person.language, _("None")), reverse("accounts:profile"), change
        ),
        Row(_("Account since"), day_text(person.created_at.date(), year=True)),
    ]


def _lines(mine: list[cases.Case]) -> list[dict[str, Any]]:
    with_content = cases.has_content([case.id for case in mine])
    return [
        {
            "case": case,
            "about": cases.category_words(cases.service_of(case.service_id), case.category),
            "url": reverse("reports:own", args=[case.reference]),
            "erase": reverse("privacy:own-erase", args=[case.reference]) if case.id in with_content else "",
            "until": cases.kept_until(case),
        }
        for case in mine
    ]


def _counts(person: User) -> list[Row]:
    told = Notification.objects.filter(recipient=recipient_of(person)).count()
    cards = len(mobility.cards_of(person))
    travel = [Row(_("Travel cards and their rides"), str(cards), reverse("mobility:travel"), _("See all"))]
    return [
        *(travel if cards else []),
        *_saved(person),
        Row(_("Reports that I support"), str(len(cases.supported_by(person.pk)))),
        Row(_("Answers that I have not sent"), str(len(cases.drafts_of(person.pk)))),
        Row(_("Messages to me"), str(told)),
        Row(_("Looks at my data"), str(looks_at(person).count()), reverse("accounts:looks"), _("See all")),
    ]


def _saved(person: User) -> list[Row]:
    saved = len(mobility.saved_held(person.pk))
    return [Row(_("Saved journeys"), str(saved), reverse("mobility:plan"), _("See all"))] if saved else []


@login_required
@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """All of it as one file: JSON, a page to read, and the pictures. A device left open does not give it away.

    Who must say the password first comes back to the page of their data, and not to a file beside an old form.
    """
    if not did_recently_reauthenticate(request):
        messages.info(request, _("Please confirm that it is you. Then you can download your data."))
        return HttpResponseRedirect(
            f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('privacy:mine')})}"
        )
    return download_of(holdings_of(person_of(request), now=clock.now()), "data-saya.zip")


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponseBase:
    """Close the account for good, after a look at what that means."""
    person = person_of(request)
    switched = switches_language(request)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if switched or request.method != "POST" or not form.is_valid():
        shown = unjudged(form) if switched else form
        status = INVALID if form.is_bound and not switched else 200
        return render(request, "privacy/erase_account.html", {"form": shown}, status=status)
    try:
        erase_account(person=person, cases_too=form.cleaned_data["cases_too"], now=clock.now())
    except (StillAtWork, cases.FieldWorkUnderWay) as refusal:
        form.add_error(None, str(refusal))
        return render(request, "privacy/erase_account.html", {"form": form}, status=refusal.status)
    logout(request)
    messages.success(request, _("Your account is erased. Goodbye, and thank you."))
    return HttpResponseRedirect(reverse("reports:home"))
