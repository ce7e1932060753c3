"""A file that nothing points to is forgotten after a day; one that somebody is using, or about to use, never is."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from balai.apps.cases.actions.drafting import DraftOwner, start_draft
from balai.apps.cases.models import Case, Content
from balai.apps.cases.tests.samples import NOW, picture, report
from balai.base.files.leftovers import erase_leftovers
from balai.base.files.models import StoredFile

pytestmark = pytest.mark.usefixtures("jakarta")
LATER = NOW + timedelta(days=1, seconds=1)


def left(*files: int) -> list[bool]:
    return [StoredFile.objects.get(pk=number).erased_at is None for number in files]


def test_only_what_nothing_points_to_goes() -> None:
    used, in_a_draft, by_name, lost = (picture(seed=number) for number in range(1, 5))
    report(files={"photo": [used]})
    owner = DraftOwner("device")
    start_draft(kind="road", owner=owner, answers={"pictures": [{"id": in_a_draft}]}, now=NOW)
    public_id = str(StoredFile.objects.get(pk=by_name).public_id)
    start_draft(kind="road", owner=owner, answers={"people": [{"photo": {"files": [public_id]}}]}, now=NOW)
    assert erase_leftovers(now=LATER) == 1
    assert left(used, in_a_draft, by_name, lost) == [True, True, True, False]
    assert erase_leftovers(now=LATER) == 0


def test_a_file_has_a_whole_day() -> None:
    lost = picture()
    assert erase_leftovers(now=NOW + timedelta(days=1)) == 0
    assert left(lost) == [True]


def test_it_is_bounded() -> None:
    lost = [picture(seed=number) for number in range(1, 4)]
    assert [erase_leftovers(now=LATER, limit=2), erase_leftovers(now=LATER, limit=2)] == [2, 1]
    assert left(*lost) == [False] * 3


@pytest.mark.fault
@pytest.mark.usefixtures("fresh_database")
def test_a_file_that_is_just_being_used_stays() -> None:
    """Its row is pointed to in a transaction that nobody sees yet; the sweep comes by in that moment."""
    case, late = report(), picture()
    pointed, swept = threading.Event(), threading.Event()

    def use() -> None:
        try:
            with transaction.atomic():
                Content.objects.create(case=Case.objects.get(id=case.id), seq=1, file_id=late, audience="public")
                pointed.set()
                assert swept.wait(20)
        finally:
            connection.close()

    def sweep(now: datetime) -> int:
        try:
            return erase_leftovers(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        using = pool.submit(use)
        assert pointed.wait(20)
        erased = pool.submit(sweep, LATER).result(timeout=60)
        swept.set()
        using.result(timeout=60)
    assert erased == 0
    assert left(late) == [True]


def test_every_table_that_points_to_files_holds_them_at_once() -> None:
    """A new one says so in its migration: `balai.base.immediate.checked_at_once`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'files_storedfile'::regclass AND condeferred"
        )
        assert cursor.fetchall() == []
