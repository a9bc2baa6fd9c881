"""Pick so many of an item from a bin, without scanning each: counted goods, and units that pick themselves."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.documents.naming import items_by_code
from everyunit.rules.refusals import Refused
from everyunit.rules.rights import PICK
from everyunit.selling.picking import begin, bin_picked_from, free_there, lines_for, share_out, take_from
from everyunit.selling.sheets import Picked, answer, sheet_to_change


@dataclass(frozen=True, slots=True, kw_only=True)
class PickFromBin:
    """So many of the item were taken from the bin; `order_id`: only for this order."""

    sheet_id: int
    item: str
    quantity: int
    from_bin: str
    order_id: int | None = None


@operation(right=PICK)
def pick_from_bin(work: Work, command: PickFromBin) -> Picked:
    """Commit them to the orders that have waited longest, or to the selected one.

    Of auto-serialized items the units whose turn it is are committed. Refused: `unknown_sheet`, `sheet_closed`,
    `unknown_item`, `not_on_sheet`, `scan_the_units`, `empty_quantity`, `not_in_its_bins`, `exceeds`, `short`.
    """
    picking = begin(sheet_to_change(command.sheet_id))
    item = items_by_code([command.item])[command.item]
    lines = lines_for(picking, item.pk, command.order_id)
    if not lines:
        raise Refused("not_on_sheet", f"{item.name} is not on this pull sheet.")
    if item.tracking == "serialized":
        raise Refused("scan_the_units", f"Units of {item.name} are named one by one: scan them.")
    if command.quantity < 1:
        raise Refused("empty_quantity", "Say how many are taken.")
    source = bin_picked_from(picking, command.from_bin)
    wanted = sum(picking.left[line.of.line_id] for line in lines)
    if command.quantity > wanted:
        raise Refused("exceeds", f"{wanted:,} of {item.code} are still to be picked. Take no more than that.")
    free = {bin_.pk: count for bin_, count in free_there(picking, item.pk)}.get(source.pk, 0)
    if command.quantity > free:
        raise Refused("short", f"{free:,} of {item.code} are free in {source.code}. Take the rest from another bin.")
    take_from(work, picking, share_out(picking, lines, command.quantity), source, item.code)
    return answer(work, picking.sheet, picking.lines, picking.entries, picking.serials, picking.counted)
