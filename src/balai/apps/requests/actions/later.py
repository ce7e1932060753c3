"""Going on later: a link by mail, which opens a draft on any device."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import override

from balai.apps.cases import service as cases
from balai.base.notifications.actions import NewNotification, queue_notifications


def token_for(draft_id: UUID) -> str:
    """The secret of the link by which a draft is gone on with elsewhere: another one than that of the later case."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"later:{draft_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def is_token_of(draft_id: UUID, token: str) -> bool:
    return constant_time_compare(token_for(draft_id), token)


def mail_link(*, draft: cases.Draft, title: str, address: str, email: str, language: str, now: datetime) -> None:
    """Send the link for going on later to an address; the same address gets it once for each day."""
    facts = {"service": title, "link": address}
    with override(language):
        subject = _("Go on with: %(service)s") % facts
        body = (
            _(
                "Your answers are kept for fourteen days after you last changed them. Go on with this link, on any "
                "device:\n\n%(link)s\n\nKeep it to yourself: whoever has it can read your answers."
            )
            % facts
        )
    name = hashlib.sha256(f"{draft.id}:{email.lower()}".encode()).hexdigest()[:16]
    row = NewNotification(
        event=f"draft:{draft.id}:later:{now:%Y%m%d}:{name}",
        recipient=f"draft:{draft.id}",
        channel="email",
        address=email,
        subject=subject,
        body=body,
        language=language,
        link=address,
    )
    queue_notifications(rows=[row], now=now)


def take_over(*, draft_id: UUID, token: str, owner: cases.DraftOwner, now: datetime) -> cases.Draft:
    """Go on with a draft on this device, by its link.

    Raises:
        UnknownDraft: the link is not its own, or nobody has kept it so long.
    """
    if not is_token_of(draft_id, token):
        raise cases.UnknownDraft
    return cases.hand_over_draft(draft_id=draft_id, to=owner, now=now)
