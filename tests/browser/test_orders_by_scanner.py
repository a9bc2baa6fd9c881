"""Orders in a real browser: commit by scan and by number, ship, receive partly, pay dearer, and take back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from everyunit.base import sql
from everyunit.documents.new_lines import NewLine
from tests.browser.conftest import Live
from tests.trade import bin_of, cost_of, in_bin

Burst = Callable[[Page, str], None]


def number_of(kind: str) -> str:
    return str(sql.scalar("SELECT number FROM documents_document WHERE kind = %s ORDER BY id DESC LIMIT 1", [kind]))


def posted(page: Page) -> None:
    page.locator("form#post button").click()
    expect(page.get_by_role("status")).to_contain_text("Posted")


def test_an_order_is_committed_by_scan_and_number_then_shipped_once(live: Live, screen: Page, burst: Burst):
    serials = live.trade.receive(quantity=2)
    live.trade.receive("CABLE", 10)
    order = live.trade.draft("SO", NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=4))
    screen.goto(f"/documents/SO/{order.number}")
    expect(screen.locator("[data-scan-field]")).to_be_focused()
    burst(screen, serials[0])
    expect(screen.locator('[data-log] [data-action="assigned"]')).to_have_count(1)
    field = screen.get_by_label("Committed on line 2")
    field.fill("9")
    field.press("Enter")
    expect(screen.get_by_text("9 cannot be committed")).to_be_visible()
    field.fill("3")
    with screen.expect_response("**/commit"):
        field.press("Enter")
    expect(screen.get_by_text("9 cannot be committed")).to_be_hidden()
    expect(screen.locator("[data-units]")).to_have_text("1")
    assert (bin_of(serials[0]), in_bin("CABLE", "PACKING")) == ("PACKING", 3)

    screen.get_by_role("link", name="Ship and invoice").click()
    expect(screen.get_by_label("How many CABLE")).to_have_value("3")  # what is committed
    screen.get_by_role("button", name="Ship and invoice").dblclick()
    expect(screen.locator("form#post")).to_be_visible()
    assert sql.scalar("SELECT count(*) FROM documents_document WHERE kind = 'SI'") == 1
    posted(screen)
    assert bin_of(serials[0]) == "SOLD"
    screen.goto(f"/documents/SO/{order.number}")
    expect(screen.get_by_label("Status")).to_contain_text("Partly shipped 4 of 6")
    expect(screen.get_by_label("Status")).to_contain_text(f"followed by SI {number_of('SI')}")


def test_a_purchase_is_inspected_partly_received_and_invoiced_dearer(live: Live, desktop: Page, burst: Burst):
    order = live.trade.draft("PO", NewLine(item="DRIVE", quantity=3, price_minor=5000))
    desktop.goto(f"/documents/PO/{order.number}")
    expect(desktop.locator("[data-scan-field]")).to_be_focused()
    burst(desktop, "DRIVE")
    burst(desktop, "MK-1")
    expect(desktop.get_by_role("link", name="100000")).to_be_visible()
    field = desktop.get_by_label("Committed on line 1")
    expect(field).to_have_value("1")
    field.fill("2")
    field.press("Enter")
    expect(desktop.locator("[data-grid]")).to_contain_text("100000, 100001")

    desktop.get_by_role("link", name="Receive", exact=True).click()
    desktop.get_by_label("How many DRIVE").fill("2")
    desktop.keyboard.press("Control+Enter")
    expect(desktop.locator("form#post")).to_be_visible()
    posted(desktop)
    assert (cost_of("100000"), in_bin("DRIVE", "MAIN")) == (5000, 2)

    desktop.get_by_role("link", name="Enter invoice").click()
    desktop.get_by_role("button", name="Enter invoice").click()
    price = desktop.get_by_label("Price on line 1")
    price.fill("55")
    price.press("Enter")
    expect(desktop.get_by_text("10.00 dearer")).to_be_visible()
    posted(desktop)
    assert cost_of("100000") == 5500


def test_a_return_is_announced_from_the_unit_page_and_credited(live: Live, desktop: Page):
    (serial,) = live.trade.receive()
    live.trade.sell(serial)
    desktop.goto(f"/returns?unit={serial}")
    expect(desktop.get_by_text("Sold by us")).to_be_visible()
    desktop.goto(f"/units/{serial}")
    desktop.locator("main summary", has_text="More").click()
    desktop.get_by_role("link", name="Announce return").click()
    desktop.get_by_role("button", name="Begin").click()
    expect(desktop.locator("[data-grid]")).to_contain_text(serial)
    assert bin_of(serial) == "EXPECTED"
    desktop.get_by_role("link", name="Credit", exact=True).click()
    desktop.get_by_role("button", name="Credit").click()
    expect(desktop.locator("form#post")).to_be_visible()
    posted(desktop)
    assert bin_of(serial) == "RETURNS"


def test_closing_asks_first_and_the_keyboard_reaches_it(live: Live, desktop: Page):
    order = live.trade.draft("SO", NewLine(item="DRIVE", quantity=2))
    desktop.goto(f"/documents/SO/{order.number}")
    desktop.locator("summary", has_text="Close").focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_text("What is outstanding is dropped")).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(desktop.get_by_text("What is outstanding is dropped")).to_be_hidden()
    desktop.keyboard.press("Enter")
    desktop.get_by_role("button", name="Close the order").click()
    expect(desktop.get_by_role("status")).to_contain_text("is closed")
    desktop.get_by_role("button", name="Open again").click()
    expect(desktop.locator(".eu-messages")).to_contain_text("is open again")
