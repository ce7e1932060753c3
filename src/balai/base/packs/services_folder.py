"""Reads services/*.yaml with the flows that they share, and checks what they say against the rest of the pack."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balai.base.packs.mistakes import Mistake
from balai.base.packs.pack import City
from balai.base.packs.strict_yaml import Document, Place, read_yaml
from balai.engines.casework.reading import find_mistakes

FOLDER = "services"
FLOWS = "services/flows"
SEE = "See docs/reference/service-file.md."
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class ServiceSource:
    """A service file with its flow merged in: each key of the file wins over the same key of the flow."""

    value: Mapping[str, Any]
    document: Document
    flow: Document | None = None

    def mistake(self, code: str, place: Place, wrong: str, mend: str) -> Mistake:
        """A mistake at that place, in the file in which the value stands."""
        inherited = self.flow is not None and place and place[0] not in self.document.value
        document = self.flow if self.flow is not None and inherited else self.document
        return document.mistake(code, place, wrong, mend)


def read_services(
    folder: Path, city: City, organisations: Collection[str]
) -> tuple[tuple[Mapping[str, Any], ...], list[Mistake]]:
    """The parsed services in the order of their file names, and the mistakes."""
    mistakes: list[Mistake] = []
    first: dict[str, str] = {}
    found: list[Mapping[str, Any]] = []
    flows: dict[str, Document | None] = {}
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        source, wrong = read_service_source(folder, path.name, flows)
        mistakes += wrong
        if source is None:
            continue
        wrong = list(_meaning_mistakes(source, city, organisations))
        code = source.value.get("service")
        if isinstance(code, str) and first.setdefault(code, path.name) != path.name:
            text = f"The service {code} is also in {first[code]}."
            wrong.append(source.mistake("service.twice", ("service",), text, "Give each service its own code."))
        mistakes += wrong
        if not wrong:
            found.append(source.value)
    return tuple(found), sorted(set(mistakes))


def read_service_source(
    folder: Path, name: str, flows: dict[str, Document | None] | None = None
) -> tuple[ServiceSource | None, list[Mistake]]:
    """One service file of a pack with its flow; `flows` keeps flows that were read already."""
    flows = {} if flows is None else flows
    document, mistakes = read_yaml(folder / FOLDER / name, f"{FOLDER}/{name}")
    if document is None:
        return None, mistakes
    if not isinstance(document.value, dict):
        wrong = document.mistake("service.shape", (), "The file holds no keys.", SEE)
        return None, [wrong]
    if "flow" not in document.value:
        return ServiceSource(document.value, document), []
    return _with_flow(folder, document, flows)


def read_service_file(path: Path, pack: Path | None) -> tuple[ServiceSource | None, list[Mistake]]:
    """One service file that may lie anywhere; the flow it names is that of `pack`."""
    document, mistakes = read_yaml(path, path.name)
    if document is None or not isinstance(document.value, dict):
        return None, mistakes or [Mistake(path.name, 1, "service.shape", "The file holds no keys.", SEE)]
    if "flow" not in document.value:
        return ServiceSource(document.value, document), []
    if pack is None:
        wrong = "This file names a flow and lies in no city pack."
        return None, [document.mistake("service.flow", ("flow",), wrong, "Put both files into one pack.")]
    return _with_flow(pack, document, {})


def _with_flow(
    folder: Path, document: Document, flows: dict[str, Document | None]
) -> tuple[ServiceSource | None, list[Mistake]]:
    flow, mistakes = _flow_of(folder, document, flows)
    if flow is None:
        return None, mistakes
    own = {key: value for key, value in document.value.items() if key != "flow"}
    return ServiceSource({**flow.value, **own}, document, flow), []


def _flow_of(
    folder: Path, document: Document, flows: dict[str, Document | None]
) -> tuple[Document | None, list[Mistake]]:
    name = document.value["flow"]
    if not isinstance(name, str) or not NAME.fullmatch(name) or not (folder / FLOWS / f"{name}.yaml").is_file():
        known = sorted(path.stem for path in (folder / FLOWS).glob("*.yaml"))
        mend = f"Use one of: {', '.join(known)}." if known else f"Write it in {FLOWS}/."
        return None, [document.mistake("service.flow", ("flow",), f"There is no flow {name!r}.", mend)]
    if name in flows:
        return flows[name], []  # its mistakes were told with the first service that uses it
    flow, mistakes = read_yaml(folder / FLOWS / f"{name}.yaml", f"{FLOWS}/{name}.yaml")
    if flow is not None and not isinstance(flow.value, dict):
        mistakes = [flow.mistake("service.shape", (), "The file holds no keys.", "Write start: and steps: in it.")]
        flow = None
    flows[name] = flow
    return flow, mistakes


def _meaning_mistakes(source: ServiceSource, city: City, organisations: Collection[str]) -> Iterator[Mistake]:
    wrong = find_mistakes(source.value, languages=city.languages)
    for mistake in wrong:
        yield source.mistake(mistake.code, mistake.path, f"{mistake.sentence.rstrip('.')}.", mistake.mend)
    if not wrong and organisations:
        for place, code in _named_organisations(source.value, ()):
            if code not in organisations:
                text = f"There is no organisation {code!r}."
                yield source.mistake("service.unknown_organisation", place, text, "Use a code of organisations.yaml.")


def _named_organisations(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """The organisations that a service names: its owner, and the units and branches that tasks go to."""
    if isinstance(value, dict):
        if not place:
            yield ("owner",), value["owner"]
        for key, inner in value.items():
            if key in {"unit", "branch"} and isinstance(inner, str) and place and place[-1] in {"to", "at"}:
                yield (*place, key), inner
            else:
                yield from _named_organisations(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _named_organisations(inner, (*place, number))
