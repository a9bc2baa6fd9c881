"""The journal: one balanced entry for each posting that has a meaning in money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from everyunit.base import sql
from everyunit.money.models import Account
from everyunit.rules.refusals import Refused

CHART = (
    ("1000", "Cash", "cash"),
    ("1100", "Receivables", "receivables"),
    ("1300", "Inventory", "inventory"),
    ("2000", "Payables", "payables"),
    ("2100", "Accrued purchases", "accrued_purchases"),
    ("3000", "Opening balance", "opening_balance"),
    ("4000", "Sales", "sales"),
    ("4100", "Sales returns", "sales_returns"),
    ("5000", "Cost of goods sold", "cost_of_goods_sold"),
    ("5100", "Purchase price variance", "purchase_price_variance"),
    ("5200", "Gain and loss on purchase returns", "purchase_returns"),
    ("5300", "Inventory adjustment", "inventory_adjustment"),
)


def open_accounts() -> None:
    """The accounts that the program books to; those that exist stay as they are."""
    for code, name, purpose in CHART:
        Account.objects.get_or_create(purpose=purpose, defaults={"code": code, "name": name})


def book(posting_id: int, memo: str, amounts: Iterable[tuple[str, int]]) -> None:
    """Write the entry of a posting: (account purpose, amount), debit positive; amounts are summed per account.

    Refused: `no_account`. It is a bug, not a refusal, when the amounts do not sum to zero.
    """
    totals: dict[str, int] = {}
    for purpose, amount in amounts:
        totals[purpose] = totals.get(purpose, 0) + amount
    assert sum(totals.values()) == 0, f"entry of posting {posting_id} does not balance: {totals}"
    booked = sorted((purpose, amount) for purpose, amount in totals.items() if amount)
    accounts = dict(Account.objects.values_list("purpose", "pk"))
    missing = [purpose for purpose, _ in booked if purpose not in accounts]
    if missing:
        raise Refused("no_account", f"No account is set up for {', '.join(missing)}.")
    sql.execute("INSERT INTO money_entry (posting_id, memo) VALUES (%s, %s)", [posting_id, memo[:200]])
    if booked:
        sql.insert(
            "money_entryline",
            {
                "account_id": ("bigint", [accounts[purpose] for purpose, _ in booked]),
                "amount_minor": ("bigint", [amount for _, amount in booked]),
            },
            {"entry_id": posting_id},
        )


def book_by_code(posting_id: int, memo: str, date: dt.date, amounts: Mapping[str, int]) -> None:
    """Write an entry made by hand: amounts by account code, debit positive. The caller has checked that they sum to
    zero and that the accounts exist.
    """
    assert sum(amounts.values()) == 0, f"entry of posting {posting_id} does not balance: {amounts}"
    booked = sorted((code, amount) for code, amount in amounts.items() if amount)
    ids = dict(Account.objects.values_list("code", "pk"))
    sql.execute("INSERT INTO money_entry (posting_id, memo, date) VALUES (%s, %s, %s)", [posting_id, memo[:200], date])
    sql.insert(
        "money_entryline",
        {
            "account_id": ("bigint", [ids[code] for code, _ in booked]),
            "amount_minor": ("bigint", [amount for _, amount in booked]),
        },
        {"entry_id": posting_id},
    )


def mirror(posting_id: int, original_id: int, memo: str) -> None:
    """Write the entry that undoes the one of the original posting."""
    if sql.scalar("SELECT count(*) FROM money_entry WHERE posting_id = %s", [original_id]) == 0:
        return
    sql.execute("INSERT INTO money_entry (posting_id, memo) VALUES (%s, %s)", [posting_id, memo[:200]])
    sql.execute(
        "INSERT INTO money_entryline (entry_id, account_id, amount_minor)"
        " SELECT %s, account_id, -amount_minor FROM money_entryline WHERE entry_id = %s ORDER BY id",
        [posting_id, original_id],
    )
