"""What work orders lack: for one, for all, what to buy or build; what is to be built is on order."""

from __future__ import annotations

from tests.building import built, computers, linked, numbered, ordered, started, stocked, supplied
from tests.trade import Trade, in_bin, refused

from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.page import work_order_page
from everyunit.assembly.short import short_of_all
from everyunit.assembly.substitute import SubstitutePart, substitute
from everyunit.catalog.queries import item_by_code
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.commit import Commit, commit
from everyunit.documents.detach import Detach, detach
from everyunit.documents.drafts import DraftSaved
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from everyunit.purchasing.proposals import levels, proposals
from everyunit.purchasing.reorder import Reorder, ReorderLine, reorder
from everyunit.purchasing.save_reorder_points import PointOf, SaveReorderPoints, save_reorder_points
from everyunit.reports.items import quantities_of
from everyunit.rules.prices import Break


def line_of(order: DraftSaved, item: str) -> int:
    return next(each.line_id for each in order.lines if each.item == item)


def on_order(code: str) -> int:
    found = item_by_code(code)
    assert found is not None
    return quantities_of(found.item_id).orders.ordered


def test_what_is_to_be_built_is_on_order_until_it_is_built(trade: Trade) -> None:
    computers(trade, ComponentAs(item="DRIVE", link="no"))
    drives = trade.receive("DRIVE", 3)
    order = started(trade, ordered(trade, 3), *drives)
    assert on_order("COMPUTER") == 3
    save_reorder_points(trade.owner, SaveReorderPoints(points=(PointOf(item="COMPUTER", reorder_at=1, maximum=5),)))
    assert [(each.item, each.expected) for each in levels(item="COMPUTER")] == [("COMPUTER", 3)]
    built(trade, order, 1)
    assert on_order("COMPUTER") == 2
    built(trade, order, 2)
    assert on_order("COMPUTER") == 0
    assert [(each.item, each.expected) for each in levels(item="COMPUTER")] == [("COMPUTER", 3)]


def test_what_is_set_aside_is_not_counted_as_promised_and_as_gone(trade: Trade) -> None:
    computers(trade, ComponentAs(item="DRIVE", link="no"), ComponentAs(item="CABLE", quantity=2))
    drives = stocked(trade, drives=5, phones=0, cables=10)
    points = tuple(PointOf(item=item, reorder_at=1, maximum=3) for item in ("DRIVE", "CABLE"))
    save_reorder_points(trade.owner, SaveReorderPoints(points=points))
    before = {each.item: each.expected for each in levels()}
    order = ordered(trade, 3)
    promised = {each.item: each.expected for each in levels()}
    assert promised == {"DRIVE": before["DRIVE"] - 3, "CABLE": before["CABLE"] - 6}
    supplied(trade, order, *drives[:3])
    assert {each.item: each.expected for each in levels()} == promised
    started(trade, order)
    assert {each.item: each.expected for each in levels()} == promised


def test_what_orders_lack_is_listed_together_and_bought_or_built(trade: Trade) -> None:
    computers(trade, ComponentAs(item="DRIVE", link="no", quantity=2))
    save_item(trade.owner, SaveItem(code="RACK", name="Rack", item_type="assembly"))
    save_bill(trade.owner, SaveBill(item="RACK", components=(ComponentAs(item="COMPUTER", link="no"),)))
    trade.receive("DRIVE", 3)
    first, second = ordered(trade, 2), ordered(trade, 1)
    rack = order_work(trade.owner, OrderWork(item="RACK", quantity=5))
    found = {each.item: each for each in short_of_all()}
    drive, computer = found["DRIVE"], found["COMPUTER"]
    assert (drive.missing, drive.free, drive.short, drive.to_order) == (6, 3, 3, 3)
    assert [(each.number, each.missing) for each in drive.orders] == [(first.number, 4), (second.number, 2)]
    assert (computer.missing, computer.ordered, computer.to_order, computer.item_type) == (5, 3, 2, "assembly")
    assert [each.number for each in computer.orders] == [rack.number]

    save_vendor_items(
        trade.owner, SaveVendorItems(items=(VendorItemAs(vendor="V1", item="DRIVE", prices=(Break(1, 5500),)),))
    )
    assert [(each.level.item, each.quantity, each.level.watched) for each in proposals()] == [
        ("DRIVE", 3, False),
        ("COMPUTER", 2, False),
    ]
    assert [each.level.item for each in proposals(for_order=rack.document_id)] == ["COMPUTER"]
    reorder(trade.owner, Reorder(lines=(ReorderLine(item="DRIVE", vendor="V1", quantity=3),)))
    assert [each.level.item for each in proposals()] == ["COMPUTER"]
    assert next(each for each in short_of_all() if each.item == "DRIVE").to_order == 0


def test_what_stands_in_is_replaced_in_turn_and_the_component_comes_back(trade: Trade) -> None:
    for code in ("SSD", "FASTER", "OTHER"):
        save_item(trade.owner, SaveItem(code=code, name=code.title()))
    computers(trade, ComponentAs(item="DRIVE", quantity=2, substitutes=("SSD", "FASTER")))
    order = ordered(trade, 1)
    drive = line_of(order, "DRIVE")
    trade.receive("FASTER", 3)
    made = substitute(trade.owner, SubstitutePart(document_id=order.document_id, line_id=drive, item="SSD"))
    ssd = line_of(made, "SSD")
    page = work_order_page(order.document_id)
    assert page is not None
    assert [(each.item, [one.item for one in each.instead]) for each in page.missing] == [("SSD", ["FASTER"])]
    with refused("no_substitute"):
        substitute(trade.owner, SubstitutePart(document_id=order.document_id, line_id=ssd, item="OTHER"))
    made = substitute(
        trade.owner, SubstitutePart(document_id=order.document_id, line_id=ssd, item="FASTER", quantity=1)
    )
    made = substitute(trade.owner, SubstitutePart(document_id=order.document_id, line_id=ssd, item="DRIVE"))
    assert {each.item: each.quantity for each in made.lines} == {"COMPUTER": -1, "DRIVE": 1, "SSD": 0, "FASTER": 1}
    (faster, *_), (own,) = trade.receive("FASTER", 1), trade.receive("DRIVE")
    started(trade, order, faster, own)
    (serial,) = numbered(trade, order)
    assert linked(trade, order, serial, faster, own).complete
    built(trade, order, 1)


def test_parts_are_detached_while_in_process(trade: Trade) -> None:
    computers(trade, ComponentAs(item="DRIVE", quantity=2), ComponentAs(item="CABLE", quantity=3))
    drives = stocked(trade, drives=4, phones=0, cables=9)
    order = started(trade, ordered(trade, 2), *drives)
    first, _ = numbered(trade, order)
    linked(trade, order, first, drives[0], drives[1])
    detach(trade.owner, Detach(document_id=order.document_id, scans=(drives[1], drives[3])))
    commit(trade.owner, Commit(document_id=order.document_id, line_id=line_of(order, "CABLE"), quantity=4))
    assert in_bin("CABLE", "MAIN") == 5
    page = work_order_page(order.document_id)
    assert page is not None
    assert [(each.item, each.missing) for each in page.inputs] == [("DRIVE", 2), ("CABLE", 2)]
    assert page.units[0].lacks == ("1 DRIVE",)
    with refused("missing_links"):
        built(trade, order, 1)
