"""`kill -9` in the middle of an import: run again, with or without --resume, it comes to the same end."""

from __future__ import annotations

import csv
import json
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from balai.apps.exchange.tests.crm import COLUMNS, report_rows
from balai.apps.exchange.tests.samples import JAKARTA_MAP
from balai.project.tests.cities import COMMAND, OwnDatabase, balai, rows_of, settings_for

pytestmark = pytest.mark.fault

REPORTS = 2_000
EVERY_BAD = 50
"""One report in so many has a category that the map does not know."""
MOMENTS = ((1, ""), (600, "--resume"), (1_200, ""))
"""After how many cases the import is killed, and how it was begun."""
COUNTS = """
SELECT (SELECT count(*) FROM exchange_foreigncase), (SELECT count(DISTINCT foreign_id) FROM exchange_foreigncase),
       (SELECT count(*) FROM cases_case), (SELECT count(*) FROM cases_event), (SELECT count(*) FROM cases_reporter),
       (SELECT count(*) FROM cases_content), (SELECT count(*) FROM notifications_notification)
"""


def a_long_file(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=";")
        writer.writeheader()
        for number in range(REPORTS):
            category = "Tidak dikenal" if number % EVERY_BAD == 0 else "Jalan Rusak"
            writer.writerows(report_rows(**{"No Laporan": f"JKT-{number}", "Kategori": category}))
    return path


def killed(database: OwnDatabase, settings: dict[str, str], words: list[str], *, after: int) -> int:
    """Start an import, kill it once so many cases are in, and say how many are."""
    with subprocess.Popen([*COMMAND, *words], env=settings, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and cases_in(database) < after:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    return cases_in(database)


def cases_in(database: OwnDatabase) -> int:
    ((count,),) = rows_of(database.home, "SELECT count(*) FROM exchange_foreigncase")
    return int(count)


def test_a_killed_import_comes_to_the_same_end(
    own_database: OwnDatabase, city_home: Path, tmp_path: Path, seed: int
) -> None:
    settings = settings_for(city_home, **own_database.settings)
    errors, file = tmp_path / "errors.csv", a_long_file(tmp_path / "long.csv")
    words = ["import", "cases", str(file), "--map", str(JAKARTA_MAP), "--errors", str(errors), "--json"]
    dry = balai(settings, *words, "--dry-run")
    expected, refused = json.loads(dry.stdout), errors.read_text()
    assert (expected["new"], expected["refused"], cases_in(own_database)) == (1_960, 40, 0)

    chance = random.Random(seed)
    were = 0
    for moment, how in MOMENTS:
        found = killed(own_database, settings, [*words, *([how] if how else [])], after=moment + chance.randrange(100))
        assert were <= found < expected["new"], "the import was not killed in the middle"
        were = found

    last = balai(settings, *words, "--resume")
    assert last.returncode == 1, last.stderr  # forty cases did not come in
    end = json.loads(last.stdout)
    assert (end["new"] + end["before"], end["refused"]) == (expected["new"], expected["refused"])
    assert end["went_on_after"] > 0
    assert errors.read_text() == refused
    _everything_is_there_once(own_database, expected["new"])

    again = json.loads(balai(settings, *words).stdout)
    assert (again["new"], again["before"], again["refused"]) == (0, expected["new"], expected["refused"])
    _everything_is_there_once(own_database, expected["new"])


def _everything_is_there_once(database: OwnDatabase, cases: int) -> None:
    ((foreign, different, kept, events, reporters, contents, told),) = rows_of(database.home, COUNTS)
    assert foreign == different == kept == reporters == cases
    assert (events, contents) == (12 * cases, 4 * cases)
    assert told == 0
