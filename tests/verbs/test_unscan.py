"""Taking back a scan takes back what it counted or opened, and nothing else."""

from __future__ import annotations

from tests.papers import commit_to, order, turn
from tests.trade import Trade, refused

from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.drafts import DraftSaved, LineState
from everyunit.documents.new_lines import NewLine
from everyunit.documents.scans import Scanned
from everyunit.documents.unscan import Unscan, unscan


def undone(trade: Trade, paper: DraftSaved, *counted: LineState, scans: tuple[str, ...] = ()) -> Scanned:
    lines = tuple(line.line_id for line in counted)
    return unscan(trade.owner, Unscan(document_id=paper.document_id, scans=scans, counted=lines))


def test_a_piece_that_the_program_would_pick_is_counted_no_more(trade: Trade) -> None:
    paper = trade.draft("SI")
    trade.scan(paper, "PHONE")
    counted = trade.scan(paper, "PHONE").lines
    assert undone(trade, paper, *counted).lines[0].quantity == 1
    assert undone(trade, paper, *counted).lines == ()


def test_on_a_receipt_a_barcode_only_chose_the_line(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="PHONE", name="Phone", tracking="auto_serialized", barcodes=("E1",)))
    paper = trade.draft("PR", NewLine(item="PHONE", quantity=3))
    trade.scan(paper, "E1")
    assert undone(trade, paper, *paper.lines).lines[0].quantity == 3


def test_a_line_that_came_from_an_order_stays(trade: Trade) -> None:
    bought = order(trade, "PO", quantity=2)
    receipt = turn(trade, bought, "PR")
    assert receipt.lines[0].quantity == 0
    assert undone(trade, receipt, *receipt.lines).lines[0].line_id == receipt.lines[0].line_id


def test_a_return_line_was_never_counted(trade: Trade) -> None:
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=-2))
    assert undone(trade, paper, *paper.lines).lines[0].quantity == -2


def test_blanks_are_no_scan(trade: Trade) -> None:
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=2))
    with refused("nothing_scanned"):
        undone(trade, paper, scans=(" ",))
    assert undone(trade, paper, *paper.lines, scans=(" ",)).lines[0].quantity == 1


def test_a_number_that_an_order_lent_comes_off_a_receipt(trade: Trade) -> None:
    bought = order(trade, "PO", quantity=2)
    commit_to(trade, bought, 2)
    receipt = turn(trade, bought, "PR")
    answer = undone(trade, receipt, scans=("100001",))
    assert [(entry.serial, str(entry.action)) for entry in answer.entries] == [("100001", "detached")]
    assert answer.lines[0].quantity == 1
