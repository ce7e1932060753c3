"""The door of the figures: the city's sums, month by month, and what follows from them."""

from __future__ import annotations

from balai.apps.figures.counting import Tally
from balai.apps.figures.downloading import LICENCE, LICENCE_URL
from balai.apps.figures.estimates import Duration, Figures, Share, figures_from
from balai.apps.figures.queries.sums import first_month, sums_of_city

__all__ = [
    "LICENCE",
    "LICENCE_URL",
    "Duration",
    "Figures",
    "Share",
    "Tally",
    "figures_from",
    "first_month",
    "sums_of_city",
]
