"""Repairs of customers' units and of our own, and units lent to customers."""

from __future__ import annotations

from tests.papers import close_to, commit_to, turn
from tests.trade import Trade, bin_of, fates, in_bin, refused

from everyunit.base import sql
from everyunit.documents.detach import Detach, detach
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.generate import Generate, generate
from everyunit.documents.new_lines import NewLine
from everyunit.documents.scans import Scanned


def ledger() -> list[sql.Row]:
    """What every account stands at."""
    return sql.rows("SELECT account_id, sum(amount_minor) FROM money_entryline GROUP BY account_id ORDER BY account_id")


def bring_back(trade: Trade, paper: DraftSaved, *serials: str) -> Scanned:
    return detach(trade.owner, Detach(document_id=paper.document_id, scans=serials))


def test_a_customers_unit_is_repaired_and_goes_back_without_ever_being_ours(trade: Trade) -> None:
    (unit,) = trade.receive()
    trade.sell(unit)
    books = ledger()
    repair = trade.draft("RO")
    assert trade.scan(repair, unit).counts == {"added": 1}
    assert bin_of(unit) == "IN-REPAIR"
    assert bring_back(trade, repair, unit).counts == {"detached": 1}
    assert bin_of(unit) == "SOLD"
    assert ledger() == books
    assert close_to(trade, repair).status == "closed"


def test_what_nobody_has_brought_back_keeps_the_paper_open(trade: Trade) -> None:
    units = trade.receive(quantity=2)
    trade.sell(*units)
    repair = trade.draft("RO")
    trade.scan(repair, *units)
    bring_back(trade, repair, units[0])
    with refused("still_out", ("Line 1 (DRIVE)", "still_out")):
        close_to(trade, repair)
    with refused("no_quote"):
        close_to(trade, repair, "cancelled")


def test_a_unit_that_we_never_sold_comes_for_repair_with_a_number_of_ours(trade: Trade) -> None:
    repair = trade.draft("RO", NewLine(item="DRIVE", quantity=1))
    line = repair.lines[0].line_id
    generate(trade.owner, Generate(document_id=repair.document_id, line_id=line, count=1, cost_minor=0))
    ((unit,),) = sql.rows("SELECT serial FROM stock_unit")
    assert bin_of(unit) == "IN-REPAIR"
    bring_back(trade, repair, unit)
    assert bin_of(unit) == "SOLD"


def test_another_unit_of_ours_is_no_customers(trade: Trade) -> None:
    (unit,) = trade.receive()
    told = trade.scan(trade.draft("RO"), unit)
    assert fates(told) == [(unit, "skipped", "wrong_bin")]


def test_our_own_unit_is_repaired_at_its_cost_and_is_not_for_sale_meanwhile(trade: Trade) -> None:
    (unit,) = trade.receive()
    books = ledger()
    repair = trade.draft("RW")
    trade.scan(repair, unit)
    assert bin_of(unit) == "REPAIR"
    sale = trade.scan(trade.draft("SI"), unit)
    assert [(entry.code, entry.holder) for entry in sale.entries] == [("held", f"RW {repair.number}")]
    bring_back(trade, repair, unit)
    assert bin_of(unit) == "MAIN"
    assert ledger() == books


def test_a_loan_is_picked_comes_back_and_is_ours_all_the_time(trade: Trade) -> None:
    units = trade.receive(quantity=2)
    books = ledger()
    loan = trade.draft("LO")
    trade.scan(loan, *units)
    assert {bin_of(unit) for unit in units} == {"ON-LOAN"}
    bring_back(trade, loan, *units)
    assert {bin_of(unit) for unit in units} == {"MAIN"}
    assert ledger() == books
    close_to(trade, loan)


def test_a_loan_that_the_customer_keeps_is_invoiced(trade: Trade) -> None:
    units = trade.receive(quantity=2)
    loan = trade.draft("LO")
    trade.scan(loan, *units)
    bring_back(trade, loan, units[0])
    invoice = turn(trade, loan, "SI")
    trade.post(invoice)
    assert bin_of(units[1]) == "SOLD"
    assert bin_of(units[0]) == "MAIN"


def test_counted_goods_are_lent_and_come_back(trade: Trade) -> None:
    trade.receive("CABLE", 5)
    loan = trade.draft("LO", NewLine(item="CABLE", quantity=3))
    commit_to(trade, loan, 3)
    assert in_bin("CABLE", "ON-LOAN") == 3
    with refused("still_out"):
        close_to(trade, loan)
    commit_to(trade, loan, 0)
    assert close_to(trade, loan).status == "closed"
