"""Where the company wants somebody to choose, the scan panel asks, and a press of a button answers."""

from playwright.sync_api import Page, expect

from everyunit.documents.new_lines import NewLine
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.preferences.table import ITEM_NOT_ON_DOCUMENT, MAKER_NUMBERS, PICK_BIN
from tests.browser.conftest import Live
from tests.papers import order
from tests.trade import bin_of, holds


def choose(live: Live, key: str, value: str) -> None:
    set_preference(live.trade.owner, SetPreference(key=key, value=value))


def shop(live: Live) -> None:
    """Two phones in MAIN, two in SHOP."""
    save_bin(live.trade.owner, SaveBin(code="SHOP", name="Shop"))
    serials = live.trade.receive("PHONE", quantity=4)
    paper = live.trade.draft("ST", to_bin="SHOP")
    live.trade.scan(paper, *serials[2:])
    live.trade.post(paper)


def test_a_bin_is_chosen_and_once_more_for_the_rest(live: Live, screen: Page) -> None:
    shop(live)
    choose(live, PICK_BIN, "each")
    paper = live.trade.draft("SI", NewLine(item="PHONE", quantity=3))
    screen.goto(f"/documents/SI/{paper.number}")
    screen.get_by_role("button", name="Pick 3").click()
    log = screen.locator("[data-log]")
    expect(log).to_contain_text("3 of PHONE: from which bin?")
    log.get_by_role("button", name="SHOP · 2 free").click()
    expect(log).to_contain_text("1 of PHONE: from which bin?")
    log.get_by_role("button", name="MAIN · 2 free").click()
    expect(screen.locator("[data-units]")).to_have_text("3")
    assert set(holds()) == {"100000", "100002", "100003"}


def test_all_lines_are_picked_from_one_bin(live: Live, desktop: Page) -> None:
    shop(live)
    choose(live, PICK_BIN, "once")
    paper = live.trade.draft("SI", NewLine(item="PHONE", quantity=1), NewLine(item="PHONE", quantity=1))
    desktop.goto(f"/documents/SI/{paper.number}")
    desktop.get_by_role("button", name="Pick all").click()
    desktop.get_by_role("button", name="SHOP · 2 free").click()
    expect(desktop.locator("[data-units]")).to_have_text("2")
    assert set(holds()) == {"100002", "100003"}


def test_units_with_makers_numbers_are_taken_or_left_one_by_one(live: Live, screen: Page) -> None:
    live.trade.receive("PHONE", quantity=2, maker_numbers=("M0", "M1"))
    live.trade.receive("PHONE")
    choose(live, MAKER_NUMBERS, "ask")
    paper = live.trade.draft("SI", NewLine(item="PHONE", quantity=2))
    screen.goto(f"/documents/SI/{paper.number}")
    screen.get_by_role("button", name="Pick 2").click()
    log = screen.locator("[data-log]")
    expect(log).to_contain_text("PHONE: 2 units have makers’ numbers.")
    log.locator("li li", has_text="100000").get_by_role("button", name="Leave").click()
    log.get_by_role("button", name="Take it").click()
    expect(screen.locator("[data-units]")).to_have_text("2")
    assert set(holds()) == {"100001", "100002"}


def test_an_order_offers_the_bins_under_its_line(live: Live, desktop: Page) -> None:
    shop(live)
    choose(live, PICK_BIN, "each")
    paper = order(live.trade, "SO", "PHONE", quantity=2)
    desktop.goto(f"/documents/SO/{paper.number}")
    cell = desktop.locator("[data-commit-cell]")
    cell.fill("2")
    cell.press("Enter")
    expect(desktop.locator(".eu-row-wrong")).to_contain_text("Choose the bin that they come from.")
    desktop.get_by_role("button", name="SHOP").press("Enter")
    expect(desktop.locator(".eu-row-wrong")).to_be_hidden()
    expect(desktop.locator("[data-units]")).to_have_text("2")
    assert [bin_of(serial) for serial in ("100002", "100003")] == ["PACKING", "PACKING"]


def test_a_scan_of_something_else_waits_for_a_yes(live: Live, screen: Page) -> None:
    live.trade.receive()
    choose(live, ITEM_NOT_ON_DOCUMENT, "ask")
    paper = live.trade.draft("SI", NewLine(item="CABLE", quantity=1))
    screen.goto(f"/documents/SI/{paper.number}")
    screen.fill("[data-scan-field]", "100000")
    screen.press("[data-scan-field]", "Enter")
    log = screen.locator("[data-log]")
    expect(log).to_contain_text("The paper has no line for this item. Add one?")
    log.get_by_role("button", name="Yes, attach").click()
    expect(log).to_contain_text("Added")
    assert set(holds()) == {"100000"}
