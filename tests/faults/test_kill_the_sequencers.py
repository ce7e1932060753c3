"""`kill -9` of two sequencers at once, again and again: the log has no gap, no double and no fork, and loses nothing."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from balai.apps.transparency.models import Checkpoint, Entry, Statement
from balai.apps.transparency.service import origin, verifier_keys
from balai.engines.transparency.checkpoints import checkpoint_in, read_checkpoint
from balai.engines.transparency.hashing import leaf_hash
from balai.engines.transparency.notes import read_note
from balai.engines.transparency.proofs import extends
from balai.engines.transparency.tests.samples import Shelf
from balai.project.tests.cities import eventually

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SEQUENCERS = 2
WRITERS = 3
KILLS = 10
"""Of each usual run; ten times as many in a soak."""
LONGEST_BURST = 400
LATEST_SECONDS = 90.0
SAY = """
INSERT INTO transparency_statement (public_id, kind, subject, at, public)
SELECT said, 'test', '', %s, '{}' FROM unnest(%s::uuid[]) AS said
"""


@dataclass(slots=True)
class Said:
    """What the database acknowledged, and what was taken back before it was committed."""

    kept: set[UUID] = field(default_factory=set)
    undone: set[UUID] = field(default_factory=set)
    stop: threading.Event = field(default_factory=threading.Event)
    failures: list[Exception] = field(default_factory=list)

    def speak(self, address: str, seed: int) -> None:
        """State bursts of any size until told to stop; one in eight is rolled back."""
        chance = random.Random(seed)
        try:
            with psycopg.connect(address) as speaking:
                while not self.stop.is_set():
                    names = [uuid4() for _ in range(chance.randrange(1, LONGEST_BURST))]
                    speaking.execute(SAY, [NOW, names])
                    if chance.randrange(8):
                        speaking.commit()
                        self.kept.update(names)
                    else:
                        speaking.rollback()
                        self.undone.update(names)
                    time.sleep(chance.uniform(0, 0.1))
        except Exception as error:  # noqa: BLE001 (shown by the test)
            self.failures.append(error)


def address_of_the_database() -> str:
    facts = connection.settings_dict
    host = quote(str(facts["HOST"]), safe="")
    return f"postgresql://{facts['USER']}:{facts['PASSWORD']}@:{facts['PORT']}/{facts['NAME']}?host={host}"


@contextmanager
def sequencers(address: str) -> Iterator[dict[int, float]]:
    """Sequencers that are followed by others when they die; yields their process numbers, the newest last."""
    command = [sys.executable, "-m", "balai.project.tests.sequencers", str(SEQUENCERS)]
    environment = {**os.environ, "DATABASE_URL": address, "DATABASE_OWNER_URL": address, "BALAI_LOG_LEVEL": "ERROR"}
    begun: dict[int, float] = {}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None and program.stdin is not None  # noqa: PT018 (one sentence)
        output = program.stdout

        def read() -> None:
            begun.update((int(line), time.monotonic()) for line in iter(output.readline, ""))

        reading = threading.Thread(target=read)
        reading.start()
        try:
            yield begun
        finally:
            program.stdin.close()
            program.wait(60)
            reading.join()


def kill_while_one_leads(address: str, begun: dict[int, float], chance: random.Random) -> bool:
    """Kill the sequencers that live, at some moment after one of them took the lead; whether one held it just before."""
    leads = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    with psycopg.connect(address, autocommit=True) as looking:
        found = eventually(lambda: looking.execute(leads).fetchone() is not None, seconds=20)
        time.sleep(chance.uniform(0, 0.04))
        still = looking.execute(leads).fetchone() is not None
    for number in list(begun)[-SEQUENCERS:]:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return found and still


def test_nothing_is_lost_doubled_or_forked(effort: int, seed: int) -> None:
    address, said, chance = address_of_the_database(), Said(), random.Random(seed)
    seen: list[str] = []
    in_the_middle = 0
    writers = [threading.Thread(target=said.speak, args=(address, seed + number)) for number in range(WRITERS)]
    with sequencers(address) as begun:
        assert eventually(lambda: len(begun) >= SEQUENCERS, seconds=120)
        for writer in writers:
            writer.start()
        try:
            for _ in range(KILLS * effort):
                before = len(begun)
                in_the_middle += kill_while_one_leads(address, begun, chance)
                assert eventually(lambda start=before: len(begun) >= start + 1, seconds=60)  # type: ignore[misc]
                seen.extend(Checkpoint.objects.order_by("-size").values_list("note", flat=True)[:1])
        finally:
            said.stop.set()
            for writer in writers:
                writer.join()
        waiting = Statement.objects.filter(index__isnull=True)
        assert eventually(lambda: not waiting.exists(), seconds=LATEST_SECONDS), waiting.count()
    assert said.failures == []
    assert in_the_middle, "no kill ever met a sequencer at work: nothing was proved"
    print(f"{len(begun)} sequencers, {in_the_middle} killed while one led, {len(said.kept)} statements")
    everything_is_there_once(said)
    every_checkpoint_continues_the_one_before(seen)


def everything_is_there_once(said: Said) -> None:
    rows = list(Entry.objects.order_by("index").values_list("index", "statement"))
    assert [index for index, _statement in rows] == list(range(len(rows)))
    assert len({statement for _index, statement in rows}) == len(rows)
    assert {statement for _index, statement in rows} == said.kept
    assert not said.undone & said.kept
    assert set(Statement.objects.values_list("index", "public_id")) == set(rows)


def every_checkpoint_continues_the_one_before(seen: list[str]) -> None:
    """Against a tree that is built anew from the entries alone."""
    shelf, keys = Shelf(), verifier_keys()
    shelf.append([bytes(body) for body in Entry.objects.order_by("index").values_list("body", flat=True)])
    tree = shelf.tree()
    assert len(keys) == 1, "two sequencers made a key each"
    notes = list(Checkpoint.objects.order_by("size").values_list("note", flat=True))
    assert set(seen) <= set(notes), "a checkpoint that was shown is gone"
    for note in notes:
        checkpoint, _note = read_checkpoint(note, origin=origin(), keys=keys)
        assert checkpoint.root == tree.root(checkpoint.size)
    for earlier, later in itertools.pairwise(notes):
        first, second = checkpoint_in(read_note(earlier)), checkpoint_in(read_note(later))
        proof = tree.consistency(first.size, second.size)
        assert extends(size=first.size, root=first.root, later_size=second.size, later_root=second.root, proof=proof)
    assert checkpoint_in(read_note(notes[-1])).size == tree.size
    assert tree.leaf(0) == leaf_hash(bytes(Entry.objects.get(index=0).body))
