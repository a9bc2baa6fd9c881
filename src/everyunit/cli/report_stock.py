"""Stock by item and bin at the end of a day, as it was known at the end of another or at a moment, and its worth.

Columns are separated by tabs: item, name, location, bin, pieces, value; the total comes last.
"""

from __future__ import annotations

import argparse

from everyunit.cli import terminal
from everyunit.places.queries import company_facts
from everyunit.reports.as_of import StockFilter, StockRow, stock_as_of, total_of
from everyunit.rules.moments import written
from everyunit.rules.money import format_amount

KNOWN = "as known at the end of this day, or at 2026-01-31T14:30 in UTC; default: now"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", type=terminal.day, metavar="DATE", help="at the end of this day; default: now")
    parser.add_argument("--known", type=terminal.moment, metavar="WHEN", help=KNOWN)
    parser.add_argument("--item", default="", metavar="CODE", help="of this item")
    parser.add_argument("--location", default="", metavar="CODE", help="at this location")
    parser.add_argument("--bin", default="", metavar="CODE", help="in this bin")
    parser.add_argument("--json", action="store_true", help="print the result as JSON, amounts in minor units")


def run(options: argparse.Namespace) -> int:
    rows = stock_as_of(
        StockFilter(
            on=options.as_of, known=options.known, item=options.item, location=options.location, bin=options.bin
        )
    )
    company, total = company_facts(), total_of(rows)
    if options.json:
        terminal.print_json(
            {
                "as_of": str(options.as_of) if options.as_of else None,
                "known": written(options.known) or None,
                "currency": company.currency if company else "",
                "rows": [_plain(row) for row in rows],
                "total": {"quantity": total.quantity, "value_minor": total.value_minor},
            }
        )
        return 0
    digits = company.currency_digits if company else 2
    for row in rows:
        amount = format_amount(row.value_minor, digits)
        terminal.answer("\t".join([row.item, row.item_name, row.location, row.bin or "–", str(row.quantity), amount]))
    amount = format_amount(total.value_minor, digits)
    terminal.answer("\t".join(["total", "", "", "", str(total.quantity), amount]))
    return 0


def _plain(row: StockRow) -> dict[str, str | int]:
    return {
        "item": row.item,
        "name": row.item_name,
        "location": row.location,
        "bin": row.bin,
        "quantity": row.quantity,
        "value_minor": row.value_minor,
    }
