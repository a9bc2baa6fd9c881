"""What is printed on units that we never sold is kept when they get serial numbers of ours."""

from tests.papers import turn
from tests.trade import Trade, fates, refused

from everyunit.base import sql
from everyunit.documents.detach import Detach, detach
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.generate import Generate, generate
from everyunit.documents.new_lines import NewLine


def generated(trade: Trade, paper: DraftSaved, count: int, *numbers: str) -> DraftSaved:
    command = Generate(
        document_id=paper.document_id, line_id=paper.lines[0].line_id, count=count, maker_numbers=numbers or None
    )
    return generate(trade.owner, command)


def makers() -> list[tuple[str, str]]:
    return [(serial, text) for serial, text in sql.rows("SELECT serial, maker_serial FROM stock_unit ORDER BY id")]


def test_on_an_announced_return_the_unit_has_it_at_once_and_is_found_by_it_again(trade: Trade) -> None:
    order = trade.draft("CO", NewLine(item="DRIVE", quantity=2))
    assert fates(trade.scan(order, "OLD-1")) == [("OLD-1", "skipped", "unknown")]
    generated(trade, order, 2, "OLD-1")
    assert makers() == [("100000", "OLD-1"), ("100001", "")]
    assert fates(trade.scan(order, "OLD-1")) == [("OLD-1", "skipped", "already_here")]
    memo = turn(trade, order, "CM")
    trade.post(memo)
    assert fates(trade.scan(trade.draft("SI"), "OLD-1")) == [("OLD-1", "added", "")]


def test_what_was_taken_off_again_is_attached_by_it(trade: Trade) -> None:
    order = trade.draft("CO", NewLine(item="DRIVE", quantity=1))
    generated(trade, order, 1, "OLD-1")
    detach(trade.owner, Detach(document_id=order.document_id, scans=("OLD-1",)))
    assert fates(trade.scan(order, "OLD-1")) == [("OLD-1", "assigned", "was_refused")]


def test_on_a_memo_it_waits_until_that_posts(trade: Trade) -> None:
    memo = trade.draft("CM", NewLine(item="PHONE", quantity=3))
    generated(trade, memo, 3, "OLD-1", "OLD-2")
    assert fates(trade.scan(memo, "OLD-2")) == [("OLD-2", "skipped", "already_here")]
    generated(trade, memo, 3)
    trade.post(memo)
    assert makers() == [("100000", "OLD-1"), ("100001", "OLD-2"), ("100002", "")]


def test_more_numbers_than_units_and_such_as_none_are_refused(trade: Trade) -> None:
    sale = trade.draft("SI", NewLine(item="DRIVE", quantity=-2))
    with refused("too_many_maker_numbers"):
        generated(trade, sale, 1, "OLD-1", "OLD-2")
    with refused("bad_maker_number", ("(empty)", "bad_maker_number"), ("x" * 100, "bad_maker_number")):
        generated(trade, sale, 2, " ", "x" * 101)
