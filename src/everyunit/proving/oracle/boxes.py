"""What papers have to pack, and what is in their parcels, as the oracle sees it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.kinds import FINAL
from everyunit.proving.oracle.papers import Paper, Parcel, Row
from everyunit.proving.oracle.progress import done, followers
from everyunit.proving.oracle.sheets import PICKED_FOR, gone_on, goods
from everyunit.proving.oracle.state import State


@dataclass(slots=True)
class Line:
    """What a paper has of a line: units, or pieces, and how many pieces earlier deliveries took along."""

    row: Row
    units: dict[str, Unit] = field(default_factory=dict)
    pieces: int = 0
    gone: int = 0


# --- what there is to pack ---


def takes_parcels(paper: Paper) -> bool:
    """Goods leave with it for a customer."""
    sells = paper.stage == FINAL and paper.rule.party == "customer"
    return paper.kind in PICKED_FOR or (sells and paper.rule.leaves)


def owner_of(state: State, paper: Paper) -> Paper:
    """The paper that its parcels belong to: the order, where it delivers one order and nothing besides."""
    orders = {order.id if (order := _order(state, row)) is not None else None for row in paper.rows}
    only = orders.pop() if len(orders) == 1 else None
    return paper if only is None else state.papers[only]


def lines_of(state: State, paper: Paper) -> dict[int, Line]:
    """By the line that it is packed by, what the paper has to pack now."""
    return _of_order(state, paper) if paper.kind in PICKED_FOR else _of_invoice(state, paper)


def _of_order(state: State, order: Paper) -> dict[int, Line]:
    """What it has committed and not delivered; its drafts have borrowed units from it."""
    lines = {row.id: Line(row) for row in goods(state, order)}
    for unit in state.units.values():
        line = lines.get(state.lent_by.get(unit.serial, state.holds.get(unit.serial, 0)))
        if line is not None:
            line.units[unit.serial] = unit
    for line in lines.values():
        if not state.items[line.row.item].by_unit:
            line.gone = done(state, line.row)
            line.pieces = gone_on(state, line.row) - line.gone
    return lines


def _of_invoice(state: State, paper: Paper) -> dict[int, Line]:
    lines: dict[int, Line] = {}
    mine = goods(state, paper)
    for row in mine:
        line = lines.setdefault(packed_by(state, row).id, Line(packed_by(state, row)))
        line.pieces += 0 if state.items[row.item].by_unit else row.size
    own = {row.id: packed_by(state, row).id for row in mine}
    for unit in state.units.values():
        on = [state.holds.get(unit.serial, 0)] + [step.row for step in unit.steps if step.posting == paper.posting]
        for row_id in on:
            if row_id in own:
                lines[own[row_id]].units[unit.serial] = unit
    made = list(state.papers)
    for line in lines.values():
        before = [row for each, row in followers(state, line.row) if made.index(each.id) < made.index(paper.id)]
        line.gone = sum(row.size for row in before)
    return lines


def packed_by(state: State, row: Row) -> Row:
    """The line of the order that it delivers, else itself."""
    source = state.find(row.source)
    return source if source is not None and _order(state, row) is not None else row


def _order(state: State, row: Row) -> Paper | None:
    source = state.find(row.source)
    paper = state.paper_of(source) if source is not None else None
    return paper if paper is not None and paper.kind in PICKED_FOR else None


# --- what is in the boxes ---


def standing(state: State) -> list[Parcel]:
    """A parcel goes with the paper that it belongs to."""
    return [parcel for parcel in state.parcels.values() if parcel.paper in state.papers]


def contents(state: State, parcel: Parcel) -> list[tuple[int, str, int]]:
    """Line, unit and how many; what was packed by a line goes with the line."""
    units = [(row_id, serial, 1) for row_id, serial in units_in(state, parcel)]
    return units + [(row_id, "", count) for row_id, count in pieces_in(state, parcel).items()]


def units_in(state: State, parcel: Parcel) -> list[tuple[int, str]]:
    return [each for each in parcel.units if state.find(each[0]) is not None]


def pieces_in(state: State, parcel: Parcel) -> Counter[int]:
    return Counter({row_id: n for row_id, n in parcel.pieces.items() if n and state.find(row_id) is not None})


def is_packed(state: State, row: Row, serial: str) -> bool:
    """For the row; or for another of its paper, as long as the unit has not left us with that."""
    paper = state.paper_of(row)
    packed_for = {row_id for parcel in standing(state) for row_id, unit in units_in(state, parcel) if unit == serial}
    return any(
        row_id == row.id or (state.paper_of(row_id) is paper and not _left_with(state, serial, row_id))
        for row_id in packed_for
    )


def _left_with(state: State, serial: str, row_id: int) -> bool:
    steps = [step for step in state.units[serial].steps if state.owned(step.source) and not state.owned(step.target)]
    rows = [row for step in steps if (row := state.find(step.row)) is not None]
    return any(row_id in (row.id, row.source) for row in rows)


def packed(state: State, line: Line) -> int:
    if state.items[line.row.item].by_unit:
        return sum(is_packed(state, line.row, serial) for serial in line.units)
    pieces = sum(parcel.pieces[line.row.id] for parcel in standing(state))
    return max(0, min(line.pieces, pieces - line.gone))


def expected(state: State, line: Line) -> int:
    return len(line.units) if state.items[line.row.item].by_unit else line.pieces


def left(state: State, line: Line) -> int:
    return expected(state, line) - packed(state, line)
