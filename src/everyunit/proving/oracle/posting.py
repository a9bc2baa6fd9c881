"""Posting as the oracle expects it: who moves where, at what cost, and what the journal says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from everyunit.proving.oracle.accounts import account_of, book
from everyunit.proving.oracle.adjusting import refuse_unapproved
from everyunit.proving.oracle.asked import Ask, No, Summary, refuse
from everyunit.proving.oracle.checks import faults_of, used_up
from everyunit.proving.oracle.costs import Effect, bill, revalue, spread_late
from everyunit.proving.oracle.days import refuse_closed, refuse_too_early
from everyunit.proving.oracle.drafts import must, to_use
from everyunit.proving.oracle.goods import half_up, parts, spread
from everyunit.proving.oracle.kinds import FINAL, row_of
from everyunit.proving.oracle.moving import bear, move, recost, shift
from everyunit.proving.oracle.orders import settle
from everyunit.proving.oracle.papers import Paper, StandIn
from everyunit.proving.oracle.picking import picked
from everyunit.proving.oracle.plans import Plan, plans_of
from everyunit.proving.oracle.progress import BILL
from everyunit.proving.oracle.replacing import make_them_stand
from everyunit.proving.oracle.state import Posting, Shift, State


@dataclass(slots=True)
class _Done:
    """What a posting did: how many units, the numbers of new ones by line, the value that changed hands by line."""

    units: int = 0
    born: dict[int, list[str]] = field(default_factory=dict)
    standing_in: dict[int, list[str]] = field(default_factory=dict)
    values: Counter[int] = field(default_factory=Counter)


def post(state: State, ask: Ask) -> Summary:
    paper = to_use(state, ask)
    if paper.stage != FINAL:
        raise No("not_final")
    if not paper.rows:
        raise No("empty_document")
    if any(row.quantity < 0 for row in paper.rows):
        must(ask.who, row_of(paper.kind, -1)[1].right)
    paper.rows.sort(key=lambda row: row.position)
    shorts = picked(state, paper, paper.rows).short
    plans = plans_of(state, paper)
    offences = [(f"Line {scan.place} ({scan.item})", scan.code) for scan in shorts]
    refuse("cannot_post", offences + faults_of(state, paper, plans, ask.who))
    refuse_too_early(state, paper)
    refuse_unapproved(state, paper, ask.who)
    total = paper.total() if paper.rule.price else 0
    if total < 0 and paper.rule.party is not None:
        raise No("negative_total")
    refuse_closed(state, paper.day)
    return _carry_out(state, paper, plans, total)


def _carry_out(state: State, paper: Paper, plans: list[Plan], total: int) -> Summary:
    posting, done = state.open_posting(paper), _Done()
    posting.day = paper.day
    for plan in plans:
        plan.row.frozen = state.attached(plan.row)
    done.units = sum(plan.row.frozen or 0 for plan in plans if plan.rule.revalues and plan.by_unit)
    effects = _effects(state, posting, paper, plans)
    used = used_up(state, plans)
    for plan in plans:
        _births(state, posting, plan, done)
        _moves(state, posting, plan, done)
        if plan.shifts:
            done.values[plan.row.id] += _shift(state, posting, plan)
    state.committed -= used
    make_them_stand(state, posting, paper, done.standing_in)
    paper.status, paper.posting = "posted", posting.id
    if paper.rule.adjusts:
        for plan in plans:  # what goods that nobody paid for are worth is known by now
            plan.row.amount = done.values[plan.row.id]
            plan.row.price = half_up(plan.row.amount, plan.row.size)
        total = paper.total()
    posting.journal = _entry(state, plans, effects, done.values)
    book(state, posting.journal)
    settle(state, paper)
    quantity = sum(plan.row.size for plan in plans if plan.tracking == "quantity" and not plan.bills)
    runs = tuple(sorted((position, _run(serials)) for position, serials in done.born.items()))
    return "posted", paper.kind, paper.number, done.units, quantity, total, sum(done.values.values()), runs


def _effects(state: State, posting: Posting, paper: Paper, plans: list[Plan]) -> dict[int, Effect]:
    """What the lines do to costs: first what they invoice, then late costs, then new costs."""
    effects = {plan.row.id: bill(state, posting, plan) for plan in plans if plan.bills}
    if paper.kind == BILL and paper.source is not None and not any(plan.goods for plan in plans):
        late = [plan for plan in plans if plan.row.spread]
        effects |= {plan.row.id: spread_late(state, posting, paper, plan) for plan in late}
    return effects | revalue(state, posting, [plan for plan in plans if plan.rule.revalues])


def _births(state: State, posting: Posting, plan: Plan, done: _Done) -> None:
    """New units share their line's worth to the cent; those that a purchase order made take their shares first
    (PUR-165). Units that we never sold cost what was given for them.
    """
    row = plan.row
    if not plan.moves or not plan.by_unit or plan.source is None or plan.target is None:
        return
    if plan.rule.makes_units:
        expected, costs = state.held(row), parts(plan.worth, row.size)
        for unit, cost in zip(expected, costs, strict=False) if not plan.rule.brings_back else ():
            recost(state, posting, unit, cost)
        costs = costs[len(expected) :]
    else:
        costs = [row.unknown_cost] * row.unknown + [_cost(state, said) for said in plan.standing_in]
    made = bear(state, posting, row, costs, plan.source, plan.target)
    for unit, said in zip(made[len(made) - len(plan.standing_in) :], plan.standing_in, strict=True):
        unit.maker = said.text
        done.standing_in.setdefault(row.id, []).append(unit.serial)
    done.units += len(made)
    done.values[row.id] += sum(costs) if state.owned(plan.target) else 0
    if made:
        done.born[row.position] = [unit.serial for unit in made]


def _cost(state: State, said: StandIn) -> int:
    """As a rule what the other one costs."""
    return state.units[said.replaced].cost if said.cost is None else said.cost


def _moves(state: State, posting: Posting, plan: Plan, done: _Done) -> None:
    """Held units go, each at its own cost; what an order lent, it has delivered."""
    if not plan.moves or plan.target is None:
        return
    for unit in state.held(plan.row):
        done.values[plan.row.id] += move(state, posting, unit, plan.row, plan.target)
        done.units += 1
        del state.holds[unit.serial]
        lender = state.lent_by.pop(unit.serial, None)
        if lender is not None:
            posting.lent[unit.serial] = lender


def _shift(state: State, posting: Posting, plan: Plan) -> int:
    """In at cost, out at the average; the last issue takes what is left."""
    row, source, target = plan.row, plan.source or "", plan.target or ""
    there, worth = state.worth.get(row.item, (0, 0))
    value = 0
    if state.owned(source) and not state.owned(target):
        value = worth if row.size == there else half_up(worth * row.size, there)
    elif state.owned(target) and not state.owned(source):
        value = plan.worth if plan.rule.makes_units else _value_back(state, plan, there, worth)
    shares = spread(value, [count for _, count in plan.sources])
    return sum(
        shift(state, posting, Shift(row.id, row.item, code, target, count, share))
        for (code, count), share in zip(plan.sources, shares, strict=True)
    )


def _value_back(state: State, plan: Plan, there: int, worth: int) -> int:
    """What comes back is worth the average; without stock what it cost when it was sold, else the item's cost."""
    row = plan.row
    if there:
        return half_up(worth * row.size, there)
    sold = [moved for posting in state.postings.values() for moved in posting.shifts if moved.row == row.source]
    if sold:
        return half_up(sum(moved.value for moved in sold) * row.size, sum(moved.quantity for moved in sold))
    return state.items[row.item].cost * row.size


def _entry(state: State, plans: list[Plan], effects: dict[int, Effect], values: Counter[int]) -> Counter[str]:
    """What the kinds book, summed by account, but for inventory: that follows the goods."""
    entry: Counter[str] = Counter()
    for plan in plans:
        price, value = plan.price, values[plan.row.id]
        effect = effects.get(plan.row.id)
        if effect is None:  # what brings goods in clears just what it accrues; a cost that is not spread is variance
            accrued = value if plan.rule.makes_units else 0
            effect = Effect(accrued=accrued, variance=0 if plan.moves else plan.worth)
        returned = price if plan.moves else 0
        worth = {
            "price": price,
            "tax": plan.tax,
            "total": price + plan.tax,
            "value": value,
            "accrued": effect.accrued,
            "revalued": effect.revalued,
            "after_sale": effect.after_sale,
            "variance": effect.variance,
            "returned": returned,
            "gain": returned - value,
        }
        for purpose, sign, what in plan.rule.books:
            if purpose != "inventory":
                place = _clears_at(state, plan) if what == "accrued" else state.paper_of(plan.row).place
                entry[account_of(state, purpose, plan.row.item, place)] += sign * worth[what]
    return entry


def _clears_at(state: State, plan: Plan) -> str:
    """What was accrued is cleared where it was accrued."""
    source = state.find(plan.row.source) if plan.bills else None
    return state.paper_of(source or plan.row).place


def _run(serials: list[str]) -> str:
    return serials[0] if len(serials) == 1 else f"{serials[0]}–{serials[-1]}"
