"""Statements that are asked at every request: put together once per process, planned once per connection.

Django puts a statement together anew each time it is asked, which costs more than most answers, and PostgreSQL plans
it anew. What every page needs is asked here instead, with the same rows, the same log and the same errors.
Planning once needs connections that stay with one server process; behind a pooler it is off (`prepare_threshold`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic, LiteralString, TypeVar

from django.db import InterfaceError, OperationalError, connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg.types.numeric import Int8

Row = tuple[Any, ...]
AnyModel = TypeVar("AnyModel", bound=models.Model)


if TYPE_CHECKING:

    class Binding:
        """The stub knows no base class of Django's."""

        def __init__(self, connection: Any) -> None: ...
        def execute(self, query: Any, params: Any = None, **more: Any) -> Any: ...

else:
    Binding = ServerBindingCursor


class _Planned(Binding):
    """Keeps the plan from the first time on, where the connection allows it."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        found = super().execute(query, params, prepare=True, **more)
        self._query = SimpleNamespace(query=query.encode())  # where Django's log of statements looks
        return found


def rows_of(statement: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
    """The rows of a statement whose text is always the same; `values` fill its %s in order, or its %(name)s."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw: Any = _Planned(connection.connection)
    with connection.make_debug_cursor(raw) if connection.queries_logged else connection.make_cursor(raw) as cursor:
        parameters: Any = values
        cursor.execute(statement, parameters)
        found: list[Row] = cursor.fetchall()
    return found


def first_rows_of(statement: str, values: Sequence[object]) -> list[Row]:
    """As `rows_of`, for a statement that may run twice and is sent before anything else of a request.

    It stands in for Django's look whether the connection still lives (CONN_HEALTH_CHECKS): when it does not, the
    statement is sent once more by a new one. Within a transaction, or later in a request, it is sent once.
    """
    ours: Any = connection  # the stubs know Django's general connection
    if ours.in_atomic_block or ours.connection is None or ours.health_check_done:
        return rows_of(statement, values)
    ours.health_check_done = True
    try:
        return rows_of(statement, values)
    except (OperationalError, InterfaceError):
        ours.close()
        return rows_of(statement, values)


class Asked(Generic[AnyModel]):
    """Instances of a model, with every column: `Asked(Case, "WHERE main.reference = %s")("JKT-…")`.

    `rest` is what follows the table, which is called `main`, in SQL of our own; values travel apart from it.
    `beside` names a foreign key whose row, if there is one, comes along.
    """

    def __init__(self, model: type[AnyModel], rest: LiteralString, *, beside: str = "") -> None:
        self.model, self.rest, self.beside = model, rest, beside

    def __call__(self, *values: object) -> list[AnyModel]:
        statement, main, other = self._made
        found = []
        for row in rows_of(statement, values):
            instance = main.instance(row)
            if other is not None:
                right = row[main.width :]
                setattr(instance, self.beside, None if right[other.key_at] is None else other.instance(right))
            found.append(instance)
        return found

    @cached_property
    def _made(self) -> tuple[str, _Columns, _Columns | None]:
        main = _Columns(self.model)
        if not self.beside:
            return f"SELECT {main.words('main')} FROM {main.table} AS main {self.rest}", main, None  # noqa: S608 (our own text)
        key: Any = self.model._meta.get_field(self.beside)
        other = _Columns(key.related_model)
        statement = (
            f"SELECT {main.words('main')}, {other.words('beside')} FROM {main.table} AS main"  # noqa: S608 (our own text)
            f" LEFT JOIN {other.table} AS beside ON beside.{other.key} = main.{key.column} {self.rest}"
        )
        return statement, main, other


def insert(instances: Sequence[models.Model], *, instead: LiteralString = "") -> None:
    """Write new rows of one model in one statement; keys that the database makes are set on the instances.

    As `bulk_create`, but for signals, batches and models with parents. `instead` is what follows the values, such as
    "ON CONFLICT DO NOTHING"; then no keys are set.
    """
    if not instances:
        return
    about = instances[0]._meta
    made = not instead and about.pk.db_returning and instances[0].pk is None
    fields = [field for field in about.concrete_fields if not (field.primary_key and instances[0].pk is None)]
    values = [_prepared(field, instance) for instance in instances for field in fields]
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(instances))
    columns = ", ".join(f'"{field.column}"' for field in fields)
    more = f"RETURNING {about.pk.column}" if made else f"{instead} RETURNING 1"
    rows = rows_of(f"INSERT INTO {about.db_table} ({columns}) VALUES {places} {more}", values)  # noqa: S608 (our own text)
    for number, instance in enumerate(instances):
        if made:
            instance.pk = rows[number][0]
        instance._state.adding, instance._state.db = False, "default"


def _prepared(field: models.Field[Any, Any], instance: models.Model) -> Any:
    value = field.get_db_prep_save(field.pre_save(instance, add=True), connection)
    if isinstance(value, Enum):
        return value.value
    # One width for all whole numbers, so that one plan serves all.
    return Int8(value) if type(value) is int else value


class _Columns:
    """The columns of a model, and how a row of them becomes an instance."""

    def __init__(self, model: type[models.Model]) -> None:
        about = model._meta
        self.model, self.table, self.key = model, about.db_table, about.pk.column
        self.fields = about.concrete_fields
        self.names, self.width = [str(field.attname) for field in self.fields], len(self.fields)
        self.key_at = next(number for number, field in enumerate(self.fields) if field.primary_key)
        self.conversions = [
            (number, convert)
            for number, field in enumerate(self.fields)
            for convert in field.get_db_converters(connection)
        ]

    def words(self, alias: str) -> str:
        return ", ".join(f'{alias}."{field.column}"' for field in self.fields)

    def instance(self, row: Row) -> Any:
        values = list(row[: self.width])
        for number, convert in self.conversions:
            values[number] = convert(values[number], None, connection)
        return self.model.from_db("default", self.names, values)
