"""Write a list to a file: what its page shows, whatever its length.

LIST is one of: units, documents, items, vendors, customers, stock, profit, recall, journal. Filters, columns and
orders are called as in the address of the page: --filter item=HD-3TB --column serial --column cost --sort serial
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from everyunit.base.patience import patiently
from everyunit.base.snapshot import snapshot
from everyunit.cli import terminal
from everyunit.cli.acting import actor_asked_for, add_user
from everyunit.cli.files import Bar
from everyunit.exports.lists import LISTS, open_list
from everyunit.exports.opened import COLUMN, SORT, Opened, write_query
from everyunit.exports.writing import FORMATS, write_file
from everyunit.rules.refusals import Refused

TOLD_EVERY = 500  # rows


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("list", choices=LISTS, metavar="LIST", help="which list")
    parser.add_argument(
        "--filter", type=_pair, action="append", default=[], metavar="NAME=VALUE", help="what to leave in; repeat it"
    )
    parser.add_argument("--column", action="append", default=[], metavar="NAME", help="a column to write; repeat it")
    parser.add_argument("--sort", default="", metavar="ORDER", help="such as serial, or -date for newest first")
    parser.add_argument("--format", choices=FORMATS, help="default: what the name of the file ends with, else csv")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="replaced once all is written")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")
    add_user(parser)


def run(options: argparse.Namespace) -> int:
    pairs = [*options.filter, *((COLUMN, name) for name in options.column), (SORT, options.sort)]
    target = Path(options.output)
    form = options.format or ("xlsx" if target.suffix.lower() == ".xlsx" else "csv")
    actor = actor_asked_for(options)
    with patiently(), snapshot(), _replacing(target) as draft:
        opened = open_list(options.list, write_query(pairs), actor)
        rows = _written(opened, form, draft)
    if options.json:
        terminal.print_json({"list": options.list, "format": form, "rows": rows, "file": str(target)})
    else:
        terminal.answer(f"{rows:,} rows are in {target}.")
    return 0


def _written(opened: Opened[Any], form: str, draft: Path) -> int:
    total, bar = opened.count(None) or 0, Bar()
    try:
        return write_file(opened, form, draft, lambda rows: None if rows % TOLD_EVERY else bar("rows", rows, total))
    finally:
        bar.close()


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"“{text}” is no filter; write it as item=HD-3TB")
    return name, value


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A file to write that takes the target's place once all is well. Refused: `cannot_write`."""
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            draft = Path(file.name)
    except OSError as error:
        raise _cannot_write(target, error) from error
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())
        draft.replace(target)
    except OSError as error:
        raise _cannot_write(target, error) from error
    finally:
        draft.unlink(missing_ok=True)


def _cannot_write(target: Path, error: OSError) -> Refused:
    return Refused("cannot_write", f"{target} cannot be written: {error.strerror or error}.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
