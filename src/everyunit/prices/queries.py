"""Reading prices: what vendors sell, price lists and their entries, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.prices.sourcing import breaks_of
from everyunit.rules.prices import Break


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorItemRow:
    """An item as a vendor sells it. `lone`: no other vendor sells the item, so it is bought here unless somebody says
    otherwise.
    """

    vendor: str
    vendor_name: str
    item: str
    item_name: str
    part_number: str
    currency: str
    order_multiple: int
    lead_days: int
    preferred: bool
    discontinued: bool
    lone: bool
    prices: tuple[Break, ...]

    @property
    def key(self) -> str:
        return f"{self.vendor}\n{self.item}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListRow:
    """A price list with how many entries it has, and how many customers have it."""

    price_list_id: int
    code: str
    name: str
    currency: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    discount_bp: int
    is_default: bool
    entries: int
    customers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceEntryRow:
    """A price on a list. `own_minor`: the item's own price."""

    price_list: str
    price_list_name: str
    currency: str
    item: str
    item_name: str
    minimum: int
    price_minor: int
    own_minor: int


def vendor_items_page(
    *,
    vendor: str | None = None,
    item: str | None = None,
    search: str = "",
    after: tuple[str, str] = ("", ""),
    limit: int = 50,
) -> list[VendorItemRow]:
    """What vendors sell, by vendor and item, behind the pair of codes `after`.

    `search`: in the vendor's part number, and in code and name of the item. Two statements.
    """
    conditions = sql.Conditions()
    conditions.add("(p.code, i.code) > (%s, %s)", *after)
    if vendor is not None:
        conditions.add("p.code = %s", vendor)
    if item is not None:
        conditions.add("i.code = %s", item)
    conditions.contains(search, "v.part_number", "i.code", "i.name")
    found = sql.rows(
        "SELECT v.id, p.code, p.name, i.code, i.name, v.part_number, v.currency, v.order_multiple, v.lead_days,"
        " v.preferred, v.discontinued, NOT EXISTS (SELECT 1 FROM prices_vendoritem o WHERE o.item_id = v.item_id"
        " AND o.id <> v.id AND NOT o.discontinued)"
        " FROM prices_vendoritem v JOIN parties_party p ON p.id = v.vendor_id JOIN catalog_item i ON i.id = v.item_id"
        f" WHERE {conditions.sql} ORDER BY p.code, i.code LIMIT %s",
        [*conditions.params, limit],
    )
    breaks = breaks_of([each[0] for each in found])
    return [_vendor_item(each, breaks[each[0]]) for each in found]


def _vendor_item(row: sql.Row, breaks: list[Break]) -> VendorItemRow:
    return VendorItemRow(
        vendor=row[1],
        vendor_name=row[2],
        item=row[3],
        item_name=row[4],
        part_number=row[5],
        currency=row[6],
        order_multiple=row[7],
        lead_days=row[8],
        preferred=bool(row[9]),
        discontinued=bool(row[10]),
        lone=bool(row[11]),
        prices=tuple(breaks),
    )


def price_lists_page(*, search: str = "", after: str = "", before: str = "", limit: int = 50) -> list[PriceListRow]:
    """Price lists in the order of their codes, behind the code `after` or ahead of `before`."""
    conditions = sql.Conditions()
    if before:
        conditions.add("l.code < %s", before)
    else:
        conditions.add("l.code > %s", after)
    conditions.contains(search, "l.code", "l.name")
    rows = _price_lists(
        f"WHERE {conditions.sql} ORDER BY l.code {'DESC' if before else 'ASC'} LIMIT %s", [*conditions.params, limit]
    )
    return rows[::-1] if before else rows


def price_list_by_code(code: str) -> PriceListRow | None:
    found = _price_lists("WHERE l.code = %s", [code])
    return found[0] if found else None


def price_list_of(customer: str) -> PriceListRow | None:
    """The list that the customer has; None where the default list holds."""
    found = _price_lists(
        "JOIN prices_customerlist mine ON mine.price_list_id = l.id JOIN parties_party p ON p.id = mine.customer_id"
        " WHERE p.code = %s",
        [customer],
    )
    return found[0] if found else None


def _price_lists(tail: str, params: Sequence[object]) -> list[PriceListRow]:
    return [
        PriceListRow(
            price_list_id=each[0],
            code=each[1],
            name=each[2],
            currency=each[3],
            valid_from=_day(each[4]),
            valid_to=_day(each[5]),
            discount_bp=each[6],
            is_default=bool(each[7]),
            entries=each[8],
            customers=each[9],
        )
        for each in sql.rows(
            "SELECT l.id, l.code, l.name, l.currency, l.valid_from, l.valid_to, l.discount_bp, l.is_default,"
            " (SELECT count(*) FROM prices_priceentry e WHERE e.price_list_id = l.id),"
            " (SELECT count(*) FROM prices_customerlist c WHERE c.price_list_id = l.id)"
            f" FROM prices_pricelist l {tail}",
            params,
        )
    ]


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) or value is None else dt.date.fromisoformat(str(value))


def price_entries_page(
    *,
    price_list: str | None = None,
    item: str | None = None,
    search: str = "",
    after: tuple[str, int] = ("", 0),
    limit: int = 50,
) -> list[PriceEntryRow]:
    """Entries by item and quantity, behind item code and quantity `after`; `search`: in code and name of the item."""
    conditions = sql.Conditions()
    conditions.add("(i.code, e.minimum) > (%s, %s)", *after)
    if price_list is not None:
        conditions.add("l.code = %s", price_list)
    if item is not None:
        conditions.add("i.code = %s", item)
    conditions.contains(search, "i.code", "i.name")
    return [
        PriceEntryRow(
            price_list=each[0],
            price_list_name=each[1],
            currency=each[2],
            item=each[3],
            item_name=each[4],
            minimum=each[5],
            price_minor=each[6],
            own_minor=each[7],
        )
        for each in sql.rows(
            "SELECT l.code, l.name, l.currency, i.code, i.name, e.minimum, e.price_minor, i.price_minor"
            " FROM prices_priceentry e JOIN prices_pricelist l ON l.id = e.price_list_id"
            f" JOIN catalog_item i ON i.id = e.item_id WHERE {conditions.sql}"
            " ORDER BY i.code, e.minimum, l.code LIMIT %s",
            [*conditions.params, limit],
        )
    ]


def category_discounts_of(price_list: str) -> dict[str, int]:
    """What the list takes off by category, by its code, in hundredths of a percent."""
    return dict(
        sql.rows(
            "SELECT c.code, g.discount_bp FROM prices_categorydiscount g"
            " JOIN prices_pricelist l ON l.id = g.price_list_id JOIN catalog_category c ON c.id = g.category_id"
            " WHERE l.code = %s ORDER BY c.code",
            [price_list],
        )
    )


def customers_with(price_list: str, limit: int = 200) -> list[tuple[str, str]]:
    """Code and name of the customers that have the list."""
    return [
        (code, name)
        for code, name in sql.rows(
            "SELECT p.code, p.name FROM prices_customerlist c JOIN prices_pricelist l ON l.id = c.price_list_id"
            " JOIN parties_party p ON p.id = c.customer_id WHERE l.code = %s ORDER BY p.code LIMIT %s",
            [price_list, limit],
        )
    ]
