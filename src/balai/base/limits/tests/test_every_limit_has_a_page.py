from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from balai.base.limits.tables import API, EVERY_POST, LIMITS, REPORTING, limit_of


def names_below(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    for part in resolver.url_patterns:
        if isinstance(part, URLPattern):
            yield ":".join([*namespaces, str(part.name)])
        else:
            inner = (*namespaces, str(part.namespace)) if part.namespace else namespaces
            yield from names_below(part, inner)


def test_each_name_of_the_table_is_a_page_of_the_city() -> None:
    names = set(names_below(get_resolver()))
    served = {f"{name.rpartition(':')[0]}:" for name in names}
    built = [name for name in LIMITS if ":" not in name or f"{name.rpartition(':')[0]}:" in served]
    assert [name for name in built if not name.endswith(":") and name not in names] == []


def test_limits_counted_together_are_the_same_limit() -> None:
    limits = {*LIMITS.values(), API, EVERY_POST}
    assert len({limit.name for limit in limits}) == len(limits)


def test_looking_is_not_counted_and_every_sending_is() -> None:
    page = resolve("/healthz")
    assert limit_of("GET", page) is None
    assert limit_of("HEAD", page) is None
    assert {limit_of(method, page) for method in ("POST", "PUT", "PATCH", "DELETE", "INVENTED")} == {EVERY_POST}
    assert limit_of("POST", None) is EVERY_POST
    assert limit_of("GET", None) is None


@pytest.mark.urls("balai.base.limits.tests.addresses_of_a_city")
def test_a_page_has_its_own_limit_or_that_of_its_part_of_the_city() -> None:
    assert limit_of("POST", resolve("/lapor/")) is REPORTING
    assert limit_of("GET", resolve("/lapor/")) is None
    assert limit_of("GET", resolve("/cari/")) is LIMITS["reports:find"]
    assert limit_of("GET", resolve("/api/v1/cases")) is API
    assert limit_of("POST", resolve("/other/")) is EVERY_POST


@pytest.mark.parametrize("page", ["/perjalanan/", "/perjalanan.json"])
def test_asking_for_journeys_is_counted(page: str) -> None:
    assert limit_of("GET", resolve(page)) is LIMITS["mobility:plan"]
