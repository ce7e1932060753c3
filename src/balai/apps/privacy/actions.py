"""What a person has erased of their own: one case, or their account with all that hangs on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balai.apps.accounts.service import close_account, send_account_mail
from balai.apps.cases import service as cases
from balai.apps.mobility import service as mobility
from balai.apps.votes import service as votes
from balai.base.audit.actions import forget_in_looks, record_act
from balai.base.files.models import StoredFile
from balai.base.notifications.actions import forget_recipient
from balai.base.notifications.queries import recipient_of
from balai.base.people.models import User


@transaction.atomic
def erase_case(*, case_id: int, now: datetime) -> int:
    """Erase of a case what its reporter may have erased; how many pieces. Nobody is named as who did it.

    Raises:
        FieldWorkUnderWay: somebody works for this request just now and needs what is in it.
    """
    return cases.erase_for_reporter(case_id=case_id, now=now)


@transaction.atomic
def erase_account(*, person: User, cases_too: bool, now: datetime) -> None:
    """Close an account and take the person out of everything; `cases_too` also erases what they wrote and sent.

    Raises:
        StillAtWork: the person holds a role in the city.
        FieldWorkUnderWay: with `cases_too`, somebody works for one of the cases just now.
    """
    address, recipient, public_id = person.email, recipient_of(person), str(person.public_id)
    close_account(person=person, now=now)
    if cases_too:
        for case in cases.cases_of(person.pk):
            erase_case(case_id=case.id, now=now)
    cases.forget_person(user_id=person.pk)
    mobility.forget_person(user_id=person.pk, now=now)
    votes.want_no_more(user_id=person.pk)
    forget_recipient(recipient=recipient, now=now)
    forget_in_looks(user_id=person.pk)
    StoredFile.objects.filter(stored_by=person).update(stored_by=None)
    record_act(code="account.erased", by=None, reference=public_id, now=now)
    # Article 45 of UU 27/2022: who is erased is told of it. The message itself is forgotten once it was handed over.
    subject, text = (
        _("Your account is erased"),
        _("The city no longer holds your account. This is our last message to you."),
    )
    send_account_mail(to=address, subject=subject, text=text, now=now)
