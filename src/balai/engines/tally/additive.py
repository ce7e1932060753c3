"""Rules that add up: plurality, approval, score and cumulative voting. The most votes, or points, win."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from balai.engines.tally.errors import UnsuitableBallots, UnsuitableRule
from balai.engines.tally.pictures import Bar, Picture
from balai.engines.tally.profiles import BallotKind, Number, Profile, ranked_groups
from balai.engines.tally.results import Result, Table
from balai.engines.tally.tallying import ELECTED, NOT_ELECTED, OPTION, OUTCOME, POINTS, VOTES, Tally
from balai.engines.tally.words import Words, number, words

RULES_SAID: Mapping[str, Words] = {
    "plurality": words(
        id="Setiap surat suara menyebut satu pilihan. Suara terbanyak menang.",
        en="Each ballot names one option. The most votes win.",
    ),
    "approval": words(
        id="Setiap surat suara boleh menyetujui beberapa pilihan. Persetujuan terbanyak menang.",
        en="Each ballot approves any number of options. The most approvals win.",
    ),
    "score": words(
        id="Setiap surat suara memberi nilai kepada pilihan. Jumlah nilai tertinggi menang.",
        en="Each ballot gives options points. The highest sum wins.",
    ),
    "cumulative": words(
        id="Setiap surat suara membagi sejumlah poin. Jumlah poin tertinggi menang.",
        en="Each ballot shares out a number of points. The highest sum wins.",
    ),
}


def count_additive(tally: Tally, seats: int, most_points: Number | None = None) -> Result:
    """Add up what each option got and give the seats to the highest sums.

    `most_points`: what a ballot may share out in all (cumulative), or give one option (score).

    Raises:
        UnsuitableRule: there are more seats than options, or the ballots are of another kind.
        UnsuitableBallots: a ballot names or gives more than it may.
    """
    if not 1 <= seats <= len(tally.profile.options):
        raise UnsuitableRule(f"seats must be 1 to {len(tally.profile.options)}, the number of options")
    values = _sums(tally, most_points)
    ranked = sorted(values, key=lambda position: (-values[position], tally.places[position]))
    winners = ranked[:seats]
    tally.explanation.append(RULES_SAID[tally.rule])
    tally.say_who_counted()
    tally.step("counted", ranked, values)
    _tell_border(tally, ranked, values, seats)
    _explain(tally, ranked, values, seats)
    return tally.result(winners, values, _picture(tally, ranked, values, seats))


def _sums(tally: Tally, most_points: Number | None) -> dict[int, Number]:
    profile = tally.profile
    if tally.rule == "plurality":
        return _first_choices(tally)
    wanted = BallotKind.APPROVAL if tally.rule == "approval" else BallotKind.POINTS
    if profile.kind is not wanted:
        raise UnsuitableRule(f"the rule {tally.rule} counts ballots of the kind {wanted}")
    if most_points is not None:
        _check_points(tally, most_points)
    return sums(profile)


def sums(profile: Profile) -> dict[int, Number]:
    """Approvals, or points, of each option; exact."""
    values: dict[int, Number] = dict.fromkeys(range(len(profile.options)), 0)
    for ballot in profile.ballots:
        if ballot.numbers:
            for position, given in zip(ballot.options, ballot.numbers, strict=True):
                values[position] += given * ballot.weight
        else:
            for position in ballot.options:
                values[position] += ballot.weight
    return values


def _check_points(tally: Tally, most_points: Number) -> None:
    for ballot in tally.profile.ballots:
        given = sum(ballot.numbers) if tally.rule == "cumulative" else max(ballot.numbers, default=0)
        if given > most_points:
            raise UnsuitableBallots(f"a ballot gives {given} points, and {most_points} is the most")


def _first_choices(tally: Tally) -> dict[int, Number]:
    values: dict[int, Number] = dict.fromkeys(range(len(tally.profile.options)), 0)
    unclear = 0
    for ballot in tally.profile.ballots:
        if tally.profile.kind is BallotKind.RANKING:
            first = ranked_groups(ballot)[0] if ballot.options else ()
        elif tally.profile.kind is BallotKind.APPROVAL:
            first = ballot.options
            if len(first) > 1:
                raise UnsuitableBallots("a ballot names more than one option; the rule plurality takes one")
        else:
            raise UnsuitableRule("the rule plurality counts ballots that name one option, or rank options")
        if len(first) == 1:
            values[first[0]] += ballot.weight
        elif first:
            unclear += ballot.weight
    if unclear:
        tally.step("unclear", ballots=unclear)
        tally.say(
            "{n} surat suara menaruh beberapa pilihan di tempat pertama, jadi tidak dihitung.",
            "{n} ballots put several options first, so they do not count.",
            n=unclear,
        )
    return values


def _tell_border(tally: Tally, ranked: Sequence[int], values: Mapping[int, Number], seats: int) -> None:
    """A tie matters only when it parts those who get a seat from those who do not."""
    if seats < len(ranked) and values[ranked[seats - 1]] == values[ranked[seats]]:
        tied = [position for position in ranked if values[position] == values[ranked[seats]]]
        tally.tell_tie(tied, ranked[seats - 1])


def _explain(tally: Tally, ranked: Sequence[int], values: Mapping[int, Number], seats: int) -> None:
    unit = tally.rule in {"plurality", "approval"}
    noun = words(id="suara", en="votes") if unit else words(id="poin", en="points")
    border = values[ranked[seats - 1]]
    tally.step("elected", ranked[:seats])
    tally.say(
        "Terpilih: {names}.",
        "Elected: {names}.",
        names=[tally.option(position) for position in ranked[:seats]],
    )
    for place, position in enumerate(ranked):
        given = {"name": tally.option(position), "votes": values[position], "noun": noun, "place": place + 1}
        if place < seats:
            tally.reason(
                position,
                "{name} terpilih: {votes} {noun}, urutan ke-{place}.",
                "{name} is elected: {votes} {noun}, place {place}.",
                **given,
            )
        elif values[position] == border:
            tally.reason(
                position,
                "{name} mendapat {votes} {noun}, sama dengan yang terpilih terakhir; urutan undian menentukan.",
                "{name} got {votes} {noun}, as many as the last one elected; the published order decided.",
                **given,
            )
        else:
            tally.reason(
                position,
                "{name} tidak terpilih: {votes} {noun}, kurang {missing} dari yang terpilih terakhir.",
                "{name} is not elected: {votes} {noun}, {missing} fewer than the last one elected.",
                missing=border - values[position],
                **given,
            )
    _table(tally, ranked, values, seats)


def _table(tally: Tally, ranked: Sequence[int], values: Mapping[int, Number], seats: int) -> None:
    unit = tally.rule in {"plurality", "approval"}
    tally.tables.append(
        Table(
            words(id="Perolehan", en="What each option got"),
            (OPTION, VOTES if unit else POINTS, OUTCOME),
            tuple(
                (tally.option(position), values[position], ELECTED if place < seats else NOT_ELECTED)
                for place, position in enumerate(ranked)
            ),
        )
    )


def _picture(tally: Tally, ranked: Sequence[int], values: Mapping[int, Number], seats: int) -> Picture:
    bars = tuple(
        Bar(tally.option(position), values[position], amount(values[position]), place < seats)
        for place, position in enumerate(ranked)
    )
    return Picture(
        words(id="Perolehan setiap pilihan", en="What each option got"),
        words(
            id="Diagram batang, dari yang tertinggi. Terpilih: {names}.",
            en="A bar chart, highest first. Elected: {names}.",
            names=[tally.option(position) for position in ranked[:seats]],
        ),
        bars,
    )


def amount(value: Number | Fraction) -> Words:
    """A number alone, as each language writes it."""
    return {language: number(value, language) for language in ("id", "en")}
