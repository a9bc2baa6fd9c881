"""Some weeks of buying and selling."""

from __future__ import annotations

from everyunit.company.demo.goods import PRICE_LIST, REORDER_POINTS, VENDOR_ITEMS, numbers
from everyunit.company.demo.teller import Story, Teller
from everyunit.documents.draft import Draft
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.prices.assign_price_list import AssignPriceList, assign_price_list
from everyunit.prices.save_price_list import save_price_list
from everyunit.prices.save_vendor_items import SaveVendorItems, save_vendor_items
from everyunit.purchasing.save_reorder_points import SaveReorderPoints, save_reorder_points
from everyunit.selling.make_pull_sheet import MakePullSheet, make_pull_sheet
from everyunit.selling.pack import Pack, pack
from everyunit.selling.pick_by_scan import PickByScan, pick_by_scan
from everyunit.selling.save_parcel import SaveParcel, save_parcel


def trade(tell: Teller) -> tuple[Story, ...]:
    """Deliveries, sales, returns, a mistake that was undone, prices, orders, and what waits since yesterday."""
    sold = _first_deliveries(tell), _first_sales(tell), _returns_and_mistakes(tell), _this_week(tell)
    return *sold, _orders(tell), _prices(tell), _waiting(tell)


def _first_deliveries(tell: Teller) -> Story:
    yield 40, 9
    tell.receive(
        "DEMO-VA",
        "Demo delivery 1",
        NewLine(item="DEMO-PHONE", quantity=40, maker_numbers=numbers("DP", 1, 40)),
        NewLine(item="DEMO-PHONE-PRO", quantity=15, maker_numbers=numbers("DPP", 1, 15)),
        NewLine(item="DEMO-ADAPTER", quantity=60),
        NewLine(item="DEMO-CABLE", quantity=300),
    )
    yield 37, 10
    tell.receive(
        "DEMO-VB",
        "Demo delivery 2",
        NewLine(item="DEMO-LAPTOP", quantity=20, maker_numbers=numbers("DL", 1, 20)),
        NewLine(item="DEMO-DRIVE-4TB", quantity=50, maker_numbers=numbers("DD", 1, 50)),
    )
    yield 36, 15
    tell.move("SHOP", numbers("DP", 1, 12) + numbers("DPP", 1, 5) + numbers("DL", 1, 4))
    yield 36, 16
    tell.move("SHELF-A", numbers("DD", 1, 25))


def _first_sales(tell: Teller) -> Story:
    yield 34, 11
    tell.sell(1, numbers("DP", 1, 2), NewLine(item="DEMO-CABLE", quantity=2))
    yield 31, 14
    tell.sell(2, numbers("DL", 1, 1), NewLine(item="DEMO-SETUP", quantity=1))
    yield 29, 10
    tell.sell(3, numbers("DD", 1, 8))
    yield 27, 16
    tell.sell(1, numbers("DPP", 1, 1), NewLine(item="DEMO-ADAPTER", quantity=1))
    yield 24, 12
    tell.sell(4, numbers("DP", 3, 5), NewLine(item="DEMO-ADAPTER", quantity=3))
    yield 21, 17
    tell.sell(2, numbers("DL", 2, 3), NewLine(item="DEMO-CABLE", quantity=10))


def _returns_and_mistakes(tell: Teller) -> Story:
    yield 19, 11
    tell.take_back(3, numbers("DD", 4, 4))
    yield 19, 12
    tell.note("DD000004", "Customer says that it clicks. To be tested.")
    yield 19, 13
    tell.move("BENCH", numbers("DD", 4, 4))
    yield 16, 15
    tell.sell(1, numbers("DP", 2, 2) + numbers("DPP", 2, 2))
    yield 13, 9
    mistaken = tell.receive(
        "DEMO-VA",
        "Demo delivery 3",
        NewLine(item="DEMO-LAPTOP", quantity=5, maker_numbers=numbers("DL", 31, 35)),
    )
    yield 13, 10
    reverse(tell.owner, Reverse(document_id=mistaken.document_id, reason="Booked for the wrong vendor."))
    yield 13, 11
    tell.receive(
        "DEMO-VB",
        "Demo delivery 3",
        NewLine(item="DEMO-LAPTOP", quantity=5, maker_numbers=numbers("DL", 31, 35), price_minor=82500),
    )
    yield 10, 13
    tell.sell(5, numbers("DD", 9, 20), NewLine(item="DEMO-CABLE", quantity=12))


def _this_week(tell: Teller) -> Story:
    yield 5, 9
    tell.receive(
        "DEMO-VA",
        "Demo delivery 4",
        NewLine(item="DEMO-PHONE", quantity=20, maker_numbers=numbers("DP", 41, 60), price_minor=26900),
        NewLine(item="DEMO-CABLE", quantity=100, price_minor=230),
    )
    yield 4, 10
    tell.sell(4, numbers("DP", 6, 8), NewLine(item="DEMO-ADAPTER", quantity=3))
    yield 3, 15
    tell.sell(2, numbers("DPP", 3, 4), NewLine(item="DEMO-SETUP", quantity=2))
    yield 2, 11
    tell.take_back(4, numbers("DP", 7, 7))
    yield 2, 12
    tell.move("SHELF-B", numbers("DL", 5, 12))
    yield 1, 9
    tell.sell(5, numbers("DL", 31, 32))
    yield 1, 16
    tell.sell(1, numbers("DP", 41, 43), NewLine(item="DEMO-CABLE", quantity=3))


def _prices(tell: Teller) -> Story:
    """What the vendors sell, what traders pay, and when things are bought again."""
    yield 1, 16
    save_vendor_items(tell.owner, SaveVendorItems(items=VENDOR_ITEMS))
    save_price_list(tell.owner, PRICE_LIST)
    assign_price_list(tell.owner, AssignPriceList(customers=("DEMO-C4", "DEMO-C5"), price_list="TRADE"))
    save_reorder_points(tell.owner, SaveReorderPoints(points=REORDER_POINTS))


def _waiting(tell: Teller) -> Story:
    """Drafts of yesterday evening: a delivery half scanned, a customer who will come back, a move to be done."""
    yield 1, 17
    delivery = Draft(
        kind="PR",
        party="DEMO-VB",
        reference="Demo delivery 5",
        lines=(NewLine(item="DEMO-DRIVE-4TB", quantity=24),),
    )
    tell.scanned(tell.goods, delivery, numbers("DD", 51, 60))
    offer = Draft(kind="SI", party="DEMO-C3", reference="Will collect tomorrow")
    tell.scanned(tell.counter, offer, numbers("DPP", 6, 7))
    tell.scanned(tell.goods, Draft(kind="ST", to_bin="SHOP"), numbers("DP", 44, 47))


def _orders(tell: Teller) -> Story:
    """Yesterday's orders: three are being picked in one walk, and one of them is packed; a fourth waits."""
    yield 1, 8
    _ordered(tell, 1, NewLine(item="DEMO-PHONE", quantity=3), NewLine(item="DEMO-CABLE", quantity=6))
    _ordered(tell, 2, NewLine(item="DEMO-LAPTOP", quantity=4), NewLine(item="DEMO-SETUP", quantity=4))
    _ordered(tell, 5, NewLine(item="DEMO-DRIVE-4TB", quantity=6), NewLine(item="DEMO-ADAPTER", quantity=5))
    yield 1, 9
    sheet = make_pull_sheet(tell.counter, MakePullSheet())
    picked = pick_by_scan(tell.counter, PickByScan(sheet_id=sheet.sheet_id, scans=(*numbers("DP", 9, 10), "DD000021")))
    assert picked.counts == {"assigned": 3}, picked.entries
    first = sheet.lines[0].order_id
    box = save_parcel(tell.counter, SaveParcel(document_id=first, ship_via="Demo Parcels", weight_g=1350))
    pack(tell.counter, Pack(parcel_id=box.parcel_id, scans=numbers("DP", 9, 9)))
    yield 1, 10
    _ordered(tell, 3, NewLine(item="DEMO-PHONE", quantity=2), NewLine(item="DEMO-ADAPTER", quantity=1))


def _ordered(tell: Teller, customer: int, *lines: NewLine) -> None:
    tell.scanned(tell.counter, Draft(kind="SO", party=f"DEMO-C{customer}", lines=lines), ())
