"""What machines send is judged before it is kept for ever: keys stand in addresses, and content never changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from balai.apps.mobility.models import Card, Tap
from balai.apps.mobility.service import receive_taps
from balai.apps.mobility.tests.test_taps_and_accounts import begun, readings
from balai.base.city import city_zone
from balai.base.clock import now as the_time
from balai.engines.fares.files import read_taps
from balai.engines.fares.mistakes import FareError

__all__ = ["begun"]
ODD: list[dict[str, Any]] = [
    {"key": "a/b"}, {"key": ""}, {"key": ".."}, {"key": "k" * 81}, {"key": "a\n"}, {"kind": "up"}, {"card": ""},
    {"card": "6" * 41}, {"stop": ""}, {"stop": "s" * 81}, {"network": ""}, {"device": "d" * 41}, {"vehicle": "a\0"},
]  # fmt: skip


def test_an_unsound_reading_is_left_out_and_the_others_count(begun: datetime) -> None:
    taps = readings(begun)
    received = receive_taps(taps=[*(replace(taps[1], **odd) for odd in ODD), taps[0]], now=the_time())
    assert (received.taps, len(received.left_out)) == (1, len(ODD))
    assert list(Tap.objects.values_list("key", flat=True)) == ["a"]
    assert Card.objects.count() == 1


def test_a_known_key_with_another_content_is_told(begun: datetime) -> None:
    taps = readings(begun)
    receive_taps(taps=taps[:2], now=the_time())
    other = replace(taps[0], stop="tj-kota")
    received = receive_taps(taps=[taps[1], other, taps[2], replace(taps[2], card="60135009")], now=the_time())
    assert list(received.contradictions) == ["a", "c"]
    assert Tap.objects.get(key="a").stop == "tj-blok-m"
    assert receive_taps(taps=[taps[0]], now=the_time() + timedelta(days=1)).contradictions == []


@pytest.mark.parametrize("line", ["a/b,6013,IN,bus,x", "k,6013,up,bus,x", "k,,in,bus,x", "k,6013,in,bus,"])
def test_a_file_with_an_unsound_reading_is_refused_by_its_line(tmp_path: Path, line: str) -> None:
    key, card, *rest = line.split(",")
    path = tmp_path / "taps.csv"
    path.write_text("key,card,at,kind,network,stop\n" + ",".join([key, card, "2026-11-22T08:00:00", *rest]) + "\n")
    with pytest.raises(FareError, match="line 2"):
        read_taps(path, city_zone())
