"""What a delivery, or its reversal, means for the orders behind it: they close, open again, and let go or hold."""

from __future__ import annotations

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.committing import recount
from everyunit.documents.detach import release_all
from everyunit.documents.kinds import KINDS, Kind, Stage, invoices
from everyunit.documents.models import Document, Status
from everyunit.documents.progress import progress
from everyunit.stock.holds import hold_again


def settle_orders(work: Work, document_id: int) -> None:
    """Close the orders behind this document that are wholly delivered (and invoiced, when bought), open those that no
    longer are. A closed order holds nothing.
    """
    for order in _orders_behind(document_id):  # a paper's few orders
        kind = KINDS[order.kind]
        status = Status.CLOSED if _fulfilled(order, kind) else Status.OPEN
        if status == order.status:
            continue
        if status == Status.CLOSED:
            release_all(work, order, kind)
        Document.objects.filter(pk=order.pk).update(status=status)


def give_back(work: Work, posting_id: int, document_id: int) -> None:
    """After a reversal: units that stand again where an open order had committed them are held by it again."""
    if hold_again(posting_id, work.at):
        recount(
            [
                line_id
                for (line_id,) in sql.rows(
                    "SELECT DISTINCT source_line_id FROM documents_line"
                    " WHERE document_id = %s AND source_line_id IS NOT NULL",
                    [document_id],
                )
            ]
        )


def _orders_behind(document_id: int) -> list[Document]:
    """The orders that the document's lines came from, also by way of another paper, such as a receipt."""
    found = sql.rows(
        "SELECT s.document_id FROM documents_line l JOIN documents_line s ON s.id = l.source_line_id"
        " WHERE l.document_id = %s"
        " UNION SELECT r.document_id FROM documents_line l JOIN documents_line s ON s.id = l.source_line_id"
        " JOIN documents_line r ON r.id = s.source_line_id WHERE l.document_id = %s",
        [document_id, document_id],
    )
    orders = (
        Document.objects.select_for_update(of=("self",))
        .filter(pk__in=[each for (each,) in found], status__in=(Status.OPEN, Status.CLOSED))
        .order_by("pk")
    )
    return [order for order in orders if KINDS[order.kind].stage is Stage.ORDER]


def _fulfilled(order: Document, kind: Kind) -> bool:
    lines = {line.pk: abs(line.quantity) for line in order.lines.all()}
    reached = progress(list(lines))
    invoiced = any(invoices(KINDS[code]) for code in kind.becomes)
    return all(
        reached[line_id].done >= quantity and (not invoiced or reached[line_id].invoiced >= quantity)
        for line_id, quantity in lines.items()
    )
