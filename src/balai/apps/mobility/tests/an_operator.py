"""An operator that tells the running day over HTTP, on this machine: well-behaved until a test says otherwise."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from google.transit import gtfs_realtime_pb2


@dataclass
class AnOperator:
    """What it answers: `content` under `status` with `headers`; 304 to who has its `etag` or its `modified` already."""

    content: bytes = b""
    status: int = 200
    etag: str = ""
    modified: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append({name.lower(): value for name, value in handler.headers.items()} | {"path": handler.path})
        marks = {"ETag": self.etag, "Last-Modified": formatdate(self.modified, usegmt=True) if self.modified else ""}
        known = {handler.headers["If-None-Match"], handler.headers["If-Modified-Since"]} - {None}
        is_known = bool(known & {mark for mark in marks.values() if mark})
        content = b"" if is_known else self.content
        handler.send_response(304 if is_known else self.status)
        for name, value in {**marks, **self.headers}.items():
            if value:
                handler.send_header(name, value)
        if not is_known:
            handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


@contextmanager
def an_operator() -> Iterator[AnOperator]:
    """The operator, as long as it is asked."""
    operator = AnOperator()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            operator.answer(self)

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    operator.address = f"http://127.0.0.1:{server.server_address[1]}/gtfs-rt/trips.pb?key=x"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield operator
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def late(trip: str = "t0", *, seconds: int = 300, made: float = 0, notice: bool = False) -> bytes:
    """A message: a trip is late at stop 1; `made` at a second since 1970; with a notice of line r as well."""
    message = gtfs_realtime_pb2.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    if made:
        message.header.timestamp = int(made)
    update = message.entity.add(id="late").trip_update
    update.trip.trip_id = trip
    update.stop_time_update.add(stop_id="1").arrival.delay = seconds
    if notice:
        alert = message.entity.add(id="notice").alert
        alert.informed_entity.add(route_id="r")
        alert.header_text.translation.add(text="Road closed", language="en")
    return bytes(message.SerializeToString())
