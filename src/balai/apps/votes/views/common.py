"""What all pages of votes share: the poll of an address, its parts as the page shows them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from balai.apps.votes.models import Poll, PollState, Trustee
from balai.apps.votes.polls import Asked, find_poll
from balai.apps.votes.refusals import UnknownPoll
from balai.apps.votes.rules import KINDS, WHO_WORDS
from balai.web.components import Photo, Row
from balai.web.dates import moment_text
from balai.web.templatetags.balai import text_of

AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)


def of_a_poll(view: Callable[..., AnyResponse]) -> Callable[..., AnyResponse]:
    """The view is called with the public poll of its address; there is no other for visitors."""

    @wraps(view)
    def wrapped(request: HttpRequest, code: str, **more: Any) -> AnyResponse:
        try:
            poll = find_poll(code)
        except UnknownPoll as unknown:
            raise Http404 from unknown
        return view(request, poll, **more)

    return wrapped


def photos_of(poll: Poll) -> Callable[[Asked], list[Photo]]:
    """The pictures of a question and its answers, each with the words of what it belongs to."""

    def found(asked: Asked) -> list[Photo]:
        pictured = [(asked.question.picture, asked.question.words)]
        pictured += [(option.picture, option.words) for option in asked.options]
        return [
            Photo(address_of(poll, file.public_id), text_of(words), caption=text_of(words))
            for file, words in pictured
            if file is not None
        ]

    return found


def address_of(poll: Poll, picture: object) -> str:
    return reverse("votes:picture", args=[poll.code, picture])


def facts_of(poll: Poll) -> list[Row]:
    """Who asks, who may vote, from when to when, and how the ballot is kept."""
    kind = KINDS[poll.kind]
    holders = [Row(_("Who opens the result"), trustees_words(poll))] if poll.kind == "secret" else []
    return [
        Row(_("Asked by"), poll.owner.name_in(get_language() or "id")),
        Row(_("Who may vote"), who_words(poll)),
        Row(_("Opens"), moment_text(poll.opens_at)),
        Row(_("Closes"), moment_text(poll.closes_at)),
        Row(kind.words, str(kind.sentence)),
        *holders,
    ]


def who_words(poll: Poll) -> str:
    who = poll.who
    words = str(WHO_WORDS.get(who.get("kind", ""), ""))
    parts = [str(name) for name in who.get("area_names", [])]
    least, most = who.get("age_from"), who.get("age_to")
    if least is not None and most is not None:
        parts.append(_("aged %(least)d to %(most)d") % {"least": least, "most": most})
    elif least is not None:
        parts.append(_("aged %(least)d or more") % {"least": least})
    elif most is not None:
        parts.append(_("aged %(most)d or less") % {"most": most})
    if who.get("kind") == "radius":
        parts.append(_("within %(metres)d metres of %(place)s") % {"metres": who["metres"], "place": who["place"]})
    return f"{words}: {', '.join(parts)}" if parts else words


def state_words(poll: Poll, now: Any) -> tuple[str, str]:
    """A colour and a word for where a poll stands."""
    if poll.state == PollState.OPEN:
        return (
            ("in_progress", pgettext("state of a vote", "Open"))
            if now < poll.closes_at
            else ("verification", _("Being counted"))
        )
    if poll.state == PollState.READY and now >= poll.closes_at:
        return "done", _("Did not open")
    if poll.state == PollState.READY:
        return "waiting", _("Opens soon")
    if poll.state == PollState.CLOSED:
        return "verification", _("Being counted")
    return "done", pgettext("state of a vote", "Counted")


def trustees_told(poll: Poll) -> list[tuple[str, str]]:
    """Each trustee's name with a word for how far they are."""
    rows = poll.trustees.select_related("user").order_by("number")
    return [(row.user.name, _far(poll, row)) for row in rows]


def _far(poll: Poll, trustee: Trustee) -> str:
    if trustee.key:
        return _("key handed in")
    if not poll.threshold:
        return _("no key yet")
    done = bool(trustee.certificate) + bool(trustee.polynomial)
    return _("%(done)d of 3 parts of the key handed in") % {"done": done}


def trustees_words(poll: Poll) -> str:
    """How many hold the key, and how many of them open the result."""
    count = poll.trustees.count()
    if not poll.threshold:
        return _("%(count)d people, all of them needed") % {"count": count}
    return _("%(count)d people, any %(needed)d of whom are enough") % {"count": count, "needed": poll.threshold}
