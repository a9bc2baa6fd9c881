"""Say which lot a line is of."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Lot
from everyunit.catalog.save_lot import new_lot
from everyunit.documents.changes import told
from everyunit.documents.drafts import DraftSaved, draft_to_change, saved
from everyunit.documents.kind import OUT, STOCK, Kind
from everyunit.documents.kinds import row_for
from everyunit.documents.lots_needed import is_fresh
from everyunit.documents.models import Line, LineLot
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.serials import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLot:
    """The line is of this lot, by its number; "": of none in particular."""

    document_id: int
    line_id: int
    lot: str


@operation()
def name_lot(work: Work, command: NameLot) -> DraftSaved:
    """A line that brings goods in says what lot they are; a lot that is not known yet is made. A line that takes goods
    takes those of the lot, and no others.

    Refused: `unknown_document`, `already_posted`, `closed`, `not_allowed`, `unknown_line`, `no_lots_here` (the item
    uses none), `unknown_lot`, `bad_lot`.
    """
    document, kind = draft_to_change(work, command.document_id)
    line = document.lines.select_related("item").filter(pk=command.line_id).first()
    if line is None:
        raise Refused("unknown_line", "This line is not on the document. Reload it.")
    number = clean(command.lot)
    if not number:
        with told(work, document.pk):
            LineLot.objects.filter(line=line).delete()
        return saved(document)
    if not line.item.uses_lots:
        raise Refused("no_lots_here", f"{line.item.name} is not kept by lot. Switch that on at the item first.")
    lot = Lot.objects.filter(item=line.item, number=number).first()
    if lot is None and _brings(kind, line):
        lot = new_lot(work, line.item, number, fresh=is_fresh(kind))
    if lot is None:
        raise Refused(
            "unknown_lot",
            f"There is no lot “{number}” of {line.item.name}.",
            [Offender(number, "unknown_lot", "No lot of this item has this number.")],
        )
    with told(work, document.pk):
        LineLot.objects.update_or_create(line=line, defaults={"lot": lot})
    return saved(document)


def _brings(kind: Kind, line: Line) -> bool:
    route = row_for(kind, line.sign).route
    return route.source == OUT and route.target in (STOCK, OUT)
