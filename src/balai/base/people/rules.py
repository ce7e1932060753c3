"""Who may what with people and organisations: small predicates over the roles that a person holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from balai.base.people.models import Role

STAFF_ROLES: frozenset[str] = frozenset(Role.values)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role in force: where it is held and, when it is limited to an area, the path of that area."""

    role: str
    organisation_id: int
    organisation_code: str
    organisation_path: str
    area_path: str = ""


def reaches(held: HeldRole, organisation_path: str, area_path: str = "") -> bool:
    """Whether the role counts in an organisation: its own or one beneath it, and within the area it is limited to.

    A role limited to an area reaches what lies in that area; its own organisation it always reaches.
    """
    if not organisation_path.startswith(held.organisation_path):
        return False
    own = organisation_path == held.organisation_path
    return own or not held.area_path or area_path.startswith(held.area_path)


def holds(roles: Iterable[HeldRole], wanted: Collection[str], organisation_path: str = "", area_path: str = "") -> bool:
    """Whether one of the `wanted` roles is held at all or, given an organisation's path, counts there."""
    return any(
        held.role in wanted and (not organisation_path or reaches(held, organisation_path, area_path)) for held in roles
    )


def is_staff(roles: Iterable[HeldRole]) -> bool:
    """Whether the person acts for the city in any way."""
    return holds(roles, STAFF_ROLES)


def may_see_organisation(roles: Iterable[HeldRole], organisation_path: str, area_path: str = "") -> bool:
    """Staff see their own organisation and what lies beneath it."""
    return holds(roles, STAFF_ROLES, organisation_path, area_path)


def may_grant_roles(roles: Iterable[HeldRole], organisation_path: str, area_path: str = "") -> bool:
    """Administrators give and end roles in their own organisation and beneath it.

    One who is limited to an area gives only roles that are limited to it too: `area_path` is the new role's.
    """
    return any(
        held.role == Role.ADMINISTRATOR
        and organisation_path.startswith(held.organisation_path)
        and area_path.startswith(held.area_path)
        for held in roles
    )
