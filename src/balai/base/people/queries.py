"""Reads of people's roles and of the organisations that those roles reach."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from balai.base.people.models import Membership, Organisation, Role, User
from balai.base.people.rules import STAFF_ROLES, HeldRole
from balai.base.statements import rows_of

_BELOW = """
SELECT DISTINCT below.id
FROM people_membership AS held
JOIN people_organisation AS own ON own.id = held.organisation_id
JOIN people_organisation AS below ON starts_with(below.path, own.path)
LEFT JOIN areas_area AS limits ON limits.id = held.area_id
LEFT JOIN areas_area AS served ON served.id = below.area_id
WHERE held.user_id = %s AND held.role = ANY(%s)
  AND held.since <= %s AND (held.until IS NULL OR held.until >= %s)
  AND (limits.id IS NULL OR below.id = own.id OR starts_with(served.path, limits.path))
"""


def organisations_below(user: User, *, day: date, roles: Collection[str] = STAFF_ROLES) -> frozenset[int]:
    """Ids of the organisations in which the user holds one of the roles on `day`, and of all beneath them. One query.

    A role limited to an area reaches, beneath its own organisation, only those that serve something in that area.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [user.pk, list(roles), day, day])
        return frozenset(row[0] for row in cursor.fetchall())


_HELD = """
SELECT held.role, own.id, own.code, own.path, coalesce(limits.path, '')
FROM people_membership AS held
JOIN people_organisation AS own ON own.id = held.organisation_id
LEFT JOIN areas_area AS limits ON limits.id = held.area_id
WHERE held.user_id = %s AND held.since <= %s AND (held.until IS NULL OR held.until >= %s)
ORDER BY own.path, held.role, limits.path
"""


def roles_of(user: User, *, day: date) -> tuple[HeldRole, ...]:
    """The roles that the user holds on `day`, by organisation and role. One query."""
    return tuple(HeldRole(*held) for held in rows_of(_HELD, [user.pk, day, day]))


def people_with(role: Role, organisation: Organisation, *, day: date) -> list[User]:
    """Active people who hold the role in that very organisation on `day`, by name. One query."""
    members = Membership.objects.held_on(day).filter(role=role, organisation=organisation).values("user")
    return list(User.objects.filter(id__in=members, is_active=True).order_by("name", "id"))


def organisation_named(code: str) -> Organisation:
    """The organisation of that code.

    Raises:
        Organisation.DoesNotExist: there is none.
    """
    return Organisation.objects.select_related("area", "parent").defer("area__boundary").get(code=code)
