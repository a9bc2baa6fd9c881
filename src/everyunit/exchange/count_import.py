"""Import what was counted elsewhere: a list of numbers as a scanner keeps it, or a CSV file with columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from everyunit.base.operation import Actor
from everyunit.counting.count_rows import CountedRow, CountRows, RowProblem, RowsCounted, count_rows
from everyunit.counting.queries import bins_of_count
from everyunit.exchange.cells import WHOLE
from everyunit.exchange.columns import Columns, columns_of
from everyunit.exchange.receipt_import import NotImported
from everyunit.rules.serials import clean
from everyunit.rules.sheets import Sheet, read_sheet

NAMES = {
    "bin": ("bin", "bincode", "stockbin", "location", "place", "shelf"),
    "number": ("number", "serial", "serialnumber", "sn", "scan", "makersnumber", "makerserial", "barcode", "imei"),
    "item": ("item", "itemcode", "sku", "code", "article", "product"),
    "quantity": ("quantity", "qty", "count", "counted", "pieces"),
    "lot": ("lot", "lotnumber", "batch", "batchnumber", "charge"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountOptions:
    """How the file is to be taken. `bin`: where all of it was counted, unless it says otherwise. `include`: units that
    are recorded elsewhere are where the file says. `new_lots`: lots that are unknown are made.
    """

    bin: str = ""
    include: bool = True
    new_lots: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None


def import_count_file(
    actor: Actor, count_id: int, content: bytes, options: CountOptions, key: str | None = None, dry_run: bool = False
) -> RowsCounted:
    """Read the file and count its rows. A row that is wrong is told, and the others are counted all the same.

    Without a known title in its first row the file is a plain list: one text a row, a bin's code saying where the
    numbers after it were found. Refused: `NotImported` (it cannot be read at all), and as `count_rows`.
    """
    sheet = read_sheet(content, options.encoding)
    readable = [each for each in sheet.problems if each.row is not None]
    before = [_unreadable(each.row, each.code, each.message) for each in readable]
    titled = _titled(sheet, options)
    if not sheet.header or len(sheet.problems) > len(readable) + (not sheet.rows):  # a list may be of one row
        raise NotImported(sheet.problems)
    rows, wrong = _from_columns(sheet, titled, options) if titled.places else _from_list(sheet, count_id, options)
    asked = CountRows(count_id=count_id, rows=tuple(rows), include=options.include, new_lots=options.new_lots)
    done = count_rows(actor, asked, key=key, dry_run=dry_run)
    problems = sorted([*before, *wrong, *done.problems], key=lambda each: each.row)
    return RowsCounted(
        count_id=done.count_id,
        number=done.number,
        counted=done.counted,
        problems=tuple(problems),
        told=done.told,
        bins=done.bins,
    )


def _unreadable(row: int | None, code: str, message: str) -> RowProblem:
    return RowProblem(row=row or 0, text="", code=code, message=message)


def _titled(sheet: Sheet, options: CountOptions) -> Columns:
    """The columns of a file that has titles; none where its first row is a row like the others."""
    before = len(sheet.problems)
    columns = columns_of(sheet, options.columns, NAMES, [])
    if len(sheet.problems) > before:
        raise NotImported(sheet.problems[before:])
    return columns if {"number", "item", "lot"} & set(columns.places) else Columns()


def _from_columns(sheet: Sheet, columns: Columns, options: CountOptions) -> tuple[list[CountedRow], list[RowProblem]]:
    rows, wrong = [], []
    for number, cells in sheet.rows:
        text, item = columns.cell(cells, "number"), columns.cell(cells, "item")
        quantity = columns.cell(cells, "quantity")
        if quantity and not text and WHOLE.fullmatch(quantity) is None:
            wrong.append(_unreadable(number, "bad_number", f"The quantity is not a whole number: {quantity[:40]}"))
            continue
        rows.append(
            CountedRow(
                row=number,
                bin=columns.cell(cells, "bin") or options.bin,
                text=text or item,
                quantity=int(quantity.partition(".")[0]) if quantity and not text else None,
                lot="" if text else columns.cell(cells, "lot"),
            )
        )
    return rows, wrong


def _from_list(sheet: Sheet, count_id: int, options: CountOptions) -> tuple[list[CountedRow], list[RowProblem]]:
    """One text a row; the first row is one of them."""
    codes = {code.upper() for code in bins_of_count(count_id)}
    here, rows = options.bin, []
    for number, cells in [(sheet.header_row, sheet.header), *sheet.rows]:
        text = clean(cells[0])
        if text.upper() in codes:
            here = text
        elif text:
            rows.append(CountedRow(row=number, bin=here, text=text))
    return rows, []
