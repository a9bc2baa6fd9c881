"""Take goods into stock from a CSV file: posted purchase receipts, all of the file or nothing.

Each row names an item and either the maker's serial number of one unit, or a quantity. Our own serial numbers are
generated. The columns are recognised by their names (serial, serial_number, item, model, sku, cost, quantity, qty …)
or named with --map. Rows of one item and cost become one line; about 10,000 units become one receipt.

A file that was imported already is recognised by its content: the same import is answered as before and nothing is
doubled; with another vendor, bin, cost or columns it is refused. Rows whose maker's number is already in stock for
the same item are refused, too.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from everyunit.base.progress import watched
from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.cli.files import Bar, content_of, encoding, in_words, mapping_of, problems_of, say_problems
from everyunit.exchange.receipt_import import Imported, ReceiptOptions, import_receipt_file
from everyunit.rules.refusals import Refused

FIELDS = ("serial", "item", "cost", "quantity", "category")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="a CSV file: UTF-8, or UTF-16 with its mark; comma, semicolon or tab"
    )
    parser.add_argument("--vendor", required=True, metavar="CODE", help="from whom the goods came")
    parser.add_argument("--bin", metavar="CODE", help="where they go; default: the location's receiving bin")
    parser.add_argument(
        "--map",
        type=mapping_of(FIELDS),
        action="extend",
        default=[],
        metavar="FIELD=COLUMN,…",
        help="the columns for serial, item, cost and quantity, such as serial=serial_number,item=model;"
        " an empty column says that there is none",
    )
    parser.add_argument("--cost", metavar="AMOUNT", help="unit cost for rows that name none; default: the item's own")
    parser.add_argument("--encoding", type=encoding, metavar="NAME", help="such as cp1252, where it is not Unicode")
    parser.add_argument("--create-items", action="store_true", help="create unknown items, as serialized")
    parser.add_argument("--create-vendor", action="store_true", help="create the vendor if unknown")
    parser.add_argument("--allow-known", action="store_true", help="take in makers' numbers that are in stock already")
    parser.add_argument("--again", action="store_true", help="a second delivery with the very same content")
    parser.add_argument("--dry-run", action="store_true", help="check everything, change nothing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON, with all problems")
    add_user(parser)


def run(options: argparse.Namespace) -> int:
    bar = Bar()
    try:
        with watched(bar):
            imported = _import(options)
    except Refused as refused:
        bar.close()
        return _tell_problems(options, refused)
    bar.close()
    if options.json:
        terminal.print_json(_as_data(imported, options.dry_run))
    else:
        _tell(imported, options.dry_run)
    return 0


def _import(options: argparse.Namespace) -> Imported:
    columns = dict(options.map)
    file = Path(options.file)
    return import_receipt_file(
        actor_asked_for(options),
        in_words(Path(file.name)),
        content_of(file),
        ReceiptOptions(
            vendor=options.vendor.strip(),
            bin=options.bin,
            columns=columns,
            cost=options.cost,
            encoding=options.encoding,
            create_items=options.create_items,
            create_vendor=options.create_vendor,
            allow_known=options.allow_known,
            again=options.again,
        ),
        dry_run=options.dry_run,
    )


def _tell_problems(options: argparse.Namespace, refused: Refused) -> int:
    problems = problems_of(refused)
    say_problems(refused.message, problems)
    if options.json:
        errors = [asdict(problem) for problem in problems]
        terminal.print_json({"documents": 0, "units": 0, "errors": errors, "dry_run": options.dry_run})
    return 1


def _as_data(imported: Imported, dry_run: bool) -> dict[str, Any]:
    data = asdict(imported)
    # The numbers of a dry run were given back.
    data["numbers"] = [] if dry_run and not imported.already_imported else list(imported.numbers)
    return {
        "documents": data.pop("documents"),
        "units": data.pop("units"),
        "errors": [],
        **data,
        "dry_run": dry_run,
    }


def _tell(imported: Imported, dry_run: bool) -> None:
    papers = ", ".join(imported.numbers)
    goods = _counted(imported.units, "unit")
    if imported.quantity:
        goods += f" and {_counted(imported.quantity, 'counted piece')}"
    documents = _counted(imported.documents, "document")
    if imported.already_imported:
        terminal.answer(f"Imported already, as {papers}: {goods}. Nothing was changed.")
        return
    if dry_run:
        terminal.answer(f"All is well: {goods} would be received in {documents}.")
    else:
        terminal.answer(f"Received {goods} in {documents}: {papers}.")
    if imported.items_created:
        terminal.say(f"Items created: {imported.items_created:,}")
    if imported.unpriced:
        terminal.say(f"{_counted(imported.unpriced, 'piece')} came in at no cost; --cost would have given one.")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
