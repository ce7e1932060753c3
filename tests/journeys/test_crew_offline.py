"""The crew's phone where there is no net: the list stays, work is kept, and it is sent once when the net is back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.journey

OpenPage = Callable[..., Page]
Job = Callable[[], str]
PATIENCE = 20_000
CREW, OFFICE = "joko@demo.balai.example", "kelurahan-31.71.06.1003"


@pytest.fixture
def new_job(city: Any) -> Job:
    """An accepted report in Cikini that waits for a crew; its reference."""

    def make() -> str:
        from balai.apps.cases.tests.samples import colleague, end, report
        from balai.base import clock

        with city.records():
            case = report(now=clock.now())
            end(case.id, colleague("officer"), "intake", "accept", clock.now())
            return case.reference

    return make


def finished(city: Any, reference: str) -> int:
    """How often the work on a report was recorded as done."""
    from balai.apps.cases.models import Event

    with city.records():
        return Event.objects.filter(case__reference=reference, kind="task_done", step="work").count()


def kept(page: Page) -> list[str]:
    """The paths that the service worker keeps."""
    paths = """async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().map((request) => new URL(request.url).pathname);
    }"""
    return list(page.evaluate(paths))


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Ask again until it holds, for a while."""
    for _ in range(PATIENCE // 200):
        if holds():
            return
        page.wait_for_timeout(200)
    assert holds()


def ready(page: Page) -> None:
    """Open the crew's page and wait until it is kept for later."""
    page.goto("/lapangan/")
    page.evaluate("navigator.serviceWorker.ready")
    wanted = ("/lapangan/", "balai", "crew", "outbox", "files", "once")
    wait_until(page, lambda: all(any(part in path for path in kept(page)) for part in wanted))


def finish(page: Page, reference: str, photo: Path, words: str = "Sudah ditambal.") -> Locator:
    """Fill in and send a job's form; gives the job."""
    job = page.locator(f"[data-job='{reference}']")
    job.locator("summary").click()
    job.locator("input[type=file]").last.set_input_files(photo)
    expect(job.locator("[data-previews] li")).to_have_count(1, timeout=PATIENCE)
    job.get_by_label("Penjelasan").fill(words)
    job.get_by_role("button", name="Selesai dikerjakan").click()
    return job


def unsent(page: Page) -> Locator:
    return page.locator("[data-unsent-list] li")


def test_work_done_without_a_net_is_sent_once_when_it_is_back(
    city: Any, open_page: OpenPage, new_job: Job, photo: Path, check_accessibility: Callable[[Page], None]
) -> None:
    reference = new_job()
    page = open_page(person="crew")
    ready(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("Tidak ada jaringan.")).to_be_visible()
    job = finish(page, reference, photo)
    expect(unsent(page)).to_contain_text("Selesai dikerjakan: Lubang di jalan, Cikini")
    expect(unsent(page)).to_contain_text("Menunggu jaringan (1 foto)")
    expect(job.get_by_text("Disimpan, belum terkirim")).to_be_visible()
    check_accessibility(page)
    page.reload()
    expect(unsent(page)).to_have_count(1)
    assert finished(city, reference) == 0
    page.context.set_offline(False)
    expect(unsent(page)).to_have_count(0, timeout=PATIENCE)
    expect(page.locator(f"[data-job='{reference}']")).to_have_count(0)
    assert finished(city, reference) == 1


def test_an_answer_that_is_lost_on_the_way_makes_no_second_event(
    city: Any, open_page: OpenPage, new_job: Job, photo: Path
) -> None:
    reference = new_job()
    page = open_page(person="crew")
    page.goto("/lapangan/")
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()  # it arrives, and is recorded
        route.abort("internetdisconnected")  # but the phone never hears of it

    page.route("**/hasil/finish/", lose)
    finish(page, reference, photo)
    wait_until(page, lambda: finished(city, reference) == 1)
    expect(unsent(page)).to_contain_text("Menunggu jaringan", timeout=PATIENCE)
    page.get_by_role("button", name="Kirim sekarang").click()
    expect(unsent(page)).to_have_count(0, timeout=PATIENCE)
    assert len(lost) == 1
    assert finished(city, reference) == 1


def test_work_waits_for_whoever_did_it_to_log_in_again(
    city: Any, open_page: OpenPage, new_job: Job, photo: Path
) -> None:
    reference = new_job()
    page = open_page(person="crew")
    ready(page)
    page.context.set_offline(True)
    finish(page, reference, photo)
    expect(unsent(page)).to_have_count(1)
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.get_by_text("Anda sudah keluar. Hasil kerja Anda tetap tersimpan.")).to_be_visible(timeout=PATIENCE)
    assert finished(city, reference) == 0

    city.log_in(page.context, "supervisor")
    page.goto("/lapangan/")
    expect(unsent(page)).to_contain_text("dikerjakan dengan akun lain", timeout=PATIENCE)
    assert finished(city, reference) == 0

    city.log_in(page.context, "crew")
    page.goto("/lapangan/")
    expect(page.locator("#announcements")).to_contain_text("Terkirim:", timeout=PATIENCE)
    expect(unsent(page)).to_have_count(0)
    assert finished(city, reference) == 1


def test_work_that_somebody_else_has_finished_is_shown_until_dismissed(
    city: Any, open_page: OpenPage, new_job: Job, photo: Path
) -> None:
    from balai.apps.cases.models import Case
    from balai.apps.cases.tests.samples import colleague, end, picture
    from balai.base import clock

    reference = new_job()
    page = open_page(person="crew")
    ready(page)
    page.context.set_offline(True)
    finish(page, reference, photo)
    with city.records():
        number, other = Case.objects.get(reference=reference).id, colleague("crew")
        end(number, other, "work", "finish", clock.now(), words="Sudah.", files=(picture(other.user, 31),))
    page.context.set_offline(False)
    refused = unsent(page)
    expect(refused).to_contain_text("Tidak diterima: Langkah ini sudah diselesaikan orang lain.", timeout=PATIENCE)
    page.reload()
    expect(unsent(page)).to_contain_text("Tidak diterima")
    unsent(page).get_by_role("button").click()
    expect(unsent(page)).to_have_count(0)
    page.reload()
    expect(unsent(page)).to_have_count(0)
    assert finished(city, reference) == 1


def test_what_is_missing_is_said_before_it_is_kept(city: Any, open_page: OpenPage, new_job: Job) -> None:
    reference = new_job()
    page = open_page(person="crew")
    page.goto("/lapangan/")
    job = page.locator(f"[data-job='{reference}']")
    job.locator("summary").click()
    job.get_by_label("Penjelasan").fill("Sudah ditambal.")
    job.get_by_role("button", name="Selesai dikerjakan").click()
    expect(job.get_by_role("alert")).to_contain_text("Lengkapi dulu")
    expect(unsent(page)).to_have_count(0)
    assert finished(city, reference) == 0


def test_the_nearest_job_comes_first_when_asked(open_page: OpenPage, new_job: Job) -> None:
    reference = new_job()
    page = open_page(person="crew", at=(106.8391, -6.1911))
    page.goto("/lapangan/")
    page.get_by_role("button", name="Urutkan dari yang terdekat").click()
    expect(page.get_by_text("Diurutkan menurut jarak.")).to_be_visible()
    expect(page.locator(f"[data-job='{reference}'] [data-distance]")).to_have_text("· 20 m")


def test_logging_out_leaves_nothing_kept(open_page: OpenPage, new_job: Job) -> None:
    new_job()
    page = open_page(person="crew")
    ready(page)
    page.locator(".menu summary").tap()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(lambda url: not url.endswith("/lapangan/"))
    wait_until(page, lambda: not kept(page))


def test_without_scripts_the_forms_work(city: Any, open_page: OpenPage, new_job: Job, photo: Path) -> None:
    reference = new_job()
    page = open_page(person="crew", javascript=False)
    page.goto("/lapangan/")
    job = page.locator(f"[data-job='{reference}']")
    job.locator("summary").click()
    job.get_by_role("button", name="Mulai kerjakan").click()
    expect(page.get_by_text("Pekerjaan sudah dimulai.")).to_be_visible()
    job.locator("summary").click()
    job.locator("input[type=file]").last.set_input_files(photo)
    job.get_by_label("Penjelasan").fill("Sudah ditambal.")
    job.get_by_role("button", name="Selesai dikerjakan").click()
    expect(page.get_by_text("Tercatat: Selesai dikerjakan.")).to_be_visible()
    assert finished(city, reference) == 1
