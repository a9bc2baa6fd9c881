"""How far a line has come: computed from the documents that follow it, never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS, invoices
from everyunit.documents.models import Document, Line, Status

PARTS = ("done", "invoiced", "ordered", "drafted", "billed")


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one line: `done` is delivered (received, shipped, credited, debited), `invoiced` is invoiced by vendors,
    `ordered` is passed on to orders, `drafted` waits on drafts made from it; drafts that only invoice what it received
    are `billed`: they and what is sent back do not get in each other's way.
    """

    done: int = 0
    invoiced: int = 0
    ordered: int = 0
    drafted: int = 0
    billed: int = 0


def outstanding(quantity: int, source: Kind, kind: Kind, reached: Progress) -> int:
    """How many of the `quantity` on a line of a `source` paper can still go on to a paper of this kind.

    What went the other way on a posted paper is not undone by the paper that undoes the rest.
    """
    size, posted = abs(quantity), source.stage is Stage.FINAL
    if posted and quantity < 0 and not invoices(kind):
        return 0
    if kind.stage is not Stage.FINAL:
        return max(0, size - reached.done - reached.ordered - reached.drafted) if posted else size
    if _bills(kind, source.stage):
        return max(0, size - reached.invoiced - reached.billed)
    return max(0, size - reached.done - reached.drafted)


def is_arrival(document: Document) -> bool:
    """Whether the paper lets goods arrive that an order has sent on their way."""
    return document.destination_id is not None and not KINDS[document.kind].travels


def can_follow(quantity: int, committed: int, source: Kind, kind: Kind, reached: Progress) -> int:
    """How many of a line go on to a paper of this kind: what is outstanding; of what travels, no more than has left."""
    left = outstanding(quantity, source, kind, reached)
    return min(left, abs(committed)) if source.travels else left


def not_sent(quantity: int, attached: int, tracking: str, reached: Progress) -> int:
    """How many of a line of what travels have neither left nor arrived. Units on drafts of their arrival are lent to
    these; quantities stay with the line.
    """
    away = attached + (0 if tracking == "quantity" else reached.drafted)
    return max(0, abs(quantity) - reached.done - away)


def _bills(kind: Kind, source: Stage) -> bool:
    """Whether such a paper, made from one of this stage, only invoices what was received."""
    return invoices(kind) and source is Stage.FINAL


def progress(line_ids: Sequence[int]) -> dict[int, Progress]:
    """The progress of these lines, by what follows each: posted and not reversed, open orders, drafts.

    A purchase invoice made from an order delivers what it invoices; made from a receipt it only invoices.
    """
    if not line_ids:
        return {}
    chosen = sql.among("l.source_line_id", line_ids)
    totals = {line_id: dict.fromkeys(PARTS, 0) for line_id in line_ids}
    found = sql.rows(
        "SELECT l.source_line_id, sd.kind, d.kind, d.status, sum(abs(l.quantity)) FROM documents_line l"
        " JOIN documents_document d ON d.id = l.document_id"
        " JOIN documents_line s ON s.id = l.source_line_id JOIN documents_document sd ON sd.id = s.document_id"
        f" WHERE {chosen.sql} AND d.status <> 'cancelled' AND NOT EXISTS ("
        " SELECT 1 FROM stock_posting p JOIN stock_posting r ON r.reverses_id = p.id WHERE p.document_id = d.id)"
        " GROUP BY l.source_line_id, sd.kind, d.kind, d.status",
        chosen.params,
    )
    for line_id, source_kind, kind, status, quantity in found:
        total, count = totals[line_id], int(quantity)
        if status == Status.DRAFT:
            total["billed" if _bills(KINDS[kind], KINDS[source_kind].stage) else "drafted"] += count
        elif KINDS[kind].stage is not Stage.FINAL:
            dropped = status == Status.CLOSED and KINDS[source_kind].stage is Stage.FINAL
            total["ordered"] += 0 if dropped else count
        elif _bills(KINDS[kind], KINDS[source_kind].stage):
            total["invoiced"] += count
        else:
            total["done"] += count
            total["invoiced"] += count if invoices(KINDS[kind]) else 0
    through: dict[_Between, int] = {}
    # What was reversed or cancelled has no followers that count: without any, nothing goes on at one remove.
    for line_id, between, kind, status, count in _through_another(line_ids) if found else ():
        total = totals[line_id]
        if KINDS[between.kind].stage is Stage.FINAL:
            total["invoiced"] += count if invoices(KINDS[kind]) and status == Status.POSTED else 0
        elif KINDS[between.kind].stage is Stage.ORDER:
            total["done" if status == Status.POSTED else "drafted"] += count
            through[between] = through.get(between, 0) + count
            if between.status == Status.OPEN:
                total["ordered"] -= min(count, max(0, between.size - through[between] + count))
    return {line_id: Progress(**total) for line_id, total in totals.items()}


@dataclass(frozen=True, slots=True)
class _Between:
    """A line through which another one goes on, such as an announced return."""

    line_id: int
    size: int
    kind: str
    status: str


def _through_another(line_ids: Sequence[int]) -> list[tuple[int, _Between, str, str, int]]:
    """What follows these lines of orders and final papers at one remove, by the line between: a receipt that was
    invoiced, an announced return that was credited.
    """
    chosen = sql.among("r.source_line_id", line_ids)
    return [
        (int(line_id), _Between(int(between), int(size), between_kind, between_status), kind, status, int(count))
        for line_id, between, size, between_kind, between_status, kind, status, count in sql.rows(
            "SELECT r.source_line_id, r.id, abs(r.quantity), b.kind, b.status, d.kind, d.status, sum(abs(i.quantity))"
            " FROM documents_line r"
            " JOIN documents_document b ON b.id = r.document_id"
            " JOIN documents_line s ON s.id = r.source_line_id"
            " JOIN documents_document sd ON sd.id = s.document_id"
            " JOIN documents_line i ON i.source_line_id = r.id"
            " JOIN documents_document d ON d.id = i.document_id AND d.status IN ('draft', 'posted')"
            f" WHERE {chosen.sql} AND (sd.status = 'posted' OR b.status = 'posted') AND NOT EXISTS ("
            " SELECT 1 FROM stock_posting p JOIN stock_posting u ON u.reverses_id = p.id WHERE p.document_id = d.id)"
            " GROUP BY r.source_line_id, r.id, r.quantity, b.kind, b.status, d.kind, d.status",
            chosen.params,
        )
    ]


def passed_on(kind: Kind, lines: Sequence[Line]) -> dict[int, int]:
    """How much of each line of an order is delivered or waits on drafts; nothing for other papers."""
    if kind.stage is not Stage.ORDER:
        return {line.pk: 0 for line in lines}
    reached = progress([line.pk for line in lines])
    return {line.pk: reached[line.pk].done + reached[line.pk].drafted for line in lines}


def keep_sources(document_id: int) -> None:
    """What the lines of a document follow from, as far as it is posted, stays as it is until the transaction ends:
    nobody reverses it, and nobody else posts what credits or invoices it.
    """
    if sql.on_postgres():
        sql.rows(
            "WITH s AS (SELECT s.document_id, s.source_line_id FROM documents_line l"
            " JOIN documents_line s ON s.id = l.source_line_id WHERE l.document_id = %s)"
            " SELECT d.id FROM documents_document d WHERE d.status = 'posted' AND (d.id IN (SELECT document_id FROM s)"
            " OR d.id IN (SELECT r.document_id FROM s JOIN documents_line r ON r.id = s.source_line_id))"
            " ORDER BY d.id FOR UPDATE",
            [document_id],
        )


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
