"""mobility/realtime.yaml: what it says is read, and each mistake is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from balai.base.packs.realtime_file import FILE, PackSource, read_sources


def written(folder: Path, text: str) -> Path:
    (folder / FILE).parent.mkdir()
    (folder / FILE).write_text(text)
    return folder


def test_a_city_without_the_file_has_no_sources(tmp_path: Path) -> None:
    assert read_sources(tmp_path) == ((), [])


def test_what_is_left_out_has_a_usual_value(tmp_path: Path) -> None:
    text = "sources:\n  bus: {address: 'https://bus.example/x.pb?key=1'}\n  rail:\n    address: http://127.0.0.1:8/x\n    tells: [alerts]\n    every_seconds: 15\n    holds_seconds: 3600\n"
    found, mistakes = read_sources(written(tmp_path, text))
    assert mistakes == []
    assert found == (
        PackSource("bus", "https://bus.example/x.pb?key=1", frozenset({"trip_updates", "alerts"}), 60, 600),
        PackSource("rail", "http://127.0.0.1:8/x", frozenset({"alerts"}), 15, 3600),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sources: {}", "realtime.empty"),
        ("{}", "realtime.missing-key"),
        ("sources:\n  Bus: {address: 'https://a.example'}", "realtime.wrong-value"),
        ("sources:\n  notices: {address: 'https://a.example'}", "realtime.wrong-value"),
        ("sources:\n  bus: {}", "realtime.missing-key"),
        ("sources:\n  bus: {address: 'http://a.example'}", "realtime.address"),
        ("sources:\n  bus: {address: 'https://me@a.example'}", "realtime.address"),
        ("sources:\n  bus: {address: 'https://a.example/#x'}", "realtime.address"),
        ("sources:\n  bus: {address: 'https://a.example', every_seconds: 5}", "realtime.wrong-value"),
        ("sources:\n  bus: {address: 'https://a.example', tells: [vehicles]}", "realtime.wrong-value"),
        ("sources:\n  bus: {address: 'https://a.example', every_seconds: 900}", "realtime.holds"),
        ("sources:\n  bus: {adress: 'https://a.example'}", "realtime.unknown-key"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, code: str) -> None:
    found, mistakes = read_sources(written(tmp_path, text))
    assert found == ()
    assert code in {mistake.code for mistake in mistakes}
    assert all(mistake.file == FILE for mistake in mistakes)
