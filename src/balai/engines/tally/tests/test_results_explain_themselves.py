"""Every result has words in both languages, reasons for every option, tables and a picture that a strict page may hold."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from balai.engines.tally.counting import RULES, count
from balai.engines.tally.pictures import MOST_ROWS
from balai.engines.tally.profiles import Option, Profile, approvals, points, rankings
from balai.engines.tally.results import Result
from balai.engines.tally.words import number, words

MOST_WORDS = 20
HOSTILE = 'Taman <script>alert("x")</script> & "kolam" \x07'
SVG = "{http://www.w3.org/2000/svg}"


def election(rule: str, many: int = 5) -> Profile:
    options = [Option(f"p{one}", f"Pilihan {one}", 10 * (one + 1), f"Option {one}") for one in range(many)]
    options[1] = Option("p1", HOSTILE, 20, HOSTILE)
    chosen = [[f"p{(one * one + step) % many}" for step in range(1 + one % 3)] for one in range(40)]
    if rule in {"schulze", "instant-runoff", "scottish-stv"}:
        return rankings(options, chosen)
    if rule in {"score", "cumulative"}:
        return points(options, [{name: Fraction(1, 3) * 3 for name in ballot} for ballot in chosen])
    return approvals(options, [ballot[:1] if rule == "plurality" else ballot for ballot in chosen])


def counted(rule: str) -> Result:
    return count(rule, election(rule), budget=70, tie_seed="benih", completion=("add1", "greedy"), threshold=2)


@pytest.mark.parametrize("rule", RULES)
def test_words_stand_in_both_languages_and_are_short(rule: str) -> None:
    result = counted(rule)
    assert set(result.reasons) == {option.id for option in result.options}
    for sentence in [*result.explanation, *result.reasons.values()]:
        assert set(sentence) == {"id", "en"}
        assert sentence["id"] != sentence["en"]
        for text in sentence.values():
            assert "{" not in text
            named = text.replace(HOSTILE, "Nama")
            for part in re.split(r"(?<=[.:]) ", named):
                assert len(part.split()) <= MOST_WORDS, part


@pytest.mark.parametrize("rule", RULES)
def test_steps_and_all_are_json(rule: str) -> None:
    found = json.loads(json.dumps(counted(rule).data()))
    assert found["winners"]
    assert found["steps"]
    assert sorted(found["tie_order"]) == sorted(option.id for option in election(rule).options)


@pytest.mark.parametrize("rule", RULES)
def test_tables_have_a_row_for_every_option_and_full_rows(rule: str) -> None:
    result = counted(rule)
    assert any(len(table.rows) == len(result.options) for table in result.tables)
    for table in result.tables:
        for language in ("id", "en"):
            rows = table.text(language)
            assert {len(row) for row in rows} == {len(table.heads)}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_picture_is_safe_inside_a_page(rule: str, language: str) -> None:
    picture = counted(rule).svg(language)
    tree = ET.fromstring(picture)
    assert tree.find(f"{SVG}title") is not None
    assert tree.find(f"{SVG}desc") is not None
    assert tree.get("role") == "img"
    allowed = {"svg", "title", "desc", "rect", "path", "text"}
    for element in tree.iter():
        assert element.tag.removeprefix(SVG) in allowed
        assert not [name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name]


def test_a_long_list_is_cut_and_says_so() -> None:
    result = count("approval", election("approval", many=MOST_ROWS + 7))
    assert "7 pilihan lainnya" in result.svg("id")
    assert "7 more options" in result.svg("en")


def test_numbers_as_each_language_writes_them() -> None:
    assert number(1234567, "id") == "1.234.567"
    assert number(1234567, "en") == "1,234,567"
    assert number(Fraction(-4001, 2), "id") == "-2.000,5"
    assert number(Fraction(2, 3), "en", 5) == "0.66667"
    assert number(Fraction(999999, 1000000), "en") == "1"


def test_names_are_listed_as_each_language_does() -> None:
    options = [Option(name, name) for name in ("Adi", "Budi", "Citra")]
    said = words(id="{names}", en="{names}", names=options)
    assert said == {"id": "Adi, Budi, dan Citra", "en": "Adi, Budi, and Citra"}
    assert words(id="{names}", en="{names}", names=options[:2]) == {"id": "Adi dan Budi", "en": "Adi and Budi"}
