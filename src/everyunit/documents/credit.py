"""Credit a posted sale: a draft that takes back what is left of it, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.page import credit_lines, document_page
from everyunit.documents.queries import LineRow
from everyunit.rules.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Begin a credit for this posted sale."""

    document_id: int


@operation()
def credit(work: Work, command: Credit) -> DraftSaved:
    """A draft of the mirror kind with a line for each line of the sale, at the price it was sold for.

    Lines of units start with none and fill by scanning what came back; counted lines start with all that is left; the
    clerk takes off what did not come back. Refused: `unknown_document`, `cannot_credit`, `nothing_left`, and what
    `draft` refuses.
    """
    page = document_page(command.document_id, costs=False)
    if page is None:
        raise Refused("unknown_document", "There is no such document.")
    kind = page.credited_by
    if kind is None:
        raise Refused("cannot_credit", f"{page.document.name} is not a posted sale, or was reversed.")
    lines = tuple(_line(row, left) for row, left in credit_lines(command.document_id))
    if not lines:
        raise Refused("nothing_left", f"All of {page.document.name} has been credited already.")
    return draft.within(
        work,
        Draft(
            kind=kind.code,
            party=page.document.party,
            location=page.document.location,
            source_id=page.document.document_id,
            lines=lines,
        ),
    )


def _line(row: LineRow, left: int) -> NewLine:
    counted = row.tracking not in ("serialized", "auto_serialized")
    return NewLine(
        item=row.item,
        quantity=left if counted else None,
        source_line_id=row.line_id,
    )
