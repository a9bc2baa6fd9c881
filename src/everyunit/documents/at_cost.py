"""Lines of adjustments come to what the units on them cost."""

from __future__ import annotations

from everyunit.base import sql
from everyunit.documents.kind import Kind
from everyunit.documents.models import Document

HELD = "FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id AND u.home = h.home WHERE h.line_id = documents_line.id"


def price_at_cost(document: Document, kind: Kind) -> None:
    """A line whose units are all there already comes to what they cost; nobody enters that."""
    if kind.adjusts:
        sql.execute(
            f"UPDATE documents_line SET amount_minor = (SELECT sum(u.cost_minor) {HELD}) WHERE document_id = %s"
            f" AND quantity <> 0 AND abs(quantity) = (SELECT count(*) {HELD})",
            [document.pk],
        )
