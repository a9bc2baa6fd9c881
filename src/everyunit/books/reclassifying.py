"""When the rules change, goods in stock are worth on other accounts: that is booked over in the same transaction.

standing = inventory_standing()     before the change: what is worth how much on which account
…                                   the change
reclassify(work, standing, memo)    what is on another account now is booked from the old one to the new one
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.base.operation import Work
from everyunit.documents.sealing import contents_of
from everyunit.money import journal
from everyunit.money.purposes import INVENTORY
from everyunit.money.resolving import Rules, Use, hold_rules, rules_for
from everyunit.stock import chain, ledger


@dataclass(frozen=True, slots=True)
class Standing:
    """What goods in stock are worth, by item and bin, and what the rules say of them."""

    worth: dict[Use, int]
    rules: Rules

    @property
    def items(self) -> list[int]:
        return sorted({use.item_id for use in self.worth if use.item_id is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reclassified:
    """The entry that a change of the rules made; None where no goods are worth on another account by it."""

    posting_id: int | None = None
    amount_minor: int = 0


def inventory_standing(item_ids: Sequence[int] | None = None) -> Standing:
    """Of all goods, or of those of some items. Nobody books by the rules until the transaction ends."""
    hold_rules()
    unit_items, counted = sql.Conditions(), sql.Conditions()
    if item_ids is not None:
        for conditions, column in ((unit_items, "u.item_id"), (counted, "v.item_id")):
            chosen = sql.among(column, item_ids)
            conditions.add(chosen.sql, *chosen.params)
    worth = {
        Use(INVENTORY, item_id, location_id, bin_id): int(value)
        for item_id, location_id, bin_id, value in sql.rows(
            "SELECT u.item_id, b.location_id, b.id, sum(u.cost_minor) FROM stock_unit u"
            " JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'stock'"
            f" WHERE {unit_items.sql} GROUP BY u.item_id, b.location_id, b.id"
            " UNION ALL SELECT v.item_id, CAST(NULL AS bigint), CAST(NULL AS bigint), v.value_minor"
            " FROM stock_valuation v JOIN catalog_item i ON i.id = v.item_id AND i.tracking = 'quantity'"
            f" WHERE {counted.sql}",
            [*unit_items.params, *counted.params],
        )
        if value
    }
    standing = Standing(worth, Rules())
    return Standing(worth, rules_for(standing.items))


def reclassify(work: Work, standing: Standing, memo: str) -> Reclassified:
    """Book over what is worth on another account than before; one sealed posting without a document."""
    rules = rules_for(standing.items)
    changes: dict[int, int] = {}
    for use, value in standing.worth.items():
        for account, sign in ((standing.rules.account_of(use), -1), (rules.account_of(use), 1)):
            assert account is not None, "goods are in stock, so there is an account for inventory"
            changes[account] = changes.get(account, 0) + sign * value
    booked = {account: amount for account, amount in changes.items() if amount}
    if not booked:
        return Reclassified()
    posting_id = ledger.open_posting(work, ledger.NO_DOCUMENT)
    journal.book_over(posting_id, memo, booked)
    chain.seal(posting_id, contents_of([posting_id])[posting_id])
    return Reclassified(posting_id=posting_id, amount_minor=sum(amount for amount in booked.values() if amount > 0))
