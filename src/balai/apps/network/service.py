"""The door of the network: what the installation around it asks."""

from __future__ import annotations

from balai.apps.network.actions.describing import describe
from balai.apps.network.actions.learning import Learned, learn
from balai.apps.network.actions.looking_back import break_log
from balai.apps.network.actions.trusting import accept, ask, leave, refuse
from balai.apps.network.drafts import indicator_draft, service_draft
from balai.apps.network.models import Letter
from balai.apps.network.queries.peers import status
from balai.apps.network.rounds import Outcome, go_round

LetterKind = Letter.Kind

__all__ = [
    "Learned",
    "LetterKind",
    "Outcome",
    "accept",
    "ask",
    "break_log",
    "describe",
    "go_round",
    "indicator_draft",
    "learn",
    "leave",
    "refuse",
    "service_draft",
    "status",
]
