"""Lots in building: what expires first goes in, what is built tells its lots, and a recall reaches who bought it."""

from __future__ import annotations

import datetime as dt

from tests.building import built, computers, costs_of, ordered, started, supplied
from tests.trade import Trade, in_bin, refused
from tests.verbs.test_take_apart import unit_id

from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.start_work import StartWork, start_work
from everyunit.assembly.take_apart import TakeApart, take_apart
from everyunit.base import sql
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.catalog.save_lot import SaveLot, save_lot
from everyunit.documents.commit import Commit, commit
from everyunit.documents.detach import Detach, detach
from everyunit.documents.name_lot import NameLot, name_lot
from everyunit.documents.new_lines import NewLine
from everyunit.documents.use_lots import UseLots, use_lots
from everyunit.reports.as_built import as_built
from everyunit.reports.lot_holders import holders_of
from everyunit.reports.lots import built_with, lot_named, lot_of_unit
from everyunit.reports.verify import verify
from everyunit.rules.serials import describe


def glued(trade: Trade, tracking: str = "serialized") -> None:
    """A computer of a drive and two pieces of glue, which is kept by lot."""
    save_item(trade.owner, SaveItem(code="GLUE", name="Glue", tracking="quantity"))
    use_lots(trade.owner, UseLots(item="GLUE"))
    computers(trade, ComponentAs(item="DRIVE", link="no"), ComponentAs(item="GLUE", quantity=2), tracking=tracking)


def glue(trade: Trade, lot: str, quantity: int, expires: str) -> None:
    receipt = trade.draft("PR", NewLine(item="GLUE", quantity=quantity, price_minor=100))
    name_lot(trade.owner, NameLot(document_id=receipt.document_id, line_id=receipt.lines[0].line_id, lot=lot))
    save_lot(trade.owner, SaveLot(item="GLUE", number=lot, expires_on=dt.date.fromisoformat(expires)))
    trade.post(receipt)


def lot_id(item: str, number: str) -> int:
    found = lot_named(item, number)
    assert found is not None
    return found.lot_id


def test_what_expires_first_goes_in_and_the_unit_tells_its_lot(trade: Trade) -> None:
    glued(trade)
    glue(trade, "NEW", 10, "2031-01-01")
    glue(trade, "OLD", 2, "2030-01-01")
    drives = trade.receive("DRIVE", 3)
    order = started(trade, ordered(trade, 3), *drives)
    (first,) = [built(trade, order, 1).serials]
    (second,) = [built(trade, order, 1).serials]
    assert [(each.item, each.lot, each.taken, each.each) for each in as_built(unit_id(first), costs=True).counted] == [
        ("DRIVE", "", 1, 1),
        ("GLUE", "OLD", 2, 2),
    ]
    assert [each.lot for each in as_built(unit_id(second), costs=True).counted] == ["", "NEW"]
    assert verify().sound


def test_a_recall_reaches_units_that_the_lot_was_built_into_and_who_bought_them(trade: Trade) -> None:
    glued(trade)
    glue(trade, "BAD", 2, "2030-01-01")
    glue(trade, "FINE", 10, "2031-01-01")
    drives = trade.receive("DRIVE", 2)
    order = started(trade, ordered(trade, 2), *drives)
    bad, fine = built(trade, order, 1).serials, built(trade, order, 1).serials
    trade.sell(bad)
    trade.sell(fine, party="C2")
    assert [each.serial for each in built_with(lot_id("GLUE", "BAD"))] == [bad]
    assert [(each.customer, each.pieces) for each in holders_of(lot_id("GLUE", "BAD"))] == [("C1", 1)]
    assert [(each.customer, each.pieces) for each in holders_of(lot_id("GLUE", "FINE"))] == [("C2", 1)]
    assert [each.customer for each in built_with(lot_id("GLUE", "BAD"))] == ["C1"]


def test_a_recall_goes_on_through_what_the_unit_was_built_into(trade: Trade) -> None:
    glued(trade)
    glue(trade, "BAD", 4, "2030-01-01")
    drives = trade.receive("DRIVE", 2)
    order = started(trade, ordered(trade, 2), *drives)
    inner, other = built(trade, order, 1).serials, built(trade, order, 1).serials
    save_item(trade.owner, SaveItem(code="RACK", name="Rack", item_type="assembly"))
    save_bill(trade.owner, SaveBill(item="RACK", components=(ComponentAs(item="COMPUTER"),)))
    racks = started(trade, order_work(trade.owner, OrderWork(item="RACK")), inner)
    rack = built(trade, racks, 1, spread=True).serials
    trade.sell(rack, party="C2")
    found = {each.serial: each for each in built_with(lot_id("GLUE", "BAD"))}
    assert set(found) == {inner, other, rack}
    assert (found[inner].built_in, found[rack].customer) == (rack, "C2")
    (holder,) = holders_of(lot_id("GLUE", "BAD"))
    assert (holder.customer, holder.pieces) == ("C2", 1)
    assert [(each.kind, each.item, each.pieces, describe(each.units)) for each in holder.papers] == [
        ("SI", "RACK", 1, rack)
    ]


def test_what_is_built_is_of_a_lot_of_its_own(trade: Trade) -> None:
    glued(trade, tracking="quantity")
    use_lots(trade.owner, UseLots(item="COMPUTER"))
    glue(trade, "BAD", 4, "2030-01-01")
    drives = trade.receive("DRIVE", 2)
    order = started(trade, ordered(trade, 2), *drives)
    with refused("lot_needed"):
        built(trade, order, 1)
    built(trade, order, 1, lot="B-1")
    built(trade, order, 1, lot="B-1")
    made = lot_named("COMPUTER", "B-1")
    assert made is not None
    assert made.made_on is not None
    assert (made.pieces, in_bin("COMPUTER", "MAIN")) == (2, 2)
    trade.post(trade.draft("SI", NewLine(item="COMPUTER", quantity=1)))
    assert [(each.customer, each.pieces) for each in holders_of(lot_id("GLUE", "BAD"))] == [("C1", 1)]
    assert verify().sound


def test_built_units_are_of_the_lot_that_was_named_and_no_lot_is_named_in_vain(trade: Trade) -> None:
    glued(trade)
    glue(trade, "OLD", 4, "2030-01-01")
    drives = trade.receive("DRIVE", 2)
    order = started(trade, ordered(trade, 2), *drives)
    with refused("no_lots_here"):
        built(trade, order, 1, lot="B-1")
    use_lots(trade.owner, UseLots(item="COMPUTER"))
    serial = built(trade, order, 1, lot="B-1").serials
    assert lot_of_unit(unit_id(serial)) == ("COMPUTER", "B-1")
    trade.sell(serial)
    assert [(each.customer, each.pieces) for each in holders_of(lot_id("COMPUTER", "B-1"))] == [("C1", 1)]


def test_taking_apart_gives_counted_goods_back_into_their_lot(trade: Trade) -> None:
    glued(trade)
    glue(trade, "OLD", 2, "2030-01-01")
    (drive,) = trade.receive("DRIVE")
    order = started(trade, ordered(trade, 1), drive)
    serial = built(trade, order, 1).serials
    assert costs_of(serial) == [6200]
    take_apart(trade.owner, TakeApart(serials=(serial,)))
    old = lot_named("GLUE", "OLD")
    assert old is not None
    assert old.pieces == 2
    assert sql.scalar("SELECT count(*) FROM stock_lotbalance WHERE quantity < 0") == 0
    assert verify().sound


def test_what_has_expired_goes_in_only_where_somebody_names_its_lot(trade: Trade) -> None:
    glued(trade)
    glue(trade, "OLD", 5, "2020-01-01")
    glue(trade, "NEW", 1, "2031-01-01")
    order = ordered(trade, 2)
    done = supplied(trade, order, *trade.receive("DRIVE", 2))
    assert done.committed == 1
    assert [(each.item, each.missing, each.short) for each in done.missing] == [("GLUE", 3, 3)]
    assert [(place.bin, place.free, place.expired) for place in done.missing[0].where] == [("MAIN", 0, 5)]
    line = order.lines[2].line_id
    with refused("lot_expired", ("Line 3 (GLUE)", "lot_expired")):
        commit(trade.owner, Commit(document_id=order.document_id, line_id=line, quantity=4))
    name_lot(trade.owner, NameLot(document_id=order.document_id, line_id=line, lot="OLD"))
    assert supplied(trade, order).committed == 3
    assert verify().sound


def test_what_expires_while_it_is_set_aside_moves_back_but_not_in(trade: Trade) -> None:
    glued(trade)
    glue(trade, "OLD", 2, "2031-01-01")
    order = started(trade, ordered(trade, 1), *trade.receive("DRIVE"))
    save_lot(trade.owner, SaveLot(item="GLUE", number="OLD", expires_on=dt.date(2020, 1, 1)))
    with refused("lot_expired", ("Line 3 (GLUE)", "lot_expired")):
        built(trade, order, 1)
    start_work(trade.owner, StartWork(document_id=order.document_id, back=True))
    detach(trade.owner, Detach(document_id=order.document_id, line_id=order.lines[2].line_id))
    assert in_bin("GLUE", "MAIN") == 2
