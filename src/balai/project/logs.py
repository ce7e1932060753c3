"""Logs as JSON lines without personal data.

A line holds the time, level, logger, message and the few named facts below. Never an address in full, a query
string, a body, a task's arguments or the words of an exception (a database error repeats the values it choked
on): of an exception, its class and the places in the code are kept.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from balai.base.middleware.request_id import current_request

FACTS = ("request_id", "method", "route", "status", "milliseconds", "statements", "code", "action", "task", "attempts")
INNERMOST_FRAMES = 12


class JsonFormatter(logging.Formatter):
    """One JSON object for each record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if current_request.get():
            line["request_id"] = current_request.get()
        if identifier := current_request.get():
            line["request_id"] = identifier
        line |= {name: record.__dict__[name] for name in FACTS if name in record.__dict__}
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _exception(record.exc_info[1])
        return json.dumps(line, default=str, ensure_ascii=False)


class OwnFaults(logging.Filter):
    """Lets through what is a fault of the code; that the database is away is told elsewhere."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", 500) != 503


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is not None:
        # Django's own lines end with the path, which may hold a secret link; the route's pattern does not.
        match = getattr(request, "resolver_match", None)
        what = str(record.msg).partition(":")[0]
        what = str(record.args[0]) if what == "%s" and isinstance(record.args, tuple) and record.args else what
        return f"{what.replace('%s', '').strip()}: {match.route if match else '(no route)'}"
    if record.name.startswith("procrastinate"):
        # procrastinate's own lines repeat the arguments of a task.
        job = record.__dict__.get("job") or {}
        return f"{record.__dict__.get('action', 'queue')} {job.get('task_name', '')} {job.get('id', '')}".strip()
    return record.getMessage()


def _exception(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-INNERMOST_FRAMES:]
    return {
        "class": f"{type(error).__module__}.{type(error).__qualname__}",
        "places": [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames],
    }


def logging_settings(level: str, file: Path | None = None) -> dict[str, Any]:
    """The dictionary for `logging.config.dictConfig`: everything as JSON to a file, or to the error output."""
    output = {"class": "logging.FileHandler", "filename": file} if file else {"class": "logging.StreamHandler"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"own faults": {"()": "balai.project.logs.OwnFaults"}},
        "formatters": {"json": {"()": "balai.project.logs.JsonFormatter"}},
        "handlers": {"console": output | {"formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": "INFO"},
            "django.server": {"handlers": [], "propagate": True},
            # A page that is not there, or cannot be served for a while, is in the request log already.
            "django.request": {"level": "ERROR", "filters": ["own faults"]},
            # Warnings of the queue are about its own polling; its errors are failed jobs.
            "procrastinate": {"level": "WARNING" if level == "INFO" else level},
            # Our own line says that the database is away.
            "psycopg.pool": {"level": "ERROR"},
            "_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "granian.access": {"handlers": [], "level": "ERROR", "propagate": False},
        },
    }
