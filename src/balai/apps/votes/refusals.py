"""What cannot be done with a poll: each sentence is what the person reads."""

from __future__ import annotations

from balai.base.errors import Refusal


class UnknownPoll(Refusal):
    """There is no such vote."""

    code = "votes.unknown_poll"
    status = 404


class NotNow(Refusal):
    """The vote is not in the state for this. Load the page again to see where it stands."""

    code = "votes.not_now"


class NotReady(Refusal):
    """The vote needs at least one question, with at least two answers or one project, and all texts in both languages."""

    code = "votes.not_ready"
    status = 400


class NotByOneself(Refusal):
    """Whoever made a vote cannot release it. Ask another supervisor."""

    code = "votes.not_by_oneself"
    status = 403


class EmptyRoll(Refusal):
    """Nobody would be entitled to vote. Look at who may vote once more."""

    code = "votes.empty_roll"


class NotOnTheRoll(Refusal):
    """You are not on the roll of this vote. It was drawn up when the vote opened."""

    code = "votes.not_on_the_roll"
    status = 409


class NotOpen(Refusal):
    """The vote is not open, so nothing was counted."""

    code = "votes.not_open"


class ChoiceAmiss(Refusal):
    """Your choice was not counted: it does not fit the question. Choose as the question says."""

    code = "votes.choice_amiss"
    status = 422


class CodeAmiss(Refusal):
    """This code does not belong to this vote. Type it as it stands on the letter."""

    code = "votes.code_amiss"
    status = 403


class ListAmiss(Refusal):
    """Line %(line)s of the list: %(what)s"""

    code = "votes.list_amiss"
    status = 422


class TooManyVotes(Refusal):
    """A vote has at most %(most)s of these."""

    code = "votes.too_many"
    status = 400


class UnknownAccount(Refusal):
    """Nobody here has an account with this address. The person opens one first."""

    code = "votes.unknown_account"
    status = 422


class AreaAmiss(Refusal):
    """There is no such area, or your office does not serve it."""

    code = "votes.area_amiss"
    status = 422
