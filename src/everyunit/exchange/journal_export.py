"""The journal as a file, written piece by piece: CSV for tables, Beancount for bookkeeping in plain text."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import StringIO

from everyunit.exchange import beancount
from everyunit.money.queries import FIRST, JournalEntry, JournalFilter, accounts, journal_page, journal_stream
from everyunit.places.queries import CompanyFacts, company_facts
from everyunit.rules.money import format_amount
from everyunit.rules.refusals import Refused

FORMATS = ("csv", "beancount")
COLUMNS = (
    "date",
    "posting",
    "booked_at",
    "booked_by",
    "document",
    "memo",
    "account",
    "account_name",
    "debit",
    "credit",
    "currency",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Pieces = Iterator[str]


@dataclass(slots=True)
class Tally:
    """What went into the file."""

    entries: int = 0
    lines: int = 0
    first: dt.date | None = None
    last: dt.date | None = None


def journal_text(form: str, wanted: JournalFilter, tally: Tally | None = None) -> Pieces:
    """The journal in this form, in the order of booking, in pieces. What went into them is counted in `tally`.

    Up to where the journal ends now: what is booked meanwhile stays out. Refused: `no_company`, `unknown_format`.
    """
    company = company_facts()
    if company is None:
        raise Refused("no_company", "There is no company yet, so there is no journal.")
    if form not in FORMATS:
        raise Refused("unknown_format", f"There is no format “{form}”; there are {' and '.join(FORMATS)}.")
    counted = _counted(journal_until_now(wanted), tally if tally is not None else Tally())
    return _as_csv(counted, company) if form == "csv" else _as_beancount(counted, company, wanted)


def journal_until_now(wanted: JournalFilter) -> Iterator[JournalEntry]:
    """The entries in the order of booking, up to where the journal ends now."""
    newest = journal_page(JournalFilter(), before=FIRST, limit=1)
    for entry in journal_stream(wanted):
        if entry.posting_id > newest[0].posting_id:
            return
        yield entry


def _counted(entries: Iterable[JournalEntry], tally: Tally) -> Iterator[JournalEntry]:
    for entry in entries:
        tally.entries += 1
        tally.lines += len(entry.lines)
        tally.first = entry.date if tally.first is None else min(tally.first, entry.date)
        tally.last = entry.date if tally.last is None else max(tally.last, entry.date)
        yield entry


def _as_csv(entries: Iterable[JournalEntry], company: CompanyFacts) -> Pieces:
    yield _row(COLUMNS)
    for entry in entries:
        for line in entry.lines:
            amount = format_amount(abs(line.amount_minor), company.currency_digits)
            yield _row(
                (
                    entry.date.isoformat(),
                    str(entry.posting_id),
                    entry.booked_at.isoformat(timespec="seconds"),
                    _harmless(entry.booked_by),
                    _harmless(entry.document),
                    _harmless(entry.memo),
                    _harmless(line.account),
                    _harmless(line.account_name),
                    amount if line.amount_minor > 0 else "",
                    amount if line.amount_minor < 0 else "",
                    company.currency,
                )
            )


def _as_beancount(entries: Iterable[JournalEntry], company: CompanyFacts, wanted: JournalFilter) -> Pieces:
    """The whole journal ends with what must stand on each account; a part of it cannot know."""
    currency, digits = company.currency, company.currency_digits
    names = beancount.account_names(accounts())
    totals: dict[str, int] = dict.fromkeys(names, 0)
    last: dt.date | None = None
    yield beancount.head(company.name, currency, names, _first_day())
    for entry in entries:
        for line in entry.lines:
            totals[line.account] += line.amount_minor
        last = entry.date if last is None else max(last, entry.date)
        yield from beancount.transactions([entry], names, currency, digits)
    if replace(wanted, date_to=None) == JournalFilter() and last is not None:
        yield beancount.balances(totals, names, last + dt.timedelta(days=1), currency, digits)


def _first_day() -> dt.date:
    """A day on which no account had anything on it yet."""
    return dt.date(1900, 1, 1)


def _row(values: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(values)
    return line.getvalue()


def _harmless(text: str) -> str:
    """No table program takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
