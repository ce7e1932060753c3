"""The door of the votes: what the demo and other apps may use."""

from __future__ import annotations

from balai.apps.votes.actions.answering import ask_for_answer
from balai.apps.votes.actions.casting import cast_ballot, voter_of
from balai.apps.votes.actions.closing import close_poll, count_poll
from balai.apps.votes.actions.drafting import (
    OptionDraft,
    PollDraft,
    QuestionDraft,
    add_question,
    make_poll,
    say_who,
)
from balai.apps.votes.actions.keys import appoint_trustees, hand_in_key
from balai.apps.votes.actions.opening import open_poll, release_poll
from balai.apps.votes.actions.secrets import hand_in_codes, hand_in_share, sum_up, take_ballot
from balai.apps.votes.actions.telling import want_no_more, want_to_hear
from balai.apps.votes.elections import election_of
from balai.apps.votes.lists import read_list
from balai.apps.votes.models import Interest, Poll, SecretElection, Voter
from balai.apps.votes.polls import turnout_between
from balai.apps.votes.refusals import NotOpen

__all__ = [
    "Interest",
    "NotOpen",
    "OptionDraft",
    "Poll",
    "PollDraft",
    "QuestionDraft",
    "SecretElection",
    "Voter",
    "add_question",
    "appoint_trustees",
    "ask_for_answer",
    "cast_ballot",
    "close_poll",
    "count_poll",
    "election_of",
    "hand_in_codes",
    "hand_in_key",
    "hand_in_share",
    "make_poll",
    "open_poll",
    "read_list",
    "release_poll",
    "say_who",
    "sum_up",
    "take_ballot",
    "turnout_between",
    "voter_of",
    "want_no_more",
    "want_to_hear",
]
