"""One command: quick to answer, loading only what it is asked for, and telling how to mend what went wrong."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from balai.project.command import COMMANDS, Command, find_command, load, main

LIMIT_SECONDS = 0.15
TARIFF = str(Path(os.environ["BALAI_CITY"]) / "tariffs" / "jak-lingko-2022.yaml")


def balai(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "balai.project.command", *words],
        env={**os.environ, **settings}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_row_of_the_table_leads_somewhere(command: Command) -> None:
    assert callable(load(command))


def test_no_name_stands_twice() -> None:
    names = [command.name for command in COMMANDS]
    assert len(names) == len(set(names))


def test_help_comes_at_once() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = balai("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Of the processor, so that a crowded machine does not count.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < LIMIT_SECONDS
    assert all(f"  {command.name} " in answer.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["settings", "check"],
        ["city", "check", os.environ["BALAI_CITY"]],
        ["fares", "price", TARIFF, "nowhere.csv"],
        ["election", "verify", "nowhere.bel"],
    ],
    ids=" ".join,
)
def test_what_only_computes_never_loads_django(words: list[str], home: Path) -> None:
    code = f"""
import sys
from balai.project.command import main
main({words!r})
assert "django.db" not in sys.modules, "Django was loaded"
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_longest_name_wins() -> None:
    found = find_command(["city", "areas", "import", "file.geojson"])
    assert found is not None
    assert (found[0].name, found[1]) == ("city areas import", ["file.geojson"])


def test_an_unknown_word_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["city", "burn"]) == 2
    told = capsys.readouterr().err
    assert "balai.C001" in told
    assert "city check" in told
    assert "restore" not in told


def test_a_failure_has_an_id_a_sentence_and_a_hint(home: Path) -> None:
    answer = balai("migrate", BALAI_HOME=str(home), BALAI_CITY=str(home))
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[0].startswith("balai.E009: No city.yaml")
    assert answer.stderr.splitlines()[1].startswith("  → Point BALAI_CITY")


def test_a_machine_is_told_in_json(home: Path) -> None:
    answer = balai("jobs", "list", "--json", BALAI_HOME=str(home), BALAI_CITY=str(home))
    assert answer.returncode == 1
    assert json.loads(answer.stdout)["failed"]["id"] == "balai.E009"


def test_misuse_is_another_code_than_failure() -> None:
    assert balai("settings", "check", "--nonsense").returncode == 2


def test_a_web_process_carries_nothing_that_pages_seldom_need() -> None:
    """Each of these is some 20 MB or a second: they are loaded by whoever needs them, when they do."""
    code = (
        "import sys, balai.project.wsgi, balai.project.urls;"
        "print(*({'numba', 'polars', 'osmium', 'openpyxl', 'reportlab', 'qrcode', 'google.protobuf'} & set(sys.modules)))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "balai.project.settings"}
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stdout.split()) == (0, []), answer.stderr
