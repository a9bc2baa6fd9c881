"""What a paper does to costs, beyond moving goods at theirs: invoices, late costs, adjustments."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.proving.oracle.amounts import net_worth
from everyunit.proving.oracle.asked import No
from everyunit.proving.oracle.goods import Unit, half_up, parts, spread
from everyunit.proving.oracle.kinds import ORDER
from everyunit.proving.oracle.moving import add_worth, recost
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.plans import Plan, bills
from everyunit.proving.oracle.progress import followers, invoiced
from everyunit.proving.oracle.scans import went_on
from everyunit.proving.oracle.state import Posting, State


@dataclass(slots=True)
class Effect:
    """Of a line: what was accrued for its goods, and where the difference to its worth went."""

    accrued: int = 0
    revalued: int = 0
    after_sale: int = 0
    variance: int = 0

    def add(self, other: Effect) -> None:
        self.revalued += other.revalued
        self.after_sale += other.after_sale
        self.variance += other.variance


def bill(state: State, posting: Posting, plan: Plan) -> Effect:
    """An invoice of received goods clears what was accrued; the difference reaches the very units (PUR-170..172)."""
    source = state.row(plan.row.source or 0)
    start = invoiced(state, source)
    if source.quantity < 0 and plan.goods:
        return _settle_return(state, plan, source, start)
    if plan.by_unit:
        pieces = _pieces(state, source)[start : start + plan.row.size]
        shares = parts(plan.worth, plan.row.size)
        effect = _reach(state, posting, [(unit, new - old) for (unit, old), new in zip(pieces, shares, strict=True)])
        effect.accrued = sum(received for _, received in pieces)
        return effect
    if plan.goods:
        received = _received(state, source)
        end = start + plan.row.size
        accrued = received * end // source.size - received * start // source.size
        effect = _reach_counted(state, posting, source.item, plan.row.size, plan.worth - accrued)
        effect.accrued = accrued
        return effect
    return Effect(variance=plan.worth)


def _settle_return(state: State, plan: Plan, source: Row, start: int) -> Effect:
    """Goods that went back with the receipt: what was accrued for them is settled, their costs are history."""
    granted, end = net_worth(state, state.paper_of(source), source)[0], start + plan.row.size
    accrued = granted * end // source.size - granted * start // source.size
    return Effect(accrued=accrued, variance=plan.worth - accrued)


def spread_late(state: State, posting: Posting, paper: Paper, cost: Plan) -> Effect:
    """A cost that comes after the goods is spread over those of the document that it refers to."""
    goods = _goods_of(state, paper.source or 0)
    if not goods:
        return Effect(variance=cost.worth)
    weights = {
        "value": [_received(state, row) for row in goods],
        "quantity": [row.size for row in goods],
        "weight": [0 for _ in goods],
    }[cost.row.spread or ""]
    total = Effect()
    for row, part in zip(goods, spread(cost.worth, weights), strict=True):
        units = [unit for unit, _ in _pieces(state, row)]
        if not state.items[row.item].by_unit:
            total.add(_reach_counted(state, posting, row.item, row.size, part))
        elif units:
            total.add(_reach(state, posting, list(zip(units, parts(part, len(units)), strict=True))))
        else:
            total.variance += part
    return total


def revalue(state: State, posting: Posting, plans: list[Plan]) -> dict[int, Effect]:
    """Goods in stock cost what the lines say from now on (WHS-216). Nothing moves. Counted pieces are taken out of the
    average and come back at the new cost, all at once.
    """
    left = dict(state.worth)
    effects = {}
    for plan in plans:
        row, change = plan.row, 0
        if plan.by_unit:
            for unit, new in zip(state.held(row), parts(plan.worth, row.size), strict=True):
                change += recost(state, posting, unit, new, keep=True)
                del state.holds[unit.serial]
        else:
            there, value = left[row.item]
            out_of = value if row.size == there else half_up(value * row.size, there)
            left[row.item] = (there - row.size, value - out_of)
            change = revalue_counted(state, posting, row.item, plan.worth - out_of)
        effects[row.id] = Effect(revalued=change)
    return effects


def revalue_counted(state: State, posting: Posting, item: str, change: int) -> int:
    posting.revalued[item] += change
    return add_worth(state, item, change)


def _pieces(state: State, row: Row) -> list[tuple[Unit, int]]:
    """The units that a posted line moved, in the order of their birth, and what each cost then."""
    posting = state.paper_of(row).posting
    return [
        (unit, step.cost)
        for unit in state.units.values()
        for step in unit.steps
        if step.posting == posting and step.row == row.id
    ]


def _received(state: State, row: Row) -> int:
    """What the goods of a posted line were worth when they moved."""
    posting = state.postings[state.paper_of(row).posting or 0]
    counted = sum(shift.value for shift in posting.shifts if shift.row == row.id)
    return counted + sum(cost for _, cost in _pieces(state, row))


def _goods_of(state: State, paper_id: int) -> list[Row]:
    """The lines that brought in the goods of a document; an invoice of received goods leads to their receipt, an order
    to what was received for it.
    """
    paper = state.papers[paper_id]
    if state.undone(paper):
        raise No("source_reversed")
    goods = [row for row in paper.rows if state.items[row.item].tracking != "none" and row.quantity > 0]
    if paper.stage == ORDER:
        return [each for row in goods for origin, each in followers(state, row) if origin.posted]
    return [state.row(row.source or 0) if bills(state, paper, row) else row for row in goods]


def _reach(state: State, posting: Posting, changes: list[tuple[Unit, int]]) -> Effect:
    """Each unit follows from where it is; a cost never falls below nothing, and the rest is variance."""
    effect = Effect()
    for unit, change in changes:
        owned, sold = state.owned(unit.bin), went_on(state, unit, "customer") is not None
        applied = max(change, -unit.cost) if owned or sold else 0
        effect.variance += change - applied
        if owned:
            effect.revalued += applied
        else:
            effect.after_sale += applied
        recost(state, posting, unit, unit.cost + applied)
    return effect


def _reach_counted(state: State, posting: Posting, item: str, size: int, change: int) -> Effect:
    """The part of what is still in stock revalues it, the rest is variance."""
    there, value = state.worth.get(item, (0, 0))
    left = min(there, size)
    applied = max(half_up(change * left, size), -value) if left else 0
    revalue_counted(state, posting, item, applied)
    return Effect(revalued=applied, variance=change - applied)
