"""The prices of many items at once: what a vendor charges, what a customer pays. Two statements, however many."""

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
    breaks = _breaks([list_id for list_id, _, _ in lists], items)
    own = _own_prices(items, currency) if any(discount for _, _, discount in lists) else {}
    return [
        list_price(
            (ListOffer(code, breaks[list_id, each.item_id], discount) for list_id, code, discount in lists),
            each.quantity,
            own.get(each.item_id),
        )
        for each in wanted
    ]


def _lists_for(customer_id: int | None, currency: str, day: dt.date) -> list[tuple[int, str, int]]:
    """The customer's own list, then the default list: id, code, discount."""
    return [
        (each[0], each[1], each[2])
        for each in sql.rows(
            "SELECT l.id, l.code, l.discount_bp FROM prices_pricelist l"
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


def _own_prices(item_ids: Sequence[int], currency: str) -> dict[int, int]:
    """The items' own prices, which are in the company's currency."""
    company = company_facts()
    if company is None or company.currency != currency:
        return {}
    chosen = sql.among("id", item_ids)
    return dict(sql.rows(f"SELECT id, price_minor FROM catalog_item WHERE {chosen.sql}", chosen.params))
