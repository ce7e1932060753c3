"""The tables of every key of a service file, from its published schema: a part of docs/reference/service-file.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SCHEMA = Path("src/balai/engines/casework/service.schema.json")


def service_tables() -> str:
    """Markdown: one table for the file, one section for each named part."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    definitions = schema["$defs"]
    lines = ["", "## The file", "", *_table(schema, definitions)]
    for name, definition in definitions.items():
        lines += ["", f"## {name}", "", *_section(definition, definitions)]
    return "\n".join(lines) + "\n\n"


def _section(definition: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    if "properties" in definition:
        yield from _table(definition, definitions)
    elif "pattern" in definition:
        yield f"Text of the form `{definition['pattern']}`."
    elif "oneOf" in definition:
        yield definition.get("description", "")
        yield "One of " + "; ".join(_shape(item) for item in definition["oneOf"]) + "."
    else:
        yield "A text in each of the city's languages: `{id: …, en: …}`."


def _table(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    yield "| key | needed | what it takes | what it means |"
    yield "|---|---|---|---|"
    required = set(schema.get("required", ()))
    for name, value in schema["properties"].items():
        meaning = value.get("description", "")
        yield f"| `{name}` | {'yes' if name in required else ''} | {_type_of(value, definitions)} | {meaning} |"


def _type_of(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name})" if name in definitions else name
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type_of(schema['items'], definitions)}"
    kind = schema.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _shape(item: Mapping[str, Any]) -> str:
    if "enum" in item:
        return ", ".join(f"`{value}`" for value in item["enum"])
    key, value = next(iter(item["properties"].items()))
    values = " \\| ".join(value["enum"]) if "enum" in value else "…"
    return f"`{{{key}: {values}}}`"
