"""Who stands on a poll's roll: worked out once, at the opening."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from balai.apps.votes.models import Attendance, Listed, Poll
from balai.apps.votes.pseudonyms import pseudonym
from balai.base.areas.models import Area
from balai.base.people.models import Membership, Residence, User
from balai.engines.geo.distances import distance


@dataclass(frozen=True, slots=True)
class Entitled:
    """Somebody who may vote. `user` is None for a line of a list that belongs to no account."""

    subject: str
    user: int | None
    area: int | None
    name: str = ""


def subject_of(user: User) -> str:
    return f"user:{user.public_id}"


def subject_of_address(email: str) -> str:
    return f"email:{email.strip().lower()}"


def name_on_roll(poll: Poll, subject: str) -> bytes:
    return pseudonym(poll.code, subject)


def entitled(poll: Poll, *, day: date) -> dict[bytes, Entitled]:
    """Everyone entitled on that day, by pseudonym: nobody twice."""
    ways = {"list": _listed, "code": _present}
    found = ways.get(str(poll.who.get("kind")), _residents)(poll, day)
    return {name_on_roll(poll, one.subject): one for one in found}


def _residents(poll: Poll, day: date) -> Iterator[Entitled]:
    who: Mapping[str, Any] = poll.who
    rows = Residence.objects.select_related("user", "area").defer("area__boundary").filter(user__is_active=True)
    for row in _within(rows, who, day).order_by("id"):
        if who.get("kind") == "radius" and not _is_near(row.area, who):
            continue
        if who.get("kind") == "attributes" and not _is_of_age(row.born, who, day):
            continue
        yield Entitled(subject_of(row.user), row.user_id, row.area_id)


def _within(rows: QuerySet[Residence], who: Mapping[str, Any], day: date) -> QuerySet[Residence]:
    if who.get("kind") != "attributes":
        return rows
    if who.get("areas"):
        paths = list(Area.objects.filter(code__in=who["areas"]).values_list("path", flat=True))
        below = Area.objects.none()
        for path in paths:
            below = below | Area.objects.filter(path__startswith=path)
        rows = rows.filter(area__in=below.values("id"))
    if who.get("members_of"):
        members = Membership.objects.held_on(day).filter(organisation__code__in=who["members_of"])
        rows = rows.filter(user__in=members.values("user_id"))
    return rows


def _is_of_age(born: date | None, who: Mapping[str, Any], day: date) -> bool:
    """Whole years on the day of the opening. Whose date of birth nobody has confirmed is not of any age."""
    least, most = who.get("age_from"), who.get("age_to")
    if least is None and most is None:
        return True
    if born is None:
        return False
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return (least is None or years >= least) and (most is None or years <= most)


def _is_near(area: Area, who: Mapping[str, Any]) -> bool:
    """By the point of the area where somebody is confirmed to live; never by what a device says."""
    if area.longitude is None or area.latitude is None:
        return False
    far = distance(area.longitude, area.latitude, float(who["longitude"]), float(who["latitude"]))
    return far <= float(who["metres"])


def _listed(poll: Poll, _day: date) -> Iterator[Entitled]:
    """The lines of the list. An address that belongs to an account is that person, with any other line of theirs."""
    lines = list(Listed.objects.filter(poll=poll).order_by("line"))
    addresses = [line.email for line in lines if line.email]
    users = {user.email.lower(): user for user in User.objects.filter(is_active=True, email__in=addresses)}
    for line in lines:
        user = users.get(line.email)
        if user is not None:
            yield Entitled(subject_of(user), user.pk, line.area_id, line.name)
        else:
            subject = subject_of_address(line.email) if line.email else f"line:{line.line}"
            yield Entitled(subject, None, line.area_id, line.name)


def _present(poll: Poll, _day: date) -> Iterator[Entitled]:
    """Whoever entered the event's code before the opening; where they live is only told by a confirmed residence."""
    rows = Attendance.objects.filter(poll=poll, user__is_active=True).select_related("user").order_by("id")
    homes = dict(Residence.objects.filter(user__in=rows.values("user_id")).values_list("user_id", "area_id"))
    for row in rows:
        yield Entitled(subject_of(row.user), row.user_id, homes.get(row.user_id))
