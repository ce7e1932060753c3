"""A photo that comes in while a case is being erased is erased with it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from balai.apps.cases.actions.erasing import erase_content
from balai.apps.cases.models import Content
from balai.apps.cases.tests.samples import NOW, colleague, end, picture, report
from balai.base.files.models import StoredFile

pytestmark = [pytest.mark.fault, pytest.mark.usefixtures("fresh_database", "jakarta")]


def erase(case_id: int) -> None:
    try:
        erase_content(case_id=case_id, reason="citizen_right", by=None, now=NOW)
    finally:
        connection.close()


def wait_until_somebody_waits() -> None:
    for _ in range(3_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            row = cursor.fetchone()
        if row and row[0]:
            return
        time.sleep(0.02)
    raise AssertionError("the eraser does not wait for the case")


def test_evidence_in_the_same_moment_is_erased_too() -> None:
    case_id, officer = report().id, colleague("officer")
    end(case_id, officer, "intake", "accept")
    proof = picture(officer.user)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            end(case_id, officer, "work", "finish", words="Selesai.", files=(proof,))
            erased = pool.submit(erase, case_id)
            wait_until_somebody_waits()
        erased.result(timeout=60)
    assert not Content.objects.filter(case_id=case_id).exists()
    assert StoredFile.objects.get(id=proof).erased_at == NOW
