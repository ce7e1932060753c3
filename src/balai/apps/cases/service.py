"""The door of the case engine: what other apps may use. Keep it small."""

from __future__ import annotations

from balai.apps.cases.actions.opening import OpenedCase, Place, ReporterDetails, Submission, open_case, settle_area
from balai.apps.cases.actions.services import activate_services
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.actions.working import Ending, answer_city, end_step

__all__ = [
    "Ending",
    "OpenedCase",
    "Place",
    "ReporterDetails",
    "Submission",
    "activate_services",
    "answer_city",
    "end_step",
    "open_case",
    "settle_area",
    "support_case",
]
