"""A document on paper, through the browser's own printing."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from everyunit.documents.new_lines import NewLine
from tests.browser.conftest import Live


def sheets(pdf: bytes) -> list[str]:
    """The size of each sheet, in points."""
    return [
        f"{width.decode()} × {height.decode()}"
        for width, height in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    ]


def test_ctrl_p_leads_to_the_paper_and_escape_back(live: Live, desktop: Page):
    live.trade.sell(*live.trade.receive("DRIVE", 2))
    desktop.goto("/documents/SI/100000")
    desktop.keyboard.press("Control+p")
    expect(desktop).to_have_url(re.compile("/documents/SI/100000/print$"))
    expect(desktop.get_by_role("button", name="Print")).to_be_focused()
    desktop.keyboard.press("Escape")
    expect(desktop).to_have_url(re.compile("/documents/SI/100000$"))


def test_the_sheet_has_the_size_asked_for_and_long_papers_go_on(live: Live, desktop: Page):
    lines = [NewLine(item="CABLE", quantity=number) for number in range(1, 120)]
    live.trade.draft("SO", *lines)
    desktop.goto("/documents/SO/100000/print?size=letter")
    printed = sheets(desktop.pdf(prefer_css_page_size=True))
    assert len(printed) > 3
    assert set(printed) == {"612 × 792"}
    with desktop.expect_navigation():
        desktop.get_by_role("link", name="A4").click()
    assert set(sheets(desktop.pdf(prefer_css_page_size=True))) == {"594.95996 × 841.91998"}


def test_the_switches_work_by_keyboard_and_nothing_but_the_sheet_is_printed(live: Live, desktop: Page):
    live.trade.sell(*live.trade.receive("DRIVE", 2))
    desktop.goto("/documents/SI/100000/print")
    prices = desktop.get_by_role("switch", name="Prices")
    expect(prices).to_be_checked()
    prices.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("switch", name="Prices")).not_to_be_checked()
    expect(desktop.get_by_text("100.00")).to_have_count(0)
    desktop.emulate_media(media="print")
    expect(desktop.get_by_role("button", name="Print")).to_be_hidden()
    expect(desktop.get_by_role("heading", name="Sales invoice")).to_be_visible()
