"""A visit: everything that is asked of one peer in one go, within one budget of time and bytes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from balai.apps.network.models import Peer
from balai.apps.network.ourselves import may_reach_loopback
from balai.apps.network.rules import LARGEST, VISIT_OCTETS, VISIT_SECONDS
from balai.base.outside.fetching import Answer, Failed, Fetcher
from balai.base.outside.places import NotAllowed, site_of


@dataclass(slots=True)
class Budget:
    """How much of a peer we take in one visit."""

    seconds: float = VISIT_SECONDS
    octets: int = VISIT_OCTETS


@dataclass(slots=True)
class Road:
    """The way to one address. `etags` remembers what was seen, path by path."""

    fetcher: Fetcher
    etags: dict[str, str] = field(default_factory=dict)
    _fresh: dict[str, str] = field(default_factory=dict)
    _began: float = field(default_factory=time.monotonic)

    def get(self, path: str, *, what: str) -> bytes:
        """What lies there now.

        Raises:
            Failed: there is no usable answer.
        """
        return self.fetcher.get(path, most=LARGEST[what]).body

    def changed(self, path: str, *, what: str) -> bytes | None:
        """What lies there if it is another than before, else None. Say `taken_in` once it is kept.

        Raises:
            Failed: there is no usable answer.
        """
        answer = self.fetcher.get(path, most=LARGEST[what], etag=self.etags.get(path, ""))
        if answer.is_unchanged:
            return None
        self.etags.pop(path, None)
        if answer.etag:
            self._fresh[path] = answer.etag
        return answer.body

    def taken_in(self, path: str) -> None:
        """What was read from there is understood and kept: next time only something else is of interest."""
        if path in self._fresh:
            self.etags[path] = self._fresh.pop(path)

    def post(self, path: str, body: bytes, *, kind: str = "text/plain; charset=utf-8") -> Answer:
        """Send something.

        Raises:
            Failed: there is no answer.
        """
        return self.fetcher.post(path, body, most=LARGEST["answer"], kind=kind)

    @property
    def milliseconds(self) -> int:
        return int((time.monotonic() - self._began) * 1000)


Roads = Callable[[str], Road]
"""Opens the way to an address; tests give another."""


def road_to(address: str, budget: Budget | None = None) -> Road:
    """The way to an installation.

    Raises:
        Failed: the address is not one to ask.
    """
    budget = budget or Budget()
    loopback = may_reach_loopback()
    try:
        site = site_of(address, loopback=loopback)
    except NotAllowed as error:
        raise Failed(error.code) from error
    return Road(Fetcher(site, loopback, budget.seconds, budget.octets))


def road_to_peer(peer: Peer) -> Road:
    """The way to a peer, with what we remember of it.

    Raises:
        Failed: the address is not one to ask.
    """
    road = road_to(peer.address)
    road.etags = dict(peer.etags)
    return road


def path_of(address: str) -> str:
    """The path and query of an address that lies at a peer."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
