"""From paper to paper: committing, converting, crediting, posting, ending."""

from __future__ import annotations

from typing import Any

from everyunit.proving.oracle.asked import UNKNOWN_ID, Ask, Change
from everyunit.proving.oracle.bringing import lacks
from everyunit.proving.oracle.kinds import FINAL, ORDER, QUOTE, RULES
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.picking import picks_itself
from everyunit.proving.oracle.progress import outstanding
from everyunit.proving.oracle.state import State
from everyunit.proving.workload.dice import Dice
from everyunit.proving.workload.papers import is_draft


def is_order(paper: Paper) -> bool:
    return paper.stage == ORDER and paper.status == "open"


def commit(dice: Dice, state: State, paper: Paper | None = None) -> Ask:
    doc = paper.id if paper is not None else dice.paper(state, is_order)
    line = dice.line(state, doc, lambda row: state.items[row.item].tracking in ("auto_serialized", "quantity"))
    row = state.find(line)
    sizes = (row.size, row.size, max(0, row.size - 1), row.size + 1) if row is not None else (1,)
    quantity = dice.some(*sizes, 0, 1, 2, 3)
    source = RULES[state.papers[doc].kind].source if doc in state.papers else None
    from_bin = dice.bin(state, source) if dice.chance(0.15) else None
    given = (("quantity", quantity), ("from_bin", from_bin), ("numbered", dice.maybe(0.2, dice.some("take", "skip"))))
    return Ask("commit", dice.who(), doc=doc, line=line, with_=given)


def generate(dice: Dice, state: State) -> Ask:
    def takes(paper: Paper) -> bool:
        return paper.changeable and any(paper.rule_for(row).takes_unknown for row in paper.rows)

    doc = dice.paper(state, takes)
    paper = state.papers.get(doc)
    line = dice.line(state, doc, lambda row: paper is not None and paper.rule_for(row).takes_unknown)
    given = (("count", dice.some(0, 1, 1, 2, 3, -1)), ("cost", dice.some(None, None, 0, 450, 4501, -1)))
    return Ask("generate", dice.who(), doc=doc, line=line, with_=given)


def convert(dice: Dice, state: State, paper: Paper | None = None, to: str = "") -> Ask:
    def leads_on(paper: Paper) -> bool:
        return bool(paper.rule.becomes) and paper.status in ("open", "posted") and not state.undone(paper)

    doc = paper.id if paper is not None else dice.paper(state, leads_on)
    paper = state.papers.get(doc)
    if not to:
        becomes = paper.rule.becomes if paper is not None and dice.chance(0.96) else ()
        becomes = becomes[:1] if dice.chance(0.4) else becomes
        to = dice.some(*(becomes or ("SI", "PR", "CM", "XX")))
    given: list[tuple[str, Any]] = [("to", to)]
    if dice.chance(0.2):
        given.append(("further", _further(dice, state, paper)))
    if paper is not None and to in RULES and dice.chance(0.35):
        rows = [row for row in paper.rows if dice.chance(0.8)]
        given.append(("wanted", tuple((row.id, _part(dice, state, row, to)) for row in rows)))
    return Ask("convert", dice.who(), doc=doc, new=dice.new(), with_=tuple(given))


def enter_quantities(state: State, paper: Paper) -> Ask | None:
    """Where lines began at zero, somebody enters how many."""
    counts = {
        row.id: outstanding(state, source, paper.kind)
        for row in paper.rows
        if row.quantity == 0 and not row.follows and (source := state.find(row.source)) is not None
    }
    if not counts:
        return None
    change = tuple(Change(row_id, quantity=state.row(row_id).sign * max(1, count)) for row_id, count in counts.items())
    return Ask("revise", "owner", doc=paper.id, with_=(("change", change),))


def _further(dice: Dice, state: State, paper: Paper | None) -> tuple[int, ...]:
    alike = [each.id for each in state.papers.values() if paper is not None and _alike(each, paper)]
    others = [each.id for each in state.papers.values()]
    from_ = alike if alike and dice.chance(0.9) else others
    return tuple(dice.random.sample(from_, min(len(from_), dice.some(1, 1, 2))))


def _alike(one: Paper, other: Paper) -> bool:
    return (one.kind, one.party, one.status) == (other.kind, other.party, other.status) and one is not other


def _part(dice: Dice, state: State, row: Row, to: str) -> int:
    left = outstanding(state, row, to)
    return dice.some(left, left, max(0, left - 1), 1, 0, left + 1 if dice.chance(0.2) else 1)


def credit(dice: Dice, state: State) -> Ask:
    return Ask("credit", dice.who(), doc=dice.paper(state, lambda paper: _sold(state, paper)), new=dice.new())


def _sold(state: State, paper: Paper) -> bool:
    return paper.kind == "SI" and paper.posted and not state.undone(paper)


def close(dice: Dice, state: State) -> Ask:
    to = dice.weighted({"closed": 4, "open": 3, "cancelled": 3})
    status = "closed" if to == "open" else "open"
    doc = dice.paper(state, lambda paper: paper.stage == ORDER and paper.status == status)
    new = dice.new() if to == "cancelled" else -1
    return Ask("close", dice.who(), doc=doc, new=new, with_=(("to", to),))


def post(dice: Dice, state: State) -> Ask:
    ready = [paper.id for paper in state.papers.values() if is_draft(paper) and looks_ready(state, paper)]
    doc = dice.random.choice(ready) if ready and dice.chance(0.85) else dice.paper(state, is_draft)
    return Ask("post", dice.who(), doc=doc)


def approve(dice: Dice, state: State) -> Ask:
    doc = dice.paper(state, lambda paper: is_draft(paper) and paper.rule.adjusts)
    return Ask("approve", dice.some("owner", "bookkeeper", "bookkeeper", dice.who()), doc=doc)


def looks_ready(state: State, paper: Paper) -> bool:
    return bool(paper.rows) and all(is_filled(state, paper, row) for row in paper.rows)


def is_filled(state: State, paper: Paper, row: Row) -> bool:
    if row.quantity == 0:
        return False
    item = state.items[row.item]
    if not item.by_unit or paper.rule.makes_units:
        return True
    named = state.attached(row) + row.unknown == row.size
    return named or picks_itself(state, paper, row)


def reverse(dice: Dice, state: State) -> Ask:
    return Ask("reverse", dice.who(), doc=dice.paper(state, lambda paper: paper.posted and not state.undone(paper)))


def bring(dice: Dice, state: State) -> Ask:
    """Mostly what a line of an order lacks, from where there is some."""
    rows = [row for paper in state.papers.values() if is_order(paper) for row in paper.rows if lacks(state, row)]
    others = [row for paper in state.papers.values() for row in paper.rows]
    row = dice.random.choice(rows if rows and dice.chance(0.9) else others) if others else None
    lacking = lacks(state, row) if row is not None else 1
    there = [code for (item, code), count in state.balances.items() if row and item == row.item and count > 0]
    there += [unit.bin for unit in state.units.values() if row and unit.item == row.item]
    there = [code for code in there if state.owned(code)]
    there = [code for code in there if code not in ("MAIN", "S-STOCK")] or there  # it is picked from these anyway
    source = dice.random.choice(there) if there and dice.chance(0.8) else dice.bin(state, "stock")
    given = (("bin", source), ("quantity", dice.some(lacking, lacking, 1, 1, lacking + 1, 0)))
    line = row.id if row is not None and dice.chance(0.97) else UNKNOWN_ID
    return Ask("bring", dice.who("transfer"), line=line, new=dice.new(), with_=given)


def move_units(dice: Dice, state: State) -> Ask:
    """Mostly units of one bin type, to another bin of it."""
    target = dice.bin(state, dice.some("stock", "stock", "out")) if dice.chance(0.95) else " "
    there = state.bins.get(target)
    free = [unit for unit in state.units.values() if unit.serial not in state.holds and unit.bin != target]
    units = [unit.serial for unit in free if there and state.bins[unit.bin].type == there.type]
    from_ = units if units and dice.chance(0.85) else list(state.units)
    serials = dice.random.sample(from_, min(len(from_), dice.some(0, 1, 2, 2, 3)))
    serials += ["999"] if dice.chance(0.05) else []
    return Ask("move_units", dice.who(), scans=tuple(serials), new=dice.new(), with_=(("to_bin", target),))


def is_open_quote(paper: Paper) -> bool:
    return paper.stage == QUOTE and paper.status == "open"


def is_posted(paper: Paper) -> bool:
    return paper.stage == FINAL and paper.posted
