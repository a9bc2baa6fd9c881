"""Buying again: what is proposed, why, and what one order of it does."""

from __future__ import annotations

import pytest
from tests.papers import close_to, turn, undo
from tests.trade import Trade, refused

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import hire
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.places.models import Location
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.preferences.table import PURCHASE_COST
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from everyunit.purchasing.proposals import Level, Proposal, levels, proposals
from everyunit.purchasing.reorder import Reorder, Reordered, ReorderLine, reorder
from everyunit.purchasing.save_reorder_points import PointOf, SaveReorderPoints, save_reorder_points
from everyunit.rules.prices import Break
from everyunit.rules.refusals import Refused
from everyunit.terms.save_rate import SaveRate, save_rate


def points(trade: Trade, *wanted: PointOf) -> None:
    save_reorder_points(trade.owner, SaveReorderPoints(points=wanted))


def sell(trade: Trade, vendor: str, item: str, *prices: Break, **how: object) -> None:
    items = (VendorItemAs(vendor=vendor, item=item, prices=prices, **how),)  # type: ignore[arg-type]
    save_vendor_items(trade.owner, SaveVendorItems(items=items))


def order(trade: Trade, *lines: tuple[str, str, int], key: str | None = None) -> Reordered:
    command = Reorder(
        lines=tuple(ReorderLine(item=item, vendor=vendor, quantity=count) for item, vendor, count in lines)
    )
    return reorder(trade.owner, command, key=key)


def proposed() -> list[tuple[str, str | None, int, int | None]]:
    return [
        (each.level.item, each.source.vendor if each.source else None, each.quantity, each.price_minor)
        for each in proposals()
    ]


def figures(level: Level) -> dict[str, int]:
    names = ("in_stock", "unfit", "promised", "going_back", "ordered", "expected")
    return {name: getattr(level, name) for name in names if getattr(level, name)}


def only(item: str = "DRIVE") -> Level:
    return levels(item=item)[0]


def test_an_item_at_its_reorder_point_is_bought_up_to_its_maximum(trade: Trade) -> None:
    sell(trade, "V1", "DRIVE", Break(1, 5500), Break(10, 5000))
    points(trade, PointOf(item="DRIVE", reorder_at=3, maximum=12))
    trade.receive(quantity=4)
    assert proposed() == []
    trade.sell(trade.receive()[0])
    trade.sell(*serials(1))
    assert proposed() == [("DRIVE", "V1", 9, 5500)]
    trade.sell(*serials(2))
    assert proposed() == [("DRIVE", "V1", 11, 5000)]


def serials(count: int, item: str = "DRIVE") -> list[str]:
    """Units in stock."""
    return [
        serial
        for (serial,) in sql.rows(
            "SELECT u.serial FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id AND b.bin_type = 'stock'"
            " JOIN catalog_item i ON i.id = u.item_id WHERE i.code = %s ORDER BY u.id LIMIT %s",
            [item, count],
        )
    ]


def test_what_is_proposed_is_rounded_up_to_what_the_vendor_sells(trade: Trade) -> None:
    sell(trade, "V1", "CABLE", Break(50, 150), order_multiple=20)
    points(trade, PointOf(item="CABLE", reorder_at=5, maximum=30))
    assert proposed() == [("CABLE", "V1", 60, 150)]


def test_orders_of_customers_and_returns_to_vendors_count_against_it_and_purchase_orders_for_it(trade: Trade) -> None:
    points(trade, PointOf(item="DRIVE", reorder_at=5, maximum=10))
    trade.receive(quantity=9)
    trade.draft("SO", NewLine(item="DRIVE", quantity=4))
    trade.draft("DO", NewLine(item="DRIVE", quantity=2))
    trade.draft("PO", NewLine(item="DRIVE", quantity=3))
    trade.draft("CO", NewLine(item="DRIVE", quantity=7))
    trade.draft("SQ", NewLine(item="DRIVE", quantity=50))
    assert figures(only()) == {"in_stock": 9, "promised": 4, "going_back": 2, "ordered": 3, "expected": 6}
    trade.draft("SO", NewLine(item="DRIVE", quantity=3))
    assert only().expected == 3
    assert only().lacking == 7


def test_what_an_order_has_delivered_counts_no_more(trade: Trade) -> None:
    points(trade, PointOf(item="CABLE", reorder_at=5, maximum=10))
    bought = trade.draft("PO", NewLine(item="CABLE", quantity=30))
    trade.post(turn(trade, bought, "PR", wanted=20))
    assert figures(only("CABLE")) == {"in_stock": 20, "ordered": 10, "expected": 30}
    sold = trade.draft("SO", NewLine(item="CABLE", quantity=12))
    waiting = turn(trade, sold, "SI", wanted=5)
    assert figures(only("CABLE")) == {"in_stock": 20, "promised": 12, "ordered": 10, "expected": 18}
    trade.post(waiting)
    assert figures(only("CABLE")) == {"in_stock": 15, "promised": 7, "ordered": 10, "expected": 18}
    close_to(trade, sold)
    assert figures(only("CABLE")) == {"in_stock": 15, "ordered": 10, "expected": 25}


def test_a_delivery_that_was_reversed_is_on_order_again(trade: Trade) -> None:
    points(trade, PointOf(item="CABLE", reorder_at=5, maximum=10))
    bought = trade.draft("PO", NewLine(item="CABLE", quantity=30))
    undo(trade, trade.post(turn(trade, bought, "PR", wanted=20)))
    assert figures(only("CABLE")) == {"ordered": 30, "expected": 30}


def test_units_that_an_order_committed_are_in_stock_and_promised_once(trade: Trade) -> None:
    points(trade, PointOf(item="DRIVE", reorder_at=1, maximum=10))
    units = trade.receive(quantity=5)
    sold = trade.draft("SO", NewLine(item="DRIVE", quantity=2))
    trade.scan(sold, *units[:2])
    assert figures(only()) == {"in_stock": 5, "promised": 2, "expected": 3}


def test_goods_that_cannot_be_sold_are_told_apart(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="BENCH", name="Bench", stock_type="repair"))
    points(trade, PointOf(item="DRIVE", reorder_at=4, maximum=10))
    units = trade.receive(quantity=5)
    move = trade.draft("ST", to_bin="BENCH")
    trade.scan(move, *units[:2])
    trade.post(move)
    assert figures(only()) == {"in_stock": 3, "unfit": 2, "expected": 3}


def test_each_location_is_looked_at_by_itself(trade: Trade) -> None:
    Location.objects.create(code="B", name="Branch")
    points(trade, *(PointOf(item="DRIVE", location=place, reorder_at=1, maximum=10) for place in ("HQ", "B")))
    trade.receive(quantity=5)
    assert [(each.location, each.expected) for each in levels()] == [("B", 0), ("HQ", 5)]
    assert [each.level.location for each in proposals()] == ["B"]
    assert proposals(location="HQ") == []


def test_below_the_minimum_it_is_pressing(trade: Trade) -> None:
    points(trade, PointOf(item="DRIVE", minimum=2, reorder_at=4, maximum=10))
    trade.receive(quantity=2)
    assert not only().pressing
    trade.sell(*serials(1))
    assert only().pressing


def test_what_nobody_sells_and_what_has_no_preferred_vendor_is_proposed_without_one(trade: Trade) -> None:
    points(trade, *(PointOf(item=item, reorder_at=1, maximum=10) for item in ("DRIVE", "CABLE", "PHONE")))
    sell(trade, "V1", "CABLE", Break(1, 100))
    sell(trade, "V2", "CABLE", Break(1, 90))
    sell(trade, "V2", "PHONE", Break(1, 14000))
    assert proposed() == [("PHONE", "V2", 10, 14000), ("CABLE", None, 10, None), ("DRIVE", None, 10, None)]
    assert [len(each.sources) for each in proposals()] == [1, 2, 0]
    sell(trade, "V1", "CABLE", Break(1, 100), preferred=True)
    assert proposed()[0] == ("CABLE", "V1", 10, 100)


def test_a_vendor_who_sells_it_no_more_is_not_asked(trade: Trade) -> None:
    points(trade, PointOf(item="CABLE", reorder_at=1, maximum=10))
    sell(trade, "V1", "CABLE", Break(1, 100), preferred=True, discontinued=True)
    sell(trade, "V2", "CABLE", Break(1, 90))
    assert proposed() == [("CABLE", "V2", 10, 90)]


def test_an_item_that_is_discontinued_is_not_bought_again(trade: Trade) -> None:
    points(trade, PointOf(item="DRIVE", reorder_at=1, maximum=10))
    save_item(trade.owner, SaveItem(code="DRIVE", name="Hard drive", discontinued=True))
    assert proposals() == []


@pytest.fixture
def short(trade: Trade) -> Trade:
    """DRIVE and CABLE from V1, PHONE from V2, all of them lacking ten."""
    sell(trade, "V1", "DRIVE", Break(1, 5500), Break(10, 5000))
    sell(trade, "V1", "CABLE", Break(1, 150))
    sell(trade, "V2", "PHONE", Break(1, 14000))
    points(trade, *(PointOf(item=item, reorder_at=1, maximum=10) for item in ("DRIVE", "CABLE", "PHONE")))
    return trade


def test_each_vendor_gets_one_order_at_his_prices(short: Trade) -> None:
    made = order(short, ("PHONE", "V2", 10), ("DRIVE", "V1", 10), ("CABLE", "V1", 5))
    assert [(each.kind, each.vendor, each.lines, each.total_minor) for each in made.orders] == [
        ("PO", "V1", 2, 10 * 5000 + 5 * 150),
        ("PO", "V2", 1, 140000),
    ]
    assert sorted(Document.objects.values_list("party__code", "status")) == [("V1", "open"), ("V2", "open")]


def test_the_vendors_price_holds_whatever_source_of_costs_the_company_chose(short: Trade) -> None:
    set_preference(short.owner, SetPreference(key=PURCHASE_COST, value="none"))
    assert [each.total_minor for each in order(short, ("DRIVE", "V1", 1)).orders] == [5500]


def test_a_vendor_with_prices_in_two_currencies_gets_an_order_in_each(short: Trade) -> None:
    save_rate(short.owner, SaveRate(currency="USD", rate=900_000_000))
    sell(short, "V1", "DRIVE", Break(1, 6000), currency="USD")
    made = order(short, ("DRIVE", "V1", 2), ("CABLE", "v1", 4))
    assert [(each.vendor, each.total_minor) for each in made.orders] == [("V1", 600), ("V1", 12000)]
    assert sorted(Document.objects.values_list("currency", flat=True)) == ["", "USD"]


def test_what_was_ordered_is_not_proposed_again(short: Trade) -> None:
    def lines_of(wanted: list[Proposal]) -> list[tuple[str, str, int]]:
        return [(each.level.item, each.source.vendor, each.quantity) for each in wanted if each.source]

    order(short, *lines_of(proposals()))
    assert proposals() == []


def test_the_same_order_sent_twice_orders_once(short: Trade) -> None:
    first = order(short, ("DRIVE", "V1", 10), key="reorder-1")
    assert order(short, ("DRIVE", "V1", 10), key="reorder-1") == first
    assert Document.objects.count() == 1
    with refused("key_reused"):
        order(short, ("DRIVE", "V1", 11), key="reorder-1")


def test_all_that_cannot_be_ordered_is_told_at_once_and_nothing_is_ordered(short: Trade) -> None:
    save_item(short.owner, SaveItem(code="OLD", name="Old", discontinued=True))
    with refused(
        "bad_reorder",
        ("NONE", "unknown_item"),
        ("DRIVE", "unknown_vendor"),
        ("PHONE", "not_sold"),
        ("HOUR", "not_inventoried"),
        ("HOUR", "not_sold"),
        ("OLD", "item_discontinued"),
        ("OLD", "not_sold"),
        ("CABLE", "bad_quantity"),
        ("CABLE", "repeated"),
        ("cable", "repeated"),
    ):
        order(
            short,
            ("NONE", "V1", 1),
            ("DRIVE", "V9", 1),
            ("PHONE", "V1", 1),
            ("HOUR", "V1", 1),
            ("OLD", "V1", 1),
            ("CABLE", "V1", 0),
            ("cable", "v1", 1),
        )
    with refused("bad_reorder", ("DRIVE", "unknown_location")):
        reorder(short.owner, Reorder(lines=(ReorderLine(item="DRIVE", vendor="V1", quantity=1, location="NOWHERE"),)))


def test_an_empty_order_is_refused(short: Trade) -> None:
    with refused("nothing_to_order"):
        order(short)


def test_who_may_not_order_may_not_reorder(short: Trade) -> None:
    with refused("not_allowed"):
        reorder(hire("c", "counter"), Reorder(lines=(ReorderLine(item="DRIVE", vendor="V1", quantity=1),)))


def test_reorder_points_are_changed_and_taken_off(trade: Trade) -> None:
    points(trade, PointOf(item="DRIVE", reorder_at=3, maximum=10), PointOf(item="CABLE", reorder_at=3, maximum=10))
    points(trade, PointOf(item="drive", location="HQ", reorder_at=4, maximum=20, minimum=2))
    points(trade, PointOf(item="CABLE", reorder_at=None))
    assert [(each.item, each.minimum, each.reorder_at, each.maximum) for each in levels()] == [("DRIVE", 2, 4, 20)]


def test_all_that_is_wrong_with_reorder_points_is_told_at_once(trade: Trade) -> None:
    with refused(
        "bad_reorder_points",
        ("NONE", "unknown_item"),
        ("HOUR", "not_inventoried"),
        ("DRIVE", "bad_levels"),
        ("CABLE", "bad_levels"),
        ("CABLE", "repeated"),
        ("CABLE", "repeated"),
        ("PHONE", "unknown_location"),
    ):
        points(
            trade,
            PointOf(item="NONE", reorder_at=1, maximum=2),
            PointOf(item="HOUR", reorder_at=1, maximum=2),
            PointOf(item="DRIVE", reorder_at=5, maximum=5),
            PointOf(item="CABLE", reorder_at=1, maximum=5, minimum=2),
            PointOf(item="CABLE", reorder_at=None),
            PointOf(item="PHONE", reorder_at=1, maximum=2, location="NOWHERE"),
        )


@pytest.mark.parametrize(("asked", "allowed"), [(1, 20), (19, 20), (21, 30), (35, 40)])
def test_so_many_as_the_vendor_does_not_sell_are_refused_with_the_next_number(
    trade: Trade, asked: int, allowed: int
) -> None:
    sell(trade, "V1", "DRIVE", Break(20, 5500), order_multiple=10)
    with refused("bad_reorder", ("DRIVE", "not_so_many")):
        order(trade, ("DRIVE", "V1", asked))
    with pytest.raises(Refused) as caught:
        order(trade, ("DRIVE", "V1", asked))
    told = f"V1 sells it from 20 on, in multiples of 10. Order {allowed}."
    assert caught.value.offenders[0].message == told
    assert order(trade, ("DRIVE", "V1", allowed)).orders[0].lines == 1
