"""A kit goes onto a customer's paper with its components; to the cent, whichever carries the price."""

import pytest
from tests.papers import close_to
from tests.trade import Trade, refused

from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.convert import Convert, convert
from everyunit.documents.credit import Credit, credit
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.page import document_id_of, document_page
from everyunit.documents.revise import LineChange, Revise, revise


def kit(trade: Trade, *, on_parts: bool) -> None:
    save_item(
        trade.owner, SaveItem(code="SET", name="Starter set", tracking="none", item_type="kit", price_minor=10001)
    )
    parts = (ComponentAs(item="DRIVE"), ComponentAs(item="CABLE", quantity=2), ComponentAs(item="HOUR"))
    save_bill(trade.owner, SaveBill(item="SET", components=parts, price_on_parts=on_parts))


def amounts(paper: DraftSaved) -> list[tuple[str, int, int]]:
    return [(line.item, line.quantity, line.amount_minor) for line in paper.lines]


@pytest.mark.parametrize("kind", ["SQ", "SO", "SI"])
def test_the_price_stays_on_the_kit(trade: Trade, kind: str) -> None:
    kit(trade, on_parts=False)
    paper = trade.draft(kind, NewLine(item="SET", quantity=3))
    assert amounts(paper) == [("SET", 3, 30003), ("DRIVE", 3, 0), ("CABLE", 6, 0), ("HOUR", 3, 0)]


@pytest.mark.parametrize("kind", ["SQ", "SO", "SI"])
def test_the_price_is_spread_over_the_components_to_the_cent(trade: Trade, kind: str) -> None:
    kit(trade, on_parts=True)
    paper = trade.draft(kind, NewLine(item="SET", quantity=3, discount=1000), NewLine(item="CABLE", quantity=1))
    assert [line.item for line in paper.lines] == ["SET", "DRIVE", "CABLE", "HOUR", "CABLE"]
    whole, *parts, _ = (line.amount_minor for line in paper.lines)
    assert whole == 0
    assert sum(parts) == 27003  # 3 x 100.01 less 10 %
    assert parts[0] > parts[2] > parts[1] > 0  # as 100.00, 80.00 and 2 x 5.00 are to each other


@pytest.mark.parametrize("on_parts", [True, False])
def test_a_price_that_a_kit_and_its_parts_share_is_not_offered_again(trade: Trade, on_parts: bool) -> None:
    kit(trade, on_parts=on_parts)
    cable = NewLine(item="CABLE", quantity=1, price_minor=1)
    paper = trade.draft("SO", NewLine(item="SET", quantity=1, price_minor=9000), cable)
    page = document_page(paper.document_id, costs=True)
    assert page is not None
    offered = [line.own_minor for line in page.lines]
    assert offered == [None if on_parts else 10001, None, None, None, 500]  # a kit that has all of it may change


def test_a_kit_is_sold_from_the_stock_of_its_components(trade: Trade) -> None:
    kit(trade, on_parts=False)
    (drive,) = trade.receive("DRIVE")
    trade.receive("CABLE", 5)
    order = trade.draft("SO", NewLine(item="SET", quantity=1))
    trade.scan(order, drive)
    invoice = convert(trade.owner, Convert(document_id=order.document_id, to="SI"))
    page = document_page(invoice.document_id, costs=True)
    assert page is not None
    assert [line.free for line in page.lines] == [False] * 4
    assert [line.row.kit_id is not None for line in page.lines] == [False, True, True, True]
    posted = trade.post(invoice)
    assert posted.free == ()
    assert (posted.total_minor, posted.value_minor) == (10001, 6000 + 2 * 200)


def test_a_kit_that_was_sold_is_credited_line_by_line(trade: Trade) -> None:
    kit(trade, on_parts=False)
    (drive,) = trade.receive("DRIVE")
    trade.receive("CABLE", 5)
    sale = trade.draft("SI", NewLine(item="SET", quantity=1))
    trade.scan(sale, drive)
    trade.post(sale)
    memo = credit(trade.owner, Credit(document_id=sale.document_id))
    assert amounts(memo) == [("SET", 1, 10001), ("DRIVE", 0, 0), ("CABLE", 2, 0), ("HOUR", 1, 0)]
    trade.scan(memo, drive)
    assert trade.post(memo).total_minor == 10001


def test_a_quote_made_of_a_cancelled_order_keeps_its_kits(trade: Trade) -> None:
    kit(trade, on_parts=False)
    paper = trade.draft("SO", NewLine(item="SET", quantity=1), NewLine(item="CABLE", quantity=1))
    quote = document_id_of(*close_to(trade, paper, "cancelled").quote.split())
    page = document_page(quote, costs=True)
    assert page is not None
    assert [line.row.kit_id for line in page.lines] == [None, *[page.lines[0].row.line_id] * 3, None]


def test_a_kit_that_is_removed_takes_its_components_with_it(trade: Trade) -> None:
    kit(trade, on_parts=True)
    (drive,) = trade.receive("DRIVE")
    paper = trade.draft("SI", NewLine(item="SET", quantity=1), NewLine(item="CABLE", quantity=1))
    trade.scan(paper, drive)
    with refused("bad_lines", ("Line 1 (SET)", "has_parts")):
        revise(
            trade.owner,
            Revise(document_id=paper.document_id, change=(LineChange(line_id=paper.lines[0].line_id, quantity=2),)),
        )
    left = revise(trade.owner, Revise(document_id=paper.document_id, remove=(paper.lines[0].line_id,)))
    assert [line.item for line in left.lines] == ["CABLE"]
    trade.sell(drive)  # it is free again


def test_kits_are_for_customers_and_have_something_in_them(trade: Trade) -> None:
    kit(trade, on_parts=False)
    for kind in ("PO", "PR", "PI", "DM", "ST"):
        with refused("bad_lines"):
            trade.draft(kind, NewLine(item="SET", quantity=1), **({"to_bin": "RETURNS"} if kind == "ST" else {}))
    with refused("bad_lines", ("SET", "empty_quantity")):
        trade.draft("SI", NewLine(item="SET"))
    save_bill(trade.owner, SaveBill(item="SET", components=()))
    with refused("bad_lines", ("SET", "empty_kit")):
        trade.draft("SI", NewLine(item="SET", quantity=1))


def test_the_barcode_of_a_kit_is_answered_with_what_to_do(trade: Trade) -> None:
    kit(trade, on_parts=False)
    (entry,) = trade.scan(trade.draft("SI"), "SET").entries
    assert (entry.code, entry.action) == ("a_kit", "skipped")
