"""What a delivery, or its reversal, means for the orders behind it: they close, open again, and let go or hold."""

from __future__ import annotations

from collections import Counter

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.changes import set_status
from everyunit.documents.committing import recount
from everyunit.documents.detach import release_all
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS, invoices
from everyunit.documents.models import Document, Status
from everyunit.documents.progress import progress
from everyunit.stock.holds import hold_again, hold_quantity, quantities_held


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
    the units and the pieces that they had lent to it.
    """
    for order in _orders_behind(document_id, kind, Status.CLOSED):
        if not _fulfilled(order):
            set_status(work, order, Status.OPEN)
    if _orders_behind(document_id, kind, Status.OPEN):  # locked, so that nobody commits to them meanwhile
        recount(hold_again(original_id, work.at))
        recount(_hold_pieces_again(original_id))


# Pieces that a paper took, m, for a line s of an order that is open, out of a bin: how many; how many that line itself
# had brought there, less what it took away again; and how many of these have left with the lines that follow from it.
_LENT_PIECES = (
    "SELECT s.id, m.item_id, m.from_bin_id, abs(s.quantity), sum(m.quantity),"
    " (SELECT coalesce(sum(CASE WHEN i.to_bin_id = m.from_bin_id THEN i.quantity ELSE -i.quantity END), 0)"
    " FROM stock_quantitymovement i WHERE i.line_id = s.id AND m.from_bin_id IN (i.from_bin_id, i.to_bin_id)),"
    " (SELECT coalesce(sum(CASE WHEN f.from_bin_id = m.from_bin_id THEN f.quantity ELSE -f.quantity END), 0)"
    " FROM documents_line k JOIN stock_quantitymovement f ON f.line_id = k.id"
    " WHERE k.source_line_id = s.id AND m.from_bin_id IN (f.from_bin_id, f.to_bin_id))"
    " FROM stock_quantitymovement m JOIN documents_line l ON l.id = m.line_id"
    " JOIN documents_line s ON s.id = l.source_line_id"
    f" JOIN documents_document d ON d.id = s.document_id AND d.status = '{Status.OPEN}'"
    " WHERE m.posting_id = %s GROUP BY s.id, m.item_id, m.from_bin_id, s.quantity ORDER BY s.id, m.from_bin_id"
)


def _hold_pieces_again(original_id: int) -> list[int]:
    """What the lines of open orders had put by of counted goods, and this paper took, is put by for them again, as far
    as they still want it; the lines.
    """
    lent = sql.rows(_LENT_PIECES, [original_id])
    if not lent:
        return []
    lines = sorted({line_id for line_id, *_ in lent})
    held: Counter[tuple[int, int]] = Counter()
    for line_id, bin_id, quantity in quantities_held(lines):
        held[line_id, bin_id] = quantity
    reached = progress(lines)
    wanted = {line_id: int(asked) - reached[line_id].done for line_id, _, _, asked, *_ in lent}
    for (line_id, _), quantity in held.items():
        wanted[line_id] -= quantity
    for line_id, item_id, bin_id, _, taken, brought, gone in lent:  # the few counted lines of one paper
        mine = held[line_id, bin_id]
        again = min(int(taken), int(brought) - int(gone) - mine, wanted[line_id])
        if again > 0:
            wanted[line_id] -= again
            hold_quantity(line_id, item_id, bin_id, mine + again)
    return lines


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
