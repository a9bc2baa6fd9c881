"""Prices in the program under test: how its commands are built from the oracle's, and its answers read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from everyunit.base import clock
from everyunit.prices.assign_price_list import AssignPriceList, PriceListAssigned, assign_price_list
from everyunit.prices.save_price_list import PriceListSaved, PriceOf, SavePriceList, save_price_list
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, VendorItemsSaved, save_vendor_items
from everyunit.proving.oracle.asked import Ask, Summary
from everyunit.proving.oracle.prices import Sells
from everyunit.rules.prices import Break

if TYPE_CHECKING:
    from everyunit.proving.program import Program


def summary_of(answer: Any) -> Summary:
    """The answer as the oracle gives it; nothing for other answers."""
    match answer:
        case PriceListSaved():
            return "price list", answer.code, answer.created, answer.entries
        case PriceListAssigned():
            return "assigned", answer.price_list, answer.customers
        case VendorItemsSaved():
            return "offers", answer.created, answer.changed
    return ()


def _list(_: Program, ask: Ask) -> tuple[Any, Any]:
    entries = ask.get("entries")
    return save_price_list, SavePriceList(
        code=ask.get("code"),
        name=f"List {ask.get('code')}",
        currency=ask.get("currency"),
        valid_from=_ago(ask.get("first")),
        valid_to=_ago(ask.get("last")),
        discount_bp=ask.get("discount"),
        is_default=ask.get("default"),
        entries=tuple(PriceOf(item=item, minimum=minimum, price_minor=price) for item, minimum, price in entries),
        replace=ask.get("replace"),
        new_only=ask.get("new_only"),
    )


def _ago(days: int | None) -> date | None:
    return None if days is None else clock.today() - timedelta(days=days)


def _sold(each: Sells) -> VendorItemAs:
    return VendorItemAs(
        vendor=each.vendor,
        item=each.item,
        prices=None if each.steps is None else tuple(Break(*step) for step in each.steps),
        currency=each.currency,
        preferred=each.preferred,
        discontinued=each.discontinued,
    )


BUILDERS: dict[str, Callable[[Program, Ask], tuple[Any, Any]]] = {
    "price_list": _list,
    "assign": lambda _, ask: (
        assign_price_list,
        AssignPriceList(price_list=ask.get("code"), customers=ask.get("customers")),
    ),
    "offers": lambda _, ask: (save_vendor_items, SaveVendorItems(items=tuple(map(_sold, ask.get("sells"))))),
}
