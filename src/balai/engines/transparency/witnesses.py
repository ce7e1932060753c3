"""A witness (C2SP tlog-witness): signs what a log says only if it contains everything that the log said before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from balai.engines.transparency.checkpoints import Checkpoint, checkpoint_in, cosign
from balai.engines.transparency.encoding import NotBase64, decoded, encoded
from balai.engines.transparency.notes import NotANote, Note, SigningKey, VerifierKey, read_note, verified
from balai.engines.transparency.proofs import extends

MOST_LINES = 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


class Answer(IntEnum):
    """What a witness answers, as HTTP statuses."""

    COSIGNED = 200
    MALFORMED = 400
    NOT_SIGNED = 403
    UNKNOWN_LOG = 404
    OTHER_SIZE = 409
    FORKED = 4090  # answered as 409, kept apart: the same size with another root
    NOT_CONSISTENT = 422

    @property
    def status(self) -> int:
        return 409 if self is Answer.FORKED else int(self)


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log sends to a witness: the size that it believes the witness knows, a proof from there, a checkpoint."""

    old_size: int
    proof: tuple[bytes, ...]
    note: Note

    def __str__(self) -> str:
        lines = "".join(f"{encoded(part)}\n" for part in self.proof)
        return f"old {self.old_size}\n{lines}\n{self.note}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, its body, and the checkpoint to remember when it was cosigned."""

    answer: Answer
    body: str = ""
    checkpoint: Checkpoint | None = None


class NotASubmission(ValueError):
    """The text is not what a log sends to a witness."""


def read_submission(text: str) -> Submission:
    """A submission from its text.

    Raises:
        NotASubmission: it is none.
    """
    head, blank, rest = text.partition("\n\n")
    lines = head.split("\n")
    old = _OLD.fullmatch(lines[0])
    if not blank or not old or len(lines) - 1 > MOST_LINES:
        raise NotASubmission("no old size, or too long")
    try:
        proof = tuple(decoded(line) for line in lines[1:])
        return Submission(int(old[1]), proof, read_note(rest))
    except (NotBase64, NotANote) as error:
        raise NotASubmission(str(error)) from error


def consider(
    submission: Submission,
    *,
    keys: Sequence[VerifierKey] | None,
    known: Checkpoint | None,
    witness: SigningKey,
    at: int,
) -> Verdict:
    """What a witness answers. `keys` are those of the log (None: not a log that is witnessed here), `known` the last
    checkpoint of it that was cosigned; remember the new one before answering, in the same transaction.
    """
    try:
        checkpoint = checkpoint_in(submission.note)
    except NotANote:
        return Verdict(Answer.MALFORMED)
    if keys is None:
        return Verdict(Answer.UNKNOWN_LOG)
    try:
        verified(submission.note, keys)
    except NotANote:
        return Verdict(Answer.NOT_SIGNED)
    known_size = known.size if known else 0
    if submission.old_size > checkpoint.size:
        return Verdict(Answer.MALFORMED)
    if submission.old_size != known_size:
        return Verdict(Answer.OTHER_SIZE, f"{known_size}\n")
    return _judged(submission, checkpoint, known, witness, at)


def _judged(submission: Submission, new: Checkpoint, known: Checkpoint | None, witness: SigningKey, at: int) -> Verdict:
    """The signature is good and the sizes are in order: is the new tree the old one, grown?"""
    if known and new.size == known.size and new.root != known.root:
        return Verdict(Answer.FORKED, f"{known.size}\n")
    if known and known.size:
        grown = extends(
            size=known.size, root=known.root, later_size=new.size, later_root=new.root, proof=submission.proof
        )
        if not grown:
            return Verdict(Answer.NOT_CONSISTENT)
    elif submission.proof:
        return Verdict(Answer.NOT_CONSISTENT)
    return Verdict(Answer.COSIGNED, str(cosign(submission.note, witness, at=at)), new)
