"""Over real HTTP, with a desk that answers half, not at all, or later: the same as in virtual time."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from balai.apps.exchange.adapters.sp4n_lapor.adapter import Sp4nLapor
from balai.apps.exchange.adapters.sp4n_lapor.http import address_of
from balai.apps.exchange.adapters.sp4n_lapor.serving import served
from balai.apps.exchange.models import Outgoing
from balai.apps.exchange.tests.talk import TOKEN, Talk, staff_and_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jakarta")]


@pytest.mark.parametrize("seed", range(4))
def test_both_sides_end_alike_over_http(seed: int) -> None:
    talk = Talk(Random(seed), *staff_and_photo())
    with served(talk.road) as address:
        transport, token = address_of(f"http://:{TOKEN.replace(' ', '%20')}@{address}")
        talk.ports = Sp4nLapor(transport, token)
        names = [talk.forward() for _number in range(3)]
        for _turn in range(8):
            talk.write(talk.chance.choice(names), "tanggapan_pelapor")
            talk.work()
            talk.round()
            talk.pass_time()
        talk.settle()
    cases = talk.cases()
    assert set(cases) == set(names)
    assert all(talk.told(name) == talk.outbox(name) for name in names)


def test_a_desk_that_is_away_for_days_costs_nothing() -> None:
    talk = Talk(Random(5), *staff_and_photo())
    with served(talk.road) as address:
        transport, token = address_of(f"http://:{TOKEN.replace(' ', '%20')}@{address}")
        talk.ports = Sp4nLapor(transport, token)
        talk.road.calm()
        name = talk.forward()
        talk.round()
        assert set(talk.cases()) == {name}
    talk.work()
    for _day in range(6):
        talk.now += timedelta(hours=12)
        talk.round()
    assert not Outgoing.objects.filter(given_up_at__isnull=False).exists()
    with served(talk.road) as address:
        transport, token = address_of(f"http://:{TOKEN.replace(' ', '%20')}@{address}")
        talk.ports = Sp4nLapor(transport, token)
        talk.settle()
    assert talk.told(name) == talk.outbox(name)
