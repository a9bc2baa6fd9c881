"""Opening stock and the sales of the past come in from files, as they were and never twice."""

import datetime as dt

import pytest
from tests.trade import Trade

from everyunit.base import sql
from everyunit.catalog.models import Item
from everyunit.documents.models import Document
from everyunit.exchange.opening_import import OpeningOptions, import_opening_file
from everyunit.exchange.past_sales import SalesOptions
from everyunit.exchange.receipt_import import NotImported
from everyunit.exchange.sales_import import SalesImported, import_sales_file
from everyunit.exchange.sales_opening import opening_for_sales
from everyunit.reports.verify import verify

OPENING = "item,quantity,cost\nLAMP,5,2.00\nROPE,10,0.50\n"
SALES = """invoice,item,quantity,price,date,customer,description
500,LAMP,3,4.00,2025-12-01 08:26,17,Lamp
500,ROPE,2,1.25,2025-12-01 08:26,17,Rope
501,LAMP,1,4.00,2025-12-02 10:00,,Lamp
C502,LAMP,-4,4.00,2025-12-03 10:00,17,Lamp
"""


def opening(trade: Trade, text: str, **options: object):
    return import_opening_file(trade.owner, "opening.csv", text.encode(), OpeningOptions(**options))


def sales(trade: Trade, text: str, **options: object) -> SalesImported:
    chosen = {"create_items": True, "create_parties": True, **options}
    return import_sales_file(trade.owner, text.encode(), SalesOptions(**chosen))


@pytest.mark.parametrize("tracking", ["serialized", "auto_serialized", "quantity"])
def test_a_trade_of_the_past_goes_in_and_the_books_are_sound(trade: Trade, tracking: str) -> None:
    began = opening(trade, OPENING, create_items=True, tracking=tracking)
    assert (began.units + began.quantity, began.value_minor) == (15, 1500)
    done = sales(trade, SALES)
    assert (done.documents, done.units_sold, done.units_returned, done.errors) == (3, 6, 4, [])
    assert (done.sales_minor, done.returns_minor) == (1850, 1600)
    assert done.units_generated == (1 if tracking != "quantity" else 0)
    assert verify().sound


def test_papers_keep_their_date_and_their_number_as_reference(trade: Trade) -> None:
    opening(trade, OPENING, create_items=True)
    sales(trade, SALES)
    paper = Document.objects.get(reference="501")
    assert (paper.kind, paper.date, paper.party.code) == ("SI", dt.date(2025, 12, 2), "CASH")


def test_a_return_takes_back_the_very_units_that_the_customer_bought(trade: Trade) -> None:
    opening(trade, OPENING, create_items=True)
    sales(trade, SALES)
    back = sql.rows(
        "SELECT u.serial, u.step FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id AND b.code = 'RETURNS'"
        " ORDER BY u.id"
    )
    assert [step for _, step in back] == [3, 3, 3, 1]


def test_the_same_file_again_changes_nothing(trade: Trade) -> None:
    opening(trade, OPENING, create_items=True)
    assert opening(trade, OPENING).already_imported
    first = sales(trade, SALES)
    before = sql.scalar("SELECT count(*) FROM stock_posting")
    again = sales(trade, SALES)
    assert sql.scalar("SELECT count(*) FROM stock_posting") == before
    assert (again.documents, again.sales_minor, again.errors) == (first.documents, first.sales_minor, [])


def test_an_invoice_that_cannot_be_posted_is_reported_and_the_others_go_in(trade: Trade) -> None:
    opening(trade, "item,quantity,cost\nLAMP,1,2.00\n", create_items=True)
    done = sales(trade, SALES)
    assert [(each.row, each.code) for each in done.errors] == [(2, "too_few_units")]
    assert (done.documents, done.units_sold) == (2, 1)
    assert verify().sound


def test_every_problem_of_the_file_is_told_and_nothing_goes_in(trade: Trade) -> None:
    bad = SALES + "503,LAMP,0,4.00,2025-12-03,17,\n503,,1,x,2025-12-03,17,\n504,LAMP,1,1.00,yesterday,17,\n"
    before = sql.scalar("SELECT count(*) FROM documents_document")
    with pytest.raises(NotImported) as refused:
        sales(trade, bad)
    assert [(each.row, each.code) for each in refused.value.problems] == [
        (6, "bad_quantity"),
        (7, "bad_price"),
        (7, "empty_item"),
        (8, "bad_date"),
    ]
    assert sql.scalar("SELECT count(*) FROM documents_document") == before


def test_unknown_items_and_customers_are_told_unless_they_may_be_created(trade: Trade) -> None:
    with pytest.raises(NotImported) as refused:
        sales(trade, SALES, create_items=False, create_parties=False)
    assert {each.code for each in refused.value.problems} == {"unknown_item", "unknown_party"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("quantity,cost\n1,2\n", "missing_column"),
        ("item,quantity\nNOPE,1\n", "unknown_item"),
        ("item,quantity\nHOUR,1\n", "not_inventoried"),
        ("item,quantity,bin\nDRIVE,1,NOWHERE\n", "unknown_bin"),
        ("item,quantity,bin\nDRIVE,1,SOLD\n", "wrong_bin"),
        ("item,serial\nCABLE,X1\n", "item_has_no_units"),
        ("item,quantity,cost\nDRIVE,1,1.23E+4\n", "bad_cost"),
    ],
)
def test_an_opening_that_cannot_be_taken_is_refused_whole(trade: Trade, text: str, code: str) -> None:
    with pytest.raises(NotImported) as refused:
        opening(trade, text)
    assert code in {each.code for each in refused.value.problems}
    assert sql.scalar("SELECT count(*) FROM stock_unit") == 0
    assert sql.scalar("SELECT count(*) FROM documents_document") == 0


def test_an_opening_names_bins_and_makers_numbers(trade: Trade) -> None:
    done = opening(trade, "item,serial,bin,cost\nDRIVE,MK1,MAIN,5\nDRIVE,MK2,RETURNS,5\n")
    assert (done.documents, done.units) == (2, 2)
    assert sql.rows(
        "SELECT u.maker_serial, b.code FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id ORDER BY u.id"
    ) == [("MK1", "MAIN"), ("MK2", "RETURNS")]


def test_the_opening_stock_is_derived_from_what_was_sold(trade: Trade) -> None:
    derived = opening_for_sales(SALES.encode(), SalesOptions(), cost_percent=50)
    assert derived.text == "item,description,quantity,cost\nLAMP,Lamp,4,2.00\nROPE,Rope,2,0.63\n"
    assert (derived.items, derived.pieces) == (2, 6)
    opening(trade, derived.text, create_items=True)
    assert Item.objects.get(code="LAMP").name == "Lamp"
    done = sales(trade, SALES)
    assert (done.units_sold, done.errors) == (6, [])
    assert sql.scalar("SELECT sum(quantity) FROM stock_balance WHERE owned") == 4  # what came back
    assert verify().sound


def test_what_is_not_kept_in_stock_needs_no_opening_and_a_cost_may_be_left_to_the_item(trade: Trade) -> None:
    more = SALES + "503,HOUR,1,80.00,2025-12-03,17,An hour\n503,DRIVE,2,90.00,2025-12-03,17,\n"
    derived = opening_for_sales(more.encode(), SalesOptions())
    assert derived.text.splitlines()[1:] == ["LAMP,Lamp,4,", "ROPE,Rope,2,", "DRIVE,DRIVE,2,"]
    opening(trade, derived.text, create_items=True)
    assert sql.rows(
        "SELECT DISTINCT u.cost_minor FROM stock_unit u JOIN catalog_item i ON i.id = u.item_id WHERE i.code = 'DRIVE'"
    ) == [(6000,)]


def test_no_opening_is_derived_from_a_file_with_mistakes(trade: Trade) -> None:
    with pytest.raises(NotImported) as refused:
        opening_for_sales((SALES + "503,LAMP,0,4.00,2025-12-03,17,\n").encode(), SalesOptions())
    assert [(each.row, each.code) for each in refused.value.problems] == [(6, "bad_quantity")]
