"""A branch in another town, stock areas, lots that expire, and a count that is not finished."""

from __future__ import annotations

from datetime import timedelta

from everyunit.base import clock
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.catalog.save_lot import SaveLot, save_lot
from everyunit.company.demo.goods import numbers
from everyunit.company.demo.teller import Story, Teller
from everyunit.counting.count_scans import CountScans, count_scans
from everyunit.counting.finish_bins import FinishBins, finish_bins
from everyunit.counting.make_count import MakeCount, make_count
from everyunit.documents.convert import Convert, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.header import Header
from everyunit.documents.name_lot import NameLot, name_lot
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, post
from everyunit.documents.use_lots import UseLots, use_lots
from everyunit.places.save_area import SaveArea, save_area
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location

BRANCH = "BRANCH"
BATTERY = SaveItem(
    code="DEMO-BATTERY",
    name="Demo battery pack",
    tracking="quantity",
    category="ACCESSORIES",
    price_minor=2490,
    cost_minor=1120,
    barcodes=("2000000000077",),
)
AREAS = (
    SaveArea(code="STORE", name="Store room"),
    SaveArea(code="STORE-LEFT", name="Left aisle", parent="STORE"),
    SaveArea(code="STORE-RIGHT", name="Right aisle", parent="STORE"),
)


def warehouse(tell: Teller) -> tuple[Story, ...]:
    """What is laid where, what is on its way, and what was counted."""
    return _areas(tell), _branch(tell), _lots(tell), _count(tell)


def _areas(tell: Teller) -> Story:
    yield 42, 9
    for area in AREAS:
        save_area(tell.owner, area)
    save_bin(tell.owner, SaveBin(code="SHELF-A", name="Shelf A", position=20, area="STORE-LEFT"))
    save_bin(tell.owner, SaveBin(code="SHELF-B", name="Shelf B", position=30, area="STORE-RIGHT"))


def _branch(tell: Teller) -> Story:
    """Ten drives were asked for: six have arrived, the rest is on the way; phones are asked for."""
    yield 20, 8
    save_location(tell.owner, SaveLocation(code=BRANCH, name="Demo branch", address="9 Demo Street\nDemo Town"))
    for bin_ in (
        SaveBin(code="BR-SHELF", name="Branch shelf", location=BRANCH, default_for=("receiving", "main")),
        SaveBin(
            code="BR-TRANSIT",
            name="On the way from the branch",
            stock_type="in_process",
            location=BRANCH,
            default_for=("transit",),
        ),
    ):
        save_bin(tell.owner, bin_)
    there = Header(destination=BRANCH)
    yield 7, 9
    drives = Draft(kind="TO", header=there, lines=(NewLine(item="DEMO-DRIVE-4TB", quantity=10),))
    order = tell.scanned(tell.goods, drives, numbers("DD", 26, 35))
    yield 6, 14
    arrival = convert(tell.goods, Convert(document_id=order, to="ST")).document_id
    detach(tell.goods, Detach(document_id=arrival, scans=numbers("DD", 32, 35)))
    post(tell.goods, Post(document_id=arrival))
    yield 1, 11
    tell.scanned(tell.goods, Draft(kind="TO", header=there, lines=(NewLine(item="DEMO-PHONE", quantity=5),)), ())


def _lots(tell: Teller) -> Story:
    """Batteries of two lots; the older one is sold first, and expires soon."""
    yield 33, 8
    save_item(tell.owner, BATTERY)
    use_lots(tell.owner, UseLots(item=BATTERY.code))
    for number, days in (("DEMO-LOT-1", 24), ("DEMO-LOT-2", 400)):
        expires = clock.today() + timedelta(days=33 + days)
        save_lot(tell.owner, SaveLot(item=BATTERY.code, number=number, expires_on=expires))
    for days_ago, number in ((33, "DEMO-LOT-1"), (12, "DEMO-LOT-2")):
        yield days_ago, 10
        delivery = Draft(kind="PR", party="DEMO-VB", lines=(NewLine(item=BATTERY.code, quantity=40),))
        paper = draft(tell.goods, delivery)
        line = paper.lines[0].line_id
        name_lot(tell.goods, NameLot(document_id=paper.document_id, line_id=line, lot=number))
        post(tell.goods, Post(document_id=paper.document_id))
    yield 9, 12
    tell.sell(2, (), NewLine(item=BATTERY.code, quantity=15))
    yield 2, 10
    tell.sell(5, (), NewLine(item=BATTERY.code, quantity=6))


def _count(tell: Teller) -> Story:
    """Shelf B is counted, and a laptop is missing; shelf A is being counted."""
    yield 1, 18
    count = make_count(tell.goods, MakeCount(bins=("SHELF-A", "SHELF-B"))).count_id
    count_scans(tell.goods, CountScans(count_id=count, bin="SHELF-B", scans=numbers("DL", 5, 11)))
    finish_bins(tell.goods, FinishBins(count_id=count, bins=("SHELF-B",)))
    count_scans(tell.goods, CountScans(count_id=count, bin="SHELF-A", scans=("DD000022",)))
