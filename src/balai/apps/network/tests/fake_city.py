"""Another city on this machine: an HTTP server with a log, a descriptor, a witness's desk, and any mischief we tell it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from balai.engines.transparency.checkpoints import Checkpoint, checkpoint_in, sign_checkpoint
from balai.engines.transparency.commitments import canonical
from balai.engines.transparency.documents import Document, sign_document
from balai.engines.transparency.notes import COSIGNATURE, SigningKey, read_key, read_note
from balai.engines.transparency.tests.samples import Shelf, log_key
from balai.engines.transparency.tiles import NotATile, name_of
from balai.engines.transparency.witnesses import consider, read_submission

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
Answering = Callable[[BaseHTTPRequestHandler], None]


class FakeCity:
    """A city that behaves, until `files` or `tricks` say otherwise."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.files: dict[str, bytes] = {}
        self.tricks: dict[str, Answering] = {}
        self.letters: list[bytes] = []
        self.listed: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.known: Checkpoint | None = None
        self.known_keys: list[str] | None = None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.netloc = f"127.0.0.1:{self.server.server_address[1]}"
        self.address = f"http://{self.netloc}"
        self.keys = [log_key(f"{self.netloc}/log", "first")]
        self.witness = SigningKey(f"{self.netloc}/witness", log_key("w", "witness").private, COSIGNATURE)
        self.sequence = 0
        self.files["/angka/terbitan.json"] = b'{"publications": []}'
        self.describe()
        self.grow([])

    def describe(self, *, moment: datetime = NOW, keys: list[SigningKey] | None = None, **changes: Any) -> Document:
        """Publish a descriptor, the next in order unless `changes` say otherwise."""
        self.sequence += 1
        body: dict[str, Any] = {
            "schema": "balai-city/1", "sequence": self.sequence, "at": moment.isoformat(),
            "until": (moment + timedelta(days=90)).isoformat(), "kind": "city", "address": self.address, "code": "seberang",
            "names": {"id": "Kota Seberang", "en": "City Opposite"}, "country": "ID", "languages": ["id", "en"],
            "services": [{"code": "report.road", "title": {"id": "Jalan"}}],
            "log": {"origin": f"{self.netloc}/log", "address": f"{self.address}/log/",
                    "keys": [str(key.verifier) for key in self.keys]},
            "witness": {"key": str(self.witness.verifier), "address": f"{self.address}/jaringan/saksi/add-checkpoint",
                        "wanted": 1},
            "letters": f"{self.address}/jaringan/surat/", "figures": f"{self.address}/angka/terbitan.json",
        }  # fmt: skip
        document = sign_document("city", {**body, **changes}, keys or self.keys)
        self.files["/.well-known/balai-city.json"] = document.file
        return document

    def grow(self, entries: list[bytes], shelf: Shelf | None = None) -> str:
        """Append to the log, and publish its checkpoint; its note."""
        self.shelf = shelf or self.shelf
        self.shelf.append(entries)
        tree = Checkpoint(f"{self.netloc}/log", self.shelf.size, self.shelf.tree().root())
        note = str(sign_checkpoint(tree, self.keys))
        self.files["/log/checkpoint"] = note.encode()
        return note

    def publish(self, period: str, number: int = 1, *, listed: bool = True, **values: str | None) -> Document:
        """Publish figures, by codes with dots written as double underscores: the document, its place, the list."""
        name = f"{period}-{number}"
        figures = [
            {"code": code.replace("__", "."), "version": "0" * 16, "value": value, "low": None, "high": None,
             "numerator": None, "denominator": None, "quality": "measured", "missing": "" if value else "too_few",
             "note": ""}
            for code, value in values.items()
        ]  # fmt: skip
        body = {
            "schema": "balai-figures/1", "name": name, "address": self.address, "period": period, "number": number,
            "at": NOW.isoformat(), "rows": {"address": "x", "sha256": "0" * 64, "octets": 0}, "figures": figures,
        }  # fmt: skip
        document = sign_document("figures", body, self.keys)
        self.files[f"/angka/terbitan/{name}.json"] = document.file
        if listed:
            entry = canonical({"kind": "figures.published", "public": {"sha256": document.digest}})
            self.listed.insert(
                0,
                {"name": name, "sha256": document.digest, "index": self.shelf.size, "entry": entry.decode(),
                 "address": f"{self.address}/angka/terbitan/{name}.json"},
            )  # fmt: skip
            self.grow([entry])
        self.files["/angka/terbitan.json"] = canonical({"publications": self.listed})
        return document

    def letter(self, kind: str, *, to: str, network: str = "", answers: str = "", **changes: Any) -> bytes:
        body = {
            "schema": "balai-letter/1", "number": str(uuid4()), "kind": kind, "from": self.address, "to": to,
            "network": network, "at": NOW.isoformat(), "answers": answers, "documents": [],
        }  # fmt: skip
        return sign_document("letter", {**body, **changes}, self.keys).file

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        city = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                city.asked.append(self.path)
                if self.path in city.tricks:
                    city.tricks[self.path](self)
                elif self.path in city.files:
                    send_file(self, city.files[self.path])
                else:
                    self._tile()

            def _tile(self) -> None:
                try:
                    name = name_of(self.path.removeprefix("/log/"))
                    found = city.shelf.bundle(name) if name.level < 0 else city.shelf.read(name)[: name.width * 32]
                except (NotATile, KeyError, IndexError):
                    send(self, b"", status=404)
                    return
                send(self, found)

            def do_POST(self) -> None:
                city.asked.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path in city.tricks:
                    city.tricks[self.path](self)
                elif self.path == "/jaringan/surat/":
                    city.letters.append(body)
                    send(self, b"{}", status=202)
                else:
                    city._witness(self, body.decode())

            def log_message(self, *_arguments: Any) -> None:
                pass

        return Handler

    def _witness(self, handler: BaseHTTPRequestHandler, text: str) -> None:
        submission = read_submission(text)
        keys = [read_key(line) for line in self.known_keys] if self.known_keys else None
        verdict = consider(submission, keys=keys, known=self.known, witness=self.witness, at=int(NOW.timestamp()))
        self.known = verdict.checkpoint or self.known
        send(handler, verdict.body.encode(), status=verdict.answer.status)


def send(
    handler: BaseHTTPRequestHandler, content: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> None:
    handler.send_response(status)
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def send_file(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    """A file that is not sent again to whoever has it."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    if handler.headers["If-None-Match"] == etag:
        handler.send_response(304)
        handler.end_headers()
    else:
        send(handler, content, headers={"ETag": etag})


@contextmanager
def fake_city() -> Iterator[FakeCity]:
    """A city at work."""
    city = FakeCity()
    thread = threading.Thread(target=city.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield city
    finally:
        city.server.shutdown()
        city.server.server_close()
        thread.join(timeout=5)


def size_of(note: str) -> int:
    return checkpoint_in(read_note(note)).size
