"""Officers cover words and parts of pictures on pages that need no JavaScript; everyone sees the covered version at once."""

from __future__ import annotations

import io
from uuid import UUID

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from balai.apps.cases.actions.opening import OpenedCase, Place
from balai.apps.cases.covering import MARK
from balai.apps.cases.models import Content, Event
from balai.apps.cases.tests.desk import officer, report_now, send, text
from balai.apps.cases.tests.samples import CIKINI, CIKINI_POINT, picture
from balai.base.audit.models import Disclosure
from balai.base.files.models import StoredFile

pytestmark = pytest.mark.usefixtures("jakarta")
WORDS = "Lubang besar di depan rumah Budi Santoso."


@pytest.fixture
def case() -> OpenedCase:
    return report_now(
        answers={"category": "pothole", "danger": True, "words": WORDS},
        place=Place(*CIKINI_POINT, CIKINI, "Rumah Budi"),
        files={"photo": [picture(seed=9)]},
    )


def words_url(case: OpenedCase) -> str:
    return reverse("desk:cover_words", args=[case.reference])


def photo_of(case: OpenedCase) -> UUID:
    content = Content.objects.select_related("file").get(case_id=case.id, question="photo")
    assert content.file is not None
    return content.file.public_id


def picture_url(case: OpenedCase, public_id: UUID) -> str:
    return reverse("desk:cover_picture", args=[case.reference, public_id])


BOX = {"left": ["10", "", ""], "top": ["20,5", "", ""], "width": ["30", "", ""], "height": ["40", "", ""]}


def test_the_page_shows_what_stands_there_and_the_case_leads_to_it(case: OpenedCase) -> None:
    _, client = officer()
    assert words_url(case) in client.get(reverse("desk:case", args=[case.reference])).content.decode()
    page = client.get(words_url(case))
    assert WORDS in text(page)
    assert "Rumah Budi" in text(page)
    assert picture_url(case, photo_of(case)) in page.content.decode()


def test_a_preview_shows_the_covered_words_and_covers_nothing(case: OpenedCase) -> None:
    _, client = officer()
    page = send(client, words_url(case), phrases="budi", reason="others", preview="1")
    assert f"Lubang besar di depan rumah {MARK} Santoso." in text(page)
    assert Content.objects.filter(case_id=case.id, text=WORDS).exists()


def test_covered_words_are_gone_from_every_face_of_the_city(case: OpenedCase) -> None:
    _, client = officer()
    addresses = [
        reverse("reports:public", args=[case.reference]),
        reverse("reports:list"),
        reverse("reports:feed"),
        reverse("api:case", args=[case.reference]),
        reverse("reports:private", args=[case.reference, case.secret]),
    ]
    visitor = Client()
    before = [visitor.get(address).content.decode() for address in addresses]
    assert sum("Budi" in page for page in before) >= 3
    answer = send(client, words_url(case), phrases="Budi Santoso\nBudi", reason="others")
    assert answer.status_code == 302
    for address in addresses:
        assert "Budi" not in visitor.get(address).content.decode(), address
    assert MARK in visitor.get(addresses[0]).content.decode()


def test_what_is_amiss_is_said_in_the_page(case: OpenedCase) -> None:
    _, client = officer()
    page = send(client, words_url(case), phrases="Tono", reason="others")
    assert page.status_code == 422
    assert "These words stand nowhere in the report" in text(page)
    page = send(client, words_url(case), phrases="", reason="")
    assert page.status_code == 422
    assert not Event.objects.filter(kind="redacted").exists()


def test_a_covered_picture_takes_the_place_of_the_first_everywhere_at_once(case: OpenedCase) -> None:
    _, client = officer()
    first = photo_of(case)
    public = reverse("reports:picture", args=[case.reference, first])
    visitor = Client()
    seen = visitor.get(public)
    assert seen.status_code == 200
    assert "no-cache" in seen.headers["Cache-Control"]
    page = client.get(picture_url(case, first))
    assert "<svg" in page.content.decode()
    drawn = send(client, picture_url(case, first), preview="1", reason="others", **BOX)
    assert 'x="10.0%" y="20.5%"' in drawn.content.decode()
    assert photo_of(case) == first
    answer = send(client, picture_url(case, first), reason="others", **BOX)
    assert answer.status_code == 302, text(answer)
    second = photo_of(case)
    assert second != first
    for url in (
        public,
        reverse("reports:picture-small", args=[case.reference, first]),
        reverse("reports:private-picture", args=[case.reference, case.secret, first]),
    ):
        assert visitor.get(url, headers={"if-none-match": seen.headers["ETag"]}).status_code == 404
    assert client.get(reverse("desk:picture", args=[case.reference, first])).status_code == 404
    shown = Image.open(io.BytesIO(visitor.get(reverse("reports:picture", args=[case.reference, second])).content))
    pixels = np.asarray(shown.convert("L"))
    assert (
        pixels[
            int(0.25 * shown.height) : int(0.55 * shown.height), int(0.15 * shown.width) : int(0.35 * shown.width)
        ].max()
        < 40
    )
    assert str(second) in visitor.get(reverse("reports:public", args=[case.reference])).content.decode()


def test_covering_more_keeps_the_first_original_and_forgets_what_was_between(case: OpenedCase) -> None:
    _, client = officer()
    first = photo_of(case)
    send(client, picture_url(case, first), reason="others", **BOX)
    between = photo_of(case)
    send(client, picture_url(case, between), reason="others", **BOX)
    assert StoredFile.objects.get(public_id=between).erased_at is not None
    original = StoredFile.objects.get(public_id=first)
    assert (original.erased_at, original.locked_at is not None) == (None, True)


@pytest.mark.parametrize("wrong", [{}, {"left": ["1"], "top": ["1"], "width": ["x"], "height": ["1"]}, {"left": ["1"]}])
def test_boxes_that_are_none_are_refused(case: OpenedCase, wrong: dict[str, list[str]]) -> None:
    _, client = officer()
    page = send(client, picture_url(case, photo_of(case)), reason="others", **wrong)
    assert page.status_code == 422
    assert "Draw at least one box" in text(page)


def test_originals_are_shown_after_a_recorded_reason_and_inside_the_page(case: OpenedCase) -> None:
    who, client = officer()
    send(client, words_url(case), phrases="Budi Santoso", reason="others")
    send(client, picture_url(case, photo_of(case)), reason="others", **BOX)
    url = reverse("desk:originals", args=[case.reference])
    assert url in client.get(words_url(case)).content.decode()
    assert "Santoso" not in text(client.get(url))
    assert send(client, url, reason="law", words="-").status_code == 422
    assert not Disclosure.objects.exists()
    page = send(client, url, reason="law", words="Diminta penyidik untuk perkara ini")
    assert WORDS in text(page)
    assert 'src="data:image/jpeg;base64,' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert Disclosure.objects.get().by == who.user
    reporter = Client().get(reverse("reports:private", args=[case.reference, case.secret]))
    assert "Diminta penyidik untuk perkara ini" in reporter.content.decode()


def test_the_wrong_people_are_turned_away(case: OpenedCase) -> None:
    addresses = (words_url(case), picture_url(case, photo_of(case)), reverse("desk:originals", args=[case.reference]))
    for role, expected in (("crew", 403), ("auditor", 403)):
        _, client = officer(role)
        assert [client.get(address).status_code for address in addresses] == [expected] * 3
    _, elsewhere = officer(organisation="kelurahan-31.71.06.1001")
    assert [elsewhere.get(address).status_code for address in addresses] == [404] * 3
