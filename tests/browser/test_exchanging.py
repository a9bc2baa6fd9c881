"""New numbers for what is expected, and units that go the other way on the same paper, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from everyunit.documents.new_lines import NewLine
from tests.browser.conftest import Live, Visitor
from tests.trade import bin_of, holds

Burst = Callable[[Page, str], None]


def posted(page: Page) -> None:
    page.locator("form#post button").click()
    expect(page.get_by_role("status")).to_contain_text("Posted")


def test_a_purchase_order_gives_numbers_to_what_is_expected_and_lets_one_go(live: Live, desktop: Page):
    order = live.trade.draft("PO", NewLine(item="DRIVE", quantity=3))
    desktop.goto(f"/documents/PO/{order.number}")
    field = desktop.get_by_label("Committed on line 1")
    for count, numbers in (("3", "100000–100002"), ("2", "100000–100001")):
        field.fill(count)
        with desktop.expect_response("**/commit"):
            field.press("Enter")
        expect(desktop.locator("[data-grid]")).to_contain_text(numbers)
    assert bin_of("100000") == "INSPECT"
    assert set(holds()) == {"100000", "100001"}


def test_a_vendor_sends_another_unit_in_the_place_of_the_one_that_went_back(live: Live, desktop: Page, burst: Burst):
    (old,) = live.trade.receive()
    order = live.trade.draft("DO", NewLine(item="DRIVE", quantity=1))
    desktop.goto(f"/documents/DO/{order.number}")
    expect(desktop.locator("[data-scan-field]")).to_be_focused()
    burst(desktop, old)
    expect(desktop.locator('[data-log] [data-action="assigned"]')).to_have_count(1)
    desktop.get_by_role("link", name="Debit", exact=True).click()
    desktop.get_by_role("button", name="Debit").click()
    expect(desktop.locator("form#post")).to_be_visible()
    desktop.get_by_label("Unit that is replaced").fill(old)
    desktop.get_by_label("By", exact=True).fill("WD-NEW")
    desktop.get_by_role("button", name="Link", exact=True).click()
    expect(desktop.locator("[data-grid]")).to_contain_text("Negative")
    posted(desktop)
    assert (bin_of(old), bin_of("100001")) == ("VENDOR-RMA", "MAIN")


def test_on_one_invoice_a_unit_comes_back_and_another_goes_out(live: Live, desktop: Page, burst: Burst):
    old, new = live.trade.receive(quantity=2)
    live.trade.sell(old)
    paper = live.trade.draft("SI")
    desktop.goto(f"/documents/SI/{paper.number}")
    expect(desktop.locator("[data-scan-field]")).to_be_focused()
    for serial, action in ((new, "added"), (old, "negative")):
        burst(desktop, serial)
        expect(desktop.locator(f'[data-log] [data-action="{action}"]')).to_have_count(1)
    expect(desktop.locator("[data-grid]")).to_contain_text("Negative")
    posted(desktop)
    assert (bin_of(old), bin_of(new)) == ("RETURNS", "SOLD")


@pytest.mark.parametrize("kind", ["SO", "PO"])
def test_a_line_can_be_removed_on_a_narrow_screen_too(live: Live, visitor: Visitor, kind: str):
    paper = live.trade.draft(kind, NewLine(item="CABLE", quantity=1000, price_minor=123456, discount=1250))
    page = visitor.page(viewport={"width": 1280, "height": 900})
    page.goto(f"/documents/{kind}/{paper.number}")
    page.locator('[data-switch="tax"]').click()
    expect(page.get_by_label("Tax on line 1")).to_be_visible()
    button = page.get_by_role("button", name="Remove line 1").bounding_box()
    table = page.locator(".eu-scroll:has(.eu-lines)").bounding_box()
    assert button is not None
    assert table is not None
    assert button["x"] + button["width"] <= table["x"] + table["width"]
