"""Picking for the orders of a pull sheet: what the verbs that scan and that count share.

Units are committed by `attach`, quantities by `commit`, each to the order that has waited longest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from everyunit.base.operation import LostRace, Work
from everyunit.documents.attach import Attach, attach
from everyunit.documents.commit import Commit, commit
from everyunit.documents.scans import ScanEntry
from everyunit.places.models import Bin
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import SELL
from everyunit.rules.scanning import Action
from everyunit.selling.left import ToPick, lines_on
from everyunit.selling.models import PullSheet
from everyunit.selling.sheets import Taken, bins_of
from everyunit.selling.walk import UNIT_TRACKED, free_in, free_units


@dataclass(slots=True)
class Picking:
    """A sheet while it is picked from: its lines, what each still wants, and what has been done so far."""

    sheet: PullSheet
    lines: list[ToPick]
    bins: dict[int, Bin]
    left: dict[int, int]
    entries: list[ScanEntry] = field(default_factory=list)
    serials: list[str] = field(default_factory=list)
    counted: list[Taken] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of what was picked are for this line."""

    line: ToPick
    count: int


def begin(sheet: PullSheet) -> Picking:
    """The sheet with its lines as they stand and its bins in walking order."""
    lines = lines_on([sheet.pk])
    bins = {bin_.pk: bin_ for bin_ in bins_of(sheet)}
    return Picking(sheet, lines, bins, {line.of.line_id: line.left for line in lines})


def lines_for(picking: Picking, item_id: int, order_id: int | None) -> list[ToPick]:
    """The lines that ask for the item: of the selected order, else of all, oldest first."""
    return [line for line in picking.lines if line.of.item_id == item_id and order_id in (None, line.of.order_id)]


def share_out(picking: Picking, lines: Iterable[ToPick], count: int) -> list[Share]:
    """Give so many pieces to the lines in turn, as far as they want them."""
    shares = []
    for line in lines:
        taken = min(count, picking.left[line.of.line_id])
        if taken:
            picking.left[line.of.line_id] -= taken
            count -= taken
            shares.append(Share(line, taken))
    return shares


def take_units(work: Work, picking: Picking, line: ToPick, serials: Sequence[str], said: dict[str, str]) -> None:
    """Commit these units to the line of its order. `said`: what was scanned for each."""
    asked = Attach(document_id=line.of.order_id, scans=tuple(serials), by="serial", line_id=line.of.line_id)
    scanned = attach.within(work.on_behalf(SELL), asked)
    if scanned.counts != {Action.ASSIGNED: len(serials)}:
        raise LostRace  # somebody changed the order since the sheet was read
    for entry in scanned.entries:
        picking.entries.append(_told(entry, line, said))
    picking.serials += serials


def take_pieces(work: Work, picking: Picking, line: ToPick, bin_: Bin, count: int, text: str) -> None:
    """Commit so many more of a counted item to the line of its order, out of the bin."""
    already = line.of.attached + sum(each.quantity for each in picking.counted if each.line_id == line.of.line_id)
    commit.within(
        work.on_behalf(SELL),
        Commit(document_id=line.of.order_id, line_id=line.of.line_id, quantity=already + count, from_bin=bin_.code),
    )
    picking.counted.append(Taken(line_id=line.of.line_id, quantity=count, bin=bin_.code))
    picking.entries.append(
        ScanEntry(
            action=Action.ASSIGNED,
            text=text,
            count=count,
            item=line.of.item,
            item_name=line.of.item_name,
            line_id=line.of.line_id,
            line_position=line.of.position,
            bin=bin_.code,
            holder=line.of.order,
        )
    )


def take_from(work: Work, picking: Picking, shares: Sequence[Share], bin_: Bin, text: str) -> None:
    """Commit the shares of an item out of one bin, without its serial numbers being scanned. `text`: what was."""
    item, count = shares[0].line.of, sum(share.count for share in shares)
    if item.tracking not in UNIT_TRACKED:
        for share in shares:
            take_pieces(work, picking, share.line, bin_, share.count, text)
        return
    units = free_units(item.item_id, bin_.pk, count, picking.sheet.newest_first)
    if len(units) < count:
        raise LostRace  # a rival took some since they were counted
    serials = iter([serial for _, _, serial in units])
    for share in shares:
        mine = [next(serials) for _ in range(share.count)]
        take_units(work, picking, share.line, mine, dict.fromkeys(mine, text))


def free_there(picking: Picking, item_id: int) -> list[tuple[Bin, int]]:
    """Where the sheet's bins have free pieces of the item, in walking order."""
    free = free_in([item_id], list(picking.bins))
    return [(bin_, free[item_id, bin_.pk]) for bin_ in picking.bins.values() if (item_id, bin_.pk) in free]


def bin_picked_from(picking: Picking, code: str) -> Bin:
    """Refused: `not_in_its_bins`."""
    wanted = code.strip().upper()
    for bin_ in picking.bins.values():
        if bin_.code.upper() == wanted:
            return bin_
    named = ", ".join(bin_.code for bin_ in picking.bins.values())
    raise Refused(
        "not_in_its_bins", f"Pull sheet {picking.sheet.number} does not pick from “{code}”, only from {named}."
    )


def _told(entry: ScanEntry, line: ToPick, said: dict[str, str]) -> ScanEntry:
    """The entry as the picker knows it: what was scanned, and the order that it is for."""
    return replace(entry, text=said.get(entry.text, entry.text), line_id=line.of.line_id, holder=line.of.order)
