"""Keeps the reference true: tables of settings, commands and failures are written from the code, links lead somewhere.

Between `<!-- begin NAME -->` and `<!-- end NAME -->` of a document in docs/reference stands a table of ours.
Usage: python tools/docs.py [--write]   (without --write: fail when a table is old or a link leads nowhere)
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from balai.project.command import COMMANDS
from balai.project.configuration import SETTINGS

sys.path.insert(0, str(Path(__file__).parent.parent))
from tools.service_tables import service_tables

REFERENCE = Path("docs/reference")
FAILURES = re.compile(r"balai\.[A-Z]\d{3}")
BLOCK = re.compile(r"(<!-- begin (\w+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def settings_table() -> str:
    rows = (
        f"| `{one.name}` | {f'`{one.default}`' if one.default else '(empty)'} | {one.purpose} |" for one in SETTINGS
    )
    return _table("name", "unset means", "purpose", rows=rows)


def commands_table() -> str:
    return _table("command", "what it does", rows=(f"| `balai {one.name}` | {one.help} |" for one in COMMANDS))


def failures_table() -> str:
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(Path("src/balai").rglob("*.py")):
        if "tests" not in path.parts:
            found |= dict(failures_in(path))
    rows = (f"| {key} | {said} | {hint} |" for key, (said, hint) in sorted(found.items()))
    return _table("id", "what is said", "how to mend it", rows=rows)


def failures_in(path: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every call whose first three arguments are an id, a sentence and a hint."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and len(node.args) >= 3:
            identifier, sentence, hint = (_words(argument) for argument in node.args[:3])
            if FAILURES.fullmatch(identifier):
                yield identifier, (sentence, hint)


def _words(node: ast.expr) -> str:
    """The text of a literal on one line; what is filled in when it is said shows as …"""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
        return " ".join("".join(map(str, parts)).split()).replace("|", "\\|")
    return _words(ast.JoinedStr([node])) if isinstance(node, ast.Constant) and isinstance(node.value, str) else "…"


def _table(*heads: str, rows: Iterable[str]) -> str:
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *rows]) + "\n"


def rooms_tables() -> str:
    """Engines, foundations and apps: each package with the first sentence of its own."""
    return "\n".join(_rooms(floor) for floor in ("engines", "base", "apps"))


def _rooms(floor: str) -> str:
    packages = sorted(path.parent for path in Path("src/balai", floor).glob("*/__init__.py"))
    rows = (f"| `{path.name}` | {_first_line(path / '__init__.py')} |" for path in packages if path.name != "tests")
    return f"### `{floor}/`\n\n" + _table("room", "what it is for", rows=rows)


def _first_line(path: Path) -> str:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    if not said:
        raise SystemExit(f"{path} does not say what the room is for: begin it with a docstring")
    return said.splitlines()[0]


TABLES = {
    "rooms": rooms_tables,
    "settings": settings_table,
    "commands": commands_table,
    "failures": failures_table,
    "service": service_tables,
}


def renewed(text: str) -> str:
    return BLOCK.sub(lambda found: found[1] + TABLES[found[2]]() + found[3], text)


def dead_links() -> Iterator[str]:
    for path in [*Path().glob("*.md"), *Path("docs").rglob("*.md")]:
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                yield f"{path}: {target} is not there"


def main() -> int:
    findings = list(dead_links())
    written: set[str] = set()
    for path in sorted(REFERENCE.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        written |= {name for _begin, name, _end in BLOCK.findall(text)}
        if renewed(text) != text:
            if "--write" in sys.argv:
                path.write_text(renewed(text), encoding="utf-8")
            else:
                findings.append(f"{path}: its table is old; run `python tools/docs.py --write`")
    findings += [f"no document has the table of {name}" for name in sorted(TABLES.keys() - written)]
    print("\n".join(findings) or "The reference is true.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
