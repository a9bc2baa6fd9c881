"""What goes for nothing, because nobody set a price, is said: on the scan, on the draft, and when it posts."""

from tests.trade import Trade, fates

from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.new_lines import NewLine
from everyunit.documents.page import document_page


def without_price(trade: Trade) -> str:
    save_item(trade.owner, SaveItem(code="GIFT", name="Gift", cost_minor=100))
    return trade.receive("GIFT")[0]


def test_a_scan_that_adds_a_line_without_a_price_says_so(trade: Trade) -> None:
    serial = without_price(trade)
    for kind in ("SI", "SO"):
        scanned = trade.scan(trade.draft(kind), serial)
        assert fates(scanned)[0][1:] in (("added", "no_price"), ("skipped", "held"))
        if kind == "SI":
            assert "goes for nothing" in scanned.entries[0].message


def test_the_draft_and_the_posting_say_it_too(trade: Trade) -> None:
    serial = without_price(trade)
    paper = trade.draft("SI", NewLine(item="HOUR", quantity=1), NewLine(item="HOUR", quantity=1, price_minor=0))
    trade.scan(paper, serial)
    page = document_page(paper.document_id, costs=False)
    assert page is not None
    assert [line.free for line in page.lines] == [False, True, True]
    assert trade.post(paper).free == (2, 3)


def test_purchases_returns_and_moves_may_be_free(trade: Trade) -> None:
    serial = without_price(trade)
    receipt = trade.draft("PR", NewLine(item="GIFT", quantity=1, price_minor=0))
    assert trade.post(receipt).free == ()
    move = trade.draft("ST", to_bin="RETURNS")
    assert fates(trade.scan(move, serial)) == [(serial, "added", "")]
    assert trade.post(move).free == ()
    trade.sell(serial)
    memo = trade.draft("CM")
    assert fates(trade.scan(memo, serial)) == [(serial, "added", "")]
    assert trade.post(memo).free == ()
