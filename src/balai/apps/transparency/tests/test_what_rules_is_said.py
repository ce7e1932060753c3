"""What is published and what rules stands in the log with its hash; a new key is told there, too."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from balai.apps.transparency.keys import OVERLAP
from balai.apps.transparency.models import Checkpoint, Statement
from balai.apps.transparency.service import (
    origin,
    rotate,
    sequence,
    state_files,
    state_publication,
    verifier_keys,
)
from balai.engines.transparency.checkpoints import read_checkpoint
from balai.engines.transparency.notes import NotANote, verified

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def said() -> list[tuple[str, str]]:
    rows = Statement.objects.order_by("id").values_list("kind", "public")
    return [(kind, public.get("file") or public.get("name") or public["key"]) for kind, public in rows]


def test_a_file_is_said_when_it_is_new_changed_or_gone() -> None:
    first = {"city.yaml": b"hours: 7", "neighbours/desk.yaml": b"topics"}
    assert state_files(first, now=NOW) == ["city.yaml", "neighbours/desk.yaml"]
    assert state_files(first, now=NOW) == []
    assert state_files({"city.yaml": b"hours: 8"}, now=NOW) == ["city.yaml", "neighbours/desk.yaml"]
    assert said()[2:] == [("file.retired", "neighbours/desk.yaml"), ("file.activated", "city.yaml")]
    assert state_files({"city.yaml": b"hours: 7"}, now=NOW) == ["city.yaml"]
    assert state_files({"city.yaml": b"hours: 7"}, now=NOW) == []
    assert Statement.objects.order_by("-id")[0].public["sha256"] == hashlib.sha256(b"hours: 7").hexdigest()


def test_what_is_published_is_said_in_the_same_transaction() -> None:
    content = b"month,reports\n2026-10,12\n"
    with transaction.atomic():
        state_publication("undone.csv", b"x", now=NOW)
        transaction.set_rollback(True)
    digest = state_publication("reports.csv", content, now=NOW, shown={"period": "2026-10"})
    (row,) = Statement.objects.all()
    assert row.kind == "figures.published"
    assert row.public == {"name": "reports.csv", "period": "2026-10", "sha256": digest}
    assert digest == hashlib.sha256(content).hexdigest()
    assert row.record is None


def test_a_new_key_is_told_in_the_log_and_signs_beside_the_old_one() -> None:
    sequence(now=NOW)
    (old,) = verifier_keys()
    done = rotate(now=NOW + timedelta(hours=1))
    assert (done.beside, done.until) == ((old,), NOW + timedelta(hours=1) + OVERLAP)
    assert said() == [("key.added", str(done.key)), ("key.ends", str(old))]
    sequence(now=NOW + timedelta(hours=1))
    for key in (old, done.key):
        checkpoint, _note = read_checkpoint(newest(), origin=origin(), keys=[key])
        assert checkpoint.size == 2


def test_two_rotations_in_a_month_leave_three_signatures_until_each_ends() -> None:
    sequence(now=NOW)
    (first,) = verifier_keys()
    second = rotate(now=NOW + timedelta(days=1)).key
    done = rotate(now=NOW + timedelta(days=11))
    assert done.beside == (first, second)
    sequence(now=NOW + timedelta(days=12))
    assert keys_that_signed(newest()) == [first, second, done.key]
    state_files({"a": b"a"}, now=NOW)
    sequence(now=NOW + timedelta(days=32))
    assert keys_that_signed(newest()) == [second, done.key]
    state_files({"b": b"b"}, now=NOW)
    sequence(now=NOW + timedelta(days=45))
    assert keys_that_signed(newest()) == [done.key]


def newest() -> str:
    return Checkpoint.objects.order_by("-size")[0].note


def keys_that_signed(note: str) -> list[object]:
    found: list[object] = []
    for key in verifier_keys():
        try:
            _checkpoint, read = read_checkpoint(note, origin=origin(), keys=[key])
        except NotANote:
            continue
        found += verified(read, [key])
    return found
