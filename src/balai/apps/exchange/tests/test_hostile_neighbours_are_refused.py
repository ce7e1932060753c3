"""Whatever a neighbour answers: a clear code, nothing stored that is not sound, and the city goes on."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balai.apps.exchange.adapters.sp4n_lapor import assumptions
from balai.apps.exchange.adapters.sp4n_lapor.adapter import Sp4nLapor, Unreadable, record_of
from balai.apps.exchange.adapters.sp4n_lapor.http import HttpTransport, NoAddress, address_of
from balai.apps.exchange.neighbour import TurnedDown, Unreachable

SOUND: dict[str, Any] = {
    "tracking_id": "7000001",
    "versi": 3,
    "topik_id": "1",
    "isi": "Lubang di jalan",
    "tanggal": "2026-11-20 08:00:00",
    "wilayah": {"kode": "31.71.06.1003"},
    "rahasia": "0",
    "tindak_lanjut": [
        {"id": "1", "jenis": "tanggapan_pelapor", "tanggal": "2026-11-20 09:00:00", "isi": "Masih ada"},
    ],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def test_a_sound_record_is_read() -> None:
    record = record_of(SOUND)
    assert (record.id, record.version, record.confidential, len(record.entries)) == ("7000001", 3, False, 1)
    assert record.at.utcoffset() is not None


@given(key=st.sampled_from(sorted(SOUND)), value=JSON)
def test_a_spoilt_field_is_named_or_harmless(key: str, value: Any) -> None:
    try:
        record = record_of({**SOUND, key: value})
    except Unreadable as refusal:
        code = refusal.code
    else:
        code = "sp4n.sound"
        assert record.id
        assert record.words
        assert "\x00" not in record.words + record.id + record.topic + record.area
    assert code.startswith("sp4n.")
    assert len(code) <= 60


@given(answer=JSON)
def test_any_answer_is_an_answer_or_a_clear_failure(answer: Any) -> None:
    class Says:
        def call(self, _path: str, _body: Any) -> Any:
            return answer

    port = Sp4nLapor(Says(), "token")
    with pytest.raises((Unreachable, TurnedDown)):
        port.changes("")
    with pytest.raises((Unreachable, TurnedDown)):
        port.read("7000001")


def test_a_wrong_token_gives_no_message_up() -> None:
    class Says:
        def call(self, _path: str, _body: Any) -> Any:
            return {"berhasil": False, "kode": "token"}

    with pytest.raises(Unreachable, match="token"):
        Sp4nLapor(Says(), "old").read("7000001")


@contextmanager
def answering(status: int, headers: dict[str, str], body: bytes) -> Iterator[HttpTransport]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield HttpTransport("127.0.0.1", server.server_address[1], secure=False)
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (302, {"Location": "http://127.0.0.1:1/"}, b"", "http_302"),
        (500, {}, b"oh no", "http_500"),
        (200, {}, b"<html>", "not_json"),
        (200, {}, b"[" * 200_000, "not_json"),
        (200, {"Content-Length": "500"}, b'{"berhasil"', "not_json"),
        (200, {}, b" " * (assumptions.LARGEST_ANSWER + 1), "too_large"),
    ],
    ids=["redirect", "error", "not JSON", "deep", "half", "endless"],
)
def test_the_road_is_bounded(status: int, headers: dict[str, str], body: bytes, code: str) -> None:
    with answering(status, headers, body) as transport, pytest.raises(Unreachable, match=code):
        transport.call("/x", {})


def test_nobody_listening_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        HttpTransport("127.0.0.1", 9, secure=False).call("/x", {})


@pytest.mark.parametrize(
    "address",
    ["http://:t@lapor.example", "https://lapor.example", "ftp://:t@localhost", "https://:t@", "https://:t@a:99999"],
)
def test_an_address_without_token_or_safety_is_refused(address: str) -> None:
    with pytest.raises(NoAddress) as refusal:
        address_of(address)
    assert ":t" not in str(refusal.value)


def test_an_address_is_read() -> None:
    transport, token = address_of("https://:a%2Fb@lapor.example/v2/")
    assert (transport.host, transport.port, transport.secure, transport.prefix, token) == (
        "lapor.example",
        443,
        True,
        "/v2",
        "a/b",
    )
    assert json.dumps(token)
