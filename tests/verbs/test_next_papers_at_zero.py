"""Papers made from others may begin at zero, so that somebody enters each quantity (SET-106..109)."""

import pytest
from tests.papers import attached, change, commit_to, held, order, turn
from tests.trade import Trade, bin_of, refused

from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.preferences.table import ZERO_ON_PURCHASE_INVOICE, ZERO_ON_RECEIPT, ZERO_ON_SALES_INVOICE


def choose(trade: Trade, key: str, value: str = "yes") -> None:
    set_preference(trade.owner, SetPreference(key=key, value=value))


def quantities(paper: DraftSaved) -> list[tuple[str, int]]:
    return [(line.item, line.quantity) for line in paper.lines]


def sold(trade: Trade) -> DraftSaved:
    """An order for all sorts of goods; 2 of 3 phones and 1 of 2 drives are committed."""
    trade.receive("DRIVE", quantity=2)
    trade.receive("PHONE", quantity=4)
    trade.receive("CABLE", quantity=9)
    paper = trade.draft(
        "SO",
        NewLine(item="DRIVE", quantity=2),
        NewLine(item="PHONE", quantity=3),
        NewLine(item="CABLE", quantity=5),
        NewLine(item="HOUR", quantity=1),
    )
    trade.scan(paper, "100001")
    commit_to(trade, paper, 2, line=1)
    return paper


def test_an_invoice_begins_at_what_is_committed_or_at_zero(trade: Trade) -> None:
    paper = sold(trade)
    first = turn(trade, paper, "SI")
    assert quantities(first) == [("DRIVE", 1), ("PHONE", 2), ("CABLE", 5), ("HOUR", 1)]


def test_goods_begin_at_zero_units_that_are_scanned_as_ever(trade: Trade) -> None:
    paper = sold(trade)
    choose(trade, ZERO_ON_SALES_INVOICE)
    made = turn(trade, paper, "SI")
    assert quantities(made) == [("DRIVE", 1), ("PHONE", 0), ("CABLE", 0), ("HOUR", 1)]
    with refused("cannot_post", ("Line 2 (PHONE)", "empty_quantity"), ("Line 3 (CABLE)", "empty_quantity")):
        trade.post(made)


def test_what_is_entered_is_taken_from_what_the_order_committed(trade: Trade) -> None:
    paper = sold(trade)
    choose(trade, ZERO_ON_SALES_INVOICE)
    made = turn(trade, paper, "SI")
    change(trade, made, line=1, quantity=3)
    assert (attached(made, 1), attached(paper, 1)) == (2, 0)
    change(trade, made, line=2, quantity=4)
    posted = trade.post(made)
    assert (posted.units, posted.quantity) == (4, 4)
    assert [bin_of(serial) for serial in ("100002", "100003", "100004", "100005")] == ["SOLD", "SOLD", "SOLD", "MAIN"]
    assert held() == 0


def test_a_price_can_be_changed_before_the_quantity_is_known(trade: Trade) -> None:
    paper = sold(trade)
    choose(trade, ZERO_ON_SALES_INVOICE)
    made = change(trade, turn(trade, paper, "SI"), line=1, price_minor=123)
    assert made.lines[1].price_minor == 123


def test_what_is_asked_for_in_so_many_words_is_no_zero(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", quantity=5)
    choose(trade, ZERO_ON_SALES_INVOICE)
    assert quantities(turn(trade, paper, "SI", wanted=4)) == [("CABLE", 4)]


def test_committed_quantities_keep_a_line_for_their_bin(trade: Trade) -> None:
    trade.receive("CABLE", quantity=9)
    paper = order(trade, "SO", "CABLE", quantity=5)
    commit_to(trade, paper, 3)
    choose(trade, ZERO_ON_SALES_INVOICE)
    made = turn(trade, paper, "SI")
    assert quantities(made) == [("CABLE", 0)]
    change(trade, made, quantity=3)
    trade.post(made)
    assert held() == 0


@pytest.mark.parametrize("item", ["PHONE", "CABLE"])
def test_receipts_begin_at_zero_too(trade: Trade, item: str) -> None:
    paper = order(trade, "PO", item, quantity=5)
    assert quantities(turn(trade, paper, "PR", wanted=1)) == [(item, 1)]
    choose(trade, ZERO_ON_RECEIPT)
    made = turn(trade, paper, "PR")
    assert quantities(made) == [(item, 0)]
    change(trade, made, quantity=4)
    posted = trade.post(made)
    assert posted.units + posted.quantity == 4


def test_a_receipt_takes_in_the_units_that_the_order_made_first(trade: Trade) -> None:
    paper = order(trade, "PO", "PHONE", quantity=5)
    commit_to(trade, paper, 2)
    choose(trade, ZERO_ON_RECEIPT)
    made = turn(trade, paper, "PR")
    change(trade, made, quantity=3)
    trade.post(made)
    assert [bin_of(serial) for serial in ("100000", "100001", "100002")] == ["MAIN"] * 3


def test_a_debit_memo_begins_at_zero(trade: Trade) -> None:
    trade.receive("PHONE", quantity=2)
    paper = order(trade, "DO", "PHONE", quantity=2)
    trade.scan(paper, "100000", "100001")
    assert quantities(turn(trade, paper, "DM", wanted=1)) == [("PHONE", 1)]
    choose(trade, ZERO_ON_RECEIPT)
    made = turn(trade, paper, "DM")
    assert quantities(made) == [("PHONE", 0)]
    change(trade, made, quantity=1)
    assert trade.post(made).units == 1


@pytest.mark.parametrize("kind", ["PO", "PR"])
def test_a_purchase_invoice_begins_at_zero(trade: Trade, kind: str) -> None:
    paper = trade.draft(kind, NewLine(item="CABLE", quantity=5), party="V1")
    source = trade.post(paper) if kind == "PR" else paper
    choose(trade, ZERO_ON_PURCHASE_INVOICE)
    made = turn(trade, source, "PI")
    assert quantities(made) == [("CABLE", 0)]
    change(trade, made, quantity=5)
    trade.post(made)


def test_for_a_bill_nothing_is_scanned_so_units_begin_at_zero_as_well(trade: Trade) -> None:
    receipt = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=5)))
    choose(trade, ZERO_ON_PURCHASE_INVOICE)
    made = turn(trade, receipt, "PI")
    assert quantities(made) == [("DRIVE", 0)]
    change(trade, made, quantity=5)
    trade.post(made)


def test_each_paper_has_its_own_choice(trade: Trade) -> None:
    choose(trade, ZERO_ON_RECEIPT)
    choose(trade, ZERO_ON_PURCHASE_INVOICE)
    assert quantities(turn(trade, order(trade, "SO", "CABLE", quantity=5), "SI")) == [("CABLE", 5)]


def test_more_on_an_invoice_takes_what_the_order_committed_before_anything_else(trade: Trade) -> None:
    trade.receive("PHONE", quantity=6)
    paper = order(trade, "SO", "PHONE", quantity=5)
    commit_to(trade, paper, 3)
    made = turn(trade, paper, "SI", wanted=1)
    change(trade, made, quantity=2)
    assert (attached(made), attached(paper)) == (2, 1)
