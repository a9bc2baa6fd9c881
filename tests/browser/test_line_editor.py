"""Beside the lines of a draft stands what could be otherwise, and a press of a button takes it."""

from playwright.sync_api import Page, expect

from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.new_lines import NewLine
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from tests.browser.conftest import Live


def test_an_item_is_found_by_a_box_and_another_one_is_taken_instead(live: Live, desktop: Page) -> None:
    owner = live.trade.owner
    save_item(owner, SaveItem(code="SET", name="Set", tracking="none", item_type="kit"))
    save_bill(owner, SaveBill(item="SET", components=(ComponentAs(item="DRIVE", substitutes=("PHONE",)),)))
    live.trade.receive("DRIVE", maker_numbers=("MK-77",))
    live.trade.receive("PHONE", 5)
    paper = live.trade.draft("SQ")
    desktop.goto(f"/documents/SQ/{paper.number}")
    desktop.get_by_label("Add an item").fill("MK-77")
    desktop.locator("#add-quantity").fill("4")
    desktop.get_by_role("button", name="Add line").click()
    expect(desktop.locator("[data-add-found]")).to_have_text("DRIVE Hard drive, found by the maker’s number MK-77.")
    expect(desktop.locator("[data-there]")).to_have_text("Only 1 in stock")
    desktop.get_by_role("button", name="Take it").click()
    expect(desktop.locator("[data-line]")).to_have_count(1)
    expect(desktop.locator("[data-line]")).to_have_attribute("data-item", "PHONE")
    expect(desktop.locator("[data-there]")).to_have_text("Enough here")


def test_the_number_that_a_vendor_sells_is_taken(live: Live, desktop: Page) -> None:
    fives = VendorItemAs(vendor="V1", item="CABLE", order_multiple=5)
    save_vendor_items(live.trade.owner, SaveVendorItems(items=(fives,)))
    paper = live.trade.draft("PO", NewLine(item="CABLE", quantity=12))
    desktop.goto(f"/documents/PO/{paper.number}")
    expect(desktop.locator("[data-line]")).to_contain_text("sold in multiples of 5")
    desktop.get_by_role("button", name="Make it 15").click()
    expect(desktop.locator("[data-cell=quantity]")).to_have_value("15")
    expect(desktop.locator("[data-take-quantity]")).to_have_count(0)


def test_who_goes_through_a_line_by_keyboard_sees_it_follow_and_stays_where_he_is(live: Live, desktop: Page) -> None:
    live.trade.receive("CABLE", 5)
    paper = live.trade.draft("SQ", NewLine(item="CABLE", quantity=2))
    desktop.goto(f"/documents/SQ/{paper.number}")
    there, price = desktop.locator("[data-there]"), desktop.locator("[data-cell=price]")
    expect(there).to_have_text("Enough here")
    desktop.locator("[data-cell=quantity]").fill("7")
    desktop.keyboard.press("Tab")
    expect(there).to_have_text("Only 5 in stock")
    expect(desktop.locator("[data-line] [data-amount]")).to_have_text("35.00")
    expect(price).to_be_focused()
    desktop.keyboard.type("6.50")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("[data-own-price]")).to_have_text("List price 5.00")
    desktop.keyboard.press("Tab")
    expect(desktop.locator("[data-own-price]")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("[data-own-price]")).to_have_count(0)
    expect(price).to_be_focused()
    expect(price).to_have_value("5.00")
