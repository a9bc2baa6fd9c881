"""What the program takes by itself, as the oracle expects it: which units, and from which bins."""

from __future__ import annotations

from everyunit.proving.oracle.kinds import OUT, STOCK
from everyunit.proving.oracle.progress import passed_on
from everyunit.proving.oracle.scan import Scan
from everyunit.proving.oracle.state import Paper, Row, State, Unit


def picked(
    state: State, paper: Paper, rows: list[Row], wanted: int | None = None, from_bin: str | None = None
) -> list[Scan]:
    """Auto-serialized lines take free units, first in first out, from the bins in their order, up to their quantity."""
    scans: list[Scan] = []
    for row in sorted(rows, key=lambda row: row.position):
        if not picks_itself(state, paper, row):
            continue
        goal = row.quantity - passed_on(state, row) if wanted is None else wanted
        missing = max(0, goal - state.attached(row))
        units = _free(state, paper, row, from_bin)[:missing]
        for unit in units:
            state.holds[unit.serial] = row.id
            scans.append(Scan(unit.serial, unit, action="assigned", place=row.position))
        if len(units) < missing:
            scans.append(Scan(row.item, item=row.item, code="short", place=row.position))
    return scans


def picks_itself(state: State, paper: Paper, row: Row) -> bool:
    """Only what leaves our stock for customers, moves, or gets a new cost; a return is scanned (PUR-6)."""
    rule = paper.rule
    leaves = not rule.makes_units and rule.source != OUT and (rule.party != "vendor" or rule.revalues)
    return leaves and state.items[row.item].tracking == "auto_serialized" and row.quantity > 0 and not row.follows


def _free(state: State, paper: Paper, row: Row, from_bin: str | None) -> list[Unit]:
    """What nobody holds: in the bin that was named, else in the usual one, then in the other stock bins."""
    chosen = from_bin or row.from_bin or paper.from_bin
    if chosen is not None:
        bins = [chosen] if state.owned(chosen) else []
    else:
        bins = [code for code in in_order(state, state.usual[paper.rule.takes_from]) if code != paper.to_bin]
    return [
        unit
        for code in bins
        for unit in state.units.values()
        if unit.bin == code and unit.item == row.item and unit.serial not in state.holds
    ]


def in_order(state: State, first: str) -> list[str]:
    """The stock bins in which more is looked for, after the usual one."""
    stock = [bin_ for bin_ in state.bins.values() if bin_.type == STOCK and not bin_.discontinued]
    stock.sort(key=lambda bin_: (bin_.code != first, bin_.position, bin_.code))
    return [bin_.code for bin_ in stock]
