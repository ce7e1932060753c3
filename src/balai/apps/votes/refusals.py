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
    """Whoever made or changed a vote, or named its trustees, cannot release it. Ask another supervisor."""

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


class EnoughBallots(Refusal):
    """You have voted %(most)s times, which is as often as you can. Your last ballot counts."""

    code = "votes.enough_ballots"


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


class BudgetFileAmiss(Refusal):
    """Line %(line)s of the file does not fit: %(what)s."""

    code = "votes.budget_file_amiss"
    status = 422


class TooManyVotes(Refusal):
    """A vote has at most %(most)s of these."""

    code = "votes.too_many"
    status = 400


class TooManyAnswers(Refusal):
    """A vote has at most %(most)s answers over all its questions."""

    code = "votes.too_many_answers"
    status = 400


class UnknownAccount(Refusal):
    """Nobody here has an account with this address. The person opens one first."""

    code = "votes.unknown_account"
    status = 422


class AreaAmiss(Refusal):
    """There is no such area, or your office does not serve it."""

    code = "votes.area_amiss"
    status = 422


class NotForSecret(Refusal):
    """A secret vote has only questions to choose from, at most twelve answers each, no budget, two trustees, ten people."""

    code = "votes.not_for_secret"
    status = 400


class TooFewTrustees(Refusal):
    """Name %(least)s to %(most)s different people as trustees."""

    code = "votes.too_few_trustees"
    status = 400


class ThresholdAmiss(Refusal):
    """At least %(least)s of the trustees open a result, and never more than there are."""

    code = "votes.threshold_amiss"
    status = 400


class RolesMixed(Refusal):
    """Whoever makes or releases a vote, holds a key or hands out codes does only one of these."""

    code = "votes.roles_mixed"
    status = 403


class NotTheTrustee(Refusal):
    """You are not a trustee of this vote, or have handed in your part already."""

    code = "votes.not_the_trustee"
    status = 403


class KeyAmiss(Refusal):
    """What was handed in is not sound: a proof in it does not hold. Make it again with your own key."""

    code = "votes.key_amiss"
    status = 422


class CodesAmiss(Refusal):
    """There must be %(count)s public codes, each once, as the registrar's program made them."""

    code = "votes.codes_amiss"
    status = 422


class PartsMissing(Refusal):
    """A trustee's key or the voting codes are not there yet."""

    code = "votes.parts_missing"


class BallotAmiss(Refusal):
    """Your ballot was not counted: something in it does not hold (%(place)s)."""

    code = "votes.ballot_amiss"
    status = 422


class AlreadyIn(Refusal):
    """This very ballot is in the urn already: %(tracker)s"""

    code = "votes.already_in"


class NoAccount(Refusal):
    """Nobody has an account with the address %(address)s."""

    code = "votes.no_account"
    status = 422
