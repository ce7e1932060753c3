"""Database lookups that Django lacks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, Lookup

if TYPE_CHECKING:
    AnyLookup = Lookup[Any]
else:
    AnyLookup = Lookup  # generic in the type stubs only


class Among(AnyLookup):
    """`column = ANY(array)`: hundreds of ids as one parameter, where `__in` makes one of each.

    Use it as a condition: `filter(Among("organisation_id", ids))`.
    """

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, column: str | F, values: Iterable[int]) -> None:
        super().__init__(F(column) if isinstance(column, str) else column, list(values))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        if len(self.rhs) == 1:  # equality lets an index on (column, order) give its rows in order
            return f"{column} = %s", (*parameters, self.rhs[0])
        return f"{column} = ANY(%s)", (*parameters, self.rhs)
