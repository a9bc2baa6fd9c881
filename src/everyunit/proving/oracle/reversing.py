"""Undoing a posted paper as the oracle expects it: refused where a later event depends on it, else its mirror."""

from __future__ import annotations

from collections import Counter

from everyunit.proving.oracle.accounts import book
from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.checks import promised
from everyunit.proving.oracle.costs import revalue_counted
from everyunit.proving.oracle.days import is_closed
from everyunit.proving.oracle.drafts import must
from everyunit.proving.oracle.goods import Step
from everyunit.proving.oracle.kinds import STOCK
from everyunit.proving.oracle.moving import move, recost, shift
from everyunit.proving.oracle.orders import unsettle
from everyunit.proving.oracle.papers import Paper
from everyunit.proving.oracle.plans import bills
from everyunit.proving.oracle.progress import BILL, followers
from everyunit.proving.oracle.state import Posting, Shift, State


def reverse(state: State, ask: Ask) -> Summary:
    must(ask.who, "reverse")
    paper = state.papers.get(ask.doc)
    if paper is None:
        raise No("unknown_document")
    if paper.posting is None:
        raise No("not_posted")
    original = state.postings[paper.posting]
    if original.reversed_by is not None:
        raise No("already_reversed")
    refuse("later_events", _later_events(state, paper, original))
    refuse("negative_stock", _shortages(state, original))
    posting = state.open_posting(paper, reverses=original.id)
    original.reversed_by = posting.id
    posting.day = state.today if is_closed(state, original.day) else original.day
    for serial in original.units:
        step = _step(state, serial, original)
        move(state, posting, state.units[serial], state.row(step.row), step.source)
    for moved in original.shifts:
        back = Shift(moved.row, moved.item, moved.target, moved.source, moved.quantity, moved.value)
        shift(state, posting, back)
    for change in original.recosts:
        recost(state, posting, state.units[change.serial], change.old, keep=True)
    for item, gained in original.revalued.items():
        revalue_counted(state, posting, item, -gained)
    posting.journal = Counter({account: -amount for account, amount in original.journal.items()})
    book(state, posting.journal)
    unsettle(state, paper, posting, original.lent)
    return "reversed", paper.kind, paper.number, len(posting.units)


def _step(state: State, serial: str, posting: Posting) -> Step:
    return next(step for step in state.units[serial].steps if step.posting == posting.id)


def _later_events(state: State, paper: Paper, original: Posting) -> list[Offence]:
    return [
        *_moved_since(state, original),
        *_held(state, original),
        *((name, "credited_since") for name in _followed_by(state, paper)),
        *((name, "invoiced_since") for name in _invoiced_since(state, paper, original)),
        *_other_cost_since(state, original),
        *(_issued_since(state, original) if paper.rule.revalues else ()),
    ]


def _moved_since(state: State, original: Posting) -> list[Offence]:
    """An offence for each later move that was not itself undone."""
    found: list[Offence] = []
    for serial in original.units:
        steps = state.units[serial].steps
        after = steps[steps.index(_step(state, serial, original)) + 1 :]
        found += [(serial, "moved_since") for step in after if state.postings[step.posting].stands]
    return found


def _held(state: State, original: Posting) -> list[Offence]:
    return [(serial, "held") for serial in original.units if serial in state.holds]


def _followed_by(state: State, paper: Paper) -> set[str]:
    """Posted papers that credit or invoice lines of this one."""
    return {each.name for row in paper.rows for each, _ in followers(state, row) if each.posted}


def _invoiced_since(state: State, paper: Paper, original: Posting) -> set[str]:
    """Later invoices of the rest of a received line: each clears the pieces after those before it."""
    mine = [row for row in paper.rows if bills(state, paper, row)]
    return {
        each.name
        for row in mine
        for each, _ in followers(state, state.row(row.source or 0))
        if each.kind == BILL and each.posted and (each.posting or 0) > original.id
    }


def _other_cost_since(state: State, original: Posting) -> list[Offence]:
    """Units that cost something else by now; and those that the paper only gave a cost, and that moved since."""
    costs = {change.serial: change.new for change in original.recosts}
    moved = {serial: _step(state, serial, original).cost for serial in original.units}
    gone = {
        change.serial
        for change in original.recosts
        if change.serial not in moved
        and any(state.postings[step.posting].stands for step in state.units[change.serial].steps[change.step :])
    }
    return [
        (serial, "cost_changed_since")
        for serial, cost in (costs | moved).items()
        if state.units[serial].cost != cost or serial in gone
    ]


def _issued_since(state: State, original: Posting) -> list[Offence]:
    """Counted goods that left at the new cost: an offence for each paper that took some."""
    issues = {
        (moved.item, posting.paper)
        for posting in state.postings.values()
        if posting.id > original.id and posting.stands
        for moved in posting.shifts
        if original.revalued[moved.item] and state.owned(moved.source) and not state.owned(moved.target)
    }
    return [(item, "issued_since") for item, _ in issues]


def _shortages(state: State, original: Posting) -> list[Offence]:
    """Quantities that are not there any more, or whose average has changed so that their value is used up."""
    there: Counter[tuple[str, str]] = Counter()
    worth: dict[str, tuple[int, int]] = {}
    for moved in original.shifts:
        there[moved.item, moved.target] -= moved.quantity
        there[moved.item, moved.source] += moved.quantity
        crossing = int(state.owned(moved.source)) - int(state.owned(moved.target))
        count, value = worth.get(moved.item, state.worth.get(moved.item, (0, 0)))
        worth[moved.item] = (count + crossing * moved.quantity, value + crossing * moved.value)
    for item, change in original.revalued.items():
        count, value = worth.get(item, state.worth.get(item, (0, 0)))
        worth[item] = (count, value - change)
    short = [
        (bin_code, "too_few")
        for (item, bin_code), change in there.items()
        if change < 0
        and state.bins[bin_code].type == STOCK
        and state.balances[item, bin_code] + change < promised(state, state.committed, item, bin_code)
    ]
    used = [
        (item, "value_used")
        for item, (count, value) in worth.items()
        if count < 0 or value < 0 or (count == 0 and value != 0)
    ]
    return short + used
