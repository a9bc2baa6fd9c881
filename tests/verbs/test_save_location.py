"""Adding places of business, and changing what one is called and what its papers say of it."""

from __future__ import annotations

import pytest
from tests.trade import Trade, bin_of, refused

from everyunit.base.operation import Actor
from everyunit.company.found import hire
from everyunit.documents.new_lines import NewLine
from everyunit.places.queries import locations
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location


def test_the_address_is_kept_line_by_line(trade: Trade, owner: Actor):
    save_location(owner, SaveLocation(code="HQ", name=" Main office ", address="\n 1 Street \r\n Town\n\n"))
    (location,) = locations()
    assert (location.name, location.address) == ("Main office", "1 Street\nTown")


@pytest.mark.parametrize("address", ["x" * 1001, "line\n" * 13])
def test_all_that_is_wrong_is_said_at_once(trade: Trade, owner: Actor, address: str):
    with refused("bad_location", ("name", "bad_name"), ("address", "bad_address")):
        save_location(owner, SaveLocation(code="HQ", name="", address=address))


def test_a_new_location_numbers_its_papers_and_units_with_a_prefix(trade: Trade, owner: Actor):
    saved = save_location(owner, SaveLocation(code="NORTH", name="North", parent="HQ", new_only=True))
    assert saved.created
    assert [(each.code, each.parent) for each in locations()] == [("HQ", None), ("NORTH", "HQ")]
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=2), location="NORTH")
    assert paper.number == "NORTH-100000"
    assert trade.post(paper).serials == {1: "NORTH-100000\u2013NORTH-100001"}
    assert trade.draft("SI", location="NORTH").number == "NORTH-100000"
    assert trade.draft("PR").number == "100000"


def test_a_new_location_may_have_a_prefix_of_its_own(trade: Trade, owner: Actor):
    save_location(owner, SaveLocation(code="NORTH", name="North", prefix="N"))
    assert trade.draft("SI", location="NORTH").number == "N100000"
    with refused("bad_location", ("prefix", "prefix_taken")):
        save_location(owner, SaveLocation(code="NEW", name="New", prefix="N"))


@pytest.mark.parametrize("prefix", ["N1", "N N", "NNNNNNNNNN-"])
def test_a_prefix_that_would_run_into_its_numbers_is_refused(trade: Trade, owner: Actor, prefix: str):
    with refused("bad_location", ("prefix", "bad_prefix")):
        save_location(owner, SaveLocation(code="NORTH", name="North", prefix=prefix))


def test_a_new_location_uses_the_default_bins_above_it_until_it_has_its_own(trade: Trade, owner: Actor):
    save_location(owner, SaveLocation(code="NORTH", name="North"))
    save_location(owner, SaveLocation(code="STALL", name="Stall", parent="NORTH"))
    save_bin(owner, SaveBin(code="N1", name="Shelf", location="NORTH", default_for=("receiving",)))
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=1), location="STALL")
    trade.post(paper)
    assert bin_of("STALL-100000") == "N1"


def test_a_location_stays_where_it_is_and_numbers_as_it_did(trade: Trade, owner: Actor):
    save_location(owner, SaveLocation(code="NORTH", name="North", parent="HQ"))
    assert not save_location(owner, SaveLocation(code="NORTH", name="The north")).created
    save_location(owner, SaveLocation(code="EAST", name="East"))
    with refused("bad_location", ("parent", "parent_fixed"), ("prefix", "prefix_fixed")):
        save_location(owner, SaveLocation(code="NORTH", name="North", parent="EAST", prefix="X-"))


def test_what_a_location_cannot_be_is_said_at_once(trade: Trade, owner: Actor):
    with refused("bad_location", ("code", "bad_code"), ("parent", "unknown_location"), ("prefix", "bad_prefix")):
        save_location(owner, SaveLocation(code="A B", name="x", parent="NONE"))
    with refused("code_taken"):
        save_location(owner, SaveLocation(code="HQ", name="x", new_only=True))


def test_it_takes_the_right_to_set_up(trade: Trade):
    with refused("not_allowed"):
        save_location(hire("till", "counter"), SaveLocation(code="HQ", name="Mine"))
