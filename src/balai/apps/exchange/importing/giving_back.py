"""A case of ours in the columns of another system's file: what an export writes, and what an import checks itself with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from balai.apps.cases.service import CaseRows, directory, service_of
from balai.apps.exchange.importing.city import CityKnown
from balai.apps.exchange.importing.maps import ImportMap, Target
from balai.apps.exchange.importing.retelling import IMPLIED, ROUTED
from balai.apps.exchange.importing.values import Times, word_for
from balai.engines.casework.definition import PublicState, QuestionType, Service
from balai.engines.casework.story import Kind

COLUMNS, ENTRIES, ONLY_KEPT = "columns", "entries", "keep"


@dataclass(slots=True)
class GivenBack:
    """The columns of one case, and those of each status it has had."""

    columns: dict[str, str]
    entries: list[dict[str, str]] = field(default_factory=list)

    def differences(self, original: GivenBack) -> dict[str, Any]:
        """What stands in the original and cannot be worked out: with each value, what would be worked out instead."""
        found: dict[str, Any] = {}
        if columns := _differing(self.columns, original.columns):
            found[COLUMNS] = columns
        entries = [_differing(ours, theirs) for ours, theirs in zip(self.entries, original.entries, strict=True)]
        if any(entries):
            found[ENTRIES] = entries
        return found

    def restored(self, kept: Mapping[str, Any]) -> GivenBack:
        """With the original values, where nothing has changed since they came in."""
        entries = [*kept.get(ENTRIES, [])][: len(self.entries)]
        entries += [{}] * (len(self.entries) - len(entries))
        return GivenBack(
            _restored(self.columns, kept.get(COLUMNS, {})),
            [_restored(ours, theirs) for ours, theirs in zip(self.entries, entries, strict=True)],
        )


def _differing(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [ours.get(name, ""), text] for name, text in theirs.items() if ours.get(name, "") != text}


def _restored(ours: Mapping[str, str], kept: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {name: kept[name][1] if name in kept and kept[name][0] == text else text for name, text in ours.items()}


@dataclass(frozen=True, slots=True)
class Status:
    """A state that a case has had; `office` is empty where only our own rules named one."""

    at: datetime
    state: PublicState
    office: str


def statuses_of(rows: CaseRows) -> list[Status]:
    """The states of a case in their order, each as often as the case came to it."""
    found: list[Status] = []
    for event in rows.events:
        if event.data.get(IMPLIED):
            continue
        if event.kind == Kind.TASK_OPENED:
            office = "" if event.data.get(ROUTED) else event.organisation
            found.append(Status(event.at, PublicState(event.data["state"]), office))
        elif event.kind == Kind.CLOSED and not (found and found[-1].state == event.outcome):
            found.append(Status(event.at, PublicState(event.outcome), event.organisation))
    return found


def give_back(mapping: ImportMap, city: CityKnown, rows: CaseRows, *, identifier: str) -> GivenBack:
    """Every column that the map names, as far as it follows from the case as it stands."""
    times = Times(mapping.times, mapping.zone)
    statuses = statuses_of(rows)
    columns = _columns(mapping, city, rows, times) | {mapping.identifier: identifier}
    if mapping.office.column and statuses:
        offices = [status.office for status in statuses if status.office]
        columns[mapping.office.column] = _office(mapping, offices[-1]) if offices else ""
    columns.pop("", None)
    given = GivenBack({name: columns.get(name, "") for name in mapping.columns})
    if mapping.history:
        given.entries = [_entry(mapping, status, times) for status in statuses]
    return given


def _entry(mapping: ImportMap, status: Status, times: Times) -> dict[str, str]:
    history = mapping.history
    if history is None:
        return {}
    entry = {history.at: times.write(status.at), history.state: _state(mapping, status.state)}
    return entry | ({history.office: _office(mapping, status.office)} if history.office else {})


def _state(mapping: ImportMap, state: PublicState) -> str:
    return word_for(mapping.state, state, state.value)


def _office(mapping: ImportMap, code: str) -> str:
    """The other system's word for an office; else its name in the city's first language."""
    entry = directory().every.get(code)
    return word_for(mapping.office, code, next(iter(entry.names.values()), code) if entry else code)


def _columns(mapping: ImportMap, city: CityKnown, rows: CaseRows, times: Times) -> dict[str, str]:
    case = rows.case
    service = service_of(case.service_id)
    area = directory().area_codes.get(case.area_id or 0, "")
    texts = {content.question: content.text for content in rows.contents if content.seq == 1}
    place = next(
        (texts.get(question.id, "") for question in service.questions if question.type is QuestionType.PLACE), ""
    )
    answers = rows.events[0].data.get("answers", {})
    named = {
        mapping.opened: times.write(case.opened_at),
        mapping.closed: times.write(case.closed_at),
        mapping.due: times.write(case.due_at),
        mapping.service.column: _service(mapping, service, case.category),
        mapping.state.column: _state(mapping, PublicState(case.public_state)),
        mapping.area.column: _area(mapping, city, area),
        mapping.area_within: next(iter(city.above.get(area, ())), ""),
        mapping.longitude: "" if case.longitude is None else repr(case.longitude),
        mapping.latitude: "" if case.latitude is None else repr(case.latitude),
        mapping.address: place,
        mapping.public.column: word_for(mapping.public, case.is_public, ""),
    }
    named |= {column: texts.get(question, "") for question, column in mapping.words.items()}
    for question, vocabulary in mapping.answers.items():
        named[vocabulary.column] = word_for(vocabulary, answers.get(question), "")
    named |= {column: str(getattr(rows.reporter, name)) for name, column in mapping.reporter.items()}
    return named | {name: text for name, text in rows.kept.get(ONLY_KEPT, {}).items() if name in mapping.keep}


def _service(mapping: ImportMap, service: Service, category: str) -> str:
    fallback = f"{service.code}/{category}" if category else service.code
    return word_for(mapping.service, Target(service.code, category), fallback)


def _area(mapping: ImportMap, city: CityKnown, code: str) -> str:
    fallback = city.names_of_areas.get(code, "") if mapping.area_by == "name" else code
    return word_for(mapping.area, code, fallback) if code else ""
