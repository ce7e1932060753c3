"""Keeps the documentation true: `python tools/docs.py --write` makes the generated parts, `--check` fails on any lie.

Checked: generated parts are current; each link inside the repository leads somewhere; each setting, each
command and each key of a service file is named in its reference page.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SERVICE_SCHEMA = ROOT / "src/balai/engines/casework/service.schema.json"
SERVICE_PAGE = ROOT / "docs/reference/service-file.md"
BEGIN, END = "<!-- generated from the schema: make docs -->", "<!-- end of the generated part -->"
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)|!\[[^\]]*\]\(([^)\s]+)\)")


def _type_of(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        inner = definitions[name]
        return f"[{name}](#{name})" if inner.get("type") == "object" or "oneOf" in inner else f"{name}"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type_of(schema['items'], definitions)}"
    kind = schema.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _table(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    yield "| key | needed | what it takes | what it means |"
    yield "|---|---|---|---|"
    required = set(schema.get("required", ()))
    for name, value in schema["properties"].items():
        needed = "yes" if name in required else ""
        meaning = value.get("description", "")
        yield f"| `{name}` | {needed} | {_type_of(value, definitions)} | {meaning} |"


def service_tables() -> str:
    """The tables of every key of a service file, from the published schema."""
    schema = json.loads(SERVICE_SCHEMA.read_text())
    definitions = schema["$defs"]
    lines = ["## The file", "", *_table(schema, definitions), ""]
    for name, definition in definitions.items():
        if "properties" in definition:
            lines += [f"## {name}", "", *_table(definition, definitions), ""]
        elif "pattern" in definition:
            lines += [f"## {name}", "", f"Text of the form `{definition['pattern']}`.", ""]
        elif "oneOf" in definition:
            shapes = [_shape(item) for item in definition["oneOf"]]
            lines += [f"## {name}", "", definition.get("description", ""), "", "One of " + "; ".join(shapes) + ".", ""]
        else:
            lines += [f"## {name}", "", "A text in each of the city's languages: `{id: …, en: …}`.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _shape(item: Mapping[str, Any]) -> str:
    if "enum" in item:
        return ", ".join(f"`{value}`" for value in item["enum"])
    key, value = next(iter(item["properties"].items()))
    values = " \\| ".join(value["enum"]) if "enum" in value else "…"
    return f"`{{{key}: {values}}}`"


def _with_generated(page: str, generated: str) -> str:
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{generated}\n{END}{after}"


def _link_mistakes() -> Iterator[str]:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for match in LINK.finditer(page.read_text()):
            target = match.group(1) or match.group(2)
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                yield f"{page.relative_to(ROOT)}: the link {target} leads nowhere"


def _unnamed(names: Iterator[str], page: str) -> Iterator[str]:
    path = ROOT / page
    text = path.read_text() if path.exists() else ""
    for name in names:
        if f"`{name}`" not in text:
            yield f"{page}: `{name}` is not documented"


def _mistakes() -> Iterator[str]:
    from balai.project.command import COMMANDS  # noqa: PLC0415 (the page check alone needs the package)
    from balai.project.configuration import SETTINGS  # noqa: PLC0415

    page = SERVICE_PAGE.read_text()
    if page != _with_generated(page, service_tables()):
        yield "docs/reference/service-file.md: not current; run `make docs`"
    yield from _link_mistakes()
    yield from _unnamed((setting.name for setting in SETTINGS), "docs/reference/settings.md")
    yield from _unnamed((f"balai {command.name}" for command in COMMANDS), "docs/reference/commands.md")


def main(arguments: list[str]) -> int:
    """Write or check; exit code 1 when something is not true."""
    if "--write" in arguments:
        SERVICE_PAGE.write_text(_with_generated(SERVICE_PAGE.read_text(), service_tables()))
        return 0
    mistakes = list(_mistakes())
    print("\n".join(mistakes) if mistakes else "The documentation is true to the code.")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
