"""The loop that brings statements into the log within seconds; every worker runs it, one at a time leads."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, close_old_connections, connection

from balai.apps.transparency.actions.sequencing import BATCH, sequence
from balai.base import clock

SECONDS = 2.0
"""Between two looks at what waits; well within the five seconds that a statement may take."""
SECONDS_AWAY = 5.0

logger = logging.getLogger(__name__)


def run(stop: threading.Event, *, seconds: float = SECONDS) -> None:
    """Sequence until `stop` is set, every `seconds`. A database that is away is waited for."""
    try:
        while not stop.is_set():
            stop.wait(_look(seconds))
    finally:
        connection.close()


def _look(seconds: float) -> float:
    """Sequence what waits; how long to wait before the next look."""
    close_old_connections()
    try:
        while sequence(now=clock.now()) == BATCH:
            pass
    except DatabaseError as error:
        logger.warning("The log waits for the database: %s", type(error).__name__)
        connection.close()
        return SECONDS_AWAY
    return seconds
