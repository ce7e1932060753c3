"""Brings the sentences of code and templates into the message catalogues.

Each folder with a `locale` folder has catalogues of its own, for everything below it that no deeper folder claims.
Sentences: gettext calls in Python, the translation tags of templates, and the docstrings of refusals, which are
what a person reads. A new sentence waits with an empty translation; one that is gone leaves the catalogue.

Usage: python tools/messages.py [--check]   (--check: change nothing; fail when a sentence lacks its translation, when
a translation leaves out or invents a placeholder, or when two catalogues translate one sentence differently)
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path("src/balai")
KEYWORDS = ("_", "gettext", "ngettext", "pgettext", "npgettext")
CALL_HEAD = re.compile(r"(?<![\w.])(_|n?p?gettext)\(")
SKIPPED = {"migrations", "tests", "locale"}

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[sd]|\{\w*\}")
HEADER = {
    "Project-Id-Version": "balai",
    "Language": "id",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

Sentence = tuple[str, str, str]  # context, singular, plural


def rooms() -> list[Path]:
    """Folders with catalogues, the deepest first."""
    found = {path.parent for path in PACKAGE.rglob("locale") if path.is_dir()}
    return sorted(found, key=lambda path: -len(path.parts))


def refusal_names() -> set[str]:
    """The names of all classes that descend from Refusal, however far."""
    bases: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}
    known = {"Refusal"}
    while True:
        more = {name for name, parents in bases.items() if parents & known} - known
        if not more:
            return known
        known |= more


def sentences_of_python(text: str, refusals: set[str]) -> Iterator[Sentence]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield from _sentence_of_call(node)
        elif isinstance(node, ast.ClassDef) and node.name in refusals:
            docstring = ast.get_docstring(node, clean=True)
            if docstring:
                yield "", docstring.replace("\n", " "), ""


def sentences_of_template(text: str) -> Iterator[Sentence]:
    calls = templatize(text)  # leaves the gettext calls and blanks out the rest
    for head in CALL_HEAD.finditer(calls):
        ends = (end for end, letter in enumerate(calls[head.start() :], head.start() + 1) if letter == ")")
        yield from next(found for end in ends if (found := _parsed(calls[head.start() : end])) is not None)


def _parsed(call: str) -> list[Sentence] | None:
    try:
        node = ast.parse(call.strip(), mode="eval").body
    except SyntaxError:
        return None
    return list(_sentence_of_call(node)) if isinstance(node, ast.Call) else None


def _sentence_of_call(node: ast.Call) -> Iterator[Sentence]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    name = name.removesuffix("_lazy").removesuffix("_noop")
    if name in KEYWORDS:
        parts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        context = parts.pop(0) if "pgettext" in name and len(parts) > 1 else ""
        if parts:
            yield context, parts[0], parts[1] if name.startswith("n") and len(parts) > 1 else ""


def collect() -> dict[Path, dict[Sentence, list[str]]]:
    """For each folder with catalogues, its sentences and where each stands."""
    found: dict[Path, dict[Sentence, list[str]]] = {room: {} for room in rooms()}
    refusals = refusal_names()
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        room = next((room for room in found if room in path.parents), None)
        if room is None or SKIPPED & set(path.parts):
            continue
        text = path.read_text(encoding="utf-8")
        sentences = sentences_of_python(text, refusals) if path.suffix == ".py" else sentences_of_template(text)
        for sentence in sentences:
            if sentence[1]:
                found[room].setdefault(sentence, []).append(str(path.relative_to(PACKAGE)))
    return found


def opened(catalogue: Path) -> polib.POFile:
    """The catalogue, or an empty one with the head that gettext wants."""
    if catalogue.exists():
        return polib.pofile(str(catalogue), wrapwidth=110)
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    book = polib.POFile(wrapwidth=110)
    book.metadata = dict(HEADER)
    return book


def merge(catalogue: Path, sentences: dict[Sentence, list[str]]) -> bool:
    """Bring a catalogue to these sentences; whether it changed."""
    book = opened(catalogue)
    before = str(book) if catalogue.exists() else ""
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in book}
    wanted = {(context, singular): (plural, places) for (context, singular, plural), places in sentences.items()}
    for key, (plural, places) in wanted.items():
        entry = known.get(key)
        if entry is None:
            entry = polib.POEntry(msgctxt=key[0] or None, msgid=key[1], msgid_plural=plural or "")
            if plural:
                entry.msgstr_plural = {0: ""}
            book.append(entry)
        entry.occurrences = [(place, "") for place in sorted(set(places))]
    for key, entry in known.items():
        if key not in wanted:
            book.remove(entry)
    book.sort(key=lambda entry: (entry.occurrences, entry.msgid))
    if str(book) == before:
        return False
    book.save(str(catalogue))
    return True


def untranslated(catalogue: Path, sentences: dict[Sentence, list[str]]) -> Iterator[str]:
    book = {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(catalogue))}
    for (context, singular, _plural), places in sentences.items():
        entry = book.get((context, singular))
        if entry is None or not entry.translated():
            yield f"{catalogue}: no translation of {singular!r} ({places[0]})"


def unsound(catalogue: Path) -> Iterator[str]:
    """Translations that someone must look at: doubtful ones, left-overs, and those with other placeholders."""
    for entry in polib.pofile(str(catalogue)):
        if entry.obsolete:
            yield f"{catalogue}: {entry.msgid!r} is no longer used"
        elif entry.fuzzy:
            yield f"{catalogue}: the translation of {entry.msgid!r} is marked as doubtful"
        wanted = {*PLACEHOLDER.findall(entry.msgid), *PLACEHOLDER.findall(entry.msgid_plural or "")}
        for translation in filter(None, [entry.msgstr, *entry.msgstr_plural.values()]):
            if set(PLACEHOLDER.findall(translation)) != wanted:
                yield f"{catalogue}: {translation!r} must hold {', '.join(sorted(wanted)) or 'no placeholder'}"


def divided(catalogues: list[Path]) -> Iterator[str]:
    """Sentences that two catalogues translate differently: only one of them would be seen."""
    first: dict[tuple[str, str], tuple[str, Path]] = {}
    for catalogue in catalogues:
        for entry in polib.pofile(str(catalogue)).translated_entries():
            words = entry.msgstr or entry.msgstr_plural[0]
            seen, where = first.setdefault((entry.msgctxt or "", entry.msgid), (words, catalogue))
            if seen != words:
                yield f"{catalogue}: {entry.msgid!r} is {words!r} here, but {seen!r} in {where}"


def main() -> int:
    settings.configure(USE_I18N=False)
    findings: list[str] = []
    catalogues: list[Path] = []
    for room, sentences in collect().items():
        for catalogue in sorted(path / "LC_MESSAGES" / "django.po" for path in (room / "locale").iterdir()):
            catalogues.append(catalogue)
            if "--check" in sys.argv:
                findings += untranslated(catalogue, sentences) if catalogue.exists() else [f"{catalogue} is missing"]
                findings += unsound(catalogue) if catalogue.exists() else []
            elif merge(catalogue, sentences):
                print(f"{catalogue} renewed")
    if "--check" in sys.argv:
        findings += divided([catalogue for catalogue in catalogues if catalogue.exists()])
    print("\n".join(findings) or "Every sentence has its place.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
