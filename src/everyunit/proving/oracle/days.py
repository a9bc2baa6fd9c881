"""On which day things happen, as the oracle expects it: on days that are open, in the order of what follows."""

from __future__ import annotations

import datetime as dt

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.goods import Unit
from everyunit.proving.oracle.papers import Paper
from everyunit.proving.oracle.state import Posting, State

FIRST_YEAR = 1980
A_DAY = dt.timedelta(days=1)


def day_of(state: State, ask: Ask) -> dt.date | None:
    """The day that is asked for, so many days ago; None if none is."""
    days = ask.get("days")
    if days is None:
        return None
    day: dt.date = state.today - days * A_DAY
    if day.year < FIRST_YEAR:
        raise No("ancient_date")
    if day > state.today + A_DAY:
        raise No("future_date")
    return day


def refuse_too_early(state: State, paper: Paper) -> None:
    """Nothing happened to its units later than its day, nor did what it follows from."""
    units = [unit.serial for row in paper.rows for unit in state.held(row)]
    refuse("dated_too_early", [(serial, "later_event") for serial in units if _later(state, serial, paper.day)])
    began = [each.day for each in state.papers.values() if each.kind == "OS" and each.posted and not state.undone(each)]
    if began and paper.day < min(min(began), state.today) and paper.kind != "OS":
        raise No("before_the_books")
    sources = {state.paper_of(row.source).id for row in paper.rows if row.source is not None}
    late = [state.papers[each] for each in sorted(sources)]
    offences: list[Offence] = [
        (each.name, "before_its_source") for each in late if each.posted and each.day > paper.day
    ]
    refuse("before_its_source", offences)


def _later(state: State, serial: str, day: dt.date) -> bool:
    """What was undone on its own day, and what undid it, do not count."""
    return any(
        posting.paper in state.papers and state.papers[posting.paper].posted
        for posting in _since(state, state.units[serial], day)
    )


def moved_since(state: State, unit: Unit, day: dt.date) -> bool:
    """Whether anything at all moved it after that day, or gave it a cost of its own."""
    return bool(_since(state, unit, day))


def _since(state: State, unit: Unit, day: dt.date) -> list[Posting]:
    moved = {step.posting for step in unit.steps}
    recosted = {
        posting.id
        for posting in state.postings.values()
        if state.papers[posting.paper].rule.revalues and any(each.serial == unit.serial for each in posting.recosts)
    }
    postings = [state.postings[each] for each in moved | recosted]
    return [posting for posting in postings if posting.day > day and not _undone_that_day(state, posting)]


def _undone_that_day(state: State, posting: Posting) -> bool:
    other = posting.reverses or posting.reversed_by
    return other is not None and state.postings[other].day == posting.day


def refuse_closed(state: State, day: dt.date) -> None:
    refuse("period_closed", [(str(day), "period_closed")] if is_closed(state, day) else [])


def is_closed(state: State, day: dt.date) -> bool:
    return state.closed is not None and day <= state.closed


def close(state: State, ask: Ask) -> Summary:
    """Nothing happens any more up to the day; what we own at its end is told."""
    through = state.today - ask.get("days") * A_DAY
    if through >= state.today:
        raise No("not_over")
    if is_closed(state, through):
        raise No("already_closed")
    state.closed = through
    known = [(quantity, value) for day, quantity, value in state.flows if day <= through]
    drafts = sum(paper.status == "draft" and paper.day <= through for paper in state.papers.values())
    return "closed", str(through), sum(each for each, _ in known), sum(each for _, each in known), drafts


def reopen(state: State, ask: Ask) -> Summary:
    first = state.today - ask.get("days") * A_DAY
    if not ask.get("reason").strip():
        raise No("reason_missing")
    if not is_closed(state, first):
        raise No("not_closed")
    state.closed = first - A_DAY
    return "reopened", str(state.closed)
