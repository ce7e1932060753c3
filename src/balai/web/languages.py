"""Which language a page speaks, and the switch that keeps the page and what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

SWITCH = "switch_language"
"""The name of the submit button that asks for a page in another language."""
A_YEAR = 365 * 24 * 3600
AnyForm = TypeVar("AnyForm", bound=BaseForm)


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages, named in itself."""

    code: str
    name: str
    current: bool


def codes() -> frozenset[str]:
    return frozenset(code for code, _name in settings.LANGUAGES)


def choices() -> list[Language]:
    """The languages of the switch, in the order of the settings."""
    active = translation.get_language()
    return [Language(code, name, code == active) for code, name in settings.LANGUAGES]


def language_of(request: HttpRequest) -> str:
    """The cookie's language, else the browser's, else the city's first one. Asks no database."""
    return translation.get_language_from_request(request)


def remember(response: HttpResponseBase, code: str) -> None:
    """Keep the choice on this device for a year. A log-in page may call it with the account's own language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=A_YEAR,
        path="/",
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def switches_language(request: HttpRequest) -> bool:
    """Whether this POST only asks for the same page in another language; from here on, that language is active.

    A view with a form asks this first, and then renders the form with the posted values and `unjudged`:

        if switches_language(request):
            return render(request, "…", {"form": unjudged(SomeForm(request.POST))})
    """
    code = request.POST.get(SWITCH) if request.method == "POST" else None
    if code not in codes():
        return False
    translation.activate(code)
    request.LANGUAGE_CODE = code
    request.META["balai.language"] = code
    return True


def unjudged(form: AnyForm) -> AnyForm:
    """The bound form with what was typed and without complaints about it: nothing was sent yet."""
    form.errors.clear()
    return form


class KeepsTypedValues:
    """Put before a FormView: the language switch renders the form again with the typed values."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        view: Any = self
        if switches_language(request):
            context = view.get_context_data(form=unjudged(view.get_form()))
            response: HttpResponseBase = view.render_to_response(context)
            return response
        return super().post(request, *args, **kwargs)  # type: ignore[misc, no-any-return]


@csrf_exempt
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Remember a language and go back to the page.

    It changes nothing but a cookie of this one browser, and so needs no token: public pages stay free of cookies
    until someone chooses. A form on a foreign site is turned away by what the browser says about its origin.
    """
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    code = request.POST.get(SWITCH, "")
    if code in codes() and request.headers.get("Sec-Fetch-Site", "same-origin") != "cross-site":
        remember(response, code)
    return response
