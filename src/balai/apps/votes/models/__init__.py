"""The tables of votes: polls and open ballots, and what a secret poll needs beside them."""

from __future__ import annotations

from balai.apps.votes.models.interests import Interest
from balai.apps.votes.models.polls import (
    Attendance,
    Ballot,
    Listed,
    Method,
    Option,
    Poll,
    PollKind,
    PollState,
    Question,
    Voice,
    Voter,
)
from balai.apps.votes.models.secret import Credential, SecretBallot, SecretElection, SecretVoice, Share, Trustee

__all__ = [
    "Attendance",
    "Ballot",
    "Credential",
    "Interest",
    "Listed",
    "Method",
    "Option",
    "Poll",
    "PollKind",
    "PollState",
    "Question",
    "SecretBallot",
    "SecretElection",
    "SecretVoice",
    "Share",
    "Trustee",
    "Voice",
    "Voter",
]
