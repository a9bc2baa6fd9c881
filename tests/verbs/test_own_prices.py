"""What a new line costs where nobody says it: the customer's list, the vendor's price, the last cost, the usual one."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.papers import change, undo
from tests.trade import Trade, fates, one, refused

from everyunit.documents.drafts import DraftSaved
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.documents.own_prices import COST_SOURCES, Ask
from everyunit.prices.assign_price_list import AssignPriceList, assign_price_list
from everyunit.prices.choosing import Wanted
from everyunit.prices.save_price_list import PriceOf, SavePriceList, save_price_list
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from everyunit.rules.prices import Break


@pytest.fixture
def priced(trade: Trade) -> Trade:
    """V1 sells drives at 55.00, from ten on at 50.00; C1 pays 90.00 for a drive, from ten on 80.00."""
    drive = VendorItemAs(vendor="V1", item="DRIVE", part_number="V1-D", prices=(Break(1, 5500), Break(10, 5000)))
    save_vendor_items(trade.owner, SaveVendorItems(items=(drive,)))
    entries = (PriceOf(item="DRIVE", price_minor=9000), PriceOf(item="DRIVE", price_minor=8000, minimum=10))
    save_price_list(trade.owner, SavePriceList(code="TRADE", name="Trade", entries=entries))
    assign_price_list(trade.owner, AssignPriceList(customers=("C1",), price_list="TRADE"))
    return trade


def prices(paper: DraftSaved) -> list[int]:
    return [line.price_minor for line in paper.lines]


@pytest.mark.parametrize("kind", ["PQ", "PO", "PR", "PI"])
def test_a_line_on_a_vendors_paper_gets_the_vendors_price_at_its_quantity(priced: Trade, kind: str) -> None:
    lines = (NewLine(item="DRIVE", quantity=9), NewLine(item="DRIVE", quantity=10), NewLine(item="CABLE", quantity=1))
    assert prices(priced.draft(kind, *lines)) == [5500, 5000, 200]
    assert prices(priced.draft(kind, *lines, party="V2")) == [6000, 6000, 200]


@pytest.mark.parametrize("kind", ["SQ", "SO", "SI"])
def test_a_line_on_a_customers_paper_gets_his_list_price_at_its_quantity(priced: Trade, kind: str) -> None:
    lines = (NewLine(item="DRIVE", quantity=9), NewLine(item="DRIVE", quantity=10), NewLine(item="HOUR", quantity=1))
    assert prices(priced.draft(kind, *lines)) == [9000, 8000, 8000]
    assert prices(priced.draft(kind, *lines, party="C2")) == [10000, 10000, 8000]


def test_a_price_that_is_named_holds(priced: Trade) -> None:
    assert prices(priced.draft("SI", NewLine(item="DRIVE", quantity=1, price_minor=1))) == [1]
    assert prices(priced.draft("PR", NewLine(item="DRIVE", quantity=3, amount_minor=10))) == [3]


def test_the_list_holds_on_the_day_of_the_paper(priced: Trade) -> None:
    day = dt.date(2026, 5, 4)
    sale = SavePriceList(
        code="SALE",
        name="Sale",
        valid_from=day,
        valid_to=day,
        is_default=True,
        entries=(PriceOf(item="DRIVE", price_minor=7000),),
    )
    save_price_list(priced.owner, sale)
    line = NewLine(item="DRIVE", quantity=1)
    assert prices(priced.draft("SI", line, party="C2", date=day)) == [7000]
    assert prices(priced.draft("SI", line, party="C2", date=day + dt.timedelta(days=1))) == [10000]


def test_a_line_keeps_its_price_when_its_quantity_changes_unless_the_clerk_asks(priced: Trade) -> None:
    paper = priced.draft("SI", NewLine(item="DRIVE", quantity=1))
    assert prices(change(priced, paper, quantity=10)) == [9000]
    assert prices(change(priced, paper, own_price=True)) == [8000]
    assert prices(change(priced, paper, quantity=2, own_price=True)) == [9000]
    assert prices(change(priced, paper, quantity=20, price_minor=1)) == [1]


def test_units_that_are_scanned_begin_a_line_at_the_price_for_as_many(priced: Trade) -> None:
    serials = priced.receive(quantity=11)
    paper = priced.draft("SI")
    assert priced.scan(paper, *serials[:10]).lines[0].price_minor == 8000
    single = priced.draft("SI")
    assert priced.scan(single, serials[10]).lines[0].price_minor == 9000


def test_a_counted_item_that_is_scanned_gets_the_price_too(priced: Trade) -> None:
    save_price_list(
        priced.owner, SavePriceList(code="TRADE", name="Trade", entries=(PriceOf(item="CABLE", price_minor=350),))
    )
    assert priced.scan(priced.draft("SI"), "CABLE").lines[0].price_minor == 350


def test_a_vendors_part_number_is_scanned_as_the_item_on_his_papers_only(priced: Trade) -> None:
    paper = priced.draft("PR")
    scanned = priced.scan(paper, "V1-D", "MAKER-1")
    assert fates(scanned) == [("V1-D", "added", ""), ("MAKER-1", "assigned", "")]
    assert [(line.item, line.price_minor, line.attached) for line in scanned.lines] == [("DRIVE", 5500, 1)]
    assert fates(priced.scan(priced.draft("PR", party="V2"), "V1-D")) == [("V1-D", "skipped", "no_line")]
    assert prices(priced.draft("PO", NewLine(item="V1-D", quantity=1))) == [5500]
    with refused("unknown_item", ("V1-D", "unknown_item")):
        priced.draft("SO", NewLine(item="V1-D", quantity=1))


def test_a_code_comes_before_a_vendors_part_number(priced: Trade) -> None:
    cable = VendorItemAs(vendor="V1", item="CABLE", part_number="PHONE")
    save_vendor_items(priced.owner, SaveVendorItems(items=(cable,)))
    assert priced.draft("PO", NewLine(item="PHONE", quantity=1)).lines[0].item == "PHONE"
    assert priced.scan(priced.draft("PR"), "PHONE").lines[0].item == "PHONE"


@pytest.mark.parametrize("kind", ["DQ", "DO", "DM"])
def test_what_goes_back_to_a_vendor_goes_at_its_last_cost(priced: Trade, kind: str) -> None:
    line = NewLine(item="DRIVE", quantity=1)
    assert prices(priced.draft(kind, line)) == [6000]
    priced.receive(quantity=2, price_minor=4100)
    priced.receive(quantity=3, amount_minor=12900)
    assert prices(priced.draft(kind, line)) == [4300]


def found(trade: Trade, source: str, vendor: str = "V1") -> int | None:
    vendor_id, item_id = (
        one("SELECT id FROM parties_party WHERE code = %s", vendor),
        one("SELECT id FROM catalog_item WHERE code = 'DRIVE'"),
    )
    ask = Ask(int(str(vendor_id)), "EUR", dt.date(2026, 5, 4), (Wanted(int(str(item_id)), 1),))
    return COST_SOURCES[source](ask)[0]


def test_each_source_of_costs_says_what_it_knows(priced: Trade) -> None:
    sources = ("vendor_standard", "vendor_last", "item_last", "item_average", "none")
    assert [found(priced, source) for source in sources] == [5500, None, None, None, 0]
    priced.post(priced.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=4000)))
    priced.post(priced.draft("PR", NewLine(item="DRIVE", quantity=3, price_minor=6000), party="V2"))
    assert [found(priced, source) for source in sources] == [5500, 4000, 6000, 5500, 0]
    assert [found(priced, source, "V2") for source in sources] == [None, 6000, 6000, 5500, 0]


def test_a_receipt_that_was_reversed_is_nothings_last_cost(priced: Trade) -> None:
    priced.receive(price_minor=4000)
    mistaken = priced.post(priced.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=9999)))
    undo(priced, mistaken)
    assert found(priced, "item_last") == 4000


def test_the_last_cost_is_that_of_what_came_last_not_of_what_was_begun_last(priced: Trade) -> None:
    begun_first = priced.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=4000))
    priced.receive(price_minor=5000)
    assert found(priced, "item_last") == 5000
    priced.post(begun_first)
    assert found(priced, "item_last") == 4000


def test_an_order_that_is_not_delivered_is_nothings_last_cost(priced: Trade) -> None:
    priced.draft("PO", NewLine(item="DRIVE", quantity=1, price_minor=1))
    priced.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=2))
    assert found(priced, "item_last") is None
    assert Document.objects.count() == 2
