"""Workstations: where somebody works says which location new papers are for, and which bins they use."""

from dataclasses import replace

import pytest
from tests.papers import commit_to, order
from tests.trade import Trade, bin_of, refused

from everyunit.base.numbering import open_series
from everyunit.base.operation import Actor
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.places.default_bins import DefaultBins, usual_bins
from everyunit.places.models import PURPOSES, Bin, Location, Workstation
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_workstation import SaveWorkstation, save_workstation
from everyunit.places.set_default_bins import BinFor, SetDefaultBins, set_default_bins
from everyunit.places.workstations import working_at, workstation_by_code
from everyunit.rules import rights
from everyunit.stock.ledger import SERIAL_SCOPE


@pytest.fixture
def shop(trade: Trade) -> Trade:
    """A counter in the head office and another in a shop of its own; bins SHELF (stock), GONE (out) and FRONT."""
    there = Location.objects.create(code="SHOP", name="Shop", parent=Location.objects.get(code="HQ"))
    for scope in ("SI", "PR", SERIAL_SCOPE):
        open_series(scope, there.pk, prefix="S")
    save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf"))
    save_bin(trade.owner, SaveBin(code="GONE", name="Gone", bin_type="out"))
    save_bin(trade.owner, SaveBin(code="FRONT", name="Front", location="SHOP"))
    for code, location in (("DESK", "HQ"), ("TILL", "SHOP")):
        save_workstation(trade.owner, SaveWorkstation(code=code, name=code.title(), location=location))
    return trade


def at_(trade: Trade, workstation: str) -> Trade:
    return Trade(working_at(trade.owner, workstation))


def bins(trade: Trade, *pairs: tuple[str, str], **place: str) -> int:
    asked = tuple(BinFor(purpose=purpose, bin=code) for purpose, code in pairs)
    return set_default_bins(trade.owner, SetDefaultBins(bins=asked, **place)).changed


def test_new_papers_are_for_the_location_of_the_workstation(shop: Trade) -> None:
    saved = at_(shop, "TILL").draft("SI")
    assert Document.objects.get(pk=saved.document_id).location.code == "SHOP"
    assert Document.objects.get(pk=shop.draft("SI").document_id).location.code == "HQ"


def test_a_paper_may_name_another_location_all_the_same(shop: Trade) -> None:
    saved = at_(shop, "TILL").draft("SI", location="HQ")
    assert Document.objects.get(pk=saved.document_id).location.code == "HQ"


def test_the_workstations_bin_comes_first(shop: Trade) -> None:
    bins(shop, ("receiving", "SHELF"), workstation="DESK")
    assert bin_of(shop.receive()[0]) == "MAIN"
    assert bin_of(at_(shop, "DESK").receive()[0]) == "SHELF"


def test_where_it_has_none_its_location_decides_then_the_parent(shop: Trade) -> None:
    assert bin_of(at_(shop, "TILL").receive()[0]) == "MAIN"
    bins(shop, ("receiving", "FRONT"), location="SHOP")
    assert bin_of(at_(shop, "TILL").receive()[0]) == "FRONT"


def test_a_workstation_speaks_for_its_own_location_alone(shop: Trade) -> None:
    bins(shop, ("receiving", "SHELF"), workstation="DESK")
    paper = at_(shop, "TILL").draft("PR", NewLine(item="DRIVE", quantity=1))
    at_(shop, "DESK").post(paper)
    assert bin_of("S100000") == "MAIN"


def test_what_was_sold_at_a_workstations_own_bin_comes_back(shop: Trade) -> None:
    bins(shop, ("sold", "GONE"), workstation="DESK")
    serials = shop.receive()
    at_(shop, "DESK").sell(*serials)
    assert bin_of(serials[0]) == "GONE"
    assert shop.take_back(*serials).units == 1


def test_orders_commit_and_release_by_the_workstations_bins(shop: Trade) -> None:
    bins(shop, ("packing", "SHELF"), ("main", "FRONT"), workstation="DESK")
    serials = shop.receive()
    desk = at_(shop, "DESK")
    paper = desk.draft("SO")
    desk.scan(paper, *serials)
    assert bin_of(serials[0]) == "SHELF"


def test_picking_starts_at_the_workstations_picking_bin(shop: Trade) -> None:
    serials = shop.receive("PHONE", quantity=2)
    there = shop.draft("ST", to_bin="SHELF")
    shop.scan(there, serials[1])
    shop.post(there)
    bins(shop, ("picking", "SHELF"), workstation="DESK")
    commit_to(shop, order(shop, "SO", "PHONE"), 1)
    assert [bin_of(serial) for serial in serials] == ["PACKING", "SHELF"]
    desk = at_(shop, "DESK")
    commit_to(desk, order(desk, "SO", "PHONE"), 1)
    assert bin_of(serials[1]) == "PACKING"


def test_a_default_is_cleared_by_an_empty_code(shop: Trade) -> None:
    assert bins(shop, ("receiving", "SHELF"), ("packing", "SHELF"), workstation="DESK") == 2
    assert bins(shop, ("receiving", ""), ("packing", "SHELF"), workstation="DESK") == 1
    assert bin_of(at_(shop, "DESK").receive()[0]) == "MAIN"


def test_without_a_place_the_companys_location_is_meant(shop: Trade) -> None:
    bins(shop, ("receiving", "SHELF"))
    assert bin_of(shop.receive()[0]) == "SHELF"


def test_all_that_is_wrong_with_default_bins_is_said_at_once(shop: Trade) -> None:
    Bin.objects.create(
        code="OLD", name="Old", bin_type="stock", location=Location.objects.get(code="HQ"), discontinued=True
    )
    wrong = (
        ("receiving", "SOLD"),
        ("sold", "NOWHERE"),
        ("lunch", "SHELF"),
        ("main", "OLD"),
        ("packing", "SHELF"),
        ("packing", "MAIN"),
    )
    with refused(
        "bad_default_bins",
        ("receiving", "wrong_bin_type"),
        ("sold", "unknown_bin"),
        ("lunch", "bad_purpose"),
        ("main", "bin_discontinued"),
        ("packing", "repeated"),
        ("packing", "repeated"),
    ):
        bins(shop, *wrong, workstation="DESK")


@pytest.mark.parametrize("place", [{"workstation": "NONE"}, {"location": "NONE"}])
def test_default_bins_of_nowhere_are_refused(shop: Trade, place: dict[str, str]) -> None:
    with refused(f"unknown_{next(iter(place))}"):
        bins(shop, ("receiving", "SHELF"), **place)


def test_the_bin_form_sets_the_locations_default_and_no_workstations(shop: Trade) -> None:
    bins(shop, ("receiving", "SHELF"), workstation="DESK")
    save_bin(shop.owner, SaveBin(code="NEW", name="New", default_for=("receiving",)))
    assert bin_of(shop.receive()[0]) == "NEW"
    assert bin_of(at_(shop, "DESK").receive()[0]) == "SHELF"


def test_default_bins_move_with_their_workstation(shop: Trade) -> None:
    bins(shop, ("receiving", "SHELF"), workstation="DESK")
    save_workstation(shop.owner, SaveWorkstation(code="DESK", name="Desk", location="SHOP"))
    assert bin_of(at_(shop, "DESK").receive()[0]) == "SHELF"


def test_a_workstation_out_of_use_counts_for_nothing(shop: Trade) -> None:
    save_workstation(shop.owner, SaveWorkstation(code="TILL", name="Till", location="SHOP", discontinued=True))
    with refused("unknown_workstation"):
        working_at(shop.owner, "TILL")


@pytest.mark.parametrize("code", ["NOWHERE", "till", "a\x00b"])
def test_nobody_works_at_a_workstation_that_there_is_not(shop: Trade, code: str) -> None:
    with refused("unknown_workstation"):
        working_at(shop.owner, code)


def test_without_a_code_the_actor_is_nowhere_in_particular(shop: Trade) -> None:
    assert working_at(shop.owner, "") == shop.owner


def test_all_that_is_wrong_with_a_workstation_is_said_at_once(shop: Trade) -> None:
    with refused("bad_workstation", ("code", "bad_code"), ("name", "bad_name"), ("location", "unknown_location")):
        save_workstation(shop.owner, SaveWorkstation(code="A B", name=" ", location="NONE"))


def test_a_taken_code_is_refused_where_a_new_one_is_meant(shop: Trade) -> None:
    with refused("code_taken"):
        save_workstation(shop.owner, SaveWorkstation(code="DESK", name="D", location="HQ", new_only=True))


def test_only_who_may_set_up_changes_workstations_and_default_bins(shop: Trade) -> None:
    manager = replace(shop.owner, rights=rights.ROLES["manager"])
    with refused("not_allowed"):
        save_workstation(manager, SaveWorkstation(code="X", name="X", location="HQ"))
    with refused("not_allowed"):
        set_default_bins(manager, SetDefaultBins(bins=()))


def test_every_purpose_can_be_set_for_a_workstation(shop: Trade) -> None:
    pairs = [(purpose, "GONE" if bin_type == "out" else "SHELF") for purpose, bin_type in PURPOSES.items()]
    assert bins(shop, *pairs, workstation="DESK") == len(PURPOSES)


def test_a_workstation_is_found_by_its_code(shop: Trade) -> None:
    found = workstation_by_code("TILL")
    assert found is not None
    assert (found.name, found.location, found.discontinued) == ("Till", "SHOP", False)
    assert working_at(shop.owner, "TILL") == Actor(
        shop.owner.user_id, "owner", shop.owner.rights, found.workstation_id, found.location_id
    )


def test_pages_tell_the_same_default_bins_as_papers_use(shop: Trade) -> None:
    for workstation in (None, *Workstation.objects.values_list("pk", flat=True)):
        for place in Location.objects.all():
            usual = DefaultBins(place, workstation)
            used = {purpose: bin_.code for purpose in PURPOSES if (bin_ := usual.get(purpose)) is not None}
            assert usual_bins(place.code, workstation) == used
