"""Reading the reasons why stock is adjusted."""

from __future__ import annotations

from dataclasses import dataclass

from everyunit.base import sql


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason; `account`: the code of its own account, "" for the usual one."""

    code: str
    name: str
    account: str
    discontinued: bool


def reasons(*, discontinued: bool | None = None) -> list[ReasonRow]:
    """All by code. A company has a handful of them."""
    conditions = sql.Conditions()
    if discontinued is not None:
        conditions.add("r.discontinued = %s", discontinued)
    return [
        ReasonRow(code, name, account or "", bool(gone))
        for code, name, account, gone in sql.rows(
            "SELECT r.code, r.name, a.code, r.discontinued FROM documents_reason r"
            f" LEFT JOIN money_account a ON a.id = r.account_id WHERE {conditions.sql} ORDER BY r.code",
            conditions.params,
        )
    ]
