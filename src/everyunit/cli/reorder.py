"""What to buy again, and – with --order – one purchase order for each vendor.

Columns are separated by tabs: vendor, item, location, expected, reorder point, maximum, quantity, price. Items without
a vendor come last, with a dash; they are never ordered. What is on order is not proposed again.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.prices.checks import currency_digits
from everyunit.purchasing.proposals import Proposal, proposals
from everyunit.purchasing.reorder import Reorder, ReorderLine, reorder
from everyunit.rules.money import format_amount


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--location", metavar="CODE", help="what is short at one location only")
    parser.add_argument("--vendor", metavar="CODE", help="what is bought from one vendor only")
    parser.add_argument("--order", action="store_true", help="make the orders")
    parser.add_argument("--json", action="store_true", help="print the result as JSON, amounts in minor units")
    add_user(parser)


def run(options: argparse.Namespace) -> int:
    found = [
        each
        for each in proposals(location=options.location)
        if options.vendor is None or (each.source is not None and each.source.vendor == options.vendor)
    ]
    if options.order:
        return _order(options, found)
    if options.json:
        terminal.print_json({"proposals": [_as_data(each) for each in found]})
        return 0
    for each in found:
        terminal.answer(_line(each))
    if not found:
        terminal.say("Nothing is short.")
    return 0


def _order(options: argparse.Namespace, found: list[Proposal]) -> int:
    lines = tuple(
        ReorderLine(
            item=each.level.item, vendor=each.source.vendor, quantity=each.quantity, location=each.level.location
        )
        for each in found
        if each.source is not None
    )
    made = reorder(actor_asked_for(options), Reorder(lines=lines))
    if options.json:
        terminal.print_json(asdict(made))
        return 0
    for order in made.orders:
        total = format_amount(order.total_minor, currency_digits(order.currency))
        terminal.answer(f"{order.kind} {order.number}\t{order.vendor}\t{order.lines}\t{order.currency} {total}")
    return 0


def _line(each: Proposal) -> str:
    level, source = each.level, each.source
    price = "–"
    if source is not None and each.price_minor is not None:
        price = f"{source.currency} {format_amount(each.price_minor, currency_digits(source.currency))}"
    figures = (level.expected, level.reorder_at, level.maximum, each.quantity)
    return "\t".join([source.vendor if source else "–", level.item, level.location, *map(str, figures), price])


def _as_data(each: Proposal) -> dict[str, Any]:
    source = each.source
    return {
        **asdict(each.level),
        "expected": each.level.expected,
        "vendor": source.vendor if source else None,
        "quantity": each.quantity,
        "price_minor": each.price_minor,
        "currency": source.currency if source else None,
    }
