"""Counted goods are kept by lot: received into one, taken as they expire, followed to whoever has them."""

import datetime as dt

import pytest
from tests.papers import commit_to, order, turn, undo
from tests.trade import Trade, in_bin, refused

from everyunit.base import clock, sql
from everyunit.catalog.save_lot import SaveLot, save_lot
from everyunit.documents.availability import there_for
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.header import Header
from everyunit.documents.name_lot import NameLot, name_lot
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.documents.use_lots import LotsUsed, UseLots, use_lots
from everyunit.reports.lots import lots
from everyunit.stock.rebuild import Rebuild, rebuild

YEAR = dt.timedelta(days=365)


def by_lot(trade: Trade, item: str = "CABLE", **options: object) -> LotsUsed:
    return use_lots(trade.owner, UseLots(item=item, **options))  # type: ignore[arg-type]


def lot(trade: Trade, number: str, days: int | None = None) -> None:
    expires = None if days is None else clock.today() + dt.timedelta(days=days)
    save_lot(trade.owner, SaveLot(item="CABLE", number=number, expires_on=expires))


def name(trade: Trade, paper: DraftSaved, number: str, line: int = 0) -> DraftSaved:
    command = NameLot(document_id=paper.document_id, line_id=paper.lines[line].line_id, lot=number)
    return name_lot(trade.owner, command)


def receive(trade: Trade, number: str, quantity: int) -> Posted:
    return trade.post(name(trade, order(trade, "PR", "CABLE", quantity), number))


def standing() -> dict[tuple[str, str], int]:
    """Pieces by lot and bin."""
    return {
        (number, bin_code): int(quantity)
        for number, bin_code, quantity in sql.rows(
            "SELECT l.number, b.code, s.quantity FROM stock_lotbalance s JOIN catalog_lot l ON l.id = s.lot_id"
            " JOIN places_bin b ON b.id = s.bin_id WHERE s.quantity <> 0"
        )
    }


def sell(trade: Trade, quantity: int) -> Posted:
    return trade.post(order(trade, "SI", "CABLE", quantity))


def test_what_is_received_is_of_the_lot_that_the_line_names(trade: Trade) -> None:
    by_lot(trade)
    receive(trade, "L1", 5)
    receive(trade, "L2", 3)
    assert standing() == {("L1", "MAIN"): 5, ("L2", "MAIN"): 3}


def test_a_receipt_without_a_lot_is_refused(trade: Trade) -> None:
    by_lot(trade)
    paper = order(trade, "PR", "CABLE", 5)
    with refused("cannot_post", ("Line 1 (CABLE)", "lot_needed")):
        trade.post(paper)


def test_what_expires_first_is_sold_first(trade: Trade) -> None:
    by_lot(trade)
    for number, days in (("NEVER", None), ("LATER", 200), ("SOON", 20)):
        lot(trade, number, days)
        receive(trade, number, 5)
    sell(trade, 7)
    assert standing() == {("NEVER", "MAIN"): 5, ("LATER", "MAIN"): 3}


def test_what_has_expired_is_not_sold_unless_its_lot_is_named(trade: Trade) -> None:
    by_lot(trade)
    lot(trade, "OLD", -1)
    receive(trade, "OLD", 5)
    paper = order(trade, "SI", "CABLE", 2)
    with refused("lot_expired", ("Line 1 (CABLE)", "lot_expired")):
        trade.post(paper)
    trade.post(name(trade, paper, "OLD"))
    assert standing() == {("OLD", "MAIN"): 3}


def test_what_has_expired_is_not_there_for_customers_unless_its_lot_is_named(trade: Trade) -> None:
    def words(paper: DraftSaved) -> str:
        return there_for([paper.lines[0].line_id])[paper.lines[0].line_id].words

    by_lot(trade)
    for number, days, pieces in (("OLD", -1, 5), ("TODAY", 0, 2)):
        lot(trade, number, days)
        receive(trade, number, pieces)
    papers = {kind: order(trade, kind, "CABLE", 3) for kind in ("SQ", "SO", "SI")}
    assert {words(paper) for paper in papers.values()} == {"only 2 in stock"}
    assert words(name(trade, papers["SI"], "OLD")) == "enough here"
    assert words(order(trade, "SO", "CABLE", 2)) == "enough here"
    assert words(order(trade, "DO", "CABLE", 3)) == "enough here", "a vendor may have them back"


def test_more_of_a_lot_than_there_is_is_refused(trade: Trade) -> None:
    by_lot(trade)
    receive(trade, "L1", 5)
    receive(trade, "L2", 5)
    paper = name(trade, order(trade, "SI", "CABLE", 6), "L2")
    with refused("lot_short", ("Line 1 (CABLE)", "lot_short")):
        trade.post(paper)


def test_a_lot_that_nobody_received_cannot_be_sold(trade: Trade) -> None:
    by_lot(trade)
    paper = order(trade, "SI", "CABLE", 1)
    with refused("unknown_lot", ("NOBODY", "unknown_lot")):
        name(trade, paper, "NOBODY")


def test_an_order_ships_the_very_lots_that_it_committed(trade: Trade) -> None:
    by_lot(trade)
    lot(trade, "LATER", 200)
    receive(trade, "LATER", 5)
    first = order(trade, "SO", "CABLE", 4)
    commit_to(trade, first, 4)
    lot(trade, "SOON", 20)
    receive(trade, "SOON", 5)
    second = order(trade, "SO", "CABLE", 4)
    commit_to(trade, second, 4)
    assert standing() == {("LATER", "MAIN"): 1, ("LATER", "PACKING"): 4, ("SOON", "MAIN"): 1, ("SOON", "PACKING"): 4}
    trade.post(turn(trade, first, "SI"))
    assert standing() == {("LATER", "MAIN"): 1, ("SOON", "MAIN"): 1, ("SOON", "PACKING"): 4}


def test_what_an_order_lets_go_goes_back_as_it_came(trade: Trade) -> None:
    by_lot(trade)
    receive(trade, "L1", 5)
    paper = order(trade, "SO", "CABLE", 4)
    commit_to(trade, paper, 4)
    commit_to(trade, paper, 1)
    assert standing() == {("L1", "MAIN"): 4, ("L1", "PACKING"): 1}


def test_what_comes_back_is_of_the_lots_that_were_sold(trade: Trade) -> None:
    by_lot(trade)
    receive(trade, "L1", 2)
    receive(trade, "L2", 5)
    sale = sell(trade, 4)
    line = sql.scalar("SELECT id FROM documents_line WHERE document_id = %s", [sale.document_id])
    credit = trade.draft("CM", NewLine(item="CABLE", quantity=3, source_line_id=int(line)))
    trade.post(credit)
    assert standing() == {("L1", "RETURNS"): 2, ("L2", "RETURNS"): 1, ("L2", "MAIN"): 3}


def test_what_came_back_by_mistake_comes_back_again(trade: Trade) -> None:
    by_lot(trade)
    receive(trade, "L1", 4)
    receive(trade, "L2", 4)
    sale = sell(trade, 6)
    undo(trade, trade.post(turn(trade, sale, "CM")))
    assert standing() == {("L2", "MAIN"): 2}
    trade.post(turn(trade, sale, "CM"))
    assert standing() == {("L2", "MAIN"): 2, ("L1", "RETURNS"): 4, ("L2", "RETURNS"): 2}


def test_what_comes_back_from_nowhere_needs_its_lot(trade: Trade) -> None:
    by_lot(trade)
    receive(trade, "L1", 5)
    sell(trade, 4)
    credit = order(trade, "CM", "CABLE", 2)
    with refused("lot_needed", ("Line 1 (CABLE)", "lot_needed")):
        trade.post(credit)
    trade.post(name(trade, credit, "L1"))
    assert standing() == {("L1", "MAIN"): 1, ("L1", "RETURNS"): 2}


def test_a_reversal_brings_back_the_very_lots(trade: Trade) -> None:
    by_lot(trade)
    receive(trade, "L1", 2)
    receive(trade, "L2", 5)
    sale = sell(trade, 4)
    undo(trade, sale)
    assert standing() == {("L1", "MAIN"): 2, ("L2", "MAIN"): 5}


def test_a_receipt_whose_lot_is_sold_cannot_be_reversed(trade: Trade) -> None:
    by_lot(trade)
    receive(trade, "OTHER", 5)
    receipt = receive(trade, "L1", 5)
    trade.post(name(trade, order(trade, "SI", "CABLE", 1), "L1"))
    with refused("lot_short"):
        undo(trade, receipt)


def test_what_is_in_stock_when_lots_begin_is_of_a_first_one(trade: Trade) -> None:
    trade.receive("CABLE", 7)
    with refused("first_lot_needed"):
        by_lot(trade)
    assert by_lot(trade, first="BEFORE").pieces == 7
    assert standing() == {("BEFORE", "MAIN"): 7}
    sell(trade, 2)
    assert standing() == {("BEFORE", "MAIN"): 5}


def test_lots_that_were_used_stay(trade: Trade) -> None:
    by_lot(trade)
    by_lot(trade, on=False)
    by_lot(trade)
    receive(trade, "L1", 1)
    with refused("lots_stay"):
        by_lot(trade, on=False)


def test_services_have_no_lots(trade: Trade) -> None:
    with refused("no_lots_here"):
        by_lot(trade, "HOUR")


def test_an_item_without_lots_takes_none(trade: Trade) -> None:
    paper = order(trade, "PR", "CABLE", 5)
    with refused("no_lots_here"):
        name(trade, paper, "L1")


@pytest.mark.parametrize("number", ["", "x" * 61, "L1/2"])
def test_a_lot_has_a_number_that_can_stand_in_an_address(trade: Trade, number: str) -> None:
    with refused("bad_lot"):
        lot(trade, number)


def test_a_lot_does_not_expire_before_it_was_made(trade: Trade) -> None:
    today = clock.today()
    with refused("bad_lot", ("expires_on", "before_made")):
        save_lot(trade.owner, SaveLot(item="CABLE", number="L1", made_on=today, expires_on=today - YEAR))


def test_units_are_received_with_a_lot_and_remember_it(trade: Trade) -> None:
    by_lot(trade, "DRIVE")
    paper = order(trade, "PR", "DRIVE", 2)
    with refused("cannot_post", ("Line 1 (DRIVE)", "lot_needed")):
        trade.post(paper)
    trade.post(name(trade, paper, "BATCH-7"))
    assert in_bin("DRIVE", "MAIN") == 2
    assert standing() == {}


def test_the_balances_of_lots_can_be_made_again(trade: Trade) -> None:
    by_lot(trade)
    receive(trade, "L1", 5)
    before = standing()
    sql.execute("UPDATE stock_lotbalance SET quantity = 3")
    assert rebuild(trade.owner, Rebuild()).lots == 1
    assert standing() == before


def test_a_receipt_from_before_lots_is_reversed_out_of_the_first_lot(trade: Trade) -> None:
    receipt = trade.post(order(trade, "PR", "CABLE", 5))
    by_lot(trade, first="BEFORE")
    undo(trade, receipt)
    assert standing() == {}


def test_a_sale_from_before_lots_comes_back_into_the_first_lot(trade: Trade) -> None:
    trade.receive("CABLE", 7)
    sale = sell(trade, 3)
    by_lot(trade, first="BEFORE")
    undo(trade, sale)
    assert standing() == {("BEFORE", "MAIN"): 7}


def test_a_sale_from_before_lots_comes_back_once_the_item_has_a_lot(trade: Trade) -> None:
    trade.receive("CABLE", 3)
    sale = sell(trade, 3)
    by_lot(trade)
    with refused("lot_needed", ("Line 1 (CABLE)", "lot_needed")):
        undo(trade, sale)
    lot(trade, "FIRST")
    undo(trade, sale)
    assert standing() == {("FIRST", "MAIN"): 3}


def test_a_lot_that_nobody_names_is_numbered_and_good_for_as_long_as_its_items_lots_are(trade: Trade) -> None:
    by_lot(trade, numbers=True, shelf_life_days=90)
    trade.receive("CABLE", 5)
    receive(trade, "L1", 3)
    rows = sql.rows("SELECT number, expires_on FROM catalog_lot ORDER BY id")
    assert [number for number, _ in rows] == ["100000", "L1"]
    assert {sql.date(expires) for _, expires in rows} == {clock.today() + dt.timedelta(days=90)}
    assert standing() == {("100000", "MAIN"): 5, ("L1", "MAIN"): 3}


def test_a_lot_numbered_by_itself_takes_no_number_that_is_taken(trade: Trade) -> None:
    by_lot(trade, numbers=True)
    lot(trade, "100000")
    trade.receive("CABLE", 1)
    assert standing() == {("100001", "MAIN"): 1}


def test_a_receipt_that_is_refused_makes_no_lot(trade: Trade) -> None:
    by_lot(trade, numbers=True)
    paper = trade.draft("PR", NewLine(item="CABLE", quantity=1), NewLine(item="DRIVE"), party="V1")
    with refused("cannot_post", ("Line 2 (DRIVE)", "empty_quantity")):
        trade.post(paper)
    assert sql.scalar("SELECT count(*) FROM catalog_lot") == 0


def test_what_is_said_of_a_lots_days_comes_before_its_items_shelf_life(trade: Trade) -> None:
    by_lot(trade, shelf_life_days=30)
    made, expires = clock.today() - YEAR, clock.today() + YEAR
    save_lot(trade.owner, SaveLot(item="CABLE", number="OLD", made_on=made, vendors_number="V-77"))
    save_lot(trade.owner, SaveLot(item="CABLE", number="NEW", expires_on=expires))
    found = {row.number: row for row in lots(item="CABLE")}
    assert found["OLD"].expires_on == made + dt.timedelta(days=30)
    assert found["NEW"].expires_on == expires
    save_lot(trade.owner, SaveLot(item="CABLE", number="NEW"))
    assert next(row for row in lots(search="new")).expires_on is None
    assert [row.number for row in lots(search="V-77")] == ["OLD"]


def test_a_lot_knows_the_vendor_who_delivered_it_first(trade: Trade) -> None:
    by_lot(trade)
    receive(trade, "L1", 5)
    lot(trade, "L2")
    assert {row.number: (row.vendor, row.pieces) for row in lots()} == {"L1": ("V1", 5), "L2": ("", 0)}


@pytest.mark.parametrize("days", [-1, 36_501])
def test_a_shelf_life_is_a_number_of_days(trade: Trade, days: int) -> None:
    with refused("bad_shelf_life"):
        by_lot(trade, shelf_life_days=days)


def test_what_was_there_already_is_not_taken_to_be_fresh(trade: Trade) -> None:
    trade.receive("CABLE", 4)
    by_lot(trade, first="OLD", numbers=True, shelf_life_days=30)
    trade.post(trade.draft("OS", NewLine(item="CABLE", quantity=2, price_minor=100), party=None))
    save_lot(trade.owner, SaveLot(item="CABLE", number="SAID"))
    assert {row.number: row.expires_on for row in lots()} == {"OLD": None, "100000": None, "SAID": None}


def test_what_is_found_is_of_a_lot_that_somebody_names_also_where_lots_are_numbered(trade: Trade) -> None:
    by_lot(trade, numbers=True, shelf_life_days=30)
    paper = trade.draft("IA", NewLine(item="CABLE", quantity=1), header=Header(reason="FOUND"))
    with refused("cannot_post", ("Line 1 (CABLE)", "lot_needed")):
        trade.post(paper)
    trade.post(name(trade, paper, "FOUND-1"))
    assert [(row.number, row.expires_on, row.pieces) for row in lots()] == [("FOUND-1", None, 1)]
