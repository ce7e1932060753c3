"""The catalogue offers every service, by kind and by words, and each service's page answers what people ask first."""

from __future__ import annotations

import pytest
from django.urls import reverse

from balai.apps.cases.models import Draft
from balai.apps.cases.service import current_services
from balai.apps.requests.catalogue import offered
from balai.apps.requests.tests.walk import HOME_CARE, citizen, text

pytestmark = pytest.mark.usefixtures("jakarta")
CATALOGUE = "/layanan/"


def test_every_service_is_in_the_catalogue_in_both_languages() -> None:
    for language in ("id", "en"):
        said = text(citizen(language).get(CATALOGUE))
        for service in offered():
            assert service.title[language] in said


def test_words_are_found_in_titles_options_and_keywords_without_scripts() -> None:
    assert "Perawatan di rumah" in text(citizen().get(CATALOGUE, {"q": "sesak"}))
    assert "Jalan dan trotoar" not in text(citizen().get(CATALOGUE, {"q": "sesak"}))
    assert "Perawatan di rumah" in text(citizen().get(CATALOGUE, {"q": "RUMAH perawatan"}))
    assert "Tidak ada layanan yang cocok" in text(citizen().get(CATALOGUE, {"q": "<b>naga"}))


def test_a_kind_narrows_the_catalogue() -> None:
    said = text(citizen().get(CATALOGUE, {"jenis": "report"}))
    assert "Jalan dan trotoar" in said
    assert "Perawatan di rumah" not in said


def test_a_services_page_says_who_what_cost_time_and_what_is_public() -> None:
    said = text(citizen().get(reverse("requests:service", args=[HOME_CARE])))
    for words in (
        "Siapa yang berhak",
        "Anda tidak memerlukan akun",
        "Apakah pasien memegang KTP Jakarta?” adalah “Ya”",
        "Siapa saja yang perlu diperiksa?",
        "Gratis",
        "30 hari",
        "Tidak ada. Hanya Anda dan petugas",
        "Dinas Kesehatan",
    ):
        assert words in said, words


def test_every_services_page_can_be_read_in_both_languages() -> None:
    for code in [service.code for service in offered()]:
        for language in ("id", "en"):
            answer = citizen(language).get(reverse("requests:service", args=[code]))
            assert answer.status_code == 200, code
            assert answer.content.decode().count("<h1") == 1


def test_what_only_offices_ask_for_is_not_in_the_catalogue() -> None:
    inside = set(current_services()) - {service.code for service in offered()}
    assert inside
    for code in inside:
        assert citizen().get(reverse("requests:service", args=[code])).status_code == 404


def test_looking_leaves_nothing_behind() -> None:
    browser = citizen()
    browser.get(CATALOGUE)
    browser.get(reverse("requests:service", args=[HOME_CARE]))
    assert not Draft.objects.exists()
    assert "balai_device" not in browser.cookies


def test_a_report_begins_in_its_own_short_way() -> None:
    page = citizen().get(reverse("requests:service", args=["report.road"])).content.decode()
    assert f'href="{reverse("reports:start")}"' in page
    assert citizen().post(reverse("requests:start", args=["report.road"])).status_code == 404


def test_who_needs_an_account_is_led_to_the_log_in_and_back() -> None:
    permit = next(service.code for service in offered() if "anonymous" not in service.who)
    page = citizen().get(reverse("requests:service", args=[permit]))
    assert f"?next={reverse('requests:service', args=[permit])}" in page.content.decode()
    answer = citizen().post(reverse("requests:start", args=[permit]))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert not Draft.objects.exists()


def test_an_unknown_service_is_not_found() -> None:
    assert citizen().get("/layanan/request.nothing/").status_code == 404
    assert citizen().get("/layanan/nothing/").status_code == 404
