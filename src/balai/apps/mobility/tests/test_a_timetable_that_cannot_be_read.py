"""A feed that cannot be read is said, told to the log, and not read again at every request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import enumerate as threads

import pytest
from django.conf import LazySettings
from django.test import Client

from balai.apps.mobility.timetables import is_unreadable, planner_of


def wait() -> int:
    """Until no timetable is under way; how many were."""
    found = [thread for thread in threads() if thread.name == "timetable"]
    for thread in found:
        thread.join()
    return len(found)


@pytest.mark.django_db
def test_it_is_said_once_and_rests(
    settings: LazySettings, tmp_path: Path, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    for entry in settings.CONFIGURATION.city.iterdir():
        if entry.name != "mobility":
            (tmp_path / entry.name).symlink_to(entry)
    settings.CONFIGURATION = replace(settings.CONFIGURATION, city=tmp_path)
    folder = tmp_path / "mobility" / "gtfs"
    folder.mkdir(parents=True)
    assert client.get("/perjalanan.json", {"dari": "A", "ke": "B"}).json() == {"problem": "preparing"}
    wait()
    assert is_unreadable(folder)
    assert [record.levelname for record in caplog.records if record.name == "balai.apps.mobility.timetables"] == [
        "ERROR"
    ]
    answer = client.get("/perjalanan.json", {"dari": "A", "ke": "B"})
    assert (answer.status_code, answer.json(), answer.headers["Retry-After"]) == (503, {"problem": "unreadable"}, "600")
    page = client.get("/perjalanan/", headers={"accept-language": "id"}).content.decode()
    assert "Jadwal tidak dapat dibaca" in page
    assert (planner_of(folder), wait()) == (None, 0)
