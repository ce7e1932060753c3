"""A network on this machine: our city in the database of the test, the others as servers on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings

from balai.apps.network.tests.fake_city import NOW, FakeCity, fake_city
from balai.base.packs import Pack

if TYPE_CHECKING:
    from balai.apps.network.models import Peer


@pytest.fixture
def loopback() -> Iterator[None]:
    """Cities on this machine count."""
    before = django_settings.CONFIGURATION
    django_settings.CONFIGURATION = replace(before, network_loopback=True)
    yield
    django_settings.CONFIGURATION = before


@pytest.fixture
def other(loopback: None) -> Iterator[FakeCity]:
    with fake_city() as city:
        yield city


@pytest.fixture
def ours(jakarta: Pack, loopback: None) -> Pack:
    """Our own city, with a log that has begun and a descriptor."""
    from balai.apps.network.actions.describing import describe
    from balai.apps.transparency.service import sequence

    describe(now=NOW)
    sequence(now=NOW)
    return jakarta


@pytest.fixture
def peer(ours: Pack, other: FakeCity) -> Peer:
    """The other city, trusted: it asked, and an officer of ours accepted."""
    from balai.apps.network.actions.posting import take
    from balai.apps.network.actions.trusting import accept
    from balai.apps.network.ourselves import own_address

    take(file=other.letter("application", to=own_address()), now=NOW)
    return accept(address=other.address, now=NOW)
