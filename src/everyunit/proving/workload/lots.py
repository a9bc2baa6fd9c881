"""Lots that are named on lines, and expire."""

from __future__ import annotations

from collections.abc import Generator

from everyunit.proving.oracle.asked import Ask, NewRow
from everyunit.proving.oracle.kinds import OUT
from everyunit.proving.oracle.lots import lot_named
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.state import State
from everyunit.proving.workload.dice import Dice

NUMBERS = ("L1", "L2", "L3")
ODD = ("", "L9", "a/b")


def unnamed(state: State, paper: Paper) -> list[Row]:
    """Lines that bring in what is kept by lot, of which nobody has said the lot."""
    return [
        row
        for row in paper.rows
        if state.items[row.item].lots and paper.rule_for(row).source == OUT and not lot_named(state, row)
    ]


def name(dice: Dice, state: State, row: Row | None = None) -> Ask:
    """Mostly on a line of what is kept by lot."""
    if row is None:
        lines = [row for paper in state.papers.values() if paper.changeable for row in paper.rows]
        kept = [row for row in lines if state.items[row.item].lots]
        lines = kept if kept and dice.chance(0.9) else lines
        row = dice.random.choice(lines) if lines else None
    number = dice.some(*NUMBERS) if dice.chance(0.92) else dice.some(*ODD)
    doc = state.paper_of(row).id if row is not None else dice.paper(state, lambda paper: paper.changeable)
    return Ask("name_lot", dice.who(), doc=doc, line=row.id if row is not None else None, with_=(("lot", number),))


def save(dice: Dice, state: State) -> Ask:
    """The day on which a lot expires: mostly soon, some days ago, or never."""
    item = "L" if dice.chance(0.94) else dice.some("Q", "N", "NONE")
    number = dice.some(*NUMBERS) if dice.chance(0.94) else dice.some(*ODD)
    made, expires = dice.some(None, None, -9, -2), dice.some(None, -5, -1, 0, 3, 3, 8, 30)
    given = (("item", item), ("lot", number), ("made", made), ("expires", expires))
    return Ask("save_lot", dice.who("edit_master"), with_=given)


def named(dice: Dice, story: Generator[Ask, State, None]) -> Generator[Ask, State, None]:
    """The story; mostly what it brings in is named its lots before it posts."""
    state = yield next(story)
    while True:
        try:
            ask = story.send(state)
        except StopIteration:
            return
        paper = state.papers.get(ask.doc)
        if paper is not None and ask.verb == "post" and dice.chance(0.85):
            state = yield from _each_named(dice, state, unnamed(state, paper))
        state = yield ask


def _each_named(dice: Dice, state: State, rows: list[Row]) -> Generator[Ask, State, State]:
    """Those that are still there when their turn comes."""
    for row_id in [row.id for row in rows]:
        row = state.find(row_id)
        if row is not None:
            state = yield name(dice, state, row)
    return state


def sold_and_returned(dice: Dice) -> Generator[Ask, State, None]:
    """Several lots are received, one expires; what is sold of them comes back, and what is done is undone."""
    state = yield Ask("", "owner")
    receipt, order, sale, memo, again = (dice.new() for _ in range(5))
    rows = (NewRow("L", dice.some(2, 3)), NewRow("L", dice.some(2, 4)))
    state = yield _draft("PR", "V1", receipt, *rows)
    state = yield Ask("post", "owner", doc=receipt)
    for number in dice.random.sample(NUMBERS, 2):
        given = (("item", "L"), ("lot", number), ("made", None), ("expires", dice.some(-2, -2, -2, 0, 5, None)))
        state = yield Ask("save_lot", "owner", with_=given)
    if dice.chance(0.5):
        state = yield _draft("SO", "C1", order, NewRow("L", 3))
        line = next((row.id for row in state.papers[order].rows), None) if order in state.papers else None
        state = yield Ask("commit", "owner", doc=order, line=line, with_=(("quantity", dice.some(2, 3)),))
        state = yield Ask("convert", "owner", doc=order, new=sale, with_=(("to", "SI"),))
    else:
        state = yield _draft("SI", "C1", sale, NewRow("L", dice.some(2, 3, 4, 5)))
    if sale in state.papers and dice.chance(0.3):
        state = yield from _each_named(dice, state, state.papers[sale].rows)
    state = yield Ask("post", "owner", doc=sale)
    for paper in (memo, again):
        state = yield Ask("credit", "owner", doc=sale, new=paper)
        state = yield Ask("post", "owner", doc=paper)
        if dice.chance(0.7):
            state = yield Ask("reverse", "owner", doc=dice.some(paper, paper, sale))


def _draft(kind: str, party: str, new: int, *rows: NewRow) -> Ask:
    return Ask("draft", "owner", new=new, with_=(("kind", kind), ("party", party), ("lines", rows)))
