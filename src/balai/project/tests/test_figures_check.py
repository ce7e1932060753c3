"""`balai figures check` computes what a city published again, from its address alone, and says what is not so."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from balai.apps.figures.actions.following import follow
from balai.apps.figures.service import first_month
from balai.apps.figures.tests.stories import City
from balai.apps.indicators.service import publish
from balai.apps.transparency.service import sequence, signing_keys
from balai.base.packs import Pack
from balai.engines.transparency.documents import sign_document
from balai.project.tests.cities import balai, settings_for

pytestmark = pytest.mark.django_db


class Served:
    """A city's files over HTTP, as they were when they were taken; a test can change them."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"

    def take(self, *paths: str) -> None:
        for path in paths:
            response = Client().get(path)
            assert response.status_code == 200, path
            self.files[path] = response.content

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = served.files.get(self.path)
                self.send_response(404 if content is None else 200)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_arguments: Any) -> None:
                pass

        return Handler


@pytest.fixture
def served(jakarta: Pack) -> Iterator[Served]:
    """A city with a few dozen reports that has published its first month under the address at which it is served."""
    found, before = Served(), settings.CONFIGURATION
    settings.CONFIGURATION = replace(before, address=found.address)
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        _publish(found)
        yield found
    finally:
        settings.CONFIGURATION = before
        found.server.shutdown()
        found.server.server_close()
        thread.join(timeout=5)


def _publish(found: Served) -> None:
    city = City(Random(7))
    for _turn in range(60):
        city.act()
    follow(now=city.now + timedelta(minutes=1))
    month = first_month()
    assert month is not None
    now = datetime.combine(month, datetime.min.time(), UTC) + timedelta(days=70)
    published = publish(month=month, now=now)
    while sequence(now=now):
        pass
    name = f"/angka/terbitan/{published}"
    found.take("/angka/terbitan.json", f"{name}.json", f"{name}.csv", "/log/checkpoint", "/log/keys")
    size = int(found.files["/log/checkpoint"].decode().split("\n")[1])
    found.take(*(f"/log/tile/0/{index:03d}" for index in range(size // 256)))
    if size % 256:
        found.take(f"/log/tile/0/{size // 256:03d}.p/{size % 256}")
    if size >= 256:
        found.take(f"/log/tile/1/000.p/{size // 256}")


def checked(served: Served, home: Path) -> tuple[int, dict[str, str]]:
    """How the command ends, and what it says is wrong with each publication."""
    done = balai(settings_for(home), "figures", "check", served.address, "--json")
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)["publications"]


def test_what_follows_from_its_rows_is_sound(served: Served, tmp_path: Path) -> None:
    code, found = checked(served, tmp_path)
    assert (code, list(found.values())) == (0, [""])


@pytest.mark.parametrize("lie", ["rows", "value", "signature"])
def test_each_lie_is_named(served: Served, tmp_path: Path, lie: str) -> None:
    (path,) = [one for one in served.files if one.startswith("/angka/terbitan/") and one.endswith(".json")]
    if lie == "rows":
        served.files[path.replace(".json", ".csv")] += b"\n"
    else:
        body = json.loads(served.files[path])["body"]
        one = next(one for one in body["figures"] if one["value"] is not None)
        one["value"] = "0.1234" if one["value"] != "0.1234" else "0.4321"
        keys = signing_keys(datetime(2026, 11, 23, tzinfo=UTC))
        forged = [replace(key, private=b"\x07" * 32) for key in keys] if lie == "signature" else keys
        served.files[path] = sign_document("figures", body, forged).file
    code, found = checked(served, tmp_path)
    (wrong,) = found.values()
    told = {"rows": "the rows are not those", "value": "the rows give another value", "signature": "not signed"}
    assert code == 1
    assert told[lie] in wrong
