"""Absence and stand-in: whose work is shown to whom, and never a right that the two do not both have anyway."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from balai.base import clock
from balai.base.audit.actions import record_act
from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.base.memo import remembered
from balai.base.people.models import Absence, AbsenceQuerySet, Membership, Organisation, Role, User
from balai.base.people.queries import roles_of
from balai.base.people.rules import holds

LONGEST = timedelta(days=366)
ARRANGING_ROLES = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Who may say it for somebody else, in their own organisation and beneath."""


class MayNotArrange(Refusal):
    """You may arrange only your own absence, or that of people in your organisation as their supervisor."""

    code = "people.may_not_arrange"
    status = 403


class AbsenceDaysWrong(Refusal):
    """The last day of an absence cannot lie before its first day or in the past, nor more than a year ahead."""

    code = "people.absence_days"
    status = 400


class StandInUnfit(Refusal):
    """Only somebody who holds the same role in the same organisation on all of these days can stand in."""

    code = "people.stand_in_unfit"
    status = 400


class StandInAway(Refusal):
    """This person is away on some of these days. Choose somebody else."""

    code = "people.stand_in_away"


class AlreadyAway(Refusal):
    """An absence from this role is already arranged for some of these days. End it first."""

    code = "people.already_away"


@transaction.atomic
def arrange_absence(
    *,
    user: User,
    stand_in: User,
    organisation: Organisation,
    role: str,
    since: date,
    until: date,
    by: User,
    now: datetime,
) -> Absence:
    """Say that `user` is away from a role from `since` to `until`, both included, and that `stand_in` sees their work.

    Raises:
        MayNotArrange, AbsenceDaysWrong, StandInUnfit, StandInAway, AlreadyAway.
    """
    today = now.astimezone(city_zone()).date()
    _check_may_arrange(by, user, organisation, today)
    if until < since or until < today or until - today > LONGEST:
        raise AbsenceDaysWrong
    list(User.objects.select_for_update().filter(pk__in=[user.pk, stand_in.pk]).order_by("pk"))
    fit = [stands_all_days(person, organisation, role, since, until) for person in (user, stand_in)]
    if user == stand_in or not all(fit) or not stand_in.is_active:
        raise StandInUnfit
    meanwhile = Absence.objects.filter(organisation=organisation, role=role, since__lte=until, until__gte=since)
    if meanwhile.filter(user=stand_in).exists():
        raise StandInAway
    if meanwhile.filter(user=user).exists():
        raise AlreadyAway
    absence = Absence.objects.create(
        user=user, stand_in=stand_in, organisation=organisation, role=role, since=since, until=until,
        arranged_by=by, arranged_at=now,
    )  # fmt: skip
    _record(f"absence.arranged.{role}", absence, by, now)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: User, now: datetime) -> None:
    """The person is back: yesterday was the last day away. An absence that begins today or later is taken away.

    Raises:
        MayNotArrange.
    """
    today = now.astimezone(city_zone()).date()
    absence = Absence.objects.select_for_update(of=("self",)).select_related("organisation", "user").get(pk=absence.pk)
    _check_may_arrange(by, absence.user, absence.organisation, today)
    _record(f"absence.ended.{absence.role}", absence, by, now)
    if absence.since >= today:
        absence.delete()
    elif absence.until >= today:
        absence.until = today - timedelta(days=1)
        absence.save(update_fields=["until"])


def stands_all_days(person: User, organisation: Organisation, role: str, since: date, until: date) -> bool:
    """Whether the person holds the role in that very organisation, everywhere there, on each of the days."""
    held = Membership.objects.filter(user=person, organisation=organisation, role=role, area__isnull=True)
    return held.filter(Q(until__isnull=True) | Q(until__gte=until), since__lte=since).exists()


def may_arrange(by: User, user: User, organisation: Organisation, day: date) -> bool:
    """Oneself, and supervisors and administrators for the people of their organisation and beneath."""
    if by.pk == user.pk:
        return True
    area = organisation.area.path if organisation.area else ""
    return holds(roles_of(by, day=day), ARRANGING_ROLES, organisation.path, area)


def stood_in_for(user: User, *, day: date) -> frozenset[tuple[int, int]]:
    """Whose work a person sees on a day, as (person, organisation): only while both hold the role. One query."""
    found = _in_force(day).filter(stand_in=user)
    return frozenset(found.values_list("user_id", "organisation_id"))


@remembered(seconds=30)
def standing_in_today() -> Mapping[int, frozenset[tuple[int, int]]]:
    """Of everybody who stands in today: for whom and where, as `stood_in_for`. Half a minute old at most."""
    today = clock.now().astimezone(city_zone()).date()  # what is remembered takes no arguments
    found: dict[int, set[tuple[int, int]]] = {}
    for stand_in, user, organisation in _in_force(today).values_list("stand_in_id", "user_id", "organisation_id"):
        found.setdefault(stand_in, set()).add((user, organisation))
    return {stand_in: frozenset(work) for stand_in, work in found.items()}


def away_among(people: Collection[int], *, day: date) -> Mapping[int, Absence]:
    """Who of these people is away on a day, with who stands in. One query."""
    found = Absence.objects.on(day).filter(user_id__in=people).select_related("stand_in")
    return {absence.user_id: absence for absence in found}


def _in_force(day: date) -> AbsenceQuerySet:
    """Absences on a day on which both, the one and the other, hold the role that it is about."""
    found = Absence.objects.on(day)
    for person in ("user", "stand_in"):
        held = Membership.objects.held_on(day).filter(
            user=OuterRef(person), organisation=OuterRef("organisation"), role=OuterRef("role")
        )
        found = found.filter(Exists(held))
    return found


def _check_may_arrange(by: User, user: User, organisation: Organisation, day: date) -> None:
    if not may_arrange(by, user, organisation, day):
        raise MayNotArrange


def _record(code: str, absence: Absence, by: User, now: datetime) -> None:
    reference = f"{absence.user.public_id} {absence.stand_in.public_id}"
    record_act(code=code, by=by, now=now, organisation=absence.organisation, reference=reference)
