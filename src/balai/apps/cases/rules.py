"""Who may see and do what with a case: small predicates over the directory."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from balai.apps.cases.directory import directory
from balai.apps.cases.models import Case, Task
from balai.base.people.models import Membership, OrganisationKind, Role, User
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import Service, Step

READING_ROLES = frozenset({"front_desk", "officer", "crew", "verifier", "supervisor", "administrator", "auditor"})
WORKING_ROLES = READING_ROLES - {"auditor"}
REVEALING_ROLES = frozenset({"front_desk", "officer", "verifier", "supervisor"})
VISITING_ROLES = REVEALING_ROLES | {"crew"}
ASSIGNING_ROLES = frozenset({"front_desk", "officer", "supervisor", "administrator"})
HIDING_ROLES = frozenset({"front_desk", "officer", "supervisor", "administrator"})
FIELD_ROLES = frozenset({"crew", "officer", "supervisor"})
PUBLIC_OFFICES = frozenset(
    {
        OrganisationKind.AGENCY,
        OrganisationKind.SUB_AGENCY,
        OrganisationKind.CITY_OFFICE,
        OrganisationKind.DISTRICT_OFFICE,
        OrganisationKind.SUBDISTRICT_OFFICE,
    }
)


def lies_below(organisation: str, above: str) -> bool:
    """Whether `organisation`, which may be closed, is `above` or stands beneath it."""
    below, top = directory().every.get(organisation), directory().by_code.get(above)
    return below is not None and top is not None and below.path.startswith(top.path)


def may_work_on(actor: Actor, organisation: str) -> bool:
    """What lies with `organisation`, which may be closed, is worked on there, or above it.

    A role that is limited to an area counts in its own organisation, and beneath it only within that area.
    """
    if not lies_below(organisation, actor.organisation):
        return False
    beyond = actor.area and organisation != actor.organisation
    return not beyond or directory().every[organisation].area_path.startswith(actor.area)


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


def may_take_part(case: Case, actor: Actor) -> bool:
    """Offices that hold a case, or have held it, and those above them."""
    by_id = directory().by_id
    return any(number in by_id and may_work_on(actor, by_id[number].code) for number in case.holders)


def may_look_at_reporter(case: Case, actor: Actor) -> bool:
    """Only where the case lies now, and above: an office that passed it on has no need of the name any more."""
    holder = directory().by_id.get(case.holder_id or 0)
    return actor.role in REVEALING_ROLES and holder is not None and may_work_on(actor, holder.code)


def asks_personal(service: Service) -> bool:
    """Whether a service has answers that only a recorded look shows."""
    asks = (ask for step in service.steps for outcome in step.outcomes for ask in outcome.asks)
    return any(question.holds_personal for question in (*service.questions, *asks))


def may_look_at_answers(case: Case, service: Service, actor: Actor) -> bool:
    """Whoever may look at the person; and the crew that is to visit them, as long as the visit lies with it."""
    if not asks_personal(service):
        return False
    if may_look_at_reporter(case, actor):
        return True
    visits = Task.objects.filter(case_id=case.id, field_work=True).values_list("organisation__code", flat=True)
    return actor.role == Role.CREW and any(may_work_on(actor, code) for code in visits if code)


def people_for(step: Step, organisation: str, *, day: date) -> dict[int, str]:
    """Colleagues who may be given a step that lies with `organisation`: names by id, in alphabetical order."""
    held = Membership.objects.held_on(day).filter(
        organisation__code=organisation, role__in=step.by, user__is_active=True
    )
    return dict(held.order_by("user__name", "user_id").values_list("user_id", "user__name").distinct())


def may_be_given(person: User, step: Step, organisation: str, *, day: date) -> bool:
    return person.id in people_for(step, organisation, day=day)
