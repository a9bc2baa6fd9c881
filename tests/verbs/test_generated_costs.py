"""What a unit of unknown origin shall cost is said only by those who may see costs."""

import pytest
from tests.trade import Trade, assert_nothing_changed, one

from everyunit.base import sql
from everyunit.company.found import hire
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.generate import Generate, generate
from everyunit.documents.history import history_of
from everyunit.documents.new_lines import NewLine
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.reports.unit_page import Event, unit_page
from everyunit.rules.refusals import Refused


def back(trade: Trade) -> DraftSaved:
    return trade.draft("CM", NewLine(item="DRIVE", quantity=1))


def asked(paper: DraftSaved, cost_minor: int | None) -> Generate:
    return Generate(document_id=paper.document_id, line_id=paper.lines[0].line_id, count=1, cost_minor=cost_minor)


def test_the_counter_takes_back_at_the_average_and_names_no_cost(trade: Trade) -> None:
    trade.receive("DRIVE", 1, price_minor=4000)
    counter, paper = hire("till", "counter"), back(trade)
    with assert_nothing_changed(), pytest.raises(Refused) as refused:
        generate(counter, asked(paper, 99_999_900))
    assert refused.value.code == "not_allowed"
    generate(counter, asked(paper, None))
    trade.post(paper)
    assert [cost for (cost,) in sql.rows("SELECT cost_minor FROM stock_unit ORDER BY id")] == [4000, 4000]


def test_who_may_see_costs_may_name_one(trade: Trade) -> None:
    paper = back(trade)
    generate(trade.owner, asked(paper, 2500))
    trade.post(paper)
    assert [cost for (cost,) in sql.rows("SELECT cost_minor FROM stock_unit")] == [2500]


def test_a_cost_that_was_said_stays_when_only_the_number_changes(trade: Trade) -> None:
    memo = trade.draft("CM", NewLine(item="DRIVE", quantity=2))
    line_id = memo.lines[0].line_id
    generate(trade.owner, Generate(document_id=memo.document_id, line_id=line_id, count=1, cost_minor=4200))
    generate(trade.owner, Generate(document_id=memo.document_id, line_id=line_id, count=2))
    trade.post(memo)
    assert one("SELECT sum(cost_minor) FROM stock_unit") == 8400


def test_a_line_on_which_units_are_to_be_made_keeps_its_way(trade: Trade) -> None:
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=-2))
    generate(trade.owner, asked(paper, 2500))
    turned = LineChange(line_id=paper.lines[0].line_id, quantity=2)
    with assert_nothing_changed(), pytest.raises(Refused) as refused:
        revise(trade.owner, Revise(document_id=paper.document_id, change=(turned,)))
    assert [each.code for each in refused.value.offenders] == ["turned"]


def reasons(paper: DraftSaved) -> list[str]:
    return [each.reason for each in history_of(paper.document_id).moved]


def test_the_story_of_a_unit_that_was_never_ours_tells_where_its_cost_comes_from(trade: Trade) -> None:
    order, memo = trade.draft("CO", NewLine(item="DRIVE", quantity=2)), back(trade)
    generate(trade.owner, asked(order, None))
    trade.receive("DRIVE", 1, price_minor=4000)
    generate(trade.owner, asked(order, 2500))
    generate(trade.owner, asked(memo, 4000))
    trade.post(memo)
    assert reasons(order) == [
        "DRIVE that was never ours, at the cost that was said",
        "DRIVE that was never ours, at no cost, for none in stock has any",
    ]
    assert reasons(memo) == ["DRIVE that was never ours, at the item’s average cost"]
    page = unit_page(str(one("SELECT max(serial) FROM stock_unit")), costs=True)
    assert page is not None
    (born,) = page.timeline.events
    assert isinstance(born, Event)
    assert (born.cost_minor, born.reason) == (4000, reasons(memo)[0])
