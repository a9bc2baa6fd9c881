"""Receiving makes units, with serial numbers, costs and makers numbers."""

import datetime as dt

import pytest
from tests.trade import Trade, bin_of, cost_of, entry, fates, in_bin, one, refused, valued

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.places.save_bin import SaveBin, save_bin


def test_a_computer_and_a_cable_stand_on_one_receipt(trade: Trade) -> None:
    paper = trade.draft(
        "PR", NewLine(item="DRIVE", quantity=2, price_minor=5500), NewLine(item="CABLE", quantity=10, amount_minor=1999)
    )
    posted = trade.post(paper)
    assert (posted.units, posted.quantity, posted.value_minor) == (2, 10, 12999)
    assert posted.serials == {1: "100000–100001"}
    assert [bin_of(serial) for serial in ("100000", "100001")] == ["MAIN", "MAIN"]
    assert in_bin("DRIVE", "MAIN") == 2
    assert in_bin("CABLE", "MAIN") == 10
    assert valued("DRIVE") == (2, 11000)
    assert valued("CABLE") == (10, 1999)
    assert entry(posted.posting_id) == {"inventory": 12999, "accrued_purchases": -12999}


def test_a_line_of_10_00_over_3_units_costs_3_34_and_3_33_and_3_33(trade: Trade) -> None:
    serials = trade.receive(quantity=3, amount_minor=1000)
    assert [cost_of(serial) for serial in serials] == [334, 333, 333]
    assert valued("DRIVE") == (3, 1000)


def test_units_may_cost_nothing(trade: Trade) -> None:
    serials = trade.receive(quantity=2, price_minor=0)
    assert [cost_of(serial) for serial in serials] == [0, 0]
    assert valued("DRIVE") == (2, 0)


def test_the_cost_defaults_to_the_cost_of_the_item(trade: Trade) -> None:
    assert cost_of(trade.receive()[0]) == 6000


def test_serial_numbers_go_on_where_they_stopped_and_never_come_again(trade: Trade) -> None:
    assert trade.receive(quantity=2) == ["100000", "100001"]
    discarded = trade.draft("PR", NewLine(item="DRIVE", quantity=5))
    assert trade.receive() == ["100002"]
    trade.post(discarded)
    assert trade.receive() == ["100008"]


def test_a_refused_receipt_gives_its_serial_numbers_back(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="LOST", name="Lost", bin_type="out"))
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=3), to_bin="LOST")
    with refused("cannot_post", ("Line 1 (DRIVE)", "wrong_bin")):
        trade.post(paper)
    assert trade.receive() == ["100000"]


def test_makers_numbers_go_to_the_first_units_in_the_order_scanned(trade: Trade) -> None:
    serials = trade.receive(quantity=3, maker_numbers=("WD-B", "WD-A"))
    assert sql.rows("SELECT serial, maker_serial FROM stock_unit ORDER BY id") == list(
        zip(serials, ["WD-B", "WD-A", ""], strict=True)
    )


def test_scanning_the_item_and_then_its_units_fills_a_receipt(trade: Trade) -> None:
    paper = trade.draft("PR")
    scanned = trade.scan(paper, "DRIVE", "WD-1", "WD-2", "CABLE", "CABLE")
    assert fates(scanned) == [
        ("DRIVE", "added", ""),
        ("WD-1", "assigned", ""),
        ("WD-2", "assigned", ""),
        ("CABLE", "added", ""),
        ("CABLE", "assigned", ""),
    ]
    assert [(line.item, line.quantity, line.attached) for line in scanned.lines] == [("DRIVE", 2, 2), ("CABLE", 2, 0)]
    assert trade.post(paper).units == 2


def test_a_makers_number_scanned_twice_is_skipped_and_named(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=3))
    trade.scan(paper, "WD-1")
    assert fates(trade.scan(paper, "WD-1", "WD-2", "WD-2")) == [
        ("WD-1", "skipped", "repeated"),
        ("WD-2", "assigned", ""),
        ("WD-2", "skipped", "repeated"),
    ]


def test_the_same_makers_number_may_come_again_on_another_receipt(trade: Trade) -> None:
    first = trade.receive(maker_numbers=("WD-1",))
    second = trade.receive(maker_numbers=("WD-1",))
    assert first != second


def test_a_number_that_a_spreadsheet_cut_short_is_skipped(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=3))
    assert fates(trade.scan(paper, "1.23E+14", "WD-1")) == [
        ("1.23E+14", "skipped", "mangled"),
        ("WD-1", "assigned", ""),
    ]


def test_more_makers_numbers_than_ordered_ask_first(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=5000))
    scanned = trade.scan(paper, "WD-1", "WD-2")
    assert (scanned.asks, fates(scanned)[1]) == (1, ("WD-2", "skipped", "exceeds"))
    scanned = trade.scan(paper, "WD-2", exceed=True)
    assert [(line.quantity, line.attached, line.amount_minor) for line in scanned.lines] == [(2, 2, 10000)]


def test_a_third_unit_of_a_line_with_a_total_costs_what_the_others_cost(trade: Trade) -> None:
    """The item's usual cost of 60.00 has no business on a line that was bought at 20.00 for two."""
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=2, amount_minor=2000))
    scanned = trade.scan(paper, "WD-1", "WD-2", "WD-3", exceed=True)
    assert scanned.lines[0].amount_minor == 3000


def test_a_total_without_a_quantity_is_refused(trade: Trade) -> None:
    with refused("bad_lines", ("DRIVE", "amount_without_quantity")):
        trade.draft("PR", NewLine(item="DRIVE", amount_minor=1000))


def test_an_empty_line_is_not_received(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="DRIVE"), NewLine(item="CABLE", quantity=1))
    with refused("cannot_post", ("Line 1 (DRIVE)", "empty_quantity")):
        trade.post(paper)


def test_a_receipt_without_lines_is_refused(trade: Trade) -> None:
    paper = trade.draft("PR")
    with refused("empty_document"):
        trade.post(paper)


def test_all_bad_lines_are_named_at_once(trade: Trade) -> None:
    with refused(
        "bad_lines",
        ("DRIVE", "empty_quantity"),
        ("CABLE", "empty_quantity"),
        ("DRIVE", "quantity_too_large"),
        ("DRIVE", "negative_price"),
        ("DRIVE", "too_many_maker_numbers"),
        ("CABLE", "no_maker_numbers_here"),
        ("DRIVE", "bad_maker_number"),
    ):
        trade.draft(
            "PR",
            NewLine(item="DRIVE", quantity=0),
            NewLine(item="CABLE"),
            NewLine(item="DRIVE", quantity=1_000_001),
            NewLine(item="DRIVE", quantity=1, price_minor=-1),
            NewLine(item="DRIVE", quantity=1, maker_numbers=("A", "B")),
            NewLine(item="CABLE", quantity=1, maker_numbers=("A",)),
            NewLine(item="DRIVE", quantity=1, maker_numbers=("",)),
        )


def test_all_unknown_items_are_named_at_once(trade: Trade) -> None:
    with refused("unknown_item", ("NOPE", "unknown_item"), ("ALSO NOT", "unknown_item"), ("(empty)", "unknown_item")):
        trade.draft("PR", *(NewLine(item=code, quantity=1) for code in ("NOPE", "DRIVE", "ALSO NOT", "")))


def test_all_unknown_bins_are_named_at_once(trade: Trade) -> None:
    with refused("unknown_bin", ("NOPE", "unknown_bin"), ("NEVER", "unknown_bin")):
        trade.draft("PR", *(NewLine(item="CABLE", quantity=1, from_bin=code) for code in ("NOPE", "SUPPLIER", "NEVER")))


@pytest.mark.parametrize(
    ("party", "code"),
    [("NOPE", "unknown_party"), ("C1", "wrong_party"), ("", "unknown_party"), ("v1 ", "unknown_party")],
)
def test_a_receipt_needs_a_vendor_that_exists(trade: Trade, party: str, code: str) -> None:
    with refused(code):
        trade.draft("PR", NewLine(item="DRIVE", quantity=1), party=party or " ")


def test_a_line_whose_total_would_be_beyond_counting_is_refused(trade: Trade) -> None:
    with refused("bad_lines", ("DRIVE", "price_too_large")):
        trade.draft("PR", NewLine(item="DRIVE", quantity=1_000_000, price_minor=10**13))


def test_revising_a_line_beyond_counting_is_refused_too(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=10**13))
    change = LineChange(line_id=paper.lines[0].line_id, quantity=1_000_000)
    with refused("bad_lines", ("Line 1 (DRIVE)", "price_too_large")):
        revise(trade.owner, Revise(document_id=paper.document_id, change=(change,)))


def test_makers_numbers_lose_their_invisible_characters(trade: Trade) -> None:
    trade.receive(maker_numbers=("\ufeffWD-1\r\n",))
    assert one("SELECT maker_serial FROM stock_unit") == "WD-1"


def test_a_discontinued_item_is_not_bought_any_more(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="DRIVE", name="Hard drive", discontinued=True))
    with refused("bad_lines", ("DRIVE", "item_discontinued")):
        trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    paper = trade.draft("PR")
    assert fates(trade.scan(paper, "DRIVE")) == [("DRIVE", "skipped", "item_discontinued")]


def test_a_reversed_receipt_leaves_the_units_with_the_vendor_and_their_numbers_used(trade: Trade) -> None:
    posted = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=2)))
    reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"))
    assert bin_of("100000") == "SUPPLIER"
    assert valued("DRIVE") == (0, 0)
    assert trade.receive() == ["100002"]


def test_a_receipt_may_be_dated_on_any_day_of_the_calendar(trade: Trade) -> None:
    """The date is what the paper says; when it was posted is kept apart."""
    posted = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=1), date=dt.date(2013, 4, 10)))
    assert str(one("SELECT date FROM documents_document WHERE id = %s", posted.document_id)) == "2013-04-10"
    assert str(one("SELECT posted_at FROM stock_posting"))[:4] != "2013"


def test_a_number_expected_on_an_open_receipt_can_neither_be_sold_nor_found(trade: Trade) -> None:
    trade.draft("PR", NewLine(item="DRIVE", quantity=1, maker_numbers=("WD-1",)))
    assert fates(trade.scan(trade.draft("SI"), "WD-1", "100000")) == [
        ("WD-1", "skipped", "unknown"),
        ("100000", "skipped", "unknown"),
    ]


def test_after_a_discontinued_item_no_number_slips_onto_the_line_before_it(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="OLD", name="Old drive", discontinued=True))
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=5))
    assert fates(trade.scan(paper, "DRIVE", "WD-1", "OLD", "WD-2")) == [
        ("DRIVE", "assigned", ""),
        ("WD-1", "assigned", ""),
        ("OLD", "skipped", "item_discontinued"),
        ("WD-2", "skipped", "no_line"),
    ]
