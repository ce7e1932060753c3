"""Journeys and stops say in a sentence how old what is known of delays is, and when it is not known any more."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import translation

from balai.apps.mobility import realtime
from balai.apps.mobility.tests.an_operator import late
from balai.apps.mobility.tests.feeds import NOW, TODAY
from balai.apps.mobility.wording_of_delays import delay_words, failure_words
from balai.base.packs.realtime_file import FILE


@pytest.fixture(autouse=True)
def own_city(settings: LazySettings, tmp_path: Path) -> Path:
    pack = tmp_path / "pack"
    pack.mkdir()
    shutil.copy(settings.CONFIGURATION.city / "city.yaml", pack)
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path / "home", city=pack)
    return pack


def said(*ages: float, now: datetime = NOW) -> str:
    """The sentence, in Indonesian, where sources said something so many minutes ago."""
    for number, minutes in enumerate(ages):
        realtime.keep(f"source-{number}", late(), at=now - timedelta(minutes=minutes))
    with translation.override("id"):
        return delay_words(TODAY, now)


@pytest.mark.parametrize(
    ("ages", "sentence"),
    [
        ((), ""),
        ((0.5,), "Perkiraan waktu baru saja diperbarui."),
        ((7.5,), "Perkiraan waktu terakhir diperbarui 7 menit lalu."),
        ((1, 9), "Perkiraan waktu terakhir diperbarui 9 menit lalu."),
        ((12,), "Ini waktu menurut jadwal: keterlambatan tidak diketahui sejak pukul 09.48."),
        ((1, 12), "Untuk sebagian rute, ini waktu menurut jadwal: keterlambatannya tidak diketahui sejak pukul 09.48."),
        ((25 * 60,), ""),
    ],
)
def test_the_sentence_follows_the_ages(ages: tuple[float, ...], sentence: str) -> None:
    assert said(*ages) == sentence


def test_other_days_have_planned_times_anyway() -> None:
    assert said(3)
    assert delay_words(TODAY + timedelta(days=1), NOW) == ""


def test_how_long_a_source_holds_and_what_it_tells_stands_in_the_pack(own_city: Path) -> None:
    (own_city / FILE).parent.mkdir()
    (own_city / FILE).write_text(
        "sources:\n"
        "  source-0: {address: 'https://a.example/x', tells: [trip_updates], holds_seconds: 1800}\n"
        "  source-1: {address: 'https://a.example/y', tells: [alerts]}\n"
    )
    assert said(20, 300) == "Perkiraan waktu terakhir diperbarui 20 menit lalu."


@pytest.mark.parametrize(
    "code", ["fetch.slow", "fetch.status_503", "address.inner", "address.form", "realtime.unreadable", "realtime.older"]
)
def test_each_failure_has_words(code: str) -> None:
    with translation.override("id"):
        assert failure_words(code).endswith(".")
