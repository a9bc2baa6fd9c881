"""Read the journal: what stands on each account, and all entries as a file for other bookkeeping programs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from everyunit.cli import terminal
from everyunit.exchange.journal_export import FORMATS, Tally, journal_text
from everyunit.money.queries import JournalFilter, TrialBalance, trial_balance
from everyunit.places.queries import company_facts
from everyunit.rules.money import format_amount
from everyunit.rules.refusals import Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(title="what to do with it", metavar="WHAT", dest="what", required=True)
    balance = kinds.add_parser(
        "trial-balance",
        help="what stands on each account",
        description="What stands on each account, now or at the end of a day. Ends with 1 if the books do not balance.",
    )
    balance.add_argument("--until", type=terminal.day, metavar="DATE", help="up to and including this day")
    known = "as known at the end of this day, or at 2026-01-31T14:30 in UTC"
    balance.add_argument("--known", type=terminal.moment, metavar="WHEN", help=known)
    balance.add_argument("--json", action="store_true", help="print it as JSON, amounts in minor units")
    export = kinds.add_parser(
        "export",
        help="all entries as a file",
        description="Write the entries to a file: csv for tables, beancount for bookkeeping in plain text. A file of"
        " that name is replaced, but only once all is written.",
    )
    export.add_argument("file", metavar="FILE", help="where to; - is standard output")
    export.add_argument("--format", choices=FORMATS, required=True, help="csv, or beancount")
    export.add_argument("--from", dest="first", type=terminal.day, metavar="DATE", help="entries of this day and later")
    export.add_argument("--to", dest="last", type=terminal.day, metavar="DATE", help="entries of this day and before")


def run(options: argparse.Namespace) -> int:
    if options.what == "trial-balance":
        return _trial_balance(options)
    return _export(options)


def _trial_balance(options: argparse.Namespace) -> int:
    found = trial_balance(options.until, options.known)
    company = company_facts()
    if company is None:
        raise Refused("no_company", "There is no company yet, so there is no journal.")
    if options.json:
        terminal.print_json(_as_data(found, company.currency))
    else:
        _tell(found, company.currency, company.currency_digits)
    return 0 if found.balances else 1


def _as_data(found: TrialBalance, currency: str) -> dict[str, object]:
    return {
        "until": None if found.until is None else found.until.isoformat(),
        "currency": currency,
        "accounts": [
            {
                "code": each.code,
                "name": each.name,
                "debits_minor": each.debits_minor,
                "credits_minor": each.credits_minor,
                "balance_minor": each.balance_minor,
            }
            for each in found.accounts
        ],
        "debit_minor": found.debit_minor,
        "credit_minor": found.credit_minor,
        "balances": found.balances,
    }


def _tell(found: TrialBalance, currency: str, digits: int) -> None:
    def cell(minor: int) -> str:
        return format_amount(minor, digits) if minor > 0 else ""

    terminal.answer(f"{'':<40} {f'debit {currency}':>18} {f'credit {currency}':>18}")
    for each in found.accounts:
        named = f"{each.code} {each.name}"
        terminal.answer(f"{named:<40} {cell(each.balance_minor):>18} {cell(-each.balance_minor):>18}")
    debit, credit = (format_amount(minor, digits) for minor in (found.debit_minor, found.credit_minor))
    terminal.answer(f"{'':<40} {debit:>18} {credit:>18}")
    if not found.balances:
        terminal.say("The books do NOT balance. Run “everyunit verify”.")


def _export(options: argparse.Namespace) -> int:
    if options.first and options.last and options.first > options.last:
        raise Refused("days_backwards", "The first day is after the last.")
    tally = Tally()
    pieces = journal_text(options.format, JournalFilter(date_from=options.first, date_to=options.last), tally)
    if options.file == "-":
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    else:
        _write(Path(options.file), pieces)
    terminal.say(f"{tally.entries:,} entr{'y' if tally.entries == 1 else 'ies'}, {tally.lines:,} lines.")
    return 0


def _write(file: Path, pieces: Iterator[str]) -> None:
    """Write it beside its place, then put it there. Refused: `unwritable`."""
    try:
        with NamedTemporaryFile("w", dir=file.parent, encoding="utf-8", newline="", delete=False) as temporary:
            try:
                for piece in pieces:
                    temporary.write(piece)
            except BaseException:
                os.unlink(temporary.name)
                raise
        os.chmod(temporary.name, 0o666 & ~_umask())
        os.replace(temporary.name, file)
    except OSError as error:
        name = str(file).encode(errors="replace").decode()
        raise Refused("unwritable", f"{name} cannot be written: {error.strerror}.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
