"""What a delivery, or its reversal, means for the orders behind it: they close, open again, and let go or hold."""

from __future__ import annotations

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.changes import set_status
from everyunit.documents.committing import recount
from everyunit.documents.detach import release_all
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS, invoices
from everyunit.documents.models import Document, Status
from everyunit.documents.progress import progress
from everyunit.stock.holds import hold_again


def settle_orders(work: Work, document_id: int, kind: Kind) -> None:
    """Close the open orders behind this document that are wholly delivered, when bought also invoiced. A closed order
    holds nothing.
    """
    for order in _orders_behind(document_id, kind, Status.OPEN):  # a paper's few orders
        if _fulfilled(order):
            release_all(work, order, KINDS[order.kind])
            set_status(work, order, Status.CLOSED)


def reopen_orders(work: Work, document_id: int, kind: Kind, original_id: int) -> None:
    """After a reversal: the closed orders behind the document that are not delivered any more are open again, and hold
    the units that they had lent to it.
    """
    for order in _orders_behind(document_id, kind, Status.CLOSED):
        if not _fulfilled(order):
            set_status(work, order, Status.OPEN)
    recount(hold_again(original_id, work.at))


def _orders_behind(document_id: int, kind: Kind, status: Status) -> list[Document]:
    """The orders that the document's lines delivered, or invoiced by way of a receipt."""
    found = sql.rows(
        "SELECT s.document_id FROM documents_line l JOIN documents_line s ON s.id = l.source_line_id"
        " WHERE l.document_id = %s",
        [document_id],
    )
    if kind.generates:
        found += sql.rows(
            "SELECT r.document_id FROM documents_line l JOIN documents_line s ON s.id = l.source_line_id"
            " JOIN documents_document sd ON sd.id = s.document_id AND sd.status = 'posted'"
            " JOIN documents_line r ON r.id = s.source_line_id WHERE l.document_id = %s",
            [document_id],
        )
    orders = (
        Document.objects.select_for_update(of=("self",))
        .filter(pk__in={each for (each,) in found}, status=status)
        .order_by("pk")
    )
    return [order for order in orders if KINDS[order.kind].stage is Stage.ORDER]


def _fulfilled(order: Document) -> bool:
    lines = {line.pk: abs(line.quantity) for line in order.lines.all()}
    reached = progress(list(lines))
    invoiced = any(invoices(KINDS[code]) for code in KINDS[order.kind].becomes)
    return all(
        reached[line_id].done >= quantity and (not invoiced or reached[line_id].invoiced >= quantity)
        for line_id, quantity in lines.items()
    )
