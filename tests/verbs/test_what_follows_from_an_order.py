"""Lines of orders and of drafts made from them: what is removed, detached or partly delivered stays counted."""

import pytest
from tests.trade import Trade, one, refused

from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.commit import Commit, commit
from everyunit.documents.convert import Convert, Wanted, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.lists import DocumentFilter, find_documents
from everyunit.documents.models import Line
from everyunit.documents.new_lines import NewLine
from everyunit.documents.page import document_page
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.revise import Revise, revise


def order(trade: Trade, item: str, quantity: int) -> DraftSaved:
    return trade.draft("SO", NewLine(item=item, quantity=quantity), party="C1")


def committed(trade: Trade, item: str, ordered: int, quantity: int) -> DraftSaved:
    trade.receive(item, 5)
    paper = order(trade, item, ordered)
    commit(trade.owner, Commit(document_id=paper.document_id, line_id=paper.lines[0].line_id, quantity=quantity))
    return paper


def attached(paper: DraftSaved) -> int:
    return Line.objects.get(pk=paper.lines[0].line_id).attached


def remove_first(trade: Trade, paper: DraftSaved) -> DraftSaved:
    return revise(trade.owner, Revise(document_id=paper.document_id, remove=(paper.lines[0].line_id,)))


def test_a_line_removed_from_the_invoice_gives_its_units_back_to_the_order(trade: Trade) -> None:
    paper = order(trade, "DRIVE", 2)
    trade.scan(paper, *trade.receive(quantity=2))
    invoice = convert(trade.owner, Convert(document_id=paper.document_id, to="SI"))
    assert attached(paper) == 0
    remove_first(trade, invoice)
    assert attached(paper) == 2


@pytest.mark.parametrize("item", ["PHONE", "CABLE"])
def test_a_line_removed_from_an_order_commits_nothing_any_more(trade: Trade, item: str) -> None:
    remove_first(trade, committed(trade, item, 3, 3))
    assert one("SELECT count(*) FROM stock_hold") == one("SELECT count(*) FROM stock_quantityhold") == 0


def test_a_line_that_a_later_paper_was_made_from_stays(trade: Trade) -> None:
    paper = committed(trade, "PHONE", 3, 2)
    part = Wanted(line_id=paper.lines[0].line_id, quantity=2)
    invoice = convert(trade.owner, Convert(document_id=paper.document_id, to="SI", wanted=(part,)))
    with refused("followed", ("PHONE", "followed")):
        remove_first(trade, paper)
    trade.post(invoice)
    with refused("followed", ("PHONE", "followed")):
        remove_first(trade, paper)


def test_detaching_a_counted_line_releases_all_that_it_committed(trade: Trade) -> None:
    paper = committed(trade, "CABLE", 3, 3)
    detach(trade.owner, Detach(document_id=paper.document_id, line_id=paper.lines[0].line_id))
    assert attached(paper) == 0
    assert one("SELECT count(*) FROM stock_quantityhold") == 0


@pytest.mark.parametrize("item", ["PHONE", "DRIVE"])
def test_a_partial_invoice_borrows_no_more_than_it_asks_for(trade: Trade, item: str) -> None:
    paper = order(trade, item, 3)
    trade.scan(paper, *trade.receive(item, 3))
    part = Wanted(line_id=paper.lines[0].line_id, quantity=1)
    invoice = convert(trade.owner, Convert(document_id=paper.document_id, to="SI", wanted=(part,)))
    assert [(line.quantity, line.attached) for line in invoice.lines] == [(1, 1)]
    assert attached(paper) == 2
    assert trade.post(invoice).units == 1


def test_an_order_counts_what_is_left_of_a_quantity_after_a_partial_delivery(trade: Trade) -> None:
    paper = committed(trade, "CABLE", 4, 3)
    trade.post(convert(trade.owner, Convert(document_id=paper.document_id, to="SI")))
    assert attached(paper) == 0


def test_nothing_follows_from_what_was_reversed(trade: Trade) -> None:
    sale = trade.sell(*trade.receive())
    reverse(trade.owner, Reverse(document_id=sale.document_id, reason="mistake"))
    with refused("reversed"):
        convert(trade.owner, Convert(document_id=sale.document_id, to="CM"))


@pytest.mark.parametrize(("item", "method"), [("FREIGHT", "colour"), ("FREIGHT", ""), ("DRIVE", "value")])
def test_a_cost_is_spread_in_known_ways_only_and_goods_are_no_cost(trade: Trade, item: str, method: str) -> None:
    save_item(trade.owner, SaveItem(code="FREIGHT", name="Freight", tracking="none"))
    with refused("bad_lines", (item, "bad_spread")):
        trade.draft("PR", NewLine(item=item, quantity=1, price_minor=10, spread=method))


def test_an_order_is_read_as_open_whatever_it_has_committed(trade: Trade) -> None:
    paper = committed(trade, "PHONE", 3, 2)
    page = document_page(paper.document_id, costs=True)
    assert page is not None
    assert (page.document.status, page.document.posted_at, page.posting, page.units) == ("open", None, None, 2)
    assert [row.document_id for row in find_documents(DocumentFilter(status="open"))] == [paper.document_id]
    assert paper.document_id not in [row.document_id for row in find_documents(DocumentFilter(status="posted"))]
