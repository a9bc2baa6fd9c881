"""How far a line has come: computed from the documents that follow it, never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kinds import KINDS, Stage
from everyunit.documents.models import Document, Status


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one line: `done` is delivered (received, shipped, credited, debited), `invoiced` is invoiced by vendors,
    `ordered` is passed on to orders, `drafted` waits on drafts made from it.
    """

    done: int = 0
    invoiced: int = 0
    ordered: int = 0
    drafted: int = 0


def progress(line_ids: Sequence[int]) -> dict[int, Progress]:
    """The progress of these lines, by what follows each: posted and not reversed, open orders, drafts.

    A purchase invoice made from an order delivers what it invoices; made from a receipt it only invoices.
    """
    chosen = sql.among("l.source_line_id", line_ids)
    totals = {line_id: {"done": 0, "invoiced": 0, "ordered": 0, "drafted": 0} for line_id in line_ids}
    for line_id, source_kind, kind, status, quantity in sql.rows(
        "SELECT l.source_line_id, sd.kind, d.kind, d.status, sum(abs(l.quantity)) FROM documents_line l"
        " JOIN documents_document d ON d.id = l.document_id"
        " JOIN documents_line s ON s.id = l.source_line_id JOIN documents_document sd ON sd.id = s.document_id"
        f" WHERE {chosen.sql} AND d.status <> 'cancelled' AND NOT EXISTS ("
        " SELECT 1 FROM stock_posting p JOIN stock_posting r ON r.reverses_id = p.id WHERE p.document_id = d.id)"
        " GROUP BY l.source_line_id, sd.kind, d.kind, d.status",
        chosen.params,
    ):
        total, count = totals[line_id], int(quantity)
        if status == Status.DRAFT:
            total["drafted"] += count
        elif KINDS[kind].stage is not Stage.FINAL:
            total["ordered"] += count
        elif kind == "PI" and KINDS[source_kind].stage is Stage.FINAL:
            total["invoiced"] += count
        else:
            total["done"] += count
            total["invoiced"] += count if kind == "PI" else 0
    for order_line, count in _invoiced_through_receipts(line_ids):
        totals[order_line]["invoiced"] += count
    return {line_id: Progress(**total) for line_id, total in totals.items()}


def _invoiced_through_receipts(line_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Order lines whose receipts were invoiced: how many."""
    chosen = sql.among("r.source_line_id", line_ids)
    return [
        (int(line_id), int(count))
        for line_id, count in sql.rows(
            "SELECT r.source_line_id, sum(abs(i.quantity)) FROM documents_line r"
            " JOIN documents_line i ON i.source_line_id = r.id"
            " JOIN documents_document d ON d.id = i.document_id AND d.kind = 'PI' AND d.status = 'posted'"
            f" WHERE {chosen.sql} AND NOT EXISTS (SELECT 1 FROM stock_posting p"
            " JOIN stock_posting u ON u.reverses_id = p.id WHERE p.document_id = d.id)"
            " GROUP BY r.source_line_id",
            chosen.params,
        )
    ]


def reversed_documents(document_ids: Sequence[int]) -> set[int]:
    """Which of these documents were reversed."""
    chosen = sql.among("p.document_id", document_ids)
    return {
        document_id
        for (document_id,) in sql.rows(
            "SELECT p.document_id FROM stock_posting p JOIN stock_posting r ON r.reverses_id = p.id"
            f" WHERE {chosen.sql}",
            chosen.params,
        )
    }


def settle_orders(order_ids: Sequence[int]) -> None:
    """Close the orders among these that are wholly delivered (and invoiced, when bought), open those that no longer
    are.
    """
    for order in Document.objects.filter(
        pk__in=order_ids, status__in=(Status.OPEN, Status.CLOSED)
    ):  # a paper's few orders
        kind = KINDS[order.kind]
        if kind.stage is not Stage.ORDER:
            continue
        lines = {line.pk: abs(line.quantity) for line in order.lines.all()}
        reached = progress(list(lines))
        invoices = "PI" in kind.becomes
        fulfilled = all(
            reached[line_id].done >= quantity and (not invoices or reached[line_id].invoiced >= quantity)
            for line_id, quantity in lines.items()
        )
        status = Status.CLOSED if fulfilled else Status.OPEN
        if status != order.status:
            Document.objects.filter(pk=order.pk).update(status=status)
