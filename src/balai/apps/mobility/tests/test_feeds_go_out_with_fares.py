"""What others take away is the feed that rules, with the fares of the tariff that rules."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from balai.apps.mobility import shelf
from balai.apps.mobility.actions.feeding import add_feed, add_feed_of_pack
from balai.apps.mobility.actions.publishing import outgoing, publish_feed
from balai.apps.mobility.models import FeedActivation
from balai.apps.mobility.service import load_tariffs
from balai.apps.mobility.tests.feeds import feed
from balai.base.city import city_zone
from balai.base.clock import now as the_time
from balai.base.memo import forget_all
from balai.base.packs import load_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city(settings: LazySettings, tmp_path: Path) -> Path:
    """Jakarta's feed and tariffs rule, in a home of its own."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    folder = settings.CONFIGURATION.city
    add_feed_of_pack(folder=folder / "mobility" / "gtfs", now=the_time())
    load_tariffs(sources=load_pack(folder).tariffs, now=the_time())
    forget_all()
    return tmp_path


def taken_away() -> tuple[bytes, str]:
    response = Client().get("/data/gtfs.zip")
    assert response.status_code == 200
    return b"".join(response.streaming_content), response.headers["ETag"]  # type: ignore[attr-defined]


def test_fares_are_added_once_they_are_made() -> None:
    before, first = taken_away()
    assert publish_feed(now=the_time())
    after, second = taken_away()
    names = [set(zipfile.ZipFile(io.BytesIO(content)).namelist()) for content in (before, after)]
    assert "fare_products.txt" in names[1] - names[0]
    assert names[0] < names[1]
    assert first != second
    assert Client().get("/data/gtfs.zip", headers={"if-none-match": second}).status_code == 304


def test_it_is_made_once_and_what_ruled_before_goes(city: Path) -> None:
    publish_feed(now=the_time())
    [made] = (shelf.home() / "outgoing").iterdir()
    (made.parent / "former.zip").write_bytes(b"")
    written = made.stat().st_mtime_ns
    assert publish_feed(now=the_time())
    assert [path.stat().st_mtime_ns for path in made.parent.iterdir()] == [written]


def test_a_feed_whose_lines_name_no_networks_goes_out_as_it_came() -> None:
    row = add_feed(upload=io.BytesIO(feed()), name="a.zip", by=None, now=the_time())
    today = the_time().astimezone(city_zone()).date()
    FeedActivation.objects.create(version=row, since=today, at=the_time())
    for _twice in range(2):
        assert not publish_feed(now=the_time())
    found = outgoing(today)
    assert found is not None
    assert found.apart == "no-networks"
    assert taken_away()[0] == feed()


def test_on_a_day_without_a_feed_nothing_goes_out() -> None:
    before = the_time() - timedelta(days=1)
    assert outgoing(before.astimezone(city_zone()).date()) is None
    assert not publish_feed(now=before)
