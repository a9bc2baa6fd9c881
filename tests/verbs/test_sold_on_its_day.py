"""A paper that is posted late counts on its own day: when a unit was sold, and how long it was here."""

from __future__ import annotations

import datetime as dt

from tests.trade import Trade

from everyunit.base import clock
from everyunit.documents.new_lines import NewLine
from everyunit.reports.dashboard import last_days
from everyunit.reports.serial_numbers import UnitFilter, list_units, search_for
from everyunit.reports.unit_page import unit_page
from everyunit.rules.conditions import parse


def test_a_sale_that_is_entered_late_is_of_its_own_day(trade: Trade) -> None:
    today = clock.today()
    came, went = today - dt.timedelta(days=12), today - dt.timedelta(days=5)
    trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=2), date=came))
    sale = trade.draft("SI", date=went)
    trade.scan(sale, "100000")
    trade.post(sale)
    page = unit_page("100000", costs=True)
    assert page is not None
    assert page.state.startswith(f"Sold to Test customer C1 on {went} with SI")
    assert page.sale is not None
    assert (page.sale.on, page.sale.at.date()) == (went, today)
    assert page.unit.days == 7
    found = list_units(search_for(UnitFilter(where=parse(f"sold_on = {went}")), costs=True)).units
    assert [(unit.serial, unit.sold_on) for unit in found] == [("100000", went)]
    here = unit_page("100001", costs=True)
    assert here is not None
    assert here.unit.days == 12
    days = {day.date: day for day in last_days()}
    assert days[went].sold.pieces == 1
    assert days[today].sold.pieces == 0
