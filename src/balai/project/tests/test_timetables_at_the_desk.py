"""At the desk a feed is brought, its report read, let rule and taken back; who may not, may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from balai.apps.accounts.service import add_person
from balai.apps.mobility import realtime, timetables
from balai.apps.mobility.actions.feeding import examine_feed
from balai.apps.mobility.models import FeedActivation, FeedVersion, TravelNotice
from balai.apps.mobility.tests.an_operator import late
from balai.apps.mobility.tests.feeds import feed
from balai.apps.mobility.workbench import examine_here
from balai.base.city import city_zone
from balai.base.clock import now as the_time
from balai.base.packs import Pack
from balai.base.people.models import Organisation, Role
from balai.base.people.service import grant_role
from balai.project.tests.everyone import Scene, make_scene

NOTICE = {
    "act": "tell", "lines": "M", "title_id": "Halte dipindahkan", "title_en": "Stop moved", "text_id": "", "text_en": "",
    "since": "2026-01-01T08:00", "until": "2099-01-01T08:00",
}  # fmt: skip


@pytest.fixture
def scene(jakarta: Pack, settings: LazySettings, tmp_path: Path) -> Scene:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path / "home")
    return make_scene()


@pytest.fixture
def operator(scene: Scene) -> Client:
    """An administrator of transport."""
    who = add_person(email="dishub@contoh.example", name="Petugas Perhubungan", password=None, language="id")
    organisation = Organisation.objects.get(code="dinas-perhubungan")
    grant_role(user=who, organisation=organisation, role=Role.ADMINISTRATOR, by=None, now=the_time())
    Authenticator.objects.create(user=who, type=Authenticator.Type.TOTP, data={})
    people = dict(scene.people) | {"operator": who}
    return replace(scene, people=people).browser("operator", language="id")


def bring(browser: Client, content: bytes, name: str = "jadwal.zip") -> str:
    sent = {"act": "bring", "file": SimpleUploadedFile(name, content)}
    answer = browser.post(reverse("mobility:feeds"), sent, follow=True)
    return answer.content.decode()


def examined() -> FeedVersion:
    version = FeedVersion.objects.latest("id")
    return examine_feed(version=version, now=the_time(), workshop=examine_here)


def report_of(version: FeedVersion) -> str:
    return f"{reverse('mobility:feed')}?nomor={version.pk}"


def test_from_the_upload_to_the_way_back(operator: Client) -> None:
    assert "Menunggu diperiksa" in bring(operator, feed(stray=True))
    version = examined()
    page = operator.get(report_of(version)).content.decode()
    assert "foreign_key_violation" in page
    assert "Baris ini dilewati." in page
    assert "baris 4: nowhere" in page
    today = the_time().astimezone(city_zone()).date().isoformat()
    refused = operator.post(report_of(version), {"since": today})
    assert refused.status_code == 409
    assert "Jadwal ini mengandung kesalahan." in refused.content.decode()
    done = operator.post(report_of(version), {"since": today, "despite_errors": "1"}, follow=True)
    assert "Hari ini perjalanan dicari dengan “jadwal.zip”." in done.content.decode()
    out = operator.get("/data/gtfs.zip")
    assert b"".join(out.streaming_content) == feed(stray=True)  # type: ignore[attr-defined]
    assert operator.get("/data/gtfs.zip", headers={"if-none-match": out.headers["ETag"]}).status_code == 304
    bring(operator, feed(trip="second"), "kedua.zip")
    operator.post(report_of(examined()), {"since": today})
    [first, second] = FeedActivation.objects.order_by("id")
    back = operator.post(reverse("mobility:feeds"), {"act": "take_back", "nomor": second.pk}, follow=True)
    assert "Hari ini perjalanan dicari dengan “jadwal.zip”." in back.content.decode()
    refused = operator.post(reverse("mobility:feeds"), {"act": "take_back", "nomor": first.pk}, follow=True)
    assert "Tidak ada jadwal lain yang akan berlaku." in refused.content.decode()


@pytest.mark.parametrize(("content", "said"), [(b"stop_id", "bukan arsip zip"), (feed(), "sudah pernah diunggah")])
def test_what_is_no_feed_is_said_where_it_is_chosen(operator: Client, content: bytes, said: str) -> None:
    bring(operator, feed())
    page = bring(operator, content)
    assert said in page
    assert FeedVersion.objects.count() == 1


@pytest.mark.parametrize("since", ["", "besok", "2026-13-01", "1999-01-01", "9999-12-31"])
def test_impossible_days_are_refused_with_a_sentence(operator: Client, since: str) -> None:
    bring(operator, feed())
    answer = operator.post(report_of(examined()), {"since": since})
    assert answer.status_code in {409, 422}
    assert 'role="alert"' in answer.content.decode()
    assert not FeedActivation.objects.exists()


def test_only_administrators_of_transport_change_anything(scene: Scene, operator: Client) -> None:
    bring(operator, feed())
    version = examined()
    for who in ("supervisor", "auditor", "administrator elsewhere"):
        browser = scene.browser(who)
        assert browser.get(reverse("mobility:feeds")).status_code == 200
        sent = {"act": "bring", "file": SimpleUploadedFile("jadwal.zip", feed(trip="other"))}
        assert browser.post(reverse("mobility:feeds"), sent).status_code == 403
        assert browser.post(reverse("mobility:feeds")).status_code == 422
        assert browser.post(report_of(version), {"since": "2026-12-01"}).status_code == 403
    assert FeedVersion.objects.count() == 1


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 30])
def test_numbers_of_nothing_lead_to_the_list(operator: Client, number: str) -> None:
    answer = operator.get(reverse("mobility:feed"), {"nomor": number})
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("mobility:feeds"))


def test_a_notice_is_written_at_the_desk_and_ended_there(operator: Client) -> None:
    folder = timetables.feed_folder()
    assert folder is not None
    timetables.prepare(folder)
    address = reverse("mobility:notices")
    refused = operator.post(address, NOTICE | {"lines": "tidak-ada"})
    assert (refused.status_code, "Jadwal tidak mengenal rute" in refused.content.decode()) == (422, True)
    done = operator.post(address, NOTICE, follow=True)
    assert "Halte dipindahkan" in done.content.decode()
    notice = TravelNotice.objects.get()
    assert notice.routes
    ended = operator.post(address, {"act": "end", "notice": str(notice.public_id)}, follow=True)
    assert "Pemberitahuan diakhiri." in ended.content.decode()
    assert operator.post(address, {"act": "end", "notice": "x"}).status_code == 302


def test_officers_elsewhere_may_read_notices_and_write_none(scene: Scene) -> None:
    browser = scene.browser("officer")
    assert browser.get(reverse("mobility:notices")).status_code == 200
    assert browser.post(reverse("mobility:notices"), NOTICE).status_code == 403
    assert browser.post(reverse("mobility:notices"), {"act": "end", "notice": str(uuid4())}).status_code == 403
    assert not TravelNotice.objects.exists()


def test_the_desk_tells_how_each_source_of_real_times_goes(operator: Client, scene: Scene) -> None:
    address = reverse("mobility:sources")
    assert "Belum ada operator yang mengirim waktu nyata" in operator.get(address).content.decode()
    folder = timetables.feed_folder()
    assert folder is not None
    trip = str(timetables.prepare(folder).timetable.trips["trip_id"][0])
    now = the_time()
    realtime.keep("bus", late("unknown-trip", made=now.timestamp()), at=now - timedelta(minutes=3))
    page = operator.get(address).content.decode()
    assert "Sedang dipakai." in page
    assert "1 (unknown-trip)" in page
    realtime.keep("bus", late(trip), at=now - timedelta(minutes=30))
    page = operator.get(address).content.decode()
    assert "Tidak ada kabar baru" in page
    assert "30 menit yang lalu" in page
    assert "Sebagian kabar waktu nyata sudah usang" in operator.get(reverse("mobility:feeds")).content.decode()
    assert scene.browser("officer").get(address).status_code == 200
