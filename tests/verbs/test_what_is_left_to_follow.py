"""What may still follow from a paper: invoices and returns do not get in each other's way, and closed stays closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.papers import change, close_to, order, status_of, turn, undo
from tests.trade import Trade, assert_nothing_changed, one, refused

from everyunit.documents.detach import Detach, detach
from everyunit.documents.header import Header
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.new_lines import NewLine
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.reports.verify import verify


@pytest.fixture(autouse=True)
def books_stay_sound(trade: Trade) -> Iterator[None]:
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def test_goods_can_go_back_while_their_invoice_is_being_written(trade: Trade) -> None:
    receipt = trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5)))
    turn(trade, receipt, "PI")
    assert turn(trade, receipt, "DO").lines[0].quantity == 5


def test_all_that_was_received_can_be_invoiced_while_some_of_it_is_about_to_go_back(trade: Trade) -> None:
    receipt = trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5)))
    turn(trade, turn(trade, receipt, "DO", wanted=2), "DM")
    invoice = turn(trade, receipt, "PI")
    assert invoice.lines[0].quantity == 5
    with refused("nothing_outstanding"):
        turn(trade, receipt, "PI")
    trade.post(invoice)
    assert turn(trade, receipt, "DO").lines[0].quantity == 3


def test_more_than_was_announced_may_come_back_and_the_rest_can_be_announced(trade: Trade) -> None:
    trade.receive("CABLE", 5)
    sale = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=5)))
    announced = turn(trade, sale, "CO", wanted=1)
    other = turn(trade, sale, "CO", wanted=1)
    memo = turn(trade, announced, "CM")
    change(trade, memo, quantity=3)
    close_to(trade, other)
    close_to(trade, other, "open")
    trade.post(memo)
    assert turn(trade, sale, "CO").lines[0].quantity == 1


def test_an_order_that_was_closed_by_hand_is_not_opened_by_the_invoice_of_what_it_received(trade: Trade) -> None:
    bought = order(trade, "PO", "CABLE", 5)
    receipt = trade.post(turn(trade, bought, "PR", wanted=3))
    close_to(trade, bought)
    trade.post(turn(trade, receipt, "PI"))
    assert status_of(bought) == "closed"


def test_nor_by_a_return_of_what_it_sold(trade: Trade) -> None:
    trade.receive("CABLE", 5)
    sold = order(trade, "SO", "CABLE", 5)
    invoice = trade.post(turn(trade, sold, "SI", wanted=3))
    close_to(trade, sold)
    memo = turn(trade, invoice, "CM", wanted=1)
    trade.post(memo)
    assert status_of(sold) == "closed"
    undo(trade, memo)
    assert status_of(sold) == "closed"


def test_an_order_that_was_opened_again_is_not_closed_by_a_return(trade: Trade) -> None:
    trade.receive("CABLE", 2)
    sold = order(trade, "SO", "CABLE", 2)
    invoice = trade.post(turn(trade, sold, "SI"))
    close_to(trade, sold, "open")
    trade.post(turn(trade, invoice, "CM", wanted=1))
    assert status_of(sold) == "open"


def test_a_line_that_follows_from_another_is_not_turned_round(trade: Trade) -> None:
    trade.receive("CABLE", 5)
    invoice = turn(trade, order(trade, "SO", "CABLE", 3), "SI")
    with refused("bad_lines", ("Line 1 (CABLE)", "turned")):
        change(trade, invoice, quantity=-3)
    assert change(trade, invoice, quantity=2).lines[0].quantity == 2


def test_a_return_that_was_ordered_comes_back_on_the_invoice_of_its_order(trade: Trade) -> None:
    old, new = trade.receive(quantity=2)
    trade.sell(old)
    exchange = trade.draft("SO", NewLine(item="DRIVE", quantity=1), NewLine(item="DRIVE", quantity=-1))
    invoice = turn(trade, exchange, "SI")
    assert [line.quantity for line in invoice.lines] == [0, 0]
    scanned = trade.scan(invoice, old, new)
    assert [(entry.serial, str(entry.action), entry.line_position) for entry in scanned.entries] == [
        (old, "negative", 2),
        (new, "assigned", 1),
    ]
    assert [line.quantity for line in scanned.lines] == [1, -1]
    trade.post(invoice)
    assert status_of(exchange) == "closed"


def test_a_memo_for_an_announced_return_takes_back_just_what_that_sale_sold(trade: Trade) -> None:
    one_, other = trade.receive(quantity=2)
    sale = trade.sell(one_)
    trade.sell(other)
    memo = turn(trade, turn(trade, sale, "CO"), "CM")
    scanned = trade.scan(memo, other)
    assert (str(scanned.entries[0].action), scanned.entries[0].line_position) == ("added", 2)
    assert trade.scan(memo, one_).entries[0].line_position == 1


def test_invoices_of_one_order_are_reversed_in_any_order(trade: Trade) -> None:
    bought = order(trade, "PO", "CABLE", 5)
    first = trade.post(turn(trade, bought, "PI", wanted=2))
    trade.post(turn(trade, bought, "PI", wanted=3))
    undo(trade, first)
    assert status_of(bought) == "open"


def test_a_number_of_a_unit_that_the_order_awaits_brings_that_unit_onto_the_receipt(trade: Trade) -> None:
    bought = order(trade, "PO", quantity=2, maker_numbers=("WD-1", "WD-2"))
    receipt = turn(trade, bought, "PR")
    off = detach(trade.owner, Detach(document_id=receipt.document_id, scans=("100000", "WD-2")))
    assert (off.counts, off.lines[0].quantity) == ({"detached": 2}, 0)
    back = trade.scan(receipt, "WD-1", "100001")
    assert [(entry.serial, str(entry.action)) for entry in back.entries] == [
        ("100000", "assigned"),
        ("100001", "assigned"),
    ]
    trade.post(receipt)
    assert one("SELECT count(*) FROM stock_unit") == 2


def test_nor_is_one_that_another_follows_from(trade: Trade) -> None:
    bought = order(trade, "PO", quantity=2)
    turn(trade, bought, "PR")
    with refused("bad_lines", ("Line 1 (DRIVE)", "turned")):
        change(trade, bought, quantity=-1)
    assert change(trade, order(trade, "PO", quantity=2), quantity=-1).lines[0].quantity == -1


BECOMING = [
    (kind, to)
    for kind in KINDS.values()
    for to in kind.becomes
    if kind.stage is not Stage.FINAL and kind.by_hand and KINDS[to].by_hand
]


@pytest.mark.parametrize(("kind", "to"), BECOMING, ids=lambda each: each if isinstance(each, str) else each.code)
def test_nothing_follows_from_a_closed_paper_of_any_kind(trade: Trade, kind: Kind, to: str) -> None:
    trade.receive("CABLE", 1)
    save_location(trade.owner, SaveLocation(code="BRANCH", name="The branch"))
    there = {"header": Header(destination="BRANCH")} if kind.travels else {}
    paper = trade.draft(kind.code, NewLine(item="CABLE", quantity=1), **there)
    if kind.stage is Stage.QUOTE:
        turn(trade, paper, to)  # that closes it
    else:
        close_to(trade, paper)
    with assert_nothing_changed(), refused("closed"):
        turn(trade, paper, to)
