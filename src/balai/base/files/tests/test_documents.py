"""A PDF is told by its content, bounded, refused when it brings more than pages, and only ever given as a download."""

from __future__ import annotations

import io

import pytest
from django.test import RequestFactory

from balai.base.files import documents, storage
from balai.base.files.actions import erase_file
from balai.base.files.documents import check_document, store_document, store_upload
from balai.base.files.models import FileKind, StoredFile
from balai.base.files.refusals import (
    DocumentActive,
    DocumentDamaged,
    DocumentLocked,
    DocumentTooHeavy,
    PictureRefused,
)
from balai.base.files.serving import FileGone, file_response
from balai.base.files.tests.uploads import NOW, upload

PAGES = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"


def pdf(body: bytes = PAGES, *, head: bytes = b"%PDF-1.7\n", end: bytes = b"trailer\n%%EOF\n") -> bytes:
    return head + body + end


@pytest.mark.parametrize("head", [b"%PDF-1.4\n", b"%PDF-2.0\r\n", b"%PDF-1.7 \n"])
def test_pages_are_taken(head: bytes) -> None:
    check_document(pdf(head=head))


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", DocumentDamaged),
        (pdf(head=b"<html>%PDF-1.7\n"), DocumentDamaged),
        (pdf(head=b"%PDF-9.9\n"), DocumentDamaged),
        (pdf(end=b""), DocumentDamaged),
        (pdf(end=b"%%EOF" + b" " * 2000), DocumentDamaged),
        (pdf(b"<< /Encrypt 5 0 R >>"), DocumentLocked),
        (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), DocumentActive),
        (pdf(b"<< /S /J#61vaScript >>"), DocumentActive),
        (pdf(b"<< /S /Launch /F (calc.exe) >>"), DocumentActive),
        (pdf(b"<< /Names << /EmbeddedFiles 4 0 R >> >>"), DocumentActive),
        (pdf(b"x" * documents.MOST_BYTES), DocumentTooHeavy),
    ],
)
def test_what_is_more_or_less_than_pages_is_refused(data: bytes, refusal: type[PictureRefused]) -> None:
    with pytest.raises(refusal):
        check_document(data)


@pytest.mark.django_db
def test_the_content_decides_what_a_file_is() -> None:
    document = store_upload(upload=io.BytesIO(pdf()), by=None, now=NOW)
    picture = store_upload(upload=upload(), by=None, now=NOW)
    assert (document.kind, picture.kind) == (FileKind.DOCUMENT, FileKind.PICTURE)
    for other in (b"", b"%P", b"MZ\x90\x00 a program", b"PK\x03\x04", b"<svg onload=alert(1)>"):
        with pytest.raises(PictureRefused):
            store_upload(upload=io.BytesIO(other), by=None, now=NOW)
    assert StoredFile.objects.count() == 2


@pytest.mark.django_db
def test_a_document_is_a_download_and_never_a_page(rf: RequestFactory) -> None:
    file = store_document(upload=io.BytesIO(pdf()), by=None, now=NOW)
    answer = file_response(rf.get("/"), file)
    assert answer.content == pdf()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file.public_id}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert file_response(rf.get("/"), file, thumbnail=True).headers["Content-Disposition"].startswith("attachment")


@pytest.mark.django_db
def test_an_erased_document_is_gone_and_an_unknown_one_is_swept(rf: RequestFactory) -> None:
    file = store_document(upload=io.BytesIO(pdf()), by=None, now=NOW)
    sha256 = file.sha256
    assert list(storage.settled_contents(now=NOW.replace(year=NOW.year + 1))) == [sha256]
    erase_file(file=file, by=None, now=NOW)
    file.refresh_from_db()
    with pytest.raises(FileGone):
        file_response(rf.get("/"), file)
    assert storage.remove(sha256, now=NOW.replace(year=NOW.year + 1))
    assert not storage.path_of(sha256, document=True).exists()
