"""Take back the last scan of a draft: units are released, and counted pieces are no longer counted."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.counted import put_back
from everyunit.documents.detach import Detach, detach, go_away
from everyunit.documents.drafts import draft_to_change
from everyunit.documents.kind import Kind, Stage
from everyunit.documents.models import Document, Line
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.documents.scans import Scanned, answer, bins_by_id
from everyunit.rules.refusals import Refused
from everyunit.rules.serials import split_scans
from everyunit.stock.amend import write_maker_numbers
from everyunit.stock.queries import units_held

UNIT_TRACKED = ("serialized", "auto_serialized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscan:
    """These numbers (or runs of numbers, “100000–100499”) were attached by the last scan, or one piece was counted on
    each of these lines, or these serial numbers were given a maker's number.
    """

    document_id: int
    scans: tuple[str, ...] = ()
    counted: tuple[int, ...] = ()
    captured: tuple[str, ...] = ()


@operation()
def unscan(work: Work, command: Unscan) -> Scanned:
    """Undo a scan: units go back to where an order took them from. Lines that are left with nothing go away.

    Refused: `unknown_document`, `already_posted`, `not_allowed`, `nothing_scanned`.
    """
    document, kind = draft_to_change(work, command.document_id)
    scanned = any(split_scans(text) for text in command.scans)
    if not scanned and not command.counted and not command.captured:
        raise Refused("nothing_scanned", "There is no scan to undo.")
    if command.counted:
        _count_less(work, document, kind, command.counted)
    if command.captured:
        _forget_captured(work, document, command.captured)
    if not scanned:
        return answer(document, [], bins_by_id())
    return detach.within(work, Detach(document_id=document.pk, scans=command.scans, undo=True))


def _forget_captured(work: Work, document: Document, serials: tuple[str, ...]) -> None:
    """The units stay attached, without the maker's number."""
    wanted = set(serials)
    held = units_held(list(document.lines.values_list("pk", flat=True)))
    write_maker_numbers(work, [(unit.unit_id, unit.home, "") for unit in held if unit.serial in wanted])


def _count_less(work: Work, document: Document, kind: Kind, line_ids: tuple[int, ...]) -> None:
    """One piece less on each line; a line that would be empty, or that a barcode only opened, goes away. What an order
    has committed goes back instead.
    """
    fewer, gone, committed = [], [], []
    for line in document.lines.filter(pk__in=line_ids).select_related("item", "source_line__document"):
        if kind.stage is Stage.ORDER and line.item.tracking == "quantity":
            committed.append(line)
            continue
        counted = _counts(kind, line)
        if counted and line.quantity > 1:
            fewer.append(LineChange(line_id=line.pk, quantity=line.quantity - 1))
        elif counted or (line.follows_units and line.attached == 0 and line.source_line_id is None):
            gone.append(line.pk)
    revise.within(work, Revise(document_id=document.pk, change=tuple(fewer), remove=tuple(gone)))
    for line in committed:  # the few lines of one scan
        put_back(work, document, line)
    go_away([line for line in committed if not line.quantity], kind)


def _counts(kind: Kind, line: Line) -> bool:
    """Whether a barcode counts pieces on the line: not returns, nor units, unless the program picks them."""
    named = line.item.tracking in UNIT_TRACKED and (kind.generates or line.follows_units)
    return line.quantity > 0 and not named
