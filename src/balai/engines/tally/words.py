"""Sentences in both languages, with numbers as each writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from balai.engines.tally.profiles import Number, Option

Words = Mapping[str, str]
LANGUAGES = ("id", "en")
AND = {"id": "dan", "en": "and"}
MOST_NAMED = 12
"""So many names a sentence lists; then it counts the others."""

Value = str | int | Fraction | Option | Words | Sequence[Option]


def words(*, id: str, en: str, **values: Value) -> dict[str, str]:  # noqa: A002 (the code of the language)
    """A sentence in Indonesian and English; `{name}` is filled with the value of that name, as the language writes it."""
    return {
        language: pattern.format_map({name: written(value, language) for name, value in values.items()})
        for language, pattern in (("id", id), ("en", en))
    }


def written(value: Value, language: str) -> str:
    if isinstance(value, Option):
        return value.named(language)
    if isinstance(value, int | Fraction):
        return number(value, language)
    if isinstance(value, Mapping):
        return value[language]
    return value if isinstance(value, str) else listed(value, language)


def number(value: Number, language: str, places: int = 2) -> str:
    """With at most so many decimals, rounded half to even; thousands are grouped."""
    rounded = round(Fraction(value), places)
    size = abs(rounded)
    whole, rest = size.numerator // size.denominator, size % 1
    text = f"{whole:,}"
    if rest:
        text += f".{int(rest * 10**places):0{places}d}".rstrip("0")
    if language == "id":
        text = text.translate({ord(","): ".", ord("."): ","})
    return f"-{text}" if rounded < 0 else text


def listed(options: Sequence[Option], language: str) -> str:
    """Names with commas and a last "and"; beyond the twelfth only how many more."""
    names = [option.named(language) for option in options[:MOST_NAMED]]
    more = len(options) - len(names)
    if more:
        names.append({"id": f"{more} lainnya", "en": f"{more} more"}[language])
    if len(names) <= 1:
        return "".join(names)
    comma = "," if len(names) > 2 else ""
    return f"{', '.join(names[:-1])}{comma} {AND[language]} {names[-1]}"
