"""Letters to trustees when their next step waits for them: once for each step, on the page of notices and by mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from balai.apps.votes.models import Poll, SecretElection, Trustee
from balai.base.notifications.actions import NewNotification, queue_notifications
from balai.base.notifications.queries import recipient_of
from balai.web.dates import moment_text
from balai.web.templatetags.balai import text_of

KEY, CERTIFICATE, POLYNOMIAL, OUTPUT, SHARE = "key", "certificate", "polynomial", "output", "share"
BEFORE_OPENING = gettext_lazy("The vote opens on %(moment)s only if every trustee is done by then.")
SENTENCES: Mapping[str, str | Promise] = {
    KEY: gettext_lazy("Please make your part of the key now, on a device of your own."),
    CERTIFICATE: gettext_lazy("Please begin with the common key now, on a device of your own: step 1 of 3."),
    POLYNOMIAL: gettext_lazy("All trustees have begun. Please do step 2 of 3 now, with your key file."),
    OUTPUT: gettext_lazy("All trustees are so far. Please do step 3 of 3 now, with your key file."),
    SHARE: gettext_lazy("The vote is closed. Please open your part of the result now, with your key file."),
}


def call(poll: Poll, steps: Iterable[tuple[Trustee, str]], *, now: datetime) -> None:
    """Tell trustees what they have to do now; one without a step, or told of it before, is told nothing.

    Taken back and released again, a poll has another election, and whoever begins anew is told anew.
    """
    election = SecretElection.objects.values_list("uuid", flat=True).get(poll=poll)
    rows = [
        message
        for trustee, step in steps
        if step and trustee.user.is_active
        for message in _messages(poll, trustee, step, f"vote:{poll.code}:trustee:{election}:{step}")
    ]
    queue_notifications(rows=rows, now=now)


def _messages(poll: Poll, trustee: Trustee, step: str, event: str) -> list[NewNotification]:
    user = trustee.user
    language = user.language or settings.LANGUAGE_CODE
    with override(language):
        subject = _("Your step as a trustee: %(title)s") % {"title": text_of(poll.title)}
        sentences = [str(SENTENCES[step])]
        if step != SHARE:
            sentences.append(str(BEFORE_OPENING) % {"moment": moment_text(poll.opens_at)})
    page = reverse("votes:trustee", args=[poll.code])
    address = settings.CONFIGURATION.address + page
    common: dict[str, Any] = {"event": event, "recipient": recipient_of(user), "language": language}
    text = " ".join(sentences)
    mail = f"{text}\n\n{address}"
    return [
        NewNotification(channel="in_app", address="", subject=subject, body=text, link=page, **common),
        NewNotification(channel="email", address=user.email, subject=subject, body=mail, link=address, **common),
    ]
