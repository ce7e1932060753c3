"""An import map: which column of another system's file is what. Read from YAML, each mistake with line and mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from balai.base.packs.mistakes import Mistake
from balai.base.packs.shape import shape_mistakes
from balai.base.packs.strict_yaml import Document, read_yaml
from balai.engines.casework.definition import PublicState

SCHEMA = "import-map"
ISO = "iso"
CLOSING = frozenset({PublicState.DONE, PublicState.REFUSED, PublicState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Target:
    """A service, and its category where it has one."""

    service: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A column, what each of its values means, and what any other means; `None` where others are refused."""

    column: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    otherwise: Any = None


@dataclass(frozen=True, slots=True)
class History:
    at: str
    state: str
    office: str = ""
    entries: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for column in (self.at, self.state, self.office) if column)


@dataclass(frozen=True, slots=True)
class ImportMap:
    """A whole map. Columns are empty where the file has none."""

    document: Document
    source: str
    zone: ZoneInfo
    times: tuple[str, ...]
    identifier: str
    opened: str
    service: Vocabulary
    state: Vocabulary
    closed: str = ""
    due: str = ""
    due_past: str = "restart"
    history: History | None = None
    office: Vocabulary = Vocabulary()
    area: Vocabulary = Vocabulary()
    area_by: str = "code"
    area_level: str = ""
    area_within: str = ""
    longitude: str = ""
    latitude: str = ""
    unclear: str = "refuse"
    address: str = ""
    no_address: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Vocabulary] = field(default_factory=dict)
    public: Vocabulary = Vocabulary(otherwise=False)
    reporter: Mapping[str, str] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    format: str = ""
    separator: str = ""
    encoding: str = ""
    guarded: bool = False

    @property
    def channel(self) -> str:
        """How a case that came in by this map is marked."""
        return f"import:{self.source}"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of a case that the map names, once, those of its history left out."""
        named = (
            self.identifier, self.opened, self.closed, self.due, self.service.column, self.state.column,
            self.office.column, self.area.column, self.area_within, self.longitude, self.latitude, self.address,
            *self.words.values(), *(answer.column for answer in self.answers.values()), self.public.column,
            *self.reporter.values(), *self.keep,
        )  # fmt: skip
        return tuple(dict.fromkeys(column for column in named if column))

    @property
    def targets(self) -> set[Target]:
        """Every service and category that a row can belong to."""
        listed = {*self.service.values.values()}
        return listed | {self.service.otherwise} if self.service.otherwise else listed


def read_map(path: Path, *, zone: str) -> tuple[ImportMap | None, list[Mistake]]:
    """The map, or None with everything that is wrong with its file. `zone` is the city's own."""
    document, mistakes = read_yaml(path, path.name)
    if document is None:
        return None, mistakes
    mistakes = shape_mistakes(document, SCHEMA) if isinstance(document.value, dict) else _not_a_map(document)
    mistakes = mistakes or sorted([*_either_or(document), *_zones(document), *_times(document), *_twice(document)])
    return (None if mistakes else _map_of(document, zone)), mistakes


def _not_a_map(document: Document) -> list[Mistake]:
    return [document.mistake("import-map.shape", (), "The file holds no keys.", "See docs/howto/import-history.md.")]


def _either_or(document: Document) -> Iterator[Mistake]:
    for name in ("service", "public"):
        part = document.value.get(name)
        if part is None or ("always" in part and "column" not in part) or {"column", "values"} <= part.keys():
            continue
        mend = "Write `always`, or `column` with `values`."
        yield document.mistake("import-map.either-or", (name,), f"`{name}` does not say what rows are.", mend)


def _zones(document: Document) -> Iterator[Mistake]:
    zone = document.value.get("zone")
    try:
        ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        wrong, mend = f"{zone!r} is not a time zone.", "Write an IANA name such as Asia/Jakarta."
        yield document.mistake("import-map.zone", ("zone",), wrong, mend)


def _times(document: Document) -> Iterator[Mistake]:
    for number, text in enumerate(document.value.get("times", [])):
        if text != ISO and not ("%Y" in text or "%y" in text):
            wrong = f"{text!r} has no year."
            mend = 'Write iso, or codes such as "%d/%m/%Y %H:%M".'
            yield document.mistake("import-map.time", ("times", number), wrong, mend)


def _twice(document: Document) -> Iterator[Mistake]:
    """A history's columns are its own."""
    value = document.value
    history = value.get("history", {})
    if history.get("list"):
        return
    for key in ("at", "state", "office"):
        taken = [name for name in ("identifier", "opened", "closed") if value.get(name) == history.get(key, "")]
        taken += [name for name in ("state", "office") if value.get(name, {}).get("column") == history.get(key, "")]
        if taken:
            wrong = f"`{history[key]}` is named by history and by {taken[0]}, too."
            yield document.mistake("import-map.twice", ("history", key), wrong, "Name different columns.")


def _map_of(document: Document, zone: str) -> ImportMap:
    value: Mapping[str, Any] = document.value
    file, area, point = value.get("file", {}), value.get("area", {}), value.get("point", {})
    due, address, history = value.get("due", {}), value.get("address", {}), value.get("history")
    return ImportMap(
        document=document,
        source=value["source"],
        zone=ZoneInfo(value.get("zone") or zone),
        times=tuple(value.get("times", (ISO,))),
        identifier=value["identifier"],
        opened=value["opened"],
        closed=value.get("closed", ""),
        due=due.get("column", ""),
        due_past=due.get("when_past", "restart"),
        service=_service_of(value["service"]),
        state=_states_of(value["state"]),
        history=History(history["at"], history["state"], history.get("office", ""), history.get("list", ""))
        if history
        else None,
        office=_vocabulary(value.get("office", {})),
        area=_vocabulary(area),
        area_by=area.get("by", "code"),
        area_level=area.get("level", ""),
        area_within=area.get("within", ""),
        longitude=point.get("longitude", ""),
        latitude=point.get("latitude", ""),
        unclear=point.get("unclear", "refuse"),
        address=address.get("column", ""),
        no_address=frozenset(address.get("absent", ())),
        words=value.get("words", {}),
        answers={name: _vocabulary(answer) for name, answer in value.get("answers", {}).items()},
        public=_public_of(value.get("public", {})),
        reporter=value.get("reporter", {}),
        keep=tuple(value.get("keep", ())),
        format=file.get("format", ""),
        separator=file.get("separator", ""),
        encoding=file.get("encoding", ""),
        guarded=file.get("guarded", False),
    )


def _vocabulary(part: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary(part.get("column", ""), part.get("values", {}), part.get("otherwise"))


def _target(part: Mapping[str, Any] | None) -> Target | None:
    return Target(part["service"], part.get("category", "")) if part else None


def _service_of(part: Mapping[str, Any]) -> Vocabulary:
    values = {name: _target(target) for name, target in part.get("values", {}).items()}
    return Vocabulary(part.get("column", ""), values, _target(part.get("always") or part.get("otherwise")))


def _states_of(part: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary(part["column"], {name: PublicState(state) for name, state in part["values"].items()})


def _public_of(part: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary(
        part.get("column", ""), part.get("values", {}), part.get("always", None if "column" in part else False)
    )
