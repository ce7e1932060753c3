"""How did they do it: the file of a service that another city offers, verified, to be read beside our own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from balai.apps.cases import service as cases
from balai.apps.network.actions.trusting import CannotBeRead, tidy_address
from balai.apps.network.models import Peer
from balai.apps.network.names import is_plain, texts_in
from balai.apps.network.visiting import road_to
from balai.base.errors import Refusal
from balai.base.outside.fetching import Failed
from balai.engines.casework.definition import Service
from balai.engines.casework.reading import find_mistakes, read_service, version_of


class NotOffered(Refusal):
    """That city is not trusted here, or offers no service of that code."""

    code = "network.not_offered"


@dataclass(frozen=True, slots=True)
class Learned:
    """A service of another city: its file, as it was read and as a value, and ours of the same code if there is one."""

    address: str
    city: Mapping[str, str]
    source: Mapping[str, Any]
    service: Service
    own: Service | None


def learn(*, address: str, code: str, beside: str = "") -> Learned:
    """Read a service file there. Its hash stands in the city's signed descriptor; another file is refused.

    Raises:
        NotAnAddress, NotOffered: there is nothing to learn.
        CannotBeRead: the file is not there, not the one that was signed, or has words that hide something.
    """
    address = tidy_address(address)
    peer = Peer.objects.filter(address=address, trust=Peer.Trust.TRUSTED).first()
    offered = {
        one["code"]: one.get("version", "") for one in ((peer.descriptor if peer else None) or {}).get("services", [])
    }
    if peer is None or code not in offered:
        raise NotOffered
    try:
        content = road_to(address).get(f"/jaringan/layanan/{code}.json", what="service")
        source = json.loads(content)
    except Failed as error:
        raise CannotBeRead(reason=error.code) from error
    except (ValueError, RecursionError) as error:
        raise CannotBeRead(reason="service.form") from error
    service = _believed(source, offered[code])
    own = cases.current_services().get(beside or code)
    return Learned(address, (peer.descriptor or {})["names"], source, service, own)


def _believed(source: Any, version: str) -> Service:
    if not isinstance(source, dict) or version_of(source) != version:
        raise CannotBeRead(reason="service.other_version")
    lines = (line for text in texts_in(source) for line in text.splitlines())
    if find_mistakes(source) or not all(is_plain(line.strip()) for line in lines):
        raise CannotBeRead(reason="service.form")
    return read_service(source)
