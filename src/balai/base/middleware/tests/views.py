"""A small city for the middleware's tests: pages that behave, and pages that do not."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import login, logout
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path

from balai.base.areas.models import Area, Level
from balai.base.errors import Refusal
from balai.base.people.models import User


class NotToday(Refusal):
    """This is not done today."""

    code = "not_today"


def write(code: str = "99") -> Area:
    return Area.objects.create(code=code, level=Level.PROVINCE, name="Somewhere", path=f"{code}/")


def look(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        row = cursor.fetchone()
    return HttpResponse(row[0] if row else "")


def scribble(request: HttpRequest) -> HttpResponse:
    write()
    return HttpResponse("written")


def scribble_inside(request: HttpRequest) -> HttpResponse:
    """Tries with a transaction of its own, and goes on when it fails."""
    try:
        with transaction.atomic():
            write()
    except DatabaseError:
        return HttpResponse(f"refused, {Area.objects.count()} areas")
    return HttpResponse("written")


def lazily(request: HttpRequest) -> TemplateResponse:
    template = engines["django"].from_string("{{ scribble }}")
    return TemplateResponse(request, template, {"scribble": write})


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        yield str(Area.objects.count()).encode()
        if "write" in request.GET:
            write()
            yield b" written"

    return StreamingHttpResponse(parts())


def count_visits(request: HttpRequest) -> HttpResponse:
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse(str(request.session["visits"]))


def enter(request: HttpRequest) -> HttpResponse:
    login(request, User.objects.get(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponseRedirect("/who")


def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect("/who")


def who(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.user.pk))


def refuse(request: HttpRequest) -> HttpResponse:
    raise NotToday


def secret(request: HttpRequest, secret: str) -> HttpResponse:
    return HttpResponse(f"{Area.objects.count()} areas")


def upload(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.FILES)))


def hang_up(request: HttpRequest) -> HttpResponse:
    """The server ends this very connection, as it does when it is stopped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse("still here")


def standing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


urlpatterns = [
    path("hang-up", hang_up, name="hang_up"),
    path("standing", standing, name="readyz"),
    path("look", look, name="look"),
    path("scribble", scribble, name="scribble"),
    path("scribble-inside", scribble_inside, name="scribble_inside"),
    path("lazily", lazily, name="lazily"),
    path("stream", stream, name="stream"),
    path("callback", scribble, name="openid_connect_callback"),
    path("healthz", look, name="healthz"),
    path("visits", count_visits, name="visits"),
    path("enter", enter, name="enter"),
    path("leave", leave, name="leave"),
    path("who", who, name="who"),
    path("refuse", refuse, name="refuse"),
    path("letters/<secret>", secret, name="letters:one"),
    path("without-a-name/<secret>", secret),
    path("upload", upload, name="account_login"),
    path("api/v1/things", look, name="things"),
    path("", include("balai.web.urls")),
]

handler400 = "balai.web.errors.bad_request"
handler403 = "balai.web.errors.forbidden"
handler404 = "balai.web.errors.not_found"
handler500 = "balai.web.errors.server_error"
