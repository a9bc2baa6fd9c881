"""How far a line of a document has come, and what a paper moved, in a few words."""

from __future__ import annotations

from everyunit.documents.kind import Kind, Stage
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.page import UNIT_TRACKED
from everyunit.documents.progress import Progress
from everyunit.documents.queries import DocumentRow, LineRow


def how_far(document: DocumentRow, line: LineRow, reached: Progress) -> str:
    """How many the line is of; while it may still lack some, also how many are there, or were delivered."""
    kind, size = KINDS[document.kind], f"{line.quantity:,}"
    if kind.stage is Stage.ORDER and reached.done:
        delivered = f"{_signed(reached.done, line)} of {size} {kind.done}"
        return f"{delivered}, {_signed(line.attached, line)} held" if line.attached else delivered
    return f"{_signed(line.attached, line)} of {size}" if _fills(kind, document, line) else size


def moved(units: int, pieces: int) -> list[str]:
    """“2 units”, “3 pieces”: those of which there are any."""
    counts = ((units, "unit"), (pieces, "piece"))
    return [f"{count:,} {word}{'' if count == 1 else 's'}" for count, word in counts if count]


def _fills(kind: Kind, document: DocumentRow, line: LineRow) -> bool:
    """Whether units, or what an order commits, are still brought onto the line."""
    if kind.stage is Stage.ORDER:
        return line.tracking != "none"
    open_draft = document.status == "draft" and line.tracking in UNIT_TRACKED
    return open_draft and (line.attached > 0 or not row_for(kind, line.quantity).generates)


def _signed(count: int, line: LineRow) -> str:
    return f"{-count if line.quantity < 0 else count:,}"
