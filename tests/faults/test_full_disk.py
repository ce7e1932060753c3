"""A full disk: whoever brings a photo is told so and loses nothing else; nothing half written stays."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from balai.project.tests.cities import OwnDatabase, RunningCity, eventually, rows_of, running_city
from balai.project.tests.citizens import TOKEN, Answer, Browser, Call, Report, Spot, invented_report

pytestmark = pytest.mark.fault

FILES_DISK, RECORDS_DISK = "4m", "160m"
ALONE = ("unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]))
"""In a world of mounts of its own, which ends with the city."""
MOUNTED = 'mkdir -p "$1" && mount -t tmpfs -o size="$2",mode=755 tmpfs "$1" && shift 2 && exec "$@"'
SLOWEST_RETURN_SECONDS = 30.0
MORE = {"BALAI_PROXIES": "1", "BALAI_LOG_LEVEL": "WARNING"}
SENTENCES = {"id": "Saat ini tidak ada ruang untuk foto.", "en": "We have no room for photos right now."}


@dataclass(slots=True)
class SmallDisk:
    """The folder of files of a running city, as the city itself sees it, and a file that fills it."""

    folder: Path

    def fill(self, *, but: int) -> None:
        """Leave `but` bytes."""
        free = shutil.disk_usage(self.folder).free
        (self.folder / "ballast").write_bytes(bytes(max(0, free - but)))

    def fill_up(self) -> None:
        """To the last byte."""
        with (self.folder / "ballast").open("ab", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(bytes(4096))

    def empty(self) -> None:
        (self.folder / "ballast").unlink()

    def contents(self) -> list[Path]:
        """Every file of the city's, hidden ones too."""
        return [path for path in self.folder.rglob("*") if path.is_file() and path.name != "ballast"]


def within(folder: Path, size: str) -> list[str]:
    """The first words of the command of a city that has a disk of `size` at `folder`."""
    return [*ALONE, "sh", "-c", MOUNTED, "sh", str(folder), size]


def needs_small_disks(tmp_path: Path, *, root: bool = False) -> None:
    trial = subprocess.run([*within(tmp_path, "64k"), "true"], capture_output=True, check=False, timeout=20)
    if trial.returncode or (root and os.geteuid()):
        sentence = "No small disk can be mounted here: that needs Linux, and root or user namespaces."
        if os.environ.get("CI"):
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)


def disk_of(city: RunningCity, folder: Path) -> SmallDisk:
    return SmallDisk(Path(f"/proc/{city.process.pid}/root{folder}"))


@pytest.fixture
def cramped(own_database: OwnDatabase, city_home: Path, tmp_path: Path) -> Iterator[tuple[RunningCity, SmallDisk]]:
    """A city whose folder of files is a disk of 4 MB."""
    needs_small_disks(tmp_path)
    folder = city_home / "files"
    with running_city(city_home, within=within(folder, FILES_DISK), **MORE, **own_database.settings) as city:
        yield city, disk_of(city, folder)


@pytest.fixture
def cramped_records(home: Path, tmp_path: Path) -> Iterator[tuple[RunningCity, SmallDisk]]:
    """A city whose bundled database lies on a disk of 160 MB."""
    needs_small_disks(tmp_path, root=True)
    folder = home / "postgres"
    with running_city(home, within=within(folder, RECORDS_DISK), **MORE) as city:
        yield city, disk_of(city, folder)


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


def test_records_that_find_no_room_are_away_and_come_back(
    cramped_records: tuple[RunningCity, SmallDisk], spots: list[Spot]
) -> None:
    city, disk = cramped_records
    chance, sent = random.Random(1), list[Call]()
    assert _send(city, spots, chance, sent) == 201
    disk.fill_up()
    refused = eventually(lambda: _send(city, spots, chance, sent) == 503, seconds=60)
    assert refused, "the disk was never full enough"
    os.kill(city.child("bin/postgres -D"), signal.SIGKILL)  # the worst moment to have to start
    assert eventually(lambda: city.answers("/laporan/") == 503)
    assert city.answers("/healthz") == 200
    assert eventually(lambda: "balai.P008: PostgreSQL did not start" in city.output.read_text())
    assert city.process.poll() is None, "the city gave up"

    disk.empty()
    assert eventually(lambda: _send(city, spots, chance, sent) == 201, seconds=SLOWEST_RETURN_SECONDS)
    for call in sent:
        assert call.look().status == 200, "an acknowledged report is gone"
        call.browser.close()


def _send(city: RunningCity, spots: list[Spot], chance: random.Random, sent: list[Call]) -> int:
    """The status that one more report gets; never 500. Acknowledged ones are kept in `sent`."""
    call = invented_report(city.settings["BALAI_ADDRESS"], spots, len(sent), chance, by_api=True)
    assert isinstance(call, Call)
    call.words += " Mohon segera diperbaiki." * 35
    status = call.send().status
    assert status in (201, 503)
    if status == 201:
        sent.append(call)
    else:
        call.browser.close()
    return status
