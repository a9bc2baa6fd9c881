"""In which bins picking looks further, and in which order (SET-58)."""

from dataclasses import replace

import pytest
from tests.trade import Trade, fates, refused

from everyunit.documents.new_lines import NewLine
from everyunit.documents.pick import Pick, pick
from everyunit.places.default_bins import search_order
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.places.set_search_order import SetSearchOrder, set_search_order
from everyunit.rules import rights


@pytest.fixture
def shelves(trade: Trade) -> Trade:
    """A phone in each of A, B and FAR (of location SHOP), none in MAIN."""
    save_location(trade.owner, SaveLocation(code="SHOP", name="Shop"))
    for position, (code, location) in enumerate((("A", "HQ"), ("B", "HQ"), ("FAR", "SHOP")), 20):
        save_bin(trade.owner, SaveBin(code=code, name=code, location=location, position=position))
        serials = trade.receive("PHONE")
        paper = trade.draft("ST", to_bin=code)
        trade.scan(paper, *serials)
        trade.post(paper)
    return trade


def order(trade: Trade, *bins: str, location: str | None = None) -> None:
    set_search_order(trade.owner, SetSearchOrder(bins=bins, location=location))


def picked(trade: Trade) -> list[str]:
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=9))
    return [
        text for text, action, _ in fates(pick(trade.owner, Pick(document_id=paper.document_id))) if action != "skipped"
    ]


def test_by_position_until_somebody_says_otherwise(shelves: Trade) -> None:
    assert search_order().by_position
    assert picked(shelves) == ["100000", "100001"]


def test_the_order_is_kept_and_bins_are_left_out(shelves: Trade) -> None:
    order(shelves, "FAR", "A")
    assert (search_order().by_position, search_order().bins) == (False, ("FAR", "A"))
    assert picked(shelves) == ["100002", "100000"]


def test_no_bins_means_by_position_again(shelves: Trade) -> None:
    order(shelves, "B")
    order(shelves)
    assert picked(shelves) == ["100000", "100001"]


def test_each_location_has_an_order_of_its_own(shelves: Trade) -> None:
    order(shelves, "B", location="SHOP")
    assert search_order("SHOP").bins == ("B",)
    assert search_order("HQ").by_position


def test_a_bin_that_became_something_else_is_left_out(shelves: Trade) -> None:
    order(shelves, "B", "A")
    save_bin(shelves.owner, SaveBin(code="B", name="B", stock_type="repair", location="HQ"))
    assert picked(shelves) == ["100000"]


def test_all_that_is_wrong_with_an_order_is_said_at_once(shelves: Trade) -> None:
    save_bin(shelves.owner, SaveBin(code="FIX", name="Repair", stock_type="repair"))
    save_bin(shelves.owner, SaveBin(code="OLD", name="Old", discontinued=True))
    with refused(
        "bad_search_order",
        ("NONE", "unknown_bin"),
        ("A", "repeated"),
        ("SOLD", "wrong_bin_type"),
        ("FIX", "wrong_bin_type"),
        ("OLD", "bin_discontinued"),
    ):
        order(shelves, "NONE", "A", "SOLD", "FIX", "OLD", "A")


def test_only_who_may_set_up_sets_it(shelves: Trade) -> None:
    with refused("not_allowed"):
        order(Trade(replace(shelves.owner, rights=rights.ROLES["manager"])), "A")


def test_an_order_of_nowhere_is_refused(shelves: Trade) -> None:
    with refused("unknown_location"):
        order(shelves, "A", location="NONE")
