"""Preferences as the oracle knows them: what there is to choose from, and what is chosen."""

from __future__ import annotations

from everyunit.proving.oracle.asked import Ask, No, Summary
from everyunit.proving.oracle.state import State

COSTS = ("vendor_standard", "vendor_last", "item_last", "item_average", "none")
# The first way of each holds until somebody chooses. Those that only change how things are shown are left out.
WAYS: dict[str, tuple[str, ...]] = {
    "pick_bin": ("none", "each", "once"),
    "pick_maker_numbers": ("take", "skip", "ask"),
    "search_bins_for_orders": ("yes", "no"),
    "search_bins_for_invoices": ("yes", "no"),
    "item_not_on_document": ("add", "ask"),
    "other_customer": ("tell", "ask"),
    "purchase_cost": COSTS,
    "debit_cost": ("item_last", "vendor_standard", "vendor_last", "item_average", "none"),
    "zero_on_sales_invoice": ("no", "yes"),
    "zero_on_receipt": ("no", "yes"),
    "zero_on_purchase_invoice": ("no", "yes"),
    "exchange_rate": ("keep", "today"),
    "approve_adjustments": ("no", "0", "10000", "25000"),
}


def chosen(state: State, key: str) -> str:
    """The way that holds."""
    return state.chosen.get(key) or WAYS[key][0]


def choose(state: State, ask: Ask) -> Summary:
    """Choose a way, or take a choice back (None)."""
    key, value = ask.get("key"), ask.get("value")
    if key not in WAYS:
        raise No("unknown_preference")
    if value is not None and value not in WAYS[key]:
        raise No("bad_preference", [(value, "unknown_option")])
    before = state.chosen.get(key)
    state.chosen[key] = value
    return "chosen", key, value, before
