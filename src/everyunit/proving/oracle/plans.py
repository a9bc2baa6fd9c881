"""What each line of a paper is going to do: from where and to where it moves, and what its goods are worth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from everyunit.proving.oracle.amounts import net_worth
from everyunit.proving.oracle.asked import No
from everyunit.proving.oracle.goods import spread
from everyunit.proving.oracle.kinds import FINAL, STOCK, Rule, row_of
from everyunit.proving.oracle.papers import Paper, Row, StandIn
from everyunit.proving.oracle.picking import in_order
from everyunit.proving.oracle.replacing import to_be_made
from everyunit.proving.oracle.state import State


@dataclass(slots=True)
class Plan:
    """A line about to post. `bills`: it only invoices what a receipt brought in. `price`: what it is worth to us,
    without the `tax` beside it; `worth`: the same with its share of the costs that the paper spreads. Units that stand
    somewhere already come from there, without a `source`.
    """

    row: Row
    rule: Rule
    tracking: str
    bills: bool
    worth: int
    price: int
    tax: int
    source: str | None = None
    target: str | None = None
    taken: list[tuple[str, int]] = field(default_factory=list)
    standing_in: list[StandIn] = field(default_factory=list)  # to be made in the place of others

    @property
    def unknown(self) -> int:
        """Units to be made that we never had."""
        return self.row.unknown + len(self.standing_in)

    @property
    def goods(self) -> bool:
        return self.tracking != "none"

    @property
    def by_unit(self) -> bool:
        return self.tracking in ("serialized", "auto_serialized")

    @property
    def moves(self) -> bool:
        return self.goods and not self.bills and not self.rule.revalues

    @property
    def sources(self) -> list[tuple[str, int]]:
        """From which bins how many counted pieces come."""
        if not self.shifts or self.source is None:
            return []
        return self.taken or [(self.source, self.row.size)]

    @property
    def shifts(self) -> bool:
        """It moves goods that are counted."""
        return self.moves and not self.by_unit


def plans_of(state: State, paper: Paper) -> list[Plan]:
    plans = [_plan(state, paper, row) for row in paper.rows]
    _spread_costs(plans)
    _look_further(state, paper, plans)
    return plans


def bills(state: State, paper: Paper, row: Row) -> bool:
    source = state.find(row.source)
    return paper.rule.makes_units and source is not None and state.paper_of(source).stage == FINAL


def _plan(state: State, paper: Paper, row: Row) -> Plan:
    rule = paper.rule_for(row)
    source, target = _ends(paper, row)
    net, tax = net_worth(state, paper, row)
    plan = Plan(row, rule, state.items[row.item].tracking, bills(state, paper, row), net, net, tax)
    plan.standing_in = to_be_made(paper, row)
    if not plan.moves:
        return plan
    plan.target = row.to_bin or target
    arrives = (rule.puts_into or "receiving") == "receiving"
    if plan.target is None and arrives and (paper.destination or paper.rule.puts_into == "receiving"):
        plan.target = state.put_away.get((row.item, paper.destination or paper.place))
    if plan.target is None and not (rule.puts_into or paper.destination):
        raise No("no_target_bin")
    plan.target = plan.target or state.need(*_usual_target(paper, rule))
    if plan.shifts or rule.makes_units or plan.unknown:
        plan.source = row.from_bin or source or state.need(rule.takes_from, paper.place)
    return plan


def _ends(paper: Paper, row: Row) -> tuple[str | None, str | None]:
    """Where the paper says that the line's goods come from and go to: what a kind does both ways, it does between the
    same bins; what another kind does on it, between others.
    """
    kind, rule = row_of(paper.kind, row.sign)
    if rule is paper.rule:
        return paper.from_bin, paper.to_bin
    return (paper.to_bin, paper.from_bin) if kind == paper.kind else (None, None)


def _usual_target(paper: Paper, rule: Rule) -> tuple[str, str]:
    """What has travelled arrives at the other place (WHS-134)."""
    return ("receiving", paper.destination) if paper.destination else (rule.puts_into, paper.place)


def _look_further(state: State, paper: Paper, plans: list[Plan]) -> None:
    """Counted goods for a customer come from further bins where the usual one has too few, and all together enough."""
    open_ones = [plan for plan in plans if _may_search(state, paper, plan)]
    own = Counter(state.committed)
    left = Counter(state.balances)
    for (row_id, code), count in own.items():
        if count:  # lines that held something once may be gone
            left[state.row(row_id).item, code] -= count

    def has(plan: Plan, code: str) -> int:
        return left[plan.row.item, code] + own[plan.row.source or 0, code]

    def take(plan: Plan) -> None:
        for code, count in plan.sources:
            mine = min(count, own[plan.row.source or 0, code])
            own[plan.row.source or 0, code] -= mine
            left[plan.row.item, code] -= count - mine

    for plan in plans:
        if plan not in open_ones:
            take(plan)
    for plan in open_ones:
        missing, found = plan.row.size, []
        for code in in_order(state, paper, row_of(paper.kind, plan.row.sign)[0], plan.source or ""):
            count = min(missing, max(0, has(plan, code))) if code != plan.target else 0
            missing -= count
            found += [(code, count)] if count else []
        if has(plan, plan.source or "") < plan.row.size and not missing:
            plan.taken = found
        take(plan)


def _may_search(state: State, paper: Paper, plan: Plan) -> bool:
    named = plan.row.from_bin or (paper.from_bin if plan.rule is paper.rule else None)
    counted = plan.shifts and plan.source is not None and plan.rule.party == "customer"
    counted = counted and not state.items[plan.row.item].lots
    return counted and plan.rule.source == STOCK and not named


def _spread_costs(plans: list[Plan]) -> None:
    """Freight and other costs on a paper that brings goods in become part of what they cost (PUR-163)."""
    goods = [plan for plan in plans if plan.goods and plan.rule.makes_units]
    if not goods:
        return
    for cost in plans:
        if cost.goods or not cost.row.spread:
            continue
        weights = {
            "value": [plan.price for plan in goods],
            "quantity": [plan.row.size for plan in goods],
            "weight": [0 for _ in goods],
        }[cost.row.spread]
        for plan, part in zip(goods, spread(cost.worth, weights), strict=True):
            plan.worth += part
        cost.worth = 0
