"""Who may see and do what with a case: small predicates over the directory."""

from __future__ import annotations

from collections.abc import Collection

from balai.apps.cases.directory import directory
from balai.apps.cases.models import Case
from balai.base.people.models import OrganisationKind

READING_ROLES = frozenset({"front_desk", "officer", "crew", "verifier", "supervisor", "administrator", "auditor"})
WORKING_ROLES = READING_ROLES - {"auditor"}
REVEALING_ROLES = frozenset({"front_desk", "officer", "verifier", "supervisor"})
PUBLIC_OFFICES = frozenset(
    {
        OrganisationKind.AGENCY,
        OrganisationKind.SUB_AGENCY,
        OrganisationKind.DISTRICT_OFFICE,
        OrganisationKind.SUBDISTRICT_OFFICE,
    }
)


def lies_below(organisation: str, above: str) -> bool:
    """Whether `organisation` is `above` or stands beneath it."""
    entries = directory().by_code
    return organisation in entries and above in entries and entries[organisation].path.startswith(entries[above].path)


def may_work_on(actors_organisation: str, task_organisation: str) -> bool:
    """A task is worked on by its own organisation, or by one above it."""
    return lies_below(task_organisation, actors_organisation)


def may_choose(organisation: str, *, choose: str, holder: str) -> bool:
    """Whether a task held by `holder` may be sent to `organisation`, as the outcome's `choose` says."""
    entry = directory().by_code.get(organisation)
    if entry is None or organisation == holder or entry.kind not in PUBLIC_OFFICES:
        return False
    if choose == "below":
        return lies_below(organisation, holder)
    return choose == "any" or entry.kind == OrganisationKind.AGENCY


def may_read(case: Case, organisations: Collection[int]) -> bool:
    """Officers read a case that lies, or has lain, with their organisation or beneath it."""
    return not set(case.holders).isdisjoint(organisations)
