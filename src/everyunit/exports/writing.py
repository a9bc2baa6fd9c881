"""Writing a list as CSV, row by row, so that its length costs no memory.

A text is never taken for a formula: what looks like one begins with an apostrophe.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from everyunit.exports.columns import Cell
from everyunit.exports.opened import Opened

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    """A file that hands each row on instead of keeping it."""

    def write(self, value: str) -> str:
        return value


def csv_rows(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """With a mark at the beginning that says UTF-8. Texts are in quotes, so that a sheet keeps serial numbers whole."""
    writer = csv.writer(Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield "\ufeff" + writer.writerow(heads)
    for row in rows:
        yield writer.writerow([_plain(cell) for cell in row])


def cells_of(opened: Opened[Any]) -> Iterator[list[Cell]]:
    for row in opened.rows():
        yield [column.cell(row) for column in opened.columns]


def harmless(text: str) -> str:
    """A cell that a sheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _plain(cell: Cell) -> str | int | Decimal:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, dt.datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    return str(cell) if isinstance(cell, dt.date) else "" if cell is None else cell
