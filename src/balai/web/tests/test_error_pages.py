"""Each error says what happened and what to do, with a stable code, in both languages; machines get a problem document."""

from __future__ import annotations

import errno
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.test import Client, override_settings
from django.urls import include, path

from balai.base.errors import Refusal


class NotNow(Refusal):
    """This cannot be done on %(day)s."""

    code = "not_now"
    status = 409


class NoRoom(Refusal):
    """Try again later. Nothing that was confirmed to you is lost."""

    code = "no_room_here"
    status = 507


def raising(error: Exception) -> Any:
    def view(_request: HttpRequest) -> HttpResponse:
        raise error

    return view


def answering(response: HttpResponse) -> Any:
    return lambda _request: response


def taking(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


urlpatterns = [
    path("", include("balai.web.urls")),
    path("400/", raising(SuspiciousOperation("x"))),
    path("403/", raising(PermissionDenied())),
    path("405/", answering(HttpResponseNotAllowed(["POST"]))),
    path("429/", answering(HttpResponse(status=429, headers={"Retry-After": "60"}))),
    path("500/", raising(RuntimeError("secret detail"))),
    path("refused/", raising(NotNow(day="Sunday"))),
    path("full/", raising(OSError(errno.ENOSPC, "No space left on device"))),
    path("no-room/", raising(NoRoom())),
    path("own/", answering(HttpResponse("own words", status=404))),
    path("post/", taking),
    path("api/refused/", raising(NotNow(day="Sunday"))),
    path("api/500/", raising(RuntimeError("secret detail"))),
]
handler400 = "balai.web.errors.bad_request"
handler403 = "balai.web.errors.forbidden"
handler404 = "balai.web.errors.not_found"
handler500 = "balai.web.errors.server_error"

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def _with_our_links() -> Any:
    with override_settings(BALAI_NAVIGATION=""):
        yield


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": "en"})


@pytest.mark.parametrize(
    ("address", "status", "code", "title"),
    [
        ("/400/", 400, "bad_request", "We could not understand this request"),
        ("/403/", 403, "forbidden", "This page is not open to you"),
        ("/nowhere/", 404, "not_found", "We could not find this page"),
        ("/405/", 405, "method_not_allowed", "This page cannot be used in this way"),
        ("/429/", 429, "too_many_requests", "Too many requests"),
        ("/500/", 500, "server_error", "Something went wrong on our side"),
        ("/refused/", 409, "not_now", "This cannot be done"),
    ],
)
def test_a_page_for_each(visitor: Client, address: str, status: int, code: str, title: str) -> None:
    answer = visitor.get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert code in page
    assert title in page
    assert "secret" not in page


def test_the_refusals_own_sentence_is_shown(visitor: Client) -> None:
    assert "This cannot be done on Sunday." in visitor.get("/refused/").content.decode()


def test_headers_that_matter_are_kept(visitor: Client) -> None:
    assert visitor.get("/405/").headers["Allow"] == "POST"
    assert visitor.get("/429/").headers["Retry-After"] == "60"


def test_a_view_may_use_its_own_words(visitor: Client) -> None:
    assert visitor.get("/own/").content == b"own words"


def test_pages_that_must_not_fail_speak_every_language_at_once(visitor: Client) -> None:
    page = visitor.get("/500/").content.decode()
    assert page.index("Something went wrong on our side") < page.index("Ada yang salah di pihak kami")
    assert '<section class="reading stack" lang="id">' in page


def test_a_form_without_its_token_is_told_what_to_do() -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "id"})
    answer = strict.post("/post/", {"a": "1"})
    assert answer.status_code == 403
    assert "Formulir ini sudah kedaluwarsa" in answer.content.decode()
    assert "form_expired" in answer.content.decode()


def test_too_many_fields_are_too_large(visitor: Client) -> None:
    answer = visitor.post("/post/", {f"field{n}": "x" for n in range(300)})
    assert answer.status_code == 413
    assert "too_large" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "accepted"),
    [("/api/refused/", "*/*"), ("/refused/", "application/json"), ("/api/nowhere/", "text/html")],
)
def test_machines_get_a_problem_document(visitor: Client, address: str, accepted: str) -> None:
    answer = visitor.get(address, headers={"accept": accepted})
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert problem["status"] == answer.status_code
    assert problem["code"] in {"not_now", "not_found"}


def test_machines_are_not_told_our_secrets_either(visitor: Client) -> None:
    answer = visitor.get("/api/500/")
    assert json.loads(answer.content)["code"] == "server_error"
    assert b"secret" not in answer.content


def test_a_full_disk_is_said_in_both_languages(visitor: Client) -> None:
    answer = visitor.get("/full/")
    page = answer.content.decode()
    assert answer.status_code == 507
    assert 0 < page.index("We have no room for this right now") < page.index("Saat ini tidak ada ruang untuk ini")


def test_a_refusal_of_ours_is_said_in_both_languages_too(client: Client) -> None:
    answer = client.get("/no-room/")
    page = answer.content.decode()
    assert answer.status_code == 507
    assert 0 < page.index("Coba lagi nanti.") < page.index("Try again later.")
