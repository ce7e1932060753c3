"""The one rule for ties: a published seed puts the options in an order before anything is counted.

An option's place is given by SHA-256 of the seed, a line feed and the option's id, as hexadecimal text in ascending
order. In every tie the option that stands earlier is better off: it is elected first, and excluded last. Anyone can
compute the order with `printf '%s\\n%s' SEED ID | sha256sum`. The seed should be something that nobody could choose
once the ballots were known, such as the head of the city's log at opening.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def tie_order(ids: Iterable[str], seed: str) -> tuple[str, ...]:
    """The ids in the order that breaks ties, best off first."""
    return tuple(sorted(ids, key=lambda name: (digest(seed, name), name)))


def digest(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode("utf-8", "surrogatepass")).hexdigest()


def tie_places(ids: Sequence[str], seed: str) -> tuple[int, ...]:
    """For each id its place in the order, from 0."""
    place = {name: position for position, name in enumerate(tie_order(ids, seed))}
    return tuple(place[name] for name in ids)
