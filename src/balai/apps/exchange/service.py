"""The door of the exchange: what the installation around it asks."""

from __future__ import annotations

from balai.apps.exchange.queries.silence import needs_a_hand, silent_neighbours

__all__ = ["needs_a_hand", "silent_neighbours"]
