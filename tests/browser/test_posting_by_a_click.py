"""The Post button posts at the first click, and once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from everyunit.base import sql
from everyunit.documents.new_lines import NewLine
from tests.browser.conftest import Live


@pytest.mark.parametrize("clicks", [1, 2])
def test_a_click_posts_where_nothing_waits(live: Live, desktop: Page, clicks: int):
    paper = live.trade.draft("PR", NewLine(item="DRIVE", quantity=3))
    desktop.goto(f"/documents/PR/{paper.number}")
    expect(desktop.locator("[data-scan-field]")).to_be_focused()

    desktop.locator("form#post button").click(click_count=clicks)

    expect(desktop.get_by_role("status")).to_contain_text("100000–100002")
    assert sql.scalar("SELECT count(*) FROM stock_posting") == 1
