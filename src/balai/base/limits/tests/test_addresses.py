from __future__ import annotations

import pytest
from django.test import RequestFactory

from balai.base.limits.addresses import client_address, household_of


def seen(peer: str, forwarded: str | None, *, proxies: int) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
    return client_address(request, proxies=proxies)


def test_without_a_proxy_the_header_is_what_anybody_may_write() -> None:
    assert seen("203.0.113.7", "10.0.0.1", proxies=0) == "203.0.113.7"


@pytest.mark.parametrize(
    ("forwarded", "proxies", "expected"),
    [
        ("203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
        ("203.0.113.7", 2, "203.0.113.7"),  # came past one of the two
        (" 203.0.113.7 ,", 1, "203.0.113.7"),
        ("2001:db8::7", 1, "2001:db8::7"),
        ("[2001:db8::7]:4711", 1, "2001:db8::7"),
        ("203.0.113.7:4711", 1, "203.0.113.7"),
    ],
)
def test_behind_proxies_it_is_what_the_outermost_of_them_saw(forwarded: str, proxies: int, expected: str) -> None:
    assert seen("10.0.0.1", forwarded, proxies=proxies) == expected


@pytest.mark.parametrize("forwarded", [None, "", "unknown", "_hidden", "999.1.1.1", "'; DROP TABLE", "\u202e1.2.3.4"])
def test_nonsense_falls_back_to_the_peer(forwarded: str | None) -> None:
    assert seen("10.0.0.1", forwarded, proxies=1) == "10.0.0.1"


def test_a_unix_socket_has_no_address() -> None:
    assert seen("", None, proxies=0) == "unknown"
    assert household_of("unknown") == "unknown"


@pytest.mark.parametrize(
    ("address", "household"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_an_ipv6_line_is_one_visitor(address: str, household: str) -> None:
    assert household_of(address) == household
