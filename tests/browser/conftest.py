"""A real browser on a live server: skipped, with a word, where there is no Chromium.

`desktop` and `phone` are pages signed in as the owner; each must end without a complaint of the browser: no script
error, and nothing that the content security policy had to block.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.trade import Trade

try:
    from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
except ImportError:
    pytest.skip("Playwright is not installed, so no browser is driven", allow_module_level=True)

# The browser's driver runs an event loop in this thread, and Django takes any loop for an async view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NAMES = ("chromium", "chromium-browser", "google-chrome")
WANTED = "the server responded with a status of 4"  # a refusal is an answer, not a fault


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that EVERYUNIT_CHROMIUM names."""
    found = os.environ.get("EVERYUNIT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("There is no Chromium here, so no browser is driven")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=as_root)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Live:
    """A served company: where it is, and its trade."""

    url: str
    trade: Trade


@pytest.fixture
def live(committed: Trade, live_server: LiveServer) -> Live:
    return Live(live_server.url, committed)


@dataclass
class Visitor:
    """Opens pages, and remembers what the browser complained about."""

    browser: Browser
    live: Live
    complaints: list[str]
    contexts: list[BrowserContext]

    def page(self, username: str | None = "owner", **options: Any) -> Page:
        """A new window of its own; with a user name it is signed in."""
        context = self.browser.new_context(base_url=self.live.url, reduced_motion="reduce", **options)
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        if username is not None:
            client = Client()
            client.force_login(get_user_model().objects.get(username=username))
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.live.url}])
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and WANTED not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")


@pytest.fixture
def visitor(chromium: Browser, live: Live) -> Iterator[Visitor]:
    visitor = Visitor(chromium, live, [], [])
    yield visitor
    for context in visitor.contexts:
        context.close()
    assert visitor.complaints == []


@pytest.fixture
def desktop(visitor: Visitor) -> Page:
    return visitor.page(viewport=DESKTOP)


@pytest.fixture
def phone(visitor: Visitor) -> Page:
    return visitor.page(viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture(params=["desktop", "phone"])
def screen(request: pytest.FixtureRequest) -> Page:
    """First the one, then the other."""
    found: Page = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def burst() -> Callable[[Page, str], None]:
    """A keyboard-wedge scanner: it types as fast as it can, into whatever has the focus, and ends with Enter."""

    def scan(page: Page, text: str, end: str = "Enter") -> None:
        page.keyboard.type(text)
        page.keyboard.press(end)

    return scan


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    expect.set_options(timeout=10_000)
