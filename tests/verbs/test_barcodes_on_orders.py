"""The barcode of a counted or auto-serialized item commits what is ordered, and asks before it goes beyond."""

from __future__ import annotations

import pytest
from tests.papers import attached, change, commit_to, order, turn
from tests.trade import Trade, assert_nothing_changed, bin_of, fates, in_bin

from everyunit.documents.drafts import DraftSaved
from everyunit.documents.models import Line
from everyunit.documents.new_lines import NewLine
from everyunit.documents.scans import Scanned
from everyunit.documents.unscan import Unscan, unscan
from everyunit.preferences.set_preference import SetPreference, set_preference

COUNTED = ("CABLE", "PHONE")
ASKED = [("skipped", "exceeds")]


def stock(trade: Trade, quantity: int = 10) -> None:
    for item in COUNTED:
        trade.post(trade.draft("PR", NewLine(item=item, quantity=quantity)))


def scanned(trade: Trade, paper: DraftSaved, *texts: str, **options: object) -> list[tuple[str, str]]:
    return [(action, code) for _, action, code in fates(trade.scan(paper, *texts, **options))]


def stand(paper: DraftSaved) -> list[tuple[int, int]]:
    """How many the lines ask for, and how many they have."""
    lines = Line.objects.filter(document_id=paper.document_id).order_by("position")
    return [(line.quantity, line.attached) for line in lines]


@pytest.mark.parametrize("item", COUNTED)
def test_on_an_order_it_commits_what_is_ordered_and_then_asks(trade: Trade, item: str) -> None:
    stock(trade)
    paper = order(trade, "SO", item, quantity=2)
    assert scanned(trade, paper, item, item, item) == [("assigned", ""), ("assigned", ""), ("skipped", "exceeds")]
    assert stand(paper) == [(2, 2)]
    assert in_bin(item, "PACKING") == 2
    with assert_nothing_changed():
        assert trade.scan(paper, item).asks == 1


@pytest.mark.parametrize("item", COUNTED)
def test_a_yes_raises_what_is_ordered_and_commits_it(trade: Trade, item: str) -> None:
    stock(trade)
    paper = order(trade, "SO", item)
    assert scanned(trade, paper, item, item, exceed=True) == [("assigned", "")] * 2
    assert stand(paper) == [(2, 2)]


def test_the_selected_line_is_filled_first_and_then_the_others(trade: Trade) -> None:
    stock(trade)
    paper = trade.draft("SO", NewLine(item="CABLE", quantity=2), NewLine(item="CABLE", quantity=3))
    trade.scan(paper, *["CABLE"] * 4, line_id=paper.lines[1].line_id)
    assert stand(paper) == [(2, 1), (3, 3)]


@pytest.mark.parametrize("item", COUNTED)
def test_a_line_that_a_barcode_made_grows_with_what_is_committed(trade: Trade, item: str) -> None:
    stock(trade)
    paper = trade.draft("SO")
    assert scanned(trade, paper, item, item) == [("added", ""), ("assigned", "")]
    assert scanned(trade, paper, item) == [("assigned", "")]
    assert stand(paper) == [(3, 3)]


@pytest.mark.parametrize("item", COUNTED)
def test_what_is_not_there_is_not_committed(trade: Trade, item: str) -> None:
    paper = order(trade, "SO", item)
    empty = trade.draft("SO")
    with assert_nothing_changed():
        assert scanned(trade, paper, item) == [("skipped", "short")]
        assert scanned(trade, empty, item) == [("skipped", "short")]
    stock(trade, 1)
    assert scanned(trade, paper, item) == [("assigned", "")]
    assert scanned(trade, empty, item) == [("skipped", "short")]


def test_a_phone_that_was_scanned_by_its_barcode_is_named(trade: Trade) -> None:
    first, *_ = trade.receive("PHONE", quantity=2)
    entry = trade.scan(order(trade, "SO", "PHONE"), "PHONE").entries[0]
    assert (entry.text, entry.serial) == ("PHONE", first)


def test_where_somebody_chooses_the_bin_the_barcode_does_not(trade: Trade) -> None:
    stock(trade)
    set_preference(trade.owner, SetPreference(key="pick_bin", value="each"))
    paper = order(trade, "SO", "PHONE")
    with assert_nothing_changed():
        assert scanned(trade, paper, "PHONE") == [("skipped", "asks_bin")]


@pytest.mark.parametrize("item", COUNTED)
def test_an_invoice_of_an_order_is_filled_up_to_what_is_outstanding(trade: Trade, item: str) -> None:
    stock(trade)
    invoice = turn(trade, order(trade, "SO", item, quantity=3), "SI", wanted=1)
    assert scanned(trade, invoice, item, item) == [("assigned", "")] * 2
    with assert_nothing_changed():
        assert scanned(trade, invoice, item) == ASKED
    assert scanned(trade, invoice, item, exceed=True) == [("assigned", "")]
    assert stand(invoice)[0][0] == 4


def test_what_waits_on_another_invoice_is_not_outstanding(trade: Trade) -> None:
    stock(trade)
    sold = order(trade, "SO", "CABLE", quantity=3)
    turn(trade, sold, "SI", wanted=2)
    invoice = turn(trade, sold, "SI")
    assert scanned(trade, invoice, "CABLE") == ASKED


def test_of_two_lines_of_one_order_line_only_one_gets_what_is_outstanding(trade: Trade) -> None:
    stock(trade)
    sold = order(trade, "SO", "CABLE", quantity=4)
    commit_to(trade, sold, 2)
    invoice = turn(trade, sold, "SI", wanted=3)  # a line for what is committed, one for the rest
    assert [quantity for quantity, _ in stand(invoice)] == [2, 1]
    assert scanned(trade, invoice, "CABLE", "CABLE") == [("assigned", ""), ("skipped", "exceeds")]


def test_an_invoice_of_its_own_counts_as_many_as_are_scanned(trade: Trade) -> None:
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=1))
    assert scanned(trade, paper, "CABLE", "CABLE") == [("assigned", "")] * 2
    assert stand(paper)[0][0] == 3


def test_a_credit_asks_before_more_comes_back_than_was_sold(trade: Trade) -> None:
    stock(trade)
    posted = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=2)))
    line = Line.objects.get(document_id=posted.document_id)
    credit = trade.draft("CM", NewLine(item="CABLE", quantity=1, source_line_id=line.pk))
    assert scanned(trade, credit, "CABLE", "CABLE") == [("assigned", ""), ("skipped", "exceeds")]


def test_a_purchase_order_awaits_what_is_scanned_up_to_what_is_ordered(trade: Trade) -> None:
    paper = order(trade, "PO", "CABLE", quantity=1)
    assert scanned(trade, paper, "CABLE", "CABLE") == [("assigned", ""), ("skipped", "exceeds")]
    assert stand(paper) == [(1, 1)]


def test_a_receipt_of_an_order_asks_before_it_receives_more(trade: Trade) -> None:
    receipt = turn(trade, order(trade, "PO", "CABLE", quantity=2), "PR", wanted=1)
    assert scanned(trade, receipt, "CABLE", "CABLE") == [("assigned", ""), ("skipped", "exceeds")]


def test_a_service_on_an_order_asks_as_well(trade: Trade) -> None:
    paper = order(trade, "SO", "HOUR")
    assert scanned(trade, paper, "HOUR") == ASKED
    assert scanned(trade, trade.draft("SO"), "HOUR") == [("added", "")]


def test_on_an_announced_return_the_phone_itself_is_scanned(trade: Trade) -> None:
    paper = order(trade, "CO", "PHONE")
    with assert_nothing_changed():
        assert scanned(trade, paper, "PHONE") == [("skipped", "item_code")]


# --- undoing it ---


def undone(trade: Trade, paper: DraftSaved) -> Scanned:
    lines = tuple(line.line_id for line in paper.lines) or tuple(
        Line.objects.filter(document_id=paper.document_id).values_list("pk", flat=True)
    )
    return unscan(trade.owner, Unscan(document_id=paper.document_id, counted=lines))


def test_a_piece_that_was_scanned_goes_back_to_where_it_was_taken_from(trade: Trade) -> None:
    stock(trade)
    paper = order(trade, "SO", "CABLE", quantity=3)
    trade.scan(paper, "CABLE", "CABLE")
    undone(trade, paper)
    assert stand(paper) == [(3, 1)]
    assert (in_bin("CABLE", "MAIN"), in_bin("CABLE", "PACKING")) == (9, 1)


def test_a_line_that_a_barcode_made_shrinks_when_it_is_undone_and_goes_with_the_last(trade: Trade) -> None:
    stock(trade)
    paper = trade.draft("SO")
    trade.scan(paper, "CABLE", "CABLE")
    undone(trade, paper)
    assert stand(paper) == [(1, 1)]
    undone(trade, paper)
    assert stand(paper) == []


def test_a_phone_goes_back_by_its_number(trade: Trade) -> None:
    serials = trade.receive("PHONE")
    paper = order(trade, "SO", "PHONE")
    trade.scan(paper, "PHONE")
    assert bin_of(serials[0]) == "PACKING"
    unscan(trade.owner, Unscan(document_id=paper.document_id, scans=(serials[0],)))
    assert (bin_of(serials[0]), attached(paper)) == ("MAIN", 0)


def test_a_figure_that_was_changed_since_is_respected(trade: Trade) -> None:
    stock(trade)
    paper = order(trade, "SO", "CABLE", quantity=2)
    trade.scan(paper, "CABLE", "CABLE")
    change(trade, paper, quantity=5)
    assert scanned(trade, paper, *["CABLE"] * 4) == [("assigned", "")] * 3 + [("skipped", "exceeds")]
