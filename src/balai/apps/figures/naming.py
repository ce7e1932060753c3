"""What services, categories, areas and offices are called in one language."""

from __future__ import annotations

from dataclasses import dataclass, field

from balai.apps.cases import service as cases
from balai.web.components import STATES
from balai.web.questions.options import in_language

CITY_DEPTH, DISTRICT_DEPTH, SUBDISTRICT_DEPTH = 1, 2, 3
"""Where the codes of an area's path stand: the province comes first."""


@dataclass(slots=True)
class Names:
    """Names in one language, each looked up once. Everything is settled here, so that a stream needs no language."""

    language: str
    states: dict[str, str] = field(init=False)
    _kinds: dict[tuple[int, str], tuple[str, str]] = field(default_factory=dict)
    _ways: dict[int | None, tuple[str, str, str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.states = {code: str(words) for code, words in STATES.items()}

    def of_kind(self, service_id: int, category: str) -> tuple[str, str]:
        """The service's title, and the category's label or nothing."""
        key = (service_id, category)
        if key not in self._kinds:
            service = cases.service_of(service_id)
            options = service.question(service.category_question).options if service.category_question else ()
            label = next((in_language(one.label, self.language) for one in options if one.code == category), "")
            self._kinds[key] = in_language(service.title, self.language), label
        return self._kinds[key]

    def title(self, service_id: int, category: str) -> str:
        """What a case is called in lists: its category, else its service."""
        service, label = self.of_kind(service_id, category)
        return label or service

    def of_area(self, area_id: int | None) -> tuple[str, str, str, str]:
        """The area's code, and the names of its subdistrict, district and city or regency."""
        if area_id not in self._ways:
            snapshot = cases.directory()
            code = snapshot.area_codes.get(area_id or 0, "")
            parts = [part for part in snapshot.area_paths.get(code, "").split("/") if part]
            names = [snapshot.area_names.get(part, part) for part in parts] + [""] * 4
            self._ways[area_id] = code, names[SUBDISTRICT_DEPTH], names[DISTRICT_DEPTH], names[CITY_DEPTH]
        return self._ways[area_id]

    def of_office(self, holder_id: int | None) -> tuple[str, str]:
        """The code and name of the office with which a case lies."""
        entry = cases.directory().by_id.get(holder_id or 0)
        return (entry.code, in_language(entry.names, self.language)) if entry else ("", "")
