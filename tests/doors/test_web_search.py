"""One box finds a unit, a document, an item, a bin, a vendor or a customer."""

import pytest

from everyunit.base.operation import Actor
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.catalog.save_lot import SaveLot, save_lot
from everyunit.documents.new_lines import NewLine
from everyunit.documents.use_lots import UseLots, use_lots
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.reports.search import find
from everyunit.selling.save_parcel import SaveParcel, save_parcel
from tests.doors.browsing import signed_in
from tests.sheets import ordered, sheet_of
from tests.trade import Trade


@pytest.fixture
def stocked(trade: Trade, owner: Actor) -> Trade:
    save_item(owner, SaveItem(code="BOXED", name="Boxed thing", barcodes=("4000000000017",)))
    use_lots(owner, UseLots(item="CABLE"))
    save_lot(owner, SaveLot(item="CABLE", number="L-2607", vendors_number="V1-9988"))
    trade.receive("DRIVE", 1)  # serial number 100000 on purchase receipt 100000
    trade.receive("BOXED", 2, maker_numbers=("MN-1", "MN-2"))
    trade.receive("BOXED", 1, maker_numbers=("MN-2",))
    trade.draft("SI", NewLine(item="DRIVE", quantity=1))
    sheet_of(trade, ordered(trade))
    order = ordered(trade)
    save_parcel(owner, SaveParcel(document_id=order.document_id, tracking_number="RR123456785"))
    return trade


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("100001", "/units/100001"),
        ("100000", "/units/100000"),
        (" MN-1 ", "/units/100001"),
        ("PR 100002", "/documents/PR/100002"),
        ("pr100002", "/documents/PR/100002"),
        ("SI-100000", "/documents/SI/100000"),
        ("Purchase receipt 100002", "/documents/PR/100002"),
        ("DRIVE", "/items/DRIVE"),
        ("drive", "/items/DRIVE"),
        ("Boxed th", "/items/BOXED"),
        ("4000000000017", "/items/BOXED"),
        ("L-2607", "/lots/CABLE/L-2607"),
        ("lot L-2607", "/lots/CABLE/L-2607"),
        ("v1-99", "/lots/CABLE/L-2607"),
        ("RETURNS", "/bins/RETURNS"),
        ("V1", "/vendors/V1"),
        ("customer C2", "/customers/C2"),
        ("pull sheet 100000", "/pull-sheets/100000"),
        ("Parcel 100000", "/parcels/100000"),
        ("RR123456785", "/parcels/100000"),
    ],
)
def test_what_means_one_thing_opens_it(stocked: Trade, text: str, address: str):
    answer = signed_in().get("/search", {"q": text})
    assert (answer.status_code, answer["Location"]) == (302, address)


def test_a_makers_number_of_several_units_asks_which(stocked: Trade):
    answer = signed_in().get("/search", {"q": "MN-2"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="/units/100002"' in html
    assert 'href="/units/100003"' in html


def test_all_meanings_are_there_for_who_asks(stocked: Trade):
    html = signed_in().get("/search", {"q": "100000", "all": ""}).content.decode()
    for address in ("/units/100000", "/documents/PR/100000", "/documents/SI/100000"):
        assert f'href="{address}"' in html


def test_what_means_nothing_is_said_so_and_stays_in_the_box(stocked: Trade):
    answer = signed_in().get("/search", {"q": "no such thing %_"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Nothing is called" in html
    assert 'value="no such thing %_"' in html


@pytest.mark.parametrize("text", ["", "   ", "\x00", "%", "_", "'", "x" * 5000, "\ufeff100001"])
def test_odd_texts_are_no_trouble(stocked: Trade, text: str):
    assert signed_in().get("/search", {"q": text}).status_code in (200, 302)


def test_a_wildcard_is_only_a_character(stocked: Trade):
    assert find("%") == []
    assert find("_") == []


def test_the_choice_shows_names_as_text(trade: Trade, owner: Actor):
    save_party(owner, SaveParty(code="X", name="<script>alert(1)</script>", role="customer"))
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=1), party="X")
    html = signed_in().get("/search", {"q": paper.number, "all": ""}).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html
