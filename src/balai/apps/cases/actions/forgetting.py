"""A person leaves: the cases go on without knowing who it was."""

from __future__ import annotations

import secrets

from django.db import transaction

from balai.apps.cases.models import Draft, Follower, Reporter


@transaction.atomic
def forget_person(*, user_id: int) -> int:
    """Take a person out of all their cases, voices of support and drafts; how many cases they had opened.

    Their words stay until each case's own time of keeping is over; erase those first, where they are to go at once.
    """
    reported = Reporter.objects.filter(user_id=user_id).update(user=None, name="", email="", phone="")
    # The key is made from the account: with another in its place nobody can work out whose voice it was.
    for voice in Follower.objects.filter(user_id=user_id):
        voice.user, voice.key = None, secrets.token_bytes(32)
        voice.save(update_fields=["user", "key"])
    Draft.objects.filter(user_id=user_id).delete()
    return reported
