"""Each component is one template, documented, and shows strangers' words as words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.html import format_html

from balai.web.components import STATES, Column, Crumb, Moment, Row, Table
from balai.web.templatetags.balai import register

WEB = Path(__file__).parents[1]
TEMPLATES = WEB / "templates" / "web"
REFERENCE = Path(__file__).parents[4] / "docs" / "reference" / "components.md"
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>'


def shown(source: str, language: str = "en", **context: object) -> str:
    with translation.override(language):
        return re.sub(r"\s+", " ", Template(source).render(Context(context))).strip()


@pytest.mark.parametrize("name", sorted([*register.tags, *register.filters]))
def test_every_tag_is_documented(name: str) -> None:
    assert f"`{name}`" in REFERENCE.read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("due", "Jawaban paling lambat Senin 23 November pukul 16.00 (2 hari lagi)"),
        ("due what='Perbaikan'", "Perbaikan paling lambat Senin 23 November pukul 16.00 (2 hari lagi)"),
        ("past", "Terlambat 3 jam: Jawaban dijanjikan paling lambat Sabtu 21 November pukul 07.00."),
        ("due paused=True", "Waktu dihentikan sementara: kota menunggu jawaban warga."),
        ("due kept=past", "Jawaban diberikan Sabtu 21 November pukul 07.00, tepat waktu."),
        ("past kept=done", "Jawaban diberikan Sabtu 21 November pukul 08.00, terlambat 1 jam."),
        ("nothing", "Tidak ada batas waktu yang dijanjikan."),
    ],
)
def test_the_promise_clock_speaks(arguments: str, words: str) -> None:
    moments = {
        "due": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        "past": NOW - timedelta(hours=3),
        "done": NOW - timedelta(hours=2),
    }
    page = shown(f"{{% promise {arguments} now=now %}}", "id", now=NOW, **moments)
    assert words in re.sub(r"<[^>]+>", "", page)


def test_states_have_the_fields_own_words() -> None:
    page = [shown(f"{{% status '{state}' %}}", "id") for state in STATES]
    words = [re.sub(r"<[^>]+>", "", tag) for tag in page]
    assert words == [
        "Menunggu",
        "Koordinasi",
        "Disposisi",
        "Proses",
        "Menunggu Validasi",
        "Selesai",
        "Ditolak",
        "Ditarik",
    ]


def test_a_step_indicator_says_where_one_is() -> None:
    assert "Langkah 2 dari 5" in shown("{% steps 2 5 %}", "id")


@pytest.mark.parametrize(
    "source",
    [
        "{% page_header bad caption=bad lede=bad %}",
        "{% button bad url=bad %}",
        "{% button bad name=bad value=bad %}",
        "{% status 'x' bad %}",
        "{% status bad %}",
        "{% card bad text=bad foot=bad url=bad %}",
        "{% empty bad text=bad %}",
        "{% notice 'info' bad %}{{ bad }}{% endnotice %}",
        "{% breadcrumbs crumbs %}",
        "{% summary_list rows %}",
        "{% timeline moments %}",
        "{% data_table table %}",
        "{% progress 1 2 bad %}",
        "{% icon bad %}",
        "{% back_link bad bad %}",
    ],
)
def test_strangers_words_are_only_words(source: str) -> None:
    page = shown(
        source,
        bad=HOSTILE,
        crumbs=[Crumb(HOSTILE, HOSTILE)],
        rows=[Row(HOSTILE, HOSTILE, HOSTILE, HOSTILE)],
        moments=[Moment(NOW, HOSTILE, HOSTILE, HOSTILE)],
        table=Table(HOSTILE, [Column(HOSTILE)], [[HOSTILE]]),
    )
    assert "<script" not in page
    assert page


def test_a_phone_names_each_cell_by_the_words_of_its_column() -> None:
    linked = format_html('<a href="{}">{}</a>', "/x/", "Kept & told")
    page = shown("{% data_table table %}", table=Table("x", [Column("City"), Column(linked)], [["Jakarta", "9"]]))
    assert re.findall('data-label="([^"]*)"', page) == ["City", "Kept &amp; told"]


def test_a_row_with_a_cell_too_many_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="argument"):
        Table("x", [Column("a")], [["1", "2"]]).lines()


def test_no_template_has_inline_script_or_style() -> None:
    for path in sorted(TEMPLATES.rglob("*.html")):
        page = path.read_text()
        assert "style=" not in page.replace("data-style=", ""), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", page), path
        assert not re.search(r"\son\w+=", page), path


def test_every_drawing_that_is_named_exists() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (WEB / "static" / "web" / "icons.svg").read_text()))
    for path in sorted(TEMPLATES.rglob("*.html")):
        named = set(re.findall(r'\{% icon "([a-z]+)" %\}', path.read_text()))
        assert named <= drawn, path
