"""Arithmetic of promises: when something is due on a city's working calendar, and what remains.

Pure values: no clock, no database. Start with `WorkCalendar` and `parse_span`.
"""

from __future__ import annotations

from balai.engines.workcalendar.calendar import CalendarError, WorkCalendar
from balai.engines.workcalendar.spans import Span, SpanError, Unit, parse_span

__all__ = ["CalendarError", "Span", "SpanError", "Unit", "WorkCalendar", "parse_span"]
