"""Orders that are delivered in parts, by other means, or given up: nothing is counted twice, nothing stays held."""

import pytest
from tests.papers import (
    account,
    attached,
    change,
    close_to,
    commit_to,
    freight,
    held,
    order,
    status_of,
    turn,
    undo,
)
from tests.trade import Trade, bin_of, cost_of, fates, holds, in_bin, one, refused

from everyunit.documents.detach import Detach, detach
from everyunit.documents.discard import Discard, discard
from everyunit.documents.generate import Generate, generate
from everyunit.documents.new_lines import NewLine
from everyunit.documents.pick import Pick, pick


def test_a_purchase_order_closes_when_its_receipts_are_invoiced(trade: Trade) -> None:
    paper = order(trade, "PO", "PHONE", 2)
    receipt = turn(trade, paper, "PR")
    trade.post(receipt)
    assert status_of(paper) == "open"
    invoice = turn(trade, receipt, "PI")
    trade.post(invoice)
    assert status_of(paper) == "closed"
    undo(trade, invoice)
    assert status_of(paper) == "open"


def test_a_vendor_return_made_by_scanning_is_priced_at_cost(trade: Trade) -> None:
    (serial,) = trade.receive()
    for kind in ("DO", "DM"):
        memo = trade.draft(kind, party="V1")
        assert [line.price_minor for line in trade.scan(memo, serial).lines] == [6000]
        detach(trade.owner, Detach(document_id=memo.document_id, scans=(serial,)))


@pytest.mark.parametrize("kind", ["PR", "PI"])
def test_a_unit_fills_the_vendor_return_that_was_made_from_its_receipt(trade: Trade, kind: str) -> None:
    receipt = trade.draft(kind, NewLine(item="DRIVE", quantity=2), party="V1")
    trade.post(receipt)
    paper = turn(trade, receipt, "DO")
    assert fates(trade.scan(paper, "100000")) == [("100000", "assigned", "")]


def test_a_closed_order_holds_nothing_whatever_was_delivered_in_its_place(trade: Trade) -> None:
    promised, other = trade.receive(quantity=2)
    paper = order(trade, "SO")
    trade.scan(paper, promised)
    invoice = turn(trade, paper, "SI")
    detach(trade.owner, Detach(document_id=invoice.document_id, scans=(promised,)))
    assert fates(trade.scan(invoice, other)) == [(other, "assigned", "")]
    trade.post(invoice)
    assert status_of(paper) == "closed"
    assert holds() == {}
    assert bin_of(promised) == "MAIN"


def test_a_quantity_that_was_delivered_from_elsewhere_is_free_again(trade: Trade) -> None:
    trade.receive("CABLE", 10)
    paper = order(trade, "SO", "CABLE", 4)
    commit_to(trade, paper, 4)
    invoice = turn(trade, paper, "SI")
    change(trade, invoice, from_bin="MAIN")
    trade.post(invoice)
    assert status_of(paper) == "closed"
    assert held() == 0


def test_closing_brings_a_committed_quantity_back_to_where_it_is_sold_from(trade: Trade) -> None:
    trade.receive("CABLE", 10)
    paper = order(trade, "SO", "CABLE", 4)
    commit_to(trade, paper, 4)
    assert in_bin("CABLE", "PACKING") == 4
    close_to(trade, paper)
    assert (in_bin("CABLE", "MAIN"), in_bin("CABLE", "PACKING"), held()) == (10, 0, 0)


@pytest.mark.parametrize(("first", "then"), [("SO", "SI"), ("CO", "CM"), ("PO", "PR")])
def test_pieces_that_an_order_had_put_by_are_put_by_again_when_their_delivery_is_undone(
    trade: Trade, first: str, then: str
) -> None:
    trade.receive("CABLE", 10)
    paper = order(trade, first, "CABLE", 5)
    commit_to(trade, paper, 4)
    one_piece, rest = turn(trade, paper, then, wanted=1), turn(trade, paper, then, wanted=3)
    trade.post(one_piece)
    trade.post(rest)
    assert (status_of(paper), held()) == ("open", 0)
    undo(trade, rest)
    assert held() == 3
    undo(trade, one_piece)
    assert held() == 4
    assert attached(commit_to(trade, paper, 5)) == 5


def test_pieces_that_nobody_had_put_by_are_free_when_their_delivery_is_undone(trade: Trade) -> None:
    trade.receive("CABLE", 10)
    paper = order(trade, "SO", "CABLE", 4)
    delivery = turn(trade, paper, "SI")
    change(trade, delivery, from_bin="MAIN")
    trade.post(delivery)
    undo(trade, delivery)
    assert (status_of(paper), held(), in_bin("CABLE", "MAIN")) == ("open", 0, 10)


def test_detaching_a_quantity_line_brings_it_back_too(trade: Trade) -> None:
    trade.receive("CABLE", 10)
    paper = order(trade, "SO", "CABLE", 4)
    commit_to(trade, paper, 4)
    detach(trade.owner, Detach(document_id=paper.document_id, line_id=paper.lines[0].line_id))
    assert in_bin("CABLE", "MAIN") == 10


def test_what_is_delivered_is_not_committed_again(trade: Trade) -> None:
    serials = trade.receive(quantity=4)
    paper = order(trade, "SO", quantity=3)
    trade.scan(paper, *serials[:2])
    trade.post(turn(trade, paper, "SI"))
    scanned = trade.scan(paper, *serials[2:])
    assert fates(scanned) == [(serials[2], "assigned", ""), (serials[3], "skipped", "exceeds")]
    assert trade.scan(paper, serials[3], exceed=True).lines[0].quantity == 4


def test_what_waits_on_a_draft_is_not_committed_again(trade: Trade) -> None:
    trade.receive("PHONE", 6)
    paper = order(trade, "SO", "PHONE", 3)
    commit_to(trade, paper, 2)
    turn(trade, paper, "SI", wanted=2)
    with refused("over_committed"):
        commit_to(trade, paper, 2)
    assert attached(commit_to(trade, paper, 1)) == 1


def test_picking_fills_an_order_to_what_is_outstanding(trade: Trade) -> None:
    trade.receive("PHONE", 6)
    paper = order(trade, "SO", "PHONE", 3)
    trade.post(turn(trade, paper, "SI", wanted=2))
    picked = pick(trade.owner, Pick(document_id=paper.document_id))
    assert picked.lines[0].attached == 1


def test_no_more_is_generated_than_an_announced_return_lacks(trade: Trade) -> None:
    paper = order(trade, "CO", quantity=3)
    generate(trade.owner, Generate(document_id=paper.document_id, line_id=paper.lines[0].line_id, count=2))
    trade.post(turn(trade, paper, "CM"))
    with refused("too_many"):
        generate(trade.owner, Generate(document_id=paper.document_id, line_id=paper.lines[0].line_id, count=2))


def test_an_order_is_not_lowered_below_what_was_delivered(trade: Trade) -> None:
    paper = order(trade, "PO", "CABLE", 10)
    trade.post(turn(trade, paper, "PR", wanted=6))
    with refused("bad_lines", ("Line 1 (CABLE)", "delivered")):
        change(trade, paper, quantity=5)
    assert change(trade, paper, quantity=6).lines[0].quantity == 6


def test_a_quantity_is_not_credited_by_memo_and_again_through_an_announced_return(trade: Trade) -> None:
    trade.receive("CABLE", 10)
    sale = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=4)))
    rma = turn(trade, sale, "CO")
    trade.post(turn(trade, sale, "CM", wanted=3))
    memo = turn(trade, rma, "CM")
    with refused("cannot_post", ("CABLE", "over_credited")):
        trade.post(memo)
    change(trade, memo, quantity=1)
    trade.post(memo)
    with refused("nothing_outstanding"):
        turn(trade, sale, "CM")
    with refused("nothing_outstanding"):
        turn(trade, sale, "CO")


def test_a_closed_return_can_be_announced_again(trade: Trade) -> None:
    trade.receive("CABLE", 10)
    sale = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=4)))
    rma = turn(trade, sale, "CO")
    trade.post(turn(trade, rma, "CM", wanted=1))
    close_to(trade, rma)
    assert [line.quantity for line in turn(trade, sale, "CO").lines] == [3]


def test_an_earlier_purchase_invoice_is_not_reversed_under_a_later_one_of_the_same_line(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=3, amount_minor=1000))
    trade.post(receipt)
    first = turn(trade, receipt, "PI", wanted=1)
    trade.post(first)
    second = turn(trade, receipt, "PI", wanted=1)
    trade.post(second)
    with refused("later_events", (f"PI {second.number}", "invoiced_since")):
        undo(trade, first)
    undo(trade, second)
    undo(trade, first)
    trade.post(turn(trade, receipt, "PI"))
    assert (account("accrued_purchases"), account("payables")) == (0, -1000)


def test_a_dearer_invoice_is_not_reversed_when_the_goods_are_gone(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="CABLE", quantity=10, price_minor=200))
    trade.post(receipt)
    invoice = turn(trade, receipt, "PI")
    change(trade, invoice, price_minor=250)
    trade.post(invoice)
    trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=10)))
    with refused("negative_stock", ("CABLE", "value_used")):
        undo(trade, invoice)


def test_freight_may_name_the_invoice_of_the_goods(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=10))
    trade.post(receipt)
    invoice = turn(trade, receipt, "PI")
    trade.post(invoice)
    trade.post(trade.draft("PI", freight(trade, 1400), party="V2", source_id=invoice.document_id))
    assert (cost_of("100000"), cost_of("100001")) == (6600, 6600)
    assert account("inventory") == 12000 + 2000 + 1400


def test_freight_on_what_was_reversed_is_refused(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2))
    trade.post(receipt)
    late = trade.draft("PI", freight(trade, 1400), party="V2", source_id=receipt.document_id)
    undo(trade, receipt)
    with refused("source_reversed"):
        trade.post(late)


@pytest.mark.parametrize("item", ["PHONE", "CABLE"])
def test_the_invoice_starts_at_what_is_committed_and_else_at_what_is_outstanding(trade: Trade, item: str) -> None:
    trade.receive(item, 6)
    paper = order(trade, "SO", item, 5)
    commit_to(trade, paper, 2)
    invoice = turn(trade, paper, "SI")
    assert [line.quantity for line in invoice.lines] == [2]
    trade.post(invoice)
    assert [line.quantity for line in turn(trade, paper, "SI").lines] == [3]


def test_a_detached_unit_can_be_scanned_into_the_invoice_again(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = order(trade, "SO")
    trade.scan(paper, serial)
    invoice = turn(trade, paper, "SI")
    detach(trade.owner, Detach(document_id=invoice.document_id, scans=(serial,)))
    assert holds() == {serial: f"SO {paper.number}"}
    assert fates(trade.scan(invoice, serial)) == [(serial, "assigned", "")]


def test_a_discarded_draft_returns_lent_units_and_its_number_is_not_used_again(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    paper = order(trade, "SO", quantity=2)
    trade.scan(paper, *serials)
    invoice = turn(trade, paper, "SI")
    assert holds() == dict.fromkeys(serials, f"SI {invoice.number}")
    discard(trade.owner, Discard(document_id=invoice.document_id))
    assert holds() == dict.fromkeys(serials, f"SO {paper.number}")
    assert attached(paper) == 2
    assert turn(trade, paper, "SI").number != invoice.number


def test_a_reversed_receipt_gives_its_units_back_to_the_order_that_made_them(trade: Trade) -> None:
    paper = order(trade, "PO", quantity=2)
    commit_to(trade, paper, 2)
    receipt = turn(trade, paper, "PR")
    trade.post(receipt)
    undo(trade, receipt)
    assert bin_of("100000") == "INSPECT"
    assert attached(paper) == 2
    again = turn(trade, paper, "PR")
    assert trade.post(again).units == 2
    assert one("SELECT count(*) FROM stock_unit") == 2


def test_a_reversed_invoice_gives_its_units_back_to_the_order_that_held_them(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = order(trade, "SO")
    trade.scan(paper, serial)
    invoice = turn(trade, paper, "SI")
    trade.post(invoice)
    undo(trade, invoice)
    assert holds() == {serial: f"SO {paper.number}"}
    assert attached(paper) == 1


def test_cancelling_keeps_where_the_goods_of_a_line_go(trade: Trade) -> None:
    paper = trade.draft("PO", NewLine(item="DRIVE", quantity=2, to_bin="RETURNS"), party="V1")
    close_to(trade, paper, "cancelled")
    assert (
        one(
            "SELECT b.code FROM documents_line l JOIN documents_document d ON d.id = l.document_id"
            " JOIN places_bin b ON b.id = l.to_bin_id WHERE d.kind = 'PQ'"
        )
        == "RETURNS"
    )


def test_cancelling_keeps_how_a_cost_is_spread(trade: Trade) -> None:
    paper = trade.draft("PO", NewLine(item="DRIVE", quantity=2), freight(trade, 1000), party="V1")
    quote = close_to(trade, paper, "cancelled").quote
    assert quote
    assert (
        one(
            "SELECT count(*) FROM documents_line l JOIN documents_document d ON d.id = l.document_id"
            " WHERE d.kind = 'PQ' AND l.spread = 'value'"
        )
        == 1
    )
