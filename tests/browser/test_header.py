"""The header and the lines of a draft in a real browser: by keyboard alone, following each other, without a jump."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.models import Document, Line
from everyunit.documents.new_lines import NewLine
from everyunit.terms.save_rate import SaveRate, save_rate
from everyunit.terms.save_tax_code import SaveTaxCode, save_tax_code
from tests.browser.conftest import Live
from tests.browser.test_frame import reach


@pytest.fixture
def paper(live: Live, desktop: Page) -> Page:
    """A draft invoice of one line, dated 31 January."""
    save_tax_code(live.trade.owner, SaveTaxCode(code="VAT", name="Value added tax", rate=20000))
    save_rate(live.trade.owner, SaveRate(currency="USD", since=dt.date(2020, 1, 1), rate=500_000_000))
    live.trade.draft("SI", NewLine(item="CABLE", quantity=4), date=dt.date(2026, 1, 31))
    desktop.goto("/documents/SI/100000")
    return desktop


def test_by_keyboard_the_fields_behind_more_open_and_one_fills_another(paper: Page):
    paper.get_by_label("Notes", exact=True).focus()
    reach(paper, paper.locator(".eu-more-fields > summary"), most=1)
    paper.keyboard.press("Enter")
    reach(paper, paper.get_by_label("Terms of payment"))
    paper.keyboard.type("30 days")
    paper.keyboard.press("Tab")
    expect(paper.get_by_label("Due", exact=True)).to_have_value("2026-03-02")
    expect(paper.locator("[data-head-summary]")).to_contain_text("30 days")
    assert Document.objects.get().terms == "30 days"


def test_a_refused_field_says_why_beside_it_and_keeps_what_was_typed(paper: Page):
    paper.locator(".eu-more-fields > summary").click()
    terms = paper.get_by_label("Terms of payment")
    terms.fill("some day")
    terms.press("Tab")
    expect(terms).to_have_attribute("aria-invalid", "true")
    expect(paper.locator('[data-wrong-for="terms"]')).to_contain_text("Such as")
    expect(terms).to_have_value("some day")


def test_prices_on_the_lines_follow_the_currency(paper: Page):
    paper.locator(".eu-more-fields > summary").click()
    paper.get_by_label("Currency").fill("usd")
    paper.get_by_label("Currency").press("Tab")
    expect(paper.get_by_label("Price on line 1")).to_have_value("10.00")
    expect(paper.get_by_label("Rate", exact=True)).to_have_value("0.5")
    expect(paper.locator(".eu-totals")).to_contain_text("USD 40.00")
    expect(paper.locator(".eu-totals")).to_contain_text("EUR 20.00")


def test_a_column_is_switched_on_by_keyboard_stays_on_and_is_filled_in(paper: Page):
    discount = paper.get_by_label("Discount on line 1")
    expect(discount).to_be_hidden()
    switch = paper.get_by_role("switch", name="Discount")
    reach(paper, switch, most=6)
    paper.keyboard.press("Space")
    expect(switch).to_be_checked()
    expect(discount).to_be_visible()
    paper.reload()
    discount.fill("10")
    discount.press("Enter")
    expect(paper.locator(".eu-totals")).to_contain_text("18.00")
    paper.get_by_role("switch", name="Discount").click()
    expect(discount).to_be_visible()  # it is used


def test_nothing_jumps_while_a_header_is_filled_in(paper: Page):
    lines = paper.get_by_role("heading", name="Lines")
    before = lines.bounding_box()
    for label, value in (("Customer’s order", "PO 7"), ("Reference", "Ref"), ("Notes", "A note")):
        field = paper.get_by_label(label.replace("’", "'"), exact=True)
        field.fill(value)
        field.press("Tab")
    expect(paper.locator(".eu-wrong:visible")).to_have_count(0)
    paper.wait_for_function("() => fetch('/healthz').then(() => true)")
    assert lines.bounding_box() == before
    assert Document.objects.get().their_number == "PO 7"


def test_a_tax_is_taken_off_and_a_note_is_written_on_a_line(paper: Page):
    paper.get_by_role("switch", name="Tax").click()
    paper.get_by_label("Tax on line 1").select_option("VAT")
    expect(paper.locator(".eu-totals")).to_contain_text("VAT")
    paper.get_by_label("Tax on line 1").select_option("")
    expect(paper.locator(".eu-totals")).to_have_count(0)
    paper.get_by_role("switch", name="Notes").click()
    paper.get_by_label("Note on line 1").fill("Blue ones")
    with paper.expect_response("**/change"):
        paper.get_by_label("Note on line 1").press("Enter")
    paper.get_by_label("Notes", exact=True).focus()
    expect(paper.get_by_label("Note on line 1")).to_have_value("Blue ones")
    paper.wait_for_function("() => fetch('/healthz').then(() => true)")
    assert Line.objects.get().note == "Blue ones"


def test_a_part_of_a_name_offers_the_items_and_the_chosen_one_is_added(paper: Page, live: Live):
    save_item(live.trade.owner, SaveItem(code="CABLE-2", name="Long cable", tracking="quantity"))
    item = paper.get_by_label("Add an item")
    item.fill("able")
    paper.get_by_label("Ordered", exact=True).fill("3")
    item.press("Enter")
    paper.get_by_role("button", name="CABLE-2").click()
    expect(paper.locator("[data-line]")).to_have_count(2)
    assert list(Line.objects.order_by("position").values_list("item__code", "quantity")) == [
        ("CABLE", 4),
        ("CABLE-2", 3),
    ]
