"""An operator brings a timetable, reads what is wrong with it, lets it rule from a day on, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey


def test_from_the_file_to_the_day_and_back(
    open_page: Callable[..., Page], city: Any, check_accessibility: Callable[[Page], None], tmp_path: Path
) -> None:
    from balai.apps.mobility.actions.feeding import examine_feed
    from balai.apps.mobility.models import FeedVersion
    from balai.apps.mobility.tests.feeds import feed
    from balai.apps.mobility.workbench import examine_here
    from balai.base.city import city_zone
    from balai.base.clock import now

    file = tmp_path / "jadwal-angkot.zip"
    file.write_bytes(feed(stray=True))
    page = open_page(person="administrator", language="id")
    page.goto("/kerja/jadwal/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Unggah jadwal ini").click()
    expect(page.get_by_text("Menunggu diperiksa").first).to_be_visible()
    with city.records():  # as the worker does
        examine_feed(version=FeedVersion.objects.get(name=file.name), now=now(), workshop=examine_here)
        day = now().astimezone(city_zone()).date() + timedelta(days=2)
    page.reload()
    expect(page.get_by_text("foreign_key_violation")).to_be_visible()
    check_accessibility(page)
    since = page.locator("input[name=since]")
    since.fill(day.isoformat())
    rule = page.get_by_role("button", name="Berlakukan mulai tanggal tersebut")
    rule.click()
    expect(page.get_by_role("alert")).to_contain_text("Jadwal ini mengandung kesalahan.")
    page.get_by_role("checkbox").check()
    since.fill(day.isoformat())
    rule.click()
    row = page.locator("li", has_text=file.name).filter(has=page.get_by_role("button", name="Cabut"))
    expect(row).to_contain_text("belum berlaku")
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")
    row.get_by_role("button", name="Cabut").click()
    expect(row).to_have_count(0)
