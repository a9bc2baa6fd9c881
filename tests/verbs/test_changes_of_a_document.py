"""Who changed what of a document after it was begun, with what it said before."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction
from tests.papers import change, close_to, order, turn, undo
from tests.trade import Trade, one

from everyunit.base import sql
from everyunit.documents.amend_document import AmendDocument, amend_document
from everyunit.documents.changes import changes_of
from everyunit.documents.header import Header
from everyunit.documents.new_lines import NewLine
from everyunit.documents.revise import Revise, revise
from everyunit.reports.verify import verify


def told(paper: object) -> list[tuple[str, str, str, str]]:
    found = changes_of(paper.document_id)[::-1]  # type: ignore[attr-defined]
    assert {each.user for each in found} <= {"owner"}
    return [(f"{each.position or ''}{each.item}", each.field, each.old, each.new) for each in found]


def broken() -> list[str]:
    return [truth.name for truth in verify().truths if truth.broken]


def test_header_lines_and_prices_are_told_with_what_they_were(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", 2, price_minor=500)
    line = paper.lines[0].line_id
    change(trade, paper, quantity=3, price_minor=450)
    revise(
        trade.owner,
        Revise(
            document_id=paper.document_id,
            reference="Gate 7",
            header=Header(contact="Ann", tax_included=True),
            add=(NewLine(item="DRIVE", quantity=1, price_minor=9900),),
            remove=(line,),
        ),
    )
    assert told(paper) == [
        ("1CABLE", "quantity", "2", "3"),
        ("1CABLE", "price_minor", "500", "450"),
        ("", "reference", "", "Gate 7"),
        ("", "contact", "", "Ann"),
        ("", "tax_included", "", "yes"),
        ("1CABLE", "quantity", "3", ""),
        ("1CABLE", "price_minor", "450", ""),
        ("1DRIVE", "quantity", "", "1"),
        ("1DRIVE", "price_minor", "", "9900"),
    ]


def test_who_closed_opened_and_cancelled_is_told_also_where_a_delivery_did_it(trade: Trade) -> None:
    trade.receive("CABLE", 5)
    paper = order(trade, "SO", "CABLE", 2)
    close_to(trade, paper)
    close_to(trade, paper, "open")
    sale = trade.post(turn(trade, paper, "SI"))
    undo(trade, sale)
    close_to(trade, paper, "cancelled")
    quote = order(trade, "SQ", "CABLE", 1)
    turn(trade, quote, "SO")
    states = ["open", "closed", "open", "closed", "open", "cancelled"]
    assert told(paper) == [("", "status", *both) for both in pairwise(states)]
    assert told(quote) == [("", "status", "open", "closed")]
    assert told(sale) == []
    assert broken() == []


def test_what_was_amended_later_is_told_first(trade: Trade) -> None:
    trade.receive("CABLE", 1)
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=1))
    change(trade, paper, price_minor=450)
    trade.post(paper)
    for number in ("1Z 1", "1Z 2"):
        amend_document(trade.owner, AmendDocument(document_id=paper.document_id, tracking_number=number))
    newest, *_ = changes_of(paper.document_id)
    assert (newest.field, newest.old, newest.new) == ("tracking_number", "1Z 1", "1Z 2")
    rest = changes_of(paper.document_id, before=newest.change_id)
    assert [(each.field, each.new) for each in rest] == [("tracking_number", "1Z 1"), ("price_minor", "450")]


def test_scanning_adds_nothing_to_it(trade: Trade) -> None:
    paper = trade.draft("SO")
    trade.scan(paper, *trade.receive(quantity=3))
    assert told(paper) == []


def test_it_goes_on_page_by_page(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", 1)
    for quantity in (2, 3, 4):
        change(trade, paper, quantity=quantity)
    newest = changes_of(paper.document_id, at_most=2)
    assert [each.new for each in newest] == ["4", "3"]
    assert [each.new for each in changes_of(paper.document_id, before=newest[-1].change_id)] == ["2"]


def test_nobody_changes_what_was_told_and_a_status_given_behind_its_back_is_found(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", 1)
    close_to(trade, paper)
    for statement in ("UPDATE documents_change SET new = 'open'", "DELETE FROM documents_change"):
        with pytest.raises(DatabaseError, match="documents_change"), transaction.atomic():
            sql.execute(statement, [])
    assert one("SELECT count(*) FROM documents_change") == 1
    sql.execute("UPDATE documents_document SET status = 'open' WHERE id = %s", [paper.document_id])
    assert broken() == ["a document has the status that was given to it last"]
    sql.execute("UPDATE documents_document SET status = 'closed' WHERE id = %s", [paper.document_id])
