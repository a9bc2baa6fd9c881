"""Ordering, inspecting, receiving, invoicing, late freight, and sending back."""

import pytest
from tests.trade import Trade

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.commit import Commit, commit
from everyunit.documents.convert import Convert, Wanted, convert
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused


@pytest.fixture(autouse=True)
def books_stay_sound(trade: Trade):
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def account(purpose: str) -> int:
    return sql.scalar(
        "SELECT coalesce(sum(l.amount_minor), 0) FROM money_entryline l JOIN money_account a ON a.id = l.account_id"
        " WHERE a.purpose = %s",
        [purpose],
    )


def costs() -> dict[str, int]:
    return dict(sql.rows("SELECT serial, cost_minor FROM stock_unit ORDER BY id"))


def price(trade: Trade, paper: DraftSaved, price_minor: int, line: int = 0) -> None:
    change = LineChange(line_id=paper.lines[line].line_id, price_minor=price_minor)
    revise(trade.owner, Revise(document_id=paper.document_id, change=(change,)))


def receive_from(trade: Trade, paper: DraftSaved, quantity: int) -> DraftSaved:
    receipt = convert(trade.owner, Convert(document_id=paper.document_id, to="PR"))
    change = LineChange(line_id=receipt.lines[0].line_id, quantity=quantity)
    return revise(trade.owner, Revise(document_id=receipt.document_id, change=(change,)))


def status_of(document: DraftSaved) -> str:
    return Document.objects.get(pk=document.document_id).status


def test_committed_units_wait_outside_our_stock_and_are_received_with_their_numbers(trade: Trade) -> None:
    paper = trade.draft("PO", NewLine(item="DRIVE", quantity=3, price_minor=5000), party="V1")
    commit(trade.owner, Commit(document_id=paper.document_id, line_id=paper.lines[0].line_id, quantity=2))
    assert sql.rows("SELECT u.serial, b.code FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id ORDER BY u.id") == [
        ("100000", "INSPECT"),
        ("100001", "INSPECT"),
    ]
    assert account("inventory") == 0
    receipt = receive_from(trade, paper, 3)
    assert receipt.lines[0].attached == 2
    price(trade, receipt, 5500)
    posted = trade.post(receipt)
    assert (posted.units, posted.value_minor) == (3, 16500)
    assert costs() == {"100000": 5500, "100001": 5500, "100002": 5500}
    assert (account("inventory"), account("accrued_purchases")) == (16500, -16500)


def test_scanning_makers_numbers_into_an_order_generates_its_units(trade: Trade) -> None:
    paper = trade.draft("PO", NewLine(item="DRIVE", quantity=2), party="V1")
    trade.scan(paper, "MK-1", "MK-2")
    assert sql.rows("SELECT maker_serial FROM stock_unit ORDER BY id") == [("MK-1",), ("MK-2",)]
    assert sql.scalar("SELECT count(*) FROM stock_hold") == 2


def test_more_than_was_ordered_is_not_received(trade: Trade) -> None:
    paper = trade.draft("PO", NewLine(item="CABLE", quantity=3), party="V1")
    with pytest.raises(Refused) as refused:
        trade.post(receive_from(trade, paper, 4))
    assert refused.value.offenders[0].code == "over_received"


def test_partial_receipts_then_one_invoice_close_the_order(trade: Trade) -> None:
    paper = trade.draft("PO", NewLine(item="DRIVE", quantity=3, price_minor=5000), party="V1")
    first = receive_from(trade, paper, 1)
    trade.post(first)
    second = receive_from(trade, paper, 2)
    trade.post(second)
    assert status_of(paper) == "open"
    invoice = convert(trade.owner, Convert(document_id=first.document_id, to="PI", further=(second.document_id,)))
    assert [line.quantity for line in invoice.lines] == [1, 2]
    trade.post(invoice)
    assert (account("accrued_purchases"), account("payables"), account("inventory")) == (0, -15000, 15000)


def test_an_invoice_from_the_order_receives_and_invoices_at_once(trade: Trade) -> None:
    paper = trade.draft("PO", NewLine(item="PHONE", quantity=2, price_minor=15000), party="V1")
    invoice = convert(trade.owner, Convert(document_id=paper.document_id, to="PI"))
    assert trade.post(invoice).units == 2
    assert (account("inventory"), account("payables"), account("accrued_purchases")) == (30000, -30000, 0)
    assert status_of(paper) == "closed"


def test_a_price_correction_reaches_each_unit_where_it_now_is(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=3, price_minor=6000))
    trade.post(receipt)
    trade.sell("100001")
    back = trade.draft("DM", party="V1")
    trade.scan(back, "100002")
    trade.post(back)
    before = account("cost_of_goods_sold")
    invoice = convert(trade.owner, Convert(document_id=receipt.document_id, to="PI"))
    price(trade, invoice, 6500)
    trade.post(invoice)
    assert costs() == {"100000": 6500, "100001": 6500, "100002": 6000}
    assert account("inventory") == 6500
    assert account("cost_of_goods_sold") - before == 500
    assert account("purchase_price_variance") == 500
    assert account("accrued_purchases") == 0


def test_a_corrected_invoice_is_reversed_to_the_cent(trade: Trade) -> None:
    receipt = trade.draft(
        "PR", NewLine(item="DRIVE", quantity=2, price_minor=6000), NewLine(item="CABLE", quantity=5, price_minor=200)
    )
    trade.post(receipt)
    invoice = convert(trade.owner, Convert(document_id=receipt.document_id, to="PI"))
    price(trade, invoice, 6501)
    price(trade, invoice, 300, line=1)
    trade.post(invoice)
    assert account("inventory") == 14502
    reverse(trade.owner, Reverse(document_id=invoice.document_id, reason="mistake"))
    assert costs() == {"100000": 6000, "100001": 6000}
    assert (account("inventory"), account("payables")) == (13000, 0)


def test_invoicing_a_receipt_twice_is_refused(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    trade.post(receipt)
    one = convert(trade.owner, Convert(document_id=receipt.document_id, to="PI"))
    with pytest.raises(Refused) as refused:
        convert(trade.owner, Convert(document_id=receipt.document_id, to="PI"))
    assert refused.value.code == "nothing_outstanding"
    trade.post(one)


def test_an_order_that_was_received_says_which_receipts_to_invoice(trade: Trade) -> None:
    order = trade.draft("PO", NewLine(item="CABLE", quantity=1))
    receipt = convert(trade.owner, Convert(document_id=order.document_id, to="PR"))
    trade.post(receipt)
    with pytest.raises(Refused, match=f"Make it from PR {receipt.number}"):
        convert(trade.owner, Convert(document_id=order.document_id, to="PI"))


def test_quantities_are_invoiced_dearer_and_what_is_gone_is_variance(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="CABLE", quantity=10, price_minor=200))
    trade.post(receipt)
    trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=4)))
    invoice = convert(trade.owner, Convert(document_id=receipt.document_id, to="PI"))
    price(trade, invoice, 250)
    trade.post(invoice)
    assert account("inventory") == 1200 + 300
    assert account("purchase_price_variance") == 200
    assert account("accrued_purchases") == 0


def freight(trade: Trade, amount: int, method: str = "value") -> NewLine:
    save_item(trade.owner, SaveItem(code="FREIGHT", name="Freight", tracking="none"))
    return NewLine(item="FREIGHT", quantity=1, price_minor=amount, spread=method)


def test_freight_on_the_receipt_is_part_of_what_the_goods_cost(trade: Trade) -> None:
    receipt = trade.draft(
        "PR",
        NewLine(item="DRIVE", quantity=2, price_minor=6000),
        NewLine(item="CABLE", quantity=10, price_minor=300),
        freight(trade, 1000),
    )
    assert trade.post(receipt).value_minor == 16000
    assert costs() == {"100000": 6400, "100001": 6400}
    invoice = convert(trade.owner, Convert(document_id=receipt.document_id, to="PI"))
    trade.post(invoice)
    assert (account("accrued_purchases"), account("payables"), account("purchase_price_variance")) == (0, -16000, 0)


def test_freight_after_the_sale_goes_to_the_cost_of_sale_of_that_very_unit(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2, price_minor=6000))
    trade.post(receipt)
    trade.sell("100000")
    before = account("cost_of_goods_sold")
    late = trade.draft("PI", freight(trade, 301, "quantity"), party="V2", source_id=receipt.document_id)
    trade.post(late)
    assert costs() == {"100000": 6151, "100001": 6150}
    assert account("cost_of_goods_sold") - before == 151
    assert account("inventory") == 6150
    assert account("payables") == -301


def test_a_vendor_return_books_its_gain_or_loss(trade: Trade) -> None:
    (serial,) = trade.receive(price_minor=6000)
    paper = trade.draft("DO", NewLine(item="DRIVE", quantity=1, price_minor=5500), party="V1")
    trade.scan(paper, serial)
    memo = convert(trade.owner, Convert(document_id=paper.document_id, to="DM"))
    trade.post(memo)
    assert status_of(paper) == "closed"
    assert (account("payables"), account("inventory"), account("purchase_returns")) == (5500, 0, 500)


def test_a_partly_invoiced_receipt_clears_its_part_only(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=3, amount_minor=1000))
    trade.post(receipt)
    part = Wanted(line_id=receipt.lines[0].line_id, quantity=1)
    trade.post(convert(trade.owner, Convert(document_id=receipt.document_id, to="PI", wanted=(part,))))
    assert account("accrued_purchases") == -666
    trade.post(convert(trade.owner, Convert(document_id=receipt.document_id, to="PI")))
    assert account("accrued_purchases") == 0


def test_receipts_with_makers_numbers_leave_no_line_of_an_order_behind(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    trade.scan(receipt, "WD-1", by="maker")
    trade.post(receipt)
    bought = trade.draft("PO", NewLine(item="DRIVE", quantity=2))
    further = (bought.document_id,)
    made = convert(trade.owner, Convert(document_id=receipt.document_id, to="PI", further=further))
    assert ([line.quantity for line in made.lines], made.left_out) == ([1, 0], ())
