"""Stock as of a past day, as it was known then and as it is known now; its value is that of the inventory accounts."""

import datetime as dt
import random

import pytest
from tests.papers import undo
from tests.trade import Trade

from everyunit.base import clock, sql
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.money.queries import trial_balance
from everyunit.reports.as_of import StockFilter, stock_as_of, total_of, unit_as_of
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused

DAY = dt.date(2026, 3, 2)
DAYS = [DAY + dt.timedelta(days=n) for n in range(30)]


def at_noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def received(trade: Trade, item: str, quantity: int, day: dt.date, cost: int = 6000) -> Posted:
    return trade.post(trade.draft("PR", NewLine(item=item, quantity=quantity, price_minor=cost), date=day))


def sold(trade: Trade, day: dt.date, *serials: str) -> Posted:
    paper = trade.draft("SI", date=day)
    trade.scan(paper, *serials)
    return trade.post(paper)


def adjusted(trade: Trade, day: dt.date, cost: int, *serials: str) -> Posted:
    paper = trade.draft("CA", date=day)
    trade.scan(paper, *serials)
    lines = sql.rows("SELECT id FROM documents_line WHERE document_id = %s", [paper.document_id])
    changes = tuple(LineChange(line_id=line_id, price_minor=cost) for (line_id,) in lines)
    revise(trade.owner, Revise(document_id=paper.document_id, change=changes))
    return trade.post(paper)


def told(on: dt.date | None = None, known: dt.date | None = None, **wanted: str) -> dict[tuple[str, str], tuple]:
    rows = stock_as_of(StockFilter(on=on, known=known, **wanted))
    return {(row.item, row.bin): (row.quantity, row.value_minor) for row in rows}


def unit_id(serial: str) -> int:
    return int(sql.scalar("SELECT id FROM stock_unit WHERE serial = %s", [serial]))


def inventory(on: dt.date, known: dt.date) -> int:
    return sum(each.balance_minor for each in trial_balance(on, known).accounts if each.purpose == "inventory")


def test_a_day_has_what_came_in_up_to_its_end_and_did_not_leave(trade: Trade) -> None:
    received(trade, "DRIVE", 3, DAYS[1])
    sold(trade, DAYS[5], "100000")
    shelf = stock_as_of(StockFilter())[0].bin
    assert told(DAYS[0]) == {}
    assert told(DAYS[1]) == told(DAYS[4]) == {("DRIVE", shelf): (3, 18000)}
    assert told(DAYS[5]) == told() == {("DRIVE", shelf): (2, 12000)}


def test_a_late_receipt_was_not_known_then_but_is_now(trade: Trade) -> None:
    with clock.at(at_noon(DAYS[1])):
        received(trade, "DRIVE", 1, DAYS[1])
    with clock.at(at_noon(DAYS[8])):
        received(trade, "DRIVE", 2, DAYS[2], 7000)
    [(_, then)] = told(DAYS[4], DAYS[4]).items()
    [(_, now)] = told(DAYS[4]).items()
    assert (then, now) == ((1, 6000), (3, 20000))
    assert told(DAYS[4], DAYS[8]) == told(DAYS[4])


def test_what_was_undone_did_not_happen_but_was_believed(trade: Trade) -> None:
    with clock.at(at_noon(DAYS[2])):
        received(trade, "DRIVE", 1, DAYS[1])
        wrong = sold(trade, DAYS[2], "100000")
    with clock.at(at_noon(DAYS[6])):
        undo(trade, wrong)
        sold(trade, DAYS[1], "100000")
    assert told(DAYS[1], DAYS[5]) != {}
    for day in DAYS[1:8]:
        assert told(day) == {}
    assert told(DAYS[2], DAYS[5]) == {}


def test_a_bin_a_location_and_an_item_can_be_asked_for(trade: Trade) -> None:
    received(trade, "DRIVE", 2, DAYS[1])
    received(trade, "CABLE", 9, DAYS[1], 100)
    paper = trade.draft("ST", to_bin="RETURNS", date=DAYS[3])
    trade.scan(paper, "100001")
    trade.post(paper)
    assert told(DAYS[2], bin="RETURNS") == {}
    assert told(DAYS[3], bin="RETURNS") == {("DRIVE", "RETURNS"): (1, 6000)}
    assert {item for item, _ in told(DAYS[3], item="CABLE")} == {"CABLE"}
    location = stock_as_of(StockFilter())[0].location
    assert told(DAYS[3], location=location) == told(DAYS[3])
    assert told(DAYS[3], location="NOWHERE") == {}


def test_counted_goods_are_worth_their_part_of_the_value_in_each_bin(trade: Trade) -> None:
    received(trade, "CABLE", 3, DAYS[1], 100)
    received(trade, "CABLE", 1, DAYS[2], 101)
    trade.post(trade.draft("ST", NewLine(item="CABLE", quantity=1), to_bin="RETURNS", date=DAYS[3]))
    rows = stock_as_of(StockFilter(on=DAYS[4], item="CABLE"))
    assert sorted(row.quantity for row in rows) == [1, 3]
    assert total_of(rows).value_minor == 401
    assert told(DAYS[4], bin="RETURNS")[("CABLE", "RETURNS")][0] == 1


def test_a_unit_was_where_its_last_movement_of_then_had_left_it(trade: Trade) -> None:
    with clock.at(at_noon(DAYS[9])):
        received(trade, "DRIVE", 1, DAYS[1])
        adjusted(trade, DAYS[3], 7500, "100000")
        sold(trade, DAYS[5], "100000")
    unit = unit_id("100000")
    assert unit_as_of(unit, DAYS[0], None, costs=True).bin == ""
    before = unit_as_of(unit, DAYS[2], None, costs=True)
    assert (before.owned, before.cost_minor) == (True, 6000)
    assert unit_as_of(unit, DAYS[4], None, costs=True).cost_minor == 7500
    assert unit_as_of(unit, DAYS[4], None, costs=False).cost_minor is None
    assert not unit_as_of(unit, DAYS[5], None, costs=True).owned
    assert unit_as_of(unit, DAYS[5], DAYS[8], costs=True).bin == ""


@pytest.mark.parametrize("seed", range(4))
def test_its_value_is_that_of_the_inventory_accounts_whatever_happened(trade: Trade, seed: int) -> None:
    happen(trade, random.Random(seed))
    for on in DAYS[::4]:
        for known in DAYS[::5]:
            rows = stock_as_of(StockFilter(on=on, known=known))
            assert total_of(rows).value_minor == inventory(on, known)
            assert units_by_bin(rows) == replayed(on, known)
    assert verify().sound


def happen(trade: Trade, chance: random.Random) -> None:
    """A month in which papers are entered days after their date, and some are undone."""
    posted: list[Posted] = []
    for today in range(len(DAYS)):
        with clock.at(at_noon(DAYS[today])):
            for _ in range(2):
                day = DAYS[max(0, today - chance.choice((0, 0, 1, 4)))]
                try:
                    posted.append(anything(trade, chance, day))
                    if chance.random() < 0.2:
                        undo(trade, chance.choice(posted))
                except Refused:
                    pass


def anything(trade: Trade, chance: random.Random, day: dt.date) -> Posted:
    serials = [serial for (serial,) in sql.rows("SELECT serial FROM stock_unit ORDER BY id")]
    match chance.choice(("PR", "PR", "SI", "CM", "ST", "CA", "CABLE in", "CABLE out")):
        case "PR":
            return received(trade, "DRIVE", chance.randint(1, 3), day, chance.randint(5000, 7000))
        case "CABLE in":
            return received(trade, "CABLE", chance.randint(1, 9), day, chance.randint(90, 110))
        case "CABLE out":
            return trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=chance.randint(1, 9)), date=day))
        case kind:
            chosen = chance.sample(serials, min(len(serials), 2))
            if kind == "CA":
                return adjusted(trade, day, chance.randint(5000, 7000), *chosen)
            paper = trade.draft(kind, date=day, **({"to_bin": "RETURNS"} if kind == "ST" else {}))
            trade.scan(paper, *chosen)
            return trade.post(paper)


def units_by_bin(rows: list) -> dict[str, int]:
    return {row.bin: row.quantity for row in rows if row.item == "DRIVE" and row.quantity}


def replayed(on: dt.date, known: dt.date) -> dict[str, int]:
    """The same, found unit by unit: where each stood."""
    found: dict[str, int] = {}
    for (unit,) in sql.rows("SELECT id FROM stock_unit"):
        then = unit_as_of(unit, on, known, costs=False)
        if then.owned:
            found[then.bin] = found.get(then.bin, 0) + 1
    return found
