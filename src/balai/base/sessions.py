"""Sessions in the database, as Django keeps them, found without delay: every page of somebody logged in asks for one."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session

from balai.base import clock
from balai.base.statements import Asked

_alive = Asked(Session, "WHERE main.session_key = %s AND main.expire_date > %s")


class SessionStore(DatabaseSessionStore):
    """Setting SESSION_ENGINE names this module."""

    def _get_session_from_db(self) -> Any:
        found = _alive(self.session_key, clock.now())
        if found:
            return found[0]
        self._session_key = None
        return None
