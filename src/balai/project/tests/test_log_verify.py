"""`balai log verify` believes a sound log, and says what is wrong with any other, with the evidence."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from balai.base.failures import Failure
from balai.engines.transparency.checkpoints import Checkpoint, sign_checkpoint
from balai.engines.transparency.notes import SigningKey
from balai.engines.transparency.tests.samples import Shelf, log_key, numbered
from balai.engines.transparency.tiles import name_of
from balai.project.log_commands import verify


class City:
    """A city's log over HTTP, whose files a test can change."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.files: dict[str, bytes] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.keys: list[SigningKey] = [self.key("first")]

    def key(self, seed: str) -> SigningKey:
        return log_key(self.address.removeprefix("http://") + "/log", seed)

    def grow(self, entries: list[bytes]) -> None:
        self.shelf.append(entries)
        tree = Checkpoint(self.keys[0].name, self.shelf.size, self.shelf.tree().root())
        self.files["checkpoint"] = str(sign_checkpoint(tree, self.keys)).encode()
        self.files["keys"] = "".join(f"{key.verifier}\n" for key in self.keys).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        city = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.removeprefix("/log/")
                if path in city.files:
                    content = city.files[path]
                else:
                    name = name_of(path)
                    content = city.shelf.bundle(name) if name.level < 0 else city.shelf.read(name)[: name.width * 32]
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: Any) -> None:
                pass

        return Handler


@pytest.fixture
def city() -> Iterator[City]:
    found = City()
    threading.Thread(target=found.server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        found.server.shutdown()
        found.server.server_close()


def entries(count: int) -> list[bytes]:
    return [b'{"kind":"promise.opened","n":%d}' % number for number in range(count)]


def checked(city: City, state: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    code = verify([city.address, "--state", str(state), "--json"])
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (code == 0) is answer["sound"]
    return answer


def test_a_sound_log_is_believed_and_remembered(city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city.grow(entries(300))
    first = checked(city, tmp_path / "state", capsys)
    assert (first["size"], first["continues"], first["new"]) == (300, False, {"promise.opened": 300})
    city.grow(entries(5))
    second = checked(city, tmp_path / "state", capsys)
    assert (second["size"], second["continues"], second["new"]) == (305, True, {"promise.opened": 5})
    assert verify([city.address]) == 0
    assert "sound: 305 entries" in capsys.readouterr().out


def test_a_rewritten_past_is_shown(city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city.grow(entries(300))
    checked(city, tmp_path / "state", capsys)
    city.shelf = Shelf()
    city.grow(numbered(400))
    answer = checked(city, tmp_path / "state", capsys)
    assert answer["wrong"] == "forked"
    assert len(answer["evidence"]) == 2
    assert verify([city.address, "--state", str(tmp_path / "state")]) == 1
    assert "rewritten" in capsys.readouterr().out


def test_an_entry_that_was_exchanged_is_shown(city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    city.grow(entries(10))
    city.shelf.entries[3] = b"{}"
    assert checked(city, tmp_path / "state", capsys)["wrong"] == "entries"
    assert not (tmp_path / "state").exists()


def test_a_new_key_counts_when_the_old_one_signs_beside_it(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city.grow(entries(1))
    checked(city, tmp_path / "state", capsys)
    city.keys.append(city.key("second"))
    city.grow(entries(1))
    checked(city, tmp_path / "state", capsys)
    del city.keys[0]
    city.grow(entries(1))
    assert checked(city, tmp_path / "state", capsys)["size"] == 3
    city.keys = [city.key("stranger")]
    city.grow(entries(1))
    assert checked(city, tmp_path / "state", capsys)["wrong"] == "not_signed"


def test_what_is_no_city_is_said() -> None:
    with pytest.raises(Failure, match=r"balai\.L00") as refusal:
        verify(["http://127.0.0.1:9"])
    assert refusal.value.hint
    with pytest.raises(Failure):
        verify(["file:///etc"])
