"""`balai transit` from a feed to a journey, without Django."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from balai.base.failures import Failure
from balai.engines.transit.tests.test_hostile_feeds_are_refused import FILES, write
from balai.engines.transit.tests.test_streets_are_walked import NORTH_BANK, SOUTH_BANK, STREET, write_streets
from balai.project.transit_commands import build, check, plan, reach

MONDAY = "2026-01-05"
JAKARTA = Path(__file__).parents[4] / "cities" / "jakarta"


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_feed_is_checked_built_and_planned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = tmp_path / "feed"
    feed.mkdir()
    write(feed)
    assert check([str(feed), "--json"]) == 0
    assert said(capsys) == {"usable": True, "errors": 0, "notices": []}
    assert build([str(feed), "--to", str(tmp_path / "kept"), "--json"]) == 0
    capsys.readouterr()
    question = [str(tmp_path / "kept"), "--from", "A", "--date", MONDAY]
    assert plan([*question, "--to", "C", "--at", "07:30", "--json"]) == 0
    [journey] = said(capsys)
    assert (journey["departure"], journey["arrival"]) == (f"{MONDAY}T08:00:00", f"{MONDAY}T08:20:00")
    assert plan([*question, "--to", "C", "--arrive", "09:00"]) == 0
    assert "08:00 → 08:20  20 min, 0 transfers" in capsys.readouterr().out
    assert plan([*question, "--to", "C", "--at", "23:00", "--json"]) == 1
    assert said(capsys) == []
    assert reach([*question, "--at", "08:00", "--minutes", "10", "--json"]) == 0
    assert [row["stop_id"] for row in said(capsys)] == ["A", "B"]


def test_a_faulty_feed_is_built_only_on_demand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, routes=FILES["routes.txt"] + "q,a,2,bus\n")
    assert check([str(tmp_path), "--json"]) == 1
    to = ["--to", str(tmp_path / "kept"), "--json"]
    with pytest.raises(Failure, match=r"balai\.C050"):
        build([str(tmp_path), *to])
    capsys.readouterr()
    assert build([str(tmp_path), *to, "--leave-out-errors"]) == 0
    with pytest.raises(Failure, match=r"balai\.C051"):
        plan([str(tmp_path), "--from", "NOWHERE", "--to", "C", "--date", MONDAY, "--at", "08:00"])
    with pytest.raises(Failure, match=r"balai\.C052"):
        check([str(tmp_path), str(tmp_path)])


def test_people_walk_along_the_streets_that_are_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = tmp_path / "feed"
    feed.mkdir()
    # A and C lie 200 m apart on a street; B is 110 m from both, across a river without a bridge.
    rows = ("A,Alpha,-0.00005,0.0001,0,", "B,Beta,0.0009,0.0001,0,", "C,Gamma,-0.00005,0.0019,0,")
    write(feed, stops="stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n" + "\n".join(rows) + "\n")
    streets = write_streets(tmp_path / "streets.osm.pbf", [(NORTH_BANK, STREET), (SOUTH_BANK, STREET)])
    question = [str(feed), "--to", str(tmp_path / "kept"), "--leave-out-errors", "--json"]
    assert build(question) == 0
    straight = said(capsys)["footpaths_by_source"]
    assert straight == {"straight_line": 6, "streets": 0, "transfers": 0, "pathways": 0}
    assert build([*question, "--streets", str(streets)]) == 0
    along = said(capsys)["footpaths_by_source"]
    assert along == {"straight_line": 0, "streets": 2, "transfers": 0, "pathways": 0}
    assert plan([str(tmp_path / "kept"), "--from", "A", "--to", "C", "--date", MONDAY, "--at", "07:30", "--json"]) == 0
    [walk] = said(capsys)[0]["legs"]
    assert (walk["source"], walk["metres"]) == ("streets", 211)
    streets.write_bytes(b"this is no map")
    with pytest.raises(Failure, match=r"balai\.C051"):
        build([*question, "--streets", str(streets)])


def test_the_cheapest_is_planned_with_its_price(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed, tariffs = str(JAKARTA / "mobility" / "gtfs"), JAKARTA / "tariffs"
    question = [feed, "--from", "mrt-lebak-bulus", "--to", "tj-kota", "--date", "2026-09-30", "--at", "08:00"]
    priced = [
        *question,
        "--cheapest",
        str(tariffs / "jak-lingko-2022.yaml"),
        "--distances",
        str(tariffs / "distances.csv"),
    ]
    assert plan([*priced, "--json"]) == 0
    journeys = said(capsys)
    assert journeys[0]["price"] > min(journey["price"] for journey in journeys) == 3500
    assert plan(priced) == 0
    assert "IDR 3,500\n" in capsys.readouterr().out
    in_time = [*priced[:-6], "--arrive", "09:30", *priced[-4:]]
    assert plan([*in_time, "--json"]) == 0
    journeys = said(capsys)
    assert max(journey["arrival"] for journey in journeys) <= "2026-09-30T09:30:00"
    assert journeys[0]["price"] > min(journey["price"] for journey in journeys) == 3500
    with pytest.raises(Failure, match=r"balai\.C054"):
        plan([*question, "--cheapest", str(tariffs / "distances.csv")])
    with pytest.raises(SystemExit):
        plan([*priced, "--window", "60"])
