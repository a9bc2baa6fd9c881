"""How a posted document is shipped and its notes may be said otherwise; what was posted stays as it was."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from tests.papers import order
from tests.trade import Trade, assert_nothing_changed, refused

from everyunit.base import sql
from everyunit.company.found import hire
from everyunit.documents.amend_document import AmendDocument, DocumentAmended, amend_document
from everyunit.documents.header import Header
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.documents.queries import document_by_id
from everyunit.reports.verify import verify


@pytest.fixture
def sale(trade: Trade) -> Posted:
    paper = trade.draft("SI", NewLine(item="HOUR", quantity=1), notes="Ring twice", header=Header(ship_via="By hand"))
    return trade.post(paper)


def amend(trade: Trade, sale: Posted, **said: str) -> DocumentAmended:
    return amend_document(trade.owner, AmendDocument(document_id=sale.document_id, **said))


def says(sale: Posted) -> tuple[str, str, str]:
    found = document_by_id(sale.document_id)
    assert found is not None
    return found.header.ship_via, found.header.tracking_number, found.notes


def test_what_is_said_last_holds_and_what_was_posted_stays(trade: Trade, sale: Posted) -> None:
    before = Document.objects.filter(pk=sale.document_id).values().get()
    assert amend(trade, sale, tracking_number=" 1Z 999 ").changed == ("tracking_number",)
    amend(trade, sale, tracking_number="1Z 998", notes="")
    assert says(sale) == ("By hand", "1Z 998", "")
    assert Document.objects.filter(pk=sale.document_id).values().get() == before
    assert sql.rows("SELECT field, old, new FROM documents_amendment ORDER BY id") == [
        ("tracking_number", "", "1Z 999"),
        ("tracking_number", "1Z 999", "1Z 998"),
        ("notes", "Ring twice", ""),
    ]
    assert verify().sound


def test_what_stays_the_same_is_no_change(trade: Trade, sale: Posted) -> None:
    with assert_nothing_changed():
        assert amend(trade, sale, notes="Ring twice").changed == ()
        assert amend(trade, sale).changed == ()


def test_what_cannot_be_is_refused(trade: Trade, sale: Posted) -> None:
    with refused("bad_header", ("ship_via", "too_long"), ("tracking_number", "too_long")):
        amend(trade, sale, ship_via="x" * 61, tracking_number="x" * 101)
    with refused("unknown_document"):
        amend_document(trade.owner, AmendDocument(document_id=999, notes="x"))
    paper = order(trade, "SO")
    with refused("not_posted"):
        amend_document(trade.owner, AmendDocument(document_id=paper.document_id, notes="x"))
    with refused("not_allowed"):
        amend_document(hire("looker", "viewer"), AmendDocument(document_id=sale.document_id, notes="x"))


def test_an_amendment_is_never_changed(trade: Trade, sale: Posted) -> None:
    amend(trade, sale, notes="Gone")
    for statement in ("UPDATE documents_amendment SET new = ''", "DELETE FROM documents_amendment"):
        with pytest.raises(DatabaseError), transaction.atomic():
            sql.execute(statement)
