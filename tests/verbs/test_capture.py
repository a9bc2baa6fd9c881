"""Makers' numbers are captured as units leave."""

import pytest
from tests.papers import change, order
from tests.trade import Trade, assert_nothing_changed

from everyunit.base import sql
from everyunit.documents.capture import Capture, capture
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.scans import Scanned
from everyunit.documents.unscan import Unscan, unscan
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused


@pytest.fixture(autouse=True)
def books_stay_sound(trade: Trade):
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def read(trade: Trade, paper: DraftSaved, *scans: str, **options: object) -> Scanned:
    return capture(trade.owner, Capture(document_id=paper.document_id, scans=scans, **options))  # type: ignore[arg-type]


def numbers() -> dict[str, str]:
    return dict(sql.rows("SELECT serial, maker_serial FROM stock_unit ORDER BY id"))


def test_a_box_is_scanned_as_it_leaves_and_its_number_stays_with_the_unit(trade: Trade) -> None:
    trade.receive("PHONE", 3)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=2))
    told = read(trade, paper, "IMEI-1", "IMEI-2")
    assert [(each.action, each.serial) for each in told.entries] == [("assigned", "100000"), ("assigned", "100001")]
    assert [each.written for each in told.entries] == [True, True]
    assert told.lines[0].attached == 2
    trade.post(paper)
    assert numbers() == {"100000": "IMEI-1", "100001": "IMEI-2", "100002": ""}
    assert [entry.serial for entry in trade.scan(trade.draft("CM"), "IMEI-2").entries] == ["100001"]


def test_more_boxes_than_the_line_asks_for_are_skipped_and_the_others_stay(trade: Trade) -> None:
    trade.receive("PHONE", 3)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=1))
    told = read(trade, paper, "IMEI-1", "IMEI-2")
    assert [(each.action, each.code) for each in told.entries] == [("assigned", ""), ("skipped", "exceeds_captured")]
    change(trade, paper, quantity=2)
    assert read(trade, paper, "IMEI-2").counts == {"assigned": 1}


def test_units_that_were_picked_before_get_the_numbers(trade: Trade) -> None:
    trade.receive("PHONE", 2)
    paper = trade.draft("SI")
    trade.scan(paper, "100001")
    read(trade, paper, "IMEI-9")
    assert numbers() == {"100000": "", "100001": "IMEI-9"}


def test_a_number_that_is_known_attaches_its_own_unit(trade: Trade) -> None:
    trade.receive("PHONE", 2, maker_numbers=("IMEI-1", "IMEI-2"))
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=1))
    told = read(trade, paper, "IMEI-2")
    assert [(each.action, each.serial) for each in told.entries] == [("assigned", "100001")]
    assert numbers() == {"100000": "IMEI-1", "100001": "IMEI-2"}


def test_the_same_box_twice_and_a_number_cut_short_are_skipped(trade: Trade) -> None:
    trade.receive("PHONE", 5)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=5))
    told = read(trade, paper, "IMEI-1", "IMEI-1", "1.23E+14", "x" * 101)
    assert [each.code for each in told.entries] == ["", "repeated", "mangled", "too_long"]


def test_an_order_commits_what_it_captures(trade: Trade) -> None:
    trade.receive("PHONE", 2)
    paper = order(trade, "SO", "PHONE", 2)
    read(trade, paper, "IMEI-1")
    assert sql.rows("SELECT DISTINCT b.code FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id") == [("PACKING",)]


def test_undoing_it_takes_the_number_off_and_keeps_the_unit(trade: Trade) -> None:
    trade.receive("PHONE", 1)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=1))
    read(trade, paper, "IMEI-1")
    told = unscan(trade.owner, Unscan(document_id=paper.document_id, captured=("100000",)))
    assert told.lines[0].attached == 1
    assert numbers() == {"100000": ""}
    assert sql.rows("SELECT old, new FROM stock_unitedit ORDER BY id") == [("", "IMEI-1"), ("IMEI-1", "")]


def test_undoing_touches_no_unit_of_another_paper(trade: Trade) -> None:
    trade.receive("PHONE", 2, maker_numbers=("IMEI-1", "IMEI-2"))
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=1))
    unscan(trade.owner, Unscan(document_id=paper.document_id, captured=("100000",)))
    assert numbers() == {"100000": "IMEI-1", "100001": "IMEI-2"}


@pytest.mark.parametrize(
    ("kind", "item", "code"),
    [
        ("SI", "DRIVE", "nothing_to_capture"),
        ("CM", "PHONE", "nothing_to_capture"),
        ("SQ", "PHONE", "quote_holds_nothing"),
    ],
)
def test_it_is_refused_where_no_picked_unit_leaves(trade: Trade, kind: str, item: str, code: str) -> None:
    trade.receive(item, 1)
    paper = trade.draft(kind, NewLine(item=item, quantity=1))
    with assert_nothing_changed(), pytest.raises(Refused) as refused:
        read(trade, paper, "IMEI-1")
    assert refused.value.code == code


def test_nothing_scanned_and_a_line_of_another_paper_are_refused(trade: Trade) -> None:
    trade.receive("PHONE", 1)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=1))
    for options, code in (({"scans": ()}, "nothing_scanned"), ({"scans": ("A",), "line_id": 9999}, "unknown_line")):
        with assert_nothing_changed(), pytest.raises(Refused) as refused:
            capture(trade.owner, Capture(document_id=paper.document_id, **options))  # type: ignore[arg-type]
        assert refused.value.code == code


def test_a_known_number_beside_a_new_one_leaves_room_for_just_that(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="PHONE", maker_numbers=("IMEI-1",))))
    trade.receive("PHONE", 3)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=2))
    told = read(trade, paper, "IMEI-1", "IMEI-2")
    assert [(each.action, each.serial) for each in told.entries] == [("assigned", "100000"), ("assigned", "100001")]
    assert (told.lines[0].attached, sql.scalar("SELECT count(*) FROM stock_hold")) == (2, 2)
