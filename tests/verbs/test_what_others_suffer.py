"""What goes wrong for users of other programs with orders, returns and late costs, and may not go wrong here."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import UniqueConstraint
from tests.building import built, computers, linked, numbered, ordered, started, stocked
from tests.papers import account, change, close_to, commit_to, freight, order, status_of, turn, undo
from tests.trade import Trade, bin_of, cost_of, entry, fates, holds, in_bin, one

from everyunit.base import clock, sql
from everyunit.documents.detach import Detach, detach
from everyunit.documents.header import Header
from everyunit.documents.new_lines import NewLine
from everyunit.reports.unit_page import unit_page
from everyunit.reports.verify import verify


def test_one_unit_is_never_promised_on_two_orders(trade: Trade) -> None:
    (serial,) = trade.receive()
    first = order(trade, "SO")
    trade.scan(first, serial)
    for kind in ("SO", "DO", "SI", "DM", "ST"):
        party = {"S": "C1", "D": "V1"}[kind[0]] if kind != "ST" else None
        paper = trade.draft(kind, party=party)
        scanned = trade.scan(paper, serial)
        assert fates(scanned) == [(serial, "skipped", "held")]
        assert scanned.entries[0].holder == f"SO {first.number}"
    assert holds() == {serial: f"SO {first.number}"}


def test_a_dead_order_holds_no_unit(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = order(trade, "SO")
    trade.scan(paper, serial)
    close_to(trade, paper)
    trade.sell(serial, party="C2")
    assert bin_of(serial) == "SOLD"


def test_a_unit_that_is_only_ordered_is_not_promised_to_a_customer(trade: Trade) -> None:
    expected = order(trade, "PO")
    commit_to(trade, expected, 1)
    entry_ = trade.scan(order(trade, "SO"), "100000").entries[0]
    assert (entry_.code, entry_.holder) == ("held", f"PO {expected.number}")
    close_to(trade, expected)
    assert fates(trade.scan(order(trade, "SO"), "100000")) == [("100000", "skipped", "not_with_us")]


def test_a_number_scanned_twice_into_a_purchase_order_or_invoice_counts_once(trade: Trade) -> None:
    for kind in ("PO", "PI"):
        paper = order(trade, kind, quantity=2)
        scanned = trade.scan(paper, f"{kind}-1", f"{kind}-1")
        assert fates(scanned) == [(f"{kind}-1", "assigned", ""), (f"{kind}-1", "skipped", "repeated")]


def test_the_cost_of_sale_is_of_the_units_shipped_not_of_those_that_came_first(trade: Trade) -> None:
    serials = [trade.receive(price_minor=price)[0] for price in (1000, 2000, 4000)]
    paper = order(trade, "SO", quantity=2)
    trade.scan(paper, serials[0], serials[2])
    posted = trade.post(turn(trade, paper, "SI"))
    assert entry(posted.posting_id)["cost_of_goods_sold"] == 5000


def test_the_cost_of_a_unit_that_is_no_longer_on_the_invoice_is_not_used(trade: Trade) -> None:
    dear, cheap = [trade.receive(price_minor=price)[0] for price in (9000, 1000)]
    paper = order(trade, "SO")
    trade.scan(paper, dear)
    invoice = turn(trade, paper, "SI")
    detach(trade.owner, Detach(document_id=invoice.document_id, scans=(dear,)))
    trade.scan(invoice, cheap)
    assert entry(trade.post(invoice).posting_id)["cost_of_goods_sold"] == 1000
    assert account("inventory") == 9000


def test_freight_finds_a_unit_that_was_moved_promised_and_packed(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2, price_minor=6000))
    trade.post(receipt)
    moving = trade.draft("ST", to_bin="RETURNS")
    trade.scan(moving, "100000")
    trade.post(moving)
    trade.scan(order(trade, "SO"), "100001")
    trade.post(trade.draft("PI", freight(trade, 500), party="V2", source_id=receipt.document_id))
    assert (cost_of("100000"), cost_of("100001"), account("inventory")) == (6250, 6250, 12500)


def test_freight_finds_a_unit_that_was_sold_and_came_back(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=6000))
    trade.post(receipt)
    trade.sell("100000")
    trade.take_back("100000")
    before = account("cost_of_goods_sold")
    trade.post(trade.draft("PI", freight(trade, 500), party="V2", source_id=receipt.document_id))
    assert (cost_of("100000"), account("inventory")) == (6500, 6500)
    assert account("cost_of_goods_sold") == before


def test_one_unit_returned_leaves_the_others_to_be_returned(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    sale = trade.sell(*serials)
    rma = turn(trade, sale, "CO", wanted=1)
    trade.scan(rma, serials[1])
    trade.post(turn(trade, rma, "CM"))
    assert status_of(rma) == "closed"
    rest = turn(trade, sale, "CO")
    assert [line.quantity for line in rest.lines] == [2]
    assert fates(trade.scan(rest, *serials)) == [
        (serials[0], "assigned", ""),
        (serials[1], "skipped", "goes_out"),  # it is ours again: that would sell it
        (serials[2], "assigned", ""),
    ]


def test_a_refused_return_can_be_announced_again_and_stays_the_customers(trade: Trade) -> None:
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    rma = turn(trade, sale, "CO")
    trade.scan(rma, serial)
    close_to(trade, rma)
    assert (bin_of(serial), account("inventory")) == ("REFUSED", 0)
    again = turn(trade, sale, "CO")
    assert fates(trade.scan(again, serial)) == [(serial, "assigned", "was_refused")]


def test_a_reversed_vendor_return_brings_the_very_unit_back_into_stock(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = order(trade, "DO")
    trade.scan(paper, serial)
    memo = turn(trade, paper, "DM")
    change(trade, memo, price_minor=1000)
    trade.post(memo)
    undo(trade, memo)
    assert (bin_of(serial), account("inventory"), account("purchase_returns")) == ("TO-VENDOR", 6000, 0)
    assert holds() == {serial: f"DO {paper.number}"}
    assert one("SELECT count(*) FROM stock_unit") == 1


def test_a_number_that_comes_again_leaves_the_unit_that_was_sold_alone(trade: Trade) -> None:
    """The maker's number of a unit that a customer has is received once more: another unit, and the first keeps all."""
    (first,) = trade.receive(maker_numbers=("MK-1",), quantity=1, price_minor=1000)
    trade.sell(first, party="C2")
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=9000))
    assert fates(trade.scan(receipt, "MK-1")) == [("MK-1", "assigned", "")]
    trade.post(receipt)
    page = unit_page(first, costs=True)
    assert page is not None
    assert page.unit.customer is not None
    assert (page.unit.customer.code, page.unit.generated_in.number, page.unit.cost_minor) == ("C2", "100000", 1000)
    assert (bin_of(first), bin_of("100001"), cost_of("100001")) == ("SOLD", "MAIN", 9000)
    posted = trade.sell("100001")
    assert entry(posted.posting_id)["cost_of_goods_sold"] == 9000


def test_a_unit_is_in_one_place_and_on_one_move_at_a_time(trade: Trade) -> None:
    (serial,) = trade.receive()
    first, second = trade.draft("ST", to_bin="RETURNS"), trade.draft("ST", to_bin="PACKING")
    trade.scan(first, serial)
    assert fates(trade.scan(second, serial)) == [(serial, "skipped", "held")]
    trade.post(first)
    trade.scan(second, serial)
    trade.post(second)
    assert (bin_of(serial), in_bin("DRIVE", "RETURNS"), in_bin("DRIVE", "PACKING")) == ("PACKING", 0, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        sql.execute(
            "INSERT INTO stock_unit (id, home, serial, maker_serial, item_id, bin_id, step, cost_minor, entered_at,"
            " generated_in_id, origin_bin_id, note) SELECT id + 5, home, serial, maker_serial, item_id, bin_id, step,"
            " cost_minor, entered_at, generated_in_id, origin_bin_id, note FROM stock_unit"
        )


def test_no_column_of_a_unique_key_may_be_empty_unless_another_key_is_for_just_that() -> None:
    """Where it may, two rows with nothing in it are not alike, and the key is void."""
    void = []
    for model in apps.get_models():
        keys = [each for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
        conditions = {child for key in keys if key.condition is not None for child in key.condition.children}
        void += [
            f"{model.__name__}.{name}"
            for key in keys
            if model.__module__.startswith("everyunit.") and key.condition is None
            for name in key.fields
            if model._meta.get_field(name).null and not conditions & {(f"{name}__isnull", True), (name, None)}
        ]
    assert void == []


def test_a_unit_keeps_its_cost_through_every_move_and_a_move_that_is_undone(trade: Trade) -> None:
    cheap, dear = trade.receive(price_minor=1000)[0], trade.receive(price_minor=9000)[0]
    moves = []
    for target in ("RETURNS", "PACKING"):
        move = trade.draft("ST", to_bin=target)
        trade.scan(move, cheap, dear)
        trade.post(move)
        moves.append(move)
    assert (cost_of(cheap), cost_of(dear), account("inventory")) == (1000, 9000, 10000)
    undo(trade, moves[1])
    assert (bin_of(cheap), bin_of(dear), cost_of(dear)) == ("RETURNS", "RETURNS", 9000)


def test_a_returned_unit_is_sold_again_and_again_and_every_sale_stays_on_record(trade: Trade) -> None:
    (serial,) = trade.receive()
    for party in ("C1", "C2", "C1"):
        trade.sell(serial, party=party)
        trade.take_back(serial, party=party)
    trade.sell(serial, party="C2")
    page = unit_page(serial, costs=False)
    assert page is not None
    sales = [each.document_name.code for each in page.timeline.events if getattr(each, "to_bin", "") == "SOLD"]
    assert sales == ["C2", "C1", "C2", "C1"]
    assert one("SELECT count(*) FROM stock_unit") == 1


def test_a_unit_whose_cost_was_put_right_is_sold_at_the_right_cost(trade: Trade) -> None:
    (serial,) = trade.receive()
    right = trade.draft("CA", NewLine(item="DRIVE", quantity=1, price_minor=4200))
    trade.scan(right, serial)
    trade.post(right)
    assert entry(trade.sell(serial).posting_id)["cost_of_goods_sold"] == 4200


def test_a_credit_of_one_unit_takes_that_one_and_offers_the_others_only(trade: Trade) -> None:
    serials = trade.receive("PHONE", quantity=2)
    sale = trade.sell(*serials)
    memo = turn(trade, sale, "CM", wanted=1)
    trade.scan(memo, serials[1])
    trade.post(memo)
    assert (bin_of(serials[0]), bin_of(serials[1])) == ("SOLD", "RETURNS")
    rest = turn(trade, sale, "CM")
    assert [line.quantity for line in rest.lines] == [1]


def test_a_unit_that_the_vendor_got_back_and_sends_again_is_the_same_unit(trade: Trade) -> None:
    (serial,) = trade.receive()
    memo = trade.draft("DM", party="V1")
    trade.scan(memo, serial)
    trade.post(memo)
    back = trade.draft("DM", NewLine(item="HOUR", quantity=1, price_minor=6000), party="V1")
    trade.scan(back, serial)
    trade.post(back)
    assert (bin_of(serial), cost_of(serial)) == ("MAIN", 6000)
    assert trade.sell(serial).units == 1


def test_a_unit_that_was_written_off_and_found_again_is_sold(trade: Trade) -> None:
    (serial,) = trade.receive()
    lost = trade.draft("IA", header=Header(reason="LOST"))
    trade.scan(lost, serial)
    trade.post(lost)
    found = trade.draft("IA", header=Header(reason="FOUND"))
    trade.scan(found, serial)
    trade.post(found)
    trade.sell(serial)
    assert (bin_of(serial), cost_of(serial)) == ("SOLD", 6000)


def test_goods_that_come_back_though_we_never_sold_them_raise_no_alarm(trade: Trade) -> None:
    memo = trade.draft("CM", NewLine(item="CABLE", quantity=3))
    trade.post(memo)
    assert (in_bin("CABLE", "SOLD"), in_bin("CABLE", "RETURNS")) == (-3, 3)
    assert [truth.name for truth in verify().truths if truth.broken] == []
    sale = trade.draft("SI", NewLine(item="CABLE", quantity=3), from_bin="RETURNS")
    trade.post(sale)
    assert (in_bin("CABLE", "SOLD"), in_bin("CABLE", "RETURNS")) == (0, 0)


def test_one_part_is_never_built_into_two_units(trade: Trade) -> None:
    computers(trade)
    drives = stocked(trade, drives=6)
    one_order, other = ordered(trade, 1), ordered(trade, 1)
    started(trade, one_order, *drives[:2])
    assert fates(trade.scan(other, drives[0])) == [(drives[0], "skipped", "held")]
    (computer,) = numbered(trade, one_order)
    linked(trade, one_order, computer, *drives[:2])
    built(trade, one_order, 1)
    assert fates(trade.scan(other, drives[0])) == [(drives[0], "skipped", "built_in")]


def test_a_late_entry_takes_units_that_were_there_on_its_day(trade: Trade) -> None:
    today = clock.today()
    week, month = today - timedelta(days=7), today - timedelta(days=30)
    for day in (week, month):  # what came first was entered last
        trade.post(trade.draft("PR", NewLine(item="PHONE", quantity=1), date=day))
    late = trade.draft("SI", NewLine(item="PHONE", quantity=1), date=today - timedelta(days=14))
    trade.post(late)
    assert (bin_of("100000"), bin_of("100001")) == ("MAIN", "SOLD")
