"""Register one's own card, and give it up."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.mobility.actions.holding import give_up_card
from balai.apps.mobility.actions.proving import register_by_boardings
from balai.apps.mobility.forms import CardForm
from balai.apps.mobility.models import Card
from balai.apps.mobility.rules import hash_of_number
from balai.base import clock
from balai.base.errors import Refusal
from balai.base.limits.actions import Charge, spend
from balai.base.limits.tables import Rate
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, keep_private
from balai.web.visitors import person_of

TRIES = Rate(6, 0.1)
"""How often one card is tried, by whomever: six times, then once in ten minutes."""


@login_required
@keep_private
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The card's number and two of its last boardings make it mine."""
    switched = switches_language(request)
    form = CardForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or switched:
        return _asking(request, unjudged(form) if switched else form)
    if not form.is_valid():
        return _asking(request, form, status=INVALID)
    number, now = form.cleaned_data["number"], clock.now()
    tried = Charge("cards", "card", hash_of_number(number, settings.SECRET_KEY).hex(), TRIES)
    if spend(charges=[tried], now=now):
        form.add_error(None, _("This card was tried too often. Please wait an hour, or bring it to a service counter."))
        return _asking(request, form, status=429)
    try:
        card = register_by_boardings(number=number, boardings=form.boardings, owner=person_of(request), now=now)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _asking(request, form, status=refusal.status)
    messages.success(
        request,
        _("The card ending in %(ending)s is yours. Its rides from now on stand here.") % {"ending": card.ending},
    )
    return HttpResponseRedirect(reverse("mobility:travel"))


@login_required
@keep_private
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, card: UUID) -> HttpResponse:
    """A card that is mine no more: lost, sold, given away."""
    person = person_of(request)
    held = Card.objects.filter(public_id=card, owner=person).first()
    if held is None:
        raise Http404
    if request.method == "POST" and not switches_language(request):
        give_up_card(card=held, by=person, now=clock.now())
        messages.success(request, _("The card is no longer registered to you."))
        return HttpResponseRedirect(reverse("mobility:travel"))
    context = {
        "form": None,
        "card": held,
        "back_url": reverse("mobility:travel"),
        "submit_label": _("Yes, it is no longer mine"),
    }
    return render(request, "mobility/give_up.html", context)


def _asking(request: HttpRequest, form: CardForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "back_url": reverse("mobility:travel"), "submit_label": _("Register the card")}
    return render(request, "mobility/card.html", context, status=status)
