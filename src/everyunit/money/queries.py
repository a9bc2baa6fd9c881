"""Reading the journal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from everyunit.base import sql


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLineRow:
    """One side of an entry: debit positive, credit negative."""

    account: str
    account_name: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """What a posting meant in money."""

    posting_id: int
    booked_at: dt.datetime
    memo: str
    lines: tuple[EntryLineRow, ...]


def entries_of(document_id: int) -> list[EntryRow]:
    """The journal entries of a document's postings, in order."""
    found: dict[int, tuple[dt.datetime, str, list[EntryLineRow]]] = {}
    for posting_id, at, memo, account, name, amount in sql.rows(
        "SELECT e.posting_id, p.posted_at, e.memo, a.code, a.name, l.amount_minor FROM stock_posting p"
        " JOIN money_entry e ON e.posting_id = p.id LEFT JOIN money_entryline l ON l.entry_id = e.posting_id"
        " LEFT JOIN money_account a ON a.id = l.account_id WHERE p.document_id = %s ORDER BY e.posting_id, a.code",
        [document_id],
    ):
        booked_at = sql.moment(at)
        assert booked_at is not None
        lines = found.setdefault(posting_id, (booked_at, memo, []))[2]
        if account is not None:
            lines.append(EntryLineRow(account=account, account_name=name, amount_minor=int(amount)))
    return [
        EntryRow(posting_id=posting_id, booked_at=booked_at, memo=memo, lines=tuple(lines))
        for posting_id, (booked_at, memo, lines) in found.items()
    ]
