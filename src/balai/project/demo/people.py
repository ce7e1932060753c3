"""The invented people of the demo: some to log in as, and the colleagues who keep the other offices running."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from balai.apps.accounts.actions import add_person
from balai.base.people.models import Membership, Organisation, Role, User
from balai.base.people.service import grant_role
from balai.project.demo.log_ins import CITIZENS, DOMAIN, OFFICERS, PASSWORD

WORKING_SINCE = date(2020, 1, 1)
COLLEAGUES: tuple[tuple[str, str, Role], ...] = (
    ("rekan.periksa", "Ketut Purnawan", Role.OFFICER),
    ("rekan.loket", "Yohana Rumbiak", Role.FRONT_DESK),
    ("rekan.lapangan", "Ujang Sutrisna", Role.CREW),
    ("rekan.regu", "Tigor Naipospos", Role.CREW),
)
"""They work in every office that a demo report reaches; nobody can log in as them."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The people, by the beginnings of their addresses."""

    citizens: tuple[User, ...]
    officers: Mapping[str, User]
    colleagues: Mapping[Role, tuple[User, ...]]

    def doer(self, role: Role, organisation: str) -> User:
        """Who does a role's work in an office: the one to log in as there, else a colleague."""
        for officer in OFFICERS:
            if officer.role == role and officer.organisation == organisation:
                return self.officers[officer.email]
        people = self.colleagues[role]
        return people[sum(organisation.encode()) % len(people)]


def make_people(now: datetime) -> Cast:
    """Everyone, with the one password for those to log in as."""
    citizens = tuple(_person(email, name) for email, name in CITIZENS)
    officers = {officer.email: _person(officer.email, officer.name) for officer in OFFICERS}
    User.objects.filter(pk__in=[user.pk for user in (*citizens, *officers.values())]).update(
        password=make_password(PASSWORD)
    )
    for officer in OFFICERS:
        organisation = Organisation.objects.get(code=officer.organisation)
        grant_role(
            user=officers[officer.email],
            organisation=organisation,
            role=Role(officer.role),
            since=WORKING_SINCE,
            by=None,
            now=now,
        )
    colleagues: dict[Role, tuple[User, ...]] = {}
    for email, name, role in COLLEAGUES:
        colleagues[role] = (*colleagues.get(role, ()), _person(email, name))
    return Cast(citizens, officers, colleagues)


def employ_colleagues(cast: Cast, organisations: Collection[str]) -> None:
    """Give the colleagues their roles in every office that has work."""
    offices = list(Organisation.objects.filter(code__in=organisations))
    Membership.objects.bulk_create(
        [
            Membership(user=person, organisation=office, role=role, since=WORKING_SINCE)
            for role, people in cast.colleagues.items()
            for person in people
            for office in offices
        ],
        ignore_conflicts=True,
    )


def _person(email: str, name: str) -> User:
    return add_person(email=f"{email}@{DOMAIN}", name=name, password=None, language="id")
