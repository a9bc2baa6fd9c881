"""What the program books: each purpose, the sort of account that it takes, and by what that account is found.

The account of a purpose comes from a rule for the item, its category and that one's parents, the location and its
parents, else it is the company's (WHS-218). Purposes that are not `by_item` ask the location first: what vendors and
customers owe has nothing to do with single items.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

INVENTORY = "inventory"
INVENTORY_ADJUSTMENT = "inventory_adjustment"
WORK_IN_PROCESS = ("1350", "Work in process")  # the inventory account of the bin for it


class AccountType(StrEnum):
    """Where an account stands in the books."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose; `code` and `name` are those of the account that a new company has for it."""

    purpose: str
    code: str
    name: str
    type: AccountType
    by_item: bool = False


PURPOSES: dict[str, Purpose] = {
    each.purpose: each
    for each in (
        Purpose("cash", "1000", "Cash", AccountType.ASSET),
        Purpose("receivables", "1100", "Receivables", AccountType.ASSET),
        Purpose(INVENTORY, "1300", "Inventory", AccountType.ASSET, by_item=True),
        Purpose("input_tax", "1400", "Tax to claim back", AccountType.ASSET),
        Purpose("payables", "2000", "Payables", AccountType.LIABILITY),
        Purpose("accrued_purchases", "2100", "Accrued purchases", AccountType.LIABILITY),
        Purpose("sales_tax", "2200", "Tax to pay", AccountType.LIABILITY),
        Purpose("opening_balance", "3000", "Opening balance", AccountType.EQUITY),
        Purpose("sales", "4000", "Sales", AccountType.INCOME, by_item=True),
        Purpose("sales_returns", "4100", "Sales returns", AccountType.INCOME, by_item=True),
        Purpose("cost_of_goods_sold", "5000", "Cost of goods sold", AccountType.EXPENSE, by_item=True),
        Purpose("purchase_price_variance", "5100", "Purchase price variance", AccountType.EXPENSE),
        Purpose("purchase_returns", "5200", "Gain and loss on purchase returns", AccountType.EXPENSE, by_item=True),
        Purpose(INVENTORY_ADJUSTMENT, "5300", "Inventory adjustment", AccountType.EXPENSE, by_item=True),
        Purpose("exchanged_parts", "5500", "Parts exchanged in units of others", AccountType.EXPENSE, by_item=True),
        Purpose("absorbed_work", "5400", "Work that went into what was built", AccountType.EXPENSE, by_item=True),
    )
}
