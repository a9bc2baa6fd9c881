"""What tests of accounts say often: a second place of business, accounts of its own, and what stands on each."""

from __future__ import annotations

from everyunit.base import sql
from everyunit.money.models import Account, AccountRule
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.reports.verify import verify
from tests.trade import Trade


def open_second_shop(trade: Trade) -> None:
    """Location NORTH with the stock bin N1."""
    save_location(trade.owner, SaveLocation(code="NORTH", name="The north shop"))
    save_bin(trade.owner, SaveBin(code="N1", name="North shelf", location="NORTH"))


def account_for(code: str, purpose: str, scope: str, target_id: int) -> None:
    """Open an account of the purpose, and let it serve there."""
    opened, _ = Account.objects.get_or_create(
        code=code, defaults={"name": f"Account {code}", "purpose": purpose, "type": "asset"}
    )
    AccountRule.objects.create(purpose=purpose, scope=scope, target_id=target_id, account=opened)


def booked(posting_id: int) -> dict[str, int]:
    """The journal entry of a posting: debit positive, by the code of the account."""
    return {
        code: int(amount)
        for code, amount in sql.rows(
            "SELECT a.code, sum(l.amount_minor) FROM money_entryline l JOIN money_account a ON a.id = l.account_id"
            " WHERE l.entry_id = %s GROUP BY a.code",
            [posting_id],
        )
    }


def standing(*codes: str) -> list[int]:
    """What stands on these accounts: debit positive."""
    return [
        int(
            sql.scalar(
                "SELECT coalesce(sum(l.amount_minor), 0) FROM money_entryline l JOIN money_account a"
                " ON a.id = l.account_id WHERE a.code = %s",
                [code],
            )
        )
        for code in codes
    ]


def broken() -> list[str]:
    """The truths that do not hold."""
    return [truth.name for truth in verify().truths if truth.broken]
