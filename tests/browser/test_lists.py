"""Lists in a real browser: columns, order and saved views, by keyboard and without any script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from everyunit.documents.new_lines import NewLine
from tests.browser.conftest import DESKTOP, Live, Visitor
from tests.browser.test_frame import reach


@pytest.fixture
def papers(live: Live) -> Live:
    for quantity in (1, 2, 3):
        live.trade.draft("SI", NewLine(item="DRIVE", quantity=quantity), reference=f"Ref {quantity}")
    return live


def test_without_any_script_a_list_is_filtered_arranged_saved_and_undone(papers: Live, visitor: Visitor):
    page = visitor.page(viewport=DESKTOP, java_script_enabled=False)
    page.goto("/documents?kind=SI")
    page.locator(".eu-filters").get_by_label("Reference").fill("Ref")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.locator(".eu-choose summary").click()
    for name in ("Status", "By", "Lines"):
        page.locator(".eu-choose").get_by_label(name, exact=True).uncheck()
    page.get_by_role("button", name="Show these").click()
    shown = ["Document", "Date", "Customer", "Reference", "Pieces", "Amount"]
    expect(page.locator(".eu-list th")).to_have_text(shown)

    page.locator("summary", has_text="Save view").click()
    page.get_by_label("Name of the view").fill("By reference")
    page.get_by_role("button", name="Save view").click()
    tab = page.get_by_role("link", name="By reference")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(page.locator(".eu-list th")).to_have_text(shown)

    page.get_by_role("button", name="Undo").click()
    expect(tab).to_have_count(0)
    expect(page.get_by_text("Reference: Ref")).to_be_visible()


def test_a_view_is_changed_renamed_and_deleted_in_place(papers: Live, desktop: Page):
    desktop.goto("/documents?job=sell&status=draft")
    desktop.locator("summary", has_text="Save view").click()
    desktop.get_by_label("Name of the view").fill("Drafts")
    desktop.keyboard.press("Enter")
    desktop.get_by_role("link", name="Date", exact=True).click()
    expect(desktop.get_by_role("link", name="Drafts changed")).to_be_visible()

    desktop.locator(".eu-list-tools summary", has_text="View").click()
    desktop.get_by_label("Name of the view").fill("Newest drafts")
    desktop.get_by_role("button", name="Save changes").click()
    expect(desktop.get_by_role("link", name="Newest drafts", exact=True)).to_have_attribute("aria-current", "page")

    desktop.locator(".eu-list-tools summary", has_text="View").click()
    desktop.get_by_role("button", name="Delete view").click()
    expect(desktop.get_by_role("link", name="Newest drafts")).to_have_count(0)
    desktop.get_by_role("button", name="Undo").click()
    expect(desktop.get_by_role("link", name="Newest drafts")).to_be_visible()


def test_by_keyboard_the_columns_are_chosen_and_the_list_is_sorted(papers: Live, desktop: Page):
    desktop.goto("/documents?kind=SI")
    desktop.locator(".eu-choose summary").focus()
    desktop.keyboard.press("Enter")
    reach(desktop, desktop.locator(".eu-choose").get_by_label("Location", exact=True), most=20)
    desktop.keyboard.press("Space")
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".eu-list th", has_text="Location")).to_be_visible()
    desktop.get_by_role("link", name="Document", exact=True).focus()
    desktop.keyboard.press("Enter")
    expect(desktop).to_have_url(re.compile("sort=-number"))
    expect(desktop.locator("th[aria-sort=descending]")).to_have_text("Document")
    expect(desktop.locator(".eu-list tbody tr").first).to_contain_text("SI 100002")


def test_on_a_phone_the_panels_of_a_list_stay_on_the_screen(papers: Live, phone: Page):
    phone.goto("/documents?job=sell&status=draft")
    for opener in ("Columns", "Save view"):
        phone.locator(".eu-list-tools summary", has_text=opener).tap()
        box = phone.locator(".eu-list-tools details[open] .eu-menu-panel").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        phone.keyboard.press("Escape")
