"""A full disk: whoever brings a photo is told so and loses nothing else; nothing half written stays."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from balai.project.tests.cities import OwnDatabase, RunningCity, rows_of, running_city
from balai.project.tests.citizens import TOKEN, Answer, Browser, Report, Spot

pytestmark = pytest.mark.fault

DISK = "4m"
ALONE = ("unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]))
"""In a world of mounts of its own, which ends with the city."""
MOUNTED = f'mkdir -p "$BALAI_HOME/files" && mount -t tmpfs -o size={DISK} tmpfs "$BALAI_HOME/files" && exec "$@"'
SENTENCES = {"id": "Saat ini tidak ada ruang untuk foto.", "en": "We have no room for photos right now."}


@dataclass(slots=True)
class SmallDisk:
    """The folder of files of a running city, as the city itself sees it, and a file that fills it."""

    folder: Path

    def fill(self, *, but: int) -> None:
        """Leave `but` bytes."""
        free = shutil.disk_usage(self.folder).free
        (self.folder / "ballast").write_bytes(bytes(max(0, free - but)))

    def empty(self) -> None:
        (self.folder / "ballast").unlink()

    def contents(self) -> list[Path]:
        """Every file of the city's, hidden ones too."""
        return [path for path in self.folder.rglob("*") if path.is_file() and path.name != "ballast"]


@pytest.fixture
def cramped(own_database: OwnDatabase, city_home: Path, tmp_path: Path) -> Iterator[tuple[RunningCity, SmallDisk]]:
    """A city whose folder of files is a disk of 4 MB."""
    trial = [*ALONE, "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    if shutil.which("unshare") is None or subprocess.run(trial, capture_output=True, check=False).returncode:
        sentence = "No small disk can be mounted here: that needs Linux, and root or user namespaces."
        if os.environ.get("CI"):
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    more = {"BALAI_PROXIES": "1", "BALAI_LOG_LEVEL": "WARNING", **own_database.settings}
    with running_city(city_home, within=[*ALONE, "sh", "-c", MOUNTED, "sh"], **more) as city:
        yield city, SmallDisk(Path(f"/proc/{city.process.pid}/root") / str(city_home / "files").lstrip("/"))


def photo(number: int) -> bytes:
    """Noise, which no encoder makes small: some 300 KB, another picture for each number."""
    picture = io.BytesIO()
    noise = Image.frombytes("RGB", (640, 480), random.Random(number).randbytes(640 * 480 * 3))
    noise.save(picture, "JPEG", quality=90)
    return picture.getvalue()


def _multipart(fields: dict[str, str], name: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    line = "balai-boundary"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    ]
    head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="foto.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + f"\r\n--{line}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={line}"}


def _send_photo(browser: Browser, path: str, content: bytes) -> Answer:
    body, headers = _multipart({"csrfmiddlewaretoken": TOKEN, "more": "1"}, "photo", content)
    return browser.ask("POST", path, body, headers)


def _send_by_api(browser: Browser, content: bytes) -> Answer:
    body, headers = _multipart({}, "file", content)
    return browser.ask("POST", "/api/v1/uploads", body, {**headers, "Accept": "application/json"})


def test_a_full_disk_is_said_and_costs_nothing_else(
    cramped: tuple[RunningCity, SmallDisk], own_database: OwnDatabase, spots: list[Spot]
) -> None:
    city, disk = cramped
    for number, language in enumerate(SENTENCES):
        browser = Browser(city.settings["BALAI_ADDRESS"], ip=f"198.51.100.{number}", language=language)
        kept = 2 * number
        first = _send_photo(browser, "/lapor/", photo(10 * number + 1))
        assert first.status == 302, first.body[-2000:]
        words = "Lubang dalam di lajur kiri, mohon diperbaiki."
        report = Report(browser, spots[100], words, draft=first.location.split("/")[2])

        disk.fill(but=100_000)
        _is_refused(browser, report.path, photo(10 * number + 2))
        _disk_and_rows_agree(disk, own_database.home, pictures=kept + 1)
        while report.page:  # everything else goes on, with the photo that was kept
            assert report.send().status == 302
        assert report.look().status == 200
        assert report.reference

        disk.empty()  # and photos do, as soon as there is room
        assert _send_by_api(browser, photo(10 * number + 2)).status == 201
        _disk_and_rows_agree(disk, own_database.home, pictures=kept + 2)
        browser.close()


def _is_refused(browser: Browser, path: str, content: bytes) -> None:
    """On the page and in the API, with a sentence in the visitor's language."""
    refused = _send_photo(browser, path, content)
    assert refused.status == 507
    assert SENTENCES[browser.language] in refused.body.decode()
    by_api = _send_by_api(browser, content)
    assert (by_api.status, by_api.headers["content-type"]) == (507, "application/problem+json")
    problem = json.loads(by_api.body)
    assert problem["code"] == "picture.no_room"
    assert problem["detail"].startswith(SENTENCES[browser.language])


def _disk_and_rows_agree(disk: SmallDisk, home: Path, *, pictures: int) -> None:
    """Each row's content is whole on the disk with its thumbnail, and nothing else is there."""
    known = {row[0] for row in rows_of(home, "SELECT sha256 FROM files_storedfile WHERE erased_at IS NULL")}
    assert len(known) == pictures
    names = {path.name for path in disk.contents()}
    assert names == {f"{sha256}{suffix}" for sha256 in known for suffix in (".jpg", ".small.jpg")}
    for path in disk.contents():
        if not path.name.endswith(".small.jpg"):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name.removesuffix(".jpg")
