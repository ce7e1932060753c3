"""Arranges an absence, and tells whoever stands in."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from balai.base.notifications.actions import NewNotification, queue_notifications
from balai.base.notifications.queries import recipient_of
from balai.base.people.absences import arrange_absence
from balai.base.people.models import Absence, Membership, User
from balai.web.dates import day_text
from balai.web.languages import codes


@transaction.atomic
def arrange(*, away: Membership, stand_in: User, since: date, until: date, by: User, now: datetime) -> Absence:
    """Arrange that somebody is away from a role; the stand-in finds a notice.

    Raises:
        MayNotArrange, AbsenceDaysWrong, StandInUnfit, StandInAway, AlreadyAway.
    """
    absence = arrange_absence(
        user=away.user, stand_in=stand_in, organisation=away.organisation, role=away.role,
        since=since, until=until, by=by, now=now,
    )  # fmt: skip
    subjects = {code: _subject(absence, code) for code in codes()}
    notice = NewNotification(
        event=f"absence:{absence.public_id}",
        recipient=recipient_of(stand_in),
        channel="in_app",
        address="",
        subject=subjects[settings.LANGUAGE_CODE],
        body="",
        language=settings.LANGUAGE_CODE,
        link=reverse("supervision:absences"),
        subjects=subjects,
    )
    queue_notifications(rows=[notice], now=now)
    return absence


def _subject(absence: Absence, language: str) -> str:
    with override(language):
        days = {"since": day_text(absence.since), "until": day_text(absence.until), "name": absence.user}
        return _("You stand in for %(name)s from %(since)s to %(until)s") % days
