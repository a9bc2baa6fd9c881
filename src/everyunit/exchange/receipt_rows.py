"""The rows of a receipt file: which column means what, and what each row says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from everyunit.base.progress import report
from everyunit.exchange.columns import Columns, missing, take_mapped, take_recognised
from everyunit.exchange.new_items import CATEGORY
from everyunit.rules.money import parse_amount
from everyunit.rules.serials import LENGTH_LIMIT, looks_mangled
from everyunit.rules.sheets import Sheet

# The names under which a column is recognised by itself, first that fits; letters and digits count, case does not.
NAMES: dict[str, tuple[str, ...]] = {
    "serial": (
        "serial",
        "serialnumber",
        "serialno",
        "serialnr",
        "serialnum",
        "makerserial",
        "makersserial",
        "makernumber",
        "makersnumber",
        "manufacturerserial",
        "manufacturersserialnumber",
        "manufacturerserialnumber",
        "sn",
        "imei",
    ),
    "item": (
        "item",
        "itemcode",
        "itemno",
        "itemnumber",
        "sku",
        "model",
        "modelnumber",
        "partnumber",
        "partno",
        "article",
        "product",
        "productcode",
        "stockcode",
        "barcode",
        "ean",
    ),
    "cost": ("cost", "unitcost", "costprice", "purchaseprice", "unitprice", "price"),
    "quantity": ("quantity", "qty", "pieces", "count"),
    "category": CATEGORY,
}
ROWS_A_REPORT = 500
ITEM_LIMIT = 60
QUANTITY_LIMIT = 1_000_000
COST_LIMIT = 10**13
SHEET_ERROR = re.compile(r"#(REF|N/A|VALUE|NAME|DIV/0|NULL|NUM)[!?]?", re.IGNORECASE)
WHOLE = re.compile(r"([0-9]{1,12})(\.0{1,2})?")  # a spreadsheet writes 2 as 2.0 or 2.00


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    """A row that could be read. `quantity` None: the row names one unit by its maker's number. `cost_minor` None: the
    item's own cost. `category`: of an item that is created; "" for none."""

    row: int
    item: str
    serial: str = ""
    quantity: int | None = None
    cost_minor: int | None = None
    category: str = ""


def find_columns(sheet: Sheet, mapped: Mapping[str, str]) -> Columns:
    """The columns as named by `mapped`, else as recognised by their names; an empty name means that there is none.

    Problems: `missing_column`, `repeated_column`.
    """
    columns = Columns()
    for name in NAMES:
        wanted = mapped.get(name)
        if wanted is not None:
            take_mapped(sheet, columns, name, wanted)
        else:
            take_recognised(sheet, columns, name, NAMES[name])
    if "item" not in columns.places and "item" not in mapped:
        missing(sheet, "There is no column that looks like an item. Name it: --map item=COLUMN")
    elif mapped.get("item") == "":
        missing(sheet, "Every row must name its item: --map item=COLUMN")
    if not {"serial", "quantity"} & (columns.places.keys() | mapped.keys()):
        missing(
            sheet,
            "There is no column that looks like a serial number or a quantity."
            " Name it: --map serial=COLUMN or --map quantity=COLUMN",
        )
    return columns


def read_rows(sheet: Sheet, columns: Columns, default_cost: int | None, digits: int) -> list[ReceiptRow]:
    """What the rows say; whatever is wrong with them is added to the sheet's problems.

    Problems: `empty_item`, `item_too_long`, `mangled_item`, `empty_serial`, `serial_too_long`, `mangled_serial`,
    `repeated_serial`, `bad_quantity`, `negative_quantity`, `empty_quantity`, `quantity_too_large`, `serial_quantity`,
    `bad_cost`, `negative_cost`, `cost_too_large`.
    """
    rows: list[ReceiptRow] = []
    first_seen: dict[tuple[str, str], int] = {}
    for position, (number, cells) in enumerate(sheet.rows, 1):
        if position % ROWS_A_REPORT == 0 or position == len(sheet.rows):
            report("Reading rows", position, len(sheet.rows))
        problems = len(sheet.problems)
        item = _item(sheet, number, columns.cell(cells, "item"))
        serial = _serial(sheet, number, columns.cell(cells, "serial"))
        quantity = _quantity(sheet, number, columns.cell(cells, "quantity"), serial)
        cost = _cost(sheet, number, columns.cell(cells, "cost"), digits)
        if serial and item:
            seen = first_seen.setdefault((item, serial), number)
            if seen != number:
                sheet.complain(
                    number, "repeated_serial", f"Serial number {serial} of {item} was in row {seen} already."
                )
        if len(sheet.problems) == problems:
            rows.append(
                ReceiptRow(
                    row=number,
                    item=item,
                    serial=serial,
                    quantity=None if serial else quantity,
                    cost_minor=default_cost if cost is None else cost,
                    category=columns.cell(cells, "category"),
                )
            )
    return rows


def _item(sheet: Sheet, row: int, text: str) -> str:
    if not text:
        sheet.complain(row, "empty_item", "The item is empty.")
    elif looks_mangled(text) or SHEET_ERROR.fullmatch(text):
        sheet.complain(row, "mangled_item", f"A spreadsheet has rewritten the item: {text}. Its code is lost.")
    elif len(text) > ITEM_LIMIT:
        sheet.complain(row, "item_too_long", f"An item code has at most {ITEM_LIMIT} characters; this has {len(text)}.")
    return text


def _serial(sheet: Sheet, row: int, text: str) -> str:
    if looks_mangled(text) or SHEET_ERROR.fullmatch(text):
        sheet.complain(
            row,
            "mangled_serial",
            f"A spreadsheet has rewritten the serial number: {text}. Its digits are lost;"
            " export the file again with the column as text.",
        )
    elif len(text) > LENGTH_LIMIT:
        sheet.complain(
            row, "serial_too_long", f"A serial number has at most {LENGTH_LIMIT} characters; this has {len(text)}."
        )
    return text


def _quantity(sheet: Sheet, row: int, text: str, serial: str) -> int | None:
    if not text:
        if not serial:
            sheet.complain(row, "empty_serial", "The row has neither a serial number nor a quantity.")
        return None
    if text.startswith("-") and WHOLE.fullmatch(text[1:]):
        sheet.complain(row, "negative_quantity", f"The quantity is below zero: {text}. Returns are not receipts.")
        return None
    match = WHOLE.fullmatch(text)
    if not match:
        sheet.complain(row, "bad_quantity", f"The quantity is not a whole number: {text[:40]}")
        return None
    quantity = int(match[1])
    if quantity == 0:
        sheet.complain(row, "empty_quantity", "The quantity is zero.")
    elif quantity > QUANTITY_LIMIT:
        sheet.complain(row, "quantity_too_large", f"At most {QUANTITY_LIMIT:,} in a row; this has {quantity:,}.")
    elif serial and quantity != 1:
        sheet.complain(row, "serial_quantity", f"A serial number belongs to one unit, but the quantity is {quantity}.")
    return quantity


def _cost(sheet: Sheet, row: int, text: str, digits: int) -> int | None:
    if not text:
        return None
    try:
        cost = parse_amount(text, digits)
    except ValueError:
        sheet.complain(row, "bad_cost", f"The cost is not an amount with at most {digits} decimals: {text[:40]}")
        return None
    if cost < 0:
        sheet.complain(row, "negative_cost", f"The cost is below zero: {text}")
    elif cost > COST_LIMIT:
        sheet.complain(row, "cost_too_large", f"The cost is too large: {text}")
    return cost
