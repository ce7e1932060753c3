"""A hostile installation gets no more than its budget of time and bytes, and never makes us look into our own network."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from balai.apps.network.tests.fake_city import FakeCity, fake_city, send
from balai.base.outside import places
from balai.base.outside.fetching import Failed, Fetcher
from balai.base.outside.places import NotAllowed, may_be_asked, resolved, site_of

INNER = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0",
    "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "2001:db8::1", "fec0::1", "nonsense", "",
]  # fmt: skip
FORMS = [
    "", "ftp://a.example", "file:///etc/passwd", "https://", "https://a.example/path", "https://a.example?x=1",
    "https://user@a.example", "https://user:secret@a.example", "https://a.example#x", "https://a.example:99999",
    "https://а.example", "https://a.example\n", "https://a .example", "https://a.example\\@b.example",
    "http://a.example", "gopher://a.example", "https://" + "a" * 300, "https://a.example\x00", "https://[::1", "//a.example",
]  # fmt: skip


@pytest.fixture
def hostile() -> Iterator[FakeCity]:
    with fake_city() as city:
        yield city


def fetcher(city: FakeCity, *, seconds: float = 5.0, octets: int = 100_000) -> Fetcher:
    return Fetcher(site_of(city.address, loopback=True), True, seconds, octets)


@pytest.mark.parametrize("address", INNER)
def test_inner_addresses_are_never_asked(address: str) -> None:
    assert not may_be_asked(address, loopback=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "103.10.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_may_be_asked(address: str) -> None:
    assert may_be_asked(address, loopback=False)


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "0.0.0.0"])
def test_the_setting_for_demos_opens_this_machine_and_nothing_else(address: str) -> None:
    assert may_be_asked("127.0.0.1", loopback=True)
    assert may_be_asked("::1", loopback=True)
    assert not may_be_asked(address, loopback=True)


@pytest.mark.parametrize("address", FORMS)
def test_only_plain_sites_are_addresses(address: str) -> None:
    with pytest.raises(NotAllowed):
        site_of(address, loopback=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
def test_no_way_of_writing_loopback_gets_through(host: str) -> None:
    with pytest.raises(NotAllowed):
        resolved(site_of(f"https://{host}"), loopback=False)


def test_one_bad_address_of_a_name_spoils_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_looked_up", lambda host, port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(NotAllowed, match="inner"):
        resolved(site_of("https://a.example"), loopback=False)


def test_a_site_is_written_in_one_way() -> None:
    assert str(site_of("https://Balai.Example.:443/")) == "https://balai.example"
    assert str(site_of("http://[::1]:8000", loopback=True)) == "http://[::1]:8000"


def refused(road: Fetcher, path: str, *, most: int = 10_000) -> str:
    with pytest.raises(Failed) as caught:
        road.get(path, most=most)
    return caught.value.code


def test_redirects_are_not_followed(hostile: FakeCity) -> None:
    hostile.tricks["/away"] = lambda handler: send(
        handler, b"", status=302, headers={"Location": f"{hostile.address}/inner"}
    )
    assert refused(fetcher(hostile), "/away") == "fetch.redirect"
    assert hostile.asked == ["/away"]


def test_endless_bodies_are_cut_at_the_limit(hostile: FakeCity) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        try:
            while sent < 50_000_000:
                sent += handler.wfile.write(b"x" * 65_536)
        except OSError:
            return

    hostile.tricks["/endless"] = endless
    assert refused(fetcher(hostile), "/endless") == "fetch.large"
    assert sent < 20_000_000


def test_a_large_length_is_refused_before_it_is_read(hostile: FakeCity) -> None:
    def boast(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "99999999999")
        handler.end_headers()

    hostile.tricks["/boast"] = boast
    assert refused(fetcher(hostile), "/boast") == "fetch.large"


@pytest.mark.parametrize("where", ["head", "body", "chunks", "silence"])
def test_slow_drips_end_when_the_time_is_over(hostile: FakeCity, where: str) -> None:
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        first = {
            "head": b"HTTP/1.1 200 OK\r\nX-Slow: ",
            "body": b"HTTP/1.1 200 OK\r\n\r\n",
            "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "silence": b"",
        }[where]
        try:
            handler.wfile.write(first)
            while not stop.wait(0.05):
                handler.wfile.write({"chunks": b"1\r\nx\r\n", "silence": b""}.get(where, b"x"))
        except OSError:
            return

    hostile.tricks["/drip"] = drip
    began = time.monotonic()
    try:
        assert refused(fetcher(hostile, seconds=0.4), "/drip") == "fetch.slow"
    finally:
        stop.set()
    assert time.monotonic() - began < 60  # not for ever: the drip itself never ends


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", "fetch.encoding"),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "fetch.status_500"),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "fetch.status_404"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "fetch.cut_off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "fetch.connection"),
        (b"SSH-2.0-OpenSSH_9\r\n", "fetch.connection"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 500 + b"\r\n", "fetch.connection"),
        (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 70_000 + b"\r\n\r\n", "fetch.connection"),
        (b"", "fetch.connection"),
    ],
)
def test_what_is_not_an_answer_is_a_failure_with_a_code(hostile: FakeCity, answer: bytes, code: str) -> None:
    def odd(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(answer)

    hostile.tricks["/odd"] = odd
    assert refused(fetcher(hostile), "/odd") == code


def test_all_answers_of_a_visit_share_one_budget(hostile: FakeCity) -> None:
    hostile.files["/piece"] = b"x" * 4_000
    road = fetcher(hostile, octets=10_000)
    assert [len(road.get("/piece", most=5_000).body) for _number in range(2)] == [4_000, 4_000]
    assert refused(road, "/piece", most=5_000) == "fetch.large"
    spent = fetcher(hostile)
    spent.seconds = 0
    assert refused(spent, "/piece") == "fetch.slow"


def test_what_has_not_changed_is_not_sent_again(hostile: FakeCity) -> None:
    def tagged(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers["If-None-Match"] == '"1"':
            handler.send_response(304)
            handler.end_headers()
        else:
            send(handler, b"new", headers={"ETag": '"1"'})

    hostile.tricks["/tagged"] = tagged
    first = fetcher(hostile).get("/tagged", most=100)
    assert (first.body, first.etag) == (b"new", '"1"')
    assert fetcher(hostile).get("/tagged", most=100, etag=first.etag).is_unchanged


def test_nothing_is_unchanged_that_we_never_had(hostile: FakeCity) -> None:
    hostile.tricks["/idle"] = lambda handler: send(handler, b"", status=304)
    assert refused(fetcher(hostile), "/idle") == "fetch.status_304"
