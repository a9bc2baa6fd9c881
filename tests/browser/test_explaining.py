"""From a number to what it comes from, by keyboard and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Live


def test_a_number_is_explained_by_keyboard(live: Live, desktop: Page):
    live.trade.sell(*live.trade.receive("DRIVE", 3)[:1])
    desktop.goto("/items/DRIVE")
    desktop.get_by_role("link", name="2", exact=True).first.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", name="In stock DRIVE")).to_be_visible()
    expect(desktop.get_by_text("2 events sum to exactly this")).to_be_visible()
    desktop.get_by_role("link", name="SI 100000").click()
    expect(desktop.get_by_role("heading", name="100000")).to_be_visible()


def test_on_a_phone_nothing_stands_beside_the_page(live: Live, phone: Page):
    live.trade.sell(*live.trade.receive("DRIVE", 3)[:1])
    for address in (
        "/explain/stock?item=DRIVE",
        "/reports/stock",
        "/periods",
        "/items/DRIVE",
        "/units/100000?on=2026-01-01",
    ):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, address
