"""One stylesheet: small, in its layers, readable in light and dark, and no colour outside the tokens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static" / "web"
STYLE = (STATIC / "balai.css").read_text()
TEXT, PART = 4.5, 3.0
"""WCAG 2.2: 1.4.3 contrast of text, 1.4.11 contrast of controls."""


def tokens(*, dark: bool) -> dict[str, str]:
    light, _, rest = STYLE.partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    if dark:
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", rest.partition("@media")[0]))
    return found


def luminance(colour: str) -> float:
    def channel(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_PAIRS = [
    *[
        (ink, ground)
        for ink in ("ink", "muted", "link", "link-strong", "red")
        for ground in ("paper", "surface", "sunken")
    ],
    *[(tone, f"{tone}-soft") for tone in ("red", "amber", "green", "teal", "blue", "violet", "grey")],
    *[("ink", f"{tone}-soft") for tone in ("red", "amber", "green", "teal", "blue")],
    *[("on-night", "night"), ("on-night-muted", "night"), ("on-night", "night-soft")],
    *[("on-brand", "brand"), ("on-brand", "brand-strong"), ("on-accent", "accent"), ("surface", "red")],
]
PART_PAIRS = [
    ("edge", "surface"),
    ("edge", "paper"),
    ("brand", "surface"),
    ("brand", "line"),
    ("accent", "night"),
    ("ink", "accent"),
]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("front", "ground"), TEXT_PAIRS)
def test_text_can_be_read(front: str, ground: str, dark: bool) -> None:
    colours = tokens(dark=dark)
    assert contrast(colours[front], colours[ground]) >= TEXT


@pytest.mark.parametrize(("front", "ground"), PART_PAIRS)
def test_controls_can_be_seen(front: str, ground: str) -> None:
    colours = tokens(dark=False)
    assert contrast(colours[front], colours[ground]) >= PART


def test_it_is_small() -> None:
    assert len(STYLE.encode()) <= 25 * 1024


def test_the_layers_are_set_in_order() -> None:
    assert "@layer reset, tokens, base, layout, components, utilities;" in STYLE
    assert re.findall(r"^@layer (\w+) \{", STYLE, re.MULTILINE) == [
        "reset",
        "tokens",
        "base",
        "layout",
        "components",
        "utilities",
    ]


def test_colours_come_from_tokens() -> None:
    beyond = STYLE.partition("@layer base")[2].partition("@media print")[0]
    assert re.findall(r"#[0-9a-f]{3,6}\b", beyond) == []


def test_nothing_depends_on_left_and_right() -> None:
    assert re.findall(r"\b(?:margin|padding|border)-(?:left|right|top|bottom)\b", STYLE) == []
    assert re.findall(r"(?<![-\w])(?:left|right|float):", STYLE) == []


def test_every_wish_of_the_reader_is_heard() -> None:
    for wish in (
        "prefers-color-scheme: dark",
        "prefers-contrast: more",
        "prefers-reduced-motion",
        "forced-colors: active",
        "print",
    ):
        assert wish in STYLE
