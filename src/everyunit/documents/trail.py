"""Where a document came from, what came of it, and how far each of its lines has got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kind import Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Status
from everyunit.documents.progress import progress
from everyunit.documents.queries import DocumentRow, LineRow

FOLLOW_UPS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document by name."""

    document_id: int
    kind: str
    number: str
    status: str

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProgress:
    """Of a line: delivered, invoiced by vendors, passed on to orders, waiting on drafts, still to come, committed.

    `outstanding` is None where nothing is awaited: final papers are done when they post.
    """

    done: int
    invoiced: int
    ordered: int
    drafted: int
    outstanding: int | None
    committed: int


def source_of(document: DocumentRow) -> NamedDocument | None:
    """The document that this one was made from."""
    if document.source_id is None:
        return None
    found = sql.row("SELECT id, kind, number, status FROM documents_document WHERE id = %s", [document.source_id])
    return None if found is None else NamedDocument(*found)


def follow_ups_of(document_id: int, at_most: int = FOLLOW_UPS_SHOWN) -> list[NamedDocument]:
    """Documents that were made from this one, as a whole or from one of its lines, oldest first; the first of them."""
    return [
        NamedDocument(*each)
        for each in sql.rows(
            "SELECT id, kind, number, status FROM documents_document WHERE source_id = %s"
            " UNION SELECT d.id, d.kind, d.number, d.status FROM documents_line mine"
            " JOIN documents_line l ON l.source_line_id = mine.id JOIN documents_document d ON d.id = l.document_id"
            " WHERE mine.document_id = %s ORDER BY 1 LIMIT %s",
            [document_id, document_id, at_most],
        )
    ]


def progress_of(document: DocumentRow, lines: Sequence[LineRow]) -> dict[int, LineProgress]:
    """How far each line has got, by line."""
    stage = KINDS[document.kind].stage
    still_open = document.status == Status.OPEN
    reached = progress([line.line_id for line in lines])
    found = {}
    for line in lines:
        each = reached[line.line_id]
        passed_on = each.ordered if stage is Stage.QUOTE else each.done
        outstanding = max(0, abs(line.quantity) - passed_on) if still_open else 0
        found[line.line_id] = LineProgress(
            done=each.done,
            invoiced=each.invoiced,
            ordered=each.ordered,
            drafted=each.drafted + each.billed,
            outstanding=None if stage is Stage.FINAL else outstanding,
            committed=line.attached if stage is Stage.ORDER else 0,
        )
    return found
