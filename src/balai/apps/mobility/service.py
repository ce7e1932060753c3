"""The door of mobility: what `project` and the apps above may use."""

from __future__ import annotations

from balai.apps.mobility.accounts import cards_of
from balai.apps.mobility.actions.activating import activate_tariff, load_tariffs
from balai.apps.mobility.actions.holding import CardOfAnother, forget_person, register_card
from balai.apps.mobility.actions.receiving import correct_clock, entitle_card, receive_taps
from balai.apps.mobility.bringing import bring_feed, bring_feed_of_pack
from balai.apps.mobility.queries.holdings import travel_held
from balai.apps.mobility.queries.saved import saved_held
from balai.apps.mobility.ruling import tariff_of, timeline
from balai.apps.mobility.timetables import has_timetable

__all__ = [
    "CardOfAnother",
    "activate_tariff",
    "bring_feed",
    "bring_feed_of_pack",
    "cards_of",
    "correct_clock",
    "entitle_card",
    "forget_person",
    "has_timetable",
    "load_tariffs",
    "receive_taps",
    "register_card",
    "saved_held",
    "tariff_of",
    "timeline",
    "travel_held",
]
