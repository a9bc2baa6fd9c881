"""Take the sales of the past from a CSV file: each invoice is posted as it was, with its date and its number as
reference.

Rows of one invoice number become one paper: positive quantities a sales invoice, negative ones a credit memo. Units
are picked first in first out; returns take back units that the same customer bought and generate serial numbers for
the rest. An invoice that cannot be posted is reported and the others go in; run it again after mending: nothing is
doubled.

Sales take from stock. Where nobody knows what there was when the first of them was made, --derive-opening tells what it
must have been, as a file for “everyunit import opening”, and posts nothing:

  everyunit import sales FILE --derive-opening --cost-percent 60 >opening.csv
  everyunit import opening opening.csv --create-items
  everyunit import sales FILE --create-parties
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from everyunit.base.progress import watched
from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.cli.files import Bar, content_of, encoding, mapping_of, problems_of, say_problems
from everyunit.exchange.past_sales import SalesOptions
from everyunit.exchange.sales_import import import_sales_file
from everyunit.exchange.sales_opening import OpeningDerived, opening_for_sales
from everyunit.rules.refusals import Refused

FIELDS = ("invoice", "item", "quantity", "price", "date", "party", "description", "category")
TRACKING = ("serialized", "auto_serialized", "quantity", "none")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a CSV file")
    parser.add_argument(
        "--map",
        type=mapping_of(FIELDS),
        action="extend",
        default=[],
        metavar="FIELD=COLUMN,…",
        help=f"the columns for {', '.join(FIELDS)}",
    )
    parser.add_argument("--create-items", action="store_true", help="create unknown items")
    parser.add_argument("--create-parties", action="store_true", help="create unknown customers")
    parser.add_argument("--tracking", choices=TRACKING, default=TRACKING[0], help="how created items are tracked")
    parser.add_argument("--encoding", type=encoding, metavar="NAME", help="such as cp1252, where it is not Unicode")
    parser.add_argument(
        "--derive-opening", action="store_true", help="post nothing; print the opening stock that covers these sales"
    )
    parser.add_argument(
        "--cost-percent",
        type=_percent,
        metavar="N",
        help="with --derive-opening: what a piece cost, in percent of its price (default: the item's own cost)",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON, with all problems")
    add_user(parser)


def run(options: argparse.Namespace) -> int:
    bar = Bar()
    taken = SalesOptions(
        columns=dict(options.map),
        encoding=options.encoding,
        create_items=options.create_items,
        create_parties=options.create_parties,
        tracking=options.tracking,
    )
    try:
        content = content_of(Path(options.file))
        if options.derive_opening:
            return _derive(opening_for_sales(content, taken, options.cost_percent), options.json)
        with watched(bar):
            imported = import_sales_file(actor_asked_for(options), content, taken)
    except Refused as refused:
        bar.close()
        problems = problems_of(refused)
        say_problems(refused.message, problems)
        if options.json:
            errors = [asdict(problem) for problem in problems]
            terminal.print_json({"documents": 0, "units_sold": 0, "units_returned": 0, "errors": errors})
        return 1
    bar.close()
    if options.json:
        terminal.print_json(asdict(imported))
    else:
        terminal.answer(
            f"Posted {imported.documents:,} documents: {imported.units_sold:,} units sold,"
            f" {imported.units_returned:,} returned ({imported.units_generated:,} of them generated)."
        )
        if imported.known:
            terminal.say(f"{imported.known:,} of them were there already, from an earlier import of this file.")
    if imported.errors:
        say_problems(f"{len(imported.errors):,} invoices could not be posted.", imported.errors)
    return 1 if imported.errors else 0


def _percent(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 1000:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of percent, such as 60")
    return int(text)


def _derive(derived: OpeningDerived, as_json: bool) -> int:
    if as_json:
        terminal.print_json({**asdict(derived), "errors": []})
    else:
        terminal.answer(derived.text.removesuffix("\n"))
        terminal.say(f"Items that were sold: {derived.items:,}; pieces of them: {derived.pieces:,}.")
    return 0
