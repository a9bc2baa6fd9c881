"""Returns that are refused, as the oracle expects them: the unit stays the customer's."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask, No, Summary
from everyunit.proving.oracle.drafts import draft
from everyunit.proving.oracle.goods import HQ
from everyunit.proving.oracle.orders import close
from everyunit.proving.oracle.papers import Paper
from everyunit.proving.oracle.scans import attach, went_on
from everyunit.proving.oracle.state import State
from everyunit.proving.oracle.taking_off import detach


def refuse_return(state: State, ask: Ask) -> Summary:
    """It comes off the credit order that expects it, or off one that is written for it, and closed at once."""
    unit = state.units.get(ask.scans[0])
    if unit is None:
        raise No("unknown_unit")
    if not ask.get("reason"):
        raise No("no_reason")
    holder = state.holds.get(unit.serial)
    paper = state.paper_of(holder) if holder is not None else _new(state, ask, unit.serial)
    if paper.kind != "CO":
        raise No("held", [(unit.serial, "held")])
    detach(state, Ask("detach", ask.who, doc=paper.id, scans=(unit.serial,), with_=(("keep_lines", True),)))
    if all(row.follows and not state.attached(row) for row in paper.rows):
        close(state, Ask("close", ask.who, doc=paper.id, with_=(("to", "closed"),)))
    return "refused", paper.kind, paper.number, unit.bin


def _new(state: State, ask: Ask, serial: str) -> Paper:
    """A credit order to the customer who has it."""
    unit = state.units[serial]
    if unit.bin == state.usual_bin("return_refused", HQ):
        raise No("already_refused", [(serial, "already_refused")])
    sold_on = None if state.owned(unit.bin) else went_on(state, unit, "customer")
    if sold_on is None:
        raise No("not_sold")
    party = state.paper_of(sold_on).party
    draft(state, Ask("draft", ask.who, new=ask.new, with_=(("kind", "CO"), ("party", party))))
    scanned = attach(state, Ask("attach", ask.who, doc=ask.new, scans=(serial,), by="serial", exceed=True))
    action, _, _, _, code, _ = scanned[1][0]
    if action != "added":
        raise No("not_taken", [(serial, code)])
    return state.papers[ask.new]
