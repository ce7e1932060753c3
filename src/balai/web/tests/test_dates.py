"""Days, times and money in the words of the page's language, on the city's clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from balai.web import dates

MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 16.00 in Jakarta


def test_a_moment_is_told_on_the_citys_clocks() -> None:
    with translation.override("id"):
        assert dates.moment_text(MOMENT) == "23 November 2026 pukul 16.00"
    with translation.override("en"):
        assert dates.moment_text(MOMENT) == "23 November 2026 at 16:00"


def test_near_midnight_the_day_is_the_citys_day() -> None:
    with translation.override("id"):
        assert dates.day_text(datetime(2026, 11, 22, 18, 0, tzinfo=UTC), weekday=True) == "Senin 23 November 2026"


def test_what_is_due_names_the_weekday_and_the_year_only_when_in_doubt() -> None:
    with translation.override("id"):
        assert dates.due_text(MOMENT, now=MOMENT - timedelta(days=2)) == "Senin 23 November pukul 16.00"
        assert "2026" in dates.due_text(MOMENT, now=MOMENT - timedelta(days=200))


@pytest.mark.parametrize(
    ("distance", "indonesian", "english"),
    [
        (timedelta(seconds=-20), "baru saja", "just now"),
        (timedelta(minutes=-1), "1 menit yang lalu", "1 minute ago"),
        (timedelta(hours=-2, minutes=-30), "2 jam yang lalu", "2 hours ago"),
        (timedelta(days=3), "3 hari lagi", "in 3 days"),
        (timedelta(days=40), "", ""),
    ],
)
def test_how_far_away(distance: timedelta, indonesian: str, english: str) -> None:
    with translation.override("id"):
        assert dates.relative_text(MOMENT + distance, now=MOMENT) == indonesian
    with translation.override("en"):
        assert dates.relative_text(MOMENT + distance, now=MOMENT) == english


def test_rupiah() -> None:
    with translation.override("id"):
        assert dates.rupiah_text(25000) == "Rp25.000"
        assert dates.rupiah_text(-1500000) == "−Rp1.500.000"
    with translation.override("en"):
        assert dates.rupiah_text(25000) == "Rp25,000"


def test_filters_carry_the_instant_for_machines() -> None:
    page = Template("{{ moment|when:'short' }}|{{ day|day }}|{{ nothing|when }}{{ nothing|day }}{{ nothing|rupiah }}")
    with translation.override("id"):
        shown = page.render(Context({"moment": MOMENT, "day": date(2026, 1, 2), "nothing": None}))
    assert shown == (
        '<time datetime="2026-11-23T16:00:00+07:00">23 November 2026 pukul 16.00</time>'
        '|<time datetime="2026-01-02">2 Januari 2026</time>|'
    )


def test_a_text_falls_back_to_the_language_there_is() -> None:
    page = Template("{% text_of names %}|{{ names|text_of }}|{{ only|text_of }}|{{ none|text_of }}")
    with translation.override("en"):
        shown = page.render(Context({"names": {"id": "Lubang", "en": "Hole"}, "only": {"id": "Lubang"}, "none": None}))
    assert shown == "Hole|Hole|Lubang|"
