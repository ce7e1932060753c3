"""Reads neighbours/*.yaml: how the words of another system that handles the same cases become this city's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from balai.base.packs.city_file import language_mistakes
from balai.base.packs.mistakes import Mistake
from balai.base.packs.pack import City, PackNeighbour, ServiceKind
from balai.base.packs.shape import shape_mistakes
from balai.base.packs.strict_yaml import Document, Place, read_yaml

FOLDER = "neighbours"
SCHEMA = "neighbour"


def read_neighbours(
    folder: Path, city: City, areas: Collection[str], services: Sequence[Mapping[str, Any]]
) -> tuple[tuple[PackNeighbour, ...], list[Mistake]]:
    """The neighbours in the order of their file names, and the mistakes. The file's name is the neighbour's code."""
    found: list[PackNeighbour] = []
    mistakes: list[Mistake] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        document, wrong = read_yaml(path, f"{FOLDER}/{path.name}")
        if document is not None:
            wrong = shape_mistakes(document, SCHEMA)
            wrong = wrong or [*_meaning_mistakes(document, city, areas, services)]
        mistakes += wrong
        if document is not None and not wrong:
            found.append(_neighbour(path.stem, document))
    return tuple(found), sorted(set(mistakes))


def _neighbour(code: str, document: Document) -> PackNeighbour:
    value = document.value
    other = ServiceKind(**value["other"]) if "other" in value else None
    topics = {topic: ServiceKind(**kind) for topic, kind in value["topics"].items()}
    return PackNeighbour(code, value["names"], value["unknown_area"], topics, other)


def _meaning_mistakes(
    document: Document, city: City, areas: Collection[str], services: Sequence[Mapping[str, Any]]
) -> Iterator[Mistake]:
    yield from language_mistakes(document, city.languages, SCHEMA)
    if document.value["unknown_area"] not in areas:
        wrong = f"areas.csv has no area {document.value['unknown_area']}."
        yield document.mistake("neighbour.area", ("unknown_area",), wrong, "Use a code of areas.csv, in quotes.")
    by_code = {service["service"]: service for service in services}
    kinds: list[tuple[Place, Mapping[str, Any]]] = [
        (("topics", topic), kind) for topic, kind in document.value["topics"].items()
    ]
    kinds += [(("other",), document.value["other"])] if "other" in document.value else []
    for place, kind in kinds:
        service = by_code.get(kind["service"])
        if service is None:
            wrong = f"There is no service {kind['service']!r}."
            mend = f"Use one of: {', '.join(sorted(by_code))}."
            yield document.mistake("neighbour.service", (*place, "service"), wrong, mend)
            continue
        yield from _category_mistakes(document, place, kind, service)


def _category_mistakes(
    document: Document, place: Place, kind: Mapping[str, Any], service: Mapping[str, Any]
) -> Iterator[Mistake]:
    asked = next((item for item in service["questions"] if item["id"] == service.get("category")), None)
    codes = [option["code"] for option in asked["options"]] if asked else []
    if codes and kind.get("category") not in codes:
        wrong = f"{kind['service']} needs a category, and {kind.get('category', 'none')!r} is not one of its own."
        mend = f"Use one of: {', '.join(codes)}."
        yield document.mistake("neighbour.category", (*place, "category"), wrong, mend)
    elif not codes and "category" in kind:
        wrong = f"{kind['service']} asks for no category."
        yield document.mistake("neighbour.category", (*place, "category"), wrong, "Remove it.")
