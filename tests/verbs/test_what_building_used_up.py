"""What building used up is no unit of its own any more; bins of building and of travelling serve nothing else."""

import pytest
from tests.building import bin_of, built, computers, linked, numbered, ordered, started, stocked
from tests.conftest import unguarded
from tests.trade import Trade, assert_nothing_changed, fates, holds, one, refused

from everyunit.assembly.swap import Exchange, Swap, swap
from everyunit.assembly.take_apart import TakeApart, take_apart
from everyunit.base import sql
from everyunit.counting.count_scans import CountScans, count_scans
from everyunit.counting.make_count import MakeCount, make_count
from everyunit.documents.move_units import MoveUnits, move_units
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.reports.verify import verify


def unlinked(trade: Trade) -> tuple[str, str]:
    """A computer with a linked drive, and the phone that went into it without a link."""
    computers(trade)
    drives = stocked(trade, drives=2, phones=1, cables=3)
    order = started(trade, ordered(trade, 1), *drives)
    (serial,) = numbered(trade, order)
    linked(trade, order, serial, *drives)
    built(trade, order, 1)
    phone = sql.scalar(
        "SELECT u.serial FROM stock_unit u JOIN catalog_item i ON i.id = u.item_id WHERE i.code = 'PHONE'"
    )
    assert bin_of(phone) == "CONSUMED"
    return serial, phone


@pytest.mark.parametrize("kind", ["ST", "CM", "CO", "RO", "IA", "SI"])
def test_no_paper_takes_what_was_taken_apart_or_went_into_something(trade: Trade, kind: str) -> None:
    serial, phone = unlinked(trade)
    bins = {"to_bin": "WRITTEN-OFF"} if kind == "ST" else {}
    told = []
    told += trade.scan(trade.draft(kind, **bins), phone).entries
    take_apart(trade.owner, TakeApart(serials=(serial,)))
    told += trade.scan(trade.draft(kind, **bins), serial).entries
    assert holds() == {}
    assert {entry.action for entry in told} == {"skipped"}
    if kind == "ST":
        assert [(entry.code, entry.holder[:2]) for entry in told] == [("used_up", "WR"), ("used_up", "TA")]


def test_a_work_order_says_what_a_part_is_built_into(trade: Trade) -> None:
    serial, phone = unlinked(trade)
    part = str(one("SELECT min(serial) FROM stock_unit u JOIN stock_partlink l ON l.unit_id = u.id"))
    scanned = trade.scan(ordered(trade, 1), part, phone)
    assert next((entry.code, entry.message) for entry in scanned.entries) == (
        "built_in",
        f"It is built into {serial}. Exchange it there, or take {serial} apart.",
    )
    assert (scanned.entries[1].code, scanned.entries[1].holder[:2]) == ("used_up", "WR")


def test_a_unit_whose_taking_apart_was_undone_is_a_unit_again(trade: Trade) -> None:
    serial, _ = unlinked(trade)
    apart = take_apart(trade.owner, TakeApart(serials=(serial,)))
    reverse(trade.owner, Reverse(document_id=apart.document_id, reason="mistake"))
    trade.sell(serial)
    trade.take_back(serial)
    assert verify().sound


def test_a_count_does_not_find_what_was_used_up(trade: Trade) -> None:
    serial, phone = unlinked(trade)
    count = make_count(trade.owner, MakeCount(bins=("MAIN",), blocked=False)).count_id
    found = [count_scans(trade.owner, CountScans(count_id=count, bin="MAIN", scans=(phone,), include=True))]
    take_apart(trade.owner, TakeApart(serials=(serial,), to_bin="RETURNS"))
    found.append(count_scans(trade.owner, CountScans(count_id=count, bin="MAIN", scans=(serial,), include=True)))
    assert [entry.code for scanned in found for entry in scanned.entries] == ["used_up", "used_up"]


RESERVED = ("TRANSIT", "ON-LOAN", "SHOP-FLOOR", "IN-PROCESS", "CONSUMED", "IN-THE-MAKING", "TAKEN-APART")


@pytest.mark.parametrize("code", RESERVED)
def test_nothing_is_moved_into_a_bin_that_serves_one_thing_alone(trade: Trade, code: str) -> None:
    (serial,) = trade.receive("DRIVE")
    with assert_nothing_changed(), refused("reserved_bin"):
        trade.draft("ST", to_bin=code)
    with assert_nothing_changed(), refused("reserved_bin"):
        move_units(trade.owner, MoveUnits(units=(serial,), to_bin=code))
    paper = trade.draft("ST", to_bin="RETURNS")
    with refused("reserved_bin"):
        revise(trade.owner, Revise(document_id=paper.document_id, to_bin=code))


def test_a_line_goes_into_no_such_bin_either(trade: Trade) -> None:
    trade.receive("CABLE", 3)
    paper = trade.draft("ST", NewLine(item="CABLE", quantity=2, to_bin="IN-PROCESS"), to_bin="RETURNS")
    with refused("cannot_post", ("Line 1 (CABLE)", "reserved_bin")):
        trade.post(paper)
    line = LineChange(line_id=paper.lines[0].line_id, to_bin="RETURNS")
    revise(trade.owner, Revise(document_id=paper.document_id, change=(line,)))
    trade.post(paper)


@pytest.mark.parametrize("code", ["TRANSIT", "ON-LOAN", "SHOP-FLOOR"])
def test_neither_what_is_built_nor_its_parts_come_into_such_a_bin(trade: Trade, code: str) -> None:
    computers(trade)
    drives = stocked(trade, drives=2, phones=1, cables=3)
    order = started(trade, ordered(trade, 1), *drives)
    (serial,) = numbered(trade, order)
    linked(trade, order, serial, *drives)
    with refused("reserved_bin"):
        built(trade, order, 1, to_bin=code)
    built(trade, order, 1)
    with refused("reserved_bin"):
        take_apart(trade.owner, TakeApart(serials=(serial,), to_bin=code))
    part = Exchange(old=drives[0], new=trade.receive("DRIVE")[0])
    with refused("reserved_bin"):
        swap(trade.owner, Swap(parts=(part,), to_bin=code))


def test_what_is_sold_goes_to_no_bin_of_building(trade: Trade) -> None:
    (serial,) = trade.receive("DRIVE")
    with refused("reserved_bin"):
        trade.draft("SI", to_bin="CONSUMED")
    assert fates(trade.scan(trade.draft("SI"), serial)) == [(serial, "added", "")]


def test_a_count_finds_in_such_a_bin_only_what_is_recorded_there(trade: Trade) -> None:
    (serial,) = trade.receive("DRIVE")
    count = make_count(trade.owner, MakeCount(bins=("TRANSIT",)))
    scanned = count_scans(
        trade.owner, CountScans(count_id=count.count_id, bin="TRANSIT", scans=(serial,), include=True)
    )
    assert [(entry.code, entry.action) for entry in scanned.entries] == [("reserved_bin", "skipped")]


def test_verify_finds_what_left_the_bin_of_used_up_goods_by_another_paper(committed: Trade) -> None:
    unlinked(committed)
    assert verify().sound
    spare, *_ = committed.receive("DRIVE")
    committed.sell(spare)
    committed.take_back(spare)
    with unguarded():  # as if what was sold had been used up by building
        sql.execute("UPDATE documents_document SET kind = 'WR', number = 'X1' WHERE kind = 'SI'")
    assert "what building used up moves on by building alone" in [each.name for each in verify().truths if each.broken]
