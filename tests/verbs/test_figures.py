"""A figure is explained by events that sum to it, each with what it was then, page by page."""

import datetime as dt
import random

import pytest
from tests.papers import order, turn, undo
from tests.trade import Trade, begin
from tests.verbs.test_stock_as_of import DAYS, adjusted, at_noon, happen, received, sold

from everyunit.base import clock, sql
from everyunit.documents.new_lines import NewLine
from everyunit.money.queries import accounts
from everyunit.reports.explain import FIGURES, figure
from everyunit.reports.figures import Before, Explanation, explained
from everyunit.reports.items import quantities_of
from everyunit.reports.profit import GROUPS, ProfitFilter, every_profit
from everyunit.rules.refusals import Refused


def told(name: str, **asked: str) -> Explanation:
    return explained(figure(name, asked), costs=True, limit=10_000)


def every_page(name: str, limit: int, **asked: str) -> list:
    events, before = [], None
    while True:
        page = explained(figure(name, asked), costs=True, before=before, limit=limit)
        events += page.events
        if not page.more:
            return events
        before = Before(page.events[-1].day, page.events[-1].nr)


def test_what_came_and_went_sums_to_what_is_in_stock(trade: Trade) -> None:
    received(trade, "DRIVE", 3, DAYS[1])
    sale = sold(trade, DAYS[2], "100000")
    page = told("stock", item="DRIVE")
    assert [(event.number, event.amounts, event.running) for event in page.events] == [
        (sale.number, (-1, -6000), (2, 12000)),
        (page.events[1].number, (3, 18000), (3, 18000)),
    ]
    assert (page.totals, page.exact, page.quotient) == ((2, 12000), True, 6000)


def test_moves_within_do_not_count_for_the_item_but_for_the_bin(trade: Trade) -> None:
    received(trade, "DRIVE", 1, DAYS[1])
    paper = trade.draft("ST", to_bin="RETURNS", date=DAYS[2])
    trade.scan(paper, "100000")
    trade.post(paper)
    assert told("stock", item="DRIVE").count == 1
    assert told("stock", item="DRIVE", bin="RETURNS").totals == (1, 6000)
    assert told("stock", bin="RETURNS").totals == (1,)


def test_a_past_day_has_its_events_alone(trade: Trade) -> None:
    with clock.at(at_noon(DAYS[3])):
        received(trade, "DRIVE", 1, DAYS[1])
    with clock.at(at_noon(DAYS[5])):
        received(trade, "DRIVE", 1, DAYS[1])
    assert told("stock", item="DRIVE", on=str(DAYS[2]), known=str(DAYS[4])).totals == (1, 6000)
    assert told("stock", item="DRIVE", on=str(DAYS[2])).totals == (2, 12000)
    late = told("stock", item="DRIVE").events[0]
    assert late.late


def test_what_a_unit_costs_is_what_it_was_born_at_and_every_change(trade: Trade) -> None:
    received(trade, "DRIVE", 1, DAYS[1])
    adjusted(trade, DAYS[2], 7500, "100000")
    page = told("cost", serial="100000")
    assert [event.amounts for event in page.events] == [(1500,), (6000,)]
    assert page.exact


def test_what_is_available_begins_with_what_is_in_stock(trade: Trade) -> None:
    received(trade, "DRIVE", 5, DAYS[1])
    first = order(trade, "SO", quantity=2)
    order(trade, "PO", quantity=7)
    trade.scan(first, "100000")
    turn(trade, first, "SI")
    page = told("available", item="DRIVE")
    assert page.start is not None
    assert (page.start.amounts, [event.amounts for event in page.events]) == ((5,), [(-2,)])
    assert (page.totals, page.exact) == ((3,), True)
    assert told("on-order", item="DRIVE").totals == (7,)
    assert told("promised", item="DRIVE").exact


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happened_every_figure_is_exact_and_its_pages_are_its_events(trade: Trade, seed: int) -> None:
    happen(trade, random.Random(seed))
    order(trade, "SO", quantity=2)
    asked = [("stock", {}), *(("stock", {"bin": code}) for (code,) in stock_bins())]
    for item in ("DRIVE", "CABLE"):
        asked += [(name, {"item": item}) for name in ("stock", "available", "on-order", "promised")]
        asked += [("stock", {"item": item, "bin": code}) for (code,) in stock_bins()]
    asked += [("balance", {"account": each.code}) for each in accounts()]
    asked += [("cost", {"serial": serial}) for (serial,) in sql.rows("SELECT serial FROM stock_unit LIMIT 9")]
    asked += [
        ("profit", {"by": by, "key": row.key}) for by in GROUPS for row in every_profit(ProfitFilter(by=by)) if row.key
    ]
    for name, arguments in asked:
        page = told(name, **arguments)
        assert page.exact, (name, arguments, page.totals, page.stated)
        assert every_page(name, 3, **arguments) == list(page.events)
        oldest = page.events[-1] if page.events else None
        begun = page.start.amounts if page.start else (0,) * len(page.heads)
        if oldest:
            assert tuple(now - new for now, new in zip(oldest.running, oldest.amounts, strict=True)) == begun


def stock_bins() -> list:
    return sql.rows("SELECT code FROM places_bin WHERE bin_type = 'stock' ORDER BY code")


def test_figures_that_pages_state_are_those_of_the_caches(trade: Trade) -> None:
    received(trade, "DRIVE", 2, DAYS[1])
    item_id = int(sql.scalar("SELECT id FROM catalog_item WHERE code = 'DRIVE'"))
    assert told("stock", item="DRIVE").stated[0] == quantities_of(item_id).in_stock


def test_a_cache_that_is_wrong_shows(db: None) -> None:
    trade = begin()
    received(trade, "DRIVE", 2, DAYS[1])
    sql.execute("UPDATE stock_valuation SET quantity = quantity + 1")
    assert not told("stock", item="DRIVE").exact


def test_who_may_not_see_costs_sees_pieces_alone(trade: Trade) -> None:
    received(trade, "DRIVE", 1, DAYS[1])
    page = explained(figure("stock", {"item": "DRIVE"}), costs=False)
    assert ([head.label for head in page.heads], page.totals, page.quotient) == (["Pieces"], (1,), None)
    for name, asked in (("cost", {"serial": "100000"}), ("balance", {"account": accounts()[0].code})):
        with pytest.raises(Refused) as caught:
            explained(figure(name, asked), costs=False)
        assert caught.value.code == "not_allowed"


@pytest.mark.parametrize(
    ("name", "asked", "code"),
    [
        ("weather", {}, "unknown_figure"),
        ("stock", {"item": "NOTHING"}, "unknown_item"),
        ("stock", {"bin": "NOWHERE"}, "unknown_bin"),
        ("stock", {"on": "soon"}, "bad_date"),
        ("cost", {}, "unknown_unit"),
        ("balance", {"account": "x"}, "unknown_account"),
        ("available", {}, "unknown_item"),
        ("profit", {"by": "weather"}, "bad_group"),
        ("profit", {"by": "unit", "key": "x"}, "bad_key"),
    ],
)
def test_what_is_asked_wrongly_is_refused(trade: Trade, name: str, asked: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as caught:
        figure(name, asked)
    assert caught.value.code == code


def test_all_figures_are_named() -> None:
    of_goods = {"stock", "cost", "available", "on-order", "promised", "units", "built"}
    assert set(FIGURES) == of_goods | {"balance", "profit"}


def test_what_was_undone_is_told_with_its_undoing(trade: Trade) -> None:
    received(trade, "DRIVE", 1, DAYS[1])
    undo(trade, sold(trade, DAYS[2], "100000"))
    assert [event.text for event in told("stock", item="DRIVE").events] == ["Reversal", "", ""]


def test_a_line_of_counted_goods_in_a_bin_has_no_value_of_its_own(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5), date=dt.date(2026, 3, 1)))
    page = told("stock", item="CABLE")
    assert (page.totals[0], page.exact) == (5, True)
    shelf = sql.scalar("SELECT b.code FROM stock_balance s JOIN places_bin b ON b.id = s.bin_id WHERE s.owned")
    assert told("stock", item="CABLE", bin=shelf).totals == (5,)
