"""Picking: auto-serialized lines find their own units, first in first out."""

import pytest
from tests.trade import Trade, assert_nothing_changed, bin_of, fates, holds, refused

from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.pick import Pick, pick
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.documents.scans import Scanned
from everyunit.places.save_bin import SaveBin, save_bin


def pick_for(trade: Trade, paper: DraftSaved, line_id: int | None = None) -> Scanned:
    return pick(trade.owner, Pick(document_id=paper.document_id, line_id=line_id))


def test_the_first_in_go_out_first(trade: Trade) -> None:
    serials = trade.receive("PHONE", quantity=2) + trade.receive("PHONE", quantity=2)
    posted = trade.post(trade.draft("SI", NewLine(item="PHONE", quantity=3)))
    assert posted.units == 3
    assert [bin_of(serial) for serial in serials] == ["SOLD", "SOLD", "SOLD", "MAIN"]


def test_what_was_scanned_counts_and_the_rest_is_picked(trade: Trade) -> None:
    serials = trade.receive("PHONE", quantity=3)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=2))
    trade.scan(paper, serials[2])
    assert fates(pick_for(trade, paper)) == [(serials[0], "assigned", "")]
    assert set(holds()) == {serials[0], serials[2]}


def test_units_that_others_hold_are_left_alone(trade: Trade) -> None:
    serials = trade.receive("PHONE", quantity=3)
    trade.scan(trade.draft("SI"), serials[0])
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=2))
    assert [text for text, _, _ in fates(pick_for(trade, paper))] == serials[1:]


def test_what_is_short_is_said(trade: Trade) -> None:
    trade.receive("PHONE")
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=3))
    scanned = pick_for(trade, paper)
    assert fates(scanned) == [("100000", "assigned", ""), ("PHONE", "skipped", "short")]
    assert scanned.entries[1].message.startswith("2 more wanted")


def test_posting_what_is_short_is_refused_and_holds_nothing(trade: Trade) -> None:
    trade.receive("PHONE")
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=3))
    with refused("cannot_post", ("Line 1 (PHONE)", "short")):
        trade.post(paper)
    assert holds() == {}


def test_picking_again_picks_nothing_more(trade: Trade) -> None:
    trade.receive("PHONE", quantity=5)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=2))
    pick_for(trade, paper)
    with assert_nothing_changed():
        assert fates(pick_for(trade, paper)) == []


def test_the_documents_bin_then_no_other(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop"))
    serials = trade.receive("PHONE", quantity=2)
    there = trade.draft("ST", to_bin="SHOP")
    trade.scan(there, serials[1])
    trade.post(there)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=2), from_bin="SHOP")
    assert fates(pick_for(trade, paper)) == [(serials[1], "assigned", ""), ("PHONE", "skipped", "short")]


def test_without_one_the_receiving_bin_then_the_other_normal_bins(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="SCRAP", name="Scrap", stock_type="scrap", position=1))
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop", position=2))
    serials = trade.receive("PHONE", quantity=3)
    for serial, target in zip(serials, ("SCRAP", "SHOP", "MAIN"), strict=True):
        if target != "MAIN":
            there = trade.draft("ST", to_bin=target)
            trade.scan(there, serial)
            trade.post(there)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=3))
    assert [text for text, _, _ in fates(pick_for(trade, paper))] == [serials[2], serials[1], "PHONE"]


@pytest.mark.parametrize("from_bin", ["SOLD", "SUPPLIER"])
def test_nothing_is_picked_from_an_out_bin(trade: Trade, from_bin: str) -> None:
    trade.sell(*trade.receive("PHONE", quantity=2))
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=1), from_bin=from_bin)
    assert [code for _, _, code in fates(pick_for(trade, paper))] == ["short"]
    assert holds() == {}


def test_a_return_is_not_picked_at_all(trade: Trade) -> None:
    trade.receive("PHONE", quantity=2)
    trade.sell("100000")
    paper = trade.draft("CM", NewLine(item="PHONE", quantity=2))
    with assert_nothing_changed():
        assert fates(pick_for(trade, paper)) == []


def test_serialized_lines_wait_for_their_scans(trade: Trade) -> None:
    trade.receive("DRIVE", quantity=2)
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=2))
    with assert_nothing_changed():
        assert fates(pick_for(trade, paper)) == []


def test_an_item_switched_to_serialized_meanwhile_waits_for_a_scan(trade: Trade) -> None:
    serials = trade.receive("PHONE", quantity=2)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=2))
    trade.scan(paper, serials[0])
    save_item(trade.owner, SaveItem(code="PHONE", name="Phone", tracking="serialized", price_minor=20000))
    with refused("cannot_post", ("Line 1 (PHONE)", "too_few_units")):
        trade.post(paper)
    trade.scan(paper, serials[1])
    assert trade.post(paper).units == 2


def test_an_item_switched_to_auto_serialized_meanwhile_picks_the_rest(trade: Trade) -> None:
    serials = trade.receive("DRIVE", quantity=2)
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=2))
    trade.scan(paper, serials[1])
    save_item(trade.owner, SaveItem(code="DRIVE", name="Drive", tracking="auto_serialized", price_minor=10000))
    assert trade.post(paper).units == 2


def test_a_quantity_lowered_to_what_was_picked_posts(trade: Trade) -> None:
    trade.receive("PHONE")
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=3))
    pick_for(trade, paper)
    change = LineChange(line_id=paper.lines[0].line_id, quantity=1)
    revise(trade.owner, Revise(document_id=paper.document_id, change=(change,)))
    assert trade.post(paper).units == 1


def test_picking_for_a_line_of_another_document_is_refused(trade: Trade) -> None:
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=1))
    other = trade.draft("SI")
    with refused("unknown_line"):
        pick_for(trade, other, line_id=paper.lines[0].line_id)
