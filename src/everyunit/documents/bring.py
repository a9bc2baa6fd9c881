"""Bring what a line of an order lacks from another bin: the transfer is begun from the order."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.elsewhere import lacks
from everyunit.documents.header import AS_USUAL, Header
from everyunit.documents.kind import STOCK, Stage
from everyunit.documents.kinds import KINDS, row_for
from everyunit.documents.models import Document, Line
from everyunit.documents.naming import bin_named
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reach import keep_to_own
from everyunit.places.default_bins import default_bins
from everyunit.places.models import Bin
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import TRANSFER

AT_ONCE = next(kind for kind in KINDS.values() if kind.stage is Stage.FINAL and kind.route.source is None)
BY_WAY = next(kind for kind in KINDS.values() if kind.travels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bring:
    """So many of what this line of an order lacks, out of this bin."""

    line_id: int
    bin: str
    quantity: int


@operation(right=TRANSFER)
def bring(work: Work, command: Bring) -> DraftSaved:
    """Begin a transfer that refers to the order (WHS-139): a stock transfer into the bin that its goods are picked
    from, or, from a bin of another location, a transfer order to the order's location. Nothing moves yet.

    Refused: `unknown_line`, `nothing_lacking`, `too_many`, `unknown_bin`, `bin_discontinued`, `wrong_bin`, `same_bin`,
    `no_default_bin`, `not_allowed`.
    """
    line = Line.objects.select_related("document__location", "item").filter(pk=command.line_id).first()
    if line is None:
        raise Refused("unknown_line", "This line is not there any more. Reload the order.")
    keep_to_own(work, line.document)
    lacking = lacks([line]).get(line.pk, 0)
    if lacking == 0:
        raise Refused("nothing_lacking", f"Line {line.position} lacks nothing that could be brought.")
    if not 0 < command.quantity <= lacking:
        raise Refused("too_many", f"Line {line.position} lacks {lacking}; {command.quantity} cannot be brought.")
    source = bin_named(command.bin)
    if source.bin_type != STOCK:
        raise Refused("wrong_bin", f"{source.code} is a bin of type {source.bin_type}. Choose a stock bin.")
    made = draft.within(work, _transfer(work, line, source, command.quantity))
    Document.objects.filter(pk=made.document_id).update(source=line.document)
    return made


def _transfer(work: Work, line: Line, source: Bin, quantity: int) -> Draft:
    order = line.document
    new = NewLine(item=line.item.code, quantity=quantity, from_bin=source.code)
    if source.location_id != order.location_id:
        return Draft(
            kind=BY_WAY.code,
            location=source.location.code,
            reference=f"{order.kind} {order.number}",
            header=Header(destination=order.location.code),
            lines=(new,),
        )
    route = row_for(KINDS[order.kind], 1).route
    target = default_bins(work, order.location).need(route.pick_default or route.source_default)
    if target.pk == source.pk:
        raise Refused("same_bin", f"{source.code} is where the order is picked from. It need not be brought there.")
    return Draft(
        kind=AT_ONCE.code,
        location=order.location.code,
        to_bin=target.code,
        reference=f"{order.kind} {order.number}",
        header=AS_USUAL,
        lines=(new,),
    )
