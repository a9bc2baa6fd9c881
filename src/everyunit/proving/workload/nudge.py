"""What a clerk would do next with a paper that is not done yet: so deep states are reached."""

from __future__ import annotations

from collections.abc import Callable

from everyunit.proving.oracle.asked import Ask
from everyunit.proving.oracle.choices import chosen
from everyunit.proving.oracle.kinds import FINAL, QUOTE
from everyunit.proving.oracle.papers import Paper, Row
from everyunit.proving.oracle.picking import picks_itself
from everyunit.proving.oracle.progress import outstanding, passed_on
from everyunit.proving.oracle.state import State
from everyunit.proving.workload import building, lots
from everyunit.proving.workload.dice import Dice
from everyunit.proving.workload.flow import convert, credit, enter_quantities, is_filled
from everyunit.proving.workload.papers import draft, late_cost, revise
from everyunit.proving.workload.scanning import attach, fill, pick, suiting
from everyunit.proving.workload.stories import go_on

BUSY = 10  # so many papers wait at most before they are dealt with rather than others begun
STOCKED = 12
TOLD = 0.75
PATIENCE = 4  # after so many tries the clerk gives a paper up


def nudge(dice: Dice, state: State) -> Ask:
    told = go_on(dice, state) if dice.chance(TOLD) else None
    if told is not None:
        return told
    stock = sum(state.owned(unit.bin) for unit in state.units.values())
    if stock < STOCKED and dice.chance(0.35):
        return draft(dice, state, dice.some("PR", "PR", "PO", "OS", "PI"))
    waiting = [paper for paper in state.papers.values() if paper.changeable]
    posted = [paper for paper in state.papers.values() if paper.posted and not state.undone(paper)]
    if posted and dice.chance(0.12):
        return _after(dice, state, dice.random.choice(posted[-10:]))
    if not waiting or (len(waiting) < BUSY and dice.chance(0.2)):
        return draft(dice, state)
    paper = dice.random.choice(waiting[-BUSY:] if dice.chance(0.7) else waiting)
    dice.tries[paper.id] += 1
    return _give_up(paper) if dice.tries[paper.id] > PATIENCE else _go_on(dice, state, paper)


def _after(dice: Dice, state: State, paper: Paper) -> Ask:
    """Something follows from what is posted."""
    further = [kind for kind in _leads_to(state, paper) if kind != "DO" or dice.chance(0.3)]
    if further and dice.chance(0.7):
        return convert(dice, state, paper, dice.some(*further))
    if paper.rule.makes_units and dice.chance(0.3):
        return late_cost(dice, state, paper)
    if paper.kind == "SI" and dice.chance(0.5):
        return credit(dice, state)
    return Ask("reverse", "owner", doc=paper.id)


def _leads_to(state: State, paper: Paper) -> list[str]:
    """The kinds to which something can still go on."""
    return [kind for kind in paper.rule.becomes if any(outstanding(state, row, kind) for row in paper.rows)]


def _give_up(paper: Paper) -> Ask:
    if paper.stage in (FINAL, QUOTE):
        return Ask("discard", "owner", doc=paper.id)
    return Ask("close", "owner", doc=paper.id, with_=(("to", "closed"),))


def _go_on(dice: Dice, state: State, paper: Paper) -> Ask:
    if paper.id in state.works and dice.chance(0.7):
        return building.go_on(dice, state, paper)
    if not paper.rows and not suiting(state, paper):
        return revise(dice, state, paper)
    if not paper.rows:
        return attach(dice, state, paper)
    if paper.stage == QUOTE:
        return convert(dice, state, paper)
    entered = enter_quantities(state, paper) if dice.chance(0.7) else None
    if entered is not None:
        return entered
    unnamed = lots.unnamed(state, paper)
    if unnamed and dice.chance(0.85):
        return lots.name(dice, state, dice.random.choice(unnamed))
    lacking = [row for row in paper.rows if _lacks(state, paper, row)]
    if lacking and dice.chance(0.85 if paper.stage == FINAL else 0.6):
        return _name(dice, state, paper, dice.random.choice(lacking))
    if _waits_for_choice(state, paper):
        return pick(dice, state, paper)
    if paper.stage == FINAL:
        return Ask("post", "owner", doc=paper.id)
    further = _leads_to(state, paper)
    return convert(dice, state, paper, dice.some(*further)) if further else _give_up(paper)


def _lacks(state: State, paper: Paper, row: Row) -> bool:
    if paper.stage == FINAL:
        return not is_filled(state, paper, row)
    wanted = row.size - state.attached(row) - passed_on(state, row)
    return state.items[row.item].tracking != "none" and wanted > 0


def _waits_for_choice(state: State, paper: Paper) -> bool:
    """Whether somebody is to say from which bin, or which units are picked."""
    asks = chosen(state, "pick_bin") != "none" or chosen(state, "pick_maker_numbers") == "ask"
    lines = [row for row in paper.rows if picks_itself(state, paper, row)] if asks else []
    return any(state.attached(row) + passed_on(state, row) < row.size for row in lines)


def _name(dice: Dice, state: State, paper: Paper, row: Row) -> Ask:
    """Name what the line lacks, in the way that suits its item and its paper."""
    by_unit, makes_units = state.items[row.item].by_unit, paper.rule_for(row).makes_units
    ways: list[Callable[[], Ask]] = []
    if makes_units:
        ways.append(lambda: attach(dice, state, paper))
    elif by_unit:
        ways += [lambda: fill(dice, state, paper, row)] * 2
    if paper.stage != FINAL:
        wanted = row.size - passed_on(state, row)
        ways.append(lambda: _commit(dice, paper, row, wanted))
    if paper.rule_for(row).takes_unknown and by_unit:
        ways.append(lambda: _generate(dice, state, paper, row))
    return dice.some(*ways)() if ways else revise(dice, state, paper)


def _commit(dice: Dice, paper: Paper, row: Row, wanted: int) -> Ask:
    quantity = dice.some(wanted, wanted, max(0, wanted - 1))
    return Ask("commit", "owner", doc=paper.id, line=row.id, with_=(("quantity", quantity),))


def _generate(dice: Dice, state: State, paper: Paper, row: Row) -> Ask:
    lacks = max(0, row.size - state.attached(row) - passed_on(state, row))
    given = (("count", dice.some(lacks, lacks, min(1, lacks))), ("cost", dice.some(None, 0, 450)))
    return Ask("generate", "owner", doc=paper.id, line=row.id, with_=given)
