"""What an order commits moves into its commit bin, what it lets go into the release bin; what was lent goes back."""

from __future__ import annotations

from everyunit.proving.oracle.amounts import net_worth
from everyunit.proving.oracle.asked import No
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.kinds import FINAL, ORDER
from everyunit.proving.oracle.moving import bear, move, shift
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.state import Shift, State

Placed = tuple[Unit, Row]


def commit_bin(state: State, paper: Paper, row: Row) -> str | None:
    """The bin that the order commits into: the first one serves it for ever, where its kind says so (SAL-69, SAL-70).

    None: what is committed stays where it is.
    """
    rule = paper.rule_for(row)
    own = rule is paper.rule
    if own and paper.to_bin is not None:
        return paper.to_bin
    usual = state.usual_bin(rule.puts_into, paper.place)
    if rule.travels and (usual is None or state.bins[usual].place != paper.place):
        raise No("no_transit_bin")
    if own and rule.sticks and usual is not None:
        paper.to_bin = usual
    return usual


def gather(state: State, paper: Paper, placed: list[Placed]) -> None:
    """Units that an order has just got move into its commit bin."""
    if paper.stage == ORDER and placed:
        _move_each(state, paper, [(unit, row, commit_bin(state, paper, row)) for unit, row in placed])


def let_go(state: State, paper: Paper, units: list[Unit], row: Row, undo: bool = False) -> None:
    """The line holds these units no more. What was lent is held by its order again, unless that is closed: a closed
    order holds nothing (SAL-93, SAL-94).
    """
    for unit in units:
        lender = state.lent_by.pop(unit.serial, None)
        if lender is None:
            del state.holds[unit.serial]
            continue
        state.holds[unit.serial] = lender
        if state.paper_of(lender).status != "open":
            let_go(state, state.paper_of(lender), [unit], state.row(lender))
    if paper.stage == ORDER and units:
        release = state.usual_bin(paper.rule_for(row).release, paper.place)
        _move_each(state, paper, [(unit, row, _came_from(unit, row) if undo else release) for unit in units])


def _came_from(unit: Unit, row: Row) -> str | None:
    """Where the line took the unit from; None where it did not move it, or made it."""
    last = unit.steps[-1]
    return last.source if last.row == row.id and len(unit.steps) > 1 else None


def let_go_counted(state: State, paper: Paper, row: Row, bin_code: str, count: int, into: str | None = None) -> None:
    """The same for so many of a quantity; undone, it goes `into` the bin that it came from."""
    state.committed[row.id, bin_code] -= count
    release = into or state.usual_bin(paper.rule_for(row).release, paper.place)
    if release is not None and release != bin_code and count:
        posting = state.open_posting(paper)
        shift(state, posting, Shift(row.id, row.item, bin_code, release, count, 0))


def borrow(state: State, paper: Paper, row: Row) -> None:
    """A draft's line that was made from an order gets what that has committed, as far as it wants more units."""
    source = state.find(row.source)
    if paper.stage != FINAL or source is None or state.paper_of(source).stage != ORDER:
        return
    for unit in state.held(source)[: max(0, row.size - state.attached(row))]:
        state.holds[unit.serial], state.lent_by[unit.serial] = row.id, source.id


def release_row(state: State, paper: Paper, row: Row) -> None:
    """The line lets go of all that it has."""
    row.makers.clear()
    let_go(state, paper, state.held(row), row)
    for bin_code, count in state.counted(row):
        let_go_counted(state, paper, row, bin_code, count)


def make_expected(state: State, paper: Paper, more: int = 0, only: Row | None = None) -> None:
    """A purchase order makes the units that it expects: they wait for us in its commit bin, held (PUR-92)."""
    rows = [row for row in paper.rows if only in (None, row) and (row.makers or more)]
    if paper.stage != ORDER or not rows:
        return
    posting = state.open_posting(paper)
    for row in rows:
        rule = paper.rule_for(row)
        target = commit_bin(state, paper, row) or state.need(rule.puts_into, paper.place)
        each = net_worth(state, paper, row)[0] // max(1, row.size)
        costs = [each] * (len(row.makers) + more)
        for unit in bear(state, posting, row, costs, state.need(rule.takes_from, paper.place), target):
            state.holds[unit.serial] = row.id


def _move_each(state: State, paper: Paper, moves: list[tuple[Unit, Row, str | None]]) -> None:
    posting = None
    for unit, row, target in moves:
        if target is not None and unit.bin != target:
            posting = posting or state.open_posting(paper)
            move(state, posting, unit, row, target)
