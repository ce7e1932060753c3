"""Schulze's method, with winning votes: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and
Condorcet-consistent single-winner election method", Social Choice and Welfare 36 (2011).

Of two options that one wins which more ballots rank higher. A victory is stronger the more ballots it has for it, and
among those with equally many, the fewer it has against it. A path's strength is its weakest victory. An option stands above another when its strongest path there is stronger than the one
back. Options that a ballot does not rank stand together below those that it ranks.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from balai.engines.tally.errors import UnsuitableRule
from balai.engines.tally.pictures import Bar, Picture
from balai.engines.tally.profiles import BallotKind, Profile
from balai.engines.tally.results import Cell, Result, Table
from balai.engines.tally.tallying import OPTION, Tally
from balai.engines.tally.words import Value, words

Matrix = NDArray[np.int64]
FEW = 128
"""Up to so many options, ballots are compared option by option; above, ballot by ballot."""
MOST = 2_000
"""Options; the work grows with their cube."""
MOST_CELLS = 200_000_000
TABLE_OPTIONS = 40


def count_schulze(tally: Tally, seats: int) -> Result:
    """Rank the options by Schulze's method; the first `seats` of them win.

    Raises:
        UnsuitableRule: the ballots are not rankings, or there are too many seats or options.
    """
    profile = tally.profile
    if profile.kind is not BallotKind.RANKING:
        raise UnsuitableRule("the rule schulze counts rankings")
    if not 1 <= seats <= len(profile.options) <= MOST:
        raise UnsuitableRule(f"seats must be 1 to the number of options, and options at most {MOST}")
    preferred = pairwise(profile)
    paths = strongest_paths(preferred)
    above = paths > paths.T
    ranked = _ranking(tally, above, seats)
    _explain(tally, ranked, preferred, paths, seats)
    values = {position: int(above[position].sum()) for position in ranked}
    return tally.result(ranked[:seats], values, _picture(tally, ranked, values, seats))


def pairwise(profile: Profile) -> Matrix:
    """For each ordered pair, how many ballots rank the first above the second (options × options)."""
    count = len(profile.options)
    if count * len(profile.ballots) > MOST_CELLS:
        raise UnsuitableRule(f"different ballots times options are at most {MOST_CELLS}")
    ranks = np.full((len(profile.ballots), count), count + 1, dtype=np.uint16)
    for row, ballot in enumerate(profile.ballots):
        ranks[row, list(ballot.options)] = ballot.numbers
    weights = np.array([ballot.weight for ballot in profile.ballots], dtype=np.int64)
    return _by_option(ranks, weights) if count <= FEW else _by_ballot(ranks, weights)


def _by_option(ranks: NDArray[np.uint16], weights: Matrix) -> Matrix:
    count = ranks.shape[1]
    found = np.zeros((count, count), dtype=np.int64)
    exact = weights.astype(np.float64)  # sums stay below 2^53, where doubles are whole numbers
    for position in range(count):
        found[position] = exact @ (ranks[:, position : position + 1] < ranks)
    return found


def _by_ballot(ranks: NDArray[np.uint16], weights: Matrix) -> Matrix:
    """Ballots of one weight together, 255 at a time, so that bytes are enough to add them in."""
    count = ranks.shape[1]
    found = np.zeros((count, count), dtype=np.int64)
    added, above = np.zeros((count, count), dtype=np.uint8), np.empty((count, count), dtype=bool)
    order = np.argsort(weights, kind="stable")
    for weight, group in groupby(order, key=lambda row: int(weights[row])):
        rows = list(group)
        for begin in range(0, len(rows), 255):
            added[:] = 0
            for row in rows[begin : begin + 255]:
                np.less(ranks[row][:, None], ranks[row][None, :], out=above)
                np.add(added, above.view(np.uint8), out=added)
            found += added.astype(np.int64) * weight
    return found


def strongest_paths(preferred: Matrix) -> Matrix:
    """The strength of the strongest path between each ordered pair, 0 where there is none; `strength` says what it is.

    Only the order of strengths matters on the way, so small codes stand for them: the less memory, the faster.
    """
    base = _base(preferred)
    strengths = np.where(preferred > preferred.T, preferred * base + (base - 1 - preferred.T), 0)
    levels, codes = np.unique(np.append(strengths.ravel(), 0), return_inverse=True)
    small = np.uint16 if len(levels) <= 65_536 else np.uint32
    paths = codes[:-1].reshape(strengths.shape).astype(small)
    through = np.empty_like(paths)
    for middle in range(len(paths)):
        np.minimum(paths[:, middle : middle + 1], paths[middle : middle + 1, :], out=through)
        np.maximum(paths, through, out=paths)
    np.fill_diagonal(paths, 0)
    found: Matrix = levels[paths]
    return found


def _base(preferred: Matrix) -> int:
    """Above every number of ballots for or against."""
    return int(preferred.max(initial=0)) + 1


def strength(path: int, preferred: Matrix) -> tuple[int, int]:
    """Ballots for and against the weakest victory of a path."""
    if not path:
        return 0, 0
    wins, rest = divmod(path, _base(preferred))
    return wins, _base(preferred) - 1 - rest


def _ranking(tally: Tally, above: NDArray[np.bool_], seats: int) -> list[int]:
    """From best to worst: those above whom nobody stands, then those above whom nobody left stands, and so on.

    Within such a group the published order decides; it matters when the seats end inside it.
    """
    over = above.sum(axis=0)
    left = np.ones(len(above), dtype=bool)
    ranked: list[int] = []
    while left.any():
        group = [int(one) for one in np.nonzero(left & (over == 0))[0]]
        group.sort(key=lambda one: tally.places[one])
        if len(ranked) < seats < len(ranked) + len(group):
            tally.tell_tie(group, group[seats - len(ranked) - 1])
        ranked += group
        left[group] = False
        over = over - above[group].sum(axis=0)
    return ranked


def _explain(tally: Tally, ranked: list[int], preferred: Matrix, paths: Matrix, seats: int) -> None:
    tally.say(
        "Setiap surat suara mengurutkan pilihan. Setiap dua pilihan dibandingkan satu lawan satu.",
        "Each ballot puts options in order. Every two options are compared head to head.",
    )
    tally.say_who_counted()
    tally.step("ranked", ranked)
    first = ranked[0]
    beaten = [one for one in range(len(ranked)) if preferred[first, one] > preferred[one, first]]
    if len(beaten) == len(ranked) - 1:
        tally.step("condorcet", [first])
        tally.say(
            "{name} mengalahkan setiap pilihan lain satu lawan satu.",
            "{name} beats every other option head to head.",
            name=tally.option(first),
        )
    else:
        tally.step("cycle", [first])
        tally.say(
            "Tidak ada yang mengalahkan semua. Maka rantai kemenangan terkuat yang menentukan.",
            "No option beats all others. So the strongest chains of victories decide.",
        )
    tally.say("Terpilih: {names}.", "Elected: {names}.", names=[tally.option(one) for one in ranked[:seats]])
    _reasons(tally, ranked, preferred, paths, seats=seats)
    if len(ranked) <= TABLE_OPTIONS:
        _tables(tally, ranked, preferred, paths)


def _tables(tally: Tally, ranked: list[int], preferred: Matrix, paths: Matrix) -> None:
    heads = (OPTION, *({"id": one.named("id"), "en": one.named("en")} for one in map(tally.option, ranked)))
    pairs: list[tuple[Cell, ...]] = [
        (tally.option(one), *(int(preferred[one, other]) for other in ranked)) for one in ranked
    ]
    chains: list[tuple[Cell, ...]] = [
        (tally.option(one), *(_told(int(paths[one, other]), preferred) for other in ranked)) for one in ranked
    ]
    title = words(id="Surat suara yang lebih memilih baris daripada kolom", en="Ballots that prefer row to column")
    tally.tables.append(Table(title, heads, tuple(pairs)))
    title = words(id="Rantai terkuat dari baris ke kolom", en="Strongest chain from row to column")
    tally.tables.append(Table(title, heads, tuple(chains)))


def _told(path: int, preferred: Matrix) -> str:
    """The weakest victory of a path, ballots for and against; 0 where there is none."""
    return "{}:{}".format(*strength(path, preferred)) if path else "0"


def _reasons(tally: Tally, ranked: list[int], preferred: Matrix, paths: Matrix, *, seats: int) -> None:
    for place, position in enumerate(ranked):
        if place < seats:
            tally.reason(
                position,
                "{name} terpilih, urutan ke-{place}.",
                "{name} is elected, place {place}.",
                name=tally.option(position),
                place=place + 1,
            )
            continue
        last = ranked[seats - 1]
        there, back = int(paths[last, position]), int(paths[position, last])
        said: dict[str, Value] = {
            "name": tally.option(position),
            "other": tally.option(last),
            "there": _told(there, preferred),
            "back": _told(back, preferred),
        }
        if there > back:
            tally.reason(
                position,
                "{name} tidak terpilih: rantai dari {other} berkekuatan {there}, sebaliknya {back}.",
                "{name} is not elected: the chain from {other} has strength {there}, the one back {back}.",
                **said,
            )
        else:
            tally.reason(
                position,
                "{name} setara dengan {other}; urutan yang diumumkan menentukan.",
                "{name} is level with {other}; the published order decided.",
                **said,
            )


def _picture(tally: Tally, ranked: list[int], values: dict[int, int], seats: int) -> Picture:
    bars = tuple(
        Bar(
            tally.option(position),
            values[position],
            words(id="di atas {n} pilihan", en="above {n} options", n=values[position]),
            place < seats,
        )
        for place, position in enumerate(ranked)
    )
    return Picture(
        words(id="Urutan menurut Schulze", en="The order by Schulze's method"),
        words(
            id="Diagram batang: di atas berapa pilihan lain setiap pilihan berdiri. Terpilih: {names}.",
            en="A bar chart of how many others each option stands above. Elected: {names}.",
            names=[tally.option(one) for one in ranked[:seats]],
        ),
        bars,
    )
