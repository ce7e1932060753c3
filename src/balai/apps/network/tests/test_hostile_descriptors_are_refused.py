"""A descriptor speaks for its own address, in its own time, in plain words, signed by a key that we believe."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balai.apps.network.descriptors import Refused, fingerprint_of, read_description
from balai.apps.network.names import is_plain
from balai.apps.network.tests.fake_city import NOW, FakeCity, fake_city
from balai.engines.transparency.documents import NotADocument, read_document, sign_document
from balai.engines.transparency.tests.samples import log_key


@pytest.fixture(scope="module")
def city() -> Iterator[FakeCity]:
    with fake_city() as one:
        yield one


def code_of(city: FakeCity, file: bytes, *, trusted: bool = True) -> str:
    keys = [key.verifier for key in city.keys] if trusted else []
    try:
        read_description(file, site=city.address, now=NOW, trusted=keys)
    except Refused as refused:
        return refused.code
    return ""


def test_a_good_one_is_read(city: FakeCity) -> None:
    file = city.describe().file
    assert code_of(city, file) == code_of(city, file, trusted=False) == ""
    assert len(fingerprint_of(city.keys[0].verifier).replace(" ", "")) == 64


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"address": "https://jakarta.example"}, "document.other_place"),
        ({"letters": "https://inner.example/"}, "document.other_place"),
        ({"figures": "http://169.254.169.254/latest"}, "document.other_place"),
        ({"at": (NOW + timedelta(hours=2)).isoformat()}, "document.future"),
        ({"until": (NOW - timedelta(days=1)).isoformat()}, "document.expired"),
        ({"at": "2026-13-45T00:00:00+00:00"}, "document.form"),
        ({"sequence": 0}, "document.form"),
        ({"sequence": "1"}, "document.form"),
        ({"names": {"id": "Jak\u202earta"}}, "document.words"),
        ({"names": {"id": "Jakаrta"}}, "document.words"),  # a Cyrillic а
        ({"names": {"id": "Ja\u200bkarta"}}, "document.words"),
        ({"names": {"id": "Jakarta\u0301\u0301\u0301\u0301\u0301"}}, "document.words"),
        ({"names": {"id": "x" * 301}}, "document.form"),
        ({"names": {}}, "document.form"),
        ({"services": [{"code": "x", "title": {"id": "y"}}] * 1001}, "document.form"),
        ({"log": {"origin": "jakarta.example/log", "address": "http://x/", "keys": ["nonsense"]}}, "document.form"),
    ],
)
def test_what_is_not_so_is_refused(city: FakeCity, changes: dict[str, Any], code: str) -> None:
    assert code_of(city, city.describe(**changes).file) == code


def test_a_key_of_anothers_name_is_refused(city: FakeCity) -> None:
    thief = log_key("jakarta.example/log", "first")
    log = {"origin": f"{city.netloc}/log", "address": f"{city.address}/log/", "keys": [str(thief.verifier)]}
    assert code_of(city, city.describe(log=log).file) == "document.keys"
    stranger = log_key(f"{city.netloc}/log", "stranger")
    assert code_of(city, city.describe(keys=[stranger]).file) == "document.wrong_key"
    assert code_of(city, city.describe(keys=[stranger]).file, trusted=False) == "document.wrong_key"


@pytest.mark.parametrize(
    "file",
    [
        b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"kind": "city"}', b"[" * 200_000, b'{"a":' * 100_000,
        b'{"kind":"city","body":{"a":1,"a":2},"signatures":[]}', b'{"kind":"city","body":{"a":NaN},"signatures":[]}',
        b'{"kind":"city","body":{"a":1.5},"signatures":[]}', b'{"kind":"city","body":{"a":1e400},"signatures":[]}',
        b'{"kind":"city","body":{"a":99999999999999999999},"signatures":[]}',
        b'{"kind":"city","body":{"a":' + b"9" * 5000 + b'},"signatures":[]}',
        b'{"kind":"city","body":{"a":"\\ud800"},"signatures":[]}', b'{"kind":"city","body":{"\xc3\xa9":1},"signatures":[]}',
        b'{"kind":"city","body":{"a\\u0000":1},"signatures":[]}',
        b'{"kind":"letter","body":{},"signatures":[]}', b'{"kind":"city","body":{},"signatures":["x"]}',
        b'{"kind":"city","body":{},"signatures":[' + b'"",' * 70 + b'""]}', b" " * 2_000_001,
    ],
)  # fmt: skip
def test_nonsense_is_refused_at_once(city: FakeCity, file: bytes) -> None:
    assert code_of(city, file) == "document.form"
    with pytest.raises(NotADocument):
        read_document(file, kind="city")


@given(data=st.data())
def test_no_changed_letter_keeps_the_signature(city: FakeCity, data: st.DataObject) -> None:
    document = city.describe()
    text = json.dumps(json.loads(document.file)["body"], ensure_ascii=False)
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(codec="utf-8", exclude_characters=text[at]))
    changed = text[:at] + letter + text[at + 1 :]
    try:
        body = json.loads(changed)
    except ValueError:
        return
    if not isinstance(body, dict) or body == dict(document.body):
        return
    forged = json.dumps({**json.loads(document.file), "body": body}).encode()
    assert code_of(city, forged) != ""


@given(
    body=st.dictionaries(
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=9),
        st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.text(), st.lists(st.text())),
        max_size=5,
    )
)
def test_what_was_signed_is_read_again_as_it_was(body: dict[str, Any]) -> None:
    key = log_key("kota.example/log", "first")
    document = sign_document("city", body, [key])
    again = read_document(document.file, kind="city")
    assert (again.body, again.digest) == (document.body, document.digest)
    assert again.note.by(key.verifier)


@pytest.mark.parametrize(
    "words", ["Jakarta", "Kota Đà Nẵng", "กรุงเทพมหานคร", "ພະນະຄອນຫຼວງ", "北京 Beijing", "São Paulo – SP", "Αθήνα"]
)
def test_real_names_are_plain(words: str) -> None:
    assert is_plain(words)
