"""Reading the catalog: items by code, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.catalog.categories import lying_in
from everyunit.fields.queries import searched_texts

COLUMNS = (
    "i.id, i.code, i.name, i.tracking, i.item_type, i.price_on_parts, i.price_minor, i.cost_minor, i.maker, i.model,"
    " i.weight_g, i.warranty_months, i.vendor_warranty_months, i.uses_lots, i.numbers_lots, i.shelf_life_days,"
    " coalesce(t.code, ''), i.discontinued, coalesce(c.code, '')"
)

TABLES = (
    "catalog_item i LEFT JOIN catalog_category c ON c.id = i.category_id"
    " LEFT JOIN terms_taxcode t ON t.id = i.tax_code_id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item with its category ("" for none) and the barcodes that it answers to."""

    item_id: int
    code: str
    name: str
    tracking: str
    item_type: str
    price_on_parts: bool
    price_minor: int
    cost_minor: int
    maker: str
    model: str
    category: str
    weight_g: int
    warranty_months: int
    vendor_warranty_months: int
    uses_lots: bool
    numbers_lots: bool
    shelf_life_days: int
    tax_code: str
    discontinued: bool
    barcodes: tuple[str, ...]


def searched_columns() -> tuple[str, ...]:
    """What a search of items `i` looks into."""
    return ("i.code", "i.name", "i.maker", "i.model", searched_texts("'item'", "i.id"))


def items_page(
    *,
    search: str = "",
    tracking: str | None = None,
    category: str = "",
    discontinued: bool | None = None,
    after: str = "",
    limit: int = 50,
) -> list[ItemRow]:
    """Items in the order of their codes, behind the code `after`; `search` looks into code, name, maker, model and own
    fields.

    `category`: those in it and in what lies in it.
    """
    conditions = sql.Conditions()
    conditions.add("i.code > %s", after)
    conditions.contains(search, *searched_columns())
    if tracking is not None:
        conditions.add("i.tracking = %s", tracking)
    if category:
        chosen = sql.among("i.category_id", lying_in(category))
        conditions.add(chosen.sql, *chosen.params)
    if discontinued is not None:
        conditions.add("i.discontinued = %s", discontinued)
    return _items(f"WHERE {conditions.sql} ORDER BY i.code LIMIT %s", [*conditions.params, limit])


def item_by_code(code: str) -> ItemRow | None:
    """The item with this code; barcodes are not looked at."""
    found = sql.rows(
        f"SELECT {COLUMNS}, a.code FROM {TABLES} LEFT JOIN catalog_alias a ON a.item_id = i.id"
        " WHERE i.code = %s ORDER BY a.code",
        [code],
    )
    return _item(found[0][:-1], tuple(each[-1] for each in found if each[-1] is not None)) if found else None


def _items(tail: str, params: Sequence[object]) -> list[ItemRow]:
    found = sql.rows(f"SELECT {COLUMNS} FROM {TABLES} {tail}", params)
    barcodes: dict[int, list[str]] = {}
    owners = sql.among("item_id", [each[0] for each in found])
    for item_id, code in sql.rows(
        f"SELECT item_id, code FROM catalog_alias WHERE {owners.sql} ORDER BY code", owners.params
    ):
        barcodes.setdefault(item_id, []).append(code)
    return [_item(each, tuple(barcodes.get(each[0], ()))) for each in found]


def _item(row: sql.Row, barcodes: tuple[str, ...]) -> ItemRow:
    item_id, code, name, tracking, item_type, on_parts, price, cost, *rest = row
    maker, model, weight, warranty, vendor_warranty, *lots, tax_code, discontinued, category = rest
    return ItemRow(
        item_id=item_id,
        code=code,
        name=name,
        tracking=tracking,
        item_type=item_type,
        price_on_parts=bool(on_parts),
        price_minor=price,
        cost_minor=cost,
        maker=maker,
        model=model,
        weight_g=weight,
        warranty_months=warranty,
        vendor_warranty_months=vendor_warranty,
        uses_lots=bool(lots[0]),
        numbers_lots=bool(lots[1]),
        shelf_life_days=lots[2],
        tax_code=tax_code,
        category=category,
        discontinued=bool(discontinued),
        barcodes=barcodes,
    )
