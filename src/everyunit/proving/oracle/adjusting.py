"""Adjustments of stock as the oracle expects them: what they cost, why, and who agrees to them."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask, No, Summary
from everyunit.proving.oracle.choices import chosen
from everyunit.proving.oracle.drafts import known
from everyunit.proving.oracle.goods import half_up
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.state import State


def price_at_cost(state: State, paper: Paper) -> None:
    """A line whose units are all there comes to what they cost."""
    for row in paper.rows if paper.rule.adjusts else ():
        held = state.held(row)
        if held and len(held) == row.size:
            row.amount = sum(unit.cost for unit in held)


def approve(state: State, ask: Ask) -> Summary:
    """Agree to what somebody else has begun."""
    paper = known(state, ask)
    if paper.status in ("closed", "cancelled"):
        raise No("closed")
    if paper.posted:
        raise No("already_posted")
    if not paper.rule.adjusts:
        raise No("nothing_to_approve")
    if not paper.rows:
        raise No("empty_document")
    if paper.made_by == ask.who:
        raise No("own_work")
    paper.approval = (ask.who, _worth(state, paper))
    return "approved", paper.kind, paper.number, paper.approval[1]


def refuse_unapproved(state: State, paper: Paper, who: str) -> None:
    """Beyond a worth it takes another one than who posts, and nothing may have got dearer since."""
    bound = chosen(state, "approve_adjustments")
    if not paper.rule.adjusts or bound == "no":
        return
    worth = _worth(state, paper)
    if worth <= int(bound):
        return
    if paper.approval is None:
        raise No("needs_approval")
    if paper.approval[0] == who:
        raise No("own_approval")
    if worth > paper.approval[1]:
        raise No("worth_more")


def _worth(state: State, paper: Paper) -> int:
    """What it moves, each way without sign."""
    return sum(_worth_of(state, row) for row in paper.rows)


def _worth_of(state: State, row: Row) -> int:
    there, value = state.worth.get(row.item, (0, 0))
    if state.items[row.item].tracking == "quantity" and row.quantity < 0 and row.size <= there:
        return value if row.size == there else half_up(value * row.size, there)
    held = state.held(row)
    entered = abs(row.total) * max(0, row.size - len(held)) // row.size if row.size else 0
    return sum(unit.cost for unit in held) + entered
