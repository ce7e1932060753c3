"""An act that commits late, with an older number than acts already counted, is counted all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from balai.apps.cases.service import activate_services
from balai.apps.cases.tests.samples import HOUR, NOW, report
from balai.apps.figures.actions.following import follow
from balai.apps.figures.models import MonthSum, Progress
from balai.base.areas.actions import load_areas
from balai.base.memo import forget_all
from balai.base.packs import Pack
from balai.base.people.actions import load_organisations


@pytest.fixture
def city(fresh_database: str, jakarta_pack: Pack) -> Iterator[None]:
    forget_all()
    load_areas(pack=jakarta_pack, by=None, now=NOW)
    load_organisations(pack=jakarta_pack, by=None, now=NOW)
    activate_services(sources=jakarta_pack.services, now=NOW)
    forget_all()
    yield
    forget_all()


@contextmanager
def slow_report() -> Iterator[None]:
    """While inside, a report has been written by somebody whose transaction is still open."""
    written, go_on = Event(), Event()

    def write() -> None:
        try:
            with transaction.atomic():
                report(now=NOW)
                written.set()
                go_on.wait(30)
        finally:
            connection.close()

    writer = Thread(target=write)
    writer.start()
    assert written.wait(30)
    try:
        yield
    finally:
        go_on.set()
        writer.join()


def counted() -> int:
    return sum(MonthSum.objects.filter(kind="area", service="", is_public=True).values_list("received", flat=True)) // 4


@pytest.mark.usefixtures("city")
def test_a_late_commit_is_counted_however_often_others_were_counted_before() -> None:
    with slow_report():
        for minute in range(1, 4):
            report(now=NOW + minute * HOUR)
            follow(now=NOW + minute * HOUR)
            assert counted() == minute
    follow(now=NOW + 5 * HOUR)
    assert counted() == 4


@pytest.mark.usefixtures("city")
def test_what_is_settled_is_not_read_again() -> None:
    for _ in range(3):
        report(now=NOW)
    follow(now=NOW)
    follow(now=NOW)
    assert follow(now=NOW).cases == 0
    progress = Progress.objects.get()
    assert progress.done_to == progress.seen_to > 0
