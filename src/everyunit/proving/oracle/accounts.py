"""Accounts as the oracle expects them: which of them serves what, and how goods are booked over when that changes."""

from __future__ import annotations

from collections import Counter

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.goods import HQ, PLACES, Account
from everyunit.proving.oracle.state import State

FOUNDED_WITH = {
    "cash": "1000",
    "receivables": "1100",
    "inventory": "1300",
    "input_tax": "1400",
    "payables": "2000",
    "accrued_purchases": "2100",
    "sales_tax": "2200",
    "opening_balance": "3000",
    "sales": "4000",
    "sales_returns": "4100",
    "cost_of_goods_sold": "5000",
    "purchase_price_variance": "5100",
    "purchase_returns": "5200",
    "inventory_adjustment": "5300",
    "exchanged_parts": "5500",
    "absorbed_work": "5400",
}
IN_PROCESS = "1350"  # what is in the bin for work in process is worth on an account of its own
BY_ITEM = (
    "inventory",
    "sales",
    "sales_returns",
    "cost_of_goods_sold",
    "purchase_returns",
    "inventory_adjustment",
    "exchanged_parts",
    "absorbed_work",
)


def account_of(state: State, purpose: str, item: str, place: str, bin_code: str = "") -> str:
    """The account that serves: the bin's, the item's, the location's, the company's, else the first for the purpose.
    What is counted has one value in the company, wherever it is.
    """
    counted = state.items[item].tracking == "quantity"
    scopes = [("bin", bin_code)] if bin_code and not counted else []
    scopes += [("item", item)] if purpose in BY_ITEM else []
    scopes += [] if purpose == "inventory" and counted else [("location", place)]
    for scope in (*scopes, ("company", "")):
        found = state.account_rules.get((*scope, purpose))
        if found is not None:
            return found
    return _first(state, purpose)


def book(state: State, posting_journal: Counter[str]) -> None:
    for code, amount in posting_journal.items():
        state.journal[code] += amount


def standing(state: State) -> Counter[str]:
    """What goods in stock are worth on which account: units where they are, what is counted once in the company."""
    found: Counter[str] = Counter()
    for unit in state.units.values():
        if state.owned(unit.bin):
            found[account_of(state, "inventory", unit.item, state.bins[unit.bin].place, unit.bin)] += unit.cost
    for code, (_, value) in state.worth.items():
        if not state.items[code].by_unit:
            found[account_of(state, "inventory", code, HQ)] += value
    return found


def inventory_follows(state: State, before: Counter[str]) -> None:
    """Whatever was done: inventory accounts are worth what is in stock, and the books balance."""
    now = standing(state)
    now.subtract(before)
    book(state, now)
    assert sum(state.journal.values()) == 0


def account(state: State, ask: Ask) -> Summary:
    """Open an account, or change it; code and purpose never change, and what serves stays in use."""
    code, purpose, discontinued = ask.get("code"), ask.get("purpose"), ask.get("discontinued", False)
    known = state.accounts.get(code)
    offences: list[Offence] = [] if purpose in FOUNDED_WITH else [("purpose", "bad_purpose")]
    if known is not None and known.purpose != purpose:
        offences.append(("purpose", "purpose_fixed"))
    elif purpose not in FOUNDED_WITH:
        offences.append(("type", "bad_type"))
    if known is not None and discontinued and not known.discontinued:
        offences += [("discontinued", "account_serves")] * len(_served_by(state, code))
    refuse("bad_account", offences)
    state.accounts[code] = Account(purpose, discontinued)
    return "account", code, known is None


def rules(state: State, ask: Ask) -> Summary:
    """Say which accounts serve a place; goods in stock are booked over."""
    scope, target, served = ask.get("scope"), ask.get("target"), ask.get("accounts")
    there = {"item": list(state.items), "location": list(PLACES), "bin": list(state.bins), "company": [""]}
    if target not in there.get(scope, []):
        raise No("unknown_target")
    purposes = [purpose for purpose, _ in served]
    refuse(
        "bad_rules",
        [
            (purpose, why)
            for nth, (purpose, code) in enumerate(served)
            if (why := _why_not(state, scope, purpose, code, purposes[:nth]))
        ],
    )
    stood = standing(state)
    known = {purpose: state.account_rules.get((scope, target, purpose)) for purpose in purposes}
    changed = [purpose for purpose, code in served if code is not None and known[purpose] != code]
    cleared = [purpose for purpose, code in served if code is None and known[purpose] is not None]
    for purpose, code in served:
        state.account_rules.pop((scope, target, purpose), None)
        if code is not None:
            state.account_rules[scope, target, purpose] = code
    moved = standing(state)
    moved.subtract(stood)
    return "rules", len(changed), len(cleared), sum(amount for amount in moved.values() if amount > 0)


def _first(state: State, purpose: str) -> str:
    return next(code for code, each in state.accounts.items() if each.purpose == purpose)


def _served_by(state: State, code: str) -> set[str]:
    """The scopes that the account serves."""
    scopes = {scope for (scope, _, _), served in state.account_rules.items() if served == code}
    purpose = state.accounts[code].purpose
    if _first(state, purpose) == code and ("company", "", purpose) not in state.account_rules:
        scopes.add("company")
    return scopes


def _why_not(state: State, scope: str, purpose: str, code: str | None, before: list[str]) -> str:
    if purpose not in FOUNDED_WITH:
        return "bad_purpose"
    if purpose in before:
        return "purpose_twice"
    if scope == "item" and purpose not in BY_ITEM:
        return "not_by_item"
    if scope == "bin" and purpose != "inventory":
        return "not_by_bin"
    if code is None and scope != "company":
        return ""
    code = _first(state, purpose) if code is None else code
    if code not in state.accounts:
        return "unknown_account"
    if state.accounts[code].purpose != purpose:
        return "wrong_purpose"
    return "account_discontinued" if state.accounts[code].discontinued else ""
