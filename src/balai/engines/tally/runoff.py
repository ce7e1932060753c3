"""Instant run-off: the option with the fewest votes leaves, its ballots pass on, until one has more than half."""

from __future__ import annotations

import numpy as np

from balai.engines.tally.errors import UnsuitableRule
from balai.engines.tally.papers import WHOLE, Papers
from balai.engines.tally.profiles import Number
from balai.engines.tally.results import Result
from balai.engines.tally.stages import Stage, explain_stages
from balai.engines.tally.tallying import Tally


def count_runoff(tally: Tally, seats: int) -> Result:
    """One winner. A majority is more than half of the ballots that still name an option in the count.

    Raises:
        UnsuitableRule: the ballots are not rankings, or more than one seat is asked for.
    """
    if seats != 1:
        raise UnsuitableRule("instant run-off fills one seat; for more there is scottish-stv")
    papers = Papers(tally.profile)
    stages: list[Stage] = []
    moved: list[int] = []
    credited, kind = papers.votes() // WHOLE, "first"
    while True:
        shown: dict[int, Number] = {one: int(amount) for one, amount in enumerate(credited)}
        left = [int(one) for one in np.nonzero(papers.continuing)[0]]
        active = sum(shown[one] for one in left)
        tally.step(kind, moved, shown, active=active, stage=len(stages) + 1)
        stages.append(Stage(kind, moved, shown))
        leading = max(left, key=lambda one: (shown[one], -tally.places[one]))
        if 2 * shown[leading] > active or len(left) == 1:
            break
        fewest = min(shown[one] for one in left)
        out = tally.worse_off([one for one in left if shown[one] == fewest])
        papers.continuing[out] = False
        gained = papers.pass_on(papers.of(out)) // WHOLE
        credited = credited + gained
        credited[out] = 0
        kind, moved = "excluded", [out]
    stages[-1].elected.append(leading)
    tally.step("elected", [leading], credited=shown[leading], active=active, stage=len(stages))
    tally.say(
        "Yang paling sedikit suaranya keluar dan suaranya berpindah, sampai ada yang lebih dari separuh.",
        "The option with the fewest votes leaves and its ballots move on, until one has more than half.",
    )
    tally.say_who_counted()
    return explain_stages(tally, [leading], stages, None, len(stages) - 1)
