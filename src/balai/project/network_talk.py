"""Speaks the network's part of one installation: requests in as lines of JSON, answers out the same way.

    {"do": "join", "address": "http://localhost:8004", "network": "asean-smart-cities"}

Django is loaded once, so that introducing many installations to each other takes seconds and not minutes. Used by
`balai network demo` and by tests; one installation alone is spoken to by the commands `balai network …`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from balai.base import clock
from balai.base.errors import Refusal

Request = Mapping[str, Any]


def answer(request: Request) -> dict[str, Any]:
    """Do one thing. `days` moves the moment at which it is done. Django is loaded. A refusal is an answer, too."""

    def now() -> datetime:
        return clock.now() + timedelta(days=float(request.get("days", 0)))

    try:
        return {"done": VERBS[request["do"]](request, now)}
    except Refusal as refusal:
        return {"code": refusal.code, "refused": str(refusal)}


def _ask(kind: str) -> Callable[[Request, Callable[[], datetime]], Any]:
    def ask(request: Request, now: Callable[[], datetime]) -> Any:
        from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)

        peer = network.ask(
            address=request["address"],
            kind=network.LetterKind(kind),
            network=request.get("network", ""),
            now=now(),
        )
        return peer.trust

    return ask


def _accept(request: Request, now: Callable[[], datetime]) -> Any:
    from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)

    return network.accept(address=request["address"], now=now()).trust


def _sync(request: Request, now: Callable[[], datetime]) -> Any:
    """What `balai network sync` does."""
    from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)
    from balai.apps.transparency.service import sequence  # noqa: PLC0415 (needs Django)

    network.describe(now=now())
    sequence(now=now())
    found = network.go_round(now, only=request.get("address", ""), at_once=True)
    return {"read": found.read, "asked": found.asked, "delivered": found.delivered, "well": found.is_well}


def _status(_request: Request, _now: Callable[[], datetime]) -> Any:
    from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)

    return network.status()


def _rotate(_request: Request, now: Callable[[], datetime]) -> Any:
    from balai.apps.transparency.service import rotate  # noqa: PLC0415 (needs Django)

    return str(rotate(now=now()).key)


def _break(request: Request, now: Callable[[], datetime]) -> Any:
    """What `balai log break` does."""
    from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)

    return network.break_log(because=request["because"], now=now())


def _state(request: Request, now: Callable[[], datetime]) -> Any:
    """State something public in the log, and bring it in."""
    from balai.apps.transparency.service import Said, sequence, state  # noqa: PLC0415 (needs Django)

    state([Said(request["kind"], now(), request.get("public", {}))])
    return sequence(now=now())


def _publish(request: Request, now: Callable[[], datetime]) -> Any:
    """The figures of a month that is named, or of all months that have ended."""
    from balai.apps.indicators import service as indicators  # noqa: PLC0415 (needs Django)

    month = request.get("month")
    if month:
        return [str(indicators.publish(month=date.fromisoformat(month), now=now()))]
    return [str(one) for one in indicators.publish_what_is_due(now=now())]


def _tell(_request: Request, now: Callable[[], datetime]) -> Any:
    """Invented reports, where there are none yet."""
    from balai.project.demo.any_city import tell_reports  # noqa: PLC0415 (needs Django)

    return tell_reports(now())


VERBS: dict[str, Callable[[Request, Callable[[], datetime]], Any]] = {
    "accept": _accept,
    "break": _break,
    "invite": _ask("invitation"),
    "join": _ask("application"),
    "publish": _publish,
    "rotate": _rotate,
    "state": _state,
    "status": _status,
    "sync": _sync,
    "tell": _tell,
}


def main() -> int:
    """Answer until the input ends."""
    from balai.project.ready import city  # noqa: PLC0415 (tests use `answer` alone)

    with city():
        for line in sys.stdin:
            sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
