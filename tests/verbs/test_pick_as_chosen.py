"""Picking as the company chose it: from which bins, and what becomes of units with makers' numbers."""

import pytest
from tests.papers import commit_to, order
from tests.trade import Trade, assert_nothing_changed, bin_of, fates, holds, refused

from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.capture import Capture, capture
from everyunit.documents.commit import Commit, commit
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.pick import Pick, pick
from everyunit.documents.picking import FromBin
from everyunit.documents.scans import Scanned
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.preferences.table import MAKER_NUMBERS, PICK_BIN, SEARCH_FOR_INVOICES, SEARCH_FOR_ORDERS


def choose(trade: Trade, key: str, value: str) -> None:
    set_preference(trade.owner, SetPreference(key=key, value=value))


def picks(trade: Trade, paper: DraftSaved, **answers: object) -> Scanned:
    return pick(trade.owner, Pick(document_id=paper.document_id, **answers))  # type: ignore[arg-type]


def bring(trade: Trade, target: str, *serials: str) -> None:
    paper = trade.draft("ST", to_bin=target)
    trade.scan(paper, *serials)
    trade.post(paper)


@pytest.fixture
def shop(trade: Trade) -> Trade:
    """PHONE: 100000 and 100001 in SHOP, 100002 in MAIN; TABLET: 100003 in SHOP, 100004 in MAIN."""
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop", position=5))
    save_item(trade.owner, SaveItem(code="TABLET", name="Tablet", tracking="auto_serialized", price_minor=100))
    trade.receive("PHONE", quantity=3)
    trade.receive("TABLET", quantity=2)
    bring(trade, "SHOP", "100000", "100001", "100003")
    return trade


def test_too_few_in_the_first_bin_goes_on_to_further_bins_or_not(shop: Trade) -> None:
    choose(shop, SEARCH_FOR_INVOICES, "no")
    paper = shop.draft("SI", NewLine(item="PHONE", quantity=2))
    assert fates(picks(shop, paper)) == [("100002", "assigned", ""), ("PHONE", "skipped", "short")]
    choose(shop, SEARCH_FOR_INVOICES, "yes")
    assert fates(picks(shop, paper)) == [("100000", "assigned", "")]


def test_orders_and_invoices_search_each_as_chosen(shop: Trade) -> None:
    choose(shop, SEARCH_FOR_ORDERS, "no")
    paper = order(shop, "SO", "PHONE", quantity=2)
    with refused("negative_stock", ("PHONE", "short")):
        commit_to(shop, paper, 2)
    assert len(fates(picks(shop, shop.draft("SI", NewLine(item="PHONE", quantity=3))))) == 3


def test_somebody_chooses_a_bin_for_each_item(shop: Trade) -> None:
    choose(shop, PICK_BIN, "each")
    paper = shop.draft("SI", NewLine(item="PHONE", quantity=2), NewLine(item="TABLET", quantity=1))
    phones, tablets = (line.line_id for line in paper.lines)
    with assert_nothing_changed():
        asked = picks(shop, paper)
    assert fates(asked) == [("PHONE", "skipped", "asks_bin"), ("TABLET", "skipped", "asks_bin")]
    assert asked.asks == 3
    assert [(each.about, each.line_id, each.item, each.missing) for each in asked.questions] == [
        ("bin", phones, "PHONE", 2),
        ("bin", tablets, "TABLET", 1),
    ]
    assert [(each.bin, each.free) for each in asked.questions[0].bins] == [("MAIN", 1), ("SHOP", 2)]
    bins = (FromBin(bin="SHOP", line_id=phones), FromBin(bin="MAIN", line_id=tablets))
    answered = picks(shop, paper, bins=bins)
    assert (set(holds()), answered.questions, answered.asks) == ({"100000", "100001", "100004"}, (), 0)


def test_what_the_chosen_bin_lacks_is_asked_for_again(shop: Trade) -> None:
    choose(shop, PICK_BIN, "each")
    paper = shop.draft("SI", NewLine(item="PHONE", quantity=2))
    again = picks(shop, paper, bins=(FromBin(bin="MAIN"),))
    assert fates(again) == [("100002", "assigned", ""), ("PHONE", "skipped", "asks_bin")]
    assert [(each.bin, each.free) for each in again.questions[0].bins] == [("SHOP", 2)]
    assert again.questions[0].missing == 1


def test_one_bin_is_chosen_for_all_items(shop: Trade) -> None:
    choose(shop, PICK_BIN, "once")
    paper = shop.draft("SI", NewLine(item="PHONE", quantity=2), NewLine(item="TABLET", quantity=1))
    asked = picks(shop, paper)
    assert [(each.line_id, each.item, each.missing) for each in asked.questions] == [(None, "", 3)]
    assert [(each.bin, each.free) for each in asked.questions[0].bins] == [("MAIN", 2), ("SHOP", 3)]
    picks(shop, paper, bins=(FromBin(bin="SHOP"),))
    assert set(holds()) == {"100000", "100001", "100003"}


def test_where_no_bin_has_any_nobody_is_asked(shop: Trade) -> None:
    choose(shop, PICK_BIN, "once")
    shop.scan(shop.draft("SI"), "100000", "100001", "100002")
    asked = picks(shop, shop.draft("SI", NewLine(item="PHONE", quantity=1)))
    assert (fates(asked), asked.questions) == ([("PHONE", "skipped", "short")], ())


def test_a_bin_that_the_paper_or_line_names_needs_no_question(shop: Trade) -> None:
    choose(shop, PICK_BIN, "each")
    paper = shop.draft("SI", NewLine(item="PHONE", quantity=1), from_bin="SHOP")
    assert fates(picks(shop, paper)) == [("100000", "assigned", "")]
    paper = shop.draft("SI", NewLine(item="PHONE", quantity=1, from_bin="MAIN"))
    assert fates(picks(shop, paper)) == [("100002", "assigned", "")]


@pytest.mark.parametrize(("bin_", "code"), [("SOLD", "wrong_bin"), ("NOWHERE", "unknown_bin")])
def test_a_bin_that_units_are_not_picked_from_is_no_answer(shop: Trade, bin_: str, code: str) -> None:
    choose(shop, PICK_BIN, "each")
    paper = shop.draft("SI", NewLine(item="PHONE", quantity=1))
    with refused(code):
        picks(shop, paper, bins=(FromBin(bin=bin_),))


def test_posting_does_not_choose_for_anybody(shop: Trade) -> None:
    choose(shop, PICK_BIN, "once")
    paper = shop.draft("SI", NewLine(item="PHONE", quantity=1))
    with refused("cannot_post", ("Line 1 (PHONE)", "asks_bin")):
        shop.post(paper)
    picks(shop, paper, bins=(FromBin(bin="SHOP"),))
    assert shop.post(paper).units == 1


def test_committing_says_what_there_is_to_choose_and_takes_the_answer(shop: Trade) -> None:
    choose(shop, PICK_BIN, "each")
    paper = order(shop, "SO", "PHONE", quantity=2)
    with refused("choose_bin", ("MAIN", "choose_bin"), ("SHOP", "choose_bin")):
        commit_to(shop, paper, 2)
    line = paper.lines[0].line_id
    commit(shop.owner, Commit(document_id=paper.document_id, line_id=line, quantity=2, from_bin="SHOP"))
    assert [bin_of(serial) for serial in ("100000", "100001")] == ["PACKING", "PACKING"]


def test_papers_that_go_to_no_customer_ask_nothing(shop: Trade) -> None:
    choose(shop, PICK_BIN, "each")
    choose(shop, MAKER_NUMBERS, "ask")
    paper = shop.draft("ST", NewLine(item="PHONE", quantity=1), to_bin="RETURNS")
    assert fates(picks(shop, paper)) == [("100002", "assigned", "")]


def test_capturing_a_box_waits_for_the_bin_too(shop: Trade) -> None:
    choose(shop, PICK_BIN, "each")
    paper = shop.draft("SI", NewLine(item="PHONE", quantity=1))
    with assert_nothing_changed():
        asked = capture(shop.owner, Capture(document_id=paper.document_id, scans=("BOX-1",)))
    assert fates(asked) == [("BOX-1", "skipped", "asks_bin")]
    picks(shop, paper, bins=(FromBin(bin="SHOP"),))
    assert fates(capture(shop.owner, Capture(document_id=paper.document_id, scans=("BOX-1",))))[0][1] == "assigned"


# --- units with makers' numbers ---


@pytest.fixture
def numbered(trade: Trade) -> Trade:
    """PHONE: 100000 and 100001 with makers' numbers, 100002 without, 100003 with."""
    trade.receive("PHONE", quantity=2, maker_numbers=("M0", "M1"))
    trade.receive("PHONE")
    trade.receive("PHONE", maker_numbers=("M3",))
    return trade


def test_units_with_makers_numbers_are_taken_like_any_other(numbered: Trade) -> None:
    assert fates(picks(numbered, numbered.draft("SI", NewLine(item="PHONE", quantity=1))))[0][0] == "100000"


def test_or_left_to_be_scanned(numbered: Trade) -> None:
    choose(numbered, MAKER_NUMBERS, "skip")
    paper = numbered.draft("SI", NewLine(item="PHONE", quantity=2))
    picked = picks(numbered, paper)
    assert fates(picked) == [("100002", "assigned", ""), ("PHONE", "skipped", "short")]
    assert (
        picked.entries[1].message == "1 more wanted, but what is free in MAIN, RETURNS, PACKING, TO-VENDOR has"
        " makers' numbers. Scan what you take."
    )
    numbered.scan(paper, "M3")
    assert numbered.post(paper).units == 2


def test_or_somebody_is_asked_about_those_whose_turn_it_is(numbered: Trade) -> None:
    choose(numbered, MAKER_NUMBERS, "ask")
    paper = numbered.draft("SI", NewLine(item="PHONE", quantity=2))
    with assert_nothing_changed():
        asked = picks(numbered, paper)
    question = asked.questions[0]
    assert (question.about, question.missing, question.waiting) == ("maker_numbers", 2, 2)
    assert question.units == (("100000", "M0"), ("100001", "M1"))
    assert fates(picks(numbered, paper, take=("100001",))) == [
        ("100001", "assigned", ""),
        ("PHONE", "skipped", "asks_maker_numbers"),
    ]
    assert fates(picks(numbered, paper, leave=("100000",))) == [("100002", "assigned", "")]


@pytest.mark.parametrize(("answer", "taken"), [("take", {"100000", "100001"}), ("skip", {"100002"})])
def test_one_answer_serves_for_all_of_them(numbered: Trade, answer: str, taken: set[str]) -> None:
    choose(numbered, MAKER_NUMBERS, "ask")
    picks(numbered, numbered.draft("SI", NewLine(item="PHONE", quantity=2)), numbered=answer)
    assert set(holds()) == taken


def test_a_captured_number_is_written_on_a_unit_that_has_none(numbered: Trade) -> None:
    paper = numbered.draft("SI", NewLine(item="PHONE", quantity=1))
    assert fates(capture(numbered.owner, Capture(document_id=paper.document_id, scans=("BOX-1",))))[0][1] == "assigned"
    assert set(holds()) == {"100002"}


def test_what_needs_no_answer_is_held_at_once(numbered: Trade) -> None:
    choose(numbered, MAKER_NUMBERS, "ask")
    asked = picks(numbered, numbered.draft("SI", NewLine(item="PHONE", quantity=4)))
    assert fates(asked) == [("100002", "assigned", ""), ("PHONE", "skipped", "asks_maker_numbers")]
    assert asked.questions[0].waiting == 3


def test_a_thousand_of_them_are_one_question(trade: Trade) -> None:
    trade.receive("PHONE", quantity=1000, maker_numbers=tuple(f"M{nth}" for nth in range(1000)))
    choose(trade, MAKER_NUMBERS, "ask")
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=1000))
    question = picks(trade, paper).questions[0]
    assert (question.waiting, len(question.units)) == (1000, 20)
    assert picks(trade, paper, numbered="take").counts == {"assigned": 1000}


def test_committing_asks_about_makers_numbers_too(numbered: Trade) -> None:
    choose(numbered, MAKER_NUMBERS, "ask")
    paper = order(numbered, "SO", "PHONE", quantity=1)
    with refused("choose_units", ("100000", "choose_units")):
        commit_to(numbered, paper, 1)
    line = paper.lines[0].line_id
    commit(numbered.owner, Commit(document_id=paper.document_id, line_id=line, quantity=1, numbered="skip"))
    assert bin_of("100002") == "PACKING"
