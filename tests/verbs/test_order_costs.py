"""An order costs what its committed units cost, and the average for the rest (SAL-129)."""

from __future__ import annotations

from tests.doors.http import Api
from tests.trade import Trade

from everyunit.company.found import hire
from everyunit.documents.close import Close, close
from everyunit.documents.convert import Convert, convert
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.order_costs import OrderCost, order_costs
from everyunit.documents.page import document_page
from everyunit.documents.queries import document_by_id


def costs_of(paper: DraftSaved) -> list[OrderCost]:
    row = document_by_id(paper.document_id)
    assert row is not None
    return list(order_costs(row).values())


def three_drives(trade: Trade) -> None:
    """Two at 60.00, one at 90.00: 70.00 on average."""
    trade.receive(quantity=2, price_minor=6000)
    trade.receive(quantity=1, price_minor=9000)


def an_order(trade: Trade, quantity: int, *serials: str) -> DraftSaved:
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=quantity), party="C1")
    if serials:
        trade.scan(order, *serials)
    return order


def test_nothing_committed_costs_the_average(trade: Trade) -> None:
    three_drives(trade)
    assert costs_of(an_order(trade, 2)) == [OrderCost(total_minor=14000, each_minor=7000)]


def test_committed_units_cost_what_they_cost_and_the_rest_the_average(trade: Trade) -> None:
    three_drives(trade)
    assert costs_of(an_order(trade, 2, "100002")) == [OrderCost(total_minor=16000, each_minor=8000)]


def test_all_committed_cost_what_they_cost(trade: Trade) -> None:
    three_drives(trade)
    assert costs_of(an_order(trade, 2, "100000", "100002")) == [OrderCost(total_minor=15000, each_minor=7500)]


def test_what_a_draft_has_borrowed_and_what_is_delivered_still_counts(trade: Trade) -> None:
    three_drives(trade)
    order = an_order(trade, 3, "100002")
    invoice = convert(trade.owner, Convert(document_id=order.document_id, to="SI"))
    assert costs_of(order)[0].total_minor == 9000 + 2 * 7000
    trade.post(invoice)
    assert costs_of(order)[0].total_minor == 9000 + 2 * 6000
    close(trade.owner, Close(document_id=order.document_id))
    assert costs_of(order)[0].total_minor == 9000


def test_counted_goods_cost_the_average_and_services_nothing(trade: Trade) -> None:
    trade.receive("CABLE", 3, amount_minor=1000)
    lines = (NewLine(item="CABLE", quantity=2), NewLine(item="HOUR", quantity=1))
    assert costs_of(trade.draft("SO", *lines, party="C1")) == [OrderCost(total_minor=667, each_minor=334)]


def test_without_stock_nothing_is_known_yet(trade: Trade) -> None:
    assert costs_of(an_order(trade, 2)) == [OrderCost(total_minor=0, each_minor=0)]


def test_only_orders_that_take_from_stock_have_such_a_cost(trade: Trade) -> None:
    trade.receive()
    assert costs_of(trade.draft("PO", NewLine(item="DRIVE", quantity=1), party="V1")) == []
    assert costs_of(trade.draft("SI", NewLine(item="DRIVE", quantity=1))) == []


def test_the_page_and_the_api_show_it_to_those_who_may_see_costs(trade: Trade) -> None:
    three_drives(trade)
    order = an_order(trade, 2, "100002")
    page = document_page(order.document_id, costs=True)
    assert page is not None
    assert (page.lines[0].cost_minor, page.lines[0].margin_minor) == (16000, 4000)
    hidden = document_page(order.document_id, costs=False)
    assert hidden is not None
    assert hidden.lines[0].cost_minor is None
    hire("seller", "counter")
    path = f"/documents/{order.document_id}"
    assert Api().get(path).json()["lines"][0]["cost_minor"] == 16000
    assert Api("seller").get(path).json()["lines"][0]["cost_minor"] is None


def test_the_new_costs_of_an_adjustment_are_not_for_everybody(trade: Trade) -> None:
    trade.receive("CABLE", 10, price_minor=200)
    paper = trade.draft("CA", NewLine(item="CABLE", quantity=1))
    hire("seller", "counter")
    shown = Api("seller").get(f"/documents/{paper.document_id}").json()
    assert (shown["total_minor"], shown["lines"][0]["price_minor"]) == (None, None)
