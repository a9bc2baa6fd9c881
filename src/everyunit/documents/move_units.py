"""Move many units at once: a transfer with all of them, posted, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from everyunit.base.operation import Work, operation
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.kinds import KINDS
from everyunit.documents.post import Post, Posted, post
from everyunit.documents.scans import ScanEntry, Scanned
from everyunit.rules.refusals import Offender, Refused
from everyunit.rules.rights import TRANSFER
from everyunit.rules.scanning import Action
from everyunit.stock.many import units_named

TRANSFERS = "ST"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveUnits:
    """These units, named by serial numbers and ranges, go to this bin."""

    units: tuple[str, ...]
    to_bin: str
    notes: str = ""


@operation(right=TRANSFER)
def move_units(work: Work, command: MoveUnits) -> Posted:
    """Make a transfer of the units and post it.

    Refused: `no_units`, `too_many_units`, `unknown_units`, `range_backwards`, `no_bin`, what a transfer is refused for,
    and with every unit that cannot move there: `cannot_move`.
    """
    units = units_named(command.units)
    if not command.to_bin.strip():
        raise Refused("no_bin", "Choose the bin that the units go to.")
    paper = draft.within(work, Draft(kind=TRANSFERS, to_bin=command.to_bin, notes=command.notes))
    serials = tuple(unit.serial for unit in units)
    scanned = attach.within(work, Attach(document_id=paper.document_id, scans=serials, by="serial", exceed=True))
    stays = [entry for entry in scanned.entries if entry.action is Action.SKIPPED]
    if stays:
        raise Refused(
            "cannot_move",
            "Some of these units cannot go there. Take them off, or choose another bin.",
            [_offender(entry) for entry in stays],
            total=sum(entry.count for entry in stays),
        )
    try:
        return post.within(work, Post(document_id=paper.document_id, asks=False))
    except Refused as refused:
        raise _of_no_paper(refused, paper, scanned, command.to_bin) from None


def _of_no_paper(refused: Refused, paper: DraftSaved, scanned: Scanned, to_bin: str) -> Refused:
    """The refusal without the transfer and its lines: as it is refused, there is none."""
    name = f"{KINDS[paper.kind].name} {paper.number}"
    message = refused.message.replace(name, "The transfer")
    if refused.code == "cannot_post":
        message = f"These units cannot move to {to_bin}. Nothing was moved."
    items = {f"Line {line.position} ({line.item})": line.item for line in scanned.lines}
    offenders = [replace(each, subject=items.get(each.subject, each.subject)) for each in refused.offenders]
    return Refused(refused.code, message, offenders, refused.total)


def _offender(entry: ScanEntry) -> Offender:
    return Offender(entry.text or entry.serial, entry.code, entry.message, entry.holder)
