"""Files that create items put them into the categories that their rows name."""

import pytest
from tests.books import account_for, standing
from tests.trade import Trade, assert_nothing_changed

from everyunit.books.save_category import SaveCategory, save_category
from everyunit.catalog.models import Category, Item
from everyunit.exchange.opening_import import OpeningOptions, import_opening_file
from everyunit.exchange.past_sales import SalesOptions
from everyunit.exchange.receipt_import import NotImported, ReceiptOptions, import_receipt_file
from everyunit.exchange.sales_import import import_sales_file

OPENING = "item,quantity,cost,category\nLAMP,5,2.00,LIGHT\nROPE,10,0.50,\nLAMP,1,2.00,\nDRIVE,1,9.00,LIGHT\n"


@pytest.fixture(autouse=True)
def light(trade: Trade) -> None:
    save_category(trade.owner, SaveCategory(code="LIGHT", name="Light"))


def in_light() -> list[str]:
    return sorted(Item.objects.filter(category__code="LIGHT").values_list("code", flat=True))


def test_opening_stock_creates_items_in_their_categories_and_books_it_there(trade: Trade) -> None:
    account_for("1310", "inventory", "category", Category.objects.get(code="LIGHT").pk)
    import_opening_file(trade.owner, "x.csv", OPENING.encode(), OpeningOptions(create_items=True))
    assert in_light() == ["LAMP"]
    assert standing("1310", "1300") == [1200, 1400]


def test_a_receipt_creates_items_in_their_categories(trade: Trade) -> None:
    text = "item,quantity,cost,product category\nLAMP,5,2.00,LIGHT\nROPE,10,0.50,\n"
    import_receipt_file(trade.owner, "x.csv", text.encode(), ReceiptOptions(vendor="V1", create_items=True))
    assert in_light() == ["LAMP"]


def test_past_sales_create_items_in_their_categories(trade: Trade) -> None:
    text = "invoice,item,quantity,price,date,kind\n1,LAMP,1,4.00,2025-12-01,LIGHT\n1,ROPE,1,1.00,2025-12-01,\n"
    options = SalesOptions(create_items=True, create_parties=True, tracking="quantity", columns={"category": "kind"})
    import_sales_file(trade.owner, text.encode(), options)
    assert in_light() == ["LAMP"]


def test_unknown_categories_are_named_with_their_rows_and_nothing_is_created(trade: Trade) -> None:
    text = "item,quantity,cost,category\nLAMP,5,2.00,LIHGT\nROPE,10,0.50,ROPES\n"
    with assert_nothing_changed(), pytest.raises(NotImported) as caught:
        import_opening_file(trade.owner, "x.csv", text.encode(), OpeningOptions(create_items=True))
    assert [(each.row, each.code) for each in caught.value.problems] == [
        (2, "unknown_category"),
        (3, "unknown_category"),
    ]
    options = OpeningOptions(create_items=True, columns={"category": ""})
    import_opening_file(trade.owner, "x.csv", text.encode(), options)
    assert in_light() == []


def test_the_category_of_an_item_that_exists_stays(trade: Trade) -> None:
    text = "item,quantity,cost,category\nDRIVE,1,9.00,NONSENSE\n"
    import_opening_file(trade.owner, "x.csv", text.encode(), OpeningOptions(create_items=True))
    assert Item.objects.get(code="DRIVE").category is None
