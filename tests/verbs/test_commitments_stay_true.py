"""What orders have committed is there, is promised once, and comes back to them and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.papers import attached, change, close_to, commit_to, order, status_of, turn, undo
from tests.trade import Trade, bin_of, one, refused

from everyunit.documents.commit import Commit, commit
from everyunit.documents.detach import Detach, detach
from everyunit.documents.discard import Discard, discard
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.models import Document, Line
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, post
from everyunit.documents.revise import Revise, revise
from everyunit.places.models import DefaultBin
from everyunit.reports.verify import verify


@pytest.fixture(autouse=True)
def books_stay_sound(trade: Trade) -> Iterator[None]:
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def committed(trade: Trade, quantity: int, ordered: int) -> DraftSaved:
    """A sales order of cables that commits some of them where they are."""
    sale = order(trade, "SO", "CABLE", ordered)
    revise(trade.owner, Revise(document_id=sale.document_id, to_bin="MAIN"))
    return commit_to(trade, sale, quantity)


def test_an_order_does_not_commit_the_same_pieces_twice(trade: Trade) -> None:
    trade.receive("CABLE", 3)
    sale = committed(trade, 3, 5)
    with refused("negative_stock", ("CABLE", "too_few")):
        commit_to(trade, sale, 5)
    trade.receive("CABLE", 2)
    assert commit_to(trade, sale, 5).lines[0].attached == 5


def test_a_second_line_of_the_invoice_does_not_take_what_the_order_still_promises(trade: Trade) -> None:
    trade.receive("CABLE", 5)
    sale = committed(trade, 5, 5)
    invoice = turn(trade, sale, "SI", wanted=2)
    revise(trade.owner, Revise(document_id=invoice.document_id, add=(NewLine(item="CABLE", quantity=3),)))
    with refused("cannot_post", ("CABLE", "too_few")):
        post(trade.owner, Post(document_id=invoice.document_id))
    trade.receive("CABLE", 3)
    post(trade.owner, Post(document_id=invoice.document_id))
    assert attached(sale) == 3


def test_a_receipt_is_not_reversed_while_its_pieces_are_committed(trade: Trade) -> None:
    receipt = trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5)))
    sale = committed(trade, 4, 4)
    with refused("negative_stock", ("MAIN", "too_few")):
        undo(trade, receipt)
    commit_to(trade, sale, 0)
    undo(trade, receipt)


def test_what_a_closed_order_had_lent_is_free_once_the_draft_lets_go(trade: Trade) -> None:
    sale = order(trade, "SO", "PHONE", 2)
    trade.receive("PHONE", 4)
    commit_to(trade, sale, 1)
    waiting = turn(trade, sale, "SI", wanted=1)
    (lent,) = [
        str(one("SELECT u.serial FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id WHERE h.line_id = %s", line))
        for line in Line.objects.filter(document_id=waiting.document_id).values_list("pk", flat=True)
    ]
    shipped = turn(trade, sale, "SI")
    change(trade, shipped, quantity=2)
    trade.post(shipped)
    assert (status_of(sale), bin_of(lent)) == ("closed", "PACKING")
    discard(trade.owner, Discard(document_id=waiting.document_id))
    assert (one("SELECT count(*) FROM stock_hold"), bin_of(lent)) == (0, "MAIN")


def test_an_order_is_not_closed_while_a_draft_holds_its_units_whatever_line_they_are_on(trade: Trade) -> None:
    sale = order(trade, "SO", quantity=1)
    (serial,) = trade.receive()
    trade.scan(sale, serial)
    invoice = turn(trade, sale, "SI")
    own = revise(trade.owner, Revise(document_id=invoice.document_id, add=(NewLine(item="DRIVE"),))).lines[1]
    detach(trade.owner, Detach(document_id=invoice.document_id, scans=(serial,)))
    trade.scan(invoice, serial, line_id=own.line_id)
    revise(trade.owner, Revise(document_id=invoice.document_id, remove=(invoice.lines[0].line_id,)))
    with refused("drafted", (f"SI {invoice.number}", "drafted")):
        close_to(trade, sale)
    discard(trade.owner, Discard(document_id=invoice.document_id))
    assert attached(sale) == 1
    close_to(trade, sale)


def test_a_reversed_delivery_gives_back_what_was_committed_where_it_stood(trade: Trade) -> None:
    DefaultBin.objects.filter(purpose="packing").delete()
    sale = order(trade, "SO", quantity=2)
    one_, other = trade.receive(quantity=2)
    trade.scan(sale, one_)
    invoice = turn(trade, sale, "SI")
    trade.scan(invoice, other)
    trade.post(invoice)
    assert status_of(sale) == "closed"
    undo(trade, invoice)
    assert (status_of(sale), attached(sale), bin_of(one_)) == ("open", 1, "MAIN")
    holder = trade.scan(trade.draft("SI"), one_, other)
    assert [entry.code for entry in holder.entries] == ["held", ""]


def test_a_delivery_is_given_back_also_after_its_units_had_been_returned_and_that_was_undone(trade: Trade) -> None:
    sale = order(trade, "SO", quantity=1)
    (serial,) = trade.receive()
    trade.scan(sale, serial)
    invoice = turn(trade, sale, "SI")
    trade.post(invoice)
    undo(trade, trade.take_back(serial))
    undo(trade, invoice)
    assert (attached(sale), bin_of(serial)) == (1, "PACKING")
    assert Document.objects.get(pk=sale.document_id).status == "open"


def test_a_figure_that_is_entered_for_scanned_units_can_be_lowered_and_raised_again(trade: Trade) -> None:
    sale = trade.draft("SO")
    trade.scan(sale, *trade.receive("PHONE", 2))
    line = Line.objects.get(document_id=sale.document_id)
    lowered = commit(trade.owner, Commit(document_id=sale.document_id, line_id=line.pk, quantity=1))
    assert (lowered.lines[0].quantity, lowered.lines[0].attached) == (2, 1)
    raised = commit(trade.owner, Commit(document_id=sale.document_id, line_id=line.pk, quantity=2))
    assert raised.lines[0].attached == 2
