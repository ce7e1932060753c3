"""The administrative tree can have tens of thousands of rows: it is read once for each of its versions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balai.apps.cases.directory import Areas, directory
from balai.base.areas.models import Area, AreasVersion

pytestmark = pytest.mark.usefixtures("jakarta")


def asked() -> list[str]:
    """What the next look at the directory asks of the database."""
    directory.forget()
    with CaptureQueriesContext(connection) as statements:
        directory()
    return [query["sql"] for query in statements.captured_queries]


def test_another_look_reads_no_areas_until_they_change() -> None:
    directory()
    assert not any("areas_area" in sql and "areas_areasversion" not in sql for sql in asked())
    AreasVersion.objects.update(number=7)
    assert any('FROM "areas_area"' in sql for sql in asked())
    assert len(asked()) == 2


def test_what_lies_below_is_what_begins_with_the_path() -> None:
    areas = directory().areas
    paths = dict(Area.objects.values_list("id", "path"))
    for code in ("31", "31.71", "31.71.06", "31.71.06.1003"):
        below = {number for number, path in paths.items() if path.startswith(areas.paths[code])}
        assert areas.ids_below(code) == below
        assert below
    assert areas.ids_below("99") == frozenset()
    assert areas.whole == directory().whole_city == "31"


def test_codes_that_begin_alike_are_apart() -> None:
    areas = Areas(
        [
            (1, "1", "1/", "One"),
            (2, "1.1", "1/1.1/", "A"),
            (3, "1.10", "1/1.10/", "B"),
            (4, "1.1.1", "1/1.1/1.1.1/", "C"),
        ]
    )
    assert areas.ids_below("1.1") == {2, 4}
    assert Areas([]).whole == ""
