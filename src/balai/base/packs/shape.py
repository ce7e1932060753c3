"""Checks a document against a published JSON Schema and says in plain words what does not fit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from balai.base.packs.mistakes import Mistake
from balai.base.packs.strict_yaml import Document, Place

SCHEMAS = Path(__file__).with_name("schemas")
TYPE_WORDS = {
    "string": "text", "number": "a number", "integer": "a whole number", "boolean": "true or false",
    "array": "a list", "object": "keys with values",
}  # fmt: skip


@cache
def schema_of(name: str) -> Mapping[str, Any]:
    """The published JSON Schema (2020-12) of `city` or `organisations`."""
    schema: Mapping[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    return schema


def shape_mistakes(document: Document, name: str) -> list[Mistake]:
    """Everything in the document that its schema does not allow, in the order of the file."""
    validator = jsonschema.Draft202012Validator(schema_of(name))
    found = [mistake for error in validator.iter_errors(document.value) for mistake in _explain(error, document, name)]
    return sorted(set(found))


def _explain(error: jsonschema.ValidationError, document: Document, name: str) -> Iterator[Mistake]:
    place: Place = tuple(error.absolute_path)
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    expected: Any = error.validator_value
    mend = str(schema.get("description") or "See docs/reference/city-pack.md for this key.")
    match error.validator:
        case "required":
            yield from _missing(error, document, name, place)
        case "additionalProperties":
            yield from _unknown(error, document, name, place)
        case "type":
            wanted = TYPE_WORDS.get(str(expected), str(expected))
            yield document.mistake(f"{name}.wrong-type", place, f"{_named(place)} must be {wanted}.", mend)
        case "enum":
            wrong = f"{_named(place)} is {_shown(error.instance)}, not one of {', '.join(expected)}."
            yield document.mistake(f"{name}.wrong-value", place, wrong, _suggest(error) or mend)
        case "pattern" | "minimum" | "maximum":
            wrong = f"{_named(place)} cannot be {_shown(error.instance)}."
            yield document.mistake(f"{name}.wrong-value", place, wrong, mend)
        case "minLength" | "minItems" | "minProperties":
            yield document.mistake(f"{name}.empty", place, f"{_named(place)} holds too little.", mend)
        case "maxLength" | "maxItems":
            wrong = f"{_named(place)} is longer than {expected}."
            yield document.mistake(f"{name}.too-long", place, wrong, "Make it shorter.")
        case "uniqueItems":
            yield document.mistake(
                f"{name}.twice", place, f"{_named(place)} names something twice.", "Keep one of them."
            )
        case _:
            yield document.mistake(f"{name}.shape", place, f"{error.message[:200]}.", mend)


def _missing(error: jsonschema.ValidationError, document: Document, name: str, place: Place) -> Iterator[Mistake]:
    known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    required: Any = error.validator_value
    for key in required:
        if f"{key!r} is a required" in error.message:
            mend = f"Add {key}: {_description(known.get(key, {}))}"
            yield document.mistake(f"{name}.missing-key", place, f"`{key}` is missing{_within(place)}.", mend)


def _unknown(error: jsonschema.ValidationError, document: Document, name: str, place: Place) -> Iterator[Mistake]:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    known = list(schema.get("properties", {}))
    years = "patternProperties" in schema
    instance: Any = error.instance
    for key in instance:
        if key in known or (years and key.isdecimal() and len(key) == 4):
            continue
        near = get_close_matches(key, known, n=1) or get_close_matches(key, _every_key(name), n=1)
        mend = f"Did you mean `{near[0]}`?" if near else f"Remove it; known are: {', '.join(known) or 'years'}."
        yield document.mistake(f"{name}.unknown-key", (*place, key), f"`{key}` is not known{_within(place)}.", mend)


@cache
def _every_key(name: str) -> tuple[str, ...]:
    """The keys that the schema knows anywhere."""

    def keys_in(schema: Any) -> Iterator[str]:
        if isinstance(schema, dict):
            yield from schema.get("properties", {})
        for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
            yield from keys_in(inner)

    return tuple(dict.fromkeys(keys_in(dict(schema_of(name)))))


def _suggest(error: jsonschema.ValidationError) -> str:
    allowed: Any = error.validator_value
    near = get_close_matches(str(error.instance), allowed, n=1)
    return f"Did you mean {near[0]}?" if near else ""


def _description(schema: Mapping[str, Any]) -> str:
    return str(schema.get("description") or "see docs/reference/city-pack.md.")


def _named(place: Place) -> str:
    keys = [str(part) for part in place if isinstance(part, str)]
    return f"`{keys[-1]}`" if keys else "The file"


def _within(place: Place) -> str:
    keys = [str(part) for part in place if isinstance(part, str)]
    return f" in `{keys[-1]}`" if keys else ""


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 60 else f"{text[:60]}…"
