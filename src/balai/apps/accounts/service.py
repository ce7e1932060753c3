"""The door of the accounts: what other apps may use."""

from __future__ import annotations

from balai.apps.accounts.actions import StillAtWork, add_person, close_account, send_account_mail
from balai.apps.accounts.gate import officer_gate, officer_ready, officers_only
from balai.apps.accounts.queries import with_second_factor

__all__ = [
    "StillAtWork",
    "add_person",
    "close_account",
    "officer_gate",
    "officer_ready",
    "officers_only",
    "send_account_mail",
    "with_second_factor",
]
