"""Logging in at other city systems with an account of this city (OpenID Connect Core 1.0, code flow with PKCE)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc import views as oidc
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balai.apps.accounts.gate import officer_gate
from balai.apps.accounts.identity import SCOPES
from balai.apps.accounts.rules import works_for_city
from balai.base import clock
from balai.base.middleware.security_headers import SOURCES
from balai.base.people.models import User


@require_safe
def configuration(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 (the same for everyone)
    """What other systems must know (OpenID Connect Discovery 1.0): only what is served here."""
    address = settings.CONFIGURATION.address
    return JsonResponse(
        {
            "issuer": address,
            "authorization_endpoint": address + reverse("idp:oidc:authorization"),
            "token_endpoint": address + reverse("idp:oidc:token"),
            "userinfo_endpoint": address + reverse("idp:oidc:userinfo"),
            "revocation_endpoint": address + reverse("idp:oidc:revoke"),
            "jwks_uri": address + reverse("idp:oidc:jwks"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "scopes_supported": list(SCOPES),
        }
    )


class Consent(oidc.AuthorizationView):
    """Says which system asks for what; the person agrees or goes back."""

    template_name = "accounts/identity/consent.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["asked"] = [SCOPES[scope] for scope in SCOPES if scope in self._scopes]
        context["scopes"] = list(self._scopes)
        context["host"] = urlsplit(self._request_info["redirect_uri"]).netloc
        return context

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        """The page whose form leads on to the other system: browsers ask the policy about that, too."""
        response: HttpResponse = super().render_to_response(context, **more)
        back = urlsplit(self._request_info["redirect_uri"])
        sources = dict(SOURCES) | {"form-action": f"'self' {back.scheme}://{back.netloc}"}
        response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in sources.items())
        response.headers["Cache-Control"] = "no-store, private"
        return response


_consent = Consent.as_view()


@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponseBase:
    """Agree, or not. Officers show their second step first, as before the desk.

    Nothing is given without a page and a button (`prompt=none` is refused): so a GET writes nothing.
    """
    if "none" in request.GET.get("prompt", "").split():
        raise BadRequest("prompt=none is not offered")
    user = request.user
    if isinstance(user, User) and works_for_city(user, clock.now()):
        turned_away = officer_gate(request)
        if turned_away is not None:
            return turned_away
    answer: HttpResponseBase = _consent(request)
    if answer.status_code == HTTPStatus.OK and not isinstance(answer, TemplateResponse):
        answer.status_code = HTTPStatus.BAD_REQUEST  # allauth's page about a mistake of the other system
    return answer
