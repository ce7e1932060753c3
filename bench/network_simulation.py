"""A thousand cities that watch each other, in one process and virtual time: `python bench/network_simulation.py [CITIES]`.

Each city has a log of its own with tiles, keys and signed checkpoints, and grows by some entries an hour. A few of them
are watched closely: everything that they read is really verified, by the code that the network runs, and counted. Three
ways are compared:

- pull: every city reads every other one each hour (checkpoint, and the tiles that show that it continues);
- secretariats: every hundred cities have one that reads them, cosigns them and passes on the newest notes of all in one
  file; a city reads that file, verifies the signatures, and audits a few cities by itself;
- neighbours: a city reads only the few that it trusts and that witness it.

And a liar, who shows one history to half the world and another to the rest: how long until somebody can prove it.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from balai.engines.transparency.checkpoints import Checkpoint, cosign, cosignatures, read_checkpoint, sign_checkpoint
from balai.engines.transparency.hashing import leaf_hash
from balai.engines.transparency.monitors import Seen, follow
from balai.engines.transparency.notes import COSIGNATURE, Note, SigningKey
from balai.engines.transparency.tiles import TileName, name_of
from balai.engines.transparency.tree import Tree, appended

HOURS = 6
"""Of virtual time that are really verified; a day is four times that."""
WATCHED = 2
MEMBERS, AUDITS, NEIGHBOURS = 100, 3, 5
HEADERS = 650
"""Bytes of HTTP around each answer, both ways; TLS handshakes come on top where connections are not kept."""
ROUND_TRIP = 0.06
"""Seconds between two cities of a region."""
PLACES = 40.0 / 60.0
"""The part of each minute in which the one worker may visit others."""
SIZES = (10, 30, 100, 300, 1_000, 3_000, 10_000)
LIARS = 400


@dataclass(slots=True)
class Log:
    """A city's log: tiles in memory, the newest signed checkpoint."""

    number: int
    hourly: int
    keys: tuple[SigningKey, ...]
    size: int = 0
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    note: str = ""

    def grow(self, count: int) -> None:
        leaves = [leaf_hash(b"%d/%d" % (self.number, self.size + one)) for one in range(count)]
        changed = appended(self.size, leaves, self.read)
        self.tiles |= {(name.level, name.index): tile for name, tile in changed.items()}
        self.size += count
        tree = Checkpoint(self.keys[0].name, self.size, Tree(self.size, self.read).root())
        self.note = str(sign_checkpoint(tree, self.keys))

    def read(self, name: TileName) -> bytes:
        return self.tiles[name.level, name.index][: name.width * 32]


@dataclass(slots=True)
class Cost:
    """What one city spent: requests, bytes, CPU seconds of verifying, and round trips one after the other."""

    requests: int = 0
    octets: int = 0
    cpu: float = 0.0

    def plus(self, octets: int) -> None:
        self.requests += 1
        self.octets += octets + HEADERS


def signing(name: str, kind: int = 1) -> SigningKey:
    return SigningKey(name, random.Random(name).randbytes(32), kind)


def world(cities: int, chance: random.Random) -> list[Log]:
    """Logs of a day: from 30 to 3,000 entries an hour, most of them small. Older logs have a tile more on the way."""
    found = []
    for number in range(cities):
        log = Log(number, int(30 * 100 ** chance.random() ** 3), (signing(f"city{number}.example/log"),))
        log.grow(log.hourly * 24)
        found.append(log)
    return found


def visit(log: Log, before: Seen | None, cost: Cost) -> Seen:
    """What the network's reader does, with every byte counted."""

    def fetch(path: str) -> bytes:
        content = log.note.encode() if path == "checkpoint" else log.read(name_of(path))
        cost.plus(len(content))
        return content

    began = time.process_time()
    seen = follow(fetch, origin=log.keys[0].name, keys=[key.verifier for key in log.keys], before=before)
    cost.cpu += time.process_time() - began
    return seen


def pull(logs: list[Log], watched: Sequence[int], known: dict[tuple[int, int], Seen], hours: int) -> list[Cost]:
    """Each watched city reads all the others, every hour."""
    costs = [Cost() for _ in watched]
    for _hour in range(hours):
        for log in logs:
            log.grow(log.hourly)
        for place, city in enumerate(watched):
            for log in logs:
                if log.number != city:
                    known[city, log.number] = visit(log, known.get((city, log.number)), costs[place])
    return costs


def bundle(logs: list[Log], secretariats: Sequence[SigningKey]) -> list[Note]:
    """The newest notes of all, each with the word of the secretariat that read it."""
    found = []
    for log in logs:
        witness = secretariats[log.number // MEMBERS]
        _checkpoint, note = read_checkpoint(log.note, origin=log.keys[0].name, keys=[log.keys[0].verifier])
        found.append(Note(note.text, (*note.signatures, cosign(note, witness, at=1_800_000_000))))
    return found


def by_secretariats(logs: list[Log], hours: int, chance: random.Random) -> tuple[Cost, Cost]:
    """What a city and what a secretariat spends."""
    secretariats = [signing(f"s{one}.example/witness", COSIGNATURE) for one in range(len(logs) // MEMBERS + 1)]
    city, desk = Cost(), Cost()
    members, known = logs[:MEMBERS], dict[int, Seen]()
    for _hour in range(hours):
        for log in logs:
            log.grow(log.hourly)
        for log in members:
            known[log.number] = visit(log, known.get(log.number), desk)
        notes = bundle(logs, secretariats)
        octets = sum(len(str(note)) for note in notes)
        city.plus(octets)
        for _other in secretariats:
            desk.plus(octets // len(secretariats))
        began = time.process_time()
        for log, note in zip(logs, notes, strict=True):
            read_checkpoint(str(note), origin=log.keys[0].name, keys=[log.keys[0].verifier])
            if not cosignatures(note, [secretariats[log.number // MEMBERS].verifier]):
                raise SystemExit("A cosignature is wrong")
        city.cpu += time.process_time() - began
    for log in chance.sample(logs, max(1, AUDITS * hours // 24)):
        visit(log, None, city)
    return city, desk


def until_proven(cities: int, chance: random.Random) -> dict[str, list[float]]:
    """Hours until somebody holds two notes of one liar that cannot both be true; a day and more counts as never.

    The liar chooses for each city, secretariats included, which history it sees, and stays with that.
    """
    found: dict[str, list[float]] = {"pull, nobody compares": [], "pull, each asks one other": [], "secretariats": []}
    desks = max(1, cities // MEMBERS)
    for _liar in range(LIARS):
        found["pull, nobody compares"].append(float("inf"))
        found["pull, each asks one other"].append(
            1 + chance.random()
        )  # among many, some pair differs in the first hour
        views = [chance.random() < 0.5 for _ in range(desks)]
        if len(set(views)) > 1:
            found["secretariats"].append(1 + chance.random())  # their files meet in the next hour
        else:  # all secretariats were shown one history: an audit by a city that was shown the other finds it
            daily = cities / 2 * AUDITS / cities
            found["secretariats"].append(24 * chance.expovariate(daily))
    return found


def line(name: str, *values: object) -> str:
    return f"{name:<34}" + "".join(f"{value:>14}" for value in values)


def daily(cost: Cost, hours: int) -> Day:
    """Requests, megabytes and CPU seconds of a day."""
    times = 24 / hours
    return cost.requests * times, cost.octets * times / 1e6, cost.cpu * times


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("cities", type=int, nargs="?", default=1_000)
    parser.add_argument("--hours", type=int, default=HOURS)
    options = parser.parse_args(arguments)
    chance, hours = random.Random(1), options.hours
    print(
        f"Load of the machine before: {os.getloadavg()[0]:.1f}. {options.cities:,} cities, {hours} hours really verified.\n"
    )
    logs = world(options.cities, chance)
    watched = chance.sample(range(options.cities), WATCHED)
    known: dict[tuple[int, int], Seen] = {}
    first = pull(logs, watched, known, 1)
    costs = pull(logs, watched, known, hours)
    city, desk = by_secretariats(logs, hours, chance)
    told(first[0], [daily(one, hours) for one in costs], daily(city, hours), daily(desk, hours), options.cities)
    print()
    for name, hours_until in until_proven(options.cities, chance).items():
        ordered = sorted(hours_until)
        print(line(f"a liar, {name}", f"{ordered[LIARS // 2]:.1f} h", f"{ordered[LIARS * 99 // 100]:.1f} h p99"))
    return 0


Day = tuple[float, float, float]
"""Requests, megabytes and CPU seconds."""


def told(first: Cost, days: Sequence[Day], city: Day, desk: Day, cities: int) -> None:
    peers = cities - 1
    requests, megabytes, cpu = (statistics.mean(column) for column in zip(*days, strict=True))
    peer = (requests / peers, megabytes / peers, cpu / peers)
    print(line("a day, of one installation", "requests", "MB read", "CPU s"))
    rows = {
        "pull: everybody reads everybody": (requests, megabytes, cpu),
        "secretariats: a city": city,
        "secretariats: a secretariat": desk,
        "neighbours: five of them": (peer[0] * NEIGHBOURS, peer[1] * NEIGHBOURS, peer[2] * NEIGHBOURS),
    }
    for name, row in rows.items():
        print(line(name, f"{row[0]:,.0f}", f"{row[1]:,.1f}", f"{row[2]:,.2f}"))
    print(line("of one peer, a day", f"{peer[0]:,.0f}", f"{peer[1] * 1000:,.0f} kB", f"{peer[2] * 1000:,.1f} ms"))
    once = (first.requests / peers, first.octets / peers / 1000, first.cpu / peers * 1000)
    print(line("of one peer, the first time", f"{once[0]:,.0f}", f"{once[1]:,.0f} kB", f"{once[2]:,.1f} ms"))
    print()
    curve(peer, [value / cities for value in city[1:]])


def curve(peer: Sequence[float], one_line: Sequence[float]) -> None:
    """What grows how: from what one peer costs a day (requests, MB, CPU s), and one line of a file (MB, CPU s)."""
    requests, megabytes, cpu = peer
    visit_seconds = requests / 24 * ROUND_TRIP
    most = int(3600 * PLACES / visit_seconds)
    print(line("cities", "pull MB", "pull CPU s", "pull worker", "file MB", "file CPU s"))
    for size in SIZES:
        hourly = (size - 1) * visit_seconds / 3600 / PLACES
        print(
            line(
                f"{size:,}",
                f"{megabytes * (size - 1):,.1f}",
                f"{cpu * (size - 1):,.1f}",
                f"{hourly:.0%}",
                f"{one_line[0] * size:,.1f}",
                f"{one_line[1] * size:,.1f}",
            )
        )
    print(f"\nPull, one visit after the other ({visit_seconds:.2f} s each): an hour is full with {most:,} peers.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
