"""The papers that a file of past sales tells of: rows of one invoice number and sign are one paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from everyunit.exchange.columns import columns_of
from everyunit.exchange.new_items import CATEGORY
from everyunit.rules.money import round_half_up
from everyunit.rules.sheets import Sheet

UNNAMED = "CASH"
NAMES = {
    "invoice": ("invoice", "invoiceno", "invoicenumber", "document", "number"),
    "item": ("item", "itemcode", "stockcode", "sku", "product", "article"),
    "description": ("description", "itemname", "name"),
    "category": CATEGORY,
    "quantity": ("quantity", "qty", "pieces"),
    "price": ("price", "unitprice"),
    "date": ("date", "invoicedate"),
    "party": ("party", "customer", "customerid", "customerno", "customercode"),
}
DATE_FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y", "%d/%m/%Y %H:%M")
QUANTITY_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesOptions:
    """How a file is to be taken. `tracking`: of items that are created."""

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    create_items: bool = False
    create_parties: bool = False
    tracking: str = "serialized"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """A line of an invoice; `quantity` is negative for a return, `amount_minor` the line's total without sign."""

    row: int
    item: str
    quantity: int
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastInvoice:
    """One paper of the past: lines of one sign under one number."""

    reference: str
    kind: str
    party: str
    date: dt.date
    lines: tuple[SoldLine, ...]


def read_papers(
    sheet: Sheet, options: SalesOptions, digits: int
) -> tuple[list[PastInvoice], dict[str, str], tuple[tuple[int, str, str], ...]]:
    """The papers in the order of their dates, those of a day as in the file; the items with their names; and where an
    item first has which category: row, item, category.
    """
    before = len(sheet.problems)
    columns = columns_of(sheet, options.columns, NAMES, ["invoice", "item", "quantity", "price"])
    if len(sheet.problems) > before:
        return [], {}, ()
    names: dict[str, str] = {}
    sorts: dict[tuple[str, str], int] = {}
    heads: dict[tuple[str, str], tuple[str, dt.date]] = {}
    lines: dict[tuple[str, str], list[SoldLine]] = {}
    for number, cells in sheet.rows:
        cell = {name: columns.cell(cells, name) for name in NAMES}
        quantity, price = _whole(sheet, number, cell["quantity"]), _price(sheet, number, cell["price"])
        date = _date(sheet, number, cell["date"])
        for name in ("invoice", "item"):
            if not cell[name]:
                sheet.complain(number, f"empty_{name}", f"The {name} is empty.")
        if quantity is None or price is None or date is None or not cell["invoice"] or not cell["item"]:
            continue
        kind = "SI" if quantity > 0 else "CM"
        key = (kind, cell["invoice"])
        heads.setdefault(key, (cell["party"] or UNNAMED, date))
        names.setdefault(cell["item"], cell["description"] or cell["item"])
        if cell["category"]:
            sorts.setdefault((cell["item"], cell["category"]), number)
        amount = round_half_up(price * abs(quantity), digits)
        lines.setdefault(key, []).append(
            SoldLine(row=number, item=cell["item"], quantity=quantity, amount_minor=amount)
        )
    papers = [
        PastInvoice(reference=key[1], kind=key[0], party=heads[key][0], date=heads[key][1], lines=tuple(lines[key]))
        for key in heads
    ]
    placed = tuple((number, item, category) for (item, category), number in sorts.items())
    return sorted(papers, key=lambda paper: paper.date), names, placed


def _whole(sheet: Sheet, row: int, text: str) -> int | None:
    try:
        quantity = int(text)
    except ValueError:
        sheet.complain(row, "bad_quantity", f"The quantity is not a whole number: {text[:40]}")
        return None
    if quantity == 0 or abs(quantity) > QUANTITY_LIMIT:
        sheet.complain(row, "bad_quantity", f"The quantity is zero or too large: {text[:40]}")
        return None
    return quantity


def _price(sheet: Sheet, row: int, text: str) -> Decimal | None:
    try:
        price = Decimal(text.replace(",", ".") or "0")
    except InvalidOperation:
        price = Decimal(-1)
    if not price.is_finite() or not 0 <= price < 10**11:
        sheet.complain(row, "bad_price", f"The price is not an amount of at least 0: {text[:40]}")
        return None
    return price


def _date(sheet: Sheet, row: int, text: str) -> dt.date | None:
    if not text:
        sheet.complain(row, "bad_date", "The date is empty.")
        return None
    for form in DATE_FORMS:
        try:
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    sheet.complain(row, "bad_date", f"The date is not one: {text[:40]}. Write it as 2026-01-31.")
    return None
