"""Taking apart: the parts come back as the units that they are, and cost in all what the unit cost."""

import datetime as dt

from tests.building import (
    account_minor,
    bin_of,
    built,
    computers,
    costs_of,
    linked,
    numbered,
    ordered,
    started,
    stocked,
)
from tests.trade import Trade, refused

from everyunit.assembly.build import Used
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.take_apart import TakeApart, take_apart
from everyunit.base import clock, sql
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.reverse import Reverse, reverse
from everyunit.reports.as_built import as_built
from everyunit.stock.part_links import all_within, links_of_parts


def computer(trade: Trade) -> tuple[str, list[str]]:
    """A computer that cost 312.01: two drives, a phone, three cables and work; and its drives."""
    computers(trade)
    drives = trade.receive("DRIVE", price_minor=5000) + trade.receive("DRIVE", price_minor=7001)
    stocked(trade, drives=1, phones=1, cables=4)
    order = started(trade, ordered(trade, 1), *drives)
    (serial,) = numbered(trade, order)
    linked(trade, order, serial, *drives)
    built(trade, order, 1, spread=True)
    return serial, drives


def apart(trade: Trade, *serials: str, **options: object) -> int:
    return take_apart(trade.owner, TakeApart(serials=serials, **options)).document_id  # type: ignore[arg-type]


def unit_id(serial: str) -> int:
    return int(sql.scalar("SELECT id FROM stock_unit WHERE serial = %s", [serial]))


def test_the_same_units_come_back_and_share_what_it_cost(trade: Trade) -> None:
    serial, drives = computer(trade)
    assert costs_of(serial) == [5000 + 7001 + 15000 + 600 + 2500]
    before = account_minor("1300")
    done = take_apart(trade.owner, TakeApart(serials=(serial,)))
    assert (done.units, done.pieces, done.value_minor) == (1, 3, 30101)
    assert account_minor("1300") == before
    assert {bin_of(each) for each in drives} == {"MAIN"}
    assert bin_of(serial) == "TAKEN-APART"
    phone = sql.row(
        "SELECT u.cost_minor FROM stock_unit u JOIN catalog_item i ON i.id = u.item_id WHERE i.code = 'PHONE'"
    )
    cables = sql.row(
        "SELECT quantity, value_minor FROM stock_valuation v JOIN catalog_item i ON i.id = v.item_id"
        " WHERE i.code = 'CABLE'"
    )
    assert phone is not None
    assert cables is not None
    assert sum(costs_of(*drives)) + int(phone[0]) + int(cables[1]) == 30101 + 200
    assert cables[0] == 4
    assert [cost * 10 // 10000 for cost in costs_of(*drives)] == [5, 7]
    assert all_within(unit_id(serial)) == []


def test_parts_can_be_sold_or_built_in_again(trade: Trade) -> None:
    serial, drives = computer(trade)
    apart(trade, serial, to_bin="RETURNS")
    assert bin_of(drives[0]) == "RETURNS"
    trade.sell(drives[0])
    trade.receive("DRIVE", 1)
    assert links_of_parts([unit_id(drives[0])]) == []


def test_what_is_sold_held_or_unknown_is_not_taken_apart(trade: Trade) -> None:
    serial, drives = computer(trade)
    (plain,) = trade.receive("DRIVE")
    with refused("cannot_take_apart", ("NOPE", "unknown_unit"), (drives[0], "not_in_stock"), (plain, "not_built")):
        apart(trade, "NOPE", drives[0], plain)
    with refused("wrong_bin"):
        apart(trade, serial, to_bin="SOLD")
    sale = trade.draft("SI")
    trade.scan(sale, serial)
    with refused("cannot_take_apart", (serial, "held")):
        apart(trade, serial)
    trade.post(sale)
    with refused("cannot_take_apart", (serial, "not_in_stock")):
        apart(trade, serial)
    with refused("nothing_scanned"):
        apart(trade)


def test_a_unit_that_came_back_at_another_cost_parts_into_that(trade: Trade) -> None:
    serial, drives = computer(trade)
    adjust = trade.draft("CA")
    trade.scan(adjust, serial)
    sql.execute("UPDATE documents_line SET price_minor = 100 WHERE document_id = %s", [adjust.document_id])
    trade.post(adjust)
    assert costs_of(serial) == [100]
    apart(trade, serial)
    assert sum(costs_of(*drives)) < 100


def test_taking_apart_is_reversed(trade: Trade) -> None:
    serial, drives = computer(trade)
    costs = costs_of(*drives)
    paper = apart(trade, serial)
    reverse(trade.owner, Reverse(document_id=paper, reason="mistake"))
    assert bin_of(serial) == "MAIN"
    assert costs_of(*drives) == costs
    assert len(all_within(unit_id(serial))) == 3
    apart(trade, serial)
    trade.sell(drives[0])
    paper = int(sql.scalar("SELECT max(id) FROM documents_document WHERE kind = 'TA'"))
    with refused("later_events"):
        reverse(trade.owner, Reverse(document_id=paper, reason="mistake"))


def test_the_tree_of_a_past_day_has_counted_goods_from_its_building_to_its_taking_apart(trade: Trade) -> None:
    march = [dt.datetime(2026, 3, day, 12, tzinfo=dt.UTC) for day in range(1, 8)]
    with clock.at(march[2]):
        serial, _ = computer(trade)

    def counted(moment: dt.datetime | None) -> list[str]:
        tree = as_built(unit_id(serial), moment and moment.date(), costs=True)
        return [each.item for each in tree.counted]

    with clock.at(march[4]):
        paper = apart(trade, serial)
    assert [counted(day) for day in (*march[1:6], None)] == [[], ["CABLE"], ["CABLE"], [], [], []]
    with clock.at(march[6]):
        reverse(trade.owner, Reverse(document_id=paper, reason="mistake"))
    assert counted(march[5]) == counted(None) == ["CABLE"]  # what was reversed did not happen


def test_what_was_not_linked_comes_back_as_the_units_of_the_run_that_fall_to_it_in_order(trade: Trade) -> None:
    computers(trade, ComponentAs(item="PHONE", quantity=2), ComponentAs(item="DRIVE", link="no"))
    drives, phones = trade.receive("DRIVE", 3, price_minor=1000), trade.receive("PHONE", 4, price_minor=500)
    order = ordered(trade, 2)
    trade.scan(order, *drives, exceed=True)
    started(trade, order)
    first, second = numbered(trade, order)
    linked(trade, order, second, phones[0])
    waste = Used(line_id=order.lines[2].line_id, quantity=3)
    built(trade, order, 2, used=(waste,))
    cost = costs_of(second)[0]
    done = take_apart(trade.owner, TakeApart(serials=(second,)))
    assert done.parts == f"{drives[1]}, {phones[0]}, {phones[3]}"
    assert done.unlinked == f"{drives[1]}, {phones[3]}"
    assert (done.value_minor, sum(costs_of(drives[1], phones[0], phones[3]))) == (cost, cost)
    paper = done.document_id
    with refused("cannot_take_apart", (second, "not_in_stock")):
        apart(trade, second)
    reverse(trade.owner, Reverse(document_id=paper, reason="mistake"))
    assert bin_of(drives[1]) == "CONSUMED"
    assert take_apart(trade.owner, TakeApart(serials=(first,))).parts == f"{drives[0]}, {phones[1]}–{phones[2]}"
    assert take_apart(trade.owner, TakeApart(serials=(second,))).unlinked == done.unlinked
    assert bin_of(drives[2]) == "CONSUMED"  # what was wasted


def test_an_assembly_in_an_assembly_comes_back_whole(trade: Trade) -> None:
    serial, _ = computer(trade)
    save_item(trade.owner, SaveItem(code="RACK", name="Rack", item_type="assembly"))
    save_bill(trade.owner, SaveBill(item="RACK", components=(ComponentAs(item="COMPUTER"),)))
    order = started(trade, order_work(trade.owner, OrderWork(item="RACK")), serial)
    (rack,) = numbered(trade, order)
    built(trade, order, 1, spread=True)
    assert [link.whole_id for link in all_within(unit_id(rack))] == [unit_id(rack)] + [unit_id(serial)] * 3
    with refused("cannot_take_apart", (serial, "not_in_stock")):
        apart(trade, serial)
    apart(trade, rack)
    assert bin_of(serial) == "MAIN"
    assert len(all_within(unit_id(serial))) == 3
