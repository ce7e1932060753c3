"""The parts of a list that are made without templates say the same words, and nothing in a feed becomes markup."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest
from django.template import engines
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from balai.apps.mobility.drawing import effort_of, line_html, lines_of, marks_of
from balai.apps.mobility.ways import CHEAPEST, FEWEST_CHANGES, LEAST_WALKING, QUICKEST
from balai.engines.transit.journeys import Call, Journey, Leg, Ride, Spot, Walk

HERE, THERE = Spot("a", "Alun-Alun", -6.2, 106.8), Spot("b", "Balai Kota", -6.175394, 106.827183)


def ride(*, name: str = "1A", color: str = "", stays: bool = False) -> Ride:
    calls = (Call(HERE, 0, 0), Call(THERE, 600, 600))
    return Ride(calls, "t", "r", "x", "Angkot", name, "", 3, color, "", "Kota", 0, 3000, stays=stays)


def walk(metres: int = 160) -> Walk:
    return Walk(HERE, THERE, 600, 700, metres, "streets")


def journey(*legs: Leg) -> Journey:
    return Journey(date(2026, 11, 23), "Asia/Jakarta", legs)


class Reading(HTMLParser):
    """The elements and words of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.facts: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.facts.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.words += data


@given(name=st.text("<>&'\"abc/", max_size=12), color=st.text("0f<>&'\"", max_size=7))
def test_names_and_colours_of_a_feed_stay_words(name: str, color: str) -> None:
    drawn = lines_of(journey(ride(name=name, color=color)))
    is_color = len(color) == 6 and not set(color) - set("0f")
    read = Reading(drawn)
    assert read.tags == ["ol", "li", "span", *(["svg", "path"] if is_color else [])]
    assert read.words == name
    assert read.facts[1].get("data-color") == (color if is_color else None)
    template = '{% include "mobility/line.html" %}'
    own = engines["django"].from_string(template).render({"name": name, "color": color if is_color else ""})
    assert own.strip() == line_html(name, color if is_color else "")
    assert isinstance(drawn, SafeString)


def test_the_map_finds_each_way_with_its_points() -> None:
    read = Reading(lines_of(journey(ride(), walk(2340))))
    assert [facts["data-kind"] for facts in read.facts if "data-kind" in facts] == ["ride", "walk"]
    assert {facts["data-line"] for facts in read.facts if "data-line" in facts} == {
        "106.80000,-6.20000 106.82718,-6.17539"
    }


@pytest.mark.parametrize(
    ("legs", "language", "words"),
    [
        ((ride(),), "en", "no change · nothing on foot"),
        ((ride(), walk(), ride()), "en", "1 change · 160 m on foot"),
        ((ride(), ride(), ride()), "en", "2 changes · nothing on foot"),
        ((ride(), ride(stays=True), walk(2340)), "id", "tanpa pindah · 2,3 km jalan kaki"),
        ((walk(),), "id", "160 m jalan kaki"),
    ],
)
def test_what_it_takes_in_words(legs: tuple[Leg, ...], language: str, words: str) -> None:
    with translation.override(language):
        assert effort_of(journey(*legs)) == words


def test_each_mark_has_its_word() -> None:
    with translation.override("en"):
        drawn = marks_of((QUICKEST, CHEAPEST, FEWEST_CHANGES, LEAST_WALKING))
    read = Reading(drawn)
    assert read.tags == ["span"] * 4
    assert read.words == "quickestcheapestfewest changesleast walking"
