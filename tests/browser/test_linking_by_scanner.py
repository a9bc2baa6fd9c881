"""Linking in a real browser: a unit is scanned, then its parts, a wrong one among them; undone once, and built."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from everyunit.base import sql
from tests.browser.conftest import Live
from tests.building import computers, numbered, ordered, started, stocked

Burst = Callable[[Page, str], None]


def test_parts_are_scanned_into_a_unit_and_the_unit_is_built(live: Live, screen: Page, burst: Burst):
    computers(live.trade)
    drives = stocked(live.trade, drives=5)
    order = started(live.trade, ordered(live.trade, 2), *drives[:4])
    first, second = numbered(live.trade, order)
    (phone,) = sql.rows(
        "SELECT u.serial FROM stock_unit u JOIN catalog_item i ON i.id = u.item_id"
        " WHERE i.code = 'PHONE' ORDER BY u.id LIMIT 1"
    )[0]

    screen.goto(f"/work-orders/{order.number}")
    screen.get_by_role("button", name="Build", exact=True).click()
    expect(screen.get_by_role("alert")).to_contain_text("must be linked")
    screen.get_by_role("link", name="Link by scanning").click()
    expect(screen.locator("[data-scan-field]")).to_be_focused()
    expect(screen.locator("[data-unit]")).to_have_text("Scan a unit")

    for text in (drives[0], first, drives[0], phone, drives[4]):
        burst(screen, text)
    expect(screen.locator("[data-log] li")).to_have_count(5)
    expect(screen.locator("[data-unit]")).to_have_text(first)
    expect(screen.locator("[data-units]")).to_have_text("2")
    expect(screen.locator("[data-target]")).to_have_text("of 3")
    expect(screen.locator('[data-log] [data-action="skipped"]').first).to_contain_text("Attach it first")
    expect(screen.locator('[data-log] [data-action="skipped"]').last).to_contain_text("Scan the unit that it goes into")

    screen.keyboard.press("Control+z")
    expect(screen.locator("[data-units]")).to_have_text("1")
    burst(screen, drives[1])
    burst(screen, phone)
    expect(screen.locator("[data-last-why]")).to_have_text("Complete. Scan the next unit.")
    expect(screen.get_by_role("row", name=first)).to_contain_text("3 of 3")
    burst(screen, second)
    expect(screen.locator("[data-unit]")).to_have_text(second)
    expect(screen.locator("[data-last-why]")).to_have_text("Lacks 2 DRIVE.")
    burst(screen, drives[1])
    expect(screen.locator("[data-last-why]")).to_contain_text(first)

    screen.get_by_role("link", name=f"Work order {order.number}").click()
    screen.get_by_label("Good", exact=True).fill("1")
    screen.get_by_role("button", name="Build", exact=True).click()
    expect(screen.get_by_role("status")).to_contain_text(f"is posted: {first}")
    assert sql.scalar("SELECT count(*) FROM stock_partlink") == 3


def test_a_refused_exchange_keeps_what_was_scanned(live: Live, desktop: Page):
    computers(live.trade)
    drives = stocked(live.trade, drives=4)
    order = started(live.trade, ordered(live.trade, 1), *drives[:2])
    (serial,) = numbered(live.trade, order)
    desktop.goto(f"/work-orders/{order.number}")
    desktop.get_by_label("Let parts that are not linked go in, in order").check()
    desktop.get_by_label("Defective", exact=True).fill("9")
    desktop.get_by_role("button", name="Build", exact=True).click()
    expect(desktop.get_by_role("alert")).to_contain_text("1 of Work order")
    expect(desktop.get_by_label("Defective", exact=True)).to_have_value("9")
    desktop.get_by_label("Defective", exact=True).fill("")
    desktop.get_by_role("button", name="Build", exact=True).click()
    expect(desktop.get_by_role("status")).to_contain_text("is posted")
    desktop.goto(f"/units/{serial}")
    desktop.get_by_label("Part that comes out").fill(drives[0])
    desktop.get_by_label("New part").fill("NOPE")
    desktop.get_by_role("button", name="Exchange").click()
    expect(desktop.get_by_role("alert")).to_contain_text("No unit has this")
    expect(desktop.get_by_label("Part that comes out")).to_have_value(drives[0])
    desktop.get_by_label("New part").fill(drives[3])
    desktop.get_by_role("button", name="Exchange").click()
    expect(desktop.get_by_role("status")).to_contain_text(f"{drives[3]} went in")
