"""Goods that are kept by lot are counted lot by lot."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.counts import count, finish, shelf, sorts, started, told
from tests.papers import order
from tests.trade import Trade, refused, valued

from everyunit.base import clock, sql
from everyunit.catalog.models import Lot
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.catalog.save_lot import SaveLot, save_lot
from everyunit.counting.answers import Counted
from everyunit.counting.count_rows import CountedRow, CountRows, count_rows
from everyunit.counting.counts import CountSaved
from everyunit.counting.decide import Decide, decide
from everyunit.counting.difference_list import differences_page
from everyunit.counting.enter_number import EnterNumber, enter_number
from everyunit.counting.finalize_count import FinalizeCount, finalize_count
from everyunit.counting.goods import goods_of
from everyunit.counting.models import Pieces, UnknownNumber
from everyunit.counting.recount import Recount, recount
from everyunit.counting.sheets import count_sheets
from everyunit.counting.take_away import TakeAway, take_away
from everyunit.documents.name_lot import NameLot, name_lot
from everyunit.documents.use_lots import UseLots, use_lots
from everyunit.reports.verify import verify


@pytest.fixture
def lots(trade: Trade) -> Trade:
    """Of cables five lie in MAIN of lot L1, and three of lot L2."""
    use_lots(trade.owner, UseLots(item="CABLE"))
    for number, quantity in (("L1", 5), ("L2", 3)):
        receive(trade, number, quantity)
    return trade


def receive(trade: Trade, number: str, quantity: int, item: str = "CABLE") -> None:
    paper = order(trade, "PR", item, quantity)
    name_lot(trade.owner, NameLot(document_id=paper.document_id, line_id=paper.lines[0].line_id, lot=number))
    trade.post(paper)


def enter(trade: Trade, paper: CountSaved, quantity: int, lot: str = "", **options: object) -> Counted:
    command = EnterNumber(
        count_id=paper.count_id, bin="MAIN", **{"item": "CABLE", **options}, quantity=quantity, lot=lot
    )
    return enter_number(trade.owner, command)


def counted(paper: CountSaved) -> dict[str, tuple[int, int]]:
    """What was counted of each lot, and what was recorded of it then."""
    pieces = Pieces.objects.filter(count_bin__count_id=paper.count_id, current=True).select_related("lot")
    return {each.lot.number if each.lot else "": (each.quantity, each.recorded) for each in pieces}


def standing() -> dict[str, int]:
    return dict(
        sql.rows(
            "SELECT l.number, s.quantity FROM stock_lotbalance s JOIN catalog_lot l ON l.id = s.lot_id"
            " WHERE s.quantity > 0"
        )
    )


def finalize(trade: Trade, paper: CountSaved) -> list[str]:
    finish(trade, paper)
    return [each.kind for each in finalize_count(trade.owner, FinalizeCount(count_id=paper.count_id)).papers]


def test_each_lot_is_compared_by_itself_and_put_right(lots: Trade) -> None:
    paper, worth = started(lots, "MAIN"), valued("CABLE")
    enter(lots, paper, 3, "L1")
    enter(lots, paper, 5, "L2")
    assert counted(paper) == {"L1": (3, 5), "L2": (5, 3)}
    finish(lots, paper)
    rows = differences_page(paper.count_id)
    assert [(row.lot, str(row.sort), row.quantity) for row in rows] == [("L1", "fewer", -2), ("L2", "more", 2)]
    finalize_count(lots.owner, FinalizeCount(count_id=paper.count_id))
    assert standing() == {"L1": 3, "L2": 5}
    assert valued("CABLE") == worth  # one lot for another is worth nothing
    rows = differences_page(paper.count_id)
    assert [(row.lot, row.then, row.paper_kind) for row in rows] == [("L1", "written off", "IA"), ("L2", "added", "IA")]
    assert all(row.cost_minor == rows[0].cost_minor for row in rows)
    assert verify().sound


def test_without_a_lot_a_number_is_of_the_only_one_there_or_is_asked_about(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    with refused("lot_needed"):
        enter(lots, paper, 8)
    assert counted(paper) == {}
    assert told(count(lots, paper, "MAIN", "CABLE")) == [("CABLE", "skipped", "lot_needed")]
    enter(lots, paper, 0)  # none of any of them
    assert counted(paper) == {"L1": (0, 5), "L2": (0, 3)}
    finalize(lots, paper)
    receive(lots, "L2", 4)
    paper = started(lots, "MAIN")
    count(lots, paper, "MAIN", "CABLE", "CABLE")
    assert counted(paper) == {"L2": (2, 4)}
    entry = enter(lots, paper, 4).entries[0]
    assert counted(paper) == {"L2": (4, 4)}
    assert (entry.lot, entry.message) == ("L2", "Lot L2.")  # the answer names it
    assert enter(lots, paper, 4, "L2").entries[0].message == "Lot L2."


def test_a_lot_alone_finds_its_item_unless_several_items_have_such_a_lot(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    enter(lots, paper, 5, "L1", item="")
    assert counted(paper) == {"L1": (5, 5)}
    save_item(lots.owner, SaveItem(code="CORD", name="Cord", tracking="quantity"))
    use_lots(lots.owner, UseLots(item="CORD"))
    save_lot(lots.owner, SaveLot(item="CORD", number="L2"))
    enter(lots, paper, 3, "L2", item="")  # only cables of such a lot lie in the count
    assert counted(paper) == {"L1": (5, 5), "L2": (3, 3)}
    enter(lots, paper, 1, "L2", item="CORD")
    with refused("several_items", ("CABLE", "several_items"), ("CORD", "several_items")):
        enter(lots, paper, 3, "L2", item="")
    with refused("unknown_lot"):
        enter(lots, paper, 3, "L9", item="")


def test_a_lot_that_is_unknown_is_made_only_when_it_is_said(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    with refused("unknown_lot"):
        enter(lots, paper, 2, "L3")
    enter(lots, paper, 2, "L3", new_lot=True)
    assert Lot.objects.get(number="L3").expires_on is None
    enter(lots, paper, 5, "L1")
    enter(lots, paper, 3, "L2")
    assert finalize(lots, paper) == ["IA"]
    assert standing() == {"L1": 5, "L2": 3, "L3": 2}


def test_what_is_found_of_an_expired_lot_has_expired(lots: Trade) -> None:
    over = clock.today() - dt.timedelta(days=1)
    save_lot(lots.owner, SaveLot(item="CABLE", number="L1", expires_on=over))
    paper = started(lots, "MAIN")
    assert enter(lots, paper, 6, "L1").entries[0].message == f"Lot L1 has expired, on {over}."
    enter(lots, paper, 3, "L2")
    finalize(lots, paper)
    assert (Lot.objects.get(number="L1").expires_on, standing()) == (over, {"L1": 6, "L2": 3})
    sale = order(lots, "SI", "CABLE", 4)
    with refused("lot_expired", ("Line 1 (CABLE)", "lot_expired")):
        lots.post(sale)


def test_every_lot_that_is_recorded_is_asked_for_before_a_bin_is_counted(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    enter(lots, paper, 5, "L1")
    with refused("no_number", ("MAIN: CABLE, lot L2", "no_number")):
        finish(lots, paper)
    finish(lots, paper, none=True)
    assert counted(paper) == {"L1": (5, 5), "L2": (0, 3)}
    assert sorts(paper, "MAIN") == {"fewer": 3}


def test_a_lot_is_left_as_it_is_recorded_and_counted_again(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    enter(lots, paper, 1, "L1")
    enter(lots, paper, 1, "L2")
    finish(lots, paper)
    left = Decide(count_id=paper.count_id, bin="MAIN", decision="leave", items=("CABLE",), lot="L1")
    decide(lots.owner, left)
    assert [row.then for row in differences_page(paper.count_id)] == ["left as it is", "will be written off"]
    recount(lots.owner, Recount(count_id=paper.count_id, bins=("MAIN",)))
    assert counted(paper) == {}
    enter(lots, paper, 1, "L1")
    enter(lots, paper, 1, "L2")
    finish(lots, paper)
    decide(lots.owner, left)
    finalize_count(lots.owner, FinalizeCount(count_id=paper.count_id))
    assert standing() == {"L1": 5, "L2": 1}


def test_a_piece_of_a_lot_is_taken_away(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    enter(lots, paper, 5, "L1")
    enter(lots, paper, 3, "L2")
    take_away(lots.owner, TakeAway(count_id=paper.count_id, bin="MAIN", items=("CABLE", "CABLE"), lots=("L2", "L2")))
    assert counted(paper) == {"L1": (5, 5), "L2": (1, 3)}


def test_a_lot_is_scanned_after_its_item_or_alone(lots: Trade) -> None:
    (unit,) = lots.receive()
    save_lot(lots.owner, SaveLot(item="CABLE", number=unit))
    paper = started(lots, "MAIN")
    done = count(lots, paper, "MAIN", "CABLE", "L1", "L1", "CABLE", "L2", "CABLE", unit, unit, "L9")
    assert told(done) == [
        ("L1", "assigned", ""),
        ("L1", "assigned", ""),
        ("L2", "assigned", ""),
        (unit, "assigned", ""),
        (unit, "assigned", ""),  # scanned once more it is the unit
        ("L9", "skipped", "unknown"),
    ]
    assert counted(paper) == {"L1": (2, 5), "L2": (1, 3), unit: (1, 0)}
    assert done.bin.found == 1
    assert [entry.lot for entry in done.entries if entry.item == "CABLE"] == ["L1", "L1", "L2", unit]


def test_a_lot_that_looks_like_a_range_is_a_lot(lots: Trade) -> None:
    receive(lots, "LOT-2026-0001", 1)
    paper = started(lots, "MAIN")
    count(lots, paper, "MAIN", "LOT-2026-0001", "CABLE", "LOT-2026-0001")
    assert counted(paper) == {"LOT-2026-0001": (2, 1)}


def test_a_lot_that_several_items_have_is_of_the_item_scanned_before(lots: Trade) -> None:
    save_item(lots.owner, SaveItem(code="CORD", name="Cord", tracking="quantity"))
    use_lots(lots.owner, UseLots(item="CORD"))
    receive(lots, "L2", 1, "CORD")
    paper = started(lots, "MAIN")
    assert told(count(lots, paper, "MAIN", "L2")) == [("L2", "skipped", "several_items")]
    count(lots, paper, "MAIN", "CABLE", "L2", "L2")
    assert counted(paper) == {"L2": (2, 3)}
    count(lots, paper, "MAIN", "CORD")  # its only lot
    count(lots, paper, "MAIN", "L2", before="CORD")  # that very piece
    assert sorted(Pieces.objects.values_list("item__code", "quantity")) == [("CABLE", 2), ("CORD", 1)]


def test_a_piece_counted_of_the_only_lot_is_of_the_lot_that_is_scanned_next(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    enter(lots, paper, 0)
    finalize(lots, paper)
    receive(lots, "L1", 2)
    paper = started(lots, "MAIN")
    count(lots, paper, "MAIN", "CABLE")
    assert counted(paper) == {"L1": (1, 2)}
    done = count(lots, paper, "MAIN", "L2", before="CABLE")
    assert counted(paper) == {"L2": (1, 0)}
    assert done.entries[0].message == "Lot L2."


def test_a_piece_whose_lot_nobody_knows_is_not_counted_as_the_only_one_there(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    enter(lots, paper, 0)
    finalize(lots, paper)
    receive(lots, "L1", 2)
    shelf(lots, "A1")
    (unit,) = lots.receive()
    paper = started(lots, "MAIN")
    for texts in (("L9",), ("LOT-2026-0001",)):  # the second looks like a range
        done = count(lots, paper, "MAIN", "CABLE", *texts)
        assert told(done) == [(texts[0], "skipped", "unknown_lot")]
        assert "There is no lot" in done.entries[0].message
        count(lots, paper, "MAIN", "CABLE")
        assert counted(paper) == {"L1": (1, 2)}
        assert told(count(lots, paper, "MAIN", *texts, before="CABLE")) == [(texts[0], "skipped", "unknown_lot")]
        assert counted(paper) == {}
    rows = tuple(CountedRow(row=nth, bin="MAIN", text=text) for nth, text in enumerate(("CABLE", "L9", "CABLE", "L1")))
    done = count_rows(lots.owner, CountRows(count_id=paper.count_id, rows=rows))
    assert (done.counted, [(each.row, each.code) for each in done.problems]) == (
        2,
        [(0, "unknown_lot"), (1, "unknown_lot")],
    )
    assert not UnknownNumber.objects.exists()
    count(lots, paper, "MAIN", "CABLE", unit, "CABLE", "DRIVE", "CABLE", "A1")  # all these are known
    assert counted(paper) == {"L1": (4, 2)}


def test_the_piece_of_another_lot_is_taken_back_also_where_somebody_counted_one_meanwhile(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    enter(lots, paper, 0)
    finalize(lots, paper)
    receive(lots, "L1", 2)
    paper = started(lots, "MAIN")
    mine = count(lots, paper, "MAIN", "CABLE").entries[0].lot
    count(lots, paper, "MAIN", "CABLE", "L2")  # somebody else
    count(lots, paper, "MAIN", "L1", before="CABLE", before_lot=mine)
    assert counted(paper) == {"L1": (1, 2), "L2": (1, 0)}
    assert told(count(lots, paper, "MAIN", "CABLE")) == [("CABLE", "skipped", "lot_needed")]
    count(lots, paper, "MAIN", "L1", before="CABLE", before_lot="")  # it was counted nowhere
    assert counted(paper) == {"L1": (2, 2), "L2": (1, 0)}
    count(lots, paper, "MAIN", "L9", before="CABLE", before_lot="L1")
    assert counted(paper) == {"L1": (1, 2), "L2": (1, 0)}


def test_a_list_tells_lots_too(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    rows = tuple(
        CountedRow(row=row, bin="MAIN", text=text, quantity=quantity, lot=lot)
        for row, text, quantity, lot in (
            (1, "CABLE", 4, "L1"),
            (2, "", 3, "L2"),
            (3, "CABLE", None, "L3"),
            (4, "CABLE", 2, "L1"),
            (5, "CABLE", 8, ""),
        )
    )
    done = count_rows(lots.owner, CountRows(count_id=paper.count_id, rows=rows))
    assert [(each.row, each.code) for each in done.problems] == [(3, "unknown_lot"), (4, "repeated"), (5, "lot_needed")]
    assert counted(paper) == {"L1": (4, 5), "L2": (3, 3)}
    done = count_rows(lots.owner, CountRows(count_id=paper.count_id, rows=rows[2:3], new_lots=True))
    assert counted(paper)["L3"] == (1, 0)
    rows = tuple(CountedRow(row=nth, bin="MAIN", text=text) for nth, text in enumerate(("CABLE", "L1", "L2")))
    assert count_rows(lots.owner, CountRows(count_id=paper.count_id, rows=rows)).counted == 3
    assert counted(paper) == {"L1": (5, 5), "L2": (4, 3), "L3": (1, 0)}


def test_rows_of_a_list_that_name_a_lot_and_no_quantity_add_up(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    said = ((None, "L1"), (None, "L1"), (None, "L2"), (None, "L1"), (3, "L1"), (2, "L2"))
    rows = tuple(
        CountedRow(row=nth, bin="MAIN", text="CABLE", quantity=quantity, lot=lot)
        for nth, (quantity, lot) in enumerate(said)
    )
    done = count_rows(lots.owner, CountRows(count_id=paper.count_id, rows=rows))
    assert (done.counted, [(each.row, each.code) for each in done.problems]) == (4, [(4, "repeated"), (5, "repeated")])
    assert counted(paper) == {"L1": (3, 5), "L2": (1, 3)}
    count_rows(lots.owner, CountRows(count_id=paper.count_id, rows=(*rows[4:], rows[0])))
    assert counted(paper) == {"L1": (3, 5), "L2": (2, 3)}  # a number is all there is, whatever was scanned
    count_rows(lots.owner, CountRows(count_id=paper.count_id, rows=rows[:1]))
    assert counted(paper)["L1"] == (4, 5)


def test_a_sheet_lists_the_lots(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    ((sheet,),) = [each.items for each in count_sheets(paper.count_id)]
    assert [(lot.number, lot.count) for lot in sheet.lots] == [("L1", 5), ("L2", 3)]


def test_the_goods_of_a_count_are_told_by_lot(lots: Trade) -> None:
    paper = started(lots, "MAIN")
    enter(lots, paper, 4, "L1")
    rows = [(row.lot, row.counted, row.recorded) for row in goods_of(paper.count_id, 10)]
    assert rows == [("L1", 4, 5), ("L2", None, 3)]


def test_a_row_for_each_piece_asks_no_more_however_many_there_are(lots: Trade) -> None:
    paper = started(lots, "MAIN")

    def asked(pieces: int) -> int:
        rows = tuple(CountedRow(row=nth, bin="MAIN", text="CABLE", lot="L1") for nth in range(pieces))
        with CaptureQueriesContext(connection) as taken:
            assert count_rows(lots.owner, CountRows(count_id=paper.count_id, rows=rows)).counted == pieces
        return len(taken)

    asked(1)
    assert asked(3) == asked(60)
    assert counted(paper)["L1"][0] == 64
