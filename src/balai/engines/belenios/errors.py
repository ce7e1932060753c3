"""What can be wrong with a ballot, an election or an archive, and where."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """Stable codes; the sentence beside each is for the log and the terminal."""

    ENCODING = "encoding"
    SIZE = "size"
    ARCHIVE = "archive"
    HASH = "hash"
    CHAIN = "chain"
    ORDER = "order"
    MISSING = "missing"
    ELECTION = "election"
    ROLL = "roll"
    TRUSTEES = "trustees"
    OTHER_ELECTION = "other_election"
    UNKNOWN_CREDENTIAL = "unknown_credential"
    GROUP = "group"
    SIGNATURE = "signature"
    PROOF = "proof"
    CHOICES = "choices"
    CREDENTIAL = "credential"
    TALLY = "tally"
    DECRYPTION = "decryption"
    RESULT = "result"
    UNSUPPORTED = "unsupported"
    REWRITTEN = "rewritten"


SENTENCES: dict[Fault, str] = {
    Fault.ENCODING: "It is not written in the one way that the protocol allows.",
    Fault.SIZE: "It is larger or longer than anything the protocol makes.",
    Fault.ARCHIVE: "This is not a part of an archive of an election.",
    Fault.HASH: "The content is not the one whose hash stands beside it.",
    Fault.CHAIN: "The event does not continue the one before it.",
    Fault.ORDER: "The event may not stand at this place.",
    Fault.MISSING: "Something that the event refers to is not in the archive.",
    Fault.ELECTION: "The election file is not sound.",
    Fault.ROLL: "The roll of public credentials is not sound.",
    Fault.TRUSTEES: "The trustees' keys are not sound.",
    Fault.OTHER_ELECTION: "The ballot was made for another election.",
    Fault.UNKNOWN_CREDENTIAL: "The ballot's credential is not on the roll.",
    Fault.GROUP: "A number is not an element of the group.",
    Fault.SIGNATURE: "The signature does not hold.",
    Fault.PROOF: "A proof does not hold.",
    Fault.CHOICES: "The choices do not fit the questions.",
    Fault.CREDENTIAL: "The credential was mistyped.",
    Fault.TALLY: "The encrypted tally is not the product of the ballots.",
    Fault.DECRYPTION: "A partial decryption does not hold.",
    Fault.RESULT: "The result does not follow from the decryptions.",
    Fault.UNSUPPORTED: "This kind of election is not supported.",
    Fault.REWRITTEN: "The past was rewritten.",
}


class Wrong(ValueError):
    """Something is refused. `fault` says what, `place` where: "event 5, answer 2, choice 1"."""

    def __init__(self, fault: Fault, place: str, more: str = "") -> None:
        self.fault = fault
        self.place = place
        self.more = more
        super().__init__(f"{place}: {SENTENCES[fault]}{f' {more}' if more else ''}")

    def __reduce__(self) -> tuple[type[Wrong], tuple[Fault, str, str]]:
        """Crosses from a worker process whole."""
        return Wrong, (self.fault, self.place, self.more)

    def within(self, place: str) -> Wrong:
        """The same, seen from further out."""
        return Wrong(self.fault, f"{place}, {self.place}" if self.place else place, self.more)
