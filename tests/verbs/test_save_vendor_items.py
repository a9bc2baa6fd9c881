"""What vendors sell: saved as a set, refused as a set."""

from __future__ import annotations

from tests.trade import Trade, one, refused

from everyunit.base import sql
from everyunit.company.found import hire
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.prices.choosing import Wanted, vendor_prices
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, VendorItemsSaved, save_vendor_items
from everyunit.rules.prices import Break


def sell(trade: Trade, *items: VendorItemAs) -> VendorItemsSaved:
    return save_vendor_items(trade.owner, SaveVendorItems(items=items))


def rows(*columns: str) -> list[tuple[object, ...]]:
    return sql.rows(
        f"SELECT p.code, i.code, {', '.join(columns)} FROM prices_vendoritem v"
        " JOIN parties_party p ON p.id = v.vendor_id"
        " JOIN catalog_item i ON i.id = v.item_id ORDER BY 1, 2"
    )


def asked(vendor: str, *wanted: tuple[str, int], currency: str = "EUR") -> list[int | None]:
    vendor_id = int(str(one("SELECT id FROM parties_party WHERE code = %s", vendor)))
    items = dict(sql.rows("SELECT code, id FROM catalog_item"))
    return vendor_prices(vendor_id, [Wanted(items[item], quantity) for item, quantity in wanted], currency)


def test_a_vendor_sells_an_item_at_prices_by_quantity(trade: Trade) -> None:
    saved = sell(
        trade,
        VendorItemAs(
            vendor="V1", item="DRIVE", part_number="X-9", prices=(Break(1, 5500), Break(10, 5000)), lead_days=4
        ),
        VendorItemAs(vendor="V1", item="CABLE", prices=(Break(100, 150),), order_multiple=50),
    )
    assert saved == VendorItemsSaved(created=2, changed=0)
    assert asked("V1", ("DRIVE", 9), ("DRIVE", 10), ("CABLE", 1), ("PHONE", 1)) == [5500, 5000, 150, None]
    assert rows("v.part_number", "v.lead_days", "v.order_multiple", "v.currency") == [
        ("V1", "CABLE", "", 0, 50, "EUR"),
        ("V1", "DRIVE", "X-9", 4, 1, "EUR"),
    ]


def test_what_is_not_said_stays_as_it_is(trade: Trade) -> None:
    sell(trade, VendorItemAs(vendor="V1", item="DRIVE", part_number="X-9", prices=(Break(1, 5500),), lead_days=4))
    assert sell(trade, VendorItemAs(vendor="v1", item="drive", order_multiple=5)) == VendorItemsSaved(
        created=0, changed=1
    )
    assert rows("v.part_number", "v.lead_days", "v.order_multiple") == [("V1", "DRIVE", "X-9", 4, 5)]
    assert asked("V1", ("DRIVE", 1)) == [5500]


def test_prices_that_are_said_replace_all_that_were(trade: Trade) -> None:
    sell(trade, VendorItemAs(vendor="V1", item="DRIVE", prices=(Break(1, 5500), Break(10, 5000))))
    sell(trade, VendorItemAs(vendor="V1", item="DRIVE", prices=(Break(5, 4000),)))
    assert sql.rows("SELECT minimum, price_minor FROM prices_vendorprice") == [(5, 4000)]


def test_a_preferred_vendor_takes_the_place_of_another(trade: Trade) -> None:
    sell(
        trade,
        VendorItemAs(vendor="V1", item="DRIVE", preferred=True),
        VendorItemAs(vendor="V1", item="CABLE", preferred=True),
    )
    sell(trade, VendorItemAs(vendor="V1", item="DRIVE"), VendorItemAs(vendor="V2", item="DRIVE", preferred=True))
    preferred = [(vendor, item) for vendor, item, yes in rows("v.preferred") if yes]
    assert preferred == [("V1", "CABLE"), ("V2", "DRIVE")]


def test_a_part_number_may_move_to_another_item_of_the_vendor(trade: Trade) -> None:
    sell(trade, VendorItemAs(vendor="V1", item="DRIVE", part_number="X-9"))
    sell(
        trade,
        VendorItemAs(vendor="V1", item="CABLE", part_number="X-9"),
        VendorItemAs(vendor="V1", item="DRIVE", part_number="X-8"),
        VendorItemAs(vendor="V2", item="DRIVE", part_number="X-9"),
    )
    assert rows("v.part_number") == [("V1", "CABLE", "X-9"), ("V1", "DRIVE", "X-8"), ("V2", "DRIVE", "X-9")]


def test_a_vendor_may_charge_in_a_currency_of_his_own(trade: Trade) -> None:
    sell(trade, VendorItemAs(vendor="V1", item="DRIVE", prices=(Break(1, 6000),), currency="USD"))
    assert asked("V1", ("DRIVE", 1)) == [None]
    assert asked("V1", ("DRIVE", 1), currency="USD") == [6000]


def test_a_vendors_prices_are_in_the_currency_of_his_papers_unless_it_is_said(trade: Trade) -> None:
    save_party(trade.owner, SaveParty(code="V1", name="Vendor", role="vendor", currency="USD"))
    sell(trade, VendorItemAs(vendor="v1", item="DRIVE", prices=(Break(1, 6000),)))
    assert rows("v.currency") == [("V1", "DRIVE", "USD")]


def test_a_vendor_that_sells_it_no_more_names_no_price(trade: Trade) -> None:
    sell(trade, VendorItemAs(vendor="V1", item="DRIVE", prices=(Break(1, 6000),), discontinued=True))
    assert asked("V1", ("DRIVE", 1)) == [None]


def test_all_problems_are_told_at_once_each_with_its_row(trade: Trade) -> None:
    sell(trade, VendorItemAs(vendor="V1", item="DRIVE", part_number="X-9", prices=(Break(1, 1),)))
    with refused(
        "bad_vendor_items",
        ("V9 · DRIVE", "unknown_vendor"),
        ("C1 · NONE", "unknown_vendor"),
        ("C1 · NONE", "unknown_item"),
        ("V1 · CABLE", "bad_multiple"),
        ("V1 · CABLE", "bad_lead_days"),
        ("V1 · CABLE", "bad_minimum"),
        ("V1 · CABLE", "repeated_minimum"),
        ("V1 · CABLE", "bad_price"),
        ("V1 · CABLE", "repeated"),
        ("V1 · CABLE", "bad_part_number"),
        ("V1 · CABLE", "repeated"),
        ("V1 · DRIVE", "bad_currency"),
        ("V1 · DRIVE", "two_preferred"),
        ("V2 · DRIVE", "bad_currency"),
        ("V2 · DRIVE", "two_preferred"),
        ("V1 · PHONE", "part_number_taken"),
    ):
        sell(
            trade,
            VendorItemAs(vendor="V9", item="DRIVE"),
            VendorItemAs(vendor="C1", item="NONE"),
            VendorItemAs(
                vendor="V1",
                item="CABLE",
                order_multiple=0,
                lead_days=-1,
                prices=(Break(0, 1), Break(0, -1)),
            ),
            VendorItemAs(vendor="V1", item="CABLE", part_number="x" * 61),
            VendorItemAs(vendor="V1", item="DRIVE", currency="USD", preferred=True),
            VendorItemAs(vendor="V2", item="DRIVE", currency="euro", preferred=True),
            VendorItemAs(vendor="V1", item="PHONE", part_number="X-9"),
        )


def test_who_may_not_change_master_data_may_not_save_them(trade: Trade) -> None:
    with refused("not_allowed"):
        save_vendor_items(hire("c", "counter"), SaveVendorItems(items=()))
