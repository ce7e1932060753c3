"""From the rows of one case to a case that can come in, or the reason why it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

from balai.apps.cases.service import CaseRows, ImportedCase, Place, ReporterDetails, Submission, directory, rows_for
from balai.apps.exchange.importing.city import CityKnown
from balai.apps.exchange.importing.faults import RowRefused
from balai.apps.exchange.importing.giving_back import ONLY_KEPT, GivenBack, give_back
from balai.apps.exchange.importing.maps import CLOSING, ImportMap, Target
from balai.apps.exchange.importing.places import FoundPlace, find_place
from balai.apps.exchange.importing.records import Record, shown
from balai.apps.exchange.importing.retelling import Limit, Passage, first_state, retell
from balai.apps.exchange.importing.values import Times, meaning, unguarded
from balai.base.calendar import city_calendar
from balai.base.city import current_city
from balai.engines.casework.answers import coded
from balai.engines.casework.definition import Service
from balai.engines.casework.story import Event
from balai.engines.casework.writing import Facts, NotPossible

LONGEST_IDENTIFIER = 120
LONGEST = {"name": 150, "phone": 30}
"""Of what is kept about a reporter, in characters."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A case that can come in. `notes` are codes of what was put right on the way."""

    row: int
    line: int
    identifier: str
    target: Target
    state: str
    rows: CaseRows
    story: Sequence[Event]
    given: GivenBack
    notes: tuple[str, ...]


class CaseReader:
    """Reads the cases of one file. `now` is the moment of the import."""

    def __init__(self, mapping: ImportMap, city: CityKnown, *, now: datetime) -> None:
        self.mapping, self.city, self.now = mapping, city, now
        self.times = Times(mapping.times, mapping.zone)
        self.language = current_city().languages[0]

    def identifier_of(self, record: Record) -> str:
        """The identifier of a row; empty where it has none."""
        return self._tidy(record.values).get(self.mapping.identifier, "").strip()

    def read(self, records: Sequence[Record]) -> Incoming:
        """The rows of one case, one or, where the map has a history, one for each status.

        Raises:
            RowRefused: the case cannot come in.
        """
        original = self._original(records)
        values = original.columns
        identifier = values[self.mapping.identifier].strip()
        if not 0 < len(identifier) <= LONGEST_IDENTIFIER:
            raise RowRefused("identifier", self.mapping.identifier)
        target = self._target(values)
        service = self.city.services[target.service]
        place = find_place(self.mapping, self.city, values)
        passages = self._passages(service, values, original.entries)
        imported = self._imported(target, values, place=place, passages=passages)
        rows = rows_for(imported)
        given = give_back(self.mapping, self.city, rows, identifier=identifier)
        kept: dict[str, Any] = given.differences(original)
        if only := {name: values[name] for name in self.mapping.keep if values[name]}:
            kept[ONLY_KEPT] = only
            kept["columns"] = {name: pair for name, pair in kept.get("columns", {}).items() if name not in only}
        if kept:
            rows.keep(kept)
        notes = (*place.notes, *self._notes(service, values, rows))
        return Incoming(
            row=records[0].row,
            line=records[0].line,
            identifier=identifier,
            target=target,
            state=passages[-1].state.value,
            rows=rows,
            story=imported.events,
            given=original,
            notes=notes,
        )

    def _notes(self, service: Service, values: Mapping[str, str], rows: CaseRows) -> Iterator[str]:
        if self._email_amiss(values):
            yield "email"
        closed = rows.case.closed_at
        if closed and closed + timedelta(days=service.keep_days) < self.now:
            yield "kept_long_enough"

    def _tidy(self, values: Mapping[str, str]) -> Mapping[str, str]:
        return {name: unguarded(text) for name, text in values.items()} if self.mapping.guarded else values

    def _original(self, records: Sequence[Record]) -> GivenBack:
        """What the file says of a case, in the columns that the map names; the others count for nothing."""
        tidy = [self._tidy(record.values) for record in records]
        columns = {name: tidy[0].get(name, "") for name in self.mapping.columns}
        for other in tidy[1:]:
            for name, text in columns.items():
                if other.get(name, "") != text:
                    raise RowRefused("rows_differ", name)
        history = self.mapping.history
        if history is None:
            return GivenBack(columns)
        entries = [self._tidy(entry) for entry in records[0].entries] if history.entries else tidy
        return GivenBack(columns, [{name: entry.get(name, "") for name in history.columns} for entry in entries])

    def _target(self, values: Mapping[str, str]) -> Target:
        target = meaning(self.mapping.service, values)
        if not isinstance(target, Target):
            column = self.mapping.service.column
            raise RowRefused("service_unknown", column, shown(values[column]))
        return target

    def _state(self, text: str, column: str) -> Any:
        known = self.mapping.state.values
        state = known.get(text) or known.get(text.strip())
        if state is None:
            raise RowRefused("state_unknown", column, shown(text))
        return state

    def _office(self, text: str, column: str) -> str:
        """The code of an office; empty where the file says nothing."""
        if not text.strip():
            return ""
        vocabulary = self.mapping.office
        code = vocabulary.values.get(text) or self.city.office(text.strip()) or vocabulary.otherwise
        if not code:
            raise RowRefused("office_unknown", column, shown(text))
        return str(code)

    def _passages(
        self, service: Service, values: Mapping[str, str], entries: Sequence[Mapping[str, str]]
    ) -> list[Passage]:
        """Every state of the case, in order."""
        mapping, history = self.mapping, self.mapping.history
        opened = self.times.read(values[mapping.opened], mapping.opened, now=self.now)
        state = self._state(values[mapping.state.column], mapping.state.column)
        if history is None:
            passages = self._plain(service, values, opened, state)
            column = mapping.closed
        else:
            passages = [self._entry(entry) for entry in entries]
            column = history.at
            if not passages or passages[-1].state is not state:
                raise RowRefused("history_end", history.state, shown(values[mapping.state.column]))
        for before, after in pairwise([Passage(opened, state), *passages]):
            if after.at < before.at:
                raise RowRefused("time_order", column)
        if any(one.state in CLOSING and two.state in CLOSING for one, two in pairwise(passages)):
            raise RowRefused("closed_twice", column)
        return passages

    def _plain(self, service: Service, values: Mapping[str, str], opened: datetime, state: Any) -> list[Passage]:
        """Without a history: how the case began or stands, and how it ended."""
        mapping = self.mapping
        office = self._office(values.get(mapping.office.column, ""), mapping.office.column)
        if state not in CLOSING:
            return [Passage(opened, state, office)]
        if not values.get(mapping.closed, "").strip():
            raise RowRefused("closed_missing", mapping.closed or mapping.state.column)
        closed = self.times.read(values[mapping.closed], mapping.closed, now=self.now)
        return [Passage(opened, first_state(service), office), Passage(closed, state)]

    def _entry(self, entry: Mapping[str, str]) -> Passage:
        history = self.mapping.history
        if history is None:
            raise ValueError("this map has no history")
        at = self.times.read(entry[history.at], history.at, now=self.now)
        state = self._state(entry[history.state], history.state)
        return Passage(at, state, self._office(entry.get(history.office, ""), history.office))

    def _limit(self, values: Mapping[str, str]) -> Limit:
        if not self.mapping.due or not values[self.mapping.due].strip():
            return Limit()
        far = self.now.replace(year=self.now.year + 100, day=1)
        due = self.times.read(values[self.mapping.due], self.mapping.due, now=far)
        return Limit(due, self.mapping.due_past == "late")

    def _imported(
        self, target: Target, values: Mapping[str, str], *, place: FoundPlace, passages: Sequence[Passage]
    ) -> ImportedCase:
        service = self.city.services[target.service]
        mapping = self.mapping
        answers = self._answers(service, target, values)
        counted = self._coded(service, answers)
        facts = Facts(counted, place.area, city_calendar(), directory())
        is_public = meaning(mapping.public, values)
        if not isinstance(is_public, bool):
            raise RowRefused("public", mapping.public.column, shown(values[mapping.public.column]))
        opened = self.times.read(values[mapping.opened], mapping.opened, now=self.now)
        events = retell(
            service,
            passages,
            facts=facts,
            opened=opened,
            channel=mapping.channel,
            is_public=is_public,
            now=self.now,
            limit=self._limit(values),
        )
        longitude, latitude = place.point or (None, None)
        submission = Submission(
            service=service.code,
            key=submission_key(mapping.channel, values[mapping.identifier].strip()),
            answers=answers,
            place=Place(longitude, latitude, place.area, place.words),
            is_public=is_public,
            reporter=self._reporter(values),
            channel=mapping.channel,
        )
        return ImportedCase(submission, self.city.versions[service.code], counted, place.area, events)

    def _answers(self, service: Service, target: Target, values: Mapping[str, str]) -> dict[str, Any]:
        """Answers to the questions that this service asks."""
        asked = {question.id for question in service.questions}
        mapping = self.mapping
        answers: dict[str, Any] = {name: values[column] for name, column in mapping.words.items() if name in asked}
        for name, vocabulary in mapping.answers.items():
            text = values[vocabulary.column]
            if name not in asked or not text.strip():
                continue
            answers[name] = meaning(vocabulary, values)
            if answers[name] is None:
                raise RowRefused("answer", vocabulary.column, shown(text))
        if target.category:
            answers[service.category_question] = target.category
        return {name: answer for name, answer in answers.items() if answer != ""}

    def _coded(self, service: Service, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return coded(service, answers)
        except NotPossible as error:
            raise RowRefused("answer") from error

    def _email_amiss(self, values: Mapping[str, str]) -> bool:
        text = values.get(self.mapping.reporter.get("email", ""), "").strip()
        return bool(text) and not _is_email(text)

    def _reporter(self, values: Mapping[str, str]) -> ReporterDetails:
        """Who reported. An address that is none is kept beside the case, and never written to."""
        found = {name: values[column].strip() for name, column in self.mapping.reporter.items()}
        for name, longest in LONGEST.items():
            if len(found.get(name, "")) > longest:
                raise RowRefused("long", self.mapping.reporter[name])
        email = found.get("email", "")
        return ReporterDetails(
            name=found.get("name", ""),
            email=email if _is_email(email) else "",
            phone=found.get("phone", ""),
            language=self.language,
        )


def submission_key(channel: str, identifier: str) -> UUID:
    """The key of a case that came in: always the same, and for nobody to guess, since it opens the private page."""
    digest = salted_hmac("balai.exchange.import", f"{channel}:{identifier}", algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
