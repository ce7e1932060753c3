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
from balai.base.limits.devices import COOKIE, is_ours
from balai.base.limits.tables import Limit, limit_of

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
        now = clock.now()
        wait = next((wait for charges in charges_of(request) if (wait := spend(charges=charges, now=now))), 0)
        if not wait:
            return None
        return HttpResponse(status=TOO_MANY, headers={"Retry-After": str(wait), "Cache-Control": "no-store"})


def charges_of(request: HttpRequest) -> list[list[Charge]]:
    """What this request takes: from its address, and from its account or, where that counts, from its browser.

    All at once, or one after the other: where an address is shared by many, whoever sends too much takes nothing from
    the rest.
    """
    limit = limit_of(request.method or "GET", request.resolver_match)
    if limit is None:
        return []
    household = household_of(client_address(request, proxies=settings.CONFIGURATION.proxies))
    who = _who(request, limit)
    if who is None:
        return [[Charge(limit.name, "address", household, limit.address)]]
    own = Charge(limit.name, *who, limit.account)
    if limit.shared:
        return [[own], [Charge(limit.name, "shared", household, limit.shared)]]
    return [[Charge(limit.name, "address", household, limit.address), own]]


def _who(request: HttpRequest, limit: Limit) -> tuple[str, str] | None:
    """The account that is logged in, else a browser that has been here; None for one that is new."""
    if request.user.is_authenticated:
        return "account", str(request.user.pk)
    device = request.COOKIES.get(COOKIE, "") if limit.shared else ""
    return ("device", device) if is_ours(device) else None
