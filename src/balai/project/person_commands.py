"""`balai person add`: the first officers of a city, and any other; further roles are given by administrators."""

from __future__ import annotations

import argparse

from balai.base.failures import Failure
from balai.project.ready import city
from balai.project.terminal import say

ROLES = ("front_desk", "officer", "crew", "verifier", "supervisor", "administrator", "auditor")


def add(arguments: list[str]) -> int:
    """Add a person, or give a role to one who is there already."""
    parser = argparse.ArgumentParser(prog="balai person add", description=add.__doc__)
    parser.add_argument("email", help="the address that the person logs in with")
    parser.add_argument("--name", default="", help="what the city may call them")
    parser.add_argument("--role", choices=ROLES, help="none: a citizen")
    parser.add_argument("--at", metavar="ORGANISATION", help="the code of the organisation in which the role is held")
    options = parser.parse_args(arguments)
    if bool(options.role) != bool(options.at):
        parser.error("--role and --at belong together")
    with city() as configuration:
        told = added(options.email, options.name, options.role, options.at)
        say(told)
        say(f"A password is chosen at {configuration.address}/akun/sandi/lupa/, with a code sent to that address.")
    return 0


def added(email: str, name: str, role: str | None, code: str | None) -> str:
    """A sentence of what holds now. Django is loaded.

    Raises:
        Failure: no such address can be, or there is no such organisation; nothing is kept.
    """
    from django.core.exceptions import ValidationError  # noqa: PLC0415 (Django is set up above)
    from django.core.validators import validate_email  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from balai.apps.accounts.actions import add_person  # noqa: PLC0415
    from balai.base import clock  # noqa: PLC0415
    from balai.base.people.models import Organisation, Role  # noqa: PLC0415
    from balai.base.people.service import grant_role, organisation_named  # noqa: PLC0415

    try:
        validate_email(email)
    except ValidationError as error:
        raise Failure("balai.R011", f"{email!r} is no e-mail address.", "Write name@host.") from error
    with transaction.atomic():
        user = add_person(email=email, name=name, password=None, language="")
        if not role or not code:
            return f"{email} has an account."
        try:
            organisation = organisation_named(code)
        except Organisation.DoesNotExist as error:
            raise Failure(
                "balai.R012",
                f"The city has no organisation {code!r}.",
                "Codes stand in organisations.yaml of the city pack; `balai city check` lists its mistakes.",
            ) from error
        grant_role(user=user, organisation=organisation, role=Role(role), by=None, now=clock.now())
    return f"{email} is {role} of {organisation.code}."
