"""A cost that comes after the goods finds them; where it finds none, or is not to be spread, it is variance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.papers import account, close_to, freight, order, turn, undo
from tests.trade import Trade, cost_of, refused

from everyunit.documents.convert import Convert, Wanted, convert
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.move_units import MoveUnits, move_units
from everyunit.documents.new_lines import NewLine
from everyunit.documents.revise import Revise, revise
from everyunit.reports.verify import verify


@pytest.fixture(autouse=True)
def books_stay_sound(trade: Trade) -> Iterator[None]:
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def ordered(trade: Trade) -> DraftSaved:
    """An order of two drives, with the freight for them."""
    return trade.draft("PO", NewLine(item="DRIVE", quantity=2), freight(trade, 1400))


def part(trade: Trade, paper: DraftSaved, to: str, line: int, quantity: int) -> DraftSaved:
    wanted = (Wanted(line_id=paper.lines[line].line_id, quantity=quantity),)
    return convert(trade.owner, Convert(document_id=paper.document_id, to=to, wanted=wanted))


def receive(trade: Trade, bought: DraftSaved) -> None:
    receipt = part(trade, bought, "PR", 0, 2)
    trade.scan(receipt, "WD-1", "WD-2", by="maker")
    trade.post(receipt)


def test_freight_billed_from_the_order_reaches_what_was_received_for_it(trade: Trade) -> None:
    bought = ordered(trade)
    receive(trade, bought)
    trade.post(part(trade, bought, "PI", 1, 1))
    assert (cost_of("100000"), cost_of("100001")) == (6700, 6700)
    assert (account("inventory"), account("purchase_price_variance")) == (13400, 0)


def test_freight_billed_before_anything_came_is_variance_whatever_else_is_in_stock(trade: Trade) -> None:
    trade.receive("CABLE", 5)
    bought = trade.draft("PO", NewLine(item="CABLE", quantity=5), freight(trade, 1400))
    trade.post(part(trade, bought, "PI", 1, 1))
    assert (account("inventory"), account("purchase_price_variance")) == (1000, 1400)


def test_what_was_received_and_reversed_bears_no_freight(trade: Trade) -> None:
    bought = order(trade, "PO", "CABLE", 5)
    undo(trade, trade.post(turn(trade, bought, "PR", wanted=3)))
    trade.post(turn(trade, bought, "PR", wanted=2))
    close_to(trade, bought)
    late = trade.draft("PO", freight(trade, 600))
    trade.post(turn(trade, late, "PI"))
    assert account("purchase_price_variance") == 600


def test_a_sold_unit_bears_its_freight_wherever_its_customer_has_it(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2))
    trade.post(receipt)
    late = trade.draft("PI", freight(trade, 1400), source_id=receipt.document_id)
    trade.sell("100000")
    move_units(trade.owner, MoveUnits(units=("100000",), to_bin="EXPECTED"))
    trade.post(late)
    assert (cost_of("100000"), cost_of("100001")) == (6700, 6700)
    assert account("purchase_price_variance") == 0


def test_a_service_asks_nothing_of_the_paper_that_it_refers_to(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2))
    trade.post(receipt)
    lines = (NewLine(item="HOUR", quantity=1, price_minor=500), freight(trade, 1400))
    service = trade.draft("PI", lines[0], source_id=receipt.document_id)
    late = trade.draft("PI", lines[1], source_id=receipt.document_id)
    undo(trade, receipt)
    trade.post(service)
    assert account("purchase_price_variance") == 500
    with refused("source_reversed"):
        trade.post(late)


@pytest.mark.parametrize("kind", ["PR", "OS"])
def test_only_an_invoice_brings_costs_after_the_goods(trade: Trade, kind: str) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2))
    trade.post(receipt)
    trade.post(trade.draft(kind, freight(trade, 1400), source_id=receipt.document_id))
    assert (cost_of("100000"), account("inventory")) == (6000, 12000)


def test_the_lines_share_in_their_order_wherever_they_came_from(trade: Trade) -> None:
    bought = order(trade, "PO", quantity=1, maker_numbers=("WD-1",))
    receipt = turn(trade, bought, "PR")
    own = (NewLine(item="DRIVE", quantity=1), NewLine(item="DRIVE", quantity=1))
    revise(trade.owner, Revise(document_id=receipt.document_id, add=own))
    trade.post(receipt)
    trade.post(trade.draft("PI", freight(trade, 100, "quantity"), source_id=receipt.document_id))
    assert [cost_of(serial) for serial in ("100000", "100001", "100002")] == [6033, 6033, 6034]
