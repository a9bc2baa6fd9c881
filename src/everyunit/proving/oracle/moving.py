"""How goods move: from a bin to a bin, their cost with them. Balances and worth follow."""

from __future__ import annotations

from everyunit.proving.oracle.goods import Step, Unit
from everyunit.proving.oracle.papers import Row
from everyunit.proving.oracle.state import Posting, Recost, Shift, State, Wanted


def bear(state: State, posting: Posting, row: Row, costs: list[int], origin: str, target: str) -> list[Unit]:
    """New units with the next serial numbers; makers' numbers that wait on the line go to the first of them."""
    serials = state.take_numbers("serial", state.paper_of(row).place, len(costs)) if costs else []
    made = []
    for nth, (serial, cost) in enumerate(zip(serials, costs, strict=True)):
        maker = row.makers[nth] if nth < len(row.makers) else ""
        unit = Unit(serial, row.item, cost, origin, maker)
        state.units[unit.serial] = unit
        state.balances[row.item, origin] += 1  # it was born there
        move(state, posting, unit, row, target)
        made.append(unit)
    row.makers.clear()
    return made


def move(state: State, posting: Posting, unit: Unit, row: Row, target: str) -> int:
    """The unit goes to the bin; what that is worth, where it changes hands."""
    source, unit.bin = unit.bin, target
    unit.steps.append(Step(posting.id, row.id, source, target, unit.cost))
    posting.units.append(unit.serial)
    return _settle(state, unit.item, source, target, 1, unit.cost)


def shift(state: State, posting: Posting, moved: Shift) -> int:
    """A quantity goes from bin to bin; what that is worth, where it changes hands."""
    posting.shifts.append(moved)
    if state.items[moved.item].lots:
        posting.wanted.append(wanted_of(state, moved))
    return _settle(state, moved.item, moved.source, moved.target, moved.quantity, moved.value)


def wanted_of(state: State, moved: Shift) -> Wanted:
    row = state.row(moved.row)
    source, paper = state.find(row.source), state.paper_of(row)
    lot = row.lot or (source.lot if source is not None else "")
    leads = (row.id,) if row.source is None else (row.id, row.source)
    fresh = paper.party is not None and state.parties[paper.party][0] == "customer"
    return Wanted(moved, lot, leads, row.name, fresh)


def recost(state: State, posting: Posting, unit: Unit, new: int, keep: bool = False) -> int:
    """The unit costs something else from now on; by how much what we own is worth more."""
    change = new - unit.cost
    if change or keep:
        posting.recosts.append(Recost(unit.serial, len(unit.steps), unit.cost, new))
    unit.cost = new
    return add_worth(state, unit.item, change) if state.owned(unit.bin) else 0


def add_worth(state: State, item: str, change: int) -> int:
    there, value = state.worth.get(item, (0, 0))
    state.worth[item] = (there, value + change)
    return change


def _settle(state: State, item: str, source: str, target: str, quantity: int, value: int) -> int:
    state.balances[item, source] -= quantity
    state.balances[item, target] += quantity
    crossing = int(state.owned(target)) - int(state.owned(source))
    there, worth = state.worth.get(item, (0, 0))
    state.worth[item] = (there + crossing * quantity, worth + crossing * value)
    return value if crossing else 0
