"""Pull sheets: made of orders, picked from by scanner or by bin, put back, invoiced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from everyunit.proving.oracle.asked import UNKNOWN_ID, Ask
from everyunit.proving.oracle.sheets import PICKED_FOR
from everyunit.proving.oracle.state import Sheet, State
from everyunit.proving.workload.dice import MAKERS, Dice


def make(dice: Dice, state: State) -> Ask:
    """Of all that wait, or of some orders; sometimes of others."""
    open_ones = [paper.id for paper in state.papers.values() if paper.kind in PICKED_FOR and paper.status == "open"]
    from_ = open_ones if open_ones and dice.chance(0.9) else list(state.papers)
    orders = dice.random.sample(from_, min(len(from_), dice.some(1, 2, 3))) if dice.chance(0.5) else []
    bins = tuple(dice.bin(state, "stock") for _ in range(dice.some(1, 2, 3))) if dice.chance(0.2) else ()
    given = (
        ("orders", tuple(orders)),
        ("place", dice.place(0.1)),
        ("bins", bins),
        ("pickable", dice.chance(0.6)),
        ("newest", dice.chance(0.3)),
    )
    return Ask("make_sheet", dice.who("pick"), new=dice.new(), with_=given)


def work_on(dice: Dice, state: State) -> Ask:
    """What somebody does with a sheet; mostly there is one."""
    if not state.sheets or dice.chance(0.15):
        return make(dice, state)
    open_ones = [each for each, sheet in state.sheets.items() if sheet.status != "closed"]
    number = dice.random.choice(open_ones if open_ones and dice.chance(0.95) else list(state.sheets))
    number = number if dice.chance(0.98) else UNKNOWN_ID
    sheet = state.sheets.get(number) or Sheet("", (), False)
    return dice.weighted(WAYS)(dice, state, number, sheet)


def _scan(dice: Dice, state: State, number: int, sheet: Sheet) -> Ask:
    wanted = {state.row(row_id).item for row_id in sheet.rows if state.find(row_id)}
    there = [unit for unit in state.units.values() if unit.bin in sheet.bins and unit.item in wanted]
    free = [unit.serial for unit in there if unit.serial not in state.holds]
    others = [*state.units, *MAKERS[:4], *wanted, *wanted, "A", "Q", "EAN-P", "nothing"]
    scans = dice.random.sample(free, min(len(free), dice.some(1, 2, 3))) if dice.chance(0.75) else []
    scans += [dice.random.choice(others) for _ in range(dice.some(0, 1, 1, 2))]
    source = dice.bin(state, "stock") if dice.chance(0.15) else None
    return _asked(dice, "pick_by_scan", number, sheet, tuple(scans), from_bin=source)


def _from_bin(dice: Dice, state: State, number: int, sheet: Sheet) -> Ask:
    rows = [row for row_id in sheet.rows if (row := state.find(row_id)) is not None]
    wanted = [row.item for row in rows if state.items[row.item].tracking != "serialized"] or [row.item for row in rows]
    item = dice.random.choice(wanted) if wanted and dice.chance(0.9) else dice.some("P", "Q", "A", "NONE")
    bins = sheet.bins if sheet.bins and dice.chance(0.95) else list(state.bins)
    there = [code for code in bins if state.balances[item, code] > 0]
    source = dice.random.choice(there or list(bins))
    return _asked(
        dice, "pick_from_bin", number, sheet, item=item, quantity=dice.some(1, 1, 1, 2, 3, 0), from_bin=source
    )


def _put_back(dice: Dice, state: State, number: int, sheet: Sheet) -> Ask:
    rows = [row for row_id in sheet.rows if (row := state.find(row_id)) is not None]
    held = [unit.serial for row in rows for unit in state.held(row)] or list(state.units)
    scans = tuple(dice.random.choice(held) for _ in range(dice.some(0, 1, 1, 2))) if held else ()
    counted = []
    for row in rows:
        if state.items[row.item].tracking == "quantity" and dice.chance(0.5):
            counted.append((row.id, dice.some(1, 1, 2, 0), dice.some("", "", "MAIN", "SHELF")))
    return _asked(dice, "put_back", number, sheet, scans, counted=tuple(counted))


def invoice(dice: Dice, _: State, number: int, sheet: Sheet) -> Ask:
    return _asked(dice, "invoice_sheet", number, sheet, news=tuple(dice.new() for _ in sheet.orders))


def _take_off(dice: Dice, state: State, number: int, sheet: Sheet) -> Ask:
    orders = list(sheet.orders) if sheet.orders and dice.chance(0.9) else list(state.papers)
    order = dice.random.choice(orders) if orders else UNKNOWN_ID
    return Ask("take_off", dice.who("pick"), doc=order, with_=(("sheet", number),))


def _close(dice: Dice, _: State, number: int, __: Sheet) -> Ask:
    return Ask("close_sheet", dice.who("pick"), with_=(("sheet", number),))


def _asked(dice: Dice, verb: str, number: int, sheet: Sheet, scans: tuple[str, ...] = (), **given: Any) -> Ask:
    """Sometimes for one order alone."""
    one = bool(sheet.orders) and verb != "put_back" and dice.chance(0.2)
    doc = dice.random.choice(list(sheet.orders)) if one else UNKNOWN_ID
    with_ = (("sheet", number), ("one", one), *given.items())
    return Ask(verb, dice.who("pick"), doc=doc, scans=scans, with_=with_)


WAYS: dict[Callable[[Dice, State, int, Sheet], Ask], float] = {
    _scan: 8,
    _from_bin: 9,
    _put_back: 3,
    invoice: 3,
    _take_off: 1,
    _close: 1,
}
