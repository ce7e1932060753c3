"""The loop closes: whoever a poll was for owes an answer, with a promise of the case engine."""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.urls import reverse

from balai.apps.cases.service import Place, Submission, current_services, directory, open_case
from balai.apps.votes.actions.locking import locked_poll
from balai.apps.votes.models import Poll, PollState
from balai.apps.votes.polls import ANSWER_SERVICE
from balai.apps.votes.refusals import NotNow
from balai.base.people.models import Organisation, User

OFFICES = {"district_office": "district", "subdistrict_office": "subdistrict"}


def owner_answer(owner: Organisation) -> str:
    """How the answer service knows an organisation: by its code, as an office of its area, or not at all."""
    options = {option.code for option in current_services()[ANSWER_SERVICE].question("owner").options}
    kind = OFFICES.get(owner.kind, "")
    named = owner.code.replace("-", "_").replace(".", "_")
    return next((code for code in (named, kind) if code in options), "other")


@transaction.atomic
def ask_for_answer(*, code: str, now: datetime) -> Poll:
    """Open the public case in which the owner says what becomes of a result; its clock starts now.

    Raises:
        UnknownPoll, NotNow.
    """
    poll = locked_poll(code)
    if poll.state != PollState.COUNTED or poll.answer or ANSWER_SERVICE not in current_services():
        raise NotNow
    by = poll.released_by or poll.made_by or User.objects.order_by("pk").first()
    if by is None:
        raise NotNow
    title = poll.title
    submission = Submission(
        service=ANSWER_SERVICE,
        key=uuid5(NAMESPACE_URL, f"vote:{poll.code}:answer"),
        answers={
            "owner": owner_answer(poll.owner),
            "title": " / ".join(dict.fromkeys(title[language] for language in sorted(title, reverse=True)))[:200],
            "vote": poll.code,
            "page": reverse("votes:poll", args=[poll.code]),
        },
        place=Place(area=poll.owner.area.code if poll.owner.area else directory().whole_city),
        is_public=True,
        channel="web",
    )
    poll.answer = open_case(submission=submission, by=by, now=now).reference
    poll.save(update_fields=["answer"])
    return poll
