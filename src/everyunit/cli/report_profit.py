"""Profit by item, customer, vendor, document, line or unit, as the journal has it.

Columns are separated by tabs: code, name, pieces, sales, cost, profit; the total comes last.
"""

from __future__ import annotations

import argparse

from everyunit.cli import terminal
from everyunit.places.queries import company_facts
from everyunit.reports.profit import GROUPS, ProfitFilter, ProfitRow, every_profit, total_profit
from everyunit.rules.money import format_amount


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", choices=tuple(GROUPS), default="item", help="default: item")
    parser.add_argument(
        "--from", dest="date_from", type=terminal.day, metavar="DATE", help="first day, such as 2026-01-31"
    )
    parser.add_argument("--to", dest="date_to", type=terminal.day, metavar="DATE", help="last day")
    parser.add_argument("--json", action="store_true", help="print the result as JSON, amounts in minor units")


def run(options: argparse.Namespace) -> int:
    wanted = ProfitFilter(by=options.by, date_from=options.date_from, date_to=options.date_to)
    company = company_facts()
    if options.json:
        rows = [{"code": row.code, "name": row.name, **_figures(row)} for row in every_profit(wanted)]
        currency = company.currency if company else ""
        terminal.print_json(
            {"by": options.by, "currency": currency, "rows": rows, "total": _figures(total_profit(wanted))}
        )
        return 0
    digits = company.currency_digits if company else 2
    for row in every_profit(wanted):
        terminal.answer(_line(row.code or "–", row.name, row, digits))
    terminal.answer(_line("total", "", total_profit(wanted), digits))
    return 0


def _figures(row: ProfitRow) -> dict[str, int]:
    return {
        "pieces": row.pieces,
        "sales_minor": row.sales_minor,
        "cost_minor": row.cost_minor,
        "profit_minor": row.profit_minor,
    }


def _line(code: str, name: str, row: ProfitRow, digits: int) -> str:
    amounts = (format_amount(each, digits) for each in (row.sales_minor, row.cost_minor, row.profit_minor))
    return "\t".join([code, name, str(row.pieces), *amounts])
