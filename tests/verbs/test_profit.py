"""Profit, however it is told, is what the journal says, to the cent."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.trade import Trade, refused

from everyunit.base import clock, sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.closing.close_period import ClosePeriod, close_period
from everyunit.documents.convert import Convert, convert
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.generate import Generate, generate
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.reports.profit import GROUPS, ProfitFilter, every_profit, profit, total_profit


def journal(purpose: str) -> int:
    return int(
        sql.scalar(
            "SELECT coalesce(sum(l.amount_minor), 0) FROM money_entryline l JOIN money_account a"
            " ON a.id = l.account_id WHERE a.purpose = %s",
            [purpose],
        )
    )


def in_the_journal() -> tuple[int, int]:
    """Sales less returns, and the cost of goods sold."""
    return -journal("sales") - journal("sales_returns"), journal("cost_of_goods_sold")


def sums(by: str, **period: dt.date) -> tuple[int, int]:
    rows = list(every_profit(ProfitFilter(by=by, **period)))
    return sum(row.sales_minor for row in rows), sum(row.cost_minor for row in rows)


def told(by: str, **period: dt.date) -> dict[str, tuple[int, int, int]]:
    return {
        row.code: (row.pieces, row.sales_minor, row.cost_minor) for row in every_profit(ProfitFilter(by=by, **period))
    }


def change(trade: Trade, paper: DraftSaved, minor: int, line: int = 0) -> None:
    ids = sql.rows("SELECT id FROM documents_line WHERE document_id = %s ORDER BY position", [paper.document_id])
    new = LineChange(line_id=ids[line][0], price_minor=minor)
    revise(trade.owner, Revise(document_id=paper.document_id, change=(new,)))


def sell(trade: Trade, *scans: str, party: str = "C1", lines: tuple[NewLine, ...] = ()) -> Posted:
    paper = trade.draft("SI", *lines, party=party)
    if scans:
        trade.scan(paper, *scans)
    return trade.post(paper)


def late_freight(trade: Trade, receipt: DraftSaved, minor: int) -> Posted:
    save_item(trade.owner, SaveItem(code="FREIGHT", name="Freight", tracking="none"))
    line = NewLine(item="FREIGHT", quantity=1, price_minor=minor, spread="value")
    return trade.post(trade.draft("PI", line, party="V2", source_id=receipt.document_id))


def undo(trade: Trade, posted: Posted) -> None:
    reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"))


def a_busy_trade(trade: Trade) -> None:
    """Sales, exchanges, returns, reversals, late freight and price corrections, of everything that can be sold."""
    drives = trade.draft("PR", NewLine(item="DRIVE", quantity=6, amount_minor=36001))
    trade.post(drives)
    phones = trade.draft("PR", NewLine(item="PHONE", quantity=5, price_minor=15000), party="V2")
    trade.post(phones)
    trade.receive("CABLE", 30, amount_minor=6011)
    sell(trade, "100000", "100001", lines=(NewLine(item="CABLE", quantity=7), NewLine(item="HOUR", quantity=2)))
    sell(trade, party="C2", lines=(NewLine(item="PHONE", quantity=3, amount_minor=50000),))
    late_freight(trade, drives, 1003)
    trade.take_back("100000")
    sell(trade, "100001", "100002")  # an exchange: one comes back, another leaves
    correction = convert(trade.owner, Convert(document_id=drives.document_id, to="PI"))
    change(trade, correction, 6499)
    trade.post(correction)
    mistake = sell(trade, "100003", party="C2", lines=(NewLine(item="CABLE", quantity=3),))
    undo(trade, mistake)
    undone_credit = trade.take_back("100002")
    undo(trade, undone_credit)
    undo(trade, late_freight(trade, drives, 77))
    late_freight(trade, phones, 333)
    unknown = trade.draft("CM", NewLine(item="DRIVE", quantity=2, price_minor=9900))
    generate(
        trade.owner,
        Generate(document_id=unknown.document_id, line_id=unknown.lines[0].line_id, count=2, cost_minor=5000),
    )
    trade.post(unknown)
    back = trade.draft("CM", NewLine(item="CABLE", quantity=2, price_minor=450))
    trade.post(back)


@pytest.mark.parametrize("by", [by for by in GROUPS if by != "unit"])
def test_it_sums_to_the_journal(trade: Trade, by: str) -> None:
    a_busy_trade(trade)
    assert all(in_the_journal())
    assert sums(by) == in_the_journal()
    total = total_profit(ProfitFilter(by=by))
    assert (total.sales_minor, total.cost_minor) == in_the_journal()


def test_by_unit_it_sums_to_what_has_units(trade: Trade) -> None:
    a_busy_trade(trade)
    sales, cost = in_the_journal()
    items = told("item")
    others = [items["CABLE"], items["HOUR"]]
    assert sums("unit") == (sales - sum(each[1] for each in others), cost - sum(each[2] for each in others))
    total = total_profit(ProfitFilter(by="unit"))
    assert (total.sales_minor, total.cost_minor) == sums("unit")


@pytest.mark.parametrize("by", GROUPS)
def test_all_ways_agree_before_anything_was_sold(trade: Trade, by: str) -> None:
    trade.receive()
    assert list(every_profit(ProfitFilter(by=by))) == []
    assert total_profit(ProfitFilter(by=by)).profit_minor == 0


def test_the_price_of_a_line_is_shared_by_its_units_to_the_cent(trade: Trade) -> None:
    trade.receive("PHONE", 3, price_minor=100)
    sell(trade, lines=(NewLine(item="PHONE", quantity=3, amount_minor=1000),))
    assert told("unit") == {"100000": (1, 334, 100), "100001": (1, 333, 100), "100002": (1, 333, 100)}


def test_a_late_cost_counts_with_the_customer_and_the_document_of_the_sale(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2, price_minor=6000))
    trade.post(receipt)
    sale = sell(trade, "100000", party="C2")
    late_freight(trade, receipt, 500)
    assert told("customer") == {"C2": (1, 10000, 6250)}
    assert told("document") == {f"SI {sale.number}": (1, 10000, 6250)}
    assert told("line") == {f"SI {sale.number} / 1": (1, 10000, 6250)}
    assert told("unit") == {"100000": (1, 10000, 6250)}
    assert told("vendor") == {"V1": (1, 10000, 6250)}


def test_a_late_cost_finds_the_sale_of_a_unit_announced_to_come_back(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=6000))
    trade.post(receipt)
    sale = sell(trade, "100000")
    announced = trade.draft("CO", NewLine(item="DRIVE", quantity=1), party="C1")
    trade.scan(announced, "100000")
    late_freight(trade, receipt, 500)
    assert told("document") == {f"SI {sale.number}": (1, 10000, 6500)}
    assert sums("document") == in_the_journal()


def test_a_return_takes_sales_and_cost_back(trade: Trade) -> None:
    trade.receive()
    trade.sell("100000")
    trade.take_back("100000")
    assert told("item") == {"DRIVE": (0, 0, 0)}
    assert sorted(told("document").values()) == [(-1, -10000, -6000), (1, 10000, 6000)]


def test_goods_from_no_vendor_and_services_are_told_without_one(trade: Trade) -> None:
    trade.receive("CABLE", 10, price_minor=200)
    sell(trade, lines=(NewLine(item="CABLE", quantity=1), NewLine(item="HOUR", quantity=1)))
    assert told("vendor") == {"": (2, 8500, 200)}


def test_a_period_takes_documents_by_their_date_and_reversals_with_what_they_undo(trade: Trade) -> None:
    with clock.at(dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)):
        trade.receive(quantity=2)
        march = trade.sell("100000")
    with clock.at(dt.datetime(2026, 4, 10, 12, tzinfo=dt.UTC)):
        undo(trade, march)
        trade.sell("100001")
    assert told("item", date_from=dt.date(2026, 3, 1), date_to=dt.date(2026, 3, 31)) == {"DRIVE": (0, 0, 0)}
    assert told("item", date_from=dt.date(2026, 4, 10), date_to=dt.date(2026, 4, 10)) == {"DRIVE": (1, 10000, 6000)}
    assert told("item", date_from=dt.date(2026, 4, 11)) == {}


def test_a_sale_of_a_closed_day_is_undone_when_it_is_undone(trade: Trade) -> None:
    with clock.at(dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)):
        trade.receive(quantity=1)
        march = trade.sell("100000")
    with clock.at(dt.datetime(2026, 4, 10, 12, tzinfo=dt.UTC)):
        close_period(trade.owner, ClosePeriod(through=dt.date(2026, 3, 31)))
        undo(trade, march)
    assert told("item", date_to=dt.date(2026, 3, 31)) == {"DRIVE": (1, 10000, 6000)}
    assert told("item", date_from=dt.date(2026, 4, 10), date_to=dt.date(2026, 4, 10)) == {"DRIVE": (-1, -10000, -6000)}
    assert told("item") == {"DRIVE": (0, 0, 0)}


@pytest.mark.parametrize("by", GROUPS)
def test_pages_by_key_give_every_row_once(trade: Trade, by: str) -> None:
    a_busy_trade(trade)
    wanted = ProfitFilter(by=by)
    rows, found = [], profit(wanted, limit=1)
    while found:
        rows += found
        found = profit(wanted, after=rows[-1].key, limit=1)
    assert rows == list(every_profit(wanted))
    assert len({row.key for row in rows}) == len(rows)


def test_the_margin_is_profit_on_sales(trade: Trade) -> None:
    trade.receive(price_minor=6000)
    trade.sell("100000")
    total = total_profit(ProfitFilter(by="item"))
    assert (total.profit_minor, total.margin_per_mille) == (4000, 400)
    assert total_profit(ProfitFilter(by="item", date_to=dt.date(2000, 1, 1))).margin_per_mille is None


def test_what_cannot_be_grouped_by_is_refused(trade: Trade) -> None:
    with refused("bad_group"):
        profit(ProfitFilter(by="weather"))
    with refused("bad_key"):
        profit(ProfitFilter(by="unit"), after="x")
