"""What the city says enters its log once, in one order, and an outsider can read and check all of it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from balai.apps.transparency.actions.sequencing import sequence
from balai.apps.transparency.actions.stating import Said, forget, state
from balai.apps.transparency.keys import LOG, new_key, origin, signing_keys, verifier_keys
from balai.apps.transparency.models import Checkpoint, Entry, Statement
from balai.apps.transparency.queries.log import evidence_of, statements_about
from balai.engines.transparency.commitments import canonical, opens
from balai.engines.transparency.encoding import decoded
from balai.engines.transparency.hashing import leaf_hash
from balai.engines.transparency.monitors import Seen, entries_between, follow
from balai.engines.transparency.proof_files import prove

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def say(count: int, *, subject: str = "case:1") -> None:
    state(Said("promise.opened", NOW, {"n": number}, {"due": number}, subject) for number in range(count))


def fetch(path: str) -> bytes:
    response = Client().get(f"/{LOG}/{path}")
    assert response.status_code == 200, path
    return bytes(response.content)


def watched(before: Seen | None = None) -> Seen:
    return follow(fetch, origin=origin(), keys=verifier_keys(), before=before)


@pytest.mark.django_db
def test_an_outsider_reads_everything_and_sees_it_grow() -> None:
    sequence(now=NOW)
    empty = watched()
    assert empty.checkpoint.size == 0
    say(300)
    assert sequence(now=NOW) == 300
    assert sequence(now=NOW) == 0
    first = watched(empty)
    say(400)
    sequence(now=NOW)
    second = watched(first)
    found = list(entries_between(fetch, start=0, checkpoint=second.checkpoint))
    assert [index for index, _entry in found] == list(range(700))
    assert b'"public":{"n":399}' in found[-1][1]
    assert b'"due"' not in b"".join(entry for _index, entry in found)  # quoted: the letters alone occur in commitments


@pytest.mark.django_db
def test_a_person_can_prove_a_statement_until_it_is_forgotten() -> None:
    say(3)
    say(2, subject="case:2")
    assert evidence_of(statements_about("case:1")) == []
    sequence(now=NOW)
    kept = evidence_of(statements_about("case:1"))
    assert len(kept) == 3
    one = kept[1]
    proven = prove(one.proof, leaf=leaf_hash(one.entry.encode()), origin=origin(), keys=verifier_keys())
    assert proven.checkpoint.size == 5
    said = Entry.objects.get(index=proven.index)
    committed = Statement.objects.get(public_id=said.statement).commitment
    assert committed is not None
    assert opens(bytes(committed), nonce=decoded(one.nonce), record=one.record.encode())
    assert one.record.encode() == canonical({"due": 1})
    before = bytes(said.body)
    assert forget("case:1") == 3
    assert bytes(Entry.objects.get(index=proven.index).body) == before
    assert [one.record for one in evidence_of(statements_about("case:1"))] == ["", "", ""]
    assert forget("case:1") == 0


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_said() -> None:
    with transaction.atomic():
        say(5)
        transaction.set_rollback(True)
    sequence(now=NOW)
    assert watched().checkpoint.size == 0


@transaction.atomic
def run(statement: str) -> None:
    """Run a statement, and every check that would wait for the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO transparency_entry VALUES (5, 'x', gen_random_uuid(), 4)",
        "INSERT INTO transparency_entry VALUES (3, 'x', gen_random_uuid(), 1)",
        "INSERT INTO transparency_entry VALUES (2, 'x', gen_random_uuid(), 1)",
        "INSERT INTO transparency_entry VALUES (0, 'x', gen_random_uuid(), NULL)",
        "INSERT INTO transparency_entry (index, body, statement, previous_id) SELECT 3, 'x', statement, 2 FROM transparency_entry WHERE index = 1",
        "INSERT INTO transparency_checkpoint VALUES (3, 'x', 'y', now())",
        "UPDATE transparency_entry SET body = 'x' WHERE index = 1",
        "DELETE FROM transparency_entry WHERE index = 2",
        "UPDATE transparency_checkpoint SET root = 'x'",
        "DELETE FROM transparency_checkpoint",
        "UPDATE transparency_statement SET index = 1 WHERE index = 2",
    ],
)
def test_the_database_refuses_gaps_doubles_forks_and_erasure(statement: str) -> None:
    say(3)
    sequence(now=NOW)
    columns = [field.column for field in Entry._meta.concrete_fields]
    assert columns == ["index", "previous_id", "statement", "body"]
    if "VALUES (" in statement and "entry" in statement:
        statement = statement.replace(
            "transparency_entry VALUES", "transparency_entry (index, body, statement, previous_id) VALUES"
        )
    with pytest.raises(DatabaseError):
        run(statement)
    assert Entry.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_many_leaders_make_one_order() -> None:
    signing_keys(NOW)
    say(2_000)
    failures: list[Exception] = []

    def lead() -> None:
        try:
            for _turn in range(5):
                say(50)
                sequence(now=NOW)
        except Exception as error:  # noqa: BLE001 (shown below)
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=lead) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while sequence(now=NOW):
        pass
    assert failures == []
    assert Entry.objects.count() == Statement.objects.count() == 3_500
    assert not Statement.objects.filter(index__isnull=True).exists()
    assert watched().checkpoint.size == 3_500


@pytest.mark.django_db
def test_a_key_gives_way_to_another_and_both_sign_meanwhile() -> None:
    sequence(now=NOW)
    first = watched()
    old = verifier_keys()
    new_key(NOW)
    say(1)
    sequence(now=NOW + timedelta(days=1))
    for keys in (old, verifier_keys()[1:]):
        assert follow(fetch, origin=origin(), keys=keys, before=first).checkpoint.size == 1
    say(1)
    sequence(now=NOW + timedelta(days=40))
    assert len(verifier_keys()) == 2
    assert Checkpoint.objects.get(size=2).note.count("\u2014") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/000.p/4", "tile/entries/001", "tile/9/000", "tile/x/000"])
def test_beyond_the_log_there_is_nothing(path: str) -> None:
    say(3)
    sequence(now=NOW)
    assert Client().get(f"/{LOG}/{path}").status_code == 404
    assert fetch("tile/0/000.p/3") != b""
