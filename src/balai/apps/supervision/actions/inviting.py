"""Takes somebody new into an organisation."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from balai.apps.accounts.service import add_person, send_account_mail
from balai.apps.cases.service import organisation_words
from balai.base.areas.models import Area
from balai.base.audit.actions import record_act
from balai.base.people.models import Membership, Organisation, Role, User
from balai.base.people.service import grant_role


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    organisation: Organisation,
    role: Role,
    area: Area | None,
    since: date | None,
    until: date | None,
    by: User,
    now: datetime,
) -> Membership:
    """Give a role to whoever has this address, with a new account if there is none; they are told by mail.

    The administrator vouches for the address; the password is chosen with a code that is sent there.

    Raises:
        MayNotGrantRoles and the other refusals of `grant_role`.
    """
    language = settings.LANGUAGE_CODE
    user = add_person(email=email, name=name, password=None, language=language)
    membership = grant_role(
        user=user, organisation=organisation, role=role, area=area, since=since, until=until, by=by, now=now
    )
    record_act(code="person.invited", by=by, now=now, organisation=organisation, reference=str(user.public_id))
    with override(user.language or language):
        facts = {
            "organisation": organisation_words(organisation.code),
            "role": Role(role).label,
            "address": f"{settings.CONFIGURATION.address}/akun/sandi/lupa/",
        }
        subject = _("You have a role at %(organisation)s") % facts
        text = _(
            "You have been made %(role)s at %(organisation)s.\n\n"
            "If you have no password yet, choose one here, with a code that is sent to this address:\n%(address)s"
        )
        send_account_mail(to=user.email, subject=subject, text=text % facts, now=now)
    return membership
