"""Reading the journal: entries, page by page or in a stream, and what stands on each account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.money.purposes import INVENTORY
from everyunit.stock.days import recorded_by

FIRST = 1 << 62  # above every id: a list that shows the newest first begins here
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """A ledger account; `purpose` is what the program books to it, "" where it books nothing. `type`: asset, liability,
    equity, income or expense.
    """

    code: str
    name: str
    purpose: str
    type: str
    discontinued: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLineRow:
    """One side of an entry: debit positive, credit negative. `purpose`: of the account."""

    account: str
    account_name: str
    purpose: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """What a posting meant in money."""

    posting_id: int
    booked_at: dt.datetime
    memo: str
    lines: tuple[EntryLineRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry(EntryRow):
    """An entry with where it came from. `date`: the day it belongs to."""

    date: dt.date
    booked_by: str
    document_id: int | None
    kind: str
    number: str
    reverses_id: int | None

    @property
    def document(self) -> str:
        return f"{self.kind} {self.number}" if self.kind else ""

    @property
    def books_over(self) -> bool:
        """Whether goods came to another account because the rules changed; no document moved them."""
        return not self.kind and any(line.purpose == INVENTORY for line in self.lines)

    @property
    def by_hand(self) -> bool:
        return not self.kind and not self.books_over


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalFilter:
    """Which entries: touching this account, of this document (“SI 100000”), in these days, both included."""

    account: str = ""
    document: str = ""
    date_from: dt.date | None = None
    date_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBalance(AccountRow):
    """What was booked to an account: all debits, all credits (both without sign)."""

    debits_minor: int
    credits_minor: int

    @property
    def balance_minor(self) -> int:
        """Debit positive, credit negative."""
        return self.debits_minor - self.credits_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBalance:
    """Every account with what stands on it at the end of a day, or now."""

    until: dt.date | None
    accounts: tuple[AccountBalance, ...]

    @property
    def debit_minor(self) -> int:
        """The sum of the balances that are debits; in books that balance it is that of the credits."""
        return sum(each.balance_minor for each in self.accounts if each.balance_minor > 0)

    @property
    def credit_minor(self) -> int:
        return -sum(each.balance_minor for each in self.accounts if each.balance_minor < 0)

    @property
    def balances(self) -> bool:
        return self.debit_minor == self.credit_minor


def accounts() -> list[AccountRow]:
    """The chart of accounts, by code."""
    return [
        AccountRow(code=code, name=name, purpose=purpose, type=type_, discontinued=bool(discontinued))
        for code, name, purpose, type_, discontinued in sql.rows(
            "SELECT code, name, purpose, type, discontinued FROM money_account ORDER BY code"
        )
    ]


def trial_balance(until: dt.date | None = None, known: dt.date | None = None) -> TrialBalance:
    """What was booked to each account up to and including this day; all that was booked without a day. `known`: of
    that, what was recorded by the end of another day; of a datetime, of its minute.
    """
    conditions = _of_days(None, until)
    recorded = None if known is None else recorded_by(known)
    if recorded is not None:
        conditions.add("p.posted_at < %s", recorded)
    return TrialBalance(
        until=until,
        accounts=tuple(
            AccountBalance(
                code=code,
                name=name,
                purpose=purpose,
                type=type_,
                discontinued=bool(discontinued),
                debits_minor=int(debits),
                credits_minor=int(credit_sum),
            )
            for code, name, purpose, type_, discontinued, debits, credit_sum in sql.rows(
                "SELECT a.code, a.name, a.purpose, a.type, a.discontinued,"
                " coalesce(b.debits, 0), coalesce(b.credits, 0) FROM money_account a"
                " LEFT JOIN (SELECT l.account_id,"
                "  sum(CASE WHEN l.amount_minor > 0 THEN l.amount_minor ELSE 0 END) AS debits,"
                "  sum(CASE WHEN l.amount_minor < 0 THEN -l.amount_minor ELSE 0 END) AS credits"
                "  FROM money_entryline l JOIN money_entry e ON e.posting_id = l.entry_id"
                "  JOIN stock_posting p ON p.id = e.posting_id"
                f" WHERE {conditions.sql} GROUP BY l.account_id) b ON b.account_id = a.id ORDER BY a.code",
                conditions.params,
            )
        ),
    )


def entries_of(document_id: int, limit: int | None = None) -> list[EntryRow]:
    """The journal entries of a document's postings, in order: all, or the first of them."""
    conditions = sql.Conditions()
    conditions.add("p.document_id = %s", document_id)
    cut, params = ("", []) if limit is None else (" LIMIT %s", [limit])
    return list(_entries(f"WHERE {conditions.sql} ORDER BY e.posting_id{cut}", [*conditions.params, *params]))


def entry_by_id(posting_id: int) -> JournalEntry | None:
    """The entry of a posting."""
    return next(iter(_entries("WHERE e.posting_id = %s", [posting_id])), None)


def journal_page(
    wanted: JournalFilter, *, before: int = FIRST, newer_than: int | None = None, limit: int = 50
) -> list[JournalEntry]:
    """Entries in the order of booking, newest first: those next older than the posting `before`, or next newer than
    `newer_than`.
    """
    conditions = _fitting(wanted)
    if newer_than is None:
        conditions.add("e.posting_id < %s", before)
        return _entries(f"WHERE {conditions.sql} ORDER BY e.posting_id DESC LIMIT %s", [*conditions.params, limit])
    conditions.add("e.posting_id > %s", newer_than)
    return _entries(f"WHERE {conditions.sql} ORDER BY e.posting_id LIMIT %s", [*conditions.params, limit])[::-1]


def journal_stream(wanted: JournalFilter) -> Iterator[JournalEntry]:
    """All entries in the order of booking, oldest first, a few hundred in memory at a time."""
    after = 0
    while True:
        conditions = _fitting(wanted)
        conditions.add("e.posting_id > %s", after)
        found = _entries(f"WHERE {conditions.sql} ORDER BY e.posting_id LIMIT %s", [*conditions.params, AT_ONCE])
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1].posting_id


def count_journal_lines(wanted: JournalFilter, most: int | None) -> int:
    """How many lines the entries that fit have, no further than to `most`."""
    conditions = _fitting(wanted)
    return sql.count(
        "SELECT 1 FROM money_entry e JOIN stock_posting p ON p.id = e.posting_id"
        f" JOIN money_entryline l ON l.entry_id = e.posting_id WHERE {conditions.sql}",
        conditions.params,
        most,
    )


def _fitting(wanted: JournalFilter) -> sql.Conditions:
    conditions = _of_days(wanted.date_from, wanted.date_to)
    if wanted.account:
        conditions.add(
            "EXISTS (SELECT 1 FROM money_entryline x JOIN money_account xa ON xa.id = x.account_id"
            " WHERE x.entry_id = e.posting_id AND xa.code = %s)",
            wanted.account,
        )
    if wanted.document.strip():
        kind, _, number = " ".join(wanted.document.split()).partition(" ")
        conditions.add(
            "p.document_id IN (SELECT id FROM documents_document WHERE kind = %s AND number = %s)", kind.upper(), number
        )
    return conditions


def _of_days(first: dt.date | None, last: dt.date | None) -> sql.Conditions:
    """Entries of what happened on these days."""
    conditions = sql.Conditions()
    if first is not None:
        conditions.add("p.date >= %s", first)
    if last is not None:
        conditions.add("p.date <= %s", last)
    return conditions


def _entries(tail: str, params: Sequence[object]) -> list[JournalEntry]:
    """The entries and their lines: two statements, whatever their number."""
    found = sql.rows(
        "SELECT e.posting_id, e.memo, p.date, p.posted_at, p.reverses_id, u.username, d.id, d.kind, d.number"
        " FROM money_entry e JOIN stock_posting p ON p.id = e.posting_id"
        " LEFT JOIN documents_document d ON d.id = p.document_id LEFT JOIN people_user u ON u.id = p.actor_id"
        f" {tail}",
        params,
    )
    if not found:
        return []
    lines: dict[int, list[EntryLineRow]] = {}
    mine = sql.among("l.entry_id", [each[0] for each in found])
    for posting_id, code, name, purpose, amount in sql.rows(
        "SELECT l.entry_id, a.code, a.name, a.purpose, l.amount_minor FROM money_entryline l"
        f" JOIN money_account a ON a.id = l.account_id WHERE {mine.sql} ORDER BY l.entry_id, a.code, l.id",
        mine.params,
    ):
        lines.setdefault(posting_id, []).append(
            EntryLineRow(account=code, account_name=name, purpose=purpose, amount_minor=int(amount))
        )
    return [_entry(each, tuple(lines.get(each[0], ()))) for each in found]


def _entry(row: sql.Row, lines: tuple[EntryLineRow, ...]) -> JournalEntry:
    posting_id, memo, day, posted_at, reverses_id, username, document_id, kind, number = row
    booked_at, date = sql.moment(posted_at), sql.date(day)
    assert booked_at is not None
    assert date is not None
    return JournalEntry(
        posting_id=posting_id,
        booked_at=booked_at,
        memo=memo,
        lines=lines,
        date=date,
        booked_by=username or "",
        document_id=document_id,
        kind=kind or "",
        number=number or "",
        reverses_id=reverses_id,
    )
