"""Price lists: what a customer pays, by his own list, by the default list, or by the item itself."""

from __future__ import annotations

import datetime as dt

from tests.trade import Trade, one, refused

from everyunit.base import sql
from everyunit.books.categorize import Categorize, categorize
from everyunit.books.save_category import SaveCategory, save_category
from everyunit.prices.assign_price_list import AssignPriceList, assign_price_list
from everyunit.prices.choosing import Wanted, customer_prices
from everyunit.prices.queries import category_discounts_of
from everyunit.prices.save_price_list import CategoryOff, PriceListSaved, PriceOf, SavePriceList, save_price_list

TODAY = dt.date(2026, 5, 4)


def save(trade: Trade, code: str, *entries: PriceOf, **header: object) -> PriceListSaved:
    command = SavePriceList(code=code, name=f"List {code}", entries=entries, **header)  # type: ignore[arg-type]
    return save_price_list(trade.owner, command)


def assign(trade: Trade, code: str | None, *customers: str) -> None:
    assign_price_list(trade.owner, AssignPriceList(customers=customers, price_list=code))


def asked(customer: str, *wanted: tuple[str, int], day: dt.date = TODAY, currency: str = "EUR") -> list[object]:
    customer_id = int(str(one("SELECT id FROM parties_party WHERE code = %s", customer)))
    items = dict(sql.rows("SELECT code, id FROM catalog_item"))
    found = customer_prices(customer_id, [Wanted(items[item], count) for item, count in wanted], currency, day)
    return [None if each is None else (each.source, each.price_minor) for each in found]


def entries(code: str) -> list[tuple[object, ...]]:
    return sql.rows(
        "SELECT i.code, e.minimum, e.price_minor FROM prices_priceentry e JOIN catalog_item i ON i.id = e.item_id"
        " JOIN prices_pricelist l ON l.id = e.price_list_id WHERE l.code = %s ORDER BY 1, 2",
        [code],
    )


def test_the_customers_list_comes_before_the_default_list_and_that_before_the_items_own_price(trade: Trade) -> None:
    save(trade, "ALL", PriceOf(item="DRIVE", price_minor=9500), PriceOf(item="CABLE", price_minor=450), is_default=True)
    save(trade, "TRADE", PriceOf(item="DRIVE", price_minor=9000, minimum=5))
    assign(trade, "TRADE", "C1")
    assert asked("C1", ("DRIVE", 5), ("DRIVE", 4), ("CABLE", 1), ("PHONE", 1)) == [
        ("TRADE", 9000),
        ("ALL", 9500),
        ("ALL", 450),
        None,
    ]
    assert asked("C2", ("DRIVE", 5)) == [("ALL", 9500)]


def test_a_list_may_take_a_part_off_every_price(trade: Trade) -> None:
    save(trade, "TRADE", PriceOf(item="DRIVE", price_minor=9000), discount_bp=1000)
    assign(trade, "TRADE", "C1")
    assert asked("C1", ("DRIVE", 1), ("PHONE", 1)) == [("TRADE", 9000), ("TRADE", 18000)]


def test_a_list_may_take_another_part_off_for_a_category(trade: Trade) -> None:
    for code, parent in (("GOODS", ""), ("DISKS", "GOODS"), ("PHONES", "GOODS"), ("WIRES", "")):
        save_category(trade.owner, SaveCategory(code=code, name=code, parent=parent))
    for code, category in (("DRIVE", "DISKS"), ("PHONE", "PHONES"), ("CABLE", "WIRES")):
        categorize(trade.owner, Categorize(items=(code,), category=category))
    off = tuple(CategoryOff(category=code, discount_bp=bp) for code, bp in (("GOODS", 1000), ("DISKS", 2500)))
    save(trade, "TRADE", PriceOf(item="DRIVE", price_minor=6000, minimum=10), discount_bp=500, categories=off)
    assign(trade, "TRADE", "C1")
    wanted = (("DRIVE", 10), ("DRIVE", 1), ("PHONE", 1), ("CABLE", 1))
    assert asked("C1", *wanted) == [("TRADE", 6000), ("TRADE", 7500), ("TRADE", 18000), ("TRADE", 475)]
    save(trade, "TRADE", categories=(CategoryOff(category="DISKS", discount_bp=None),))  # and nothing for everything
    assert asked("C1", *wanted) == [("TRADE", 6000), ("TRADE", 9000), ("TRADE", 18000), None]
    assert category_discounts_of("TRADE") == {"GOODS": 1000}


def test_discounts_for_categories_that_cannot_be_are_named_together(trade: Trade) -> None:
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks"))
    off = tuple(
        CategoryOff(category=code, discount_bp=bp) for code, bp in (("DISKS", 1), ("DISKS", 10_001), ("HATS", 1))
    )
    with refused("bad_price_list", ("HATS", "unknown_category"), ("DISKS", "repeated"), ("DISKS", "bad_discount")):
        save(trade, "TRADE", categories=off)


def test_a_list_holds_from_its_first_to_its_last_day_and_in_its_currency(trade: Trade) -> None:
    first, last = TODAY, TODAY + dt.timedelta(days=9)
    save(trade, "SALE", PriceOf(item="DRIVE", price_minor=8000), is_default=True, valid_from=first, valid_to=last)
    assert asked("C1", ("DRIVE", 1), day=first - dt.timedelta(days=1)) == [None]
    assert asked("C1", ("DRIVE", 1), day=first) == asked("C1", ("DRIVE", 1), day=last) == [("SALE", 8000)]
    assert asked("C1", ("DRIVE", 1), day=last + dt.timedelta(days=1)) == [None]
    assert asked("C1", ("DRIVE", 1), currency="USD") == [None]


def test_there_is_one_default_list(trade: Trade) -> None:
    save(trade, "OLD", PriceOf(item="DRIVE", price_minor=1), is_default=True)
    save(trade, "NEW", PriceOf(item="DRIVE", price_minor=2), is_default=True)
    assert asked("C1", ("DRIVE", 1)) == [("NEW", 2)]


def test_entries_are_added_changed_and_taken_off_one_by_one(trade: Trade) -> None:
    save(trade, "L", PriceOf(item="DRIVE", price_minor=1), PriceOf(item="CABLE", price_minor=2))
    saved = save(
        trade,
        "L",
        PriceOf(item="drive", price_minor=3, minimum=10),
        PriceOf(item="CABLE", price_minor=4),
        PriceOf(item="DRIVE", price_minor=None),
    )
    assert (saved.created, saved.entries) == (False, 2)
    assert entries("L") == [("CABLE", 1, 4), ("DRIVE", 10, 3)]


def test_entries_may_be_replaced_as_a_whole(trade: Trade) -> None:
    save(trade, "L", PriceOf(item="DRIVE", price_minor=1), PriceOf(item="CABLE", price_minor=2))
    save(trade, "L", PriceOf(item="PHONE", price_minor=3), replace=True)
    assert entries("L") == [("PHONE", 1, 3)]


def test_all_problems_are_told_at_once(trade: Trade) -> None:
    save(trade, "L", PriceOf(item="DRIVE", price_minor=1))
    with refused(
        "bad_price_list",
        ("name", "bad_name"),
        ("currency", "bad_currency"),
        ("valid_to", "bad_days"),
        ("discount", "bad_discount"),
        ("NONE", "unknown_item"),
        ("DRIVE", "bad_minimum"),
        ("DRIVE", "bad_price"),
        ("CABLE", "repeated"),
        ("CABLE", "repeated"),
    ):
        save_price_list(
            trade.owner,
            SavePriceList(
                code="L",
                name=" ",
                currency="EURO",
                valid_from=TODAY,
                valid_to=TODAY - dt.timedelta(days=1),
                discount_bp=10001,
                entries=(
                    PriceOf(item="NONE", price_minor=1),
                    PriceOf(item="DRIVE", price_minor=-1, minimum=0),
                    PriceOf(item="CABLE", price_minor=1),
                    PriceOf(item="CABLE", price_minor=2),
                ),
                replace=True,
            ),
        )


def test_a_list_keeps_its_currency_unless_all_its_prices_are_said_anew(trade: Trade) -> None:
    save(trade, "L", PriceOf(item="DRIVE", price_minor=1), currency="USD")
    save(trade, "L", PriceOf(item="CABLE", price_minor=2))
    with refused("bad_price_list", ("currency", "bad_currency")):
        save(trade, "L", PriceOf(item="PHONE", price_minor=3), currency="EUR")
    assert asked("C1", ("DRIVE", 1)) == [None]
    save(trade, "L", PriceOf(item="PHONE", price_minor=3), currency="EUR", replace=True)
    assert sql.rows("SELECT currency FROM prices_pricelist") == [("EUR",)]
    assert entries("L") == [("PHONE", 1, 3)]


def test_a_new_list_does_not_take_the_code_of_another(trade: Trade) -> None:
    save(trade, "L")
    with refused("code_taken"):
        save(trade, "L", new_only=True)
    with refused("bad_price_list", ("code", "bad_code")):
        save(trade, "x" * 31)


def test_a_customer_has_one_list_at_most(trade: Trade) -> None:
    save(trade, "A", PriceOf(item="DRIVE", price_minor=1))
    save(trade, "B", PriceOf(item="DRIVE", price_minor=2))
    assign(trade, "A", "C1", "C2")
    assign(trade, "B", "c2", "C2")
    assert asked("C1", ("DRIVE", 1)) + asked("C2", ("DRIVE", 1)) == [("A", 1), ("B", 2)]
    assign(trade, None, "C2")
    assert asked("C2", ("DRIVE", 1)) == [None]


def test_a_list_is_assigned_to_customers_that_exist(trade: Trade) -> None:
    with refused("unknown_price_list"):
        assign(trade, "NONE", "C1")
    save(trade, "A")
    with refused("unknown_customer", ("C9", "unknown_customer"), ("V1", "unknown_customer")):
        assign(trade, "A", "C1", "C9", "V1")
