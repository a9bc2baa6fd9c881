"""What a row of the journal holds: one line of an entry, with the entry that it is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from everyunit.exports.columns import Column, amounts, codes, counts, days, moments, texts
from everyunit.money.queries import EntryLineRow, JournalEntry
from everyunit.places.queries import CompanyFacts


class JournalLine(NamedTuple):
    """A line and its entry."""

    entry: JournalEntry
    line: EntryLineRow


def journal_lines(entries: Iterable[JournalEntry]) -> Iterator[JournalLine]:
    for entry in entries:
        for line in entry.lines:
            yield JournalLine(entry, line)


def journal_columns(company: CompanyFacts) -> list[Column[JournalLine]]:
    digits = company.currency_digits
    return [
        days("date", "date", lambda row: row.entry.date),
        counts("posting", "posting", lambda row: row.entry.posting_id),
        moments("booked_at", "booked_at", lambda row: row.entry.booked_at),
        texts("booked_by", "booked_by", lambda row: row.entry.booked_by),
        texts("document", "document", lambda row: row.entry.document),
        texts("memo", "memo", lambda row: row.entry.memo),
        codes("account", "account", lambda row: row.line.account),
        texts("account_name", "account_name", lambda row: row.line.account_name),
        amounts("debit", "debit", lambda row: max(row.line.amount_minor, 0) or None, digits),
        amounts("credit", "credit", lambda row: max(-row.line.amount_minor, 0) or None, digits),
        codes("currency", "currency", lambda row: company.currency),
    ]
