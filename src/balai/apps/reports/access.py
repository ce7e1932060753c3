"""A reporter's own case: by the secret of its private link, or by being logged in as who reported it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from balai.apps.cases import service as cases
from balai.apps.reports.devices import user_of
from balai.base.people.models import User


@dataclass(frozen=True, slots=True)
class PrivateCase:
    """A case opened by its reporter. `secret` is empty when the log-in opened it; `user` when the secret did."""

    case: cases.Case
    secret: str = field(repr=False)
    user: User | None

    def address(self, name: str = "", **more: object) -> str:
        """The address of the private page, or of something on it: `answer`, `step`, `visibility`, `mail`, `picture`."""
        kind = "private" if self.secret else "own"
        parts: dict[str, object] = {"reference": self.case.reference, **more}
        if self.secret:
            parts["secret"] = self.secret
        return reverse(f"reports:{kind}-{name}" if name else f"reports:{kind}", kwargs=parts)

    def photo_address(self, public_id: UUID, small: bool) -> str:  # noqa: FBT001 (the shape that a telling takes)
        return self.address("picture-small" if small else "picture", picture=public_id)


def secret_case(request: HttpRequest, reference: str, secret: str) -> PrivateCase:  # noqa: ARG001 (the link says all)
    """The case of a private link. Who is logged in does not matter: the link speaks for the reporter.

    Raises:
        Http404: the reference is unknown or the secret is not its own; both look the same.
    """
    try:
        return PrivateCase(cases.find_private_case(reference, secret), secret, None)
    except cases.UnknownCase as unknown:
        raise Http404 from unknown


def own_case(request: HttpRequest, reference: str) -> PrivateCase:
    """The case that the person who is logged in reported.

    Raises:
        Http404: nobody is logged in, or it is not theirs.
    """
    user = user_of(request)
    if user is None:
        raise Http404
    try:
        return PrivateCase(cases.find_own_case(reference, user_id=user.pk), "", user)
    except cases.UnknownCase as unknown:
        raise Http404 from unknown
