"""The journal in the syntax of Beancount: plain-text double entry that other programs read. Text in, text out.

An account is called by its type, its code and its name: `Assets:1300-Inventory`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from everyunit.money.queries import AccountRow, JournalEntry
from everyunit.rules.money import format_amount

SORTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")
NOT_IN_A_LINK = re.compile(r"[^A-Za-z0-9_./-]+")
COLUMN = 50


def account_names(accounts: Sequence[AccountRow]) -> dict[str, str]:
    """A valid name for each account, by code; no two are the same."""
    names: dict[str, str] = {}
    for account in accounts:
        name = wanted = f"{SORTS[account.type]}:{_component(f'{account.code} {account.name}')}"
        nth = 1
        while name in names.values():
            nth += 1
            name = f"{wanted}-{nth}"
        names[account.code] = name
    return names


def head(title: str, currency: str, names: Mapping[str, str], opened: dt.date) -> str:
    """What comes before the first transaction: the options, and each account opened."""
    lines = [
        f'option "title" {_quoted(title)}',
        f'option "operating_currency" "{currency}"',
        "",
        *(f"{opened} open {name} {currency}" for name in names.values()),
        "",
    ]
    return "\n".join(lines) + "\n"


def transactions(
    entries: Iterable[JournalEntry], names: Mapping[str, str], currency: str, digits: int
) -> Iterator[str]:
    """Each entry that moved money, as a transaction with its document, posting and user."""
    for entry in entries:
        if entry.lines:
            yield transaction(entry, names, currency, digits)


def transaction(entry: JournalEntry, names: Mapping[str, str], currency: str, digits: int) -> str:
    link = f" ^{NOT_IN_A_LINK.sub('-', entry.document)}" if entry.document else ""
    lines = [f"{entry.date} * {_quoted(entry.memo)}{link}", f'  posting: "{entry.posting_id}"']
    if entry.document:
        lines.append(f"  document: {_quoted(entry.document)}")
    if entry.reverses_id is not None:
        lines.append(f'  reverses: "{entry.reverses_id}"')
    lines.append(f"  booked-by: {_quoted(entry.booked_by)}")
    lines += [
        f"  {names[line.account]:<{COLUMN}} {format_amount(line.amount_minor, digits):>16} {currency}"
        for line in entry.lines
    ]
    return "\n".join(lines) + "\n\n"


def balances(totals: Mapping[str, int], names: Mapping[str, str], day: dt.date, currency: str, digits: int) -> str:
    """What must stand on each account at the beginning of this day: the reader checks it."""
    return "".join(
        f"{day} balance {names[code]:<{COLUMN}} {format_amount(total, digits):>16} {currency}\n"
        for code, total in sorted(totals.items())
    )


def _component(text: str) -> str:
    """Letters, digits and hyphens, beginning with a digit or a capital."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    cleaned = NOT_IN_A_NAME.sub("-", plain).strip("-") or "X"
    return cleaned[0].upper() + cleaned[1:]


def _quoted(text: str) -> str:
    """A string on one line."""
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
