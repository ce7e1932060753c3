"""GTFS-Fares v2: files are judged by the validator's rule names, priced by the reference, written as far as they go."""

from __future__ import annotations

import zipfile
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from balai.engines.fares.gtfs.lint import lint_fares
from balai.engines.fares.gtfs.pricing import FareFeedPricer, Leg
from balai.engines.fares.gtfs.reading import FareFeed, read_feed
from balai.engines.fares.gtfs.writing import write_fares
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.pricing import price
from balai.engines.fares.tests.samples import BUS, ZONE, jakarta, ride, sample

FILES = {
    "routes.txt": "route_id,network_id\nb1,bus\nb2,bus\nm1,metro\nm2,metro\nf1,ferry\n",
    "stops.txt": "stop_id,parent_station\na,\nb,\nc1,c\nc2,c\nc,\n",
    "areas.txt": "area_id\ninner\nouter\n",
    "stop_areas.txt": "area_id,stop_id\ninner,a\nouter,b\nouter,c\n",
    "rider_categories.txt": "rider_category_id,rider_category_name,is_default_fare_category\nadult,A,1\nchild,C,0\n",
    "fare_media.txt": "fare_media_id,fare_media_type\ncash,0\ncard,2\n",
    "timeframes.txt": "timeframe_group_id,start_time,end_time,service_id\nearly,05:00:00,07:00:00,daily\n",
    "fare_products.txt": """fare_product_id,rider_category_id,fare_media_id,amount,currency
bus,adult,cash,4000,IDR
bus,adult,card,3500,IDR
bus,child,,1000,IDR
cheap,,,2000,IDR
near,,,4000,IDR
far,,,9000,IDR
change,,,500,IDR
both,,,6000,IDR
ferry,,,7000,IDR
""",
    "fare_leg_rules.txt": """leg_group_id,network_id,from_area_id,to_area_id,from_timeframe_group_id,fare_product_id,rule_priority
bus,bus,,,,bus,0
bus,bus,,,early,cheap,1
metro,metro,,,,near,0
metro,metro,inner,outer,,far,1
ferry,ferry,,,,ferry,0
""",
    "fare_leg_join_rules.txt": "from_network_id,to_network_id\nmetro,metro\n",
    "fare_transfer_rules.txt": """from_leg_group_id,to_leg_group_id,transfer_count,duration_limit,duration_limit_type,fare_transfer_type,fare_product_id
bus,bus,1,3600,1,0,
bus,metro,,5400,0,1,change
metro,bus,,,,2,both
""",
}
NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)


def feed_in(folder: Path, **changed: str) -> FareFeed:
    for name, text in {**FILES, **{f"{name}.txt": text for name, text in changed.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_feed(folder)


def leg(route: str, origin: str, end: str, begun: int, ended: int, *, start: datetime = NOON) -> Leg:
    minutes = [start + timedelta(minutes=minute) for minute in (begun, ended)]
    return Leg(route, origin, end, minutes[0], minutes[1], frozenset({"daily"}))


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ([leg("b1", "a", "b", 0, 20)], 3500),
        ([leg("m1", "b", "a", 0, 20)], 4000),
        ([leg("m1", "a", "b", 0, 20)], 9000),
        ([leg("m1", "a", "c1", 0, 20)], 9000),  # the area of its station
        ([leg("b1", "a", "b", 0, 20), leg("b2", "b", "a", 30, 50)], 3500),
        ([leg("b1", "a", "b", 0, 20), leg("b2", "b", "a", 61, 70)], 7000),  # the window counts between departures
        ([leg("b1", "a", "b", 0, 5), leg("b2", "b", "a", 10, 15), leg("b1", "a", "b", 20, 25)], 7000),  # once only
        ([leg("b1", "a", "b", 0, 20), leg("m1", "b", "a", 30, 50)], 3500 + 4000),  # a dearer change is not taken
        ([leg("m1", "b", "a", 0, 20), leg("b1", "a", "b", 30, 50)], 6000),  # one product for both
        ([leg("m1", "b", "c1", 0, 20), leg("m2", "c2", "a", 25, 40)], 4000),  # joined at one station
        ([leg("f1", "a", "b", 0, 20), leg("b1", "b", "a", 25, 40)], 10_500),
    ],
)
def test_journeys_are_priced(tmp_path: Path, legs: list[Leg], expected: int) -> None:
    assert FareFeedPricer(feed_in(tmp_path), medium="card").price(legs) == Decimal(expected)


def test_categories_media_and_hours(tmp_path: Path) -> None:
    feed, ride_of_one = feed_in(tmp_path), [leg("b1", "a", "b", 0, 20)]
    assert FareFeedPricer(feed, medium="cash").price(ride_of_one) == 4000
    assert FareFeedPricer(feed, category="child").price(ride_of_one) == 1000
    early = [leg("b1", "a", "b", 0, 20, start=NOON.replace(hour=6))]
    assert FareFeedPricer(feed).price(early) == 2000


def test_what_has_no_rule_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FareError, match="No fare rule"):
        FareFeedPricer(feed_in(tmp_path)).price([leg("x9", "a", "b", 0, 20)])
    with pytest.raises(FareError, match="12 legs at most"):
        FareFeedPricer(feed_in(tmp_path)).price([leg("b1", "a", "b", 0, 20)] * 13)


def test_a_sound_feed_has_no_notices(tmp_path: Path) -> None:
    assert lint_fares(feed_in(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "rule", "line"),
    [
        ("fare_products", "fare_product_id,", "product,", "missing_required_column", 1),
        ("fare_products", "4000,IDR\nbus", ",IDR\nbus", "missing_required_field", 2),
        ("fare_products", "4000,IDR\nbus", "4.0.0,IDR\nbus", "invalid_currency_amount", 2),
        ("fare_products", "4000,IDR\nbus", "4000,Rp\nbus", "invalid_currency", 2),
        ("fare_products", "bus,adult,card", "bus,adult,cash", "duplicate_key", 3),
        ("fare_leg_rules", "metro,metro,,,,near", "metro,metro,,,,none", "foreign_key_violation", 4),
        ("fare_leg_rules", "ferry,ferry", "ferry,boat", "foreign_key_violation", 6),
        ("fare_transfer_rules", "bus,bus,1,", "bus,bus,,", "fare_transfer_rule_missing_transfer_count", 2),
        ("fare_transfer_rules", "bus,bus,1,", "bus,bus,0,", "fare_transfer_rule_invalid_transfer_count", 2),
        ("fare_transfer_rules", "bus,metro,,", "bus,metro,2,", "fare_transfer_rule_with_forbidden_transfer_count", 3),
        ("fare_transfer_rules", "3600,1", "3600,", "fare_transfer_rule_duration_limit_without_type", 2),
        ("fare_transfer_rules", "3600,1", ",1", "fare_transfer_rule_duration_limit_type_without_duration_limit", 2),
        ("timeframes", "07:00:00", "", "timeframe_only_start_or_end_time_specified", 2),
        ("timeframes", "07:00:00", "25:00:00", "timeframe_start_or_end_time_greater_than_twenty_four_hours", 2),
        ("rider_categories", "child,C,0", "child,C,1", "fare_product_with_multiple_default_rider_categories", 3),
        ("fare_media", "cash,0", "cash,9", "unexpected_enum_value", 2),
    ],
)  # fmt: skip
def test_a_planted_mistake_is_found(  # noqa: PLR0917 (pytest passes them by name)
    tmp_path: Path, name: str, old: str, new: str, rule: str, line: int
) -> None:
    text = FILES[f"{name}.txt"]
    assert old in text
    found = lint_fares(feed_in(tmp_path, **{name: text.replace(old, new, 1)}))
    assert (rule, f"{name}.txt", line) in {(one.rule, one.file, one.line) for one in found}


def test_feeds_come_as_zip_and_are_bounded(tmp_path: Path) -> None:
    feed_in(tmp_path)
    archive = tmp_path / "feed.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name in FILES:
            file.write(tmp_path / name, name)
    assert read_feed(archive).tables.keys() == read_feed(tmp_path).tables.keys()
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("fare_products.txt", b"0" * 51_000_000)
    with pytest.raises(FareError, match="larger than"):
        read_feed(bomb)
    (tmp_path / "fare_products.txt").write_bytes(b"fare_product_id\n\xff\n")
    with pytest.raises(FareError, match="cannot be read"):
        read_feed(tmp_path)


def test_what_decree_733_cannot_say_is_listed() -> None:
    made = write_fares(jakarta("jak-lingko-2022"))
    codes = [code for code, _values in made.left_out]
    assert codes == ["package-distance", "least-modes", "overrun", "interchanges", "day", "cheaper"]
    assert "fare_transfer_rules.txt" not in made.files
    assert "hari kalender" in " ".join(made.sentences("id"))
    assert "calendar days only" in " ".join(made.sentences("en"))


FLAT = """
package: {networks: [bus, rail], price: {boarding: 5000, per_kilometre: 0, most: 5000}, window: {minutes: 180, until: last_boarding}}
groups: [{code: pupil, title: {id: Pelajar, en: Pupil}, pays: {bus: 50, rail: 50}, pays_package: 50}]
"""


@pytest.mark.parametrize("minutes", [(0, 30, 170), (0, 181), (0, 100, 179, 190)])
def test_what_is_written_costs_the_same_by_the_format(tmp_path: Path, minutes: tuple[int, ...]) -> None:
    text = BUS.replace("3000", "5000").replace("7000", "5000") + FLAT
    tariff = sample(text)
    made = write_fares(tariff)
    assert made.left_out == []
    for name, content in made.texts().items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "routes.txt").write_text("route_id\nbus\nrail\n")
    (tmp_path / "route_networks.txt").write_text("network_id,route_id\nbus,bus\nrail,rail\n")
    feed = read_feed(tmp_path)
    assert lint_fares(feed) == []
    names = [("bus", "rail")[number % 2] for number in range(len(minutes))]
    rides = [ride(name, minute, minute + 5) for name, minute in zip(names, minutes, strict=True)]
    legs = [leg(name, "a", "b", minute, minute + 5) for name, minute in zip(names, minutes, strict=True)]
    assert FareFeedPricer(feed).price(legs) == price(tariff, rides, zone=ZONE).total


def test_hours_and_zones_are_written(tmp_path: Path) -> None:
    made = write_fares(jakarta("jak-lingko-2022"))
    for name, content in made.texts().items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "routes.txt").write_text("route_id\nt\nm\n")
    (tmp_path / "route_networks.txt").write_text("network_id,route_id\ntransjakarta,t\nmrt,m\n")
    feed = read_feed(tmp_path)
    assert lint_fares(feed) == []
    services = frozenset({"fare-transjakarta-1"})
    early = Leg("t", "x", "y", NOON.replace(hour=6), NOON.replace(hour=7), services)
    assert FareFeedPricer(feed).price([early]) == 2000
    assert FareFeedPricer(feed).price([Leg("t", "x", "y", NOON, NOON, services)]) == 3500
    assert FareFeedPricer(feed, category="elderly").price([early]) == 0
    assert FareFeedPricer(feed).price([Leg("m", "mrt-blok-m", "mrt-dukuh-atas", NOON, NOON)]) == 9000
    inside = [Leg("t", "x", "y", NOON, NOON, services), Leg("t", "y", "z", NOON, NOON, services)]
    assert FareFeedPricer(feed).price(inside) == 3500


@pytest.mark.parametrize("fault", ["deflated", "lzma", "encrypted"])
def test_a_broken_archive_is_a_mistake_and_no_crash(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA if fault == "lzma" else zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("areas.txt", FILES["areas.txt"] * 500)
    broken = bytearray(path.read_bytes())
    if fault == "encrypted":
        for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            broken[broken.index(mark) + flags] |= 1
    else:
        begin = broken.index(b"areas.txt") + len("areas.txt")
        broken[begin + 4 : begin + 24] = bytes([255]) * 20
    path.write_bytes(broken)
    with pytest.raises(FareError, match="cannot be read"):
        read_feed(path)
