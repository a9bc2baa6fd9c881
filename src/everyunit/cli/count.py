"""Stock counts: count what a scanner has kept in a file.

  everyunit count import FILE

The file is a plain list, one number a row, in which a bin’s code says where the numbers after it were found; or a CSV
file with columns for bin, number (serial or maker’s), item, lot and quantity. A row that is wrong is told with its
number, and the others are counted all the same. Exit code 1: some rows were not counted.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.cli.files import content_of, encoding, mapping_of, problems_of, say_problems
from everyunit.counting.count_rows import RowsCounted
from everyunit.counting.queries import count_id_of, counts_page
from everyunit.exchange.count_import import NAMES, CountOptions, import_count_file
from everyunit.exchange.receipt_import import NotImported
from everyunit.rules.refusals import Refused
from everyunit.rules.sheets import Problem


def arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(title="what to do", metavar="WHAT", dest="what", required=True)
    importing = doing.add_parser("import", help="count what a file says", description=(__doc__ or "").strip())
    importing.formatter_class = argparse.RawDescriptionHelpFormatter
    importing.add_argument("file", metavar="FILE", help="a list of numbers, or a CSV file")
    importing.add_argument("--count", metavar="NUMBER", help="which stock count; default: the only one that is open")
    importing.add_argument("--bin", metavar="CODE", default="", help="where it was counted, unless the file says")
    importing.add_argument(
        "--map", type=mapping_of(tuple(NAMES)), action="extend", default=[], metavar="FIELD=COLUMN,…"
    )
    importing.add_argument(
        "--only-recorded", action="store_true", help="do not count units in a bin where they are not recorded"
    )
    importing.add_argument("--new-lots", action="store_true", help="make lots that are unknown")
    importing.add_argument("--encoding", type=encoding, metavar="NAME", help="such as cp1252, where it is not Unicode")
    importing.add_argument("--dry-run", action="store_true", help="check everything, change nothing")
    importing.add_argument("--json", action="store_true", help="print the result as JSON, with all problems")
    add_user(importing)


def run(options: argparse.Namespace) -> int:
    asked = CountOptions(
        bin=options.bin,
        include=not options.only_recorded,
        new_lots=options.new_lots,
        columns=dict(options.map),
        encoding=options.encoding,
    )
    try:
        done = import_count_file(
            actor_asked_for(options),
            _count_of(options.count),
            content_of(Path(options.file)),
            asked,
            dry_run=options.dry_run,
        )
    except NotImported as refused:
        say_problems(refused.message, problems_of(refused))
        return 1
    if options.json:
        terminal.print_json(asdict(done))
    else:
        _tell(done)
    return 1 if done.problems else 0


def _count_of(number: str | None) -> int:
    """Refused: `unknown_count`, where it is not said, and not clear either."""
    if number is not None:
        found = count_id_of(number)
        if found is None:
            raise Refused("unknown_count", f"There is no stock count {number}.")
        return found
    still_open = counts_page(status="open", limit=2)
    if len(still_open) != 1:
        raise Refused("unknown_count", "Say which stock count it is: --count NUMBER")
    return still_open[0].count_id


def _tell(done: RowsCounted) -> None:
    terminal.answer(f"Counted: {done.counted:,} rows into stock count {done.number}.")
    if done.told:
        terminal.say(f"{len(done.told):,} of them are units that are recorded elsewhere.")
    if done.problems:
        say_problems(
            f"{len(done.problems):,} rows were not counted:",
            [
                Problem(row=each.row, code=each.code, message=f"{each.text} {each.message}".strip())
                for each in done.problems
            ],
        )
