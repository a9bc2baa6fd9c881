"""Writing a list: as CSV or as a workbook, row by row, so that its length costs no memory.

A text is never taken for a formula: a workbook says that it is a text; in CSV it begins with an apostrophe.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.exceptions import FileCreateError

from everyunit.base import clock
from everyunit.exports.columns import Cell, Column, Holds
from everyunit.exports.opened import Opened

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SHEET_ROWS = 1_048_576  # more do not fit on a sheet of Excel's
EXACT = 15  # so many digits of a number does a spreadsheet keep
WIDTHS = {Holds.TEXT: 26, Holds.CODE: 18, Holds.COUNT: 10, Holds.AMOUNT: 14, Holds.DAY: 12, Holds.MOMENT: 17}
FORMATS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
Tick = Callable[[int], None]  # told how many rows are written


class Echo:
    """A file that hands each row on instead of keeping it."""

    def write(self, value: str) -> str:
        return value


def name_of(opened: Opened[Any], form: str) -> str:
    """What the file is called: by its list and the day."""
    return f"{opened.file}-{clock.today():%Y-%m-%d}.{form}"


def csv_rows(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """With a mark at the beginning that says UTF-8. Texts are in quotes, so that a sheet keeps serial numbers whole."""
    writer = csv.writer(Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield "\ufeff" + writer.writerow(heads)
    for row in rows:
        yield writer.writerow([_plain(cell) for cell in row])


def cells_of(opened: Opened[Any]) -> Iterator[list[Cell]]:
    for row in opened.rows():
        yield [column.cell(row) for column in opened.columns]


def write_file(opened: Opened[Any], form: str, path: Path, tick: Tick = lambda rows: None) -> int:
    """Write the list into the file; how many rows. `tick` may raise to stop it."""
    cells = _counted(cells_of(opened), tick)
    if form == "csv":
        return _write_csv(opened, cells, path)
    return _write_workbook(opened, cells, path)


def harmless(text: str) -> str:
    """A cell that a sheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _counted(cells: Iterator[list[Cell]], tick: Tick) -> Iterator[list[Cell]]:
    for number, row in enumerate(cells, start=1):
        yield row
        tick(number)


def _write_csv(opened: Opened[Any], cells: Iterable[Sequence[Cell]], path: Path) -> int:
    heads = [column.label for column in opened.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = -1  # the heads are no row
        for text in csv_rows(heads, cells):
            file.write(text)
            lines += 1
    return lines


def _plain(cell: Cell) -> str | int | Decimal:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, dt.datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    return str(cell) if isinstance(cell, dt.date) else "" if cell is None else cell


def _write_workbook(opened: Opened[Any], cells: Iterable[Sequence[Cell]], path: Path) -> int:
    """One sheet after another, each with the heads; of the rows, only the one being written is in memory.

    What is put together on the way lies in a folder that goes, whatever comes; a workbook that is not finished is none.
    """
    with TemporaryDirectory(prefix=f"{path.name}-", dir=path.parent) as place:
        options = {"constant_memory": True, "tmpdir": place, "default_date_format": "yyyy-mm-dd"}
        book = xlsxwriter.Workbook(str(path), options)
        book.use_zip64()
        try:
            written = _Sheets(book, opened.columns).write(cells)
        except BaseException:
            book.fileclosed = True  # else it is put together all the same when it is collected
            raise
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error
    return written


class _Sheets:
    """The sheets of a workbook that is being written."""

    def __init__(self, book: Any, columns: Sequence[Column[Any]]) -> None:
        self.book, self.columns = book, columns
        self.bold = book.add_format({"bold": True})
        self.formats = [book.add_format(_number_format(column)) for column in columns]

    def write(self, cells: Iterable[Sequence[Cell]]) -> int:
        sheet, at, written = self._begun(), 1, 0
        for row in cells:
            if at == SHEET_ROWS:
                sheet, at = self._begun(), 1
            for place, (cell, shown) in enumerate(zip(row, self.formats, strict=True)):
                _write_cell(sheet, at, place, cell, shown)
            at += 1
            written += 1
        return written

    def _begun(self) -> Any:
        sheet = self.book.add_worksheet()
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, WIDTHS[column.holds])
            sheet.write_string(0, place, column.label, self.bold)
        sheet.freeze_panes(1, 0)
        return sheet


def _write_cell(sheet: Any, row: int, place: int, cell: Cell, shown: Any) -> None:
    if isinstance(cell, str):
        if cell:
            sheet.write_string(row, place, cell, shown)
    elif isinstance(cell, dt.datetime):
        sheet.write_datetime(row, place, timezone.localtime(cell).replace(tzinfo=None), shown)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, place, cell, shown)
    elif cell is not None:
        _write_number(sheet, row, place, Decimal(cell), shown)


def _write_number(sheet: Any, row: int, place: int, number: Decimal, shown: Any) -> None:
    """What a spreadsheet would round is written as a text."""
    if len(number.as_tuple().digits) > EXACT:
        sheet.write_string(row, place, str(number), shown)
    else:
        sheet.write_number(row, place, number, shown)


def _number_format(column: Column[Any]) -> dict[str, str]:
    decimals = f".{'0' * column.decimals}" if column.decimals else ""
    formats = {
        Holds.DAY: "yyyy-mm-dd",
        Holds.MOMENT: "yyyy-mm-dd hh:mm",
        Holds.COUNT: "#,##0",
        Holds.AMOUNT: f"#,##0{decimals}",
    }
    return {"num_format": formats.get(column.holds, "@")}
