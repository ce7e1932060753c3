"""How somebody ends a step, and what of it the story, the documents and the content keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from balai.apps.cases import models, records
from balai.apps.cases.references import content_hash, receipt_hash
from balai.base.files.models import StoredFile
from balai.engines.casework.answers import counted_of
from balai.engines.casework.decisions import Act
from balai.engines.casework.definition import FILE_TYPES, Need, Outcome, Question

RECEIPT = "receipt"
"""Under which content the number of a payment's receipt is kept."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How somebody ends a step: the outcome and what it needs. `key` makes a repeated send harmless.

    `answers` are those to the outcome's own questions, by id; for photos and files a tuple of the ids of kept ones.
    `receipt` is the number of a payment's receipt. `cosign` is the digest of what somebody else has signed and this
    person signs, too: then everything else is theirs.
    """

    step: str
    outcome: str
    words: str = ""
    reason: str = ""
    organisation: str = ""
    rating: int | None = None
    files: tuple[int, ...] = ()
    key: UUID | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    receipt: str = ""
    cosign: str = ""


def outcome_of(story: records.Story, ending: Ending) -> Outcome | None:
    step = next((step for step in story.service.steps if step.id == ending.step), None)
    return step.outcome(ending.outcome) if step else None


def answers_of(story: records.Story, ending: Ending) -> dict[str, Any]:
    """The answers that the outcome calls for, files among them."""
    outcome = outcome_of(story, ending)
    if outcome is None or ending.cosign:
        return {}
    return counted_of(outcome.asks, ending.answers, {**story.facts.answers, **story.state.answers})


def act_of(story: records.Story, ending: Ending, given: Mapping[str, Any]) -> Act:
    """An ending as the engine takes it: that there are words and files, and a hash that stands for them."""
    outcome = outcome_of(story, ending)
    present = {Need.WORDS: bool(ending.words.strip()), Need.EVIDENCE: bool(ending.files)}
    several = outcome is not None and outcome.signatures > 1 and not ending.cosign
    return Act(
        ending.step,
        ending.outcome,
        ending.reason,
        ending.organisation,
        ending.rating,
        frozenset(need for need, is_present in present.items() if is_present),
        {"files": len(ending.files)} if ending.files else {},
        answers=given,
        receipt=receipt_hash(ending.receipt) if ending.receipt.strip() else "",
        content=_hash_of(story, ending, given) if several else "",
        cosign=ending.cosign,
    )


def _hash_of(story: records.Story, ending: Ending, given: Mapping[str, Any]) -> str:
    """One hash of all that is signed and does not stand in the story; files count by what is in them."""
    files = {question.id: given[question.id] for question in _asked_files(story, ending) if question.id in given}
    rest = {name: answer for name, answer in given.items() if name not in files}
    wanted = {*ending.files, *(number for numbers in files.values() for number in numbers)}
    kept = dict(StoredFile.objects.filter(id__in=wanted).values_list("id", "sha256")) if wanted else {}
    sums = {name: [kept.get(number, "") for number in numbers] for name, numbers in files.items()}
    evidence = [kept.get(number, "") for number in ending.files]
    return content_hash(ending.words.strip(), evidence, rest, sums, ending.receipt)


def pictures_of(story: records.Story, ending: Ending, given: Mapping[str, Any]) -> list[int]:
    """Everything that is handed in as evidence: with the outcome, and as an answer to its questions."""
    asked = (given.get(question.id, ()) for question in _asked_files(story, ending))
    return [*ending.files, *(number for numbers in asked for number in numbers)]


def _asked_files(story: records.Story, ending: Ending) -> Iterator[Question]:
    outcome = outcome_of(story, ending)
    return (question for question in (outcome.asks if outcome else ()) if question.type in FILE_TYPES)


def answer_rows(
    story: records.Story, seq: int, ending: Ending, given: Mapping[str, Any], *, of_reporter: bool
) -> list[models.Content]:
    """A row for each answer, each file and the receipt: public where the question is, else for those concerned."""
    outcome, rows = outcome_of(story, ending), []
    concerned = models.Audience.REPORTER if of_reporter else models.Audience.OFFICERS
    for question in outcome.asks if outcome else ():
        answer = given.get(question.id)
        if answer is None:
            continue
        audience = models.Audience.PUBLIC if question.public and not question.personal else concerned
        common: dict[str, Any] = {"case": story.case, "seq": seq, "question": question.id, "audience": audience}
        if question.type in FILE_TYPES:
            rows += [models.Content(**common, file_id=number) for number in answer]
        else:
            text, data = (answer, None) if isinstance(answer, str) else ("", answer)
            rows.append(models.Content(**common, text=text, data=data))
    if ending.receipt.strip() and outcome and Need.RECEIPT in outcome.needs:
        audience = models.Audience.REPORTER
        text = ending.receipt.strip()
        rows.append(models.Content(case=story.case, seq=seq, question=RECEIPT, text=text, audience=audience))
    return rows
