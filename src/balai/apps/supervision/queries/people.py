"""Reads of people, their roles and their absences."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from balai.base.lookups import Among
from balai.base.people.models import Absence, Membership, User

PEOPLE_ON_A_PAGE = 25


def absences_within(organisations: Collection[int], *, of: User, since: date) -> list[Absence]:
    """Absences that have not ended by `since`: in these organisations, of one's own, and for which one stands in."""
    concerned = Q(user=of) | Q(stand_in=of) | Q(organisation_id__in=organisations)
    found = Absence.objects.filter(concerned, until__gte=since).select_related("user", "stand_in", "organisation")
    return list(found.order_by("since", "id"))


def colleagues_within(organisations: Collection[int], *, day: date) -> list[Membership]:
    """Roles held on a day in these organisations by active people, by name. One statement."""
    held = Membership.objects.held_on(day).filter(Among("organisation_id", organisations), user__is_active=True)
    return list(held.select_related("user", "organisation").order_by("user__name", "id"))


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some people by name, and the name and public id after which the next page begins, if there is one."""

    people: tuple[User, ...]
    after: str = ""


def find_people(organisations: Collection[int], *, sought: str = "", after: str = "") -> PeoplePage:
    """People who hold, held or will hold a role in these organisations; `sought` is part of a name or address.

    Pages by name and id: `after` is what the page before gave.
    """
    members = Membership.objects.filter(Among("organisation_id", organisations)).values("user")
    people = User.objects.filter(id__in=members)
    if sought:
        people = people.filter(Q(name__icontains=sought) | Q(email__icontains=sought))
    last = _last(after)
    if last is not None:
        people = people.filter(Q(name__gt=last.name) | Q(name=last.name, id__gt=last.pk))
    rows = list(people.order_by("name", "id")[: PEOPLE_ON_A_PAGE + 1])
    shown = tuple(rows[:PEOPLE_ON_A_PAGE])
    return PeoplePage(shown, str(shown[-1].public_id) if len(rows) > PEOPLE_ON_A_PAGE else "")


def _last(after: str) -> User | None:
    try:
        return User.objects.filter(public_id=UUID(after)).first()
    except ValueError:
        return None


def roles_within(organisations: Collection[int], people: Collection[int]) -> list[Membership]:
    """All roles, of now, before and to come, of these people in these organisations. One statement."""
    held = Membership.objects.filter(Among("organisation_id", organisations), user_id__in=people)
    return list(
        held.select_related("organisation", "area").defer("area__boundary").order_by("organisation__path", "role")
    )
