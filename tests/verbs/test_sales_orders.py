"""Sales orders reserve units, lend them to the invoice, and let them go again."""

import pytest
from tests.sheets import moved, shelf
from tests.trade import Trade

from everyunit.base import sql
from everyunit.documents.close import Close, close
from everyunit.documents.commit import Commit, commit
from everyunit.documents.convert import Convert, Wanted, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.discard import Discard, discard
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.unscan import Unscan, unscan
from everyunit.places.models import DefaultBin
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused


@pytest.fixture(autouse=True)
def books_stay_sound(trade: Trade):
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def bin_of(serial: str) -> str:
    return sql.scalar(
        "SELECT b.code FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id WHERE serial = %s", [serial]
    )


def order(trade: Trade, quantity: int = 2, item: str = "DRIVE") -> DraftSaved:
    return trade.draft("SO", NewLine(item=item, quantity=quantity), party="C1")


def status_of(document: DraftSaved) -> str:
    return Document.objects.get(pk=document.document_id).status


def test_scanned_units_are_packed_and_held(trade: Trade) -> None:
    first, second = trade.receive(quantity=2)
    paper = order(trade)
    assert trade.scan(paper, first).counts == {"assigned": 1}
    assert (bin_of(first), bin_of(second)) == ("PACKING", "MAIN")
    other = trade.scan(trade.draft("SI"), first)
    assert (other.entries[0].code, other.entries[0].holder) == ("held", f"SO {paper.number}")


def test_a_detached_unit_goes_back_to_where_the_order_releases_it(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = order(trade)
    trade.scan(paper, serial)
    answer = detach(trade.owner, Detach(document_id=paper.document_id, scans=(serial,)))
    assert answer.counts == {"detached": 1}
    assert answer.lines[0].attached == 0
    assert sql.scalar("SELECT count(*) FROM stock_hold") == 0


def test_undoing_a_scan_brings_the_unit_back_to_where_it_was(trade: Trade) -> None:
    first, second, third = trade.receive(quantity=3)
    shelf(trade, "A1", 5)
    moved(trade, "A1", first)
    paper = order(trade, 3)
    trade.scan(paper, first, second)
    trade.scan(paper, third)
    answer = unscan(trade.owner, Unscan(document_id=paper.document_id, scans=(first, second)))
    assert answer.counts == {"detached": 2}
    assert [bin_of(serial) for serial in (first, second, third)] == ["A1", "MAIN", "PACKING"]


def test_undoing_a_scan_leaves_a_unit_that_no_commit_bin_moved_where_it_stands(trade: Trade) -> None:
    (serial,) = trade.receive()
    DefaultBin.objects.filter(purpose="packing").delete()
    paper = order(trade, 1)
    trade.scan(paper, serial)
    unscan(trade.owner, Unscan(document_id=paper.document_id, scans=(serial,)))
    assert bin_of(serial) == "MAIN"


def test_the_invoice_offers_the_committed_units_and_the_order_closes_when_all_is_shipped(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    paper = order(trade, 3)
    trade.scan(paper, *serials[:2])
    invoice = convert(trade.owner, Convert(document_id=paper.document_id, to="SI"))
    assert [(line.quantity, line.attached) for line in invoice.lines] == [(2, 2)]
    trade.post(invoice)
    assert status_of(paper) == "open"
    rest = convert(trade.owner, Convert(document_id=paper.document_id, to="SI"))
    assert [(line.quantity, line.attached) for line in rest.lines] == [(0, 0)]
    trade.scan(rest, serials[2])
    trade.post(rest)
    assert status_of(paper) == "closed"
    assert {bin_of(serial) for serial in serials} == {"SOLD"}


def test_a_discarded_invoice_gives_the_units_back_to_the_order(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = order(trade)
    trade.scan(paper, serial)
    invoice = convert(trade.owner, Convert(document_id=paper.document_id, to="SI"))
    discard(trade.owner, Discard(document_id=invoice.document_id))
    again = convert(trade.owner, Convert(document_id=paper.document_id, to="SI"))
    assert again.lines[0].attached == 1


def test_reversing_the_invoice_opens_the_order_again(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = order(trade, 1)
    trade.scan(paper, serial)
    invoice = convert(trade.owner, Convert(document_id=paper.document_id, to="SI"))
    trade.post(invoice)
    assert status_of(paper) == "closed"
    reverse(trade.owner, Reverse(document_id=invoice.document_id, reason="mistake"))
    assert status_of(paper) == "open"


def test_two_orders_of_one_customer_go_onto_one_invoice(trade: Trade) -> None:
    trade.receive("PHONE", 5)
    one, two = order(trade, 2, "PHONE"), order(trade, 3, "PHONE")
    invoice = convert(trade.owner, Convert(document_id=one.document_id, to="SI", further=(two.document_id,)))
    assert [line.quantity for line in invoice.lines] == [2, 3]
    assert trade.post(invoice).units == 5
    assert (status_of(one), status_of(two)) == ("closed", "closed")


def test_of_several_orders_what_was_not_set_aside_stays_behind_and_is_named(trade: Trade) -> None:
    (serial,) = trade.receive()
    ready, waits = order(trade, 1), order(trade, 2)
    both = Convert(document_id=ready.document_id, to="SI", further=(waits.document_id,))
    assert [line.quantity for line in convert(trade.owner, both).lines] == [0, 0]  # nothing is set aside: scan it all
    trade.scan(ready, serial)
    invoice = convert(trade.owner, both)
    assert [line.quantity for line in invoice.lines] == [1]
    assert invoice.left_out == (f"SO {waits.number}, line 1 (DRIVE)",)


def test_orders_of_two_customers_do_not(trade: Trade) -> None:
    one, two = order(trade), trade.draft("SO", NewLine(item="DRIVE", quantity=1), party="C2")
    with pytest.raises(Refused) as refused:
        convert(trade.owner, Convert(document_id=one.document_id, to="SI", further=(two.document_id,)))
    assert refused.value.code == "other_party"


def test_more_than_is_outstanding_is_refused(trade: Trade) -> None:
    paper = order(trade, 2)
    with pytest.raises(Refused) as refused:
        convert(
            trade.owner,
            Convert(
                document_id=paper.document_id, to="SI", wanted=(Wanted(line_id=paper.lines[0].line_id, quantity=3),)
            ),
        )
    assert refused.value.code == "too_many"


def test_auto_serialized_units_are_committed_by_quantity_first_in_first_out(trade: Trade) -> None:
    serials = trade.receive("PHONE", 3)
    paper = order(trade, 3, "PHONE")
    saved = commit(trade.owner, Commit(document_id=paper.document_id, line_id=paper.lines[0].line_id, quantity=2))
    assert saved.lines[0].attached == 2
    assert [bin_of(serial) for serial in serials] == ["PACKING", "PACKING", "MAIN"]
    less = commit(trade.owner, Commit(document_id=paper.document_id, line_id=paper.lines[0].line_id, quantity=1))
    assert less.lines[0].attached == 1


def test_committing_serialized_units_by_quantity_asks_for_scans(trade: Trade) -> None:
    trade.receive(quantity=2)
    paper = order(trade)
    with pytest.raises(Refused) as refused:
        commit(trade.owner, Commit(document_id=paper.document_id, line_id=paper.lines[0].line_id, quantity=1))
    assert refused.value.code == "scan_the_units"


def test_a_committed_quantity_cannot_be_sold_to_somebody_else(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10)))
    paper = order(trade, 8, "CABLE")
    commit(trade.owner, Commit(document_id=paper.document_id, line_id=paper.lines[0].line_id, quantity=8))
    sale = trade.draft("SI", NewLine(item="CABLE", quantity=3))
    with pytest.raises(Refused) as refused:
        trade.post(sale)
    assert refused.value.offenders[0].code == "too_few"
    invoice = convert(trade.owner, Convert(document_id=paper.document_id, to="SI"))
    assert [line.quantity for line in invoice.lines] == [8]
    trade.post(invoice)
    assert sql.scalar("SELECT count(*) FROM stock_quantityhold") == 0


def test_closing_an_order_releases_what_it_holds(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = order(trade)
    trade.scan(paper, serial)
    assert close(trade.owner, Close(document_id=paper.document_id)).status == "closed"
    assert sql.scalar("SELECT count(*) FROM stock_hold") == 0
    with pytest.raises(Refused) as refused:
        trade.scan(paper, serial)
    assert refused.value.code == "closed"
    assert close(trade.owner, Close(document_id=paper.document_id, to="open")).status == "open"


def test_cancelling_makes_a_quote_and_is_refused_while_units_are_committed(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = order(trade)
    trade.scan(paper, serial)
    with pytest.raises(Refused) as refused:
        close(trade.owner, Close(document_id=paper.document_id, to="cancelled"))
    assert refused.value.code == "committed"
    detach(trade.owner, Detach(document_id=paper.document_id, scans=(serial,)))
    cancelled = close(trade.owner, Close(document_id=paper.document_id, to="cancelled"))
    assert cancelled.quote.startswith("SQ ")


def test_cancelling_what_was_delivered_is_refused(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = order(trade)
    trade.scan(paper, serial)
    trade.post(convert(trade.owner, Convert(document_id=paper.document_id, to="SI")))
    with pytest.raises(Refused) as refused:
        close(trade.owner, Close(document_id=paper.document_id, to="cancelled"))
    assert refused.value.code == "delivered"


def test_a_quote_becomes_an_order_and_is_closed_by_it(trade: Trade) -> None:
    quote = trade.draft("SQ", NewLine(item="DRIVE", quantity=2), party="C1")
    paper = convert(trade.owner, Convert(document_id=quote.document_id, to="SO"))
    assert (paper.kind, status_of(quote), paper.lines[0].quantity) == ("SO", "closed", 2)
    with pytest.raises(Refused):
        convert(trade.owner, Convert(document_id=quote.document_id, to="SO"))


def test_an_order_is_not_posted_and_a_quote_holds_nothing(trade: Trade) -> None:
    (serial,) = trade.receive()
    with pytest.raises(Refused) as refused:
        trade.post(order(trade))
    assert refused.value.code == "not_final"
    with pytest.raises(Refused) as refused:
        trade.scan(trade.draft("SQ", NewLine(item="DRIVE", quantity=2), party="C1"), serial)
    assert refused.value.code == "quote_holds_nothing"
