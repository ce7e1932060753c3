"""What journeys stand on: a real Chromium that opens the served city (`city`, in tests/conftest.py).

`open_page` opens a page of it the way some visitor would: a phone, no scripts, a dark screen, another language.
"""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright
from tests.standards.conftest import Outside, program

if TYPE_CHECKING:
    from tests.journeys.towns import Town

# The first is the same Chromium without windows of its own, which playwright's own is too: half the work.
EXECUTABLES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = (360, 740)
DESKTOP = (1280, 900)

# Playwright's own event loop runs in this thread; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="package")  # its event loop would be in the way of other tests of this process
def browser() -> Iterator[Browser]:
    """A Chromium of this machine, else playwright's own. In CI, having none is a failure."""
    with ExitStack() as stack:
        player = stack.enter_context(sync_playwright())
        named = os.environ.get("BALAI_TEST_CHROMIUM")
        found = named or next((path for name in EXECUTABLES if (path := shutil.which(name))), None)
        try:
            started = player.chromium.launch(executable_path=found)
        except Error as error:
            sentence = f"No Chromium was found, so no journey was made: install chromium. ({error})"
            if os.environ.get("CI"):
                pytest.fail(sentence, pytrace=False)
            pytest.skip(sentence)
        yield started
        started.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(city: Any, browser: Browser) -> Iterator[OpenPage]:
    """Open pages as a visitor of some kind.

    `open_page(size=PHONE, language="id", javascript=True, dark=False, person="", at=None)`: `at` is the
    (longitude, latitude) that the device says when it is asked. Paths given to `page.goto` count from the city's
    address. At the end of the test, a script error or a breach of the content policy in any page fails it.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_one(
        *,
        size: tuple[int, int] = PHONE,
        language: str = "id",
        javascript: bool = True,
        dark: bool = False,
        person: str = "",
        at: tuple[float, float] | None = None,
    ) -> Page:
        context = browser.new_context(base_url=city.address, **_device(size, language, javascript, dark, at))
        context.set_default_timeout(15_000)
        contexts.append(context)
        if person:
            city.log_in(context, person)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda message: _note(troubles, page, message.type, message.text))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


def _device(
    size: tuple[int, int], language: str, javascript: bool, dark: bool, at: tuple[float, float] | None
) -> dict[str, Any]:
    return {
        "viewport": {"width": size[0], "height": size[1]},
        "locale": {"id": "id-ID", "en": "en-GB"}[language],
        "timezone_id": "Asia/Jakarta",
        "java_script_enabled": javascript,
        "color_scheme": "dark" if dark else "light",
        "has_touch": size == PHONE,
        "is_mobile": size == PHONE,
        "geolocation": {"longitude": at[0], "latitude": at[1]} if at else None,
        "permissions": ["geolocation"] if at else [],
    }


def _note(troubles: list[str], page: Page, kind: str, text: str) -> None:
    """A console error is trouble, except the browser's own note of an answer such as 404 or 503.

    axe measures with inline styles: what the policy says while it runs is not about our page.
    """
    if page in _under_axe and text.startswith("Applying inline style violates"):
        return
    if kind == "error" and not re.match(r"Failed to load resource: .*(status of|net::ERR_INTERNET_DISCONNECTED)", text):
        troubles.append(f"{page.url}: {text}")


Staff = Callable[..., Page]


@pytest.fixture
def staff(city: Any, open_page: OpenPage) -> Staff:
    """A page of an officer with this role in this office."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from balai.apps.cases.tests.travels import colleague

    def enter(role: str, organisation: str, name: str, **device: Any) -> Page:
        page = open_page(**device)
        with city.records():
            user = colleague(role, organisation).user
            user.name = name
            user.save(update_fields=["name"])
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.save()
        page.context.add_cookies([{"name": "sessionid", "value": str(session.session_key), "url": city.address}])
        return page

    return enter


Accessibility = Callable[[Page], None]
_under_axe: set[Page] = set()


@pytest.fixture
def check_accessibility() -> Accessibility:
    """Fail when axe finds anything serious or critical on the page as it stands."""
    axe = Axe()

    def check(page: Page) -> None:
        _under_axe.add(page)
        try:
            found = axe.run(page).response["violations"]
        finally:
            _under_axe.discard(page)
        bad = [violation for violation in found if violation["impact"] in {"serious", "critical"}]
        lines = [
            f"{page.url}: {violation['id']}: {violation['help']}\n    "
            + "\n    ".join(
                node["html"][:200] + " | " + node.get("failureSummary", "")[:200] for node in violation["nodes"][:4]
            )
            for violation in bad
        ]
        assert not bad, "\n".join(lines)

    return check


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo as a phone takes it: twelve megapixels, some megabytes, full of detail."""
    small = Image.effect_noise((500, 375), 90).convert("RGB")
    picture = small.resize((4000, 3000), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2))
    grain = Image.effect_noise((4000, 3000), 14).convert("RGB")
    picture = Image.blend(picture, grain, 0.25)
    hole = Image.new("RGB", (1200, 700), (30, 30, 34))
    picture.paste(hole, (1400, 1500))
    path = tmp_path_factory.mktemp("photo") / "IMG_20261121.jpg"
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=88)
    path.write_bytes(data.getvalue())
    return path


@pytest.fixture
def town(browser: Browser, tmp_path: Path) -> Iterator[Town]:
    """What answers the pages of a secret vote, and an election that belenios-tool keeps."""
    # Django's models cannot be imported while pytest still loads this file.
    from tests.journeys.towns import Town

    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, accept_downloads=True)
    context.set_default_timeout(15_000)
    folder = tmp_path / "election"
    folder.mkdir()
    town = Town(Outside(program("belenios-tool", "belenios-tool"), folder), context)
    context.route("**/*", town.answer)
    yield town
    context.close()
    assert not town.troubles
