"""Import what vendors sell from a CSV file: all of the file or nothing.

Rows of one vendor and item are his prices at several quantities. A column that is left out leaves things as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from everyunit.base.operation import Actor
from everyunit.exchange.cells import money, whole, yes_or_no
from everyunit.exchange.columns import Columns, columns_of, missing
from everyunit.exchange.lists import refuse_problems, sheet_for
from everyunit.parties.queries import parties_named
from everyunit.prices.checks import company_currency, currency_digits
from everyunit.prices.save_vendor_items import (
    SaveVendorItems,
    VendorItemAs,
    VendorItemsSaved,
    save_vendor_items,
    vendor_item_problems,
)
from everyunit.rules.prices import Break
from everyunit.rules.sheets import Sheet

NAMES = {
    "vendor": ("vendor", "vendorcode", "supplier", "suppliercode"),
    "item": ("item", "itemcode", "sku", "code", "article", "product", "barcode"),
    "part_number": ("partnumber", "vendorpartnumber", "vendorpart", "partno", "mpn"),
    "from": ("from", "minimum", "minimumquantity", "minqty", "quantity", "qty"),
    "price": ("price", "cost", "unitprice", "unitcost"),
    "currency": ("currency",),
    "multiple": ("multiple", "ordermultiple", "packsize", "pack"),
    "days": ("days", "leaddays", "leadtime", "leadtimedays"),
    "preferred": ("preferred",),
    "discontinued": ("discontinued",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorItemsOptions:
    """How the file is to be taken. `vendor`: of rows that name none. `columns`: titles, where they are not known."""

    vendor: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None


def import_vendor_items_file(
    actor: Actor, content: bytes, options: VendorItemsOptions, dry_run: bool = False
) -> VendorItemsSaved:
    """Read the file and save what it says. Refused: `no_company`, `not_allowed`, `NotImported` with every problem."""
    sheet = sheet_for(actor, content, options.encoding)
    items, rows = _read(sheet, options)
    refuse_problems(sheet, vendor_item_problems(items), rows)
    return save_vendor_items(actor, SaveVendorItems(items=tuple(items)), dry_run=dry_run)


def _read(sheet: Sheet, options: VendorItemsOptions) -> tuple[list[VendorItemAs], list[int]]:
    """The vendors' items, and the row with which each begins."""
    before = len(sheet.problems)
    columns = columns_of(sheet, options.columns, NAMES, ["item"]) if sheet.header else Columns()
    if sheet.header and "vendor" not in columns.places and not options.vendor:
        missing(sheet, "There is no column that looks like the vendor. Name it: --map vendor=COLUMN, or --vendor CODE")
    if len(sheet.problems) > before:
        return [], []
    found: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
    vendors = [columns.cell(cells, "vendor") or options.vendor or "" for _, cells in sheet.rows]
    known_vendors = parties_named(vendors, "vendor")
    for vendor, (number, cells) in zip(vendors, sheet.rows, strict=True):
        usual = known_vendors[vendor].currency if vendor in known_vendors else ""
        digits = currency_digits(columns.cell(cells, "currency").upper() or usual or company_currency())
        key = (vendor, columns.cell(cells, "item"))
        _first, known = found.setdefault(key, (number, {}))
        _add(sheet, number, known, _values(sheet, number, columns, cells, digits))
    items = [VendorItemAs(vendor=vendor, item=item, **values) for (vendor, item), (_, values) in found.items()]
    return items, [number for number, _ in found.values()]


def _values(sheet: Sheet, row: int, columns: Columns, cells: list[str], digits: int) -> dict[str, Any]:
    """What one row says; empty cells say nothing."""
    cell = {name: columns.cell(cells, name) for name in NAMES}
    price = money(sheet, row, cell["price"], "price", digits)
    minimum = whole(sheet, row, cell["from"], "quantity that the price holds from")
    values = {
        "part_number": cell["part_number"] or None,
        "prices": None if price is None else (Break(1 if minimum is None else minimum, price),),
        "currency": cell["currency"].upper() or None,
        "order_multiple": whole(sheet, row, cell["multiple"], "multiple"),
        "lead_days": whole(sheet, row, cell["days"], "number of days"),
        "preferred": yes_or_no(sheet, row, cell["preferred"], "mark of the preferred vendor"),
        "discontinued": yes_or_no(sheet, row, cell["discontinued"], "mark of what is discontinued"),
    }
    return {name: value for name, value in values.items() if value is not None}


def _add(sheet: Sheet, row: int, known: dict[str, Any], values: dict[str, Any]) -> None:
    """Another row of the same vendor and item adds its price, and must not contradict the others."""
    for name, value in values.items():
        if name == "prices":
            known[name] = known.get(name, ()) + value
        elif known.setdefault(name, value) != value:
            sheet.complain(row, "contradiction", f"{_WORDS[name]} is another one in an earlier row of this item.")


_WORDS = {each.name: each.name.replace("_", " ").capitalize() for each in fields(VendorItemAs)}
