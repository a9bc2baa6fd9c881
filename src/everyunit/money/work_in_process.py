"""Goods that are being built in are worth on an account of their own: that of the bin in which they are."""

from __future__ import annotations

from everyunit.money.models import Account, AccountRule
from everyunit.money.purposes import INVENTORY, WORK_IN_PROCESS, AccountType


def open_work_in_process(bin_id: int) -> None:
    """Open the account, and let it serve the bin."""
    code, name = WORK_IN_PROCESS
    account = Account.objects.create(code=code, name=name, purpose=INVENTORY, type=AccountType.ASSET)
    AccountRule.objects.create(purpose=INVENTORY, scope="bin", target_id=bin_id, account=account)
