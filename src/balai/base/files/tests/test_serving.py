"""A browser can show a stored picture and do nothing else with it."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from balai.base.files import storage
from balai.base.files.actions import erase_file, store_picture
from balai.base.files.models import StoredFile
from balai.base.files.serving import FileGone, file_response
from balai.base.files.tests.uploads import NOW, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> StoredFile:
    return store_picture(upload=upload(), by=None, now=NOW)


def test_a_picture_is_served_as_an_image_and_nothing_else(file: StoredFile, rf: RequestFactory) -> None:
    response = file_response(rf.get("/"), file)
    assert response.content == storage.path_of(file.sha256).read_bytes()
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Disposition"] == f'inline; filename="{file.public_id}.jpg"'
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cache-Control"].startswith("private")
    assert file.sha256 not in str(response.headers)


def test_what_everyone_may_see_may_be_kept_by_shared_caches(file: StoredFile, rf: RequestFactory) -> None:
    assert file_response(rf.get("/"), file, public=True).headers["Cache-Control"].startswith("public")


def test_the_thumbnail_is_another_picture(file: StoredFile, rf: RequestFactory) -> None:
    whole, small = file_response(rf.get("/"), file), file_response(rf.get("/"), file, thumbnail=True)
    assert small.content == storage.path_of(file.sha256, thumbnail=True).read_bytes()
    assert whole.headers["ETag"] != small.headers["ETag"]


def test_a_browser_that_has_it_is_told_so(file: StoredFile, rf: RequestFactory) -> None:
    etag = file_response(rf.get("/"), file).headers["ETag"]
    again = file_response(rf.get("/", headers={"if-none-match": etag}), file)
    assert (again.status_code, again.content) == (304, b"")


def test_an_erased_or_lost_file_is_gone(file: StoredFile, rf: RequestFactory) -> None:
    storage.path_of(file.sha256).unlink()
    with pytest.raises(FileGone):
        file_response(rf.get("/"), file)
    erase_file(file=file, by=None, now=NOW)
    file.refresh_from_db()
    with pytest.raises(FileGone) as gone:
        file_response(rf.get("/"), file, thumbnail=True)
    assert gone.value.status == 410
