"""Import the entries of a price list from a CSV file: all of the file or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from everyunit.base.operation import Actor
from everyunit.exchange.cells import money, whole
from everyunit.exchange.columns import Columns, columns_of
from everyunit.exchange.lists import refuse_problems, sheet_for
from everyunit.prices.checks import company_currency, currency_digits
from everyunit.prices.queries import PriceListRow, price_list_by_code
from everyunit.prices.save_price_list import (
    PriceListSaved,
    PriceOf,
    SavePriceList,
    price_list_problems,
    save_price_list,
)
from everyunit.rules.sheets import Sheet

NAMES = {
    "item": ("item", "itemcode", "sku", "code", "article", "product", "barcode"),
    "from": ("from", "minimum", "minimumquantity", "minqty", "quantity", "qty"),
    "price": ("price", "unitprice", "listprice"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListOptions:
    """Which list the file is for, and how it is to be taken. What is None stays as it is on a list that exists.

    `replace`: the list's other entries go.
    """

    code: str
    name: str | None = None
    currency: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    replace: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None


def import_price_list_file(
    actor: Actor, content: bytes, options: PriceListOptions, dry_run: bool = False
) -> PriceListSaved:
    """Read the file and save the list. Refused: `no_company`, `not_allowed`, `NotImported` with every problem."""
    sheet = sheet_for(actor, content, options.encoding)
    known = price_list_by_code(options.code)
    currency = options.currency or (known.currency if known else company_currency())
    entries, rows = _read(sheet, options, currency_digits(currency))
    command = _command(options, known, currency, tuple(entries))
    refuse_problems(sheet, price_list_problems(command), rows)
    return save_price_list(actor, command, dry_run=dry_run)


def _read(sheet: Sheet, options: PriceListOptions, digits: int) -> tuple[list[PriceOf], list[int]]:
    """The entries, and the row of each."""
    before = len(sheet.problems)
    columns = columns_of(sheet, options.columns, NAMES, ["item", "price"]) if sheet.header else Columns()
    if len(sheet.problems) > before:
        return [], []
    entries = []
    for number, cells in sheet.rows:
        price = money(sheet, number, columns.cell(cells, "price"), "price", digits)
        if not columns.cell(cells, "price"):
            sheet.complain(number, "empty_price", "The price is empty.")
        minimum = whole(sheet, number, columns.cell(cells, "from"), "quantity that the price holds from")
        item = columns.cell(cells, "item")
        entries.append(PriceOf(item=item, price_minor=price or 0, minimum=1 if minimum is None else minimum))
    return entries, [number for number, _ in sheet.rows]


def _command(
    options: PriceListOptions, known: PriceListRow | None, currency: str, entries: tuple[PriceOf, ...]
) -> SavePriceList:
    """The list as it is, with what the options say otherwise."""
    return SavePriceList(
        code=options.code,
        name=options.name or (known.name if known else options.code),
        currency=currency,
        valid_from=options.valid_from or (known.valid_from if known else None),
        valid_to=options.valid_to or (known.valid_to if known else None),
        discount_bp=known.discount_bp if known else 0,
        is_default=known.is_default if known else False,
        entries=entries,
        replace=options.replace,
    )
