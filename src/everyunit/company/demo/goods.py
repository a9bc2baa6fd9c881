"""What the demo company trades, whom with, and where it keeps it."""

from __future__ import annotations

from everyunit.books.save_category import SaveCategory
from everyunit.catalog.save_item import SaveItem
from everyunit.places.save_bin import SaveBin
from everyunit.prices.save_price_list import PriceOf, SavePriceList
from everyunit.prices.save_vendor_items import VendorItemAs
from everyunit.purchasing.save_reorder_points import PointOf
from everyunit.rules.prices import Break

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


def numbers(prefix: str, first: int, last: int) -> tuple[str, ...]:
    """Makers' numbers as a demo maker would print them."""
    return tuple(f"{prefix}{number:06d}" for number in range(first, last + 1))
