"""The settings page by keyboard: found as one types, saved as one chooses, undone with one button."""

import re

from playwright.sync_api import Page, expect

from everyunit.documents.header import Header
from everyunit.places.save_workstation import SaveWorkstation, save_workstation
from everyunit.preferences.queries import all_preferences
from tests.browser.conftest import Live, Visitor


def value_of(key: str) -> str:
    return next(row.value for row in all_preferences() if row.preference.key == key)


def test_a_setting_is_found_chosen_and_undone_by_keyboard(desktop: Page) -> None:
    desktop.goto("/settings")
    desktop.keyboard.type("notes")  # the field has the focus
    row = desktop.locator("[data-preference=copy_notes]")
    expect(desktop.locator("[data-preference]:visible")).to_have_count(1)
    expect(desktop.locator("[data-found]")).to_have_text(re.compile("^1 of "))
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("ArrowDown")
    expect(row.locator("[data-said]")).to_contain_text("Saved: It begins without notes.")
    assert value_of("copy_notes") == "no"
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Enter")
    expect(row.locator("[data-said]")).to_contain_text("Undone.")
    expect(row.get_by_label("The notes go along")).to_be_checked()
    assert value_of("copy_notes") == "yes"
    desktop.locator("[data-find-setting]").fill("no such words")
    expect(desktop.locator("[data-nothing]")).to_be_visible()
    desktop.locator("[data-find-setting]").fill("")
    expect(desktop.locator("[data-history] tbody tr")).to_have_count(2)


def test_a_workstation_has_it_its_own_way(live: Live, screen: Page) -> None:
    save_workstation(live.trade.owner, SaveWorkstation(code="TILL", name="Till", location="HQ"))
    screen.goto("/settings")
    row = screen.locator("[data-preference=item_not_on_document]")
    row.locator("summary").click()
    row.locator("[data-what]").select_option("ask")
    row.get_by_role("button", name="Set", exact=True).click()
    expect(row.locator("[data-said]")).to_contain_text("For TILL: Saved: Ask first.")
    expect(row.locator(".eu-set-others")).to_contain_text("TILL")
    row.get_by_role("button", name="As the company").click()
    expect(row.locator(".eu-set-others")).to_have_count(0)


def test_what_is_refused_is_said_and_the_choice_goes_back(live: Live, visitor: Visitor, desktop: Page) -> None:
    desktop.goto("/settings")
    row = desktop.locator("[data-preference=copy_notes]")
    desktop.evaluate("document.querySelector('[data-preference=copy_notes] [value=no]').value = 'maybe'")
    row.get_by_label("It begins without notes").click()
    expect(row.locator("[data-said]")).to_contain_text("Choose one of yes, no.")
    expect(row.get_by_label("The notes go along")).to_be_checked()


def test_a_browser_asks_once_which_workstation_it_is(live: Live, visitor: Visitor) -> None:
    save_workstation(live.trade.owner, SaveWorkstation(code="TILL", name="Till by the door", location="HQ"))
    page = visitor.page(username=None)
    page.goto("/sign-in")
    page.fill("[name=username]", "owner")
    page.fill("[name=password]", "test-only-password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Which workstation is this?")).to_be_visible()
    expect(page.get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".eu-where")).to_contain_text("Till by the door")


def test_a_number_of_theirs_that_is_used_already_is_told_beside_its_field(live: Live, desktop: Page) -> None:
    first = live.trade.draft("SO", header=Header(their_number="A-1"))
    second = live.trade.draft("SO")
    desktop.goto(f"/documents/SO/{second.number}")
    field = desktop.get_by_label("Customer's order")
    field.fill("A-1")
    field.press("Tab")
    expect(desktop.locator("[data-doubles]")).to_have_text(f"Also on SO {first.number}.")
    field.fill("A-2")
    field.press("Tab")
    expect(desktop.locator("[data-doubles]")).to_be_hidden()
