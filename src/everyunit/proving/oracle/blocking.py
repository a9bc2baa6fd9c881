"""Bins that nothing moves into or out of for a while, as the oracle expects them."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask, No, Summary, refuse
from everyunit.proving.oracle.state import State

BY_HAND = "by hand: "
LONGEST = 50


def block(state: State, ask: Ask) -> Summary:
    """Block a bin for a reason, or unblock it; what a count blocks, its count lets go."""
    code, reason = ask.get("bin"), (ask.get("reason") or "").strip()
    if code not in state.bins:
        raise No("unknown_bin")
    by = state.blocked.get(code, "")
    if not ask.get("blocked", True):
        if by and not by.startswith(BY_HAND):
            raise No("not_by_hand")
        state.blocked.pop(code, None)
        return "blocked", code, ""
    if not reason:
        raise No("no_reason")
    if len(reason) > LONGEST:
        raise No("too_long")
    if by:
        raise No("bin_blocked")
    state.blocked[code] = BY_HAND + reason
    return "blocked", code, state.blocked[code]


def refuse_blocked(state: State) -> None:
    """Whatever was posted since the last look moved nothing in or out of a blocked bin (WHS-174)."""
    for posting_id in range(state.looked_at + 1, len(state.postings) + 1):
        posting = state.postings[posting_id]
        touched = {code for moved in posting.shifts for code in (moved.source, moved.target)}
        for serial in posting.units:
            touched |= {
                code
                for step in state.units[serial].steps
                if step.posting == posting_id
                for code in (step.source, step.target)
            }
        refuse("bin_blocked", [(code, "bin_blocked") for code in sorted(touched) if code in state.blocked])
    state.looked_at = len(state.postings)
