"""Stock areas to any depth, bins in them, and what may be given up."""

import pytest
from tests.building import account_minor
from tests.trade import Trade, assert_nothing_changed, one, refused

from everyunit.documents.new_lines import NewLine
from everyunit.places.models import Bin
from everyunit.places.queries import stock_areas
from everyunit.places.rearrange import Rearrange, rearrange
from everyunit.places.save_area import SaveArea, save_area
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.places.set_default_bins import BinFor, SetDefaultBins, set_default_bins
from everyunit.places.set_search_order import SetSearchOrder, set_search_order
from everyunit.reports.as_of import StockFilter, stock_as_of, total_of
from everyunit.reports.places_tree import places_tree


@pytest.fixture(autouse=True)
def hall(trade: Trade) -> None:
    """HALL with AISLE in it, SHELF in AISLE, and a location SHOP."""
    save_location(trade.owner, SaveLocation(code="SHOP", name="Shop"))
    save_area(trade.owner, SaveArea(code="HALL", name="Hall"))
    save_area(trade.owner, SaveArea(code="AISLE", name="Aisle", parent="HALL"))
    save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf", area="AISLE"))


def area_of(code: str) -> str:
    return str(
        one("SELECT a.code FROM places_bin b LEFT JOIN places_stockarea a ON a.id = b.area_id WHERE b.code = %s", code)
    )


# --- areas ---


def test_an_area_lies_where_its_parent_does(trade: Trade) -> None:
    save_area(trade.owner, SaveArea(code="FRONT", name="Front", location="SHOP"))
    save_area(trade.owner, SaveArea(code="WINDOW", name="Window", parent="FRONT"))
    assert [(each.code, each.location, each.parent) for each in stock_areas("SHOP")] == [
        ("FRONT", "SHOP", ""),
        ("WINDOW", "SHOP", "FRONT"),
    ]


def test_every_problem_of_an_area_is_told(trade: Trade) -> None:
    with refused("bad_area", ("code", "bad_code"), ("name", "bad_name"), ("location", "unknown_location")):
        save_area(trade.owner, SaveArea(code="A B", name=" ", location="NOWHERE"))
    with refused("bad_area", ("parent", "unknown_area")):
        save_area(trade.owner, SaveArea(code="NEW", name="New", parent="NOWHERE"))
    with refused("bad_area", ("parent", "other_location")):
        save_area(trade.owner, SaveArea(code="NEW", name="New", location="SHOP", parent="HALL"))
    with refused("bad_area", ("location", "location_fixed")):
        save_area(trade.owner, SaveArea(code="HALL", name="Hall", location="SHOP"))
    with refused("code_taken"):
        save_area(trade.owner, SaveArea(code="HALL", name="Hall", new_only=True))


def test_an_area_never_lies_in_itself(trade: Trade) -> None:
    for parent in ("HALL", "AISLE"):
        with refused("bad_area", ("parent", "into_itself")):
            save_area(trade.owner, SaveArea(code="HALL", name="Hall", parent=parent))


def test_an_area_in_use_is_not_given_up_and_nothing_new_lies_in_one_that_is(trade: Trade) -> None:
    with refused("bad_area", ("AISLE", "in_use")):
        save_area(trade.owner, SaveArea(code="HALL", name="Hall", discontinued=True))
    with refused("bad_area", ("SHELF", "in_use")):
        save_area(trade.owner, SaveArea(code="AISLE", name="Aisle", discontinued=True))
    save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf", discontinued=True))
    save_area(trade.owner, SaveArea(code="AISLE", name="Aisle", discontinued=True))
    with refused("bad_bin", ("area", "area_discontinued")):
        save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf"))
    save_area(trade.owner, SaveArea(code="AISLE", name="Aisle"))
    save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf"))
    assert not Bin.objects.get(code="SHELF").discontinued


# --- bins ---


def test_a_bin_keeps_its_area_unless_another_is_named(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="SHELF", name="The shelf"))
    assert area_of("SHELF") == "AISLE"
    save_bin(trade.owner, SaveBin(code="SHELF", name="The shelf", area=""))
    assert area_of("SHELF") == "None"
    for code, area, why in (("SHELF", "NOWHERE", "unknown_area"), ("FAR", "HALL", "other_location")):
        with refused("bad_bin", ("area", why)):
            save_bin(
                trade.owner, SaveBin(code=code, name="Bin", area=area, location="HQ" if code == "SHELF" else "SHOP")
            )


def test_all_that_keeps_a_bin_in_use_is_named(trade: Trade) -> None:
    for item, quantity in (("CABLE", 3), ("DRIVE", 2)):
        trade.post(trade.draft("PR", NewLine(item=item, quantity=quantity), to_bin="SHELF"))
    set_default_bins(trade.owner, SetDefaultBins(location="SHOP", bins=(BinFor(purpose="receiving", bin="SHELF"),)))
    set_search_order(trade.owner, SetSearchOrder(bins=("SHELF",)))
    with refused(
        "bad_bin",
        ("CABLE", "bin_not_empty"),
        ("DRIVE", "bin_not_empty"),
        ("SHOP", "default_bin"),
        ("HQ", "searched_bin"),
    ):
        save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf", discontinued=True))


# --- rearranging ---


def test_bins_and_areas_are_moved_and_their_goods_stay_in_them(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=3), to_bin="SHELF"))
    before = one("SELECT count(*) FROM stock_posting")
    assert rearrange(trade.owner, Rearrange(bins=("SHELF", "MAIN"), into="HALL")).moved == 2
    assert rearrange(trade.owner, Rearrange(areas=("AISLE",))).moved == 1
    assert (area_of("SHELF"), area_of("MAIN")) == ("HALL", "HALL")
    assert [each.parent for each in stock_areas("HQ") if each.code == "AISLE"] == [""]
    assert one("SELECT count(*) FROM stock_posting") == before
    with assert_nothing_changed():
        assert rearrange(trade.owner, Rearrange(bins=("SHELF",), into="HALL")).moved == 0


def test_everything_that_cannot_lie_there_is_named(trade: Trade) -> None:
    save_area(trade.owner, SaveArea(code="FRONT", name="Front", location="SHOP"))
    command = Rearrange(bins=("FAR", "NOWHERE"), areas=("HALL", "FRONT", "GONE"), into="AISLE")
    save_bin(trade.owner, SaveBin(code="FAR", name="Far", location="SHOP"))
    with refused(
        "cannot_rearrange",
        ("NOWHERE", "unknown_bin"),
        ("GONE", "unknown_area"),
        ("FAR", "other_location"),
        ("FRONT", "other_location"),
        ("HALL", "into_itself"),
    ):
        rearrange(trade.owner, command)
    with refused("unknown_area"):
        rearrange(trade.owner, Rearrange(bins=("SHELF",), into="NOWHERE"))


# --- the tree ---


def test_the_tree_counts_what_lies_below(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=3, amount_minor=600), to_bin="SHELF"))
    trade.receive(amount_minor=1000)
    rearrange(trade.owner, Rearrange(bins=("MAIN",), into="HALL"))
    nodes = {node.code: node for node in places_tree("HQ")}
    hall, aisle, shelf = nodes["HALL"], nodes["AISLE"], nodes["SHELF"]
    assert (hall.depth, aisle.depth, shelf.depth) == (0, 1, 2)
    assert (hall.bins, hall.pieces, hall.value_minor) == (2, 4, 1600)
    assert (aisle.bins, aisle.pieces, aisle.value_minor) == (1, 3, 600)
    assert (shelf.items, shelf.pieces) == (1, 3)
    codes = list(nodes)
    assert codes.index("HALL") < codes.index("AISLE") < codes.index("SHELF") < codes.index("MAIN")
    assert places_tree("SHOP") == []


def test_bins_are_worth_what_the_accounts_say_of_the_very_units_in_them(trade: Trade) -> None:
    trade.receive(amount_minor=1000)
    (dear,) = trade.receive(amount_minor=9001)
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=3, amount_minor=1000)))
    trade.post(trade.draft("ST", NewLine(item="CABLE", quantity=1), to_bin="SHELF"))
    paper = trade.draft("ST", to_bin="SHELF")
    trade.scan(paper, dear)
    trade.post(paper)
    worth = {node.code: node.value_minor for node in places_tree("HQ") if node.sort == "bin" and node.value_minor}
    assert worth == {"MAIN": 1000 + 666, "SHELF": 9001 + 334}
    assert sum(worth.values()) == account_minor("1300")
    for code, value in worth.items():
        assert total_of(stock_as_of(StockFilter(bin=code))).value_minor == value


def test_goods_are_transferred_to_a_bin_not_to_a_stock_area(trade: Trade) -> None:
    with refused("unknown_bin", ("hall", "unknown_bin")) as told:
        trade.draft("ST", to_bin="hall")
    assert "stock area" in str(told.value)
    with refused("unknown_bin", ("HALL", "unknown_bin"), ("NOWHERE", "unknown_bin")):
        trade.draft("ST", NewLine(item="CABLE", quantity=1, to_bin="HALL"), NewLine(item="CABLE", to_bin="NOWHERE"))


def test_a_bin_that_papers_use_by_default_says_for_what_when_it_is_given_up(trade: Trade) -> None:
    with refused("bad_bin") as told:
        save_bin(trade.owner, SaveBin(code="SOLD", name="Sold", bin_type="out", discontinued=True))
    assert any("What is sold moves to" in each.message for each in told.value.offenders)
