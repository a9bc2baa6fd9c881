"""The journal: one balanced entry for each posting that has a meaning in money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.money.models import Account
from everyunit.money.purposes import INVENTORY, PURPOSES
from everyunit.money.resolving import Use, accounts_for
from everyunit.rules.refusals import Refused


@dataclass(frozen=True, slots=True)
class Amount:
    """What is to be booked: debit positive, to the account that serves the purpose for this item at this location.

    `location_id`: of the bin that goods enter or leave for inventory, of the document for all else (WHS-218); `bin_id`:
    that bin. `account_id`: the account, where it is known already.
    """

    purpose: str
    item_id: int | None
    location_id: int | None
    amount_minor: int
    account_id: int | None = None
    bin_id: int | None = None


def open_accounts() -> None:
    """An account for each purpose; those that exist stay as they are."""
    for each in PURPOSES.values():
        if not Account.objects.filter(purpose=each.purpose).exists():
            Account.objects.create(code=each.code, name=each.name, purpose=each.purpose, type=each.type)


def book(posting_id: int, memo: str, amounts: Iterable[Amount], *, always: bool = True) -> None:
    """Write the entry of a posting, its amounts summed per account (WHS-221). Without `always`, an entry in which every
    account comes to nothing is not written.

    Refused: `no_account`. It is a bug, not a refusal, when the amounts do not sum to zero.
    """
    totals = _totals(posting_id, amounts)
    if totals or always:
        _write(posting_id, memo, totals)


def _totals(posting_id: int, amounts: Iterable[Amount], others: int = 0) -> list[tuple[int, int]]:
    """(account, amount), in the order of purposes and accounts. `others`: the sum of what else the entry books."""
    sums: dict[Use, int] = {}
    totals: dict[tuple[str, int], int] = {}
    for each in amounts:
        if each.account_id is None:
            use = Use(each.purpose, each.item_id, each.location_id, each.bin_id)
            sums[use] = sums.get(use, 0) + each.amount_minor
        else:
            key = (each.purpose, each.account_id)
            totals[key] = totals.get(key, 0) + each.amount_minor
    uses = {use: amount for use, amount in sums.items() if amount}
    booked = sum(uses.values()) + sum(totals.values())
    assert booked + others == 0, f"entry of posting {posting_id} does not balance: {uses}"
    accounts = accounts_for(uses) if uses else {}
    missing = sorted({use.purpose for use in uses if accounts[use] is None})
    if missing:
        raise Refused("no_account", f"No account is set up for {', '.join(missing)}.")
    for use, amount in uses.items():
        key = (use.purpose, accounts[use] or 0)
        totals[key] = totals.get(key, 0) + amount
    return [(account, amount) for (_, account), amount in sorted(totals.items()) if amount]


def _write(posting_id: int, memo: str, totals: Sequence[tuple[int, int]], date: dt.date | None = None) -> None:
    sql.execute("INSERT INTO money_entry (posting_id, memo, date) VALUES (%s, %s, %s)", [posting_id, memo[:200], date])
    if totals:
        sql.insert(
            "money_entryline",
            {
                "account_id": ("bigint", [account for account, _ in totals]),
                "amount_minor": ("bigint", [amount for _, amount in totals]),
            },
            {"entry_id": posting_id},
        )


def book_by_code(posting_id: int, memo: str, date: dt.date, amounts: Mapping[str, int]) -> None:
    """Write an entry made by hand: amounts by account code, debit positive. The caller has checked that they sum to
    zero and that the accounts exist.
    """
    assert sum(amounts.values()) == 0, f"entry of posting {posting_id} does not balance: {amounts}"
    ids = dict(Account.objects.values_list("code", "pk"))
    booked = sorted((code, amount) for code, amount in amounts.items() if amount)
    _write(posting_id, memo, [(ids[code], amount) for code, amount in booked], date)


def book_over(posting_id: int, memo: str, amounts: Mapping[int, int]) -> None:
    """Write an entry by account ids, debit positive: the goods stay, and are worth on other accounts."""
    assert sum(amounts.values()) == 0, f"entry of posting {posting_id} does not balance: {amounts}"
    _write(posting_id, memo, sorted(amounts.items()))


def mirror(posting_id: int, original_id: int, memo: str, inventory: Iterable[Amount]) -> None:
    """Write the entry that undoes the one of the original posting. `inventory`: what goes back into and out of stock.

    The goods may be worth on another account by now, so inventory is booked where it is today, all else where it was.
    """
    booked = sql.rows(
        "SELECT l.account_id, -sum(l.amount_minor) FROM money_entryline l JOIN money_account a ON a.id = l.account_id"
        " WHERE l.entry_id = %s AND a.purpose <> %s GROUP BY l.account_id ORDER BY min(l.id)",
        [original_id, INVENTORY],
    )
    others = [(int(account), int(amount)) for account, amount in booked]
    stocked = _totals(posting_id, inventory, others=sum(amount for _, amount in others))
    known = sql.scalar("SELECT count(*) FROM money_entry WHERE posting_id = %s", [original_id])
    if known or stocked:
        _write(posting_id, memo, others + stocked)
