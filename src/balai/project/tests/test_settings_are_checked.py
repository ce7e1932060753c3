"""Each mistake in the settings is found, with its own id and a hint; every setting and id is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from balai.project.configuration import SETTINGS, find_problems, read_configuration
from balai.project.secret_key import secret_key_of

ROOT = Path(__file__).parents[4]
PACK = str(ROOT / "cities" / "jakarta")

MISTAKES: dict[str, dict[str, str]] = {
    "balai.E001": {"BALAI_WEB_WORKERS": "many"},
    "balai.E002": {"BALAI_HOEM": "/srv/balai"},
    "balai.E003": {"BALAI_LOG_LEVEL": "LOUD"},
    "balai.E004": {"BALAI_ADDRESS": "balai.example.go.id"},
    "balai.E005": {"BALAI_ADDRESS": "http://balai.example.go.id"},
    "balai.E006": {"BALAI_ADDRESS": "https://balai.example.go.id", "BALAI_DEMO": "1"},
    "balai.E007": {"BALAI_SECRET_KEY": "short"},
    "balai.E008": {"DATABASE_URL": "postgresql://app@db/balai"},
    "balai.E009": {"BALAI_CITY": "cities/atlantis"},
    "balai.E010": {"BALAI_BIND": "8000"},
    "balai.E011": {"DATABASE_URL": "mysql://app@db/balai", "DATABASE_OWNER_URL": "postgresql://owner@db/balai"},
    "balai.E012": {"BALAI_SIGN_IN": "https://issuer.example"},
}


def ids(settings: dict[str, str]) -> list[str]:
    return [problem.id for problem in find_problems({"BALAI_CITY": PACK} | settings, folder=ROOT)]


def test_without_any_setting_there_is_nothing_to_mend() -> None:
    assert ids({}) == []


@pytest.mark.parametrize("identifier", MISTAKES)
def test_a_planted_mistake_is_named(identifier: str) -> None:
    assert identifier in ids(MISTAKES[identifier])
    for problem in find_problems(MISTAKES[identifier], folder=ROOT):
        assert problem.sentence.endswith(".")
        assert len(problem.hint) > 10


def test_a_hint_never_repeats_a_secret() -> None:
    secret = "hunter2hunter2"
    settings = {
        "BALAI_SECRET_KEY": secret,
        "DATABASE_URL": f"mysql://app:{secret}@db/balai",
        "BALAI_SIGN_IN": f"https://client:{secret}@/",
        "BALAI_MAIL_URL": f"ftp://user:{secret}@mail",
    }
    assert secret not in repr(find_problems(settings, folder=ROOT))


def test_names_for_tests_are_not_settings() -> None:
    assert ids({"BALAI_TEST_HOME": "/tmp/x"}) == []


@pytest.mark.parametrize(
    ("settings", "bind"),
    [
        ({}, ("127.0.0.1", 8000)),
        ({"BALAI_ADDRESS": "http://localhost:8123"}, ("127.0.0.1", 8123)),
        ({"BALAI_ADDRESS": "https://balai.example.go.id"}, ("127.0.0.1", 8000)),
        ({"BALAI_BIND": "0.0.0.0:80"}, ("0.0.0.0", 80)),
        ({"BALAI_BIND": "[::1]:9000"}, ("::1", 9000)),
    ],
)
def test_the_server_listens_where_it_is_told(settings: dict[str, str], bind: tuple[str, int]) -> None:
    assert read_configuration(settings, folder=ROOT).bind == bind


def test_the_key_is_made_once_and_closed_to_others(home: Path) -> None:
    first = secret_key_of(home / "new")
    assert len(first) >= 50
    assert secret_key_of(home / "new") == first
    assert (home / "new" / "secret.key").stat().st_mode & 0o077 == 0


def test_every_setting_and_every_id_is_in_the_reference() -> None:
    settings = (ROOT / "docs" / "reference" / "settings.md").read_text()
    failures = (ROOT / "docs" / "reference" / "failures.md").read_text()
    assert {setting.name for setting in SETTINGS} <= set(re.findall(r"^\| `([A-Z0-9_]+)` \|", settings, re.MULTILINE))
    assert set(MISTAKES) <= set(re.findall(r"balai\.E\d{3}", failures))
