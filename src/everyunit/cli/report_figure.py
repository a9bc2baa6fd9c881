"""What a figure comes from: the events that sum to it, newest first.

Figures: stock (item, bin, on, known), cost (serial), balance (account, on, known), available, on-order and promised
(item), profit (by, key, from, to), units (where and the other filters of the list), built (order, report). Columns are
separated by tabs: day, document, text, and for each amount what the event added and what the sum was then; the totals
come last.
"""

from __future__ import annotations

import argparse

from everyunit.cli import terminal
from everyunit.places.queries import company_facts
from everyunit.reports.explain import FIGURES, figure
from everyunit.reports.figures import Explanation, explained
from everyunit.rules.money import format_amount

AT_MOST = 1_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=tuple(FIGURES), metavar="FIGURE", help=", ".join(FIGURES))
    parser.add_argument("asked", nargs="*", metavar="NAME=VALUE", help="such as item=DRIVE on=2026-03-31")


def run(options: argparse.Namespace) -> int:
    asked = dict(each.partition("=")[::2] for each in options.asked)
    found = explained(figure(options.name, asked), costs=True, limit=AT_MOST)
    company = company_facts()
    digits = company.currency_digits if company else 2
    for event in found.events:
        cells = [(cell.added, cell.then, cell.money) for cell in event.cells]
        shown = [_shown(amount, money, digits) for *amounts, money in cells for amount in amounts]
        terminal.answer("\t".join([str(event.day), f"{event.kind} {event.number}".strip(), event.text, *shown]))
    if found.start:
        terminal.answer("\t".join(["", "", found.start.text, *map(str, found.start.amounts)]))
    terminal.answer("\t".join(["total", *_totals(found, digits)]))
    return 0 if found.exact else 1


def _totals(found: Explanation, digits: int) -> list[str]:
    return [_shown(total, head.money, digits) for head, total in found.sums]


def _shown(amount: int, money: bool, digits: int) -> str:
    return format_amount(amount, digits) if money else str(amount)
