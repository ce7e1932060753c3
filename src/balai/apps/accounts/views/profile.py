"""My account: what the city keeps about me, in which roles I act, and who looked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.accounts.actions import describe_oneself
from balai.apps.accounts.forms import ProfileForm
from balai.apps.accounts.gate import person
from balai.apps.accounts.queries import authenticators_of, looks_of, memberships_of
from balai.base import clock
from balai.base.people.models import User
from balai.web.components import Row
from balai.web.languages import remember, switches_language, unjudged
from balai.web.words import clean_line


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = ProfileForm(
        request.POST or None, initial={"name": user.name, "language": user.language or translation.get_language()}
    )
    if switches_language(request):
        return _page(request, user, unjudged(form))
    if request.method == "POST" and form.is_valid():
        describe_oneself(by=user, name=clean_line(form.cleaned_data["name"]), language=form.cleaned_data["language"])
        response = HttpResponseRedirect(reverse("accounts:profile"))
        remember(response, user.language)
        with translation.override(user.language):
            messages.success(request, _("Your changes are saved."))
        return response
    return _page(request, user, form)


def _page(request: HttpRequest, user: User, form: ProfileForm) -> HttpResponse:
    context = {
        "form": form,
        "facts": _facts(user),
        "memberships": memberships_of(user, clock.now()),
        "looks": looks_of(user, size=3).rows,
    }
    return render(request, "accounts/profile.html", context)


def _facts(user: User) -> list[Row]:
    held = authenticators_of(user)
    change = _("Change")
    return [
        Row(_("E-mail address"), user.email, reverse("account_email"), change),
        Row(
            _("Password"),
            _("Set") if user.has_usable_password() else _("None yet"),
            reverse("account_change_password"),
            change,
        ),
        Row(_("Second step when logging in"), _("On") if held.any else _("Off"), reverse("mfa_index"), change),
    ]


@require_http_methods(["GET", "HEAD"])
@login_required
def looks(request: HttpRequest) -> HttpResponse:
    """Every time somebody in the city looked at who I am: when, which office, and why."""
    user = person(request)
    return render(request, "accounts/looks.html", {"page": looks_of(user, before=request.GET.get("before", ""))})
