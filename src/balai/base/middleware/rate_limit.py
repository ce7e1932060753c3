"""Turns away who sends too much, before the body is read and before anything is asked of the city."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from balai.base import clock
from balai.base.limits.actions import Charge, spend
from balai.base.limits.addresses import client_address, household_of
from balai.base.limits.tables import limit_of

TOO_MANY = 429


class RateLimitMiddleware:
    """Inside the log-in, outside every transaction; `balai.base.limits.tables` says what counts.

    Before the token check, which reads the whole body. The answer is empty: the error pages around it fill in the
    sentence, in the visitor's language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponseBase],
        _arguments: tuple[Any, ...],
        _named: dict[str, Any],
    ) -> HttpResponse | None:
        wait = spend(charges=charges_of(request), now=clock.now())
        if not wait:
            return None
        return HttpResponse(status=TOO_MANY, headers={"Retry-After": str(wait), "Cache-Control": "no-store"})


def charges_of(request: HttpRequest) -> list[Charge]:
    """What this request takes: from its address, and from its account when somebody is logged in."""
    limit = limit_of(request.method or "GET", request.resolver_match)
    if limit is None:
        return []
    address = client_address(request, proxies=settings.CONFIGURATION.proxies)
    charges = [Charge(limit.name, "address", household_of(address), limit.address)]
    if request.user.is_authenticated:
        charges.append(Charge(limit.name, "account", str(request.user.pk), limit.account))
    return charges
