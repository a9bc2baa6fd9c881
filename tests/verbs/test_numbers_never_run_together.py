"""Two numbers that come in one text are two numbers, and never a third one."""

from tests.trade import Trade

from everyunit.base import sql
from everyunit.documents.detach import Detach, detach
from everyunit.rules.serials import clean, split_scans
from everyunit.stock.amend import AmendUnit, amend_unit


def test_lines_and_tabs_part_numbers() -> None:
    assert split_scans("100000\n100001\t100002\r\n\n") == ["100000", "100001", "100002"]
    assert split_scans(" \n\t ") == []


def test_what_parts_numbers_stays_a_space_and_the_invisible_goes() -> None:
    assert clean("a\nb") == "a b"
    assert clean("\ufeffMK\u200b1\r\n") == "MK1"


def test_several_numbers_in_one_scan_are_attached_each(trade: Trade) -> None:
    trade.receive(quantity=12)
    paper = trade.draft("SI")
    answer = trade.scan(paper, "1000\n01", "100000\n100001\t100002")
    assert [(each.action, each.text) for each in answer.entries] == [
        ("skipped", "1000"),
        ("skipped", "01"),
        ("added", "100000"),
        ("added", "100001"),
        ("added", "100002"),
    ]
    gone = detach(trade.owner, Detach(document_id=paper.document_id, scans=("100000\n100002",)))
    assert gone.counts == {"detached": 2}


def test_a_makers_number_on_two_lines_keeps_its_parts_apart(trade: Trade) -> None:
    (serial,) = trade.receive()
    assert amend_unit(trade.owner, AmendUnit(serial=serial, maker_serial="a\nb")).maker_serial == "a b"
    assert sql.scalar("SELECT maker_serial FROM stock_unit") == "a b"


def test_a_huge_scan_is_told_in_short(trade: Trade) -> None:
    answer = trade.scan(trade.draft("SI"), "x" * 3000)
    assert len(answer.entries[0].text) < 130
