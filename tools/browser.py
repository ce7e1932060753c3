"""Finds a Chromium for the journeys, or installs one by the ordinary means; says loudly when there is none.

Prints the program's path on the last line. With CI set, having none is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL_SECONDS = 300


def find_browser() -> Path | None:
    """BALAI_TEST_CHROMIUM, a Chromium or Chrome on this machine, or the one that playwright installed."""
    named = os.environ.get("BALAI_TEST_CHROMIUM")
    if named:
        return Path(named)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    on_macos = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    if on_macos.exists():
        return on_macos
    return _installed_by_playwright()


def _installed_by_playwright() -> Path | None:
    code = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    path = Path(answer.stdout.strip()) if answer.returncode == 0 and answer.stdout.strip() else None
    return path if path and path.exists() else None


def install_browser() -> Path | None:
    """Let playwright download its Chromium."""
    print("No Chromium on this machine; asking playwright for one.", flush=True)
    try:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True, timeout=INSTALL_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return None
    return _installed_by_playwright()


def main() -> int:
    browser = find_browser() or install_browser()
    if browser:
        print(browser)
        return 0
    print("\n*** NO BROWSER: the journeys will be SKIPPED. Install Chromium (apt install chromium). ***\n")
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
