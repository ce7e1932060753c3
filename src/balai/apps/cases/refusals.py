"""Why a case action cannot be done, in a sentence for whoever tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from balai.base.errors import Refusal
from balai.engines.casework.decisions import NotPossible


class StepNotOpen(Refusal):
    """Someone has already finished this step. Look at the case again."""

    code = "cases.step_not_open"


class NotYours(Refusal):
    """Your role does not allow this step, or you did the work that is to be checked."""

    code = "cases.not_yours"
    status = 403


class NotTheirs(Refusal):
    """This person cannot be given this step: choose someone of the unit that holds it."""

    code = "cases.not_theirs"
    status = 400


class UnknownOutcome(Refusal):
    """This step cannot end in that way."""

    code = "cases.unknown_outcome"
    status = 400


class UsedUp(Refusal):
    """This can be done only once, and it has been done."""

    code = "cases.used_up"


class ReasonNeeded(Refusal):
    """Choose a reason."""

    code = "cases.reason_needed"
    status = 400


class WordsNeeded(Refusal):
    """Write a few words of explanation."""

    code = "cases.words_needed"
    status = 400


class EvidenceNeeded(Refusal):
    """Add a photo that shows the result."""

    code = "cases.evidence_needed"
    status = 400


class OrganisationNeeded(Refusal):
    """Choose an organisation."""

    code = "cases.organisation_needed"
    status = 400


class RatingNeeded(Refusal):
    """Choose a rating from 1 to 5."""

    code = "cases.rating_needed"
    status = 400


class ReceiptNeeded(Refusal):
    """Write the number of the payment’s receipt."""

    code = "cases.receipt_needed"
    status = 400


class AnswerMissing(Refusal):
    """Answer every question that this step asks."""

    code = "cases.answer_missing"
    status = 400


class AlreadySigned(Refusal):
    """You have signed this already. Now another person must sign it, too."""

    code = "cases.already_signed"


class NothingToSign(Refusal):
    """What you wanted to sign is not there any more. Look at the case again."""

    code = "cases.nothing_to_sign"


class NotEligible(Refusal):
    """You cannot ask for this service: %(reason)s"""

    code = "cases.not_eligible"
    status = 403


class AlreadyAsked(Refusal):
    """The citizen has already been asked and has not answered yet."""

    code = "cases.already_asked"


class NothingAsked(Refusal):
    """Nobody is waiting for an answer to this case."""

    code = "cases.nothing_asked"


class NoExtension(Refusal):
    """The time limit of this step cannot be extended."""

    code = "cases.no_extension"


class UnknownService(Refusal):
    """The city does not offer this service now."""

    code = "cases.unknown_service"
    status = 404


class AccountNeeded(Refusal):
    """This service is only for people with an account. Please log in."""

    code = "cases.account_needed"
    status = 403


class OutsideCity(Refusal):
    """This place is outside the city."""

    code = "cases.outside_city"
    status = 400


class AreaUnclear(Refusal):
    """This place lies on a border. Choose the subdistrict it belongs to."""

    code = "cases.area_unclear"
    status = 400


class AnswerAmiss(Refusal):
    """One of your answers does not fit its question. Please look through your answers again."""

    code = "cases.answer_amiss"
    status = 400


class UnknownCase(Refusal):
    """There is no case with this reference, or it is not public."""

    code = "cases.unknown_case"
    status = 404


class NeverPublic(Refusal):
    """The reporter chose to keep this report private. Only they can decide otherwise."""

    code = "cases.never_public"
    status = 403


class NeverForEveryone(Refusal):
    """Cases of this service are never shown to everyone."""

    code = "cases.never_for_everyone"
    status = 403


class FormUsedUp(Refusal):
    """This form has been used before. Open the page again and send a new one."""

    code = "cases.form_used_up"


class NotSupportable(Refusal):
    """Only an open, public report can be supported."""

    code = "cases.not_supportable"


_REFUSALS: dict[str, type[Refusal]] = {
    "step_not_open": StepNotOpen,
    "not_yours": NotYours,
    "not_theirs": NotTheirs,
    "unknown_outcome": UnknownOutcome,
    "used_up": UsedUp,
    "reason_needed": ReasonNeeded,
    "words_needed": WordsNeeded,
    "evidence_needed": EvidenceNeeded,
    "organisation_needed": OrganisationNeeded,
    "rating_needed": RatingNeeded,
    "receipt_needed": ReceiptNeeded,
    "answer_missing": AnswerMissing,
    "already_signed": AlreadySigned,
    "nothing_to_sign": NothingToSign,
    "already_asked": AlreadyAsked,
    "nothing_asked": NothingAsked,
    "no_extension": NoExtension,
    "answer_amiss": AnswerAmiss,
}


@contextmanager
def refusing() -> Iterator[None]:
    """Turn the engine's NotPossible into the refusal that a person can read."""
    try:
        yield
    except NotPossible as error:
        raise _REFUSALS[error.code] from error
