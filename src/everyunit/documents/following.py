"""What may follow from a document: how many of each line, and which other open papers can be taken along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Status
from everyunit.documents.progress import can_follow, progress, reversed_documents
from everyunit.documents.queries import DocumentRow
from everyunit.documents.trail import follow_ups_of

OTHERS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLeft:
    """A line of which something can still go on. `committed`: units or pieces that it holds now."""

    line_id: int
    position: int
    item: str
    item_name: str
    tracking: str
    quantity: int
    committed: int
    left: int
    zero: bool = False  # somebody is to enter it

    @property
    def scanned(self) -> bool:
        """Whether it fills by scanning."""
        return self.tracking == "serialized"

    @property
    def starts_at(self) -> int:
        """How many go along unless somebody says otherwise: what is committed, else what is left; or none yet."""
        if self.zero:
            return 0
        return min(self.left, self.committed) or self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLeft:
    """A document with the lines that can still go on to a paper of the kind that was asked for."""

    document_id: int
    kind: str
    number: str
    lines: tuple[LineLeft, ...]

    @property
    def name(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def begun(self) -> bool:
        """Whether something is committed to it."""
        return any(line.committed for line in self.lines)


def next_kinds(document: DocumentRow) -> tuple[Kind, ...]:
    """The kinds that the document, as it stands, may become: nothing follows from drafts and what is closed."""
    if document.status != ("posted" if KINDS[document.kind].stage is Stage.FINAL else "open"):
        return ()
    return tuple(KINDS[code] for code in KINDS[document.kind].becomes if KINDS[code].by_hand)


def left_on(document: DocumentRow, kind: Kind, zero: bool = False) -> PaperLeft:
    """What of the document can still go on to a paper of the kind. `zero`: goods begin at zero."""
    return _papers([(document.document_id, document.kind, document.number)], kind, zero)[0]


def others_left(
    document: DocumentRow, kind: Kind, zero: bool = False, at_most: int = OTHERS_SHOWN
) -> tuple[PaperLeft, ...]:
    """Other papers of the same kind and party of which something can still go on, among the newest so many."""
    status = "posted" if KINDS[document.kind].stage is Stage.FINAL else "open"
    found = sql.rows(
        "SELECT d.id, d.kind, d.number FROM documents_document d JOIN parties_party p ON p.id = d.party_id"
        " WHERE p.code = %s AND d.kind = %s AND d.status = %s AND d.id <> %s AND NOT EXISTS ("
        " SELECT 1 FROM stock_posting o JOIN stock_posting r ON r.reverses_id = o.id WHERE o.document_id = d.id)"
        " ORDER BY d.id DESC LIMIT %s",
        [document.party, document.kind, status, document.document_id, at_most],
    )
    papers = _papers([(each[0], each[1], each[2]) for each in found], kind, zero)
    return tuple(paper for paper in papers if paper.lines)


def between_left(document: DocumentRow, kind: Kind) -> tuple[PaperLeft, ...]:
    """What came of an order and can become a paper of the kind: receipts of which something is to be invoiced."""
    if KINDS[document.kind].stage is not Stage.ORDER:
        return ()
    found = [
        (each.document_id, each.kind, each.number)
        for each in follow_ups_of(document.document_id)
        if each.status == Status.POSTED and kind.code in KINDS[each.kind].becomes
    ]
    undone = reversed_documents([document_id for document_id, _, _ in found])
    papers = _papers([each for each in found if each[0] not in undone], kind, zero=False)
    return tuple(paper for paper in papers if paper.lines)


def _papers(named: Sequence[tuple[int, str, str]], kind: Kind, zero: bool) -> list[PaperLeft]:
    """Three statements, whatever the number of papers and lines."""
    mine = sql.among("l.document_id", [document_id for document_id, _, _ in named])
    rows = sql.rows(
        "SELECT l.document_id, l.id, l.position, i.code, i.name, i.tracking, l.quantity, l.attached, d.kind"
        " FROM documents_line l JOIN catalog_item i ON i.id = l.item_id"
        f" JOIN documents_document d ON d.id = l.document_id WHERE {mine.sql} ORDER BY l.document_id, l.position",
        mine.params,
    )
    reached = progress([row[1] for row in rows])
    lines: dict[int, list[LineLeft]] = {}
    for document_id, line_id, position, item, item_name, tracking, quantity, attached, source in rows:
        left = can_follow(quantity, attached, KINDS[source], kind, reached[line_id])
        if left:
            lines.setdefault(document_id, []).append(
                LineLeft(
                    line_id=line_id,
                    position=position,
                    item=item,
                    item_name=item_name,
                    tracking=tracking,
                    quantity=quantity,
                    committed=attached if KINDS[source].stage is Stage.ORDER else 0,
                    left=left,
                    zero=zero and tracking not in ("none", "serialized"),
                )
            )
    return [
        PaperLeft(document_id=document_id, kind=code, number=number, lines=tuple(lines.get(document_id, ())))
        for document_id, code, number in named
    ]
