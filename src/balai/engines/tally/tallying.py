"""What a rule gathers while it counts, the same for all rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from balai.engines.tally.pictures import Picture
from balai.engines.tally.profiles import Number, Option, Profile
from balai.engines.tally.results import Result, Step, Table
from balai.engines.tally.ties import tie_order
from balai.engines.tally.words import Value, Words, words


@dataclass
class Tally:
    """One count under way. Options are positions in the profile."""

    rule: str
    profile: Profile
    seed: str
    steps: list[Step] = field(default_factory=list)
    explanation: list[Words] = field(default_factory=list)
    reasons: dict[str, Words] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    ties: int = 0

    @cached_property
    def order(self) -> tuple[str, ...]:
        return tie_order((option.id for option in self.profile.options), self.seed)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Each option's place in the order that breaks ties."""
        place = {name: position for position, name in enumerate(self.order)}
        return tuple(place[option.id] for option in self.profile.options)

    def option(self, position: int) -> Option:
        return self.profile.options[position]

    def ids(self, positions: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.profile.options[position].id for position in positions)

    def step(
        self, kind: str, positions: Iterable[int] = (), votes: Mapping[int, Number] | None = None, **numbers: Number
    ) -> None:
        by_id = {self.profile.options[position].id: value for position, value in (votes or {}).items()}
        self.steps.append(Step(kind, self.ids(positions), numbers, by_id))

    def say(self, id: str, en: str, **values: Value) -> None:  # noqa: A002 (the code of the language)
        self.explanation.append(words(id=id, en=en, **values))

    def reason(self, position: int, id: str, en: str, **values: Value) -> None:  # noqa: A002 (as above)
        self.reasons[self.option(position).id] = words(id=id, en=en, **values)

    def better_off(self, tied: Sequence[int]) -> int:
        """The tied option that stands first in the published order; a real tie is told."""
        chosen = min(tied, key=lambda position: self.places[position])
        if len(tied) > 1:
            self.tell_tie(tied, chosen)
        return chosen

    def worse_off(self, tied: Sequence[int]) -> int:
        """The tied option that stands last in the published order; a real tie is told."""
        chosen = max(tied, key=lambda position: self.places[position])
        if len(tied) > 1:
            self.tell_tie(tied, chosen)
        return chosen

    def tell_tie(self, tied: Sequence[int], chosen: int) -> None:
        """Record that the published order decided; `chosen` is the one it picked, to win or to leave."""
        self.ties += 1
        first = sorted(tied, key=lambda position: self.places[position])
        self.step("tie", [chosen, *(one for one in first if one != chosen)])

    def say_who_counted(self) -> None:
        """How many ballots there were, and how many of them were blank."""
        self.say("Ada {n} surat suara.", "There were {n} ballots.", n=self.profile.total)
        if self.profile.blank:
            self.say(
                "{n} di antaranya kosong dan tidak memengaruhi urutan.",
                "{n} of them were blank and do not affect the order.",
                n=self.profile.blank,
            )

    def result(self, winners: Sequence[int], values: Mapping[int, Number], picture: Picture) -> Result:
        if self.ties:
            self.say(
                "Hasil seri diputus dengan urutan yang sudah diumumkan sebelumnya, bukan oleh orang.",
                "Ties were broken by an order published beforehand, not by a person.",
            )
        return Result(
            rule=self.rule,
            winners=self.ids(winners),
            steps=tuple(self.steps),
            explanation=tuple(self.explanation),
            reasons=self.reasons,
            tables=tuple(self.tables),
            picture=picture,
            options=self.profile.options,
            values={self.option(position).id: value for position, value in values.items()},
            ballots=self.profile.total,
            blank=self.profile.blank,
            tie_seed=self.seed,
            tie_order=self.order,
            ties=self.ties,
        )


OPTION = words(id="Pilihan", en="Option")
VOTES = words(id="Suara", en="Votes")
POINTS = words(id="Nilai", en="Points")
OUTCOME = words(id="Hasil", en="Outcome")
ELECTED = words(id="Terpilih", en="Elected")
NOT_ELECTED = words(id="Tidak terpilih", en="Not elected")
