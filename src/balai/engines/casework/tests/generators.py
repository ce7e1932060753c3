"""Sound services of every shape and ways through them, for laws that hold for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from balai.engines.casework.clocks import tick
from balai.engines.casework.decisions import Act, Actor, act_on, available, open_case, support
from balai.engines.casework.definition import Issue, Need, Outcome, QuestionType, Service, Step
from balai.engines.casework.reading import find_mistakes, read_service
from balai.engines.casework.story import CaseState, Event, fold
from balai.engines.casework.tests.samples import CALENDAR, MONDAY, REPORTER, EveryOffice, outcome, source, step, text
from balai.engines.casework.writing import Facts, Sealed

ROLES = ("officer", "crew", "verifier", "reporter")
OFFICE_ROLES = ROLES[:3]
EVERYTHING = frozenset(Need)
COLOUR = {
    "id": "colour",
    "type": "choice",
    "label": text("?"),
    "options": [{"code": "red", "label": text("r")}, {"code": "green", "label": text("g")}],
}
DAY = {"id": "day", "type": "date", "label": text("?")}
SECRET = {"id": "secret", "type": "yes_no", "label": text("?"), "personal": True}
REMARK = {"id": "remark", "type": "long_text", "label": text("?"), "show_if": {"answer": "colour", "is": "red"}}
SEEN = {
    "id": "seen",
    "type": "group",
    "label": text("?"),
    "entry": text("Person"),
    "questions": [{"id": "name", "type": "text", "label": text("?"), "personal": True}],
}
ASKS = [COLOUR, DAY, SECRET, REMARK, SEEN]
PAPER = {
    "document": "letter",
    "title": text("Letter"),
    "body": text("{words} {colour} {valid_until}"),
    "valid": "2 years",
}
STATES = ("waiting", "coordination", "in_progress", "verification", "done")
ANSWERS = st.fixed_dictionaries({}, optional={"category": st.sampled_from(["hole", "bridge"])})
CONDITIONS = st.sampled_from(
    [
        None,
        {"answer": "category", "is": "bridge"},
        {"answer": "category", "given": False},
        {"answer": "colour", "is": "red"},
        {"answer": "seen", "at_least": 2},
        {"not": {"answer": "day", "given": True}},
    ]
)
FEES = st.sampled_from(
    [
        [{"rupiah": 0}],
        [{"rupiah": 50_000}],
        [{"when": {"answer": "category", "is": "hole"}, "rupiah": 0}, {"rupiah": 90_000}],
        [{"when": {"answer": "colour", "is": "red"}, "rupiah": 10_000}, {"rupiah": 0}],
    ]
)
FAST = [{"if": {"answer": "colour", "is": "red"}, "within": "10 minutes"}]


class Papers:
    """A registry that keeps what it has sealed."""

    def __init__(self) -> None:
        self.sealed: list[tuple[int, int]] = []

    def seal(
        self, issue: Issue, *, nth: int, seq: int, organisation: str, issued_on: date, valid_until: date | None
    ) -> Sealed:
        assert organisation
        assert valid_until is None or valid_until > issued_on
        self.sealed.append((nth, seq))
        return Sealed(f"P-{nth}", f"{nth:064d}")


def knowing(answers: dict[str, Any], papers: Papers | None = None) -> Facts:
    return Facts(answers=answers, area="a", calendar=CALENDAR, directory=EveryOffice(), registry=papers or Papers())


@st.composite
def services(draw: st.DrawFn, *, plain: bool = False) -> dict[str, Any]:
    """A sound service of up to six steps: loops, joins, doors, fees, signatures, thresholds, dates, and an end from everywhere.

    A `plain` one has no acts but endings: no signatures, documents, publishing or voices.
    """
    names = [f"s{number}" for number in range(draw(st.integers(1, 6)))]
    # The first asks everything, so that every condition is about something that can be known.
    steps = [draw(_steps(name, names, first=number == 0)) for number, name in enumerate(names)]
    for one in steps if plain else ():
        one.pop("threshold", None)
        for way in one["outcomes"]:
            for key in ("signatures", "issues", "publishes"):
                way.pop(key, None)
    return source(start=names, steps=steps, public=True)


@st.composite
def _steps(draw: st.DrawFn, name: str, names: list[str], *, first: bool) -> dict[str, Any]:
    following = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
    # The first step always applies, so that no way leads into nothing but steps that are skipped.
    way = ["s0", *(other for other in following if other != "s0")] if following else []
    outcomes = [
        outcome("on", next=way, **draw(_extras())),
        outcome("end", end=draw(st.sampled_from(["done", "refused"]))),
    ]
    if first:
        outcomes[0]["asks"] = ASKS
    if draw(st.booleans()):
        outcomes.append(outcome("once", at_most=1, next=["s0"], to=draw(st.sampled_from(["holder", {"doer": name}]))))
    if draw(st.booleans()):
        outcomes.append(outcome("more", stays=True, next=draw(st.sampled_from([[], ["s0"]]))))
    more: dict[str, Any] = {
        "by": draw(st.lists(st.sampled_from(OFFICE_ROLES), min_size=1, unique=True)),
        "at": draw(st.sampled_from(["holder", "owner", "route", {"office": "district"}, {"doer": names[-1]}])),
        "state": draw(st.sampled_from(STATES)),
        "not_by": draw(st.lists(st.sampled_from(names), max_size=1)),
    }
    promise = draw(
        st.sampled_from([None, {"within": "6 hours"}, {"within": "3 working days", "when": FAST}, {"on": "day"}])
    )
    if promise:
        ending = ["escalate", "end"] if "on" in promise else ["escalate", *(way["code"] for way in outcomes)]
        late = draw(st.sampled_from([code for code in ending if code != "more"]))
        more["promise"] = {**promise, "late": late}
    if draw(st.booleans()):
        more["threshold"] = {"supporters": draw(st.integers(1, 3)), "outcome": draw(st.sampled_from(["on", "end"]))}
    if not first:
        more |= draw(_conditions(names, outcomes))
    return step(name, *outcomes, **more)


@st.composite
def _extras(draw: st.DrawFn) -> dict[str, Any]:
    """What else an outcome may do."""
    return draw(
        st.fixed_dictionaries(
            {},
            optional={
                "signatures": st.integers(1, 3),
                "issues": st.just(PAPER),
                "publishes": st.just(True),
                "asks": st.just([COLOUR, SEEN]),
            },
        )
    )


@st.composite
def _conditions(draw: st.DrawFn, names: list[str], outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        more["after"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    when = draw(CONDITIONS)
    if when:
        more["when"] = when
    if draw(st.booleans()):
        more["fee"] = {"amount": draw(FEES)}
        outcomes[0]["needs"] = ["receipt"]
    return more


Move = tuple[int, int, int, int]
Moves = st.lists(
    st.tuples(st.integers(0, 1_000), st.integers(1, 3), st.integers(0, 400), st.integers(0, 7)), max_size=14
)


def answers_to(asked: Outcome, number: int) -> dict[str, Any]:
    """Some answers to everything that an outcome asks; the same for the same number."""
    given = {
        QuestionType.CHOICE: ["red", "green"][number % 2],
        QuestionType.DATE: (MONDAY + timedelta(days=number)).date().isoformat(),
        QuestionType.YES_NO: number % 2 == 0,
        QuestionType.LONG_TEXT: "Kata-kata rahasia",
        QuestionType.GROUP: [{"name": "Nama Rahasia"}] * (number % 3 + 1),
    }
    return {question.id: given[question.type] for question in asked.asks}


def choices(service: Service, state: CaseState, person: int | None = None) -> list[tuple[Actor, Step, Outcome]]:
    """Everything that somebody can do now, by each of three people in each role."""
    people = [person] if person else [1, 2, 3]
    actors = [Actor(number, role, "office-a") for number in people for role in OFFICE_ROLES]
    return [(actor, *option) for actor in actors for option in available(service, state, actor)]


def deed(state: CaseState, chosen: Step, how: Outcome, actor: Actor, number: int) -> Act:
    """An act with all that its outcome wants: somebody else's paper is signed where one lies there, else a new one."""
    task = state.tasks[chosen.id]
    other = next((name for name in task.signatures if name.outcome == how.code and name.by != actor.id), None)
    signed = {name.digest for name in task.signatures if name.by == actor.id}
    if other and other.digest not in signed and number % 4:
        return Act(chosen.id, how.code, cosign=other.digest)
    return Act(
        chosen.id,
        how.code,
        organisation="office-a",
        rating=3,
        reason="x",
        given=EVERYTHING,
        answers=answers_to(how, number),
        receipt="f" * 64,
        content=f"{actor.id}-{len(task.signatures)}",
    )


@dataclass(frozen=True)
class Walk:
    """A way through a service so far: `state` is what the decisions made of it, step by step."""

    definition: dict[str, Any]
    service: Service
    answers: dict[str, Any]
    story: list[Event]
    state: CaseState
    papers: Papers

    @property
    def facts(self) -> Facts:
        return knowing(self.answers, self.papers)

    @property
    def now(self) -> datetime:
        return self.story[-1].at

    def again(self) -> CaseState:
        """The state made anew from the story, to be walked on with."""
        return fold(self.story)


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    """Any way through any service."""
    return walk(draw(services()), draw(Moves), draw(ANSWERS))


def walk(definition: dict[str, Any], moves: list[Move], answers: dict[str, Any]) -> Walk:
    """Walk through a service by picking among what is available; hours and voices come between the moves."""
    assert find_mistakes(definition, languages=["id", "en"]) == []
    papers = Papers()
    service, known = read_service(definition), knowing(answers, papers)
    story = open_case(service, facts=known, actor=REPORTER, at=MONDAY, channel="web", is_public=True)
    state, at = fold(story), MONDAY
    for pick, person, hours, number in moves:
        at += timedelta(hours=hours)
        story += tick(service, state, facts=known, at=at)
        assert tick(service, state, facts=known, at=at) == []
        if number == 0 and state.is_open:
            story += support(service, state, facts=known, at=at)
        options = choices(service, state, person)
        on = [option for option in options if not option[2].end]
        options = on if on and pick % 4 else options  # most ways are long ones
        if not options:
            continue
        actor, chosen, how = options[pick % len(options)]
        act = deed(state, chosen, how, actor, number)
        story += act_on(service, state, act, facts=known, actor=actor, at=at)
    return Walk(definition, service, answers, story, state, papers)


def play(definition: dict[str, Any], moves: list[Move], answers: dict[str, Any]) -> tuple[list[Event], CaseState]:
    """The story and the state at the end of a walk."""
    walked = walk(definition, moves, answers)
    return walked.story, walked.state
