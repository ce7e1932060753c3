"""Takes the README's pictures of a running example city: `python tools/screenshots.py http://localhost:8000`.

Needs a Chromium on the machine. The pictures show invented people and reports only.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path("docs/screenshots")
PASSWORD = "balai kota kita"  # noqa: S105 (the example city's, printed by `make run`)
PHONE, DESKTOP = (360, 740), (1280, 900)


def log_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/akun/masuk/")
    page.fill("input[name=login]", f"{who}@demo.balai.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()


def first_report(page: Page, address: str) -> None:
    page.goto(f"{address}/laporan/")
    page.locator("main a[href^='/laporan/JKT']").first.click()


def first_task(page: Page, address: str) -> None:
    page.goto(f"{address}/kerja/?show=unit")
    page.locator("main a[href^='/kerja/JKT']").first.click()


def take(browser: Browser, address: str, name: str, *, size: tuple[int, int], who: str = "", path: str = "") -> None:
    """One picture of the visible part of a page."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="id-ID")
    page = context.new_page()
    if who:
        log_in(page, address, who)
    if path:
        page.goto(address + path)
    else:
        {"report": first_report, "task": first_task}[name.partition("-")[0]](page, address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__)
        return 2
    found = next((name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), None)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(found) if found else None, args=["--no-sandbox"]
        )
        take(browser, arguments[0], "home-phone", size=PHONE, path="/")
        take(browser, arguments[0], "report-desktop", size=DESKTOP)
        take(browser, arguments[0], "desk", size=DESKTOP, who="petugas", path="/kerja/?show=unit")
        take(browser, arguments[0], "task-desktop", size=DESKTOP, who="petugas")
        take(browser, arguments[0], "crew-phone", size=PHONE, who="lapangan", path="/lapangan/")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
