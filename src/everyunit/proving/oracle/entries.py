"""Journal entries by hand, as the oracle expects them."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.days import day_of, refuse_closed
from everyunit.proving.oracle.state import State

MOST_MONEY = 10**13
LONGEST = 200


def enter(state: State, ask: Ask) -> Summary:
    text, lines = " ".join(ask.get("text").split()), ask.get("amounts")
    offences: list[Offence] = [("text", "text_missing")] if not text else []
    offences += [("text", "too_long")] if len(text) > LONGEST else []
    for number, (account, amount) in enumerate(lines, start=1):
        known = state.accounts.get(account)
        offences += [(f"Line {number}", "unknown_account")] if known is None else []
        offences += [(f"Line {number}", "account_discontinued")] if known is not None and known.discontinued else []
        offences += [(f"Line {number}", "bad_amount")] if abs(amount) > MOST_MONEY else []
    refuse("bad_entry", offences)
    stocked = [f"Line {number}" for number, (account, _) in enumerate(lines, start=1) if _is_inventory(state, account)]
    refuse("inventory_is_booked_by_documents", [(line, "inventory_is_booked_by_documents") for line in stocked])
    totals: dict[str, int] = {}
    for account, amount in lines:
        totals[account] = totals.get(account, 0) + amount
    if not any(totals.values()):
        raise No("empty_entry")
    if sum(totals.values()):
        raise No("unbalanced")
    refuse_closed(state, day_of(state, ask) or state.today)
    for account, amount in totals.items():
        state.journal[account] += amount
    state.entries += 1
    return "entered", sum(amount for amount in totals.values() if amount > 0)


def _is_inventory(state: State, account: str) -> bool:
    return state.accounts[account].purpose == "inventory"
