"""The door of the accounts: what other apps may use."""

from __future__ import annotations

from balai.apps.accounts.gate import officer_gate, officer_ready, officers_only

__all__ = ["officer_gate", "officer_ready", "officers_only"]
