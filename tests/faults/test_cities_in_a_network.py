"""Three cities and a secretariat, each a program with a database of its own: what one does wrong, the others find."""

from __future__ import annotations

import json
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from balai.base.postgres import OWNER
from balai.engines.transparency.checkpoints import read_checkpoint
from balai.engines.transparency.encoding import decoded
from balai.engines.transparency.notes import read_key
from balai.engines.transparency.proofs import extends
from balai.project.testing import TestDatabases, open_folder
from balai.project.tests.network_cities import (
    NETWORK,
    SLOWEST_PAGE_SECONDS,
    City,
    introduce,
    started_again,
    sync,
)

pytestmark = [pytest.mark.fault, pytest.mark.database]

CODES = ("jakarta", "makassar", "banyuwangi", "asean-secretariat")
LETTERS = 300
"""That a stranger sends in the flood."""


@pytest.fixture(scope="module")
def cities(test_databases: TestDatabases) -> Iterator[dict[str, City]]:
    """All four, with their packs; whoever can be reached is trusted by all."""
    with ExitStack() as stack:
        folder = stack.enter_context(open_folder())
        found: dict[str, City] = {}
        for code in CODES:
            database = f"{test_databases.name}_{code.replace('-', '_')}"
            stack.enter_context(test_databases.copies(database))
            (folder / code).mkdir()
            found[code] = City(code, folder / code, test_databases.home, database)
            stack.callback(found[code].kill)
            found[code].start()
        for one in found.values():
            assert one.hear() == {"ready": one.address}
        for one in found.values():
            one.tell("load")
        for one in found.values():
            one.hear()
        introduce(list(found.values()))
        yield found


def others_than(cities: dict[str, City], one: City) -> list[City]:
    return [other for other in cities.values() if other is not one]


def test_everybody_belongs_to_the_network_and_witnesses_everybody(cities: dict[str, City]) -> None:
    for one in cities.values():
        status = one.ask("status")
        assert {peer["trust"] for peer in status["peers"]} == {"trusted"}
        assert set(status["witnessed_by"]) == {other.address for other in others_than(cities, one)}, one.code
        assert status["alarms"] == []
    secretariat = cities["asean-secretariat"].page("/.well-known/balai-city.json")["body"]
    assert secretariat["kind"] == "secretariat"
    assert [network["code"] for network in secretariat["networks"]] == [NETWORK]


def test_one_that_dies_in_the_middle_stops_nobody_and_comes_back(cities: dict[str, City]) -> None:
    jakarta, makassar, banyuwangi = (cities[code] for code in CODES[:3])
    assert makassar.process is not None
    for one in (jakarta, makassar):
        one.ask("state", kind="test.before")
    makassar.tell("sync")  # reading others …
    time.sleep(0.05)
    makassar.process.send_signal(signal.SIGSTOP)
    jakarta.tell("sync")  # … and being read
    time.sleep(0.5)
    makassar.kill()
    outcome = jakarta.hear()["done"]
    assert outcome["read"][makassar.address] != ""
    assert outcome["read"][banyuwangi.address] == ""
    jakarta.ask("state", kind="test.meanwhile")
    banyuwangi.ask("sync")
    jakarta.ask("sync")
    assert banyuwangi.address in jakarta.ask("status")["witnessed_by"]
    peer = jakarta.peer(makassar)
    assert peer["failures"] >= 1
    assert peer["failure"] != ""
    started_again(makassar)
    for _turn in range(2):
        sync(list(cities.values()))
    assert jakarta.peer(makassar)["failures"] == 0
    assert makassar.address in jakarta.ask("status")["witnessed_by"]
    assert all(one.alarms() == [] for one in cities.values())


def test_a_new_key_is_believed_and_an_old_descriptor_is_not(cities: dict[str, City]) -> None:
    banyuwangi, jakarta = cities["banyuwangi"], cities["jakarta"]
    others = others_than(cities, banyuwangi)
    before = banyuwangi.page("/.well-known/balai-city.json")["body"]["sequence"]
    new = banyuwangi.ask("rotate")
    banyuwangi.ask("sync")
    assert banyuwangi.page("/.well-known/balai-city.json")["body"]["sequence"] > before
    for outcome in sync(others, days=1.5):
        assert outcome["read"][banyuwangi.address] == ""
    assert new in banyuwangi.page("/.well-known/balai-city.json")["body"]["log"]["keys"]
    assert all(one.alarms() == [] for one in others)
    with psycopg.connect(banyuwangi.url(OWNER)) as owner:
        owner.execute("CREATE TABLE hidden AS SELECT * FROM network_descriptor WHERE sequence > %s", [before])
        owner.execute("DELETE FROM network_descriptor WHERE sequence > %s", [before])
    for one in others:
        assert one.ask("sync", days=3, address=banyuwangi.address)["read"][banyuwangi.address] == "city.replayed"
        (alarm,) = one.alarms()
        assert (alarm["kind"], alarm["peer"]) == ("city.replayed", banyuwangi.address)
        assert len(alarm["evidence"]["evidence"]) == 2
    with psycopg.connect(banyuwangi.url(OWNER)) as owner:
        owner.execute("INSERT INTO network_descriptor SELECT * FROM hidden")
    assert jakarta.ask("sync", days=5)["read"][banyuwangi.address] == ""


def first_failure(one: City, other: City) -> str:
    """What a visit finds in the end: what a web server remembers for some seconds may be read once more."""
    deadline = time.monotonic() + SLOWEST_PAGE_SECONDS
    failure = ""
    while not failure and time.monotonic() < deadline:
        failure = one.ask("sync", address=other.address)["read"][other.address]
        if not failure:
            other.ask("state", kind="test.more")
            time.sleep(1)
    return failure


def test_a_figure_that_was_changed_after_it_was_published_is_refused(cities: dict[str, City]) -> None:
    makassar, jakarta, secretariat = cities["makassar"], cities["jakarta"], cities["asean-secretariat"]
    makassar.ask("publish", month="2026-09-01")
    makassar.ask("sync")
    assert jakarta.ask("sync", address=makassar.address)["read"][makassar.address] == ""
    makassar.ask("publish", month="2026-10-01")
    makassar.ask("sync")
    with psycopg.connect(makassar.url(OWNER)) as owner:
        changed = owner.execute(
            "UPDATE indicators_publication SET file = convert_to(replace(convert_from(file, 'UTF8'), '2026-10', '2026-11'), 'UTF8')"
            " WHERE period = '2026-10' RETURNING 1"
        ).fetchall()
    assert changed == [(1,)]
    for one in (jakarta, secretariat):
        assert first_failure(one, makassar) == "figures.not_signed"
        assert [alarm["kind"] for alarm in one.alarms() if alarm["peer"] == makassar.address] == ["figures.tampered"]


def test_a_city_that_goes_on_from_a_back_up_forks_and_everybody_can_prove_it(
    cities: dict[str, City], test_databases: TestDatabases
) -> None:
    makassar = cities["makassar"]
    others = others_than(cities, makassar)
    origin = makassar.ask("status")["log"]["origin"]
    makassar.kill()
    copy, first = f"{makassar.database}_copy", makassar.database
    with test_databases.copies(copy, of=first):
        started_again(makassar)
        makassar.ask("state", kind="test.promised")
        makassar.ask("sync")
        sync(others, address=makassar.address)
        makassar.kill()
        started_again(makassar, copy)
        makassar.ask("state", kind="test.never_promised")
        makassar.ask("state", kind="test.something_else")
        for one in others:
            one.ask("sync", address=makassar.address)
            (alarm,) = [alarm for alarm in one.alarms() if alarm["kind"] == "log.forked"]
            assert alarm["proof"]
            proves_a_fork(alarm["evidence"], origin)
            assert any(open_["kind"] == "log.forked" for open_ in one.ask("status")["alarms"])
        done = makassar.ask("break", because="Cadangan dari kemarin.")
        assert done["kept"] < done["lost"]
        assert set(done["seen_by"]) == {one.address for one in others}
        for one in others:
            assert one.ask("sync", address=makassar.address)["read"] == {makassar.address: "log.broken"}
            assert any(open_["kind"] == "log.broken" for open_ in one.ask("status")["alarms"])
        makassar.kill()
        started_again(makassar, first)


def proves_a_fork(evidence: dict[str, Any], origin: str) -> None:
    """With nothing but the file: the tree that was signed later does not begin with the one that was signed before."""
    keys = [read_key(line) for line in evidence["keys"]]
    old, new, contradiction = evidence["evidence"]
    earlier, _note = read_checkpoint(old, origin=origin, keys=keys)
    later, _note = read_checkpoint(new, origin=origin, keys=keys)
    root, *proof = [decoded(line) for line in contradiction.splitlines()[1:]]
    assert root != earlier.root
    assert extends(size=earlier.size, root=root, later_size=later.size, later_root=later.root, proof=proof)


def test_a_flood_of_letters_is_bounded_and_slows_no_page(cities: dict[str, City]) -> None:
    jakarta = cities["jakarta"]
    peers = len(jakarta.ask("status")["peers"])
    statuses: list[int] = []

    def flood(sender: int) -> None:
        for number in range(LETTERS // 3):
            body = {
                "schema": "balai-letter/1",
                "number": f"{sender}-{number}",
                "from": f"https://stranger{number}.example",
            }
            request = urllib.request.Request(
                f"{jakarta.address}/jaringan/surat/", json.dumps({"body": body}).encode() + b" " * 10_000
            )
            try:
                with urllib.request.urlopen(request, timeout=20) as answered:
                    statuses.append(answered.status)
            except urllib.error.HTTPError as error:
                with error:
                    statuses.append(error.code)

    floods = [threading.Thread(target=flood, args=(sender,)) for sender in range(3)]
    for one in floods:
        one.start()
    slowest = 0.0
    while any(one.is_alive() for one in floods):
        began = time.monotonic()
        jakarta.page("/.well-known/balai-city.json")
        slowest = max(slowest, time.monotonic() - began)
    assert len(statuses) == LETTERS
    assert all(400 <= status < 500 for status in statuses)
    assert slowest < SLOWEST_PAGE_SECONDS
    after = jakarta.ask("status")
    assert len(after["peers"]) == peers
    assert after["questions"] == []
