"""What kits and assemblies are made of; what would contain itself is refused, with the way."""

import pytest
from tests.trade import Trade, refused

from everyunit.base import sql
from everyunit.catalog.bills import bill_tree, components_of, used_in
from everyunit.catalog.queries import item_by_code
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item


def item(trade: Trade, code: str, **fields: object) -> int:
    return save_item(trade.owner, SaveItem(code=code, name=code.title(), **fields)).item_id  # type: ignore[arg-type]


def bill(trade: Trade, code: str, *components: ComponentAs, **fields: object) -> None:
    save_bill(trade.owner, SaveBill(item=code, components=components, **fields))  # type: ignore[arg-type]


def test_a_bill_is_kept_with_what_is_lost_links_and_substitutes(trade: Trade) -> None:
    item(trade, "SSD")
    computer = item(trade, "COMPUTER", item_type="assembly")
    bill(
        trade,
        "COMPUTER",
        ComponentAs(item="DRIVE", quantity=2, substitutes=("SSD",)),
        ComponentAs(item="PHONE"),
        ComponentAs(item="CABLE", quantity=3, waste=1000, waste_quantity=1),
        ComponentAs(item="HOUR"),
    )
    rows = components_of([computer])[computer]
    assert [(row.item, row.quantity, row.waste, row.waste_quantity, row.link) for row in rows] == [
        ("DRIVE", 2, 0, 0, "mandatory"),
        ("PHONE", 1, 0, 0, "optional"),
        ("CABLE", 3, 1000, 1, "no"),
        ("HOUR", 1, 0, 0, "no"),
    ]
    assert rows[0].substitutes == ("SSD",)
    found = item_by_code("CABLE")
    assert found is not None
    assert [(use.item, use.quantity) for use in used_in(found.item_id)] == [("COMPUTER", 3)]


def test_a_bill_that_contains_itself_at_any_depth_is_refused_with_the_way(trade: Trade) -> None:
    for code in ("A", "B", "C"):
        item(trade, code, item_type="assembly")
    bill(trade, "A", ComponentAs(item="B"))
    bill(trade, "B", ComponentAs(item="DRIVE"), ComponentAs(item="CABLE"))
    with refused("bad_bill", ("C", "contains_itself")):
        bill(trade, "C", ComponentAs(item="C"))
    for component in (ComponentAs(item="A"), ComponentAs(item="DRIVE", substitutes=("A",))):
        bill(trade, "C", component)
        with refused("bad_bill", ("B", "contains_itself")):
            bill(trade, "B", ComponentAs(item="C"))


def test_the_refusal_names_the_way_and_the_tree_is_told_level_by_level(trade: Trade) -> None:
    for code in ("A", "B", "C"):
        item(trade, code, item_type="assembly")
    bill(trade, "A", ComponentAs(item="B"), ComponentAs(item="DRIVE"))
    bill(trade, "B", ComponentAs(item="C", quantity=2))
    bill(trade, "C", ComponentAs(item="CABLE"))
    whole = item_by_code("A")
    assert whole is not None
    assert [(part.depth, part.path) for part in bill_tree(whole.item_id)] == [
        (0, ("B",)),
        (1, ("B", "C")),
        (2, ("B", "C", "CABLE")),
        (0, ("DRIVE",)),
    ]
    with pytest.raises(Exception, match="cannot be made") as caught:
        bill(trade, "C", ComponentAs(item="A"))
    assert "C → A → B → C" in caught.value.offenders[0].message  # type: ignore[attr-defined]


def test_all_problems_of_a_bill_are_told_at_once(trade: Trade) -> None:
    item(trade, "SET", item_type="kit", tracking="none")
    item(trade, "COUNTED", item_type="assembly", tracking="quantity")
    with refused(
        "bad_bill",
        ("NOPE", "unknown_item"),
        ("SET", "a_kit"),
        ("CABLE", "bad_quantity"),
        ("CABLE", "bad_waste"),
        ("DRIVE", "bad_link"),
        ("PHONE", "not_inventoried"),
        ("CABLE", "component_twice"),
    ):
        bill(
            trade,
            "COUNTED",
            ComponentAs(item="NOPE"),
            ComponentAs(item="SET"),
            ComponentAs(item="CABLE", quantity=0),
            ComponentAs(item="CABLE", waste=-1),
            ComponentAs(item="DRIVE", link="mandatory"),
            ComponentAs(item="PHONE", substitutes=("HOUR",)),
        )
    with refused("no_bill"):
        bill(trade, "DRIVE", ComponentAs(item="CABLE"))
    with refused("unknown_item"):
        bill(trade, "NOPE", ComponentAs(item="CABLE"))
    with refused("bad_bill", ("CABLE", "bad_waste")):
        bill(trade, "SET", ComponentAs(item="CABLE", waste_quantity=1))


def test_the_type_of_an_item_goes_with_its_tracking_and_stays(trade: Trade) -> None:
    with refused("bad_item", ("tracking", "tracking_of_type")):
        item(trade, "SET", item_type="kit")
    with refused("bad_item", ("tracking", "tracking_of_type")):
        item(trade, "COMPUTER", item_type="assembly", tracking="none")
    with refused("bad_item", ("item_type", "bad_type")):
        item(trade, "COMPUTER", item_type="machine")
    item(trade, "COMPUTER", item_type="assembly")
    with refused("bad_item", ("item_type", "type_fixed")):
        item(trade, "COMPUTER", item_type="regular")
    item(trade, "COMPUTER", tracking="auto_serialized")  # what is not said stays
    assert sql.scalar("SELECT item_type FROM catalog_item WHERE code = 'COMPUTER'") == "assembly"
