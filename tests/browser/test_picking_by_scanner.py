"""Picking in a real browser: a walk from bin to bin with a scanner, undone once, and invoiced."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from everyunit.base import sql
from everyunit.documents.new_lines import NewLine
from tests.browser.conftest import Live
from tests.sheets import moved, ordered, shelf
from tests.trade import bin_of, holds, in_bin

Burst = Callable[[Page, str], None]


def test_a_sheet_is_made_walked_scanned_and_invoiced(live: Live, screen: Page, burst: Burst):
    trade = live.trade
    shelf(trade, "A1", 5)
    serials = trade.receive(quantity=4)
    moved(trade, "A1", serials[2])
    trade.receive("CABLE", 9)
    first = trade.draft("SO", NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=5))
    second = ordered(trade, 1, party="C2")
    one, two = f"SO {first.number}", f"SO {second.number}"

    screen.goto("/new/pull-sheet")
    screen.get_by_role("button", name="Make pull sheet").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Pull sheet 100000")
    expect(screen.locator("[data-scan-field]")).to_be_focused()
    expect(screen.locator(".eu-stop").first).to_contain_text(f"{serials[0]}–{serials[1]} (2)")

    for serial in serials[:3]:
        burst(screen, serial)
    expect(screen.locator('[data-log] [data-action="assigned"]')).to_have_count(3)
    burst(screen, serials[3])
    skipped = screen.locator('[data-log] [data-action="skipped"]')
    expect(skipped).to_contain_text("All 3 asked for are picked")
    expect(skipped.get_by_role("button")).to_have_count(0)  # no question is asked while picking
    assert holds() == {serials[0]: one, serials[1]: one, serials[2]: two}

    screen.get_by_role("button", name="Pick 5").click()
    expect(screen.locator("[data-units]")).to_have_text("8")
    expect(screen.get_by_text("All is picked.")).to_be_visible()
    assert in_bin("CABLE", "PACKING") == 5
    screen.get_by_role("button", name="Undo").click()
    expect(screen.locator("[data-units]")).to_have_text("3")
    assert in_bin("CABLE", "PACKING") == 0
    screen.get_by_label("For", exact=True).select_option(label=f"{one} · Test customer C1")
    burst(screen, "CABLE")
    expect(screen.locator("[data-units]")).to_have_text("4")

    screen.get_by_role("link", name="By order").click()
    expect(screen.get_by_role("region", name=one)).to_contain_text("1 of 5")
    screen.get_by_role("button", name="Make invoices").dblclick()
    expect(screen.get_by_role("status")).to_contain_text(f"for {two}")
    assert sql.scalar("SELECT count(*) FROM documents_document WHERE kind = 'SI'") == 2
    assert {bin_of(serial) for serial in serials[:3]} == {"PACKING"}
    assert sql.scalar("SELECT count(*) FROM selling_sheetscan") == 7


def test_a_refused_pick_says_why_and_the_list_comes_back(live: Live, desktop: Page):
    live.trade.receive("CABLE", 5)
    ordered(live.trade, 5, "CABLE")
    desktop.goto("/new/pull-sheet")
    desktop.get_by_role("button", name="Make pull sheet").click()
    expect(desktop.get_by_role("button", name="Pick 5")).to_be_visible()
    live.trade.post(live.trade.draft("SI", NewLine(item="CABLE", quantity=3), party="C2"))
    desktop.get_by_role("button", name="Pick 5").click()
    expect(desktop.locator('[data-log] [data-action="refused"]')).to_contain_text("2 of CABLE are free in MAIN")
    expect(desktop.get_by_role("button", name="Pick 2")).to_be_enabled()


def test_what_is_clicked_before_the_scripts_have_come_is_done_when_they_have(live: Live, desktop: Page):
    live.trade.receive("CABLE", 5)
    ordered(live.trade, 5, "CABLE")
    waiting: list[Route] = []
    desktop.route("**/sheet*.js", lambda route: waiting.append(route))
    desktop.goto("/new/pull-sheet")
    desktop.get_by_role("button", name="Make pull sheet").click(no_wait_after=True)
    expect(desktop.get_by_role("button", name="Pick 5")).to_be_visible()
    desktop.get_by_role("button", name="Pick 5").click()
    assert in_bin("CABLE", "PACKING") == 0
    for route in waiting:
        route.continue_()
    expect(desktop.get_by_text("All is picked.")).to_be_visible()
    assert in_bin("CABLE", "PACKING") == 5


def test_a_parcel_is_packed_by_scanner_and_what_is_missing_is_told(live: Live, screen: Page, burst: Burst):
    serials = live.trade.receive(quantity=2)
    live.trade.receive("CABLE", 5)
    invoice = live.trade.draft("SI", NewLine(item="CABLE", quantity=3))
    live.trade.scan(invoice, *serials)
    screen.goto(f"/documents/SI/{invoice.number}")
    screen.get_by_role("button", name="New parcel").dblclick()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Parcel 100000")
    assert sql.scalar("SELECT count(*) FROM selling_parcel") == 1
    burst(screen, serials[0])
    screen.get_by_role("button", name="Pack 3").click()
    expect(screen.locator("[data-units]")).to_have_text("4")
    burst(screen, serials[0])
    expect(screen.locator('[data-log] [data-action="skipped"]')).to_contain_text("in parcel 100000 already")
    expect(screen.get_by_role("region", name="In no parcel yet")).to_contain_text(serials[1])
    screen.get_by_label("Tracking number").fill("RR123456785")
    screen.get_by_role("button", name="Save").click()
    expect(screen.locator(".eu-messages")).to_contain_text("Parcel 100000 is saved")
    screen.goto(f"/documents/SI/{invoice.number}")
    expect(screen.get_by_text(f"Packed 4 of 5, missing: {serials[1]}")).to_be_visible()
    screen.locator("form#post button").click()
    expect(screen.get_by_role("status")).to_contain_text("Posted")
