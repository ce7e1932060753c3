"""What a JSON API answers when something is wrong (RFC 9457)."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field


class FieldProblem(Schema):
    """Where in the request, what is wrong with it, and a code where there is one."""

    field: str
    detail: str
    code: str = ""


class Problem(Schema):
    """RFC 9457. `code` is stable, `title` and `detail` are in the language of Accept-Language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] = Field(default_factory=list)
