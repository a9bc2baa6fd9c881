"""Pull sheets: which orders go on them, and what they ask for."""

import datetime as dt

import pytest
from tests.papers import close_to, commit_to, status_of, turn
from tests.sheets import moved, ordered, pick, progress, sheet_of, shelf, take
from tests.trade import Trade, holds, one, refused

from everyunit.documents.new_lines import NewLine
from everyunit.documents.revise import Revise, revise
from everyunit.selling.close_pull_sheet import ClosePullSheet, close_pull_sheet
from everyunit.selling.make_pull_sheet import MakePullSheet, make_pull_sheet
from everyunit.selling.take_off import TakeOff, take_off


def test_a_sheet_asks_for_what_is_outstanding_and_not_committed(trade: Trade) -> None:
    serials = trade.receive(quantity=9)
    paper = ordered(trade, 9)
    trade.scan(paper, *serials[:2])  # committed
    draft = turn(trade, paper, "SI")
    trade.post(draft)  # delivered
    trade.scan(paper, *serials[2:3])  # on a draft
    turn(trade, paper, "SI")
    trade.scan(paper, *serials[3:5])  # committed
    sheet = sheet_of(trade)
    assert progress(sheet) == [(f"SO {paper.number}", 0, 4)]
    assert (sheet.number, sheet.status) == ("100000", "open")


def test_the_oldest_order_comes_first_and_services_are_not_picked(trade: Trade) -> None:
    trade.receive(quantity=5)
    late = ordered(trade, 2, date=dt.date(2026, 3, 2))
    early = trade.draft(
        "SO", NewLine(item="HOUR", quantity=1), NewLine(item="DRIVE", quantity=1), date=dt.date(2026, 3, 1)
    )
    sheet = sheet_of(trade)
    assert [(line.order, line.item) for line in sheet.lines] == [
        (f"SO {early.number}", "DRIVE"),
        (f"SO {late.number}", "DRIVE"),
    ]


def test_it_takes_what_can_be_picked_now_to_the_oldest_order_first(trade: Trade) -> None:
    """100 are there, and 10, 15, 20 wanted: 25 are there, and the last gets nothing (SAL-58)."""
    trade.receive("CABLE", 20)
    papers = [ordered(trade, quantity, "CABLE") for quantity in (10, 15, 20)]
    sheet = sheet_of(trade)
    assert [(line.order, line.left) for line in sheet.lines] == [
        (f"SO {papers[0].number}", 10),
        (f"SO {papers[1].number}", 10),
    ]


def test_it_takes_all_that_is_outstanding_when_asked(trade: Trade) -> None:
    ordered(trade, 3)
    sheet = sheet_of(trade, pickable=False)
    assert [line.left for line in sheet.lines] == [3]


def test_what_another_sheet_still_wants_is_not_promised_twice(trade: Trade) -> None:
    trade.receive("PHONE", 3)
    first, second = ordered(trade, 2, "PHONE"), ordered(trade, 2, "PHONE", party="C2")
    earlier = sheet_of(trade, first)
    sheet = sheet_of(trade, second)
    assert progress(sheet) == [(f"SO {second.number}", 0, 1)]
    take(trade, earlier, "PHONE", 2)
    assert progress(pick(trade, sheet, "PHONE")) == [(f"SO {second.number}", 1, 0)]


def test_what_is_held_by_others_cannot_be_picked_now(trade: Trade) -> None:
    (serial,) = trade.receive()
    trade.scan(trade.draft("SI"), serial)
    paper = ordered(trade)
    with refused("nothing_to_pick", (f"SO {paper.number} line 1", "short")):
        sheet_of(trade)


def test_orders_are_chosen_by_customer_and_date(trade: Trade) -> None:
    trade.receive(quantity=9)
    ordered(trade, 1, date=dt.date(2026, 3, 1))
    wanted = ordered(trade, 1, date=dt.date(2026, 3, 5), party="C2")
    ordered(trade, 1, date=dt.date(2026, 3, 9), party="C2")
    sheet = sheet_of(trade, customer="c2", date_from=dt.date(2026, 3, 2), date_to=dt.date(2026, 3, 5))
    assert [line.order for line in sheet.lines] == [f"SO {wanted.number}"]


def test_an_order_is_on_one_open_sheet_only(trade: Trade) -> None:
    trade.receive(quantity=3)
    first, second = ordered(trade), ordered(trade)
    sheet = sheet_of(trade, first)
    with refused("on_another_sheet", (f"SO {first.number}", "on_another_sheet")):
        sheet_of(trade, first, second)
    assert [line.order for line in sheet_of(trade).lines] == [f"SO {second.number}"]
    assert sheet.status == "open"


def test_an_order_that_is_taken_off_keeps_what_was_picked_and_may_go_on_another(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    paper, other = ordered(trade, 2), ordered(trade)
    sheet = sheet_of(trade)
    pick(trade, sheet, serials[0])
    left = take_off(trade.owner, TakeOff(sheet_id=sheet.sheet_id, order_id=paper.document_id))
    assert progress(left) == [(f"SO {other.number}", 0, 1)]
    assert holds() == {serials[0]: f"SO {paper.number}"}
    assert progress(sheet_of(trade, paper)) == [(f"SO {paper.number}", 0, 1)]
    with refused("not_on_sheet"):
        take_off(trade.owner, TakeOff(sheet_id=sheet.sheet_id, order_id=paper.document_id))


def test_a_sheet_without_orders_is_closed(trade: Trade) -> None:
    trade.receive()
    paper = ordered(trade)
    sheet = sheet_of(trade)
    assert take_off(trade.owner, TakeOff(sheet_id=sheet.sheet_id, order_id=paper.document_id)).status == "closed"


def test_closing_releases_nothing_and_lets_the_orders_go_on_another_sheet(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    paper = ordered(trade, 2)
    sheet = sheet_of(trade)
    pick(trade, sheet, serials[0])
    closed = close_pull_sheet(trade.owner, ClosePullSheet(sheet_id=sheet.sheet_id))
    assert closed.status == "closed"
    assert holds() == {serials[0]: f"SO {paper.number}"}
    with refused("sheet_closed"):
        pick(trade, sheet, serials[1])
    with refused("sheet_closed"):
        close_pull_sheet(trade.owner, ClosePullSheet(sheet_id=sheet.sheet_id))
    assert progress(sheet_of(trade)) == [(f"SO {paper.number}", 0, 1)]


def test_papers_that_are_not_picked_for_are_named(trade: Trade) -> None:
    trade.receive()
    quote, closed = trade.draft("SQ", NewLine(item="DRIVE", quantity=1)), ordered(trade)
    close_to(trade, closed)
    with refused(
        "not_to_pick",
        (f"SQ {quote.number}", "not_to_pick"),
        (f"SO {closed.number}", "not_to_pick"),
        ("999999", "unknown_document"),
    ):
        make_pull_sheet(trade.owner, MakePullSheet(order_ids=(quote.document_id, closed.document_id, 999999)))


def test_a_sheet_picks_only_from_stock_bins_of_its_location(trade: Trade) -> None:
    trade.receive()
    ordered(trade)
    with refused("wrong_bin", ("SOLD", "wrong_bin")):
        sheet_of(trade, bins=("MAIN", "SOLD"))
    with refused("unknown_bin", ("NOWHERE", "unknown_bin")):
        sheet_of(trade, bins=("NOWHERE",))
    with refused("unknown_party"):
        sheet_of(trade, customer="NOBODY")


def test_goods_that_came_back_or_are_packed_are_not_picked_by_itself(trade: Trade) -> None:
    (serial,) = trade.receive()
    trade.sell(serial)
    trade.take_back(serial)
    ordered(trade)
    with refused("nothing_to_pick"):
        sheet_of(trade)
    assert [line.left for line in sheet_of(trade, bins=("RETURNS",)).lines] == [1]


def test_there_is_nothing_to_pick_without_orders(trade: Trade) -> None:
    with refused("nothing_to_pick"):
        sheet_of(trade)


def test_what_is_committed_elsewhere_is_no_longer_asked_for(trade: Trade) -> None:
    trade.receive("PHONE", 3)
    paper = ordered(trade, 3, "PHONE")
    sheet = sheet_of(trade)
    commit_to(trade, paper, 2)
    assert progress(pick(trade, sheet, "PHONE")) == [(f"SO {paper.number}", 3, 0)]


def test_a_closed_order_is_no_longer_picked_for(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    paper = ordered(trade, 2)
    sheet = sheet_of(trade)
    close_to(trade, paper)
    answer = pick(trade, sheet, serials[0])
    assert [entry.code for entry in answer.entries] == ["exceeds"]
    assert status_of(paper) == "closed"


def test_a_line_that_leaves_its_order_leaves_the_sheet(trade: Trade) -> None:
    trade.receive(quantity=2)
    paper = trade.draft("SO", NewLine(item="DRIVE", quantity=1), NewLine(item="DRIVE", quantity=1))
    sheet_of(trade)
    revise(trade.owner, Revise(document_id=paper.document_id, remove=(paper.lines[0].line_id,)))
    assert one("SELECT count(*) FROM selling_sheetline") == 1


def test_bins_without_stock_do_not_hinder(trade: Trade) -> None:
    shelf(trade, "A1", 1)
    serials = trade.receive(quantity=2)
    moved(trade, "A1", serials[0])
    ordered(trade, 2)
    assert [line.left for line in sheet_of(trade, bins=("A1",)).lines] == [1]


@pytest.mark.parametrize("sheet_id", [0, 77])
def test_a_sheet_that_is_not_there_is_told(trade: Trade, sheet_id: int) -> None:
    with refused("unknown_sheet"):
        close_pull_sheet(trade.owner, ClosePullSheet(sheet_id=sheet_id))
