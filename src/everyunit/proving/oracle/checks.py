"""What keeps a paper from posting, as the oracle sees it."""

from __future__ import annotations

from collections import Counter

from everyunit.proving.oracle.asked import Offence
from everyunit.proving.oracle.kinds import FINAL
from everyunit.proving.oracle.lines import MOST_MONEY
from everyunit.proving.oracle.lots import lot_named
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.picking import picks_itself
from everyunit.proving.oracle.places import is_kept_from
from everyunit.proving.oracle.plans import Plan
from everyunit.proving.oracle.progress import BILL, done, invoiced
from everyunit.proving.oracle.state import State
from everyunit.rules.rights import ROLES


def faults_of(state: State, paper: Paper, plans: list[Plan], who: str) -> list[Offence]:
    unexplained = [("Reason", "no_reason")] if paper.rule.adjusts and paper.reason is None else []
    offences = unexplained + [(plan.row.name, why) for plan in plans for why in _faults(state, paper, plan)]
    offences += _never_left(state, paper, plans)
    if paper.rule.source is None and not paper.arrives and "cross_locations" not in ROLES[who]:
        offences += _going_far(state, plans)
    return offences + _shortages(state, plans) + _not_owned(state, plans) + _too_much(state, paper, plans)


def _faults(state: State, paper: Paper, plan: Plan) -> list[str]:
    row, rule, source, target = plan.row, plan.rule, plan.source, plan.target
    faults: list[str] = []
    named = plan.by_unit and not plan.bills and not rule.makes_units and not picks_itself(state, paper, row)
    if row.quantity == 0:
        faults.append("empty_quantity")
    elif named and state.attached(row) + plan.unknown != row.size:
        faults.append("too_few_units")
    if rule.makes_units and plan.moves and state.items[row.item].lots and not lot_named(state, row):
        faults.append("lot_needed")
    if max(abs(row.total), plan.price) > MOST_MONEY:
        faults.append("price_too_large")
    if paper.destination and target is not None and state.bins[target].place != paper.destination:
        faults.append("not_there")
    for end, wanted in ((source, rule.source), (target, rule.target)):
        if end is not None and wanted is not None and state.bins[end].type != wanted:
            faults.append("wrong_bin")
    if source is not None and state.bins[source].discontinued and rule.source is not None:
        faults.append("bin_discontinued")  # a transfer may empty a bin that is given up
    if target is not None and state.bins[target].discontinued:
        faults.append("bin_discontinued")
    if target is not None and target in (row.to_bin, paper.to_bin) and is_kept_from(state, rule, target):
        faults.append("reserved_bin")
    if source is not None and source == target:
        faults.append("same_bin")
    if source and target and rule.source is None and state.bins[source].type != state.bins[target].type:
        faults.append("wrong_bin")
    for bin_code in sorted({unit.bin for unit in state.held(row)}):
        if state.bins[bin_code].type != (rule.source or state.bins[target or ""].type):
            faults.append("wrong_bin")
        if bin_code == target:
            faults.append("same_bin")
    return faults


def _going_far(state: State, plans: list[Plan]) -> list[Offence]:
    """From one place to another things go by way of a transfer order."""
    far = []
    for plan in plans:
        leaving = {unit.bin for unit in state.held(plan.row)} | ({plan.source} if plan.source else set())
        for code in sorted(leaving):
            if plan.target and state.owned(code) and state.bins[code].place != state.bins[plan.target].place:
                far.append((plan.row.name, "use_transfer_order"))
    return far


def _never_left(state: State, paper: Paper, plans: list[Plan]) -> list[Offence]:
    """What no transfer order has sent on its way does not arrive."""
    if not paper.arrives:
        return []
    units = [unit.serial for row in paper.rows for unit in state.held(row) if unit.serial not in state.lent_by]
    lines = [plan.row.name for plan in plans if plan.shifts and plan.row.source is None]
    return [(each, "never_left") for each in units + lines]


def _shortages(state: State, plans: list[Plan]) -> list[Offence]:
    """What is counted must be there, and not be committed to others."""
    wanted: Counter[tuple[str, str]] = Counter()
    for plan in plans:
        for code, count in plan.sources:
            if state.owned(code):
                wanted[plan.row.item, code] += count
    left = state.committed - used_up(state, plans)
    return [
        (item, "too_few")
        for (item, bin_code), count in wanted.items()
        if count > state.balances[item, bin_code] - promised(state, left, item, bin_code)
    ]


def used_up(state: State, plans: list[Plan]) -> Counter[tuple[int, str]]:
    """What the lines take of the commitments of their orders: by order line and bin."""
    used: Counter[tuple[int, str]] = Counter()
    for plan in plans:
        for code, count in plan.sources if plan.row.source is not None else []:
            used[plan.row.source or 0, code] += count
    return used & state.committed


def promised(state: State, committed: Counter[tuple[int, str]], item: str, bin_code: str) -> int:
    """How many pieces of an item in a bin are committed."""
    there = [(state.row(row), count) for (row, code), count in committed.items() if count and code == bin_code]
    return sum(count for row, count in there if row.item == item)


def _not_owned(state: State, plans: list[Plan]) -> list[Offence]:
    """Only what is ours can cost something else."""
    wanted: Counter[str] = Counter()
    for plan in plans:
        if plan.rule.revalues and plan.tracking == "quantity":
            wanted[plan.row.item] += plan.row.size
    return [(item, "too_few") for item, count in wanted.items() if count > state.worth.get(item, (0, 0))[0]]


def _too_much(state: State, paper: Paper, plans: list[Plan]) -> list[Offence]:
    """No line is credited or invoiced for more than it delivered, nor an order received beyond what it ordered."""
    taken: Counter[int] = Counter()
    for plan in plans:
        if plan.row.source is not None:
            taken[plan.row.source] += plan.row.size
    for row_id in list(taken):
        root = _announced_for(state, state.row(row_id))
        if root is not None:
            taken[root] += taken[row_id]
    return [
        (state.row(row_id).item, why)
        for row_id, count in taken.items()
        if (why := _excess(state, paper, state.row(row_id), count))
    ]


def _excess(state: State, paper: Paper, source: Row, count: int) -> str:
    origin = state.paper_of(source)
    final = origin.stage == FINAL
    billing = final and paper.kind == BILL
    left = source.size - (invoiced(state, source) if billing else done(state, source))
    if state.undone(origin):
        return "source_reversed"
    if origin.status in ("closed", "cancelled"):
        return "source_closed"
    if origin.party != paper.party and not state.items[source.item].by_unit:
        return f"other_{paper.rule.party}"
    if count > left and (final or not paper.rule.exceeds):
        return "over_invoiced" if billing else "over_credited" if final else "over_received"
    return ""


def _announced_for(state: State, row: Row) -> int | None:
    """The posted line that an order's line announces a return of."""
    source = state.find(row.source)
    order = state.paper_of(row)
    if source is None or order.stage == FINAL or not state.paper_of(source).posted:
        return None
    return source.id
