"""Buying again in a real browser: sums follow what is chosen, one click makes the orders; list prices on lines."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from everyunit.base import sql
from everyunit.documents.new_lines import NewLine
from everyunit.prices.assign_price_list import AssignPriceList, assign_price_list
from everyunit.prices.save_price_list import PriceOf, SavePriceList, save_price_list
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from everyunit.purchasing.save_reorder_points import PointOf, SaveReorderPoints, save_reorder_points
from everyunit.rules.prices import Break
from tests.browser.conftest import Live


def test_what_is_short_is_ordered_with_one_click(live: Live, screen: Page):
    owner = live.trade.owner
    items = (
        VendorItemAs(vendor="V1", item="DRIVE", prices=(Break(1, 5500), Break(10, 5000))),
        VendorItemAs(vendor="V1", item="CABLE", prices=(Break(1, 150),)),
        VendorItemAs(vendor="V2", item="PHONE", prices=(Break(1, 14000),)),
    )
    save_vendor_items(owner, SaveVendorItems(items=items))
    points = tuple(PointOf(item=item, reorder_at=1, maximum=9) for item in ("DRIVE", "CABLE", "PHONE"))
    save_reorder_points(owner, SaveReorderPoints(points=points))

    screen.goto("/reorder")
    first = screen.get_by_role("region", name="To order from Test vendor V1").locator("xpath=..")
    expect(first.locator("[data-vendor-total]")).to_have_text("2 of 2 chosen, EUR 508.50")
    screen.get_by_label("How many DRIVE").fill("10")
    expect(first.locator("[data-vendor-total]")).to_have_text("2 of 2 chosen, EUR 513.50")
    screen.get_by_label("Order CABLE").uncheck()
    expect(first.locator("[data-vendor-total]")).to_have_text("1 of 2 chosen, EUR 500.00")
    screen.get_by_role("button", name="Make 2 purchase orders").dblclick()
    expect(screen.get_by_text("2 orders are made")).to_be_visible()
    assert sql.rows(
        "SELECT p.code, i.code, l.quantity, l.price_minor FROM documents_line l"
        " JOIN documents_document d ON d.id = l.document_id JOIN parties_party p ON p.id = d.party_id"
        " JOIN catalog_item i ON i.id = l.item_id ORDER BY 1"
    ) == [("V1", "DRIVE", 10, 5000), ("V2", "PHONE", 9, 14000)]


def test_a_line_keeps_its_price_until_the_list_price_is_asked_for(live: Live, desktop: Page):
    owner = live.trade.owner
    entries = (PriceOf(item="DRIVE", price_minor=9000), PriceOf(item="DRIVE", price_minor=8000, minimum=10))
    save_price_list(owner, SavePriceList(code="TRADE", name="For traders", entries=entries))
    assign_price_list(owner, AssignPriceList(customers=("C1",), price_list="TRADE"))
    paper = live.trade.draft("SQ", NewLine(item="DRIVE", quantity=1))
    desktop.goto(f"/documents/SQ/{paper.number}")
    price = desktop.get_by_label("Price on line 1")
    expect(price).to_have_value("90.00")
    expect(desktop.locator("[data-own-price]")).to_have_count(0)
    desktop.get_by_label("Quantity on line 1").fill("10")
    desktop.keyboard.press("Enter")
    desktop.get_by_role("button", name="List price 80.00").click()
    expect(price).to_have_value("80.00")
    expect(desktop.locator("[data-own-price]")).to_have_count(0)
