"""The door of this room: what the floors above use of people, organisations and roles."""

from __future__ import annotations

from balai.base.people.absences import arrange_absence, away_among, end_absence, may_arrange, stood_in_for
from balai.base.people.actions import end_role, grant_role, load_organisations
from balai.base.people.models import Membership, Organisation, OrganisationKind, Role, User
from balai.base.people.queries import organisation_named, organisations_below, people_with, roles_of
from balai.base.people.rules import HeldRole, holds, is_staff, may_grant_roles, may_see_organisation, reaches

__all__ = [
    "HeldRole",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Role",
    "User",
    "arrange_absence",
    "away_among",
    "end_absence",
    "end_role",
    "grant_role",
    "holds",
    "is_staff",
    "load_organisations",
    "may_arrange",
    "may_grant_roles",
    "may_see_organisation",
    "organisation_named",
    "organisations_below",
    "people_with",
    "reaches",
    "roles_of",
    "stood_in_for",
]
