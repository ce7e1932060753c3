"""What reporters decide about their own case: who may read it, and where its messages go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from balai.apps.cases import models, records
from balai.apps.cases.actions.showing import was_hidden
from balai.apps.cases.messages import private_address
from balai.apps.cases.references import person_key
from balai.apps.cases.refusals import NeverForEveryone
from balai.base.errors import Refusal
from balai.base.notifications.actions import NewNotification, queue_notifications
from balai.base.people.models import User
from balai.engines.casework.definition import REPORTER
from balai.engines.casework.story import Kind


class HiddenByOffice(Refusal):
    """An office has taken this report out of the public’s sight. Only an office can show it again."""

    code = "cases.hidden_by_office"
    status = 403


@transaction.atomic
def choose_visibility(*, case_id: int, is_public: bool, by: User | None, now: datetime) -> bool:
    """The reporter opens the case to everyone, or closes it. True when that changed something.

    Where an office publishes and has not yet, that is a wish, which the office's act then follows.

    Raises:
        HiddenByOffice: an office has hidden it; only an office can show it again.
        NeverForEveryone: the service has no public cases.
    """
    story = records.load_story(case_id)
    if is_public and not story.service.may_be_public:
        raise NeverForEveryone
    waits = story.service.published_by_office and not story.state.published
    if (story.state.public_wished if waits else story.case.is_public) == is_public:
        return False
    if is_public and was_hidden(case_id):
        raise HiddenByOffice
    data = {"public": False, "public_wished": is_public} if waits else {"public": is_public}
    event = records.note_event(
        story, Kind.VISIBILITY_CHANGED, at=now, by=by.id if by else None, role=REPORTER, data=data
    )
    records.append(story, [event])
    return True


@transaction.atomic
def mail_private_link(*, case_id: int, email: str, language: str, now: datetime) -> None:
    """Send the private link to an address, and the coming news too when an open case had no address yet.

    The same address gets the link of the same case once.
    """
    story = records.load_story(case_id)
    reporter = models.Reporter.objects.get(case_id=case_id)
    if story.state.is_open and not reporter.email and reporter.user_id is None:
        reporter.email = email
        reporter.save(update_fields=["email"])
    with override(language):
        facts = {"reference": story.case.reference, "link": private_address(story)}
        subject = _("Your private link to report %(reference)s") % facts
        body = (
            _("Keep this link to yourself: whoever has it can read your report and answer for you.\n\n%(link)s") % facts
        )
    name = person_key(f"link:{email.lower()}").hex()[:16]
    row = NewNotification(
        event=f"case:{case_id}:link:{name}",
        recipient=f"reporter:{case_id}",
        channel="email",
        address=email,
        subject=subject,
        body=body,
        language=language,
        link=facts["link"],
    )
    queue_notifications(rows=[row], now=now)
