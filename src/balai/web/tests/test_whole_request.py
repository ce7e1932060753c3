"""An answer that comes early still lets the rest of the request in, so that the browser gets to read it."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from balai.web.middleware.whole_request import MOST_BYTES, WholeRequestMiddleware


def _left_after(status: int, *, bytes_sent: int) -> int:
    """How much of a form is still unread when its answer of that status goes out."""
    request = RequestFactory().post("/", data=b"a" * bytes_sent, content_type="application/octet-stream")

    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=status)

    WholeRequestMiddleware(answer)(request)
    return len(request.read())


@pytest.mark.parametrize("status", sorted(MOST_BYTES))
def test_a_form_is_read_to_its_end_whatever_it_is_refused_for(status: int) -> None:
    assert _left_after(status, bytes_sent=60_000) == 0


def test_while_the_records_are_away_a_whole_photo_is_read() -> None:
    assert _left_after(503, bytes_sent=5_000_000) == 0


def test_of_somebody_who_sends_too_much_no_more_than_a_form_is_read() -> None:
    assert _left_after(429, bytes_sent=5_000_000) == 5_000_000 - MOST_BYTES[429]


def test_other_answers_leave_the_request_as_it_is() -> None:
    assert _left_after(200, bytes_sent=60_000) == 60_000
