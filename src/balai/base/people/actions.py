"""Writes organisations, and the roles that people hold in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction

from balai.base.areas.models import Area
from balai.base.audit.actions import record_act
from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.base.packs import Pack, PackOrganisation
from balai.base.people.models import Membership, Organisation, OrganisationKind, Role, User
from balai.base.people.queries import roles_of
from balai.base.people.rules import may_grant_roles

CHUNK = 500
GOVERNMENT_KINDS = frozenset(OrganisationKind) - {OrganisationKind.COMPANY, OrganisationKind.COMMUNITY}
PLAIN_FIELDS = ("kind", "names", "path", "email")


class MayNotGrantRoles(Refusal):
    """Only an administrator of this organisation, or of one above it, may give or end roles in it."""

    code = "people.may_not_grant_roles"
    status = 403


class NotOneself(Refusal):
    """Nobody may give or end roles of their own. Ask another administrator."""

    code = "people.not_oneself"
    status = 403


class RoleEndsBeforeItBegins(Refusal):
    """The last day of a role cannot lie before its first day."""

    code = "people.role_ends_before_it_begins"
    status = 400


class LastAdministrator(Refusal):
    """Somebody must remain who gives roles here. Make another person administrator first, for good."""

    code = "people.last_administrator"


class OrganisationIsClosed(Refusal):
    """This organisation is closed. Roles can no longer be given in it."""

    code = "people.organisation_is_closed"


@dataclass(frozen=True, slots=True)
class OrganisationsLoaded:
    """What loading a pack changed. Closed are public offices that the pack no longer names."""

    created: int
    changed: int
    closed: int


@transaction.atomic
def load_organisations(*, pack: Pack, by: User | None, now: datetime) -> OrganisationsLoaded:
    """Bring a pack's organisations into the database, its areas being there. Twice changes nothing the second time.

    Public offices that the pack no longer names are closed, not deleted: cases lie with them. Companies and community
    organisations, which are not made by packs alone, are left as they are.
    """
    held = {row.code: row for row in Organisation.objects.select_for_update(of=("self",)).select_related("parent")}
    areas = dict(Area.objects.filter(code__in={item.area for item in pack.organisations}).values_list("code", "id"))
    ids = {code: row.id for code, row in held.items()}
    missing = [item for item in pack.organisations if item.code not in held]
    for _, group in groupby(sorted(missing, key=_depth), key=_depth):
        rows = [_fill(Organisation(), item, areas, ids) for item in group]
        Organisation.objects.bulk_create(rows, batch_size=5000)
        ids |= {row.code: row.id for row in rows}
    changed = [
        _fill(held[item.code], item, areas, ids)
        for item in pack.organisations
        if item.code in held and _differs(held[item.code], item, areas)
    ]
    Organisation.objects.bulk_update(changed, ["parent", "area", "is_active", *PLAIN_FIELDS], batch_size=CHUNK)
    named = [item.code for item in pack.organisations]
    gone = Organisation.objects.filter(is_active=True, kind__in=GOVERNMENT_KINDS).exclude(code__in=named)
    loaded = OrganisationsLoaded(len(missing), len(changed), gone.update(is_active=False))
    if loaded != OrganisationsLoaded(0, 0, 0):
        record_act(code="organisations.loaded", by=by, now=now, reference=pack.city.code)
    return loaded


@transaction.atomic
def grant_role(
    *,
    user: User,
    organisation: Organisation,
    role: Role,
    area: Area | None = None,
    since: date | None = None,
    until: date | None = None,
    by: User | None,
    now: datetime,
) -> Membership:
    """Give a person a role from `since` (today) to `until` (for good). Given again, the new days replace the old ones.

    `by` is None when the city itself acts: at first set-up, and for demo people.

    Raises:
        MayNotGrantRoles, NotOneself: `by` may not.
        RoleEndsBeforeItBegins: the days are in the wrong order.
        OrganisationIsClosed: the organisation no longer works.
        LastAdministrator: an administrator's role is given an end, and nobody else remains for good.
    """
    today = _day(now)
    _check_may_grant(by, user, organisation, area, today)
    since = since or today
    if until is not None and until < since:
        raise RoleEndsBeforeItBegins
    if not organisation.is_active:
        raise OrganisationIsClosed
    if role == Role.ADMINISTRATOR and until is not None:
        _check_somebody_remains(user, organisation, area)
    membership, _ = Membership.objects.update_or_create(
        user=user, organisation=organisation, role=role, area=area, defaults={"since": since, "until": until}
    )
    _record("role.granted", membership, by, now)
    return membership


@transaction.atomic
def end_role(*, membership: Membership, by: User | None, now: datetime) -> None:
    """End a role at once: yesterday was its last day. One that began today, or would begin later, is taken away.

    Raises:
        MayNotGrantRoles, NotOneself: `by` may not.
        LastAdministrator: nobody else remains who gives roles there.
    """
    today = _day(now)
    membership = Membership.objects.select_for_update(of=("self",)).select_related("organisation").get(id=membership.id)
    _check_may_grant(by, membership.user, membership.organisation, membership.area, today)
    if membership.role == Role.ADMINISTRATOR:
        _check_somebody_remains(membership.user, membership.organisation, membership.area)
    if membership.since >= today:
        membership.delete()
    elif membership.until is None or membership.until >= today:
        membership.until = today - timedelta(days=1)
        membership.save(update_fields=["until"])
    _record("role.ended", membership, by, now)


def _record(code: str, membership: Membership, by: User | None, now: datetime) -> None:
    reference = str(membership.user.public_id)
    record_act(
        code=f"{code}.{membership.role}", by=by, now=now, organisation=membership.organisation, reference=reference
    )


def _check_may_grant(by: User | None, user: User, organisation: Organisation, area: Area | None, day: date) -> None:
    if by is None:
        return
    if by.pk == user.pk:
        raise NotOneself
    if not may_grant_roles(roles_of(by, day=day), organisation.path, area.path if area else ""):
        raise MayNotGrantRoles


def _check_somebody_remains(user: User, organisation: Organisation, area: Area | None) -> None:
    """When an administrator's role ends: another is there for good, here or above. All such roles are locked."""
    if area is not None or not Membership.objects.filter(**_for_good(user, organisation)).exists():
        return  # who is limited, or has an end already, was never the one to remain
    above = organisation.path.strip("/").split("/")
    remaining = Membership.objects.select_for_update(of=("self",)).filter(
        role=Role.ADMINISTRATOR, area__isnull=True, until__isnull=True, organisation__code__in=above,
        user__is_active=True, organisation__is_active=True,
    )  # fmt: skip
    if all(held.user_id == user.pk and held.organisation_id == organisation.pk for held in remaining.order_by("id")):
        raise LastAdministrator


def _for_good(user: User, organisation: Organisation) -> dict[str, object]:
    return {
        "user": user, "organisation": organisation, "role": Role.ADMINISTRATOR, "area": None, "until": None,
    }  # fmt: skip


def _day(now: datetime) -> date:
    return now.astimezone(city_zone()).date()


def _depth(item: PackOrganisation) -> int:
    return item.path.count("/")


def _differs(row: Organisation, item: PackOrganisation, areas: Mapping[str, int]) -> bool:
    parent = row.parent.code if row.parent else ""
    same = parent == item.parent and row.area_id == areas.get(item.area) and row.is_active
    return not same or any(getattr(row, name) != getattr(item, name) for name in PLAIN_FIELDS)


def _fill(row: Organisation, item: PackOrganisation, areas: Mapping[str, int], ids: Mapping[str, int]) -> Organisation:
    row.code = item.code
    row.parent_id = ids[item.parent] if item.parent else None
    row.area_id = areas.get(item.area)
    row.is_active = True
    for name in PLAIN_FIELDS:
        setattr(row, name, getattr(item, name))
    return row
