"""Kits that are sold, and come back."""

from __future__ import annotations

from collections.abc import Generator

from everyunit.proving.oracle.asked import Ask, NewRow
from everyunit.proving.oracle.state import State
from everyunit.proving.workload.dice import Dice
from everyunit.proving.workload.scanning import fill


def sold_and_credited(dice: Dice) -> Generator[Ask, State, None]:
    """A kit is sold out of the stock of its components; what comes back is credited line by line."""
    state = yield Ask("", "owner")
    receipt, sale, memo = (dice.new() for _ in range(3))
    kit, count = dice.some("K", "KP"), dice.some(1, 1, 2)
    bill = state.bills.get(kit, [])
    parts = [NewRow(part.item, 2 * part.quantity) for part in bill if state.items[part.item].tracking != "none"]
    state = yield _draft("PR", "V1", receipt, *parts)
    state = yield Ask("post", "owner", doc=receipt)
    state = yield _draft("SI", "C1", sale, NewRow(kit, count, discount=dice.some(None, None, 1250)))
    state = yield from _filled(dice, state, sale)
    state = yield Ask("post", "owner", doc=sale)
    state = yield Ask("credit", "owner", doc=sale, new=memo)
    state = yield from _filled(dice, state, memo)
    state = yield Ask("post", "owner", doc=memo)
    if dice.chance(0.3):
        yield Ask("reverse", "owner", doc=dice.some(memo, sale))


def _draft(kind: str, party: str, new: int, *rows: NewRow) -> Ask:
    return Ask("draft", "owner", new=new, with_=(("kind", kind), ("party", party), ("lines", rows)))


def _filled(dice: Dice, state: State, paper_id: int) -> Generator[Ask, State, State]:
    """Scan the units that the lines still lack."""
    rows = state.papers[paper_id].rows if paper_id in state.papers else []
    for row_id in [row.id for row in rows if state.items[row.item].by_unit]:
        row = state.find(row_id)
        if row is not None:
            state = yield fill(dice, state, state.paper_of(row), row)
    return state
