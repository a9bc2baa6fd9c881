"""Who picks and packs needs the right to pick, and none to sell."""

from __future__ import annotations

import pytest
from tests.papers import attached, order
from tests.trade import Trade, refused

from everyunit.base.operation import Actor
from everyunit.company.found import hire
from everyunit.documents.attach import Attach, attach
from everyunit.documents.commit import Commit, commit
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.rules.rights import PICK, ROLES, SELL
from everyunit.selling.close_pull_sheet import ClosePullSheet, close_pull_sheet
from everyunit.selling.invoice_pull_sheet import InvoicePullSheet, invoice_pull_sheet
from everyunit.selling.make_pull_sheet import MakePullSheet, make_pull_sheet
from everyunit.selling.pick_by_scan import PickByScan, pick_by_scan
from everyunit.selling.pick_from_bin import PickFromBin, pick_from_bin
from everyunit.selling.put_back import PutBack, put_back
from everyunit.selling.save_parcel import SaveParcel, save_parcel
from everyunit.selling.sheets import Taken


@pytest.fixture
def picker(trade: Trade) -> Actor:
    assert PICK in ROLES["goods_in"]
    assert SELL not in ROLES["goods_in"]
    return hire("picker", "goods_in")


def sheet(picker: Actor, *orders: DraftSaved) -> int:
    return make_pull_sheet(picker, MakePullSheet(order_ids=tuple(each.document_id for each in orders))).sheet_id


def test_a_picker_picks_puts_back_and_closes(trade: Trade, picker: Actor) -> None:
    serials = trade.receive(quantity=1)
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5)))
    paper = trade.draft("SO", NewLine(item="DRIVE", quantity=1), NewLine(item="CABLE", quantity=2))
    sheet_id = sheet(picker, paper)
    pick_by_scan(picker, PickByScan(sheet_id=sheet_id, scans=(serials[0],)))
    pick_from_bin(picker, PickFromBin(sheet_id=sheet_id, item="CABLE", from_bin="MAIN", quantity=2))
    assert (attached(paper), attached(paper, 1)) == (1, 2)
    taken = Taken(line_id=paper.lines[1].line_id, quantity=1, bin="MAIN")
    put_back(picker, PutBack(sheet_id=sheet_id, scans=(serials[0],), counted=(taken,)))
    assert (attached(paper), attached(paper, 1)) == (0, 1)
    close_pull_sheet(picker, ClosePullSheet(sheet_id=sheet_id))


def test_a_picker_packs(trade: Trade, picker: Actor) -> None:
    assert save_parcel(picker, SaveParcel(document_id=order(trade, "SO").document_id)).parcel_id


def test_a_picker_sells_nothing_by_that(trade: Trade, picker: Actor) -> None:
    (serial,) = trade.receive()
    paper = order(trade, "SO")
    sheet_id = sheet(picker, paper)
    line_id = paper.lines[0].line_id
    with refused("not_allowed"):
        attach(picker, Attach(document_id=paper.document_id, scans=(serial,)))
    with refused("not_allowed"):
        commit(picker, Commit(document_id=paper.document_id, line_id=line_id, quantity=0))
    with refused("not_allowed"):
        invoice_pull_sheet(picker, InvoicePullSheet(sheet_id=sheet_id))


def test_without_the_right_nothing_is_picked(trade: Trade) -> None:
    looker = hire("looker", "viewer")
    paper = order(trade, "SO")
    with refused("not_allowed"):
        make_pull_sheet(looker, MakePullSheet(order_ids=(paper.document_id,)))
    with refused("not_allowed"):
        save_parcel(looker, SaveParcel(document_id=paper.document_id))
