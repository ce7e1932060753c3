"""The size budgets: a file has at most 300 lines, a function 40, all of a room's stylesheets together 25 KB."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

FILE_LINES = 300
FUNCTION_LINES = 40
STYLE_BYTES = 25 * 1024
TEXTS = ("*.py", "*.js", "*.css", "*.html")
PLACES = ("src", "tools", "tests", "bench")


def our_files(root: Path) -> Iterator[Path]:
    """Every source file of ours but generated migrations."""
    yield root / "conftest.py"
    for place in PLACES:
        for pattern in TEXTS:
            for path in sorted((root / place).rglob(pattern)):
                if "migrations" not in path.parts:
                    yield path


def long_files(paths: list[Path]) -> Iterator[str]:
    for path in (path for path in paths if path.suffix != ".css"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > FILE_LINES:
            yield f"{path}: {lines} lines, {FILE_LINES} at most: split it by verb or by noun"


def long_functions(paths: list[Path]) -> Iterator[str]:
    for path in (path for path in paths if path.suffix == ".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    yield f"{path}:{node.lineno}: {node.name} has {lines} lines, {FUNCTION_LINES} at most"


def heavy_styles(paths: list[Path]) -> Iterator[str]:
    """The stylesheets of one room count together: a page loads those of `web`, and its own room's few lines."""
    weights: Counter[Path] = Counter()
    for path in (path for path in paths if path.suffix == ".css"):
        weights[path.parent] += path.stat().st_size
    for room, weight in weights.items():
        if weight > STYLE_BYTES:
            yield f"{room}: {weight} bytes of stylesheets, {STYLE_BYTES} at most"


def main() -> int:
    root = Path(__file__).resolve().parent.parent
    paths = [path.relative_to(Path.cwd()) for path in our_files(root)]
    findings = [*long_files(paths), *long_functions(paths), *heavy_styles(paths)]
    print("\n".join(findings) or f"{len(paths)} files within their budgets")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
