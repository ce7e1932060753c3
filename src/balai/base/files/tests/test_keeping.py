"""A picture is cleaned, kept whole under its digest, and readable by nobody but the city."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from balai.base.files import storage
from balai.base.files.actions import store_picture
from balai.base.files.models import StoredFile
from balai.base.files.refusals import PictureRefused
from balai.base.files.tests.uploads import NOW, upload
from balai.base.people.models import User
from balai.engines.pictures.tests.hostile import HostileFile, hostile_files
from balai.engines.pictures.tests.samples import SECRET

pytestmark = pytest.mark.django_db


def contents(home: Path) -> list[Path]:
    return sorted(path for path in (home / "files").rglob("*") if path.is_file())


def test_a_picture_is_kept_under_its_digest(home: Path, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = User.objects.create_user("warga@example.id")
    with django_assert_num_queries(1):
        file = store_picture(upload=upload(), by=person, now=NOW)
    content = storage.path_of(file.sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file.sha256
    assert storage.path_of(file.sha256) == home / "files" / file.sha256[:2] / file.sha256[2:4] / f"{file.sha256}.jpg"
    assert (file.bytes, file.width, file.height) == (len(content), 320, 240)
    assert (file.stored_by, file.created_at, file.erased_at) == (person, NOW, None)
    assert storage.path_of(file.sha256, thumbnail=True).read_bytes().startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_position_reaches_the_disk(home: Path, kind: str) -> None:
    store_picture(upload=upload(kind=kind), by=None, now=NOW)
    for path in contents(home):
        for sign in (b"Exif", b"GPS", SECRET.encode()):
            assert sign not in path.read_bytes()


def test_only_the_owner_can_read_what_is_kept(home: Path) -> None:
    old = os.umask(0)
    try:
        store_picture(upload=upload(), by=None, now=NOW)
    finally:
        os.umask(old)
    assert {path.stat().st_mode & 0o777 for path in contents(home)} == {0o600}
    folders = [home / "files", *(path for path in (home / "files").rglob("*") if path.is_dir())]
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


def test_the_same_picture_twice_is_two_rows_and_one_content(home: Path) -> None:
    first = store_picture(upload=upload(), by=None, now=NOW)
    second = store_picture(upload=upload(), by=None, now=NOW)
    assert first.pk != second.pk
    assert first.sha256 == second.sha256
    assert len(contents(home)) == 2  # the picture and its thumbnail


def test_a_picture_is_on_disk_before_its_row_can_be_seen(home: Path) -> None:
    with transaction.atomic():
        file = store_picture(upload=upload(), by=None, now=NOW)
        assert storage.path_of(file.sha256).exists()


@pytest.mark.parametrize("hostile", [file for file in hostile_files(mutations=10) if file.code], ids=lambda f: f.name)
def test_a_hostile_file_is_refused_and_leaves_nothing(home: Path, hostile: HostileFile) -> None:
    with pytest.raises(PictureRefused) as refusal:
        store_picture(upload=io.BytesIO(hostile.data), by=None, now=NOW)
    assert refusal.value.code == hostile.code
    assert refusal.value.status in {413, 415, 422}
    assert str(refusal.value).endswith(".")
    assert not StoredFile.objects.exists()
    assert not (home / "files").exists()


def test_many_at_once_write_one_whole_content(home: Path) -> None:
    content, small = b"content" * 10_000, b"small"
    digest = hashlib.sha256(content).hexdigest()
    writers = [
        threading.Thread(target=storage.write, args=(digest,), kwargs={"content": content, "thumbnail": small})
        for _ in range(12)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [path.read_bytes() for path in contents(home)] == [content, small]
