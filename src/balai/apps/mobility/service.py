"""The door of mobility: what `project` may use."""

from __future__ import annotations

from balai.apps.mobility.actions.activating import activate_tariff, load_tariffs
from balai.apps.mobility.actions.receiving import correct_clock, entitle_card, receive_taps, register_card
from balai.apps.mobility.ruling import tariff_of, timeline

__all__ = [
    "activate_tariff",
    "correct_clock",
    "entitle_card",
    "load_tariffs",
    "receive_taps",
    "register_card",
    "tariff_of",
    "timeline",
]
