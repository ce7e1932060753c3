"""`balai transit feed`: feeds are brought, listed, let rule and taken back from the command line; refusals end with 1."""

from __future__ import annotations

import io
import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from balai.apps.mobility.actions.feeding import add_feed, examine_feed
from balai.apps.mobility.feed_days import ruling_on
from balai.apps.mobility.models import FeedVersion
from balai.apps.mobility.tests.feeds import feed
from balai.apps.mobility.workbench import examine_here
from balai.base.city import city_zone
from balai.base.clock import now as the_time
from balai.base.failures import Failure
from balai.project import feed_commands
from balai.project.feed_commands import activate, add, list_feeds, roll_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The commands work on the city of this test, whose database and Django are at hand already."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path / "home")
    monkeypatch.setattr(feed_commands, "city", nullcontext)
    return tmp_path


def brought(trip: str, **more: Any) -> FeedVersion:
    row = add_feed(upload=io.BytesIO(feed(trip=trip, **more)), name=f"{trip}.zip", by=None, now=the_time())
    return examine_feed(version=row, now=the_time(), workshop=examine_here)


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def rules_today() -> str:
    row = ruling_on(the_time().astimezone(city_zone()).date())
    return row.version.name if row else ""


def test_a_feed_is_added_with_its_report(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = here / "new.zip"
    path.write_bytes(feed(stray=True))
    assert add([str(path), "--json"]) == 0
    told = said(capsys)
    assert (told["name"], told["usable"], told["begins"], told["rules"]) == ("new.zip", True, "2026-01-01", [])
    assert [notice["rule"] for notice in told["notices"] if notice["severity"] == "error"] == ["foreign_key_violation"]
    assert rules_today() == ""
    with pytest.raises(Failure, match=r"balai\.C061.*brought before"):
        add([str(path)])


def test_what_is_no_feed_is_refused_or_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failure, match=r"balai\.C060"):
        add([str(here / "nowhere.zip")])
    text = here / "stops.txt"
    text.write_text("stop_id\n")
    with pytest.raises(Failure, match=r"balai\.C061.*no zip"):
        add([str(text)])
    assert not FeedVersion.objects.exists()
    empty = here / "empty.zip"
    empty.write_bytes(b"PK\x05\x06" + bytes(18))
    assert add([str(empty)]) == 1
    assert "errors" in capsys.readouterr().out


def test_feeds_are_listed_with_the_days_from_which_they_rule(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert list_feeds([]) == 0
    assert "No feed was brought yet." in capsys.readouterr().out
    version = brought("one")
    activate([version.digest[:8]])
    capsys.readouterr()
    assert list_feeds([]) == 0
    assert f"{version.digest[:12]}  one.zip: 2026-01-01 to 2030-12-31" in capsys.readouterr().out
    assert list_feeds(["--json"]) == 0
    [told] = said(capsys)
    today = the_time().astimezone(city_zone()).date()
    assert told["rules"] == [{"since": today.isoformat(), "taken_back": False}]


def test_a_feed_is_let_rule_and_taken_back(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = brought("one"), brought("two")
    assert activate([first.digest[:8]]) == 0
    capsys.readouterr()
    assert activate([second.digest, "--json"]) == 0
    assert said(capsys)["digest"] == second.digest
    assert rules_today() == "two.zip"
    assert roll_back(["--json"]) == 0
    assert said(capsys) == {"taken_back": second.digest, "rules": first.digest}
    assert rules_today() == "one.zip"
    with pytest.raises(Failure, match=r"balai\.C061"):
        roll_back([])
    tomorrow = the_time().astimezone(city_zone()).date() + timedelta(days=1)
    assert activate([second.digest[:10], "--since", tomorrow.isoformat()]) == 0
    assert f"rules from {tomorrow} on" in capsys.readouterr().out
    assert rules_today() == "one.zip"


def test_errors_have_to_be_accepted(here: Path) -> None:
    version = brought("one", stray=True)
    with pytest.raises(Failure, match=r"balai\.C061"):
        activate([version.digest[:8]])
    assert activate([version.digest[:8], "--leave-out-errors"]) == 0


def test_impossible_days_and_unknown_feeds_are_refused(here: Path) -> None:
    version = brought("one")
    for day in ("2020-01-01", "2031-01-01"):
        with pytest.raises(Failure, match=r"balai\.C061"):
            activate([version.digest[:8], "--since", day])
    for digest in ("", version.digest[:7], "0" * 64):
        with pytest.raises(Failure, match=r"balai\.C062"):
            activate([digest])
    with pytest.raises(SystemExit) as ended:
        activate([version.digest[:8], "--since", "tomorrow"])
    assert ended.value.code == 2
    assert rules_today() == ""


def test_nothing_is_taken_back_where_nothing_rules(here: Path) -> None:
    with pytest.raises(Failure, match=r"balai\.C061"):
        roll_back([])
