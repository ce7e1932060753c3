"""Read in the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from balai.base.audit.models import AuditEntry, Disclosure

if TYPE_CHECKING:  # people write into the books, so the books may not stand on people
    from balai.base.people.models import User


def looks_at(person: User) -> QuerySet[Disclosure]:
    """Who looked at a person's data, newest first: what that person is shown."""
    return _told(Disclosure.objects.filter(about=person))


def looks_in_case(reference: str) -> QuerySet[Disclosure]:
    """Who looked at the reporter's data within one case, newest first: also for reporters without an account."""
    return _told(Disclosure.objects.filter(reference=reference))


def acts_on(reference: str) -> QuerySet[AuditEntry]:
    """What was done to an object, newest first."""
    return AuditEntry.objects.filter(reference=reference).select_related("by", "organisation").order_by("-at", "-pk")


def _told(looks: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
    return looks.select_related("by", "organisation").order_by("-at", "-pk")
