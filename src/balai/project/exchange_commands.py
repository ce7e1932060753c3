"""`balai exchange simulate`: a national desk on this machine, over a road that misbehaves."""

from __future__ import annotations

import argparse
import secrets
import time
from random import Random
from threading import Thread

from balai.apps.exchange.adapters.sp4n_lapor.mischief import QUIET, BadRoad, Mischief
from balai.apps.exchange.adapters.sp4n_lapor.serving import server_for
from balai.apps.exchange.adapters.sp4n_lapor.simulator import NationalDesk
from balai.base.clock import now
from balai.project.terminal import say

PORT = 8017
SECONDS_BETWEEN = 30.0
INVENTED = (
    ("101", "Jalan berlubang di depan sekolah, sudah ada yang jatuh."),
    ("111", "Sampah menumpuk di pinggir kali sejak minggu lalu."),
    ("102", "Ubin trotoar lepas, kursi roda tidak bisa lewat."),
)


def simulate(arguments: list[str]) -> int:
    """Serve a simulated SP4N-LAPOR! on loopback until Ctrl-C; it forwards an invented complaint now and then."""
    parser = argparse.ArgumentParser(prog="balai exchange simulate", description=simulate.__doc__)
    parser.add_argument("--port", type=int, default=PORT, help=f"port on 127.0.0.1 (default {PORT})")
    parser.add_argument("--seed", type=int, default=1, help="the same seed misbehaves in the same way")
    parser.add_argument("--quiet-road", action="store_true", help="lose, double, delay and reorder nothing")
    parser.add_argument("--area", default="31.71.06.1003", help="the area that complaints come from")
    options = parser.parse_args(arguments)
    token = secrets.token_urlsafe(18)
    desk = NationalDesk(token)
    road = BadRoad(desk, Random(options.seed), QUIET if options.quiet_road else Mischief())  # noqa: S311 (mischief, no secret)
    server = server_for(road, port=options.port)
    Thread(target=server.serve_forever, daemon=True).start()
    say(
        f"A national desk listens. Start a city beside it with:\n  BALAI_SP4N_LAPOR=http://:{token}@127.0.0.1:{options.port}"
    )
    try:
        _forward_for_ever(desk, options.area)
    except KeyboardInterrupt:
        say("\nThe desk is closed.")
    finally:
        server.shutdown()
        server.server_close()
    return 0


def _forward_for_ever(desk: NationalDesk, area: str) -> None:
    """A complaint at once, then one every half minute."""
    number = 0
    while True:
        topic, words = INVENTED[number % len(INVENTED)]
        name = desk.forward(topic=topic, words=words, area=area, at=now())
        say(f"  forwarded {name}: {words}")
        number += 1
        time.sleep(SECONDS_BETWEEN)
