"""A clerk with a scanner in one hand: receive, sell, take back, undo, and a connection that comes and goes."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from tests.browser.conftest import DESKTOP, Live, Visitor

KEY_S = 0.010  # a keyboard-wedge scanner: 10 ms a key


@pytest.fixture
def shaky(visitor: Visitor) -> Iterator[Page]:
    """A page whose connection may be lost: then the browser complains, and that is no fault."""
    yield visitor.page(viewport=DESKTOP)
    visitor.complaints[:] = [complaint for complaint in visitor.complaints if "net::ERR_" not in complaint]


def wedge(page: Page, *texts: str, end: str = "Enter") -> None:
    """Fire scans one right after the other, as a scanner does that is faster than the server."""
    for text in texts:
        page.keyboard.type(text, delay=KEY_S * 1000)
        page.keyboard.press(end)


def open_paper(page: Page, paper: DraftSaved) -> None:
    page.goto(f"/documents/{paper.kind}/{paper.number}")
    expect(page.locator("[data-scan-field]")).to_be_focused()


def all_in(page: Page) -> None:
    """Wait until the queue is empty."""
    expect(page.locator("[data-scan-panel]")).to_have_attribute("data-waiting", "0")


def count(page: Page, words: str) -> None:
    expect(page.locator(".eu-scan-number")).to_have_text(re.compile(rf"^\s*{words}\s*$"))


def log(page: Page, action: str) -> list[str]:
    return page.locator(f'[data-log] > [data-action="{action}"]').all_inner_texts()


def held(paper: DraftSaved) -> int:
    return int(
        sql.scalar(
            "SELECT count(*) FROM stock_hold h JOIN documents_line l ON l.id = h.line_id WHERE l.document_id = %s",
            [paper.document_id],
        )
    )


def test_forty_are_received_sold_by_a_burst_posted_and_one_comes_back(live: Live, desktop: Page):
    # Receive: begin with the vendor, scan the item's code, then the makers' numbers.
    save_item(live.trade.owner, SaveItem(code="DRIVE2", name="Bigger drive", price_minor=12000, cost_minor=7000))
    desktop.goto("/documents/new/PR")
    desktop.keyboard.type("V1")
    desktop.keyboard.press("Control+Enter")
    expect(desktop.locator("[data-scan-field]")).to_be_focused()
    makers = [f"WX{number:05d}" for number in range(40)]
    wedge(desktop, "DRIVE2", *makers)
    all_in(desktop)
    count(desktop, "40")
    desktop.keyboard.press("Control+Enter")
    expect(desktop.get_by_role("status")).to_contain_text("100000–100039")

    # Sell: a line asks for forty; the scanner reads the makers' numbers on the boxes.
    desktop.goto("/documents/new/SI")
    desktop.fill("#party", "C1")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("[data-scan-field]")).to_be_focused()
    desktop.fill("#add-item", "DRIVE2")
    desktop.fill("#add-quantity", "40")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("[data-line]")).to_have_count(1)
    desktop.locator("[data-scan-field]").focus()
    wedge(desktop, *makers)
    all_in(desktop)
    count(desktop, "40 of 40")
    assert len(log(desktop, "assigned")) == 40
    assert not log(desktop, "skipped")
    expect(desktop.locator(".eu-runs")).to_contain_text("100000–100039")
    desktop.keyboard.press("Control+Enter")
    expect(desktop.locator(".eu-path-now")).to_contain_text("Posted")

    # One comes back with a credit memo.
    desktop.goto("/documents/new/CM")
    desktop.fill("#party", "C1")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("[data-scan-field]")).to_be_focused()
    wedge(desktop, makers[7])
    all_in(desktop)
    desktop.keyboard.press("Control+Enter")
    expect(desktop.locator(".eu-path-now")).to_contain_text("Posted")

    # Its page tells the story.
    desktop.goto("/units/100007")
    expect(desktop.locator(".eu-unit-state")).to_contain_text("In stock in RETURNS")
    events = desktop.locator(".eu-event-what").all_inner_texts()
    assert [re.split(r"\s", event)[0] for event in events] == ["CM", "SI", "PR"]
    expect(desktop.locator("#maker_serial")).to_have_value(makers[7])


def test_a_burst_loses_nothing_however_slow_the_answers_are(live: Live, desktop: Page):
    serials = live.trade.receive(quantity=12)
    paper = live.trade.draft("SI")
    open_paper(desktop, paper)
    desktop.route("**/scan", lambda route: (time.sleep(0.15), route.continue_()))
    wedge(desktop, *serials, end="Tab")
    all_in(desktop)
    count(desktop, "12")
    expect(desktop.locator("[data-scan-field]")).to_be_focused()
    order = [text.split()[1] for text in log(desktop, "assigned") + log(desktop, "added")]
    assert order == [*serials[:0:-1], serials[0]]
    assert held(paper) == 12


def test_what_is_scanned_before_the_page_is_ready_is_not_lost(live: Live, desktop: Page):
    serials = live.trade.receive(quantity=3)
    paper = live.trade.draft("SI")
    desktop.route("**/document/page.js", lambda route: (time.sleep(1), route.continue_()))
    desktop.goto(f"/documents/SI/{paper.number}", wait_until="commit")
    expect(desktop.locator("[data-scan-field]")).to_be_focused()
    wedge(desktop, *serials)
    all_in(desktop)
    count(desktop, "3")


def test_each_answer_has_its_word_its_reason_and_a_link_to_what_holds_the_unit(live: Live, desktop: Page):
    mine, other, sold = live.trade.receive(quantity=3)
    live.trade.sell(sold)
    rival = live.trade.draft("SI")
    live.trade.scan(rival, other)
    paper = live.trade.draft("SI")
    open_paper(desktop, paper)
    wedge(desktop, mine, mine, other, sold, "999999")
    all_in(desktop)
    assert len(log(desktop, "added")) == 1
    assert len(log(desktop, "negative")) == 1
    skipped = "\n".join(log(desktop, "skipped"))
    assert "Already on this document." in skipped
    assert "No unit has this number." in skipped
    expect(desktop.locator(f'[data-log] a[href="/documents/SI/{rival.number}"]')).to_have_text(f"SI {rival.number}")


def test_the_last_scan_is_undone_and_the_one_before_it(live: Live, desktop: Page):
    serials = live.trade.receive(quantity=3)
    paper = live.trade.draft("SI")
    open_paper(desktop, paper)
    wedge(desktop, *serials, "CABLE")
    all_in(desktop)
    expect(desktop.locator("[data-line]")).to_have_count(2)
    desktop.get_by_role("button", name="Undo").click()
    expect(desktop.locator("[data-line]")).to_have_count(1)
    desktop.keyboard.press("Control+z")
    all_in(desktop)
    count(desktop, "2")
    assert held(paper) == 2


def test_a_range_is_one_scan_and_one_undo(live: Live, desktop: Page):
    serials = live.trade.receive(quantity=120)
    paper = live.trade.draft("SI")
    open_paper(desktop, paper)
    wedge(desktop, f"{serials[0]}-{serials[99]}")
    all_in(desktop)
    count(desktop, "100")
    expect(desktop.locator(".eu-runs")).to_contain_text(f"{serials[0]}–{serials[99]}")
    desktop.get_by_role("button", name="Undo").click()
    all_in(desktop)
    count(desktop, "0")
    assert held(paper) == 0


def test_what_is_scanned_without_a_connection_is_kept_and_sent_once(live: Live, shaky: Page):
    serials = live.trade.receive(quantity=6)
    paper = live.trade.draft("SI")
    open_paper(shaky, paper)
    wedge(shaky, serials[0])
    all_in(shaky)
    shaky.context.set_offline(True)
    wedge(shaky, *serials[1:4])
    expect(shaky.locator("[data-trouble]")).to_contain_text("3 entries are kept")
    shaky.keyboard.press("Control+Enter")
    expect(shaky.locator("[data-trouble]")).to_be_visible()
    assert "/documents/SI/" in shaky.url
    assert sql.scalar("SELECT status FROM documents_document WHERE id = %s", [paper.document_id]) == "draft"
    shaky.context.set_offline(False)
    all_in(shaky)
    expect(shaky.locator("[data-trouble]")).to_be_hidden()
    count(shaky, "4")
    assert held(paper) == 4


def test_an_answer_that_is_lost_attaches_nothing_twice(live: Live, shaky: Page):
    (serial,) = live.trade.receive()
    paper = live.trade.draft("SI")
    open_paper(shaky, paper)
    lost: list[str] = []

    def lose_the_first(route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())  # the server has done it, but the page never hears
        route.abort("connectionreset")

    shaky.route("**/scan", lose_the_first)
    wedge(shaky, serial)
    all_in(shaky)
    assert lost
    assert len(log(shaky, "added")) == 1
    assert not log(shaky, "skipped")
    count(shaky, "1")


def test_scans_that_wait_survive_a_reload(live: Live, shaky: Page):
    serials = live.trade.receive(quantity=2)
    paper = live.trade.draft("SI")
    open_paper(shaky, paper)
    shaky.route("**/scan", lambda route: route.abort())
    wedge(shaky, *serials)
    expect(shaky.locator("[data-trouble]")).to_be_visible()
    shaky.unroute("**/scan")
    shaky.on("dialog", lambda dialog: dialog.accept())
    shaky.reload()
    all_in(shaky)
    count(shaky, "2")
    assert held(paper) == 2


def test_going_beyond_what_the_line_asks_for_is_asked_in_place(live: Live, desktop: Page):
    serials = live.trade.receive(quantity=2)
    paper = live.trade.draft("SI", NewLine(item="DRIVE", quantity=1))
    open_paper(desktop, paper)
    wedge(desktop, *serials)
    all_in(desktop)
    count(desktop, "1 of 1")
    desktop.get_by_role("button", name="Yes, attach").click()
    all_in(desktop)
    count(desktop, "2 of 2")


def test_a_makers_number_of_several_units_opens_a_choice(live: Live, desktop: Page):
    live.trade.receive(maker_numbers=("TWIN",))
    (second,) = live.trade.receive(maker_numbers=("TWIN",))
    paper = live.trade.draft("SI")
    open_paper(desktop, paper)
    wedge(desktop, "TWIN")
    all_in(desktop)
    desktop.get_by_role("button", name=second).click()
    all_in(desktop)
    count(desktop, "1")
    expect(desktop.locator(".eu-runs")).to_contain_text(second)


def test_a_list_is_pasted_and_a_file_is_read(live: Live, desktop: Page, tmp_path: Path):
    serials = live.trade.receive(quantity=60)
    paper = live.trade.draft("SI")
    open_paper(desktop, paper)
    desktop.locator("[data-scan-field]").evaluate(
        """(field, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", text);
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        "\r\n".join(serials[:10]),
    )
    all_in(desktop)
    count(desktop, "10")
    file = tmp_path / "units.csv"
    file.write_bytes(
        ("\ufeffserial number;item\r\n" + "\r\n".join(f'"{each}";DRIVE' for each in serials[10:])).encode()
    )
    desktop.set_input_files("[data-file]", file)
    all_in(desktop)
    count(desktop, "60")
    assert held(paper) == 60


def test_a_scan_into_a_quantity_goes_onto_the_document_and_leaves_the_quantity(live: Live, desktop: Page):
    (serial,) = live.trade.receive()
    paper = live.trade.draft("SI", NewLine(item="CABLE", quantity=3))
    open_paper(desktop, paper)
    desktop.locator("[data-cell=quantity]").click()
    desktop.keyboard.type(serial)
    desktop.keyboard.press("Enter")
    all_in(desktop)
    count(desktop, "1")
    expect(desktop.locator("[data-cell=quantity]").first).to_have_value("3")


def test_the_selected_line_receives_the_scans(live: Live, desktop: Page):
    serials = live.trade.receive(quantity=2)
    paper = live.trade.draft("SI", NewLine(item="DRIVE", quantity=1), NewLine(item="DRIVE", quantity=1))
    open_paper(desktop, paper)
    desktop.get_by_label("Scans go to line 2, DRIVE").check()
    expect(desktop.locator("[data-scan-field]")).to_be_focused()
    wedge(desktop, serials[0])
    all_in(desktop)
    assert "line 2" in log(desktop, "assigned")[0]


def test_a_refused_posting_lists_why_and_keeps_everything(live: Live, desktop: Page):
    paper = live.trade.draft("SI", NewLine(item="DRIVE", quantity=2), reference="PO 7")
    open_paper(desktop, paper)
    desktop.keyboard.press("Control+Enter")
    expect(desktop.locator("[data-refusal]")).to_contain_text("It names 0 of 2 units")
    expect(desktop.locator("#reference")).to_have_value("PO 7")
    assert desktop.url.endswith(f"/documents/SI/{paper.number}"), "reloading shows the draft again"
    expect(desktop.locator("[data-cell=quantity]")).to_have_value("2")


def test_a_double_click_posts_once(live: Live, desktop: Page):
    (serial,) = live.trade.receive()
    paper = live.trade.draft("SI")
    live.trade.scan(paper, serial)
    open_paper(desktop, paper)
    desktop.get_by_role("button", name="Post").dblclick()
    expect(desktop.locator(".eu-path-now")).to_contain_text("Posted")
    assert sql.scalar("SELECT count(*) FROM stock_posting WHERE document_id = %s", [paper.document_id]) == 1


def test_an_edit_under_way_is_saved_before_posting(live: Live, desktop: Page):
    (serial,) = live.trade.receive()
    paper = live.trade.draft("SI")
    live.trade.scan(paper, serial)
    open_paper(desktop, paper)
    desktop.locator("[data-cell=price]").fill("77.00")
    desktop.keyboard.press("Control+Enter")
    expect(desktop.locator(".eu-path-now")).to_contain_text("Posted")
    expect(desktop.locator("tfoot")).to_contain_text("77.00")


def test_an_amount_that_is_none_is_said_beside_the_line(live: Live, desktop: Page):
    paper = live.trade.draft("SI", NewLine(item="CABLE", quantity=2))
    open_paper(desktop, paper)
    desktop.locator("[data-cell=price]").fill("cheap")
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".eu-row-wrong")).to_contain_text("This is not an amount.")
    expect(desktop.locator("[data-cell=price]")).to_have_value("cheap")


def test_units_that_pick_themselves_are_picked(live: Live, desktop: Page):
    live.trade.receive("PHONE", 3)
    paper = live.trade.draft("SI", NewLine(item="PHONE", quantity=2))
    open_paper(desktop, paper)
    desktop.get_by_role("button", name="Pick 2").click()
    all_in(desktop)
    count(desktop, "2 of 2")


def test_a_sale_by_keyboard_alone(live: Live, desktop: Page):
    (serial,) = live.trade.receive()
    desktop.goto("/documents/new/SI")
    desktop.keyboard.type("C1")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("[data-scan-field]")).to_be_focused()
    desktop.keyboard.type(serial)
    desktop.keyboard.press("Enter")
    all_in(desktop)
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("button", name="Undo")).to_be_focused()
    desktop.keyboard.press("Control+Enter")
    expect(desktop.locator(".eu-path-now")).to_contain_text("Posted")


def test_a_draft_is_discarded_only_after_a_yes(live: Live, desktop: Page):
    paper = live.trade.draft("SI")
    open_paper(desktop, paper)
    desktop.get_by_role("button", name="Discard").click()
    desktop.get_by_role("button", name="Keep it").click()
    desktop.get_by_role("button", name="Discard").click()
    desktop.get_by_role("button", name="Yes, discard").click()
    expect(desktop.locator(".eu-messages")).to_contain_text("discarded")
    assert sql.scalar("SELECT count(*) FROM documents_document") == 0


def test_silence_is_remembered(live: Live, visitor: Visitor):
    page = visitor.page(viewport=DESKTOP)
    open_paper(page, live.trade.draft("SI"))
    page.get_by_role("button", name="Sound on").click()
    page.reload()
    expect(page.get_by_role("button", name="Sound off")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_document_of_five_thousand_units_stays_small_on_every_screen(live: Live, visitor: Visitor, width: int):
    serials = live.trade.receive(quantity=5000)
    paper = live.trade.draft("SI")
    live.trade.scan(paper, *serials[::2])
    live.trade.scan(paper, *serials[1:2000:2])
    page = visitor.page(viewport={"width": width, "height": 900})
    open_paper(page, paper)
    assert len(page.content()) < 60_000
    expect(page.locator(".eu-runs")).to_contain_text("more: show all")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.get_by_role("link", name=re.compile("show all")).click()
    expect(page.locator("tbody tr")).to_have_count(50)


def test_scans_into_a_paper_that_somebody_else_has_posted_stay_to_be_read(live: Live, shaky: Page):
    serials = live.trade.receive(quantity=3)
    paper = live.trade.draft("SI")
    live.trade.scan(paper, serials[0])
    open_paper(shaky, paper)
    live.trade.post(paper)
    asked = []
    shaky.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    wedge(shaky, serials[1], serials[2])
    all_in(shaky)
    expect(shaky.locator("[data-scan-field]")).to_be_disabled()
    told = shaky.locator("[data-log]").inner_text()
    assert serials[1] in told
    assert "is posted" in told
    assert asked == []
    assert sql.scalar("SELECT count(*) FROM stock_hold") == 0
