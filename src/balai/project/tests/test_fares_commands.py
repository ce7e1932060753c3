"""`balai fares …` prices, settles, explains and tries out from files alone, and never loads Django."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from balai.project.command import main

TARIFF = Path(__file__).parents[4] / "cities" / "jakarta" / "tariffs" / "jak-lingko-2022.yaml"
RIDES = """network,from,to,boarded,alighted,metres
transjakarta,tj-csw,tj-dukuh-atas,2026-03-02T08:00,2026-03-02T08:20,3000
mrt,mrt-dukuh-atas,mrt-blok-m,2026-03-02T08:25,2026-03-02T08:40,5000
"""
TAPS = """key,card,at,kind,network,stop,operator
1,A,2026-03-02T08:00,in,transjakarta,tj-csw,tj
2,A,2026-03-02T08:20,out,transjakarta,tj-dukuh-atas,tj
2,A,2026-03-02T08:20,out,transjakarta,tj-dukuh-atas,tj
3,A,2026-03-02T08:25,in,mrt,mrt-dukuh-atas,mrtj
4,A,2026-03-02T08:40,out,mrt,mrt-blok-m,mrtj
5,B,2026-03-02T09:00,in,transjakarta,tj-csw,tj
"""
DISTANCES = """network,from,to,metres
transjakarta,tj-csw,tj-dukuh-atas,3000
mrt,mrt-blok-m,mrt-dukuh-atas,5000
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("rides", RIDES), ("taps", TAPS), ("distances", DISTANCES)):
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0) -> str:
    assert main([str(word) for word in ("fares", *words)]) == code
    return capsys.readouterr().out


def test_price(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "price", TARIFF, folder / "rides.csv")
    assert "Rp2.500 + 8 km × Rp250 = Rp4.500" in text
    assert text.rstrip().endswith("Rp4.500")
    answer = json.loads(said(capsys, "price", TARIFF, folder / "rides.csv", "--rider", "elderly", "--json"))
    assert [charge["amount"] for charge in answer["charges"]] == [0, 4500]


def test_settle_with_shares_and_tides(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("settle", TARIFF, folder / "taps.csv", "--distances", folder / "distances.csv")
    answer = json.loads(said(capsys, *words, "--json", "--tides", folder / "out.csv"))
    assert answer["total"] == 4500 + 3500
    assert sum(row["amount"] for row in answer["operators"]) == 8000
    assert (folder / "out.csv").read_text().count("Enter") == 2
    assert "2 cards, 3 rides, Rp8.000" in said(capsys, *words)


def test_explain_one_card(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "explain", TARIFF, folder / "taps.csv", "--card", "B", "--language", "en")
    assert "The tap-out is missing" in text
    said(capsys, "explain", TARIFF, folder / "taps.csv", "--card", "Z", code=1)


def test_compare(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = folder / "new.yaml"
    new.write_text(TARIFF.read_text(encoding="utf-8").replace("per_kilometre: 250", "per_kilometre: 500"))
    rows = [f"{1 + number},{line}" for number in range(2) for line in RIDES.splitlines()[1 : 3 - number]]
    demand = folder / "demand.csv"
    demand.write_text(f"journey,{RIDES.splitlines()[0]}\n" + "\n".join(rows) + "\n")
    words = ("compare", TARIFF, new, demand, "--zone", "Asia/Jakarta")
    answer = json.loads(said(capsys, *words, "--json", "--svg", folder / "who.svg"))
    assert (answer["whole"]["before"], answer["whole"]["after"]) == (4500 + 3500, 6500 + 3500)
    assert (answer["whole"]["winners"], answer["whole"]["losers"], answer["rides"]) == (0, 1, 3)
    assert (folder / "who.svg").read_text().startswith("<svg")
    assert "pay more" in said(capsys, *words)


def test_compare_plans_wishes_over_a_feed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = folder / "new.yaml"
    new.write_text(TARIFF.read_text(encoding="utf-8").replace("flat: 3500", "flat: 4000"))
    wishes = folder / "wishes.csv"
    wishes.write_text(
        "from,to,at,people,area\ntj-blok-m,tj-kota,2026-11-23T09:00,30,Selatan\n"
        'mt-andara,mt-kemang,2026-11-23T09:00,2,Selatan\n"-7.9,106.2",tj-kota,2026-11-23T09:00,5,Jauh\n'
    )
    city = TARIFF.parents[1]
    words = ("compare", TARIFF, new, wishes, "--feed", city / "mobility" / "gtfs", "--zone", "Asia/Jakarta")
    answer = json.loads(said(capsys, *words, "--distances", TARIFF.parent / "distances.csv", "--json"))
    assert answer["whole"] == {
        "name": "all",
        "people": 32,
        "before": 30 * 3500,
        "after": 30 * 4000,
        "winners": 0,
        "losers": 30,
    }
    assert (answer["without_a_way"], answer["without_a_distance"]) == (5, 0)
    assert [row["name"] for row in answer["areas"]] == ["Selatan"]


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [("8:00,2026", "8:00,20x6", "line 2"), (",metres", ",meters", "distance"), ("network,", "line,", "network")],
)
def test_a_wrong_file_is_told_with_its_line(
    folder: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, wrong: str
) -> None:
    path = folder / "rides.csv"
    path.write_text(path.read_text().replace(old, new, 1))
    assert main(["fares", "price", str(TARIFF), str(path)]) == 1
    told = capsys.readouterr().err
    assert wrong in told
    assert "balai.F004" in told


def test_a_tariff_as_gtfs_says_what_is_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "gtfs", "write", TARIFF, folder / "feed", "--language", "en")
    assert "adds up no distances" in text
    assert said(capsys, "gtfs", "check", folder / "feed") == "No notices.\n"
    products = folder / "feed" / "fare_products.txt"
    products.write_text(products.read_text().replace("IDR", "Rp", 1))
    assert "invalid_currency" in said(capsys, "gtfs", "check", folder / "feed", code=1)
