"""Files on a page of a service: several, photos or PDF, each kept at once, none lost with another, gone when removed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from balai.apps.cases.actions.services import activate_services
from balai.apps.cases.models import Content
from balai.apps.cases.tests.samples import CIKINI, NOW
from balai.apps.requests.tests.definitions import OWNER
from balai.apps.requests.tests.walk import CHECK, CONTACT, Walk, page_of, text
from balai.base.files.models import FileKind, StoredFile
from balai.base.files.tests.test_documents import pdf
from balai.engines.pictures.tests.samples import encoded, street

pytestmark = pytest.mark.usefixtures("jakarta")
TEXT = {"id": "Surat", "en": "Letter"}
SERVICE: dict[str, Any] = {
    "service": "permit.sample",
    "kind": "permit",
    "title": TEXT,
    "summary": TEXT,
    "owner": OWNER,
    "who": ["anonymous"],
    "keep": "2 years",
    "questions": [
        {"id": "papers", "type": "file", "page": "papers", "label": TEXT, "required": True, "max_files": 2},
        {"id": "note", "type": "text", "page": "papers", "label": {"id": "Catatan", "en": "Note"}, "required": True},
        {"id": "shop", "type": "photo", "label": {"id": "Foto toko", "en": "Photo"}},
        {"id": "home", "type": "area", "label": {"id": "Kelurahan", "en": "Subdistrict"}, "required": True},
    ],
    "route": [{"to": "owner"}],
    "start": ["look"],
    "steps": [
        {
            "id": "look",
            "title": TEXT,
            "by": ["officer"],
            "at": "route",
            "state": "waiting",
            "outcomes": [{"code": "done", "label": TEXT, "end": "done"}],
        }
    ],
}


@pytest.fixture
def walk() -> Walk:
    activate_services(sources=[SERVICE], now=NOW)
    walk = Walk("permit.sample")
    walk.start()
    return walk


def letter(name: str = "surat.pdf", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if data is None else data, content_type="application/pdf")


def photo(name: str = "toko.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded(street(3), "JPEG"), content_type="image/jpeg")


def test_documents_and_photos_come_with_the_case(walk: Walk) -> None:
    assert page_of(walk.send("papers", {"papers": [letter(), photo()], "note": "Dua berkas"})) == "shop"
    assert page_of(walk.send("shop", {"shop": photo()})) == "home"
    assert page_of(walk.send("home", {"home": CIKINI})) == CONTACT
    walk.send(CONTACT, {})
    said = text(walk.get(CHECK))
    assert "surat.pdf" in said
    assert "toko.jpg" in said
    case = walk.finish()
    held = Content.objects.filter(case=case, file__isnull=False).select_related("file")
    assert sorted((row.question, row.file.kind) for row in held if row.file) == [
        ("papers", FileKind.DOCUMENT),
        ("papers", FileKind.PICTURE),
        ("shop", FileKind.PICTURE),
    ]


def test_a_file_is_kept_when_something_else_must_be_mended(walk: Walk) -> None:
    answer = walk.send("papers", {"papers": letter(), "note": ""})
    assert answer.status_code == 422
    assert "surat.pdf" in text(answer)
    assert page_of(walk.send("papers", {"note": "Sekarang ada"})) == "shop"


def test_one_that_cannot_be_taken_does_not_lose_the_other(walk: Walk) -> None:
    answer = walk.send("papers", {"papers": [letter(), letter("rusak.pdf", b"%PDF-1.7 nothing")], "note": "x"})
    assert answer.status_code == 422
    assert "PDF ini rusak" in text(answer)
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("data", [b"MZ a program", b"<html>", b"%PDF-1.7\n/JavaScript\n%%EOF"])
def test_what_is_no_document_is_refused(walk: Walk, data: bytes) -> None:
    assert walk.send("papers", {"papers": letter("surat.pdf", data), "note": "x"}).status_code == 422
    assert not StoredFile.objects.exists()


def test_a_photo_question_takes_no_document(walk: Walk) -> None:
    walk.send("papers", {"papers": letter(), "note": "x"})
    assert walk.send("shop", {"shop": letter()}).status_code == 422
    assert StoredFile.objects.count() == 1


def test_another_is_added_and_one_removed_without_scripts(walk: Walk) -> None:
    first = walk.send("papers", {"papers": letter(), "note": "Catatan saya", "more": "1"})
    assert first.status_code == 200
    assert "Catatan saya" in first.content.decode()
    walk.send("papers", {"papers": photo(), "note": "Catatan saya", "more": "1"})
    assert [row["name"] for row in walk.kept["pictures"]] == ["surat.pdf", "toko.jpg"]
    full = walk.send("papers", {"papers": photo("tiga.jpg"), "note": "x"})
    assert full.status_code == 422
    gone = walk.send("papers", {"remove": walk.kept["pictures"][0]["public_id"], "note": "Catatan saya"})
    assert "Catatan saya" in gone.content.decode()
    assert [row["name"] for row in walk.kept["pictures"]] == ["toko.jpg"]
    assert StoredFile.objects.filter(erased_at=None).count() == 1


def test_a_required_file_cannot_be_left_out(walk: Walk) -> None:
    assert walk.send("papers", {"note": "x"}).status_code == 422
    assert page_of(walk.get("shop")) == "papers"


def test_a_kept_file_is_given_to_its_owner_only(walk: Walk) -> None:
    walk.send("papers", {"papers": letter(), "note": "x"})
    address = reverse("requests:draft-file", args=[walk.code, walk.draft, walk.kept["pictures"][0]["public_id"]])
    mine = walk.client.get(address)
    assert mine.headers["Content-Type"] == "application/pdf"
    assert mine.headers["Content-Disposition"].startswith("attachment")
    assert Walk().client.get(address).status_code == 404


def test_throwing_the_answers_away_erases_their_files(walk: Walk) -> None:
    walk.send("papers", {"papers": letter(), "note": "x"})
    walk.client.post(reverse("requests:forget", args=[walk.code, walk.draft]))
    assert not StoredFile.objects.filter(erased_at=None).exists()
