"""Counting in a real browser: from bin to bin with a scanner, questions answered by scanning again."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from everyunit.catalog.save_lot import SaveLot, save_lot
from everyunit.counting.enter_number import EnterNumber, enter_number
from everyunit.documents.use_lots import UseLots, use_lots
from tests.browser.conftest import Live
from tests.counts import move, shelf, started

Burst = Callable[[Page, str], None]


def test_bins_are_counted_one_after_another_with_a_scanner(live: Live, screen: Page, burst: Burst):
    trade = live.trade
    shelf(trade, "A1", "A2")
    serials = trade.receive(quantity=4)
    trade.receive("CABLE", quantity=7)
    move(trade, "A1", serials[0], serials[1])
    move(trade, "A2", serials[2])

    screen.goto("/new/count")
    for code in ("A1", "A2"):
        screen.get_by_label(code).check()
    screen.get_by_role("button", name="Make stock count").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Stock count 100000")
    board = screen.locator("[data-board]")
    expect(board).to_contain_text("Scan a bin")

    burst(screen, "A1")
    expect(board.locator("[data-bin]")).to_have_text("A1")
    burst(screen, serials[0])
    expect(board).to_have_attribute("data-last", "good")
    expect(board.locator("[data-last-number]")).to_have_text(serials[0])
    expect(screen.locator("[data-units]")).to_have_text("1")
    expect(screen.locator("[data-target]")).to_have_text("of 2")

    burst(screen, serials[2])
    expect(board).to_have_attribute("data-last", "asks")
    expect(board).to_contain_text("It is recorded in A2. Is it here? Scan it again if it is.")
    burst(screen, serials[2])
    expect(board).to_have_attribute("data-last", "good")
    expect(screen.locator(".eu-count-bins")).to_contain_text("+ 1 not expected")
    expect(screen.locator("[data-units]")).to_have_text("1")

    burst(screen, "NOBODY-KNOWS")
    expect(board).to_have_attribute("data-last", "bad")
    expect(screen.locator(".eu-count-bins")).to_contain_text("+ 1 unknown")
    burst(screen, "A2")
    expect(board.locator("[data-bin]")).to_have_text("A2")
    expect(screen.locator("[data-units]")).to_have_text("0")

    for code in ("A2", "A1"):
        screen.get_by_role("button", name=f"All of {code} is counted").click()
        expect(screen.locator(".eu-messages")).to_contain_text("counted")
    screen.get_by_role("link", name="What differs").click()
    expect(screen.get_by_role("row").filter(has_text=serials[2])).to_contain_text("will be transferred to A1")
    expect(screen.get_by_role("row").filter(has_text=serials[1])).to_contain_text("will be written off")
    expect(screen.get_by_role("row").filter(has_text="NOBODY-KNOWS")).to_contain_text("must come in by a receipt")
    screen.get_by_role("row").filter(has_text=serials[1]).get_by_role("button", name="Leave").click()
    expect(screen.get_by_role("row").filter(has_text=serials[1])).to_contain_text("left as it is")


def test_a_lot_is_scanned_after_its_item_and_a_new_one_is_entered(live: Live, desktop: Page, burst: Burst):
    trade = live.trade
    use_lots(trade.owner, UseLots(item="CABLE"))
    for lot in ("L-2026-01", "L-2026-02"):
        save_lot(trade.owner, SaveLot(item="CABLE", number=lot))
    paper = started(trade, "MAIN")
    desktop.goto(f"/counts/{paper.number}")
    board = desktop.locator("[data-board]")
    burst(desktop, "CABLE")
    expect(board).to_contain_text("Scan its lot.")
    burst(desktop, "L-2026-01")
    expect(board).to_contain_text("Lot L-2026-01.")
    burst(desktop, "CABLE")  # of the only lot there
    expect(board.locator("[data-last-number]")).to_have_text("CABLE")
    enter_number(
        trade.owner, EnterNumber(count_id=paper.count_id, bin="MAIN", item="CABLE", lot="L-2026-02", quantity=3)
    )
    burst(desktop, "L-2026-01")  # that very piece
    expect(board.locator("[data-last-number]")).to_have_text("L-2026-01")
    desktop.get_by_label("item or barcode").fill("CABLE")
    desktop.get_by_label("How many").fill("4")
    desktop.locator("#counted-lot").fill("NEW-1")
    desktop.get_by_label("A new lot").check()
    desktop.get_by_role("button", name="Enter", exact=True).click()
    goods = desktop.get_by_role("region", name="Counted goods")
    expect(goods).to_contain_text("NEW-1")
    listed = b"item,lot,quantity\nCABLE,L-2026-02,7\n"
    desktop.locator("#scan-file").set_input_files({"name": "c.csv", "mimeType": "text/csv", "buffer": listed})
    expect(board).to_contain_text("Rows counted: 1.")
    expect(goods).to_contain_text("7")
    rows = [row.split()[-3:] for row in goods.locator("tbody tr").all_inner_texts()]
    assert rows == [["L-2026-01", "2", "0"], ["L-2026-02", "7", "0"], ["NEW-1", "4", "0"]]  # somebody else the second
