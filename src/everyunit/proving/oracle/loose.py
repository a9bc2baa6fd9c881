"""What went into built units without a link, as the oracle tells it: by the order of the run."""

from __future__ import annotations

from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.papers import Paper
from everyunit.proving.oracle.state import State

Use = tuple[int, Unit]  # the line of the component, and a unit


def report_of(state: State, unit: Unit) -> Paper | None:
    """The work report by which it was built."""
    built = [
        state.paper_of(step.row)
        for step in unit.steps
        if state.paper_of(step.row).kind == "WR"
        and state.row(step.row).negative
        and state.postings[step.posting].stands
    ]
    return built[-1] if built else None


def loose_in(state: State, unit: Unit) -> list[Unit]:
    """Of each component the units of the run get what they lack, one after the other; the first come first."""
    paper = report_of(state, unit)
    if paper is None:
        return []
    posting, units = paper.posting, list(state.units.values())
    linked = {each.part: each.whole for each in state.built_in if each.posting == posting}
    used = [(group, each) for each in units for group in _groups(state, paper, each)]
    wholes = [
        each for each in units if any(step.posting == posting and not _uses(state, step.row) for step in each.steps)
    ]
    found = []
    for group in sorted({group for group, _ in used}):
        free = [each for mine, each in used if mine == group and each.serial not in linked]
        each_has = _said(state, paper, group) or len(free) // len(wholes)
        for whole in wholes:
            own = sum(mine == group and linked.get(each.serial) == whole.serial for mine, each in used)
            mine, free = free[: max(0, each_has - own)], free[max(0, each_has - own) :]
            found += mine if whole is unit else []
    return [each for each in found if _there(state, each, posting)]


def _uses(state: State, row_id: int) -> bool:
    return not state.row(row_id).negative


def _groups(state: State, paper: Paper, unit: Unit) -> list[int]:
    """The component that the report used it for, if it did."""
    return [
        _group(state, paper, state.row(step.row).source or 0)
        for step in unit.steps
        if step.posting == paper.posting and _uses(state, step.row)
    ]


def _group(state: State, paper: Paper, row_id: int) -> int:
    said = state.works[paper.source or 0].inputs.get(row_id)
    stands_for = said.instead_of if said is not None else None
    return stands_for if stands_for is not None and state.find(stands_for) is not None else row_id


def _said(state: State, paper: Paper, group: int) -> int:
    """How many the bill said that one has."""
    said = state.works[paper.source or 0].inputs.get(group)
    gone = said is not None and said.instead_of is not None and state.find(said.instead_of) is None
    return said.quantity if said is not None and not gone else 0


def _there(state: State, unit: Unit, posting: int | None) -> bool:
    """Nothing that counts happened to it since."""
    standing = [step.posting for step in unit.steps if state.postings[step.posting].stands]
    return bool(standing) and standing[-1] == posting
