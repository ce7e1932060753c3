"""What people type is kept, in one Unicode form, without anything that hides or turns text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from balai.web.words import MOST_MARKS, clean_line, clean_words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jalan  Kemang\tRaya ", "Jalan Kemang Raya"),
        ("Cafe\u0301", "Café"),
        ("lu\u200bbang\ufeff", "lubang"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\u2066isolate\u2069", "isolate"),
        ("soft\u00adhyphen", "softhyphen"),
        ("two\nlines\r\nhere", "two lines here"),
        ("nul\x00byte\x1b", "nulbyte"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("a\u200db", "ab"),
        ("family 👨\u200d👩\u200d👧", "family 👨\u200d👩\u200d👧"),
        ("नमस्\u200dते", "नमस्\u200dते"),
        ("مرحبا", "مرحبا"),
        ("한국어", "한국어"),
    ],
)
def test_one_line(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_letters_are_not_buried_under_marks() -> None:
    buried = "h" + "\u0336" * 60 + "i"
    assert len(clean_line(buried)) == len("hi") + MOST_MARKS


def test_paragraphs_stay_and_empty_lines_do_not_pile_up() -> None:
    assert clean_words("  one \r\n\r\n\r\n\r\ntwo\u2028three\x07") == "one\n\ntwo\nthree"


def test_direction_marks_stay_only_beside_right_to_left_letters() -> None:
    assert clean_words("a\u200eb") == "ab"
    assert clean_words("שלום\u200f!") == "שלום\u200f!"
    assert clean_words("שלום\u202e!") == "שלום!"


@given(some.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    for clean in (clean_line, clean_words):
        once = clean(typed)
        assert clean(once) == once


@given(some.text(max_size=200))
def test_a_line_is_one_line_without_hidden_characters(typed: str) -> None:
    kept = clean_line(typed)
    assert kept == kept.strip()
    assert "\n" not in kept
    assert not any(unicodedata.category(letter) == "Cc" or letter in "\u200b\u202e\u2066\ufeff" for letter in kept)
