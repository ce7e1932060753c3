"""Words, table and picture of a count in stages: run-off and transferable votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from balai.engines.tally.pictures import Bar, Picture
from balai.engines.tally.profiles import Number
from balai.engines.tally.results import Cell, Result, Table
from balai.engines.tally.tallying import ELECTED, NOT_ELECTED, OPTION, OUTCOME, Tally
from balai.engines.tally.words import Words, words

HEADS = {
    "first": words(id="Pilihan pertama", en="First choices"),
    "surplus": words(id="Kelebihan {name}", en="Surplus {name}", name="{name}"),
    "excluded": words(id="Tanpa {name}", en="Without {name}", name="{name}"),
}


@dataclass(slots=True)
class Stage:
    """The state after something moved: "first", "surplus" or "excluded", whose papers moved, and who was elected."""

    kind: str
    moved: list[int]
    votes: dict[int, Number]
    elected: list[int] = field(default_factory=list)


def explain_stages(
    tally: Tally, elected: Sequence[int], stages: Sequence[Stage], quota: Number | None, last: int
) -> Result:
    """The result of a count whose `elected` are in order of election; `last` is the last stage, from 0."""
    gone = _when_gone(stages)
    chosen_at = {one: number for number, stage in enumerate(stages) for one in stage.elected}
    ranked = [*elected, *sorted(gone, key=lambda one: (-gone[one], tally.places[one]))]
    left = set(range(len(tally.profile.options))) - set(ranked)
    ranked += sorted(left, key=lambda one: (-stages[-1].votes[one], tally.places[one]))
    for one in ranked:
        _tell(tally, one, stages, chosen_at, gone)
    tally.say("Terpilih: {names}.", "Elected: {names}.", names=[tally.option(one) for one in elected])
    heads = tuple(_head(tally, stage) for stage in stages[: last + 1])
    tally.tables.append(_table(tally, ranked, stages, heads, set(elected)))
    final = {one: _last_votes(one, stages, gone) for one in ranked}
    return tally.result(
        elected,
        final,
        _picture(tally, ranked, stages=stages, heads=heads, elected=set(elected), quota=quota, gone=gone),
    )


def _when_gone(stages: Sequence[Stage]) -> dict[int, int]:
    """In which stage (from 0) each excluded option's papers moved on."""
    return {one: number for number, stage in enumerate(stages) if stage.kind == "excluded" for one in stage.moved}


def _last_votes(one: int, stages: Sequence[Stage], gone: dict[int, int]) -> Number:
    """The votes an option ended with; for an excluded one those just before it left."""
    return stages[gone[one] - 1].votes[one] if one in gone else stages[-1].votes[one]


def _tell(tally: Tally, one: int, stages: Sequence[Stage], chosen_at: dict[int, int], gone: dict[int, int]) -> None:
    name = tally.option(one)
    if one in chosen_at:
        stage = chosen_at[one]
        tally.reason(
            one,
            "{name} terpilih pada tahap {stage} dengan {votes} suara.",
            "{name} is elected at stage {stage} with {votes} votes.",
            name=name,
            stage=stage + 1,
            votes=stages[stage].votes[one],
        )
    elif one in gone:
        tally.reason(
            one,
            "{name} keluar pada tahap {stage} dengan {votes} suara, paling sedikit saat itu.",
            "{name} left at stage {stage} with {votes} votes, the fewest then.",
            name=name,
            stage=gone[one] + 1,
            votes=_last_votes(one, stages, gone),
        )
    else:
        tally.reason(
            one,
            "{name} tidak terpilih: {votes} suara ketika semua kursi sudah terisi.",
            "{name} is not elected: {votes} votes when every seat was filled.",
            name=name,
            votes=stages[-1].votes[one],
        )


def _head(tally: Tally, stage: Stage) -> Words:
    pattern = HEADS[stage.kind]
    if not stage.moved:
        return pattern
    option = tally.option(stage.moved[0])
    return {language: text.replace("{name}", option.named(language)) for language, text in pattern.items()}


def _table(
    tally: Tally, ranked: Sequence[int], stages: Sequence[Stage], heads: tuple[Words, ...], elected: set[int]
) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            tally.option(one),
            *(stage.votes[one] for stage in stages[: len(heads)]),
            ELECTED if one in elected else NOT_ELECTED,
        )
        for one in ranked
    ]
    return Table(words(id="Suara pada setiap tahap", en="Votes at each stage"), (OPTION, *heads, OUTCOME), tuple(rows))


def _picture(
    tally: Tally,
    ranked: Sequence[int],
    *,
    stages: Sequence[Stage],
    heads: tuple[Words, ...],
    elected: set[int],
    quota: Number | None,
    gone: dict[int, int],
) -> Picture:
    bars = tuple(
        Bar(tally.option(one), _last_votes(one, stages, gone), {"id": "", "en": ""}, one in elected) for one in ranked
    )
    columns = tuple(
        (head, tuple(None if gone.get(one, len(stages)) <= number else stage.votes[one] for one in ranked))
        for number, (head, stage) in enumerate(zip(heads, stages, strict=False))
    )
    return Picture(
        words(id="Suara dari tahap ke tahap", en="Votes from stage to stage"),
        words(
            id="Satu kolom setiap tahap, satu baris setiap pilihan. Terpilih: {names}.",
            en="A column for each stage, a row for each option. Elected: {names}.",
            names=[tally.option(one) for one in ranked if one in elected],
        ),
        bars,
        line=quota,
        line_name=words(id="kuota", en="quota"),
        stages=columns,
    )
