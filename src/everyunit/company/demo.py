"""The demo company: some weeks of trade made through the verbs, so that each page has something to show.

It is the same each time, dated back from the day on which it is loaded. Everything in it is plainly made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.db import transaction

from everyunit.base import clock
from everyunit.base.operation import Actor
from everyunit.books.save_category import SaveCategory, save_category
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import Founding, found, hire
from everyunit.documents.attach import Attach, attach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, Posted, post
from everyunit.documents.reverse import Reverse, reverse
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.people.models import User
from everyunit.places.models import Company
from everyunit.places.queries import locations
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.prices.assign_price_list import AssignPriceList, assign_price_list
from everyunit.prices.save_price_list import PriceOf, SavePriceList, save_price_list
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from everyunit.purchasing.save_reorder_points import PointOf, SaveReorderPoints, save_reorder_points
from everyunit.rules.prices import Break
from everyunit.selling.make_pull_sheet import MakePullSheet, make_pull_sheet
from everyunit.selling.pack import Pack, pack
from everyunit.selling.pick_by_scan import PickByScan, pick_by_scan
from everyunit.selling.save_parcel import SaveParcel, save_parcel
from everyunit.stock.amend import AmendUnit, amend_unit
from everyunit.stock.queries import units_by_maker_serial

NAME = "Demo Trading Company"
ADDRESS = "1 Demo Street\nDemo City\nTax number DEMO-0001"
PASSWORD = "everyunit-demo"
OWNER = "owner"
DEMO_USERS = (  # user name, role, purpose
    (OWNER, "owner", "may do everything"),
    ("goods", "goods_in", "receives goods and moves stock"),
    ("counter", "counter", "sells and takes back; sees no costs"),
)

CATEGORIES = (
    SaveCategory(code="PHONES", name="Phones"),
    SaveCategory(code="COMPUTERS", name="Computers"),
    SaveCategory(code="DRIVES", name="Hard drives", parent="COMPUTERS"),
    SaveCategory(code="ACCESSORIES", name="Accessories"),
)
ITEMS = (
    SaveItem(
        code="DEMO-PHONE",
        name="Demo phone, 128 GB",
        maker="Demo Maker",
        category="PHONES",
        price_minor=39900,
        cost_minor=27500,
        barcodes=("2000000000015",),
    ),
    SaveItem(
        code="DEMO-PHONE-PRO",
        name="Demo phone Pro, 256 GB",
        maker="Demo Maker",
        category="PHONES",
        price_minor=74900,
        cost_minor=56000,
        barcodes=("2000000000022",),
    ),
    SaveItem(
        code="DEMO-LAPTOP",
        name="Demo laptop, 14 inch",
        maker="Demo Maker",
        category="COMPUTERS",
        price_minor=109900,
        cost_minor=84000,
        barcodes=("2000000000039",),
    ),
    SaveItem(
        code="DEMO-DRIVE-4TB",
        name="Demo hard drive, 4 TB",
        maker="Demo Maker",
        category="DRIVES",
        price_minor=11900,
        cost_minor=8200,
        barcodes=("2000000000046",),
    ),
    SaveItem(
        code="DEMO-ADAPTER",
        name="Demo power adapter, 65 W",
        tracking="auto_serialized",
        category="ACCESSORIES",
        price_minor=3900,
        cost_minor=1750,
        barcodes=("2000000000053",),
    ),
    SaveItem(
        code="DEMO-CABLE",
        name="Demo cable, 1 m",
        tracking="quantity",
        category="ACCESSORIES",
        price_minor=990,
        cost_minor=215,
        barcodes=("2000000000060",),
    ),
    SaveItem(code="DEMO-SETUP", name="Setting up a device", tracking="none", price_minor=4500),
)
PARTIES = (
    *((f"DEMO-V{letter}", f"Demo Vendor {letter}", "vendor") for letter in "AB"),
    *((f"DEMO-C{number}", f"Demo Customer {number}", "customer") for number in range(1, 6)),
)
VENDOR_ITEMS = (
    VendorItemAs(
        vendor="DEMO-VA",
        item="DEMO-PHONE",
        part_number="VA-1001",
        prices=(Break(1, 27500), Break(20, 26500)),
        lead_days=5,
    ),
    VendorItemAs(
        vendor="DEMO-VA", item="DEMO-PHONE-PRO", part_number="VA-1002", prices=(Break(1, 56000),), lead_days=5
    ),
    VendorItemAs(
        vendor="DEMO-VA",
        item="DEMO-CABLE",
        part_number="VA-7003",
        prices=(Break(100, 215), Break(500, 195)),
        order_multiple=100,
        lead_days=3,
    ),
    VendorItemAs(vendor="DEMO-VA", item="DEMO-ADAPTER", part_number="VA-7001", prices=(Break(10, 1750),), lead_days=3),
    VendorItemAs(vendor="DEMO-VB", item="DEMO-ADAPTER", part_number="65W-EU", prices=(Break(50, 1690),), lead_days=9),
    VendorItemAs(vendor="DEMO-VB", item="DEMO-LAPTOP", part_number="14-DL", prices=(Break(1, 82500),), lead_days=7),
    VendorItemAs(
        vendor="DEMO-VB",
        item="DEMO-DRIVE-4TB",
        part_number="4TB-DD",
        prices=(Break(1, 8200), Break(25, 7900)),
        order_multiple=5,
        lead_days=7,
    ),
)
REORDER_POINTS = (
    PointOf(item="DEMO-PHONE", minimum=20, reorder_at=60, maximum=80),
    PointOf(item="DEMO-PHONE-PRO", minimum=2, reorder_at=5, maximum=15),
    PointOf(item="DEMO-CABLE", minimum=150, reorder_at=400, maximum=800),
    PointOf(item="DEMO-LAPTOP", minimum=25, reorder_at=30, maximum=40),
    PointOf(item="DEMO-DRIVE-4TB", minimum=20, reorder_at=40, maximum=100),
    PointOf(item="DEMO-ADAPTER", minimum=20, reorder_at=60, maximum=100),
)
PRICE_LIST = SavePriceList(
    code="TRADE",
    name="For traders",
    discount_bp=500,
    entries=(
        PriceOf(item="DEMO-PHONE", price_minor=36900, minimum=5),
        PriceOf(item="DEMO-PHONE", price_minor=34900, minimum=20),
        PriceOf(item="DEMO-LAPTOP", price_minor=99900),
        PriceOf(item="DEMO-CABLE", price_minor=690, minimum=10),
    ),
)
BINS = (
    SaveBin(code="SHOP", name="Shop floor", position=10),
    SaveBin(code="SHELF-A", name="Shelf A", position=20),
    SaveBin(code="SHELF-B", name="Shelf B", position=30),
    SaveBin(code="BENCH", name="Test bench", stock_type="repair", position=40),
)


def load_demo() -> None:
    """Make the demo company in an empty database, wholly or not at all. Refused: `company_exists`."""
    with transaction.atomic():
        _Demo(clock.now()).run()


def sign_ins() -> list[tuple[str, str, str]]:
    """(user name, password, purpose) of the demo users who still have the demo's password."""
    if not Company.objects.filter(name=NAME).exists():
        return []
    names = [username for username, _, _ in DEMO_USERS]
    kept = dict(User.objects.filter(username__in=names, is_active=True).values_list("username", "password"))
    return [
        (username, PASSWORD, purpose)
        for username, _, purpose in DEMO_USERS
        if check_password(PASSWORD, kept.get(username, ""))
    ]


def numbers(prefix: str, first: int, last: int) -> tuple[str, ...]:
    """Makers' numbers as a demo maker would print them."""
    return tuple(f"{prefix}{number:06d}" for number in range(first, last + 1))


class _Demo:
    """The story, told day by day."""

    def __init__(self, now: datetime) -> None:
        self.midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        self.owner = self.goods = self.counter = Actor(0, "", frozenset())

    def run(self) -> None:
        with clock.at(self._moment(42, 8)):
            self._found()
        self._first_deliveries()
        self._first_sales()
        self._returns_and_mistakes()
        self._this_week()
        self._orders()
        self._prices()
        self._waiting()

    def _moment(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        return self.midnight - timedelta(days=days_ago) + timedelta(hours=hour, minutes=minute)

    def _found(self) -> None:
        self.owner = found(Founding(name=NAME, owner=OWNER, password=PASSWORD))
        self.goods, self.counter = (hire(username, role, PASSWORD) for username, role, _ in DEMO_USERS[1:])
        for bin_ in BINS:
            save_bin(self.owner, bin_)
        for category in CATEGORIES:
            save_category(self.owner, category)
        for item in ITEMS:
            save_item(self.owner, item)
        for code, name, role in PARTIES:
            address = f"{code[-1]} Demo Road\nDemo Town"
            save_party(self.owner, SaveParty(code=code, name=name, role=role, address=address, note="Demo data."))
        for place in locations():
            save_location(self.owner, SaveLocation(code=place.code, name=place.name, address=ADDRESS))

    def _first_deliveries(self) -> None:
        self._receive(
            (40, 9),
            "DEMO-VA",
            "Demo delivery 1",
            NewLine(item="DEMO-PHONE", quantity=40, maker_numbers=numbers("DP", 1, 40)),
            NewLine(item="DEMO-PHONE-PRO", quantity=15, maker_numbers=numbers("DPP", 1, 15)),
            NewLine(item="DEMO-ADAPTER", quantity=60),
            NewLine(item="DEMO-CABLE", quantity=300),
        )
        self._receive(
            (37, 10),
            "DEMO-VB",
            "Demo delivery 2",
            NewLine(item="DEMO-LAPTOP", quantity=20, maker_numbers=numbers("DL", 1, 20)),
            NewLine(item="DEMO-DRIVE-4TB", quantity=50, maker_numbers=numbers("DD", 1, 50)),
        )
        self._move((36, 15), "SHOP", numbers("DP", 1, 12) + numbers("DPP", 1, 5) + numbers("DL", 1, 4))
        self._move((36, 16), "SHELF-A", numbers("DD", 1, 25))

    def _first_sales(self) -> None:
        self._sell((34, 11), 1, numbers("DP", 1, 2), NewLine(item="DEMO-CABLE", quantity=2))
        self._sell((31, 14), 2, numbers("DL", 1, 1), NewLine(item="DEMO-SETUP", quantity=1))
        self._sell((29, 10), 3, numbers("DD", 1, 8))
        self._sell((27, 16), 1, numbers("DPP", 1, 1), NewLine(item="DEMO-ADAPTER", quantity=1))
        self._sell((24, 12), 4, numbers("DP", 3, 5), NewLine(item="DEMO-ADAPTER", quantity=3))
        self._sell((21, 17), 2, numbers("DL", 2, 3), NewLine(item="DEMO-CABLE", quantity=10))

    def _returns_and_mistakes(self) -> None:
        self._take_back((19, 11), 3, numbers("DD", 4, 4))
        self._note((19, 12), "DD000004", "Customer says that it clicks. To be tested.")
        self._move((19, 13), "BENCH", numbers("DD", 4, 4))
        self._sell((16, 15), 1, numbers("DP", 2, 2) + numbers("DPP", 2, 2))
        mistaken = self._receive(
            (13, 9),
            "DEMO-VA",
            "Demo delivery 3",
            NewLine(item="DEMO-LAPTOP", quantity=5, maker_numbers=numbers("DL", 31, 35)),
        )
        with clock.at(self._moment(13, 10)):
            reverse(self.owner, Reverse(document_id=mistaken.document_id, reason="Booked for the wrong vendor."))
        self._receive(
            (13, 11),
            "DEMO-VB",
            "Demo delivery 3",
            NewLine(item="DEMO-LAPTOP", quantity=5, maker_numbers=numbers("DL", 31, 35), price_minor=82500),
        )
        self._sell((10, 13), 5, numbers("DD", 9, 20), NewLine(item="DEMO-CABLE", quantity=12))

    def _this_week(self) -> None:
        self._receive(
            (5, 9),
            "DEMO-VA",
            "Demo delivery 4",
            NewLine(item="DEMO-PHONE", quantity=20, maker_numbers=numbers("DP", 41, 60), price_minor=26900),
            NewLine(item="DEMO-CABLE", quantity=100, price_minor=230),
        )
        self._sell((4, 10), 4, numbers("DP", 6, 8), NewLine(item="DEMO-ADAPTER", quantity=3))
        self._sell((3, 15), 2, numbers("DPP", 3, 4), NewLine(item="DEMO-SETUP", quantity=2))
        self._take_back((2, 11), 4, numbers("DP", 7, 7))
        self._move((2, 12), "SHELF-B", numbers("DL", 5, 12))
        self._sell((1, 9), 5, numbers("DL", 31, 32))
        self._sell((1, 16), 1, numbers("DP", 41, 43), NewLine(item="DEMO-CABLE", quantity=3))

    def _prices(self) -> None:
        """What the vendors sell, what traders pay, and when things are bought again."""
        with clock.at(self._moment(1, 16, 30)):
            save_vendor_items(self.owner, SaveVendorItems(items=VENDOR_ITEMS))
            save_price_list(self.owner, PRICE_LIST)
            assign_price_list(self.owner, AssignPriceList(customers=("DEMO-C4", "DEMO-C5"), price_list="TRADE"))
            save_reorder_points(self.owner, SaveReorderPoints(points=REORDER_POINTS))

    def _waiting(self) -> None:
        """Drafts of yesterday evening: a delivery half scanned, a customer who will come back, a move to be done."""
        with clock.at(self._moment(1, 17)):
            delivery = Draft(
                kind="PR",
                party="DEMO-VB",
                reference="Demo delivery 5",
                lines=(NewLine(item="DEMO-DRIVE-4TB", quantity=24),),
            )
            self._scanned(self.goods, delivery, numbers("DD", 51, 60))
            offer = Draft(kind="SI", party="DEMO-C3", reference="Will collect tomorrow")
            self._scanned(self.counter, offer, numbers("DPP", 6, 7))
            self._scanned(self.goods, Draft(kind="ST", to_bin="SHOP"), numbers("DP", 44, 47))

    def _orders(self) -> None:
        """Yesterday's orders: three are being picked in one walk, and one of them is packed; a fourth waits."""
        with clock.at(self._moment(1, 8)):
            self._ordered(1, NewLine(item="DEMO-PHONE", quantity=3), NewLine(item="DEMO-CABLE", quantity=6))
            self._ordered(2, NewLine(item="DEMO-LAPTOP", quantity=4), NewLine(item="DEMO-SETUP", quantity=4))
            self._ordered(5, NewLine(item="DEMO-DRIVE-4TB", quantity=6), NewLine(item="DEMO-ADAPTER", quantity=5))
        with clock.at(self._moment(1, 9)):
            sheet = make_pull_sheet(self.counter, MakePullSheet())
            picked = pick_by_scan(
                self.counter, PickByScan(sheet_id=sheet.sheet_id, scans=(*numbers("DP", 9, 10), "DD000021"))
            )
            assert picked.counts == {"assigned": 3}, picked.entries
            first = sheet.lines[0].order_id
            box = save_parcel(self.counter, SaveParcel(document_id=first, ship_via="Demo Parcels", weight_g=1350))
            pack(self.counter, Pack(parcel_id=box.parcel_id, scans=numbers("DP", 9, 9)))
        with clock.at(self._moment(1, 10)):
            self._ordered(3, NewLine(item="DEMO-PHONE", quantity=2), NewLine(item="DEMO-ADAPTER", quantity=1))

    def _ordered(self, customer: int, *lines: NewLine) -> None:
        self._scanned(self.counter, Draft(kind="SO", party=f"DEMO-C{customer}", lines=lines), ())

    def _scanned(self, actor: Actor, paper: Draft, scans: Sequence[str]) -> int:
        document_id = draft(actor, paper).document_id
        if scans:
            scanned = attach(actor, Attach(document_id=document_id, scans=tuple(scans)))
            assert "skipped" not in scanned.counts, scanned.entries
        return document_id

    def _receive(self, when: tuple[int, int], vendor: str, reference: str, *lines: NewLine) -> Posted:
        with clock.at(self._moment(*when)):
            paper = Draft(kind="PR", party=vendor, reference=reference, lines=lines)
            return post(self.goods, Post(document_id=self._scanned(self.goods, paper, ())))

    def _sell(self, when: tuple[int, int], customer: int, scans: Sequence[str], *lines: NewLine) -> Posted:
        with clock.at(self._moment(*when)):
            paper = Draft(kind="SI", party=f"DEMO-C{customer}", lines=lines)
            return post(self.counter, Post(document_id=self._scanned(self.counter, paper, scans)))

    def _take_back(self, when: tuple[int, int], customer: int, scans: Sequence[str]) -> Posted:
        with clock.at(self._moment(*when)):
            paper = Draft(kind="CM", party=f"DEMO-C{customer}")
            return post(self.counter, Post(document_id=self._scanned(self.counter, paper, scans)))

    def _move(self, when: tuple[int, int], to_bin: str, scans: Sequence[str]) -> Posted:
        with clock.at(self._moment(*when)):
            paper = Draft(kind="ST", to_bin=to_bin)
            return post(self.goods, Post(document_id=self._scanned(self.goods, paper, scans)))

    def _note(self, when: tuple[int, int], maker_number: str, note: str) -> None:
        with clock.at(self._moment(*when)):
            unit = units_by_maker_serial([maker_number])[maker_number][0]
            amend_unit(self.counter, AmendUnit(serial=unit.serial, note=note))
