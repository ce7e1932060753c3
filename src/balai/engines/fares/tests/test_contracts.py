"""Kilometres driven are paid by contract: exact to the rupiah, each record once, whatever order they come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balai.engines.fares.contracts import Contract, Driven, account, read_contracts, read_driven
from balai.engines.fares.mistakes import FareError

DAY = date(2026, 11, 2)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
SMALL = Contract("budi-luhur", "", *YEAR, per_kilometre=4913, most_kilometres=190)
OF_A_LINE = Contract("budi-luhur", "JAK.31", *YEAR, per_kilometre=5000)


def drive(key: str, metres: int, **more: str) -> Driven:
    return Driven(key, "budi-luhur", more.get("line", "JAK.03"), more.get("vehicle", "B 1"), DAY, metres)


def test_a_price_for_each_kilometre_up_to_so_many_a_day_for_each_vehicle() -> None:
    found = account([SMALL], [drive("a", 100_000), drive("b", 100_500), drive("c", 10_001, vehicle="B 2")])
    (row,) = found.owed
    assert (row.vehicles, row.driven, row.paid_for) == (2, 210_501, 200_001)
    assert row.amount == 200_001 * 4913 // 1000 == 982_604


def test_the_contract_of_the_line_goes_first_and_none_is_told() -> None:
    strange = replace(drive("x", 5000), operator="siapa")
    late = replace(drive("y", 5000), day=YEAR[1] + timedelta(days=1))
    found = account([SMALL, OF_A_LINE], [drive("a", 300_000, line="JAK.31"), strange, late])
    assert [row.amount for row in found.owed] == [1_500_000]
    assert {one.key for one in found.without_contract} == {"x", "y"}


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 250_000), st.sampled_from(["B 1", "B 2"])), max_size=12),
    st.randoms(),
)
def test_order_and_repetition_count_nothing(rows: list[tuple[int, int, str]], random: object) -> None:
    driven = [drive(str(key), metres, vehicle=vehicle) for key, metres, vehicle in rows]
    expected = account([SMALL], driven)
    again = [*driven, *driven]
    random.shuffle(again)  # type: ignore[attr-defined]  # hypothesis's own generator
    assert account([SMALL], again) == expected
    assert sum(row.driven for row in expected.owed) == sum({one.key: one.metres for one in sorted(
        set(driven), key=lambda one: (one.key, one.vehicle, one.metres), reverse=True
    )}.values())  # fmt: skip
    assert set(expected.contradictions) <= {one.key for one in driven}


HEADS = "operator,line,since,until,per_kilometre,most_kilometres\n"


def test_files_are_read_and_their_mistakes_told_by_line(tmp_path: Path) -> None:
    path = tmp_path / "contracts.csv"
    path.write_text(HEADS + "budi-luhur,,2026-01-01,,4913,190\n")
    assert read_contracts(path) == [replace(SMALL, until=date.max)]
    for wrong in ("b,,2026-01-01,2025-01-01,1,1", ",,2026-01-01,,1,1", "b,,2026-01-01,,-1,1", "b,,x,,1,1"):
        path.write_text(HEADS + wrong + "\n")
        with pytest.raises(FareError, match="line 2"):
            read_contracts(path)
    path.write_text(HEADS + "b,,2026-01-01,,1,1\nb,,2026-05-01,,2,1\n")
    with pytest.raises(FareError, match="line 3"):
        read_contracts(path)
    driven = tmp_path / "driven.csv"
    driven.write_text("key,operator,line,vehicle,day,metres\na,budi-luhur,JAK.03,B 1,2026-11-02,100\n")
    assert read_driven(driven) == [drive("a", 100)]
    driven.write_text("key,operator,line,vehicle,day,metres\na,budi-luhur,JAK.03,B 1,2026-11-02,-1\n")
    with pytest.raises(FareError, match="line 2"):
        read_driven(driven)
