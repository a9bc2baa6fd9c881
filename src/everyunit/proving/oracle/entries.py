"""Journal entries by hand, as the oracle expects them."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask, No, Offence, Summary, refuse
from everyunit.proving.oracle.state import State

MOST_MONEY = 10**13
LONGEST = 200
ACCOUNTS = {
    "1000": "cash",
    "1100": "receivables",
    "1300": "inventory",
    "2000": "payables",
    "2100": "accrued_purchases",
    "3000": "opening_balance",
    "4000": "sales",
    "4100": "sales_returns",
    "5000": "cost_of_goods_sold",
    "5100": "purchase_price_variance",
    "5200": "purchase_returns",
    "5300": "inventory_adjustment",
    "1400": "input_tax",
    "2200": "sales_tax",
}


def enter(state: State, ask: Ask) -> Summary:
    text, lines = " ".join(ask.get("text").split()), ask.get("amounts")
    offences: list[Offence] = [("text", "text_missing")] if not text else []
    offences += [("text", "too_long")] if len(text) > LONGEST else []
    for number, (account, amount) in enumerate(lines, start=1):
        offences += [(f"Line {number}", "unknown_account")] if account not in ACCOUNTS else []
        offences += [(f"Line {number}", "bad_amount")] if abs(amount) > MOST_MONEY else []
    refuse("bad_entry", offences)
    stocked = [f"Line {number}" for number, (account, _) in enumerate(lines, start=1) if account == "1300"]
    refuse("inventory_is_booked_by_documents", [(line, "inventory_is_booked_by_documents") for line in stocked])
    totals: dict[str, int] = {}
    for account, amount in lines:
        totals[account] = totals.get(account, 0) + amount
    if not any(totals.values()):
        raise No("empty_entry")
    if sum(totals.values()):
        raise No("unbalanced")
    for account, amount in totals.items():
        state.journal[ACCOUNTS[account]] += amount
    state.entries += 1
    return "entered", sum(amount for amount in totals.values() if amount > 0)
