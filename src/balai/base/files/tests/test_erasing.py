"""An erased file is served to nobody at once, and its content leaves the disk when no other row has it."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from procrastinate.contrib.django.models import ProcrastinateJob

from balai.base.audit.queries import acts_on
from balai.base.files import storage
from balai.base.files.actions import erase_file, store_picture
from balai.base.files.models import StoredFile
from balai.base.files.tasks import remove_content, sweep
from balai.base.files.tests.uploads import NOW, upload
from balai.base.people.models import User

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def age(path: Path, *, written: datetime) -> None:
    os.utime(path, (written.timestamp(), written.timestamp()))


@pytest.fixture
def file() -> StoredFile:
    stored = store_picture(upload=upload(), by=User.objects.create_user("warga@example.id"), now=NOW)
    for path in (storage.path_of(stored.sha256), storage.path_of(stored.sha256, thumbnail=True)):
        age(path, written=NOW)
    return stored


def test_an_erased_file_is_forgotten(file: StoredFile) -> None:
    digest, officer = file.sha256, User.objects.create_user("petugas@example.id")
    erase_file(file=file, by=officer, now=LATER)
    file.refresh_from_db()
    assert (file.sha256, file.perceptual_hash, file.stored_by, file.erased_at) == ("", 0, None, LATER)
    act = acts_on(str(file.public_id)).get()
    assert (act.code, act.by, act.at) == ("file.erased", officer, LATER)
    assert ProcrastinateJob.objects.filter(task_name="files.remove_content", args={"sha256": digest}).count() == 1
    remove_content(sha256=digest)
    assert not storage.path_of(digest).exists()
    assert not storage.path_of(digest, thumbnail=True).exists()


def test_erasing_twice_is_erasing_once(file: StoredFile) -> None:
    erase_file(file=file, by=None, now=LATER)
    erase_file(file=file, by=None, now=LATER + timedelta(days=1))
    file.refresh_from_db()
    assert file.erased_at == LATER
    assert acts_on(str(file.public_id)).count() == 1


def test_a_content_that_another_row_has_stays(file: StoredFile) -> None:
    other = store_picture(upload=upload(), by=None, now=NOW)
    age(storage.path_of(other.sha256), written=NOW)
    erase_file(file=file, by=None, now=LATER)
    remove_content(sha256=other.sha256)
    assert storage.path_of(other.sha256).exists()
    erase_file(file=other, by=None, now=LATER)
    digest = other.sha256
    remove_content(sha256=digest)
    assert not storage.path_of(digest).exists()


def test_what_was_written_just_now_is_removed_later(file: StoredFile) -> None:
    """Somebody may be bringing the same picture again, in a transaction that is not seen yet."""
    digest = file.sha256
    erase_file(file=file, by=None, now=LATER)
    storage.path_of(digest).touch()
    remove_content(sha256=digest)
    assert storage.path_of(digest).exists()
    again = ProcrastinateJob.objects.filter(task_name="files.remove_content", scheduled_at__isnull=False)
    assert again.count() == 1


def test_an_erasure_that_is_rolled_back_removes_nothing(file: StoredFile) -> None:
    with transaction.atomic():
        erase_file(file=file, by=None, now=LATER)
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.filter(task_name="files.remove_content").exists()
    file.refresh_from_db()
    assert file.erased_at is None


def test_the_sweep_removes_what_no_row_knows(file: StoredFile, home: Path) -> None:
    orphan, fresh = "ab" * 32, "cd" * 32
    for digest in (orphan, fresh):
        storage.write(digest, content=b"x", thumbnail=b"y")
    unfinished = storage.path_of(orphan).with_name(".0123.part")
    unfinished.write_bytes(b"half")
    for path in (storage.path_of(orphan), unfinished):
        age(path, written=NOW)
    age(storage.path_of(fresh), written=LATER - timedelta(minutes=30))
    assert sweep(now=LATER) == 2
    assert not storage.path_of(orphan).exists()
    assert not storage.path_of(orphan, thumbnail=True).exists()
    assert not unfinished.exists()
    assert storage.path_of(fresh).exists()
    assert storage.path_of(file.sha256).exists()


def test_the_table_itself_keeps_nothing_of_an_erased_file(file: StoredFile) -> None:
    with pytest.raises(IntegrityError, match="files_erased_means_forgotten"), connection.cursor() as cursor:
        cursor.execute("UPDATE files_storedfile SET erased_at = now() WHERE id = %s", [file.pk])
