"""Two addresses for machines that watch: `/healthz` (this process answers) and `/readyz` (the city works)."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from balai.base.clock import now
from balai.base.jobs.queries import last_heartbeat
from balai.project.migrate import lacks_migrations

SILENT_WORKER = timedelta(seconds=60)

_state = {"migrated": False}  # a process that has seen all its migrations applied need not look again


def healthz(_request: HttpRequest) -> JsonResponse:
    """This process is alive; nothing else is asked."""
    return JsonResponse({"alive": True})


def readyz(_request: HttpRequest) -> JsonResponse:
    """The database answers, has every migration of this version, and a worker is at work; else 503 with the reason."""
    checks = _checks()
    ready = all(answer == "ok" for answer in checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def _checks() -> dict[str, str]:
    try:
        return {"database": "ok", "migrations": _migrations(), "worker": _worker()}
    except (DatabaseError, ImproperlyConfigured):
        return {"database": "does not answer"}


def _migrations() -> str:
    if not _state["migrated"]:
        _state["migrated"] = not lacks_migrations()
    return "ok" if _state["migrated"] else "pending: run `balai migrate`"


def _worker() -> str:
    heard = last_heartbeat()
    if heard is None:
        return "none was ever heard of"
    return "ok" if now() - heard < SILENT_WORKER else f"silent since {heard.isoformat(timespec='seconds')}"
