"""The compiled automaton is the same source as the one in Python, and gives the same bills."""

from __future__ import annotations

from random import Random

import numpy as np

from balai.engines.fares import kernel
from balai.engines.fares.compiling import arrays_of, compiled_kernel
from balai.engines.fares.pricing import price
from balai.engines.fares.rides import seconds_of, wall_seconds
from balai.engines.fares.tables import compile_tariff
from balai.engines.fares.tests.samples import ZONE, jakarta, random_rides


def test_steps_in_compiled_code() -> None:
    compiled = compile_tariff(jakarta("jak-lingko-2022"))
    rows, run, random = arrays_of(compiled), compiled_kernel(), Random(20)
    state = np.zeros(kernel.WIDTH, dtype=np.int64)
    for _ in range(60):
        rides = random_rides(random, random.randint(1, 6))
        run.start(state, 0)
        for one in rides:
            network = compiled.network(one.network)
            at, local = seconds_of(one.boarded), wall_seconds(one.boarded, ZONE)
            zones = compiled.zone(network, one.origin), compiled.zone(network, one.destination)
            run.board(state, network, at, local, compiled.place(one.origin), zones[0])
            end = compiled.place(one.destination)
            run.alight(state, rows, seconds_of(one.alighted), one.metres or 0, end, zones[1])
        assert int(state[kernel.PAID] + state[kernel.CHARGED]) == price(compiled, rides, zone=ZONE).total
