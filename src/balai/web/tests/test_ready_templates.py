"""Templates made ready say the same as Django's own, byte for byte."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.template import Context, Engine, Template, engines
from django.test import Client
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balai.web.templates import ReadyTemplate, SameText

PLAIN = ("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"])
LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True)
class Thing:
    """What pages show: a plain object, with something that is called and something that fails."""

    name: Any

    def said(self) -> str:
        return f"<{self.name}>"

    @property
    def broken(self) -> str:
        raise AttributeError("nothing here")


def engine() -> Engine:
    made: Engine = engines["django"].engine  # type: ignore[attr-defined]  # the stub knows only what all backends have
    return made


SOURCES = (
    "{{ value }}|{{ value.name }}|{{ value.said }}|{{ value.broken }}|{{ missing.name }}|{{ value.0 }}|{{ value.missing }}",
    "{{ value|default:'–' }}|{{ value|length }}|{{ value|default_if_none:value.name }}|{{ value|safe }}",
    "{% if value %}yes{% elif value.name %}named{% else %}no{% endif %}{% if missing %}x{% endif %}",
    "{% for one in many %}{{ forloop.counter }}{{ one }}{{ one.name }}{% empty %}nothing{% endfor %}",
    "{% with other=value.name %}{{ other }}{{ value }}{% endwith %}{% autoescape off %}{{ value }}{% endautoescape %}",
    "a {% translate 'Close' %} b {% icon 'clock' %} c {% static 'web/mark.svg' %} {% translate 'Close' as it %}{{ it }}",
    "{# words #}{% blocktranslate %}Close{% endblocktranslate %} 100 % {% blocktranslate with x=value %}{{ x }}{% endblocktranslate %}",
    "{% translate value %}{% icon missing %}{% translate '100%% <b>' %}",
    "{% url 'mobility:plan' %}?{{ value }}{% url 'healthz' %}{% url 'web:home' as home %}{{ home }}{% autoescape off %}{% url 'web:home' %}{% endautoescape %}",
)

values = st.one_of(
    st.text(max_size=8),
    st.text("<>&'\"", max_size=8).map(mark_safe),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.sampled_from(["name", "said", "0", "items"]), st.text(max_size=3)),
    st.builds(Thing, st.text(max_size=4)),
    st.just(Thing),
    st.just(lambda: "<called>"),
)


@given(value=values, many=st.lists(values, max_size=3), language=st.sampled_from(LANGUAGES))
def test_any_value_in_any_place(value: object, many: list[object], language: str) -> None:
    made = engine()
    for source in SOURCES:
        said = []
        for kind in (Template, ReadyTemplate):
            template = kind(source, engine=made)
            with translation.override(language):
                said.append([_rendered(template, value, many) for _ in range(2)])
        assert said[0] == said[1], source


def _rendered(template: Template, value: object, many: list[object]) -> object:
    try:
        answer = template.render(Context({"value": value, "many": many}))
    except Exception as error:  # noqa: BLE001 (whatever it is, it must be the same)
        return type(error), str(error)
    return answer, type(answer) is SafeString


def test_what_stays_the_same_is_one_text_for_each_language() -> None:
    template = ReadyTemplate("<b>{% translate 'Close' %}</b> {% icon 'clock' %}{{ value }}", engine=engine())
    assert [type(node) is SameText for node in template.nodelist] == [True, False]
    for language, word in (("id", "Tutup"), ("en", "Close"), ("id", "Tutup")):
        with translation.override(language):
            assert template.render(Context({"value": "x"})).startswith(f"<b>{word}</b> <svg")


@pytest.mark.parametrize("path", ["/gallery/", "/", "/lapor/", "/laporan/", "/cari/", "/akun/login/"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages(path: str, language: str, client: Client, demo: None, settings: Settings) -> None:
    found = []
    for loader in (settings.TEMPLATES[0]["OPTIONS"]["loaders"][0], PLAIN):
        changed = copy.deepcopy(settings.TEMPLATES)
        changed[0]["OPTIONS"]["loaders"] = [loader]
        settings.TEMPLATES = changed
        page = client.get(path, headers={"accept-language": language}).content.decode()
        found.append(re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"|:\d\d\.\d+|:\d\d\+07:00', "", page))
    assert found[0] == found[1]
    assert len(found[0]) > 2_000
