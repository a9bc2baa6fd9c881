"""The prices of many items at once: what a vendor charges, what a customer pays. A few statements, however many."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from everyunit.base import sql
from everyunit.places.queries import company_facts
from everyunit.rules.prices import Break, Chosen, ListOffer, list_price, vendor_price


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many pieces of an item (at least one)."""

    item_id: int
    quantity: int


def vendor_prices(vendor_id: int | None, wanted: Sequence[Wanted], currency: str) -> list[int | None]:
    """What the vendor charges for a piece of each, in this currency; None where he names no price (PUR-160)."""
    if vendor_id is None or not wanted:
        return [None] * len(wanted)
    chosen = sql.among("v.item_id", list({each.item_id for each in wanted}))
    breaks: dict[int, list[Break]] = defaultdict(list)
    for item_id, minimum, price in sql.rows(
        "SELECT v.item_id, p.minimum, p.price_minor FROM prices_vendoritem v"
        " JOIN prices_vendorprice p ON p.vendor_item_id = v.id"
        f" WHERE v.vendor_id = %s AND v.currency = %s AND NOT v.discontinued AND {chosen.sql}",
        [vendor_id, currency, *chosen.params],
    ):
        breaks[item_id].append(Break(minimum, price))
    return [vendor_price(breaks[each.item_id], each.quantity) for each in wanted]


def customer_prices(
    customer_id: int | None, wanted: Sequence[Wanted], currency: str, day: dt.date
) -> list[Chosen | None]:
    """What the customer pays for a piece of each on this day, in this currency: by his own list, else by the default
    list; None where neither says anything, so that the item's own price holds.
    """
    lists = _lists_for(customer_id, currency, day)
    if not lists or not wanted:
        return [None] * len(wanted)
    items = list({each.item_id for each in wanted})
    breaks = _breaks([each.list_id for each in lists], items)
    own = _own_prices(items, currency) if any(each.discounts for each in lists) else {}
    by_category = _category_discounts([each.list_id for each in lists if each.by_category], items)
    return [
        list_price(
            (
                ListOffer(
                    each.code,
                    breaks[each.list_id, one.item_id],
                    by_category.get((each.list_id, one.item_id), each.discount_bp),
                )
                for each in lists
            ),
            one.quantity,
            own.get(one.item_id),
        )
        for one in wanted
    ]


@dataclass(frozen=True, slots=True)
class _List:
    """A list that may say something. `by_category`: it has discounts for categories."""

    list_id: int
    code: str
    discount_bp: int
    by_category: bool

    @property
    def discounts(self) -> bool:
        return bool(self.discount_bp) or self.by_category


def _lists_for(customer_id: int | None, currency: str, day: dt.date) -> list[_List]:
    """The customer's own list, then the default list."""
    return [
        _List(each[0], each[1], each[2], bool(each[3]))
        for each in sql.rows(
            "SELECT l.id, l.code, l.discount_bp,"
            " EXISTS (SELECT 1 FROM prices_categorydiscount g WHERE g.price_list_id = l.id) FROM prices_pricelist l"
            " LEFT JOIN prices_customerlist c ON c.price_list_id = l.id AND c.customer_id = %s"
            " WHERE (c.id IS NOT NULL OR l.is_default) AND l.currency = %s"
            " AND (l.valid_from IS NULL OR l.valid_from <= %s) AND (l.valid_to IS NULL OR l.valid_to >= %s)"
            " ORDER BY CASE WHEN c.id IS NULL THEN 1 ELSE 0 END",
            [customer_id, currency, day, day],
        )
    ]


def _breaks(list_ids: Sequence[int], item_ids: Sequence[int]) -> dict[tuple[int, int], list[Break]]:
    lists, items = sql.among("e.price_list_id", list_ids), sql.among("e.item_id", item_ids)
    breaks: dict[tuple[int, int], list[Break]] = defaultdict(list)
    for list_id, item_id, minimum, price in sql.rows(
        "SELECT e.price_list_id, e.item_id, e.minimum, e.price_minor FROM prices_priceentry e"
        f" WHERE {lists.sql} AND {items.sql}",
        [*lists.params, *items.params],
    ):
        breaks[list_id, item_id].append(Break(minimum, price))
    return breaks


def _category_discounts(list_ids: Sequence[int], item_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """What each list takes off each item: for its category, or the nearest above for which it says something."""
    if not list_ids:
        return {}
    lists, items = sql.among("g.price_list_id", list_ids), sql.among("i.id", item_ids)
    return {
        (list_id, item_id): discount
        for list_id, item_id, discount in sql.rows(
            "WITH RECURSIVE up(item_id, category_id, height) AS (SELECT i.id, i.category_id, 0 FROM catalog_item i"
            f" WHERE i.category_id IS NOT NULL AND {items.sql} UNION ALL SELECT up.item_id, c.parent_id, up.height + 1"
            " FROM up JOIN catalog_category c ON c.id = up.category_id WHERE c.parent_id IS NOT NULL)"
            " SELECT g.price_list_id, up.item_id, g.discount_bp FROM up"
            f" JOIN prices_categorydiscount g ON g.category_id = up.category_id WHERE {lists.sql}"
            " ORDER BY up.height DESC",
            [*items.params, *lists.params],
        )
    }


def _own_prices(item_ids: Sequence[int], currency: str) -> dict[int, int]:
    """The items' own prices, which are in the company's currency."""
    company = company_facts()
    if company is None or company.currency != currency:
        return {}
    chosen = sql.among("id", item_ids)
    return dict(sql.rows(f"SELECT id, price_minor FROM catalog_item WHERE {chosen.sql}", chosen.params))
