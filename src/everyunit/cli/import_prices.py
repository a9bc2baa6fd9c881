"""Take the entries of a price list from a CSV file: all of the file or nothing.

Each row names an item and its price, and in a column of its own the quantity from which it holds. The list is made
where it does not exist. Entries that the file does not name stay, unless --replace says otherwise.
"""

from __future__ import annotations

import argparse
import datetime as dt

from everyunit.cli.lists import add_list_options, run_list
from everyunit.exchange.price_list_import import NAMES, PriceListOptions, import_price_list_file
from everyunit.prices.save_price_list import PriceListSaved


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--list", required=True, metavar="CODE", help="the price list")
    parser.add_argument("--name", help="what it is called; a new one is called by its code")
    parser.add_argument("--currency", metavar="CODE", help="what the prices are in; default: the company's")
    parser.add_argument("--from", dest="valid_from", type=dt.date.fromisoformat, metavar="DAY", help="its first day")
    parser.add_argument("--to", dest="valid_to", type=dt.date.fromisoformat, metavar="DAY", help="its last day")
    parser.add_argument("--replace", action="store_true", help="take entries off that the file does not name")
    add_list_options(parser, tuple(NAMES))


def run(options: argparse.Namespace) -> int:
    return run_list(
        options,
        lambda actor, content, columns: import_price_list_file(
            actor,
            content,
            PriceListOptions(
                code=options.list,
                name=options.name,
                currency=options.currency,
                valid_from=options.valid_from,
                valid_to=options.valid_to,
                replace=options.replace,
                columns=columns,
                encoding=options.encoding,
            ),
            dry_run=options.dry_run,
        ),
        told,
    )


def told(saved: PriceListSaved) -> str:
    return f"Price list {saved.code}: {saved.entries:,} {'entry' if saved.entries == 1 else 'entries'}."
