"""Inventory is booked to the account of the place where the goods are, and the value moves with the unit."""

import pytest
from tests.books import account_for, booked, broken, open_second_shop, standing
from tests.papers import change, commit_to, order, turn, undo
from tests.trade import Trade, one

from everyunit.base import sql
from everyunit.catalog.models import Category, Item
from everyunit.documents.detach import Detach, detach
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.places.models import Bin, DefaultBin, Location
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location


@pytest.fixture(autouse=True)
def two_shops(trade: Trade) -> None:
    """Goods in the north shop are worth on account 1310, all others on 1300."""
    open_second_shop(trade)
    account_for("1310", "inventory", "location", location("NORTH"))


def location(code: str) -> int:
    return Location.objects.get(code=code).pk


def transfer(trade: Trade, *serials: str, to: str = "N1") -> Posted:
    paper = trade.draft("ST", to_bin=to)
    trade.scan(paper, *serials)
    return trade.post(paper)


def test_a_transfer_to_another_account_takes_the_value_along(trade: Trade) -> None:
    serials = trade.receive(quantity=3, amount_minor=1000)
    posted = transfer(trade, *serials[:2])
    assert booked(posted.posting_id) == {"1300": -667, "1310": 667}
    assert standing("1300", "1310") == [333, 667]
    assert broken() == []


def test_a_transfer_inside_one_account_books_nothing(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop"))
    posted = transfer(trade, *trade.receive(), to="SHOP")
    assert one("SELECT count(*) FROM money_entry WHERE posting_id = %s", posted.posting_id) == 0


def test_a_line_sold_from_bins_of_several_locations_splits_the_credit_of_inventory(trade: Trade) -> None:
    serials = trade.receive(quantity=10, amount_minor=10000)
    transfer(trade, *serials[:3])
    posted = trade.sell(*serials)
    assert booked(posted.posting_id) == {
        "1100": 100000,
        "4000": -100000,
        "5000": 10000,
        "1300": -7000,
        "1310": -3000,
    }
    assert standing("1300", "1310") == [0, 0]


def test_goods_that_come_back_are_worth_where_they_come_in(trade: Trade) -> None:
    serials = trade.receive(quantity=1, amount_minor=1000)
    trade.sell(*serials)
    paper = trade.draft("CM", to_bin="N1")
    trade.scan(paper, *serials)
    assert booked(trade.post(paper).posting_id)["1310"] == 1000
    assert broken() == []


def test_a_receipt_into_a_bin_elsewhere_debits_the_account_there(trade: Trade) -> None:
    posted = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=2, amount_minor=999), to_bin="N1"))
    assert booked(posted.posting_id) == {"1310": 999, "2100": -999}


def test_a_dearer_invoice_reaches_each_unit_on_the_account_where_it_is_now(trade: Trade) -> None:
    receipt = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=3, amount_minor=3000)))
    serials = [serial for (serial,) in sql.rows("SELECT serial FROM stock_unit ORDER BY id")]
    transfer(trade, serials[0])
    trade.sell(serials[1])
    invoice = turn(trade, receipt, "PI")
    change(trade, invoice, price_minor=1200)
    posted = trade.post(invoice)
    assert booked(posted.posting_id) == {"1300": 200, "1310": 200, "2000": -3600, "2100": 3000, "5000": 200}
    assert broken() == []
    undo(trade, posted)
    assert standing("1300", "1310") == [1000, 1000]
    assert broken() == []


def test_a_cost_adjustment_books_each_unit_where_it_is(trade: Trade) -> None:
    serials = trade.receive(quantity=2, amount_minor=2000)
    transfer(trade, serials[0])
    paper = trade.draft("CA", NewLine(item="DRIVE", quantity=2, price_minor=1500))
    trade.scan(paper, *serials)
    posted = trade.post(paper)
    assert booked(posted.posting_id) == {"1300": 500, "1310": 500, "5300": -1000}
    undo(trade, posted)
    assert standing("1300", "1310", "5300") == [1000, 1000, 0]


def committed_in_the_north(trade: Trade) -> tuple[DraftSaved, list[str]]:
    """An order whose packing bin is in the north shop has committed two drives."""
    packing = Bin.objects.get(code="N1")
    DefaultBin.objects.update_or_create(location_id=location("HQ"), purpose="packing", defaults={"bin": packing})
    serials = trade.receive(quantity=2, amount_minor=2000)
    paper = order(trade, "SO", quantity=2)
    trade.scan(paper, *serials)
    return paper, serials


def test_committing_into_a_bin_of_another_account_moves_the_value(trade: Trade) -> None:
    committed_in_the_north(trade)
    assert standing("1300", "1310") == [0, 2000]
    assert one("SELECT memo FROM money_entry WHERE posting_id = (SELECT max(id) FROM stock_posting)") == "SO 100000"
    assert broken() == []


def test_what_an_order_lets_go_takes_its_value_back(trade: Trade) -> None:
    paper, serials = committed_in_the_north(trade)
    detach(trade.owner, Detach(document_id=paper.document_id, scans=tuple(serials)))
    assert standing("1300", "1310") == [2000, 0]
    assert broken() == []


def test_picking_for_an_order_moves_the_value_too(trade: Trade) -> None:
    committed_in_the_north(trade)
    trade.receive("PHONE", quantity=3, amount_minor=3000)
    commit_to(trade, order(trade, "SO", "PHONE", 2), 2)
    assert standing("1300", "1310") == [1000, 4000]
    assert broken() == []


def test_counted_goods_have_one_inventory_account_wherever_they_lie(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10, amount_minor=1000)))
    posted = trade.post(trade.draft("ST", NewLine(item="CABLE", quantity=4), to_bin="N1"))
    assert booked(posted.posting_id) == {}
    sold = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=2, from_bin="N1")))
    assert booked(sold.posting_id)["1300"] == -200
    assert standing("1300", "1310") == [800, 0]
    assert broken() == []


def test_the_item_goes_before_its_category_and_that_before_the_location(trade: Trade) -> None:
    top = Category.objects.create(code="STORAGE", name="Storage")
    below = Category.objects.create(code="DISKS", name="Disks", parent=top)
    Item.objects.filter(code__in=("DRIVE", "CABLE", "PHONE")).update(category=below)
    account_for("1320", "inventory", "category", top.pk)
    account_for("1330", "inventory", "item", Item.objects.get(code="PHONE").pk)
    for item in ("DRIVE", "CABLE", "PHONE"):
        trade.post(trade.draft("PR", NewLine(item=item, quantity=1, amount_minor=100), to_bin="N1"))
    assert standing("1300", "1310", "1320", "1330") == [0, 0, 200, 100]
    assert broken() == []


def test_sales_go_by_item_and_by_the_location_of_the_paper_and_debts_by_location_alone(trade: Trade) -> None:
    save_location(trade.owner, SaveLocation(code="FAR", name="Farther north", parent="NORTH"))
    account_for("1110", "receivables", "location", location("NORTH"))
    account_for("4010", "sales", "location", location("NORTH"))
    account_for("4020", "sales", "item", Item.objects.get(code="HOUR").pk)
    account_for("1120", "receivables", "item", Item.objects.get(code="HOUR").pk)
    lines = (NewLine(item="HOUR", quantity=1, price_minor=100), NewLine(item="CABLE", quantity=1, price_minor=10))
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=1, amount_minor=7)))
    posted = trade.post(trade.draft("SI", *lines, location="FAR"))
    assert booked(posted.posting_id) == {"1110": 110, "4010": -10, "4020": -100, "5000": 7, "1300": -7}


def test_a_reversal_takes_the_value_back_from_where_the_goods_are_worth_now(trade: Trade) -> None:
    serials = trade.receive(quantity=2, amount_minor=2000)
    moved = transfer(trade, serials[0])
    undo(trade, moved)
    assert standing("1300", "1310") == [2000, 0]
    sold = trade.sell(*serials)
    undo(trade, sold)
    assert standing("1300", "1310") == [2000, 0]
    assert broken() == []


def test_one_invoice_of_receipts_at_two_locations_clears_what_each_of_them_accrued(trade: Trade) -> None:
    account_for("2110", "accrued_purchases", "location", location("NORTH"))
    here = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=1, amount_minor=100)))
    there = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=1, amount_minor=70), location="NORTH"))
    assert standing("2100", "2110") == [-100, -70]
    trade.post(turn(trade, here, "PI", there))
    assert standing("2100", "2110", "2000") == [0, 0, -170]
