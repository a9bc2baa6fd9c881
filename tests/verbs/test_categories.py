"""Categories: a small tree of items; whoever moves in it takes what is worth on an account along."""

import pytest
from tests.books import account_for, booked, broken, standing
from tests.trade import Trade, one, refused

from everyunit.base.operation import Actor
from everyunit.books.categorize import Categorize, categorize
from everyunit.books.save_category import CategorySaved, SaveCategory, save_category
from everyunit.catalog.models import Category, Item
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.new_lines import NewLine
from everyunit.rules.rights import ROLES


def category(trade: Trade, code: str, parent: str = "") -> CategorySaved:
    return save_category(trade.owner, SaveCategory(code=code, name=f"All {code}", parent=parent))


def put(trade: Trade, into: str, *items: str) -> int:
    return categorize(trade.owner, Categorize(items=items, category=into)).items


def category_of(item: str) -> str | None:
    found = Item.objects.select_related("category").get(code=item).category
    return found.code if found else None


def test_categories_lie_in_one_another_and_may_be_moved(trade: Trade) -> None:
    assert category(trade, "STORAGE").created
    assert category(trade, "DISKS", "STORAGE").created
    assert not category(trade, "DISKS").created
    assert Category.objects.get(code="DISKS").parent is None


def test_an_item_is_in_one_category_or_in_none(trade: Trade) -> None:
    category(trade, "STORAGE")
    category(trade, "OTHER")
    assert put(trade, "STORAGE", "DRIVE", "CABLE", "DRIVE") == 2
    assert put(trade, "OTHER", "DRIVE", "CABLE") == 2
    assert put(trade, "OTHER", "DRIVE") == 0
    assert put(trade, "", "DRIVE") == 1
    assert (category_of("DRIVE"), category_of("CABLE")) == (None, "OTHER")


def test_a_new_item_may_be_in_a_category_from_the_beginning(trade: Trade) -> None:
    category(trade, "STORAGE")
    save_item(trade.owner, SaveItem(code="TAPE", name="Tape", category="STORAGE"))
    assert category_of("TAPE") == "STORAGE"
    save_item(trade.owner, SaveItem(code="TAPE", name="Wide tape"))
    assert category_of("TAPE") == "STORAGE"
    save_item(trade.owner, SaveItem(code="TAPE", name="Tape", category="STORAGE"))


def test_an_item_that_exists_changes_its_category_by_itself(trade: Trade) -> None:
    category(trade, "STORAGE")
    with refused("bad_item", ("category", "category_fixed")):
        save_item(trade.owner, SaveItem(code="DRIVE", name="Drive", category="STORAGE"))
    with refused("bad_item", ("category", "unknown_category")):
        save_item(trade.owner, SaveItem(code="DRIVE", name="Drive", category="NOWHERE"))


def test_every_problem_of_a_category_is_told_at_once(trade: Trade) -> None:
    with refused("bad_category", ("code", "bad_code"), ("name", "bad_name"), ("parent", "unknown_category")):
        save_category(trade.owner, SaveCategory(code="A B", name=" ", parent="NOWHERE"))
    category(trade, "STORAGE")
    with refused("code_taken"):
        save_category(trade.owner, SaveCategory(code="STORAGE", name="x", new_only=True))


@pytest.mark.parametrize("parent", ["A", "B", "C"])
def test_a_category_never_lies_in_itself(trade: Trade, parent: str) -> None:
    category(trade, "A")
    category(trade, "B", "A")
    category(trade, "C", "B")
    with refused("bad_category", ("parent", "in_itself")):
        category(trade, "A", parent)


def test_unknown_items_are_all_named_and_none_is_moved(trade: Trade) -> None:
    category(trade, "STORAGE")
    with refused("unknown_item", ("NO1", "unknown_item"), ("NO2", "unknown_item")):
        put(trade, "STORAGE", "DRIVE", "NO1", "NO2")
    with refused("unknown_category"):
        put(trade, "NOWHERE", "DRIVE")


def test_goods_of_an_item_that_changes_its_category_are_booked_over(trade: Trade) -> None:
    account_for("1320", "inventory", "category", category(trade, "STORAGE").category_id)
    trade.receive(quantity=2, amount_minor=1001)
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10, amount_minor=999)))
    done = categorize(trade.owner, Categorize(items=("DRIVE", "CABLE"), category="STORAGE"))
    assert (done.items, done.amount_minor) == (2, 2000)
    assert booked(done.posting_id or 0) == {"1300": -2000, "1320": 2000}
    assert one("SELECT memo FROM money_entry WHERE posting_id = %s", done.posting_id) == (
        "Into category STORAGE: DRIVE, CABLE"
    )
    categorize(trade.owner, Categorize(items=("DRIVE",)))
    assert standing("1300", "1320") == [1001, 999]
    assert broken() == []


def test_goods_of_a_category_that_moves_are_booked_over(trade: Trade) -> None:
    account_for("1320", "inventory", "category", category(trade, "STORAGE").category_id)
    category(trade, "DISKS")
    put(trade, "DISKS", "DRIVE")
    trade.receive(quantity=2, amount_minor=1001)
    assert category(trade, "DISKS").posting_id is None
    moved = category(trade, "DISKS", "STORAGE")
    assert booked(moved.posting_id or 0) == {"1300": -1001, "1320": 1001}
    assert broken() == []


def test_without_goods_in_stock_nothing_is_booked(trade: Trade) -> None:
    account_for("1320", "inventory", "category", category(trade, "STORAGE").category_id)
    trade.sell(*trade.receive())
    done = categorize(trade.owner, Categorize(items=("DRIVE",), category="STORAGE"))
    assert (done.items, done.posting_id) == (1, None)


def test_who_may_not_edit_items_moves_none(trade: Trade) -> None:
    category(trade, "STORAGE")
    counter = Actor(9, "counter", ROLES["counter"])
    with refused("not_allowed"):
        categorize(counter, Categorize(items=("DRIVE",), category="STORAGE"))
    with refused("not_allowed"):
        save_category(counter, SaveCategory(code="X", name="X"))
