"""Detaching gives units back; what was not there is said so."""

import pytest
from tests.papers import account, turn
from tests.trade import Trade, assert_nothing_changed, bin_of, fates, holds, one, refused

from everyunit.documents.detach import Detach, detach
from everyunit.documents.discard import Discard, discard
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.history import history_of
from everyunit.documents.new_lines import NewLine
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.documents.scans import Scanned
from everyunit.documents.unscan import Unscan, unscan


def take_off(trade: Trade, paper: DraftSaved, *texts: str, line_id: int | None = None) -> Scanned:
    return detach(trade.owner, Detach(document_id=paper.document_id, scans=texts, line_id=line_id))


def lines(scanned: Scanned) -> list[tuple[str, int, int]]:
    return [(line.item, line.quantity, line.attached) for line in scanned.lines]


def test_a_unit_taken_off_is_free_for_others(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    paper = trade.draft("SI")
    trade.scan(paper, *serials)
    scanned = take_off(trade, paper, serials[0])
    assert fates(scanned) == [(serials[0], "detached", "")]
    assert lines(scanned) == [("DRIVE", 1, 1)]
    assert holds() == {serials[1]: "SI 100000"}
    assert trade.sell(serials[0]).units == 1


def test_a_sold_unit_taken_off_an_order_stays_the_customers(trade: Trade) -> None:
    (serial,) = trade.receive()
    trade.sell(serial)
    paper = trade.draft("SO")
    assert fates(trade.scan(paper, serial)) == [(serial, "negative", "")]
    take_off(trade, paper, serial)
    assert (bin_of(serial), account("inventory")) == ("REFUSED", 0)


def test_a_line_made_by_scanning_goes_with_its_last_unit(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("SI")
    trade.scan(paper, *serials)
    assert lines(take_off(trade, paper, *serials)) == []


def test_a_line_that_was_asked_for_stays(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=2))
    trade.scan(paper, *serials)
    assert lines(take_off(trade, paper, *serials)) == [("DRIVE", 2, 0)]


def test_a_return_line_shrinks_towards_nothing(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    trade.sell(*serials)
    paper = trade.draft("SI")
    trade.scan(paper, *serials)
    assert lines(take_off(trade, paper, serials[0])) == [("DRIVE", -1, 1)]
    assert lines(take_off(trade, paper, serials[1])) == []


def test_what_is_not_on_the_document_is_skipped(trade: Trade) -> None:
    here, elsewhere, free = trade.receive(quantity=3)
    trade.scan(trade.draft("SI"), elsewhere)
    paper = trade.draft("SI")
    trade.scan(paper, here)
    with assert_nothing_changed():
        scanned = take_off(trade, paper, elsewhere, free, "999999", "DRIVE")
    assert [code for _, _, code in fates(scanned)] == ["not_here"] * 4


def test_the_same_unit_scanned_twice_comes_off_once(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    paper = trade.draft("SI")
    trade.scan(paper, *serials)
    scanned = take_off(trade, paper, serials[0], serials[0])
    assert fates(scanned) == [(serials[0], "detached", ""), (serials[0], "skipped", "not_here")]
    assert lines(scanned) == [("DRIVE", 1, 1)]


def test_of_twins_with_one_makers_number_each_scan_takes_one_off(trade: Trade) -> None:
    first, second = trade.receive(quantity=2, maker_numbers=("WD-1", "WD-1"))
    paper = trade.draft("SI")
    trade.scan(paper, first, second)
    assert fates(take_off(trade, paper, "WD-1", "WD-1", "WD-1")) == [
        ("WD-1", "detached", ""),
        ("WD-1", "detached", ""),
        ("WD-1", "skipped", "not_here"),
    ]
    assert holds() == {}


def test_a_whole_line_is_emptied_at_once(trade: Trade) -> None:
    serials = trade.receive(quantity=60)
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=60))
    trade.scan(paper, *serials)
    scanned = take_off(trade, paper, line_id=paper.lines[0].line_id)
    assert scanned.counts == {"detached": 60}
    assert (lines(scanned), holds()) == ([("DRIVE", 60, 0)], {})


def test_a_range_comes_off_and_tells_what_was_not_there(trade: Trade) -> None:
    serials = trade.receive(quantity=6)
    paper = trade.draft("SI")
    trade.scan(paper, *serials[:2], *serials[3:])
    scanned = take_off(trade, paper, f"{serials[1]}-{serials[4]}")
    assert fates(scanned) == [
        (serials[1], "detached", ""),
        (serials[2], "skipped", "not_here"),
        (serials[3], "detached", ""),
        (serials[4], "detached", ""),
    ]
    assert lines(scanned) == [("DRIVE", 2, 2)]
    assert set(holds()) == {serials[0], serials[5]}


def test_makers_numbers_come_off_a_receipt(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=3, maker_numbers=("A", "B")))
    assert fates(take_off(trade, paper, "A", "A", "Z")) == [
        ("A", "detached", ""),
        ("A", "skipped", "not_here"),
        ("Z", "skipped", "not_here"),
    ]
    assert one("SELECT count(*) FROM documents_makernumber") == 1
    trade.post(paper)
    assert one("SELECT maker_serial FROM stock_unit WHERE serial = '100000'") == "B"


def test_nothing_scanned_and_unknown_lines_are_refused(trade: Trade) -> None:
    paper = trade.draft("SI")
    with refused("nothing_scanned"):
        take_off(trade, paper)
    with refused("nothing_scanned"):
        take_off(trade, paper, " ")
    with refused("unknown_line"):
        take_off(trade, paper, line_id=10**30)


def test_nothing_comes_off_a_posted_document(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("SI")
    trade.scan(paper, *serials)
    trade.post(paper)
    with refused("already_posted"):
        take_off(trade, paper, *serials)


def test_discarding_a_draft_frees_its_units_and_its_number_is_gone(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("SI")
    trade.scan(paper, *serials)
    discard(trade.owner, Discard(document_id=paper.document_id))
    assert holds() == {}
    assert trade.draft("SI").number == "100001"
    with refused("unknown_document"):
        discard(trade.owner, Discard(document_id=paper.document_id))


def test_a_posted_document_is_not_discarded(trade: Trade) -> None:
    posted = trade.sell(*trade.receive())
    with refused("already_posted"):
        discard(trade.owner, Discard(document_id=posted.document_id))


def test_removing_a_line_frees_its_units(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=1), NewLine(item="HOUR", quantity=1))
    trade.scan(paper, *serials)
    revise(trade.owner, Revise(document_id=paper.document_id, remove=(paper.lines[0].line_id,)))
    assert holds() == {}


def test_a_quantity_below_what_is_attached_is_refused(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=3))
    trade.scan(paper, *serials)
    for quantity in (1, -3):
        change = LineChange(line_id=paper.lines[0].line_id, quantity=quantity)
        with refused("bad_lines", ("Line 1 (DRIVE)", "units_attached")):
            revise(trade.owner, Revise(document_id=paper.document_id, change=(change,)))


def test_a_makers_number_means_the_twin_that_is_not_scanned_by_its_own_number(trade: Trade) -> None:
    first, second = trade.receive(maker_numbers=("WD-1", "WD-1"), quantity=2)
    paper = trade.draft("SI")
    trade.scan(paper, first, second)
    answer = detach(trade.owner, Detach(document_id=paper.document_id, scans=("WD-1", first)))
    assert {(entry.text, entry.serial) for entry in answer.entries} == {("WD-1", second), (first, first)}
    assert answer.lines == ()


@pytest.mark.parametrize("kind", ["SO", "DO", "LO", "RW", "TO"])
def test_a_line_that_scanning_made_goes_from_an_order_too(trade: Trade, kind: str) -> None:
    (serial,) = trade.receive()
    paper = trade.draft(kind)
    assert fates(trade.scan(paper, serial)) == [(serial, "added", "")]
    assert lines(take_off(trade, paper, serial)) == []
    assert [step.item for step in history_of(paper.document_id).moved] == ["DRIVE"] * 2  # what happened stays known
    trade.scan(paper, serial)
    undone = unscan(trade.owner, Unscan(document_id=paper.document_id, scans=(serial,)))
    assert lines(undone) == []


def test_a_piece_counted_on_an_order_by_its_code_takes_its_line_along(trade: Trade) -> None:
    trade.receive("CABLE", 2)
    paper = trade.draft("SO")
    (line,) = trade.scan(paper, "CABLE").lines
    assert lines(unscan(trade.owner, Unscan(document_id=paper.document_id, counted=(line.line_id,)))) == []


def test_a_line_of_an_order_stays_where_an_invoice_was_made_from_it(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = trade.draft("SO")
    trade.scan(paper, serial)
    invoice = turn(trade, paper, "SI")
    take_off(trade, invoice, serial)
    assert lines(take_off(trade, paper, serial)) == [("DRIVE", 0, 0)]
