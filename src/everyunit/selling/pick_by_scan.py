"""Pick by scanner: each unit goes to the order on the sheet that has waited longest for its item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base.operation import Work, operation
from everyunit.catalog.models import Item
from everyunit.documents.scans import bins_by_id, holders
from everyunit.places.models import Bin
from everyunit.rules.rights import PICK
from everyunit.rules.scanning import Action
from everyunit.selling.left import ToPick
from everyunit.selling.picking import (
    Picking,
    begin,
    bin_picked_from,
    free_there,
    lines_for,
    share_out,
    take_from,
    take_units,
)
from everyunit.selling.scanning import Scan, in_order, meanings, skipped_of
from everyunit.selling.sheets import Picked, answer, sheet_to_change
from everyunit.stock import queries as ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class PickByScan:
    """These were scanned while picking for a sheet.

    `order_id`: only for this order. `from_bin`: where counted goods are taken from. `unit_id`: the choice among several
    units that one number means.
    """

    sheet_id: int
    scans: tuple[str, ...]
    order_id: int | None = None
    from_bin: str | None = None
    unit_id: int | None = None


@operation(right=PICK)
def pick_by_scan(work: Work, command: PickByScan) -> Picked:
    """Commit what is scanned to the oldest order that wants it, or to the selected one (SAL-165).

    Skipped, each with its reason: unknown and repeated numbers, units of items that are not on the sheet (SAL-148) or
    not in its bins (SAL-149), units that another paper holds, and what exceeds the sheet, without a question (SAL-166).
    All of it is kept (SAL-167). Refused: `unknown_sheet`, `sheet_closed`, `nothing_scanned`, `too_many_scans`,
    `not_in_its_bins` (`from_bin`).
    """
    picking = begin(sheet_to_change(command.sheet_id))
    outcomes = meanings(command.scans, command.unit_id)
    _settle_choices(picking, outcomes)
    _pick_units(work, picking, outcomes, command.order_id)
    source = None if command.from_bin is None else bin_picked_from(picking, command.from_bin)
    _pick_items(work, picking, outcomes, command.order_id, source)
    entries = in_order([*picking.entries, *skipped_of(outcomes)], outcomes)
    return answer(work, picking.sheet, picking.lines, entries, picking.serials, picking.counted)


def _settle_choices(picking: Picking, outcomes: Sequence[Scan]) -> None:
    """Where a maker's number means several units but only one can be picked here, it is that one."""
    waiting = [outcome for outcome in outcomes if outcome.choices]
    if not waiting:
        return
    held = ledger.holding_lines([unit for outcome in waiting for unit in outcome.choices])
    wanted = {line.of.item_id for line in picking.lines}
    for outcome in waiting:
        usable = [
            unit
            for unit in outcome.choices
            if unit.unit_id not in held and unit.item_id in wanted and unit.bin_id in picking.bins
        ]
        if len(usable) == 1:
            outcome.unit, outcome.choices = usable[0], []
        else:
            outcome.skip("ambiguous", f"{len(outcome.choices)} units have this maker’s number. Choose one.")


def _pick_units(work: Work, picking: Picking, outcomes: Sequence[Scan], order_id: int | None) -> None:
    usable = _usable(picking, outcomes, order_id)
    by_item: dict[int, list[Scan]] = {}
    for outcome in usable:
        assert outcome.unit is not None
        by_item.setdefault(outcome.unit.item_id, []).append(outcome)
    for item_id, scanned in by_item.items():
        queue = iter(scanned)
        for share in share_out(picking, lines_for(picking, item_id, order_id), len(scanned)):
            mine = [next(queue) for _ in range(share.count)]
            said = {each.unit.serial: each.text for each in mine if each.unit is not None}
            take_units(work, picking, share.line, list(said), said)
            for each in mine:
                each.action = Action.ASSIGNED
        for outcome in queue:
            outcome.skip("exceeds", _enough(lines_for(picking, item_id, order_id)))


def _usable(picking: Picking, outcomes: Sequence[Scan], order_id: int | None) -> list[Scan]:
    """The scans whose unit may be picked for this sheet; the others are skipped with the reason."""
    units = [outcome.unit for outcome in outcomes if outcome.unit is not None]
    held = ledger.holding_lines(units) if units else {}
    names = holders(held.values())
    bins = bins_by_id() if units else {}
    items = Item.objects.in_bulk({unit.item_id for unit in units})
    mine = {line.of.line_id: line.of for line in picking.lines}
    seen: set[int] = set()
    usable = []
    for outcome in outcomes:
        unit = outcome.unit
        if outcome.code or outcome.item is not None:
            continue
        if unit is None:
            outcome.skip("unknown", "No unit has this number.")
            continue
        holder = held.get(unit.unit_id)
        if unit.unit_id in seen:
            outcome.skip("repeated", "Scanned twice.")
        elif holder in mine:
            outcome.skip("already_here", f"It is picked for {mine[holder].order} already.", mine[holder].order)
        elif holder is not None:
            name = names.get(holder, "another document")
            outcome.skip("held", f"Held by {name}. Detach it there first.", name)
        elif not lines_for(picking, unit.item_id, order_id):
            outcome.skip("not_on_sheet", f"{items[unit.item_id].name} is not on {_asked(picking, order_id)}.")
        elif unit.bin_id not in picking.bins:
            outcome.skip("not_in_its_bins", f"It is in {bins[unit.bin_id].code}, where this sheet does not pick.")
        else:
            usable.append(outcome)
        seen.add(unit.unit_id)
    return usable


def _pick_items(
    work: Work, picking: Picking, outcomes: Sequence[Scan], order_id: int | None, source: Bin | None
) -> None:
    """A scanned item code takes one piece from the bin, or from the first bin on the walk that has one."""
    scanned: Counter[int] = Counter()
    items: dict[int, Item] = {}
    for outcome in outcomes:
        if outcome.item is not None:
            scanned[outcome.item.pk] += 1
            items[outcome.item.pk] = outcome.item
    for item_id, count in scanned.items():
        mine = [outcome for outcome in outcomes if outcome.item is not None and outcome.item.pk == item_id]
        reason = _why_not(picking, items[item_id], order_id)
        if reason is not None:
            for outcome in mine:
                outcome.skip(*reason)
            continue
        taken = _pieces(work, picking, mine[0], count, order_id, source)
        for outcome in mine[:taken]:
            outcome.action = Action.ASSIGNED
        for outcome in mine[taken:]:
            outcome.skip(*_short(picking, item_id, order_id, source))


def _why_not(picking: Picking, item: Item, order_id: int | None) -> tuple[str, str] | None:
    if not lines_for(picking, item.pk, order_id):
        return "not_on_sheet", f"{item.name} is not on {_asked(picking, order_id)}."
    if item.tracking == "serialized":
        return "item_code", f"This is the code of {item.name}. Scan the unit’s own serial number."
    return None


def _pieces(work: Work, picking: Picking, scanned: Scan, count: int, order_id: int | None, source: Bin | None) -> int:
    """Take up to so many pieces along the walk; how many were taken."""
    assert scanned.item is not None
    item_id, taken = scanned.item.pk, 0
    for bin_, free in free_there(picking, item_id):
        if source is not None and bin_.pk != source.pk:
            continue
        shares = share_out(picking, lines_for(picking, item_id, order_id), min(free, count - taken))
        if shares:
            take_from(work, picking, shares, bin_, scanned.text)
            taken += sum(share.count for share in shares)
    return taken


def _short(picking: Picking, item_id: int, order_id: int | None, source: Bin | None) -> tuple[str, str]:
    lines = lines_for(picking, item_id, order_id)
    if not any(picking.left[line.of.line_id] for line in lines):
        return "exceeds", _enough(lines)
    places = source.code if source is not None else ", ".join(bin_.code for bin_ in picking.bins.values())
    return "short", f"None is free in {places}."


def _asked(picking: Picking, order_id: int | None) -> str:
    order = next((line.of.order for line in picking.lines if line.of.order_id == order_id), None)
    return "this pull sheet" if order_id is None else order or "the selected order"


def _enough(lines: Sequence[ToPick]) -> str:
    return f"All {sum(line.quantity for line in lines):,} asked for are picked. Put it back."
