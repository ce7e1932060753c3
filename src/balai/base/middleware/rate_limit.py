"""Turns away who sends too much, before the body is read and before anything is asked of the city."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve

from balai.base import clock
from balai.base.limits.actions import Charge, spend
from balai.base.limits.addresses import client_address, household_of
from balai.base.limits.tables import limit_of

TOO_MANY = 429


class RateLimitMiddleware:
    """Inside the log-in, outside every transaction; `balai.base.limits.tables` says what counts.

    The answer is empty: the error pages around it fill in the sentence, in the visitor's language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        wait = spend(charges=charges_of(request), now=clock.now())
        if wait:
            return HttpResponse(status=TOO_MANY, headers={"Retry-After": str(wait), "Cache-Control": "no-store"})
        return self.get_response(request)


def charges_of(request: HttpRequest) -> list[Charge]:
    """What this request takes: from its address, and from its account when somebody is logged in."""
    # Not request.resolver_match: that comes only after the token check, which reads the whole body.
    limit = limit_of(request.method or "GET", _match_of(request))
    if limit is None:
        return []
    charges = [Charge(limit.name, "address", household_of(client_address(request)), limit.address)]
    if request.user.is_authenticated:
        charges.append(Charge(limit.name, "account", str(request.user.pk), limit.account))
    return charges


def _match_of(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None
