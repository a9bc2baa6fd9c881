"""Orders in the hands of several people at once: each unit and each piece goes to one of them, on both databases."""

import pytest
from django.db import connection
from tests.papers import change, close_to, commit_to, held, order, status_of, turn
from tests.trade import Trade, bin_of, holds, in_bin, one
from tests.verbs.test_idempotency import at_once

from everyunit.base import clock
from everyunit.documents.close import StatusChanged
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.places.models import DefaultBin
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused
from everyunit.rules.serials import Range
from everyunit.stock.holds import hold
from everyunit.stock.queries import units_by_serial
from everyunit.stock.runs import Run


@pytest.fixture(autouse=True)
def books_stay_sound(committed: Trade):
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def won(results: list[object], kind: type) -> int:
    assert all(isinstance(each, kind | Refused) for each in results), results
    return sum(isinstance(each, kind) for each in results)


def codes(results: list[object]) -> list[str]:
    return [each.code for each in results if isinstance(each, Refused)]


@pytest.mark.parametrize("item", ["DRIVE", "CABLE"])
def test_two_conversions_of_one_order_lend_everything_once(committed: Trade, item: str) -> None:
    serials = committed.receive(item, 3)
    paper = order(committed, "SO", item, 3)
    if item == "DRIVE":
        committed.scan(paper, *serials)
    results = at_once(*[lambda: turn(committed, paper, "SI")] * 3)
    assert won(results, DraftSaved) == 1
    assert codes(results) == ["nothing_outstanding"] * 2
    invoice = next(each for each in results if isinstance(each, DraftSaved))
    assert [line.quantity for line in invoice.lines] == [3]
    assert committed.post(invoice).quantity + len(serials) == 3
    assert status_of(paper) == "closed"


def test_a_unit_is_promised_or_sold_never_both(committed: Trade) -> None:
    (serial,) = committed.receive()
    paper, sale = order(committed, "SO"), committed.draft("SI", party="C2")

    def sell() -> Posted | None:
        scanned = committed.scan(sale, serial)
        return committed.post(sale) if scanned.counts.get("added") else None

    scanned, sold = at_once(lambda: committed.scan(paper, serial), sell)
    promised = scanned.counts == {"assigned": 1}  # type: ignore[attr-defined]
    assert promised is (sold is None)
    if promised:
        assert (bin_of(serial), holds()) == ("PACKING", {serial: f"SO {paper.number}"})
    else:  # once sold, the scan announces a return
        assert scanned.counts in ({"skipped": 1}, {"negative": 1})  # type: ignore[attr-defined]
        assert one("SELECT count(*) FROM documents_document WHERE kind = 'SI' AND status = 'posted'") == 1


def test_two_receipts_do_not_bring_in_more_than_was_ordered(committed: Trade) -> None:
    paper = order(committed, "PO", "CABLE", 5)
    receipts = [turn(committed, paper, "PR", wanted=2), turn(committed, paper, "PR", wanted=2)]
    for receipt in receipts:
        change(committed, receipt, quantity=3)
    results = at_once(*(lambda receipt=receipt: committed.post(receipt) for receipt in receipts))
    assert won(results, Posted) == 1
    assert codes(results) == ["cannot_post"]
    assert in_bin("CABLE", "MAIN") == 3


@pytest.mark.parametrize("item", ["PHONE", "CABLE"])
def test_an_order_that_is_closed_while_it_commits_holds_nothing(committed: Trade, item: str) -> None:
    committed.receive(item, 3)
    paper = order(committed, "SO", item, 3)
    closed, saved = at_once(lambda: close_to(committed, paper), lambda: commit_to(committed, paper, 3))
    assert isinstance(closed, StatusChanged)
    assert isinstance(saved, DraftSaved) or (isinstance(saved, Refused) and saved.code == "closed")
    assert held() == 0
    assert in_bin(item, "MAIN") == 3


def test_a_quantity_is_credited_once(committed: Trade) -> None:
    committed.receive("CABLE", 5)
    sale = committed.post(committed.draft("SI", NewLine(item="CABLE", quantity=4)))
    announced = turn(committed, turn(committed, sale, "CO"), "CM")
    sold = int(str(one("SELECT id FROM documents_line WHERE document_id = %s", sale.document_id)))
    direct = [NewLine(item="CABLE", quantity=4, source_line_id=sold)]
    memos = [announced, committed.draft("CM", *direct), committed.draft("CM", *direct)]
    results = at_once(*(lambda memo=memo: committed.post(memo) for memo in memos))
    assert won(results, Posted) == 1
    assert codes(results) == ["cannot_post"] * 2
    assert in_bin("CABLE", "RETURNS") == 4


@pytest.mark.parametrize("packing", [True, False])
def test_two_orders_do_not_promise_the_same_pieces(committed: Trade, packing: bool) -> None:
    committed.receive("CABLE", 5)
    orders = [order(committed, "SO", "CABLE", 3), order(committed, "SO", "CABLE", 3)]
    if not packing:
        DefaultBin.objects.filter(purpose="packing").delete()
    results = at_once(*(lambda paper=paper: commit_to(committed, paper, 3) for paper in orders))
    assert won(results, DraftSaved) == 1
    assert codes(results) == ["negative_stock"]
    assert held() == 3


def test_two_orders_do_not_pick_the_same_units(committed: Trade) -> None:
    committed.receive("PHONE", 5)
    orders = [order(committed, "SO", "PHONE", 3), order(committed, "SO", "PHONE", 3)]
    results = at_once(*(lambda paper=paper: commit_to(committed, paper, 3) for paper in orders))
    assert won(results, DraftSaved) == 1
    assert codes(results) == ["negative_stock"]
    assert held() == 3


def test_two_invoices_of_one_receipt_do_not_clear_it_twice(committed: Trade) -> None:
    receipt = committed.draft("PR", NewLine(item="DRIVE", quantity=3))
    committed.post(receipt)
    invoices = [turn(committed, receipt, "PI", wanted=1), turn(committed, receipt, "PI", wanted=1)]
    for invoice in invoices:
        change(committed, invoice, quantity=2)
    results = at_once(*(lambda invoice=invoice: committed.post(invoice) for invoice in invoices))
    assert won(results, Posted) == 1
    assert codes(results) == ["cannot_post"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite nobody else writes while we do")
def test_a_unit_that_was_sold_since_it_was_read_is_lost_to_the_rival(committed: Trade) -> None:
    (serial,) = committed.receive()
    unit = units_by_serial([serial])[serial]
    as_read = Run(Range(serial, serial, 1), unit.item_id, unit.bin_id, None, unit.step)
    paper = order(committed, "SO")
    committed.sell(serial)
    assert hold([(as_read, paper.lines[0].line_id)], clock.now()) == 0
    assert holds() == {}
