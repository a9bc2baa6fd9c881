"""Take the stock that the company begins with from a CSV file: all of the file or nothing.

Each row names an item; quantity, cost, maker's serial number and bin may be columns of their own. A column left out
takes its default: one piece a row, the item's own cost, no number, the receiving bin. The columns are recognised by
their names or named with --map. The same file again changes nothing.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path

from everyunit.base.progress import watched
from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.cli.files import Bar, content_of, encoding, in_words, mapping_of, problems_of, say_problems
from everyunit.exchange.opening_import import OpeningOptions, import_opening_file
from everyunit.rules.refusals import Refused

FIELDS = ("item", "quantity", "cost", "serial", "bin", "category", "description")
TRACKING = ("serialized", "auto_serialized", "quantity")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a CSV file")
    parser.add_argument(
        "--map",
        type=mapping_of(FIELDS),
        action="extend",
        default=[],
        metavar="FIELD=COLUMN,…",
        help=f"the columns for {', '.join(FIELDS)}; an empty column says that there is none",
    )
    parser.add_argument("--create-items", action="store_true", help="create unknown items")
    parser.add_argument("--tracking", choices=TRACKING, default=TRACKING[0], help="how created items are tracked")
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="since when the stock is there (default: today); papers that are to take from it are dated no earlier",
    )
    parser.add_argument("--encoding", type=encoding, metavar="NAME", help="such as cp1252, where it is not Unicode")
    parser.add_argument("--dry-run", action="store_true", help="check everything, change nothing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON, with all problems")
    add_user(parser)


def run(options: argparse.Namespace) -> int:
    bar = Bar()
    try:
        with watched(bar):
            imported = import_opening_file(
                actor_asked_for(options),
                in_words(Path(Path(options.file).name)),
                content_of(Path(options.file)),
                OpeningOptions(
                    columns=dict(options.map),
                    encoding=options.encoding,
                    create_items=options.create_items,
                    tracking=options.tracking,
                    date=options.date,
                ),
                dry_run=options.dry_run,
            )
    except Refused as refused:
        bar.close()
        problems = problems_of(refused)
        say_problems(refused.message, problems)
        if options.json:
            terminal.print_json({"documents": 0, "units": 0, "errors": [asdict(problem) for problem in problems]})
        return 1
    bar.close()
    if options.json:
        terminal.print_json({**asdict(imported), "errors": []})
    else:
        done = "Imported already" if imported.already_imported else "Opened"
        terminal.answer(
            f"{done}: {imported.units:,} units and {imported.quantity:,} counted pieces"
            f" in {imported.documents} documents."
        )
    return 0
