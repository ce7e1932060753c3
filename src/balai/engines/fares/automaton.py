"""The automaton as a route search uses it: integer states, steps, the price so far, and which states may be compared."""

from __future__ import annotations

from collections.abc import Sequence

from balai.engines.fares import kernel
from balai.engines.fares.definition import Tariff
from balai.engines.fares.tables import Compiled, compile_tariff

State = tuple[int, ...]
Key = tuple[int, ...]


class Automaton:
    """Steps of one tariff. States are tuples of `kernel.WIDTH` whole numbers and never change.

    Networks, places and zones are numbers of `compiled`: `network()`, `place()`, `zone()`. `at` are seconds in UTC,
    `local` those of the wall clock. A compiled search calls the same functions on arrays: `compiling.compiled_kernel()`.
    """

    def __init__(self, tariff: Tariff | Compiled) -> None:
        self.compiled = tariff if isinstance(tariff, Compiled) else compile_tariff(tariff)
        self.rows = self.compiled.rows
        package = self.compiled.tariff.package
        self._window = package.window if package else 0
        self._gap = package.gap if package else 0
        self._anywhere = package is None or package.interchanges is None
        self._counts_rides = package is not None and package.most_rides > 0
        self._by_metres = package is not None and package.boarding is not None
        self._capped = self.compiled.tariff.day_cap is not None or self.compiled.tariff.week_cap is not None
        self.metres_that_matter = _metres_to_the_most(self.rows[kernel.TERMS])

    def start(self, rider: str = "") -> State:
        """A rider of that group (empty: everyone) who has not travelled yet.

        Raises:
            FareError: the tariff knows no such group.
        """
        state = [0] * kernel.WIDTH
        kernel.start(state, self.compiled.group(rider))
        return tuple(state)

    def board(self, state: State, *, network: int, at: int, local: int, origin: int, zone: int = 0) -> State:
        """The state after boarding. Nothing is charged before the ride ends."""
        cells = list(state)
        kernel.board(cells, network, at, local, origin, zone)
        return tuple(cells)

    def alight(self, state: State, *, at: int, metres: int, place: int, zone: int = 0) -> State:
        """The state after the ride that `board` began, `metres` long."""
        cells = list(state)
        kernel.alight(cells, self.rows, at, metres, place, zone)
        return tuple(cells)

    def price(self, state: Sequence[int]) -> int:
        """What has been charged so far, in rupiah. A further ride may lower it: a cheaper package then covers all."""
        return state[kernel.PAID] + state[kernel.CHARGED]

    def key(self, state: Sequence[int], horizon: int) -> Key:
        """What two states must have in common to be compared, when no ride boards or alights after `horizon`.

        Days and modes count always. The package's clock counts only where it may end before the horizon; then its
        very second counts, because a package that ends sooner may be dearer or cheaper. The place counts where one
        may change at named interchanges only.
        """
        if not state[kernel.OPEN]:
            return (0, state[kernel.DAY], state[kernel.WEEK], 0, 0, 0, 0, 0)
        ends = state[kernel.OPENED] + self._window
        return (
            1,
            state[kernel.DAY],
            state[kernel.WEEK],
            state[kernel.MODES],
            state[kernel.OPENED] if ends < horizon else 0,
            0 if self._anywhere else state[kernel.PLACE],
            state[kernel.ALIGHTED] if self._gap else 0,
            state[kernel.RIDES] if self._counts_rides else 0,
        )

    def costs(self, state: Sequence[int]) -> tuple[int, ...]:
        """What must not be higher for one state to be at least as good as another with the same key, for every
        continuation: paid in earlier weeks and on earlier days (they count apart where there are caps), paid today,
        and of the open journey the ordinary fares, the closed packages and the metres that still count.
        """
        today, before = state[kernel.DAY_BEFORE], state[kernel.WEEK_BEFORE] - state[kernel.DAY_BEFORE]
        settled = (state[kernel.PAID] - state[kernel.WEEK_BEFORE], before) if self._capped else (0, 0)
        if not self._capped:
            today = state[kernel.PAID]
        if not state[kernel.OPEN]:
            return (*settled, today + state[kernel.CHARGED], 0, 0, 0)
        metres = min(state[kernel.METRES], self.metres_that_matter) if self._by_metres else 0
        return (*settled, today, state[kernel.ORDINARY], state[kernel.CLOSED], metres)

    def at_least_as_good(self, one: Sequence[int], other: Sequence[int], horizon: int) -> bool:
        """Whether no continuation up to `horizon` can make `one` dearer than `other`. False also means: not comparable."""
        if self.key(one, horizon) != self.key(other, horizon):
            return False
        return all(mine <= theirs for mine, theirs in zip(self.costs(one), self.costs(other), strict=True))


def _metres_to_the_most(terms: Sequence[int]) -> int:
    """Metres from which on a package costs its most: beyond, states fall together."""
    each, left = terms[kernel.EACH], terms[kernel.MOST] - terms[kernel.BOARDING]
    if not terms[kernel.PACKAGED] or terms[kernel.SUMMED] or not each:
        return 0
    return -(-left // each) * terms[kernel.UNIT]
