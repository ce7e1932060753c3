"""The main navigation: one list that a person can read, named by the setting BALAI_NAVIGATION."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from balai.web.addresses import address
from balai.web.secretariat import is_left_out


def everyone(request: HttpRequest) -> bool:
    return bool(request)


def visitors(request: HttpRequest) -> bool:
    """People who are not logged in. Asks the session, so only a page that shows the navigation pays for it."""
    return not members(request)


def members(request: HttpRequest) -> bool:
    """People who are logged in."""
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the main navigation.

    `url_name` is reversed; `shown_to` is a predicate of the request; `count` gives a number beside the label.
    With `post` the entry is a button that posts (log out). `at_end` moves it to the far side.
    """

    label: str | Promise
    url_name: str
    shown_to: Callable[[HttpRequest], bool] = everyone
    count: Callable[[HttpRequest], int] | None = None
    post: bool = False
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one request shows it."""

    label: str
    url: str
    current: bool
    count: int
    post: bool
    at_end: bool


def entries() -> Sequence[Entry]:
    """The list that the project declares; empty until it does."""
    path = getattr(settings, "BALAI_NAVIGATION", "")
    declared: Sequence[Entry] = import_string(path) if path else ()
    return declared


def links(request: HttpRequest) -> list[Link]:
    """The links that this visitor is shown, the longest one that leads here marked as current."""
    shown = [(entry, _url(entry)) for entry in entries() if not is_left_out(entry.url_name) and entry.shown_to(request)]
    path = request.path
    leading = [url for entry, url in shown if url and not entry.post and (path == url or _below(path, url))]
    here = max(leading, key=len, default="")
    return [
        Link(
            label=str(entry.label),
            url=url,
            current=url == here and not entry.post,
            count=entry.count(request) if entry.count else 0,
            post=entry.post,
            at_end=entry.at_end,
        )
        for entry, url in shown
        if url
    ]


def _below(path: str, url: str) -> bool:
    return url != "/" and path.startswith(url)


def _url(entry: Entry) -> str:
    try:
        return address(entry.url_name)
    except NoReverseMatch:
        return ""  # a part of the city that this installation does not run
