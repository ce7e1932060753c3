"""A feed goes out with the fares of a tariff: everything else of it as it came, and prices that others read are ours."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from balai.engines.fares.gtfs.joining import Apart, join_fares
from balai.engines.fares.gtfs.lint import lint_fares
from balai.engines.fares.gtfs.pricing import FareFeedPricer, Leg
from balai.engines.fares.gtfs.reading import read_feed
from balai.engines.fares.gtfs.writing import write_fares
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.tests.samples import ZONE, jakarta

JAKARTA = Path(__file__).parents[5] / "cities" / "jakarta" / "mobility" / "gtfs"
CALENDAR = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
TARIFF = jakarta("jak-lingko-2022")


def feed(folder: Path, **changed: str) -> Path:
    """Jakarta's feed as a zip, some files of it changed, one within a folder."""
    path = folder / "feed.zip"
    files = {file.stem: file.read_text(encoding="utf-8") for file in JAKARTA.glob("*.txt")} | changed
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes/readme.md", "for people")
        for name, text in files.items():
            archive.writestr(f"{name}.txt", text)
    return path


def joined(folder: Path, **changed: str) -> Path:
    to = folder / "out.zip"
    assert join_fares(feed(folder, **changed), write_fares(TARIFF), to) is None
    return to


def texts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_others_read_our_prices_in_it(tmp_path: Path) -> None:
    read = read_feed(joined(tmp_path))
    assert not lint_fares(read)
    pricer = FareFeedPricer(read)
    noon = datetime(2026, 3, 2, 12, tzinfo=ZONE)
    metro = Leg("mrt-ns", "mrt-lebak-bulus", "mrt-bundaran-hi", noon, noon + timedelta(minutes=30))
    bus = Leg("tj-1", "tj-blok-m", "tj-kota", noon, noon + timedelta(minutes=50))
    assert [pricer.price([one]) for one in (metro, bus)] == [Decimal(14_000), Decimal(3_500)]
    dawn = noon.replace(hour=6)
    services = frozenset(row["service_id"] for row in read.rows("timeframes"))
    early = Leg("tj-1", "tj-blok-m", "tj-kota", dawn, dawn + timedelta(minutes=50), services)
    assert pricer.price([early]) == Decimal(2_000)


def test_the_feed_itself_stays_as_it_came(tmp_path: Path) -> None:
    out = texts(joined(tmp_path))
    before = texts(tmp_path / "feed.zip")
    changed = {name for name, text in before.items() if out[name] != text}
    assert changed == {"calendar.txt"}
    rows = list(csv.DictReader(io.StringIO(out["calendar.txt"])))
    services = {row["service_id"] for row in csv.DictReader(io.StringIO(out["timeframes.txt"]))}
    assert services < {row["service_id"] for row in rows}
    assert rows[0] == next(csv.DictReader(io.StringIO(before["calendar.txt"])))
    assert "networks.txt" not in out  # forbidden beside network_id in routes.txt


def test_the_same_feed_and_tariff_give_the_same_bytes(tmp_path: Path) -> None:
    first = joined(tmp_path).read_bytes()
    assert joined(tmp_path).read_bytes() == first


def test_fares_of_lines_and_stops_that_it_lacks_are_left_out(tmp_path: Path) -> None:
    routes = "route_id,route_type,network_id\nmrt-ns,1,mrt\n"
    stops = "stop_id,stop_name\nmrt-lebak-bulus,Lebak Bulus\nmrt-fatmawati,Fatmawati\n"
    out = joined(tmp_path, routes=routes, stops=stops)
    read = read_feed(out)
    assert not [notice for notice in lint_fares(read) if notice.severity == "error"]
    assert {row["network_id"] for row in read.rows("fare_leg_rules")} == {"mrt"}
    assert {row["stop_id"] for row in read.rows("stop_areas")} == {"mrt-lebak-bulus", "mrt-fatmawati"}


def test_a_feed_without_a_calendar_gets_one(tmp_path: Path) -> None:
    path = feed(tmp_path)
    bare = tmp_path / "bare.zip"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            if name != "calendar.txt":
                target.writestr(name, source.read(name))
    assert join_fares(bare, write_fares(TARIFF), tmp_path / "out.zip") is None
    assert texts(tmp_path / "out.zip")["calendar.txt"].startswith("service_id,")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"fare_products": "fare_product_id,amount,currency\na,1,IDR\n"}, Apart.OWN_FARES),
        ({"routes": "route_id,route_type\na,3\n"}, Apart.NO_NETWORKS),
        ({"routes": "route_id,route_type,network_id\na,3,\n"}, Apart.NO_NETWORKS),
    ],
)
def test_some_feeds_go_out_as_they_are(tmp_path: Path, changed: dict[str, str], why: Apart) -> None:
    to = tmp_path / "out.zip"
    assert join_fares(feed(tmp_path, **changed), write_fares(TARIFF), to) is why
    assert not to.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"\xff" * 100])
def test_what_is_no_feed_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feed.zip"
    path.write_bytes(content)
    with pytest.raises(FareError):
        join_fares(path, write_fares(TARIFF), tmp_path / "out.zip")
