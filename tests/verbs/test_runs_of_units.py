"""Many units are worked on as runs of numbers; it comes to the same as looking at each alone."""

from __future__ import annotations

import random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.trade import Trade, fates, holds, one

from everyunit.base import sql
from everyunit.documents.detach import Detach, detach
from everyunit.documents.new_lines import NewLine
from everyunit.documents.scans import Scanned
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.rules.serials import Range
from everyunit.stock.runs import held_of, runs_in


def told(scanned: Scanned) -> list[tuple[str, int, str, str]]:
    return [(entry.text, entry.count, str(entry.action), entry.code) for entry in scanned.entries]


def test_a_range_across_a_power_of_ten(trade: Trade) -> None:
    sql.execute("UPDATE base_series SET next_number = 999950 WHERE scope = 'serial'")
    trade.receive(quantity=110)
    scanned = trade.scan(trade.draft("SI"), "999940-1000065", by="range")
    assert told(scanned) == [
        ("999940–999949, 1000060–1000065", 16, "skipped", "unknown"),
        ("999950–1000059", 110, "added", ""),
    ]


def test_what_only_looks_like_a_number_of_the_range_is_not_in_it(trade: Trade) -> None:
    serials = trade.receive(quantity=60)
    with transaction.atomic():
        for number, serial in enumerate(("10000A", "10003 ", "10004-", "100020x", "1000300")):
            sql.execute(
                "INSERT INTO stock_unit (id, home, serial, item_id, bin_id, step, cost_minor, entered_at,"
                " received_on, origin_bin_id, generated_in_id, maker_serial, note) SELECT %s, home, %s, item_id,"
                " bin_id, step, cost_minor, entered_at, received_on, origin_bin_id, generated_in_id, '', ''"
                " FROM stock_unit WHERE serial = %s",
                [10**9 + number, serial, serials[0]],
            )
        assert one("SELECT count(*) FROM stock_unit WHERE serial BETWEEN '100000' AND '100059'") == 65
        scanned = trade.scan(trade.draft("SI"), "100000-100059", by="range")
        assert scanned.counts == {"added": 60}
        assert set(holds()) == set(serials)
        transaction.set_rollback(True)  # such units were never received, and the books would say so


def test_every_second_of_a_range_is_held_elsewhere(trade: Trade) -> None:
    serials = trade.receive(quantity=60)
    trade.scan(trade.draft("SI"), *serials[::2])
    scanned = trade.scan(trade.draft("SI"), f"{serials[0]}-{serials[-1]}")
    assert scanned.counts == {"skipped": 30, "added": 30}
    assert [(entry.count, entry.holder) for entry in scanned.entries] == [(30, "SI 100000"), (30, "")]
    assert scanned.entries[0].text.startswith("100000, 100002, 100004")
    assert scanned.lines[0].attached == 30


def test_a_range_of_two_items_fills_the_lines_of_both_in_order(trade: Trade) -> None:
    serials = trade.receive("DRIVE", 30) + trade.receive("PHONE", 30) + trade.receive("DRIVE", 30)
    asked = [NewLine(item="DRIVE", quantity=20), NewLine(item="PHONE", quantity=35), NewLine(item="DRIVE", quantity=15)]
    paper = trade.draft("SI", *asked)
    scanned = trade.scan(paper, f"{serials[0]}-{serials[-1]}")
    assert [(line.item, line.attached) for line in scanned.lines] == [("DRIVE", 20), ("PHONE", 30), ("DRIVE", 15)]
    assert (scanned.asks, scanned.counts) == (25, {"assigned": 65, "skipped": 25})
    on_line = "SELECT u.serial FROM stock_hold h JOIN stock_unit u ON u.id = h.unit_id WHERE h.line_id = %s ORDER BY 1"
    held = [[serial for (serial,) in sql.rows(on_line, [line.line_id])] for line in scanned.lines]
    assert held == [serials[:20], serials[30:60], [*serials[20:30], *serials[60:65]]]
    assert [told(scanned)[nth] for nth in (0, 3)] == [
        ("100000–100019", 20, "assigned", ""),
        ("100065–100089", 25, "skipped", "exceeds"),
    ]


def test_a_range_that_overlaps_what_was_scanned_before_it(trade: Trade) -> None:
    serials = trade.receive(quantity=60)
    trade.scan(paper := trade.draft("SI"), serials[50])
    scanned = trade.scan(paper, "100010-100019", "100005", "100000-100059", "100059")
    assert told(scanned) == [
        ("100010–100019, 100005, 100000–100004, 100006–100009, 100020–100049, 100051–100059", 59, "assigned", ""),
        ("100005, 100010–100019, 100059", 12, "skipped", "repeated"),
        ("100050", 1, "skipped", "already_here"),
    ]


def test_a_range_sold_on_two_invoices_comes_back_on_two_lines(trade: Trade) -> None:
    serials = trade.receive(quantity=60)
    trade.sell(*serials[:25])
    trade.sell(*serials[25:50], party="C2")
    scanned = trade.scan(trade.draft("CM"), f"{serials[0]}-{serials[-1]}")
    assert [(line.quantity, line.attached) for line in scanned.lines] == [(25, 25), (25, 25)]
    assert scanned.asks == 10
    assert [(entry.text, entry.code, entry.holder) for entry in scanned.entries] == [
        ("100000–100024", "", "SI 100000"),
        ("100025–100049", "other_customer", "SI 100001"),
        ("100050–100059", "goes_out", ""),
    ]


def test_what_a_line_holds_is_told_bin_by_bin_in_the_order_of_its_numbers(trade: Trade) -> None:
    serials = trade.receive(quantity=6)
    moved = trade.draft("ST", to_bin="RETURNS")
    trade.scan(moved, serials[1], serials[3])
    trade.post(moved)
    line_id = trade.scan(trade.draft("SI"), *serials[:5]).lines[0].line_id
    runs = [run for _, run in runs_in([Range(serials[0], serials[-1], 6)])]
    for way in (1, -1):
        asked = sorted(runs, key=lambda run: way * run.bin_id)
        bins = list(dict.fromkeys(run.bin_id for run in asked))
        told_of = [(run.bin_id, run.serials.first) for run in held_of(asked, line_id)]
        assert len(told_of) == 5
        assert told_of == sorted(told_of, key=lambda each: (bins.index(each[0]), each[1]))


def test_units_that_moved_outside_since_the_sale_are_known_by_it(trade: Trade) -> None:
    serials = trade.receive(quantity=60)
    trade.sell(*serials)
    trade.scan(order := trade.draft("CO"), f"{serials[0]}-{serials[29]}")
    assert one("SELECT count(*) FROM stock_movement WHERE step = 3") == 30
    trade.scan(trade.draft("CM"), f"{serials[30]}-{serials[-1]}")
    scanned = trade.scan(order, f"{serials[0]}-{serials[-1]}")
    assert [(entry.count, entry.code) for entry in scanned.entries] == [(30, "already_here"), (30, "held")]


@pytest.mark.parametrize("seed", range(3))
def test_scanned_singly_or_as_ranges_in_any_order_it_comes_to_the_same(trade: Trade, seed: int) -> None:
    chance = random.Random(seed)
    serials = trade.receive(quantity=80)
    trade.sell(*chance.sample(serials, 7))
    free = [serial for (serial,) in sql.rows("SELECT serial FROM stock_unit WHERE step = 1")]
    trade.scan(trade.draft("SI", party="C2"), *chance.sample(free, 9))
    singles = [str(100000 + number) for number in range(-5, 90)]
    chance.shuffle(singles)
    ways = [trade.scan(trade.draft("SI"), *scans) for scans in ((f"{99995}-{100089}",),)]
    trade.scan(other := trade.draft("SI"), *singles)
    assert ways[0].counts == {"added": 64, "negative": 7, "skipped": 24}
    assert other.lines == ()
    assert len(holds()) == 80


def test_the_statements_do_not_grow_with_the_range(trade: Trade) -> None:
    serials = trade.receive(quantity=200)
    counts = []
    for scans in (f"{serials[0]}-{serials[59]}", f"{serials[60]}-{serials[-1]}"):
        paper = trade.draft("SO")
        with CaptureQueriesContext(connection) as queries:
            trade.scan(paper, scans)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert fates(trade.scan(trade.draft("SI"), serials[0])) == [(serials[0], "skipped", "held")]


def test_the_units_of_a_run_need_not_be_neighbours_in_the_stock(trade: Trade) -> None:
    """Where two locations receive in turns, units of one stand between those of the other, whatever their numbers."""
    save_location(trade.owner, SaveLocation(code="SHOP", name="Shop in town"))
    for _ in range(3):
        trade.receive()
        trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=1), location="SHOP"))
    mine, theirs = ["100000", "100001", "100002"], ["SHOP-100000", "SHOP-100001", "SHOP-100002"]
    trade.scan(paper := trade.draft("SO"), "100000-100002", by="range")
    assert sorted(holds()) == mine
    trade.scan(paper, "SHOP-100000-SHOP-100002", by="range")
    assert sorted(holds()) == mine + theirs
    detach(trade.owner, Detach(document_id=paper.document_id, scans=("100000-100002",)))
    assert sorted(holds()) == theirs


def test_a_run_that_several_lines_hold_is_known_unit_by_unit(trade: Trade) -> None:
    serials = trade.receive(quantity=9)
    for nth in range(2):
        trade.scan(trade.draft("SI"), *serials[nth : nth + 7 : 3])
    scanned = trade.scan(trade.draft("SI"), "100000-100008", by="range")
    assert [(entry.text, entry.holder) for entry in scanned.entries] == [
        ("100000", "SI 100000"),
        ("100001", "SI 100001"),
        ("100002", ""),
        ("100003", "SI 100000"),
        ("100004", "SI 100001"),
        ("100005", ""),
        ("100006", "SI 100000"),
        ("100007", "SI 100001"),
        ("100008", ""),
    ]
