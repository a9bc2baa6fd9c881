"""Exchanging parts: the old one comes out, the new one goes in, in units of ours and in those of customers."""

import pytest
from tests.building import account_minor, bin_of, built, costs_of, numbered, started
from tests.trade import Trade, refused
from tests.verbs.test_take_apart import computer, unit_id

from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.swap import Exchange, Swap, swap
from everyunit.assembly.take_apart import TakeApart, take_apart
from everyunit.base import sql
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.reverse import Reverse, reverse
from everyunit.reports.part_moves import PartMoved
from everyunit.reports.unit_page import UnitPage, unit_page
from everyunit.rules.refusals import Refused
from everyunit.stock.part_links import all_within, links_of_parts


def exchange(trade: Trade, *pairs: tuple[str, str], **options: object) -> int:
    parts = tuple(Exchange(old=old, new=new) for old, new in pairs)
    return swap(trade.owner, Swap(parts=parts, **options)).document_id  # type: ignore[arg-type]


def parts_of(serial: str) -> set[int]:
    return {link.unit_id for link in all_within(unit_id(serial))}


def test_a_unit_in_stock_costs_what_its_parts_do(trade: Trade) -> None:
    serial, (faulty, other) = computer(trade)
    (new,) = trade.receive("DRIVE", price_minor=9000)
    (before,), inventory = costs_of(serial), account_minor("1300")
    exchange(trade, (faulty, new))
    assert costs_of(serial) == [before - 5000 + 9000]
    assert (bin_of(faulty), bin_of(new)) == ("DEFECTIVE", "CONSUMED")
    assert costs_of(faulty) == [5000]
    assert account_minor("1300") == inventory
    assert {unit_id(new), unit_id(other)} < parts_of(serial)
    assert links_of_parts([unit_id(faulty)]) == []


def test_in_a_customers_unit_the_difference_is_an_expense(trade: Trade) -> None:
    serial, (faulty, _) = computer(trade)
    (new,) = trade.receive("DRIVE", price_minor=9000)
    trade.sell(serial)
    (before,), inventory = costs_of(serial), account_minor("1300")
    exchange(trade, (faulty, new), to_bin="RETURNS")
    assert bin_of(faulty) == "RETURNS"
    assert costs_of(serial) == [before]
    assert account_minor("1300") == inventory - 9000 + 5000
    assert account_minor("5500") == 4000
    assert unit_id(new) in parts_of(serial)


def test_both_the_unit_and_its_parts_tell_of_it_in_their_history(trade: Trade) -> None:
    serial, (faulty, _) = computer(trade)
    (new,) = trade.receive("DRIVE")
    work = "WR 100000"
    assert told(faulty) == [(work, "built_into", serial, False)]
    assert told(serial) == []  # it was built at once, which is one event
    undone = exchange(trade, (faulty, new))
    name = "SW 100000"
    assert told(serial) == [(name, "part_in", new, False), (name, "part_out", faulty, False)]
    assert told(new) == [(name, "built_into", serial, False)]
    assert told(faulty) == [(name, "taken_out_of", serial, False), (work, "built_into", serial, False)]
    assert page(new).state == f"Built into {serial} with {name}"
    assert page(faulty).state == "In stock in DEFECTIVE"
    reverse(trade.owner, Reverse(document_id=undone, reason="mistake"))
    assert told(faulty) == [(name, "taken_out_of", serial, True), (work, "built_into", serial, False)]
    assert page(faulty).state == f"Built into {serial} with {work}"
    assert page(new).state == "In stock in MAIN"


def page(serial: str) -> UnitPage:
    found = unit_page(serial, costs=True)
    assert found is not None
    return found


def told(serial: str) -> list[tuple[str, str, str, bool]]:
    events = page(serial).timeline.events
    return [(str(each.document), each.way, each.other, each.undone) for each in events if isinstance(each, PartMoved)]


def test_a_part_of_a_part_changes_what_everything_around_it_costs(trade: Trade) -> None:

    serial, (faulty, _) = computer(trade)
    save_item(trade.owner, SaveItem(code="RACK", name="Rack", item_type="assembly"))
    save_bill(trade.owner, SaveBill(item="RACK", components=(ComponentAs(item="COMPUTER"),)))
    order = started(trade, order_work(trade.owner, OrderWork(item="RACK")), serial)
    (rack,) = numbered(trade, order)
    built(trade, order, 1, spread=True)
    (new,) = trade.receive("DRIVE", price_minor=5001)
    before = costs_of(rack, serial)
    exchange(trade, (faulty, new))
    assert costs_of(rack, serial) == [cost + 1 for cost in before]


def test_the_outermost_unit_tells_of_an_exchange_in_a_unit_within_it_while_that_is_in_it(trade: Trade) -> None:
    serial, (first, second) = computer(trade)
    for inner, outer in (("COMPUTER", "RACK"), ("RACK", "ROOM")):
        save_item(trade.owner, SaveItem(code=outer, name=outer, item_type="assembly"))
        save_bill(trade.owner, SaveBill(item=outer, components=(ComponentAs(item=inner),)))
    third, fourth, fifth = trade.receive("DRIVE", 3)
    exchange(trade, (first, third))  # before it was in anything
    wholes = [serial]
    for item in ("RACK", "ROOM"):
        order = started(trade, order_work(trade.owner, OrderWork(item=item)), wholes[-1])
        wholes += numbered(trade, order)
        built(trade, order, 1, spread=True)
    assert told(wholes[2]) == []
    undone = exchange(trade, (second, fourth))
    deep = [("SW 100001", "part_in", fourth, False), ("SW 100001", "part_out", second, False)]
    for outer in wholes[1:]:
        assert [each for each in told(outer) if each[0].startswith("SW")] == deep
        events = page(outer).timeline.events
        within = {each.within for each in events if isinstance(each, PartMoved) and each.way.startswith("part")}
        assert within == {serial}
    reverse(trade.owner, Reverse(document_id=undone, reason="mistake"))
    assert told(wholes[2]) == [(name, way, other, True) for name, way, other, _ in deep]
    take_apart(trade.owner, TakeApart(serials=(wholes[2],)))
    take_apart(trade.owner, TakeApart(serials=(wholes[1],)))
    exchange(trade, (second, fifth))  # after it came out again
    for outer in wholes[1:]:
        assert {each[0] for each in told(outer) if each[0].startswith("SW")} == {"SW 100001"}


def test_substitutes_go_in_and_nothing_else(trade: Trade) -> None:
    serial, drives = computer(trade)
    save_item(trade.owner, SaveItem(code="SSD", name="Faster drive", cost_minor=8000))
    (faster,) = trade.receive("SSD")
    (phone,) = trade.receive("PHONE")
    with refused("cannot_swap", (faster, "other_item")):
        exchange(trade, (drives[0], faster))
    components = (ComponentAs(item="DRIVE", quantity=2, substitutes=("SSD",)), ComponentAs(item="PHONE"))
    save_bill(trade.owner, SaveBill(item="COMPUTER", components=components))
    with refused("cannot_swap", (phone, "other_item")):
        exchange(trade, (drives[0], phone))
    exchange(trade, (drives[0], faster))
    assert unit_id(faster) in parts_of(serial)


def test_what_cannot_be_exchanged_is_all_named(trade: Trade) -> None:
    _, drives = computer(trade)
    plain, gone, held = trade.receive("DRIVE", 3)
    trade.sell(gone)
    trade.scan(trade.draft("SI"), held)
    with refused("cannot_swap", (plain, "not_built_in"), (gone, "not_in_stock")):
        exchange(trade, (plain, gone))
    with refused("cannot_swap", (held, "held")):
        exchange(trade, (drives[0], held))
    with refused("cannot_swap", ("NOPE", "unknown_unit")):
        exchange(trade, (drives[0], "NOPE"))
    with refused("cannot_swap", (plain, "named_twice")):
        exchange(trade, (drives[0], plain), (drives[1], plain))
    with refused("nothing_scanned"):
        exchange(trade)
    with refused("wrong_bin"):
        exchange(trade, (drives[0], plain), to_bin="SOLD")


def test_an_exchange_is_reversed_and_the_history_is_kept(trade: Trade) -> None:
    serial, (faulty, _) = computer(trade)
    (new,) = trade.receive("DRIVE", price_minor=9000)
    before = costs_of(serial)
    paper = exchange(trade, (faulty, new))
    reverse(trade.owner, Reverse(document_id=paper, reason="mistake"))
    assert costs_of(serial) == before
    assert unit_id(faulty) in parts_of(serial)
    assert bin_of(new) == "MAIN"
    exchange(trade, (faulty, new))
    take_apart(trade.owner, TakeApart(serials=(serial,)))
    assert bin_of(new) == "MAIN"
    assert sql.scalar("SELECT count(*) FROM stock_partlink") == 5


def test_a_unit_worth_less_than_its_part_never_costs_less_than_nothing(trade: Trade) -> None:
    serial, (faulty, _) = computer(trade)
    adjust = trade.draft("CA")
    trade.scan(adjust, serial)
    sql.execute("UPDATE documents_line SET price_minor = 100 WHERE document_id = %s", [adjust.document_id])
    trade.post(adjust)
    (new,) = trade.receive("DRIVE", price_minor=9000)
    exchange(trade, (faulty, new))
    assert costs_of(faulty, serial) == [100, 9000]


def test_a_part_is_named_by_its_makers_number_too(trade: Trade) -> None:
    serial, (faulty, _) = computer(trade)
    (new,) = trade.receive("DRIVE", maker_numbers=("M-9",))
    sql.execute("UPDATE stock_unit SET maker_serial = 'M-1' WHERE serial = %s", [faulty])
    done = swap(trade.owner, Swap(parts=(Exchange(old="M-1", new="M-9"),), whole=serial))
    assert done.exchanged == (Exchange(old=faulty, new=new),)
    assert unit_id(new) in parts_of(serial)


def test_a_makers_number_that_several_have_is_refused_with_them_and_so_is_a_part_of_another_unit(trade: Trade) -> None:
    serial, (faulty, other) = computer(trade)
    twins = trade.receive("DRIVE", 2, maker_numbers=("M-9", "M-9"))
    before = parts_of(serial)
    with pytest.raises(Refused) as raised:
        exchange(trade, (faulty, "M-9"))
    assert raised.value.offenders[0].message == f"2 units have it: {twins[0]}, {twins[1]}. Scan the serial number."
    (alone,) = trade.receive("DRIVE")
    wrong = ((faulty, "not_in_unit"), (other, "not_in_unit"), ("M-9", "ambiguous"), ("NOPE", "unknown_unit"))
    with refused("cannot_swap", *wrong):
        swap(
            trade.owner,
            Swap(parts=(Exchange(old=faulty, new="M-9"), Exchange(old=other, new="NOPE")), whole=alone),
        )
    assert parts_of(serial) == before


def test_no_other_paper_takes_a_part_out(trade: Trade) -> None:
    serial, drives = computer(trade)
    transfer = trade.draft("ST", to_bin="SOLD")
    scanned = trade.scan(transfer, *drives)
    assert {entry.code for entry in scanned.entries} == {"built_in"}
    assert serial in scanned.entries[0].message
    take_apart(trade.owner, TakeApart(serials=(serial,)))
    assert trade.scan(trade.draft("ST", to_bin="RETURNS"), *drives).counts == {"added": 2}
