"""How far a line has come: computed from the documents that follow it, never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kinds import KINDS, Kind, Stage, invoices
from everyunit.documents.models import Line, Status


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one line: `done` is delivered (received, shipped, credited, debited), `invoiced` is invoiced by vendors,
    `ordered` is passed on to orders, `drafted` waits on drafts made from it.
    """

    done: int = 0
    invoiced: int = 0
    ordered: int = 0
    drafted: int = 0


def outstanding(quantity: int, source: Kind, kind: Kind, reached: Progress) -> int:
    """How many of the `quantity` on a line of a `source` paper can still go on to a paper of this kind.

    What went the other way on a posted paper is not undone by the paper that undoes the rest.
    """
    size, posted = abs(quantity), source.stage is Stage.FINAL
    if posted and quantity < 0 and not invoices(kind):
        return 0
    if kind.stage is not Stage.FINAL:
        return max(0, size - reached.done - reached.ordered - reached.drafted) if posted else size
    before = reached.invoiced if posted and invoices(kind) else reached.done
    return max(0, size - before - reached.drafted)


def progress(line_ids: Sequence[int]) -> dict[int, Progress]:
    """The progress of these lines, by what follows each: posted and not reversed, open orders, drafts.

    A purchase invoice made from an order delivers what it invoices; made from a receipt it only invoices.
    """
    if not line_ids:
        return {}
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
            dropped = status == Status.CLOSED and KINDS[source_kind].stage is Stage.FINAL
            total["ordered"] += 0 if dropped else count
        elif invoices(KINDS[kind]) and KINDS[source_kind].stage is Stage.FINAL:
            total["invoiced"] += count
        else:
            total["done"] += count
            total["invoiced"] += count if invoices(KINDS[kind]) else 0
    for line_id, between, between_status, kind, status, count in _through_another(line_ids):
        total = totals[line_id]
        if KINDS[between].stage is Stage.FINAL:
            total["invoiced"] += count if invoices(KINDS[kind]) and status == Status.POSTED else 0
        elif KINDS[between].stage is Stage.ORDER:
            total["done" if status == Status.POSTED else "drafted"] += count
            total["ordered"] -= count if between_status == Status.OPEN else 0
    return {line_id: Progress(**total) for line_id, total in totals.items()}


def _through_another(line_ids: Sequence[int]) -> list[tuple[int, str, str, str, str, int]]:
    """What follows these lines of orders and final papers at one remove, by the kind and status of the paper between:
    a receipt that was invoiced, an announced return that was credited.
    """
    chosen = sql.among("r.source_line_id", line_ids)
    return [
        (int(line_id), between, between_status, kind, status, int(count))
        for line_id, between, between_status, kind, status, count in sql.rows(
            "SELECT r.source_line_id, b.kind, b.status, d.kind, d.status, sum(abs(i.quantity)) FROM documents_line r"
            " JOIN documents_document b ON b.id = r.document_id"
            " JOIN documents_line s ON s.id = r.source_line_id"
            " JOIN documents_document sd ON sd.id = s.document_id"
            " JOIN documents_line i ON i.source_line_id = r.id"
            " JOIN documents_document d ON d.id = i.document_id AND d.status IN ('draft', 'posted')"
            f" WHERE {chosen.sql} AND (sd.status = 'posted' OR b.status = 'posted') AND NOT EXISTS ("
            " SELECT 1 FROM stock_posting p JOIN stock_posting u ON u.reverses_id = p.id WHERE p.document_id = d.id)"
            " GROUP BY r.source_line_id, b.kind, b.status, d.kind, d.status",
            chosen.params,
        )
    ]


def passed_on(kind: Kind, lines: Sequence[Line]) -> dict[int, int]:
    """How much of each line of an order is delivered or waits on drafts; nothing for other papers."""
    if kind.stage is not Stage.ORDER:
        return {line.pk: 0 for line in lines}
    reached = progress([line.pk for line in lines])
    return {line.pk: reached[line.pk].done + reached[line.pk].drafted for line in lines}


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
