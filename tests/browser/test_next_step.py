"""The next step is offered at once, a desk takes one scan after the other, and a key does what the page is for."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from everyunit.base import sql
from everyunit.documents.new_lines import NewLine
from tests.browser.conftest import Live

Burst = Callable[[Page, str], None]


def test_what_follows_from_an_order_is_offered_as_soon_as_it_has_a_line(live: Live, desktop: Page):
    order = live.trade.draft("SO")
    desktop.goto(f"/documents/SO/{order.number}")
    step = desktop.get_by_role("link", name="Ship and invoice")
    expect(step).to_have_count(0)
    desktop.get_by_label("Add an item").fill("HOUR")
    desktop.get_by_label("Ordered", exact=True).fill("2")
    desktop.get_by_role("button", name="Add line").click()
    expect(step).to_be_visible()


def test_the_return_desk_takes_one_scan_after_the_other(live: Live, desktop: Page, burst: Burst):
    serials = live.trade.receive(quantity=2)
    live.trade.sell(*serials)
    desktop.goto("/returns")
    for serial in serials:
        expect(desktop.locator("#brought")).to_be_focused()
        burst(desktop, serial)
        expect(desktop.get_by_role("heading", name=serial)).to_be_visible()


def test_control_enter_on_a_posted_invoice_makes_no_parcel(live: Live, desktop: Page):
    paper = live.trade.draft("SI", NewLine(item="HOUR", quantity=1))
    live.trade.post(paper)
    desktop.goto(f"/documents/SI/{paper.number}")
    desktop.keyboard.press("Control+Enter")
    desktop.wait_for_timeout(500)
    assert sql.scalar("SELECT count(*) FROM selling_parcel") == 0
