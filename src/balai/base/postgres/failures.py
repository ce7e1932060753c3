"""What can go wrong with the bundled server, each with an id, a sentence and a hint."""

from __future__ import annotations

from balai.base.failures import Failure


class ServerFailure(Failure):
    """The bundled PostgreSQL cannot do what was asked."""
