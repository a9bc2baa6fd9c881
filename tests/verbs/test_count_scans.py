"""Counting by scanner: what is found, what is asked about, and what nobody knows."""

import pytest
from tests.counts import count, count_of, finish, move, shelf, sorts, started, told
from tests.trade import Trade, one, refused

from everyunit.counting.count_rows import CountedRow, CountRows, count_rows
from everyunit.counting.enter_number import EnterNumber, enter_number
from everyunit.counting.models import Found, StockCount, UnknownNumber
from everyunit.counting.recount import Recount, recount
from everyunit.counting.take_away import TakeAway, take_away
from everyunit.documents.header import Header
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.stock.amend import AmendUnit, amend_unit


def test_units_are_counted_by_serial_number_range_and_makers_number(trade: Trade) -> None:
    serials = trade.receive(quantity=6)
    amend_unit(trade.owner, AmendUnit(serial=serials[5], maker_serial="SN-77"))
    paper = started(trade, "MAIN")
    counted = count(trade, paper, "MAIN", serials[0], f"{serials[1]}-{serials[3]}", "SN-77")
    assert counted.counts == {"assigned": 5}
    assert (counted.bin.recorded, counted.bin.found) == (6, 5)
    assert sorts(paper, "MAIN") == {"agrees": 5, "missing": 1}


def test_the_code_of_a_bin_says_where_counting_goes_on_and_starts_it(trade: Trade) -> None:
    shelf(trade, "A1")
    one_, two = trade.receive(quantity=2)
    move(trade, "A1", two)
    paper = count_of(trade, "MAIN", "A1")
    counted = count(trade, paper, None, "MAIN", one_, "A1", two)
    assert (counted.bin.bin, counted.bin.found) == ("A1", 1)
    assert sorts(paper, "MAIN") == sorts(paper, "A1") == {"agrees": 1}
    assert StockCount.objects.get().status == "counting"


def test_without_a_bin_nothing_is_counted(trade: Trade) -> None:
    serials = trade.receive()
    paper = count_of(trade, "MAIN")
    with refused("no_bin"):
        count(trade, paper, None, *serials)


def test_a_unit_that_is_recorded_in_another_bin_is_asked_about(trade: Trade) -> None:
    shelf(trade, "A1")
    (stray,) = trade.receive()
    paper = started(trade, "MAIN", "A1")
    asked = count(trade, paper, "A1", stray)
    assert told(asked) == [(stray, "skipped", "misplaced")]
    assert asked.asks == 1
    assert asked.entries[0].message == "It is recorded in MAIN. Is it here?"
    assert sorts(paper, "MAIN") == {"missing": 1}
    yes = count(trade, paper, "A1", stray, include=True)
    assert told(yes) == [(stray, "assigned", "misplaced")]
    assert sorts(paper, "A1") == {"misplaced": 1}
    assert sorts(paper, "MAIN") == {"elsewhere": 1}


def test_a_unit_that_was_sold_is_asked_about_with_the_paper_it_left_on(trade: Trade) -> None:
    (sold,) = trade.receive()
    invoice = trade.sell(sold)
    paper = started(trade, "MAIN")
    asked = count(trade, paper, "MAIN", sold)
    assert told(asked) == [(sold, "skipped", "outside")]
    assert asked.entries[0].holder == f"SI {invoice.number}"
    assert asked.entries[0].message.startswith(f"It was sold on SI {invoice.number} to Test customer C1,")
    count(trade, paper, "MAIN", sold, include=True)
    assert sorts(paper, "MAIN") == {"outside": 1}


def test_a_unit_of_another_location_is_transferred_first(trade: Trade) -> None:
    save_location(trade.owner, SaveLocation(code="B", name="Branch", prefix="B-"))
    save_bin(trade.owner, SaveBin(code="FAR", name="Far", location="B"))
    (far,) = trade.receive()
    move(trade, "FAR", far)
    paper = started(trade, "MAIN")
    assert told(count(trade, paper, "MAIN", far, include=True)) == [(far, "skipped", "other_location")]


def test_a_unit_is_counted_once_and_says_who_was_first(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    paper = started(trade, "MAIN")
    twice = count(trade, paper, "MAIN", serials[0], serials[0])
    assert told(twice) == [(serials[0], "assigned", ""), (serials[0], "skipped", "repeated")]
    again = count(trade, paper, "MAIN", serials[0])
    assert told(again) == [(serials[0], "skipped", "already_counted")]
    assert again.entries[0].message == "Counted here already, by owner."
    assert again.bin.found == 1


def test_a_unit_that_was_counted_in_another_bin_moves_over_with_a_yes(trade: Trade) -> None:
    shelf(trade, "A1")
    (stray,) = trade.receive()
    paper = started(trade, "MAIN", "A1")
    count(trade, paper, "MAIN", stray)
    assert told(count(trade, paper, "A1", stray)) == [(stray, "skipped", "counted_elsewhere")]
    count(trade, paper, "A1", stray, include=True)
    assert (sorts(paper, "MAIN"), sorts(paper, "A1")) == ({"elsewhere": 1}, {"misplaced": 1})
    assert Found.objects.count() == 1


def test_a_held_unit_that_is_found_is_fine_and_one_that_is_missing_names_no_loss(trade: Trade) -> None:
    here, gone = trade.receive(quantity=2)
    draft = trade.draft("SI")
    trade.scan(draft, here, gone)
    paper = started(trade, "MAIN")
    found = count(trade, paper, "MAIN", here)
    assert told(found) == [(here, "assigned", "")]
    assert found.entries[0].message == f"Held by SI {draft.number}."
    assert sorts(paper, "MAIN") == {"agrees": 1, "held": 1}


def test_numbers_that_nobody_knows_are_kept_until_somebody_does(trade: Trade) -> None:
    (unit,) = trade.receive()
    paper = started(trade, "MAIN")
    assert told(count(trade, paper, "MAIN", "XX-1", unit)) == [("XX-1", "skipped", "unknown"), (unit, "assigned", "")]
    assert sorts(paper, "MAIN") == {"agrees": 1, "unknown": 1}
    take_away(trade.owner, TakeAway(count_id=paper.count_id, bin="MAIN", scans=(unit,)))
    amend_unit(trade.owner, AmendUnit(serial=unit, maker_serial="XX-1"))
    assert told(count(trade, paper, "MAIN", "XX-1")) == [("XX-1", "assigned", "")]
    assert not UnknownNumber.objects.exists()


def test_makers_numbers_that_repeat_mean_the_next_unit_in_the_bin(trade: Trade) -> None:
    serials = trade.receive(quantity=3, maker_numbers=("SAME", "SAME", "SAME"))
    shelf(trade, "A1")
    move(trade, "A1", serials[0])
    paper = started(trade, "MAIN")
    counted = count(trade, paper, "MAIN", "SAME", "SAME")
    assert [entry.serial for entry in counted.entries] == serials[1:]
    third = count(trade, paper, "MAIN", "SAME")
    assert (third.entries[0].serial, third.entries[0].code) == (serials[0], "misplaced")


def test_a_makers_number_of_several_items_is_chosen(trade: Trade) -> None:
    trade.receive("DRIVE", maker_numbers=("SAME",))
    (phone,) = trade.receive("PHONE", maker_numbers=("SAME",))
    paper = started(trade, "MAIN")
    asked = count(trade, paper, "MAIN", "SAME")
    assert told(asked) == [("SAME", "skipped", "ambiguous")]
    chosen = next(each for each in asked.entries[0].choices if each.serial == phone)
    assert count(trade, paper, "MAIN", "SAME", unit_id=chosen.unit_id).entries[0].serial == phone


def test_counted_goods_are_counted_by_barcode_or_by_number(trade: Trade) -> None:
    trade.receive("CABLE", quantity=10)
    paper = started(trade, "MAIN")
    count(trade, paper, "MAIN", "CABLE", "CABLE")
    assert sorts(paper, "MAIN") == {"fewer": 8}
    enter_number(trade.owner, EnterNumber(count_id=paper.count_id, bin="MAIN", item="CABLE", quantity=12))
    assert sorts(paper, "MAIN") == {"more": 2}


def test_the_number_of_serialized_units_is_enough_where_it_is_right(trade: Trade) -> None:
    trade.receive(quantity=4)
    paper = started(trade, "MAIN")
    with refused("scan_the_units"):
        enter_number(trade.owner, EnterNumber(count_id=paper.count_id, bin="MAIN", item="DRIVE", quantity=3))
    enter_number(trade.owner, EnterNumber(count_id=paper.count_id, bin="MAIN", item="DRIVE", quantity=4))
    assert sorts(paper, "MAIN") == {"agrees": 4}


@pytest.mark.parametrize(("quantity", "found"), [(2, [1, 3]), (3, [1, 3, 0]), (4, [1, 3, 0, 2])])
def test_auto_serialized_units_with_a_makers_number_are_there_first(
    trade: Trade, quantity: int, found: list[int]
) -> None:
    serials = trade.receive("PHONE", quantity=5)
    for nth, text in ((1, "AAA"), (3, "BBB")):
        amend_unit(trade.owner, AmendUnit(serial=serials[nth], maker_serial=text))
    paper = started(trade, "MAIN")
    enter_number(trade.owner, EnterNumber(count_id=paper.count_id, bin="MAIN", item="PHONE", quantity=quantity))
    there = {int(unit_id) for (unit_id,) in Found.objects.values_list("unit_id")}
    wanted = {one("SELECT id FROM stock_unit WHERE serial = %s", serials[nth]) for nth in found}
    assert there == wanted


def test_fewer_auto_serialized_units_than_carry_makers_numbers_are_scanned(trade: Trade) -> None:
    serials = trade.receive("PHONE", quantity=3)
    for nth in (0, 1):
        amend_unit(trade.owner, AmendUnit(serial=serials[nth], maker_serial=f"M{nth}"))
    paper = started(trade, "MAIN")
    with refused("scan_the_units"):
        enter_number(trade.owner, EnterNumber(count_id=paper.count_id, bin="MAIN", item="PHONE", quantity=1))


def test_more_auto_serialized_units_than_recorded_are_more(trade: Trade) -> None:
    trade.receive("PHONE", quantity=3)
    paper = started(trade, "MAIN")
    enter_number(trade.owner, EnterNumber(count_id=paper.count_id, bin="MAIN", item="PHONE", quantity=5))
    assert sorts(paper, "MAIN") == {"agrees": 3, "more": 2}


def test_a_bin_is_finished_when_all_counted_goods_have_a_number(trade: Trade) -> None:
    trade.receive("CABLE", quantity=10)
    paper = started(trade, "MAIN")
    with refused("no_number", ("MAIN: CABLE", "no_number")):
        finish(trade, paper)
    finish(trade, paper, none=True)
    assert sorts(paper, "MAIN") == {"fewer": 10}
    with refused("wrong_state"):
        count(trade, paper, "MAIN", "CABLE")


def test_what_was_scanned_by_mistake_is_taken_away(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    paper = started(trade, "MAIN")
    count(trade, paper, "MAIN", *serials, "CABLE")
    undone = take_away(
        trade.owner, TakeAway(count_id=paper.count_id, bin="MAIN", scans=(serials[1],), items=("CABLE",))
    )
    assert (undone.counts, undone.bin.found, undone.bin.pieces) == ({"detached": 2}, 1, 0)


def test_a_bin_is_counted_again_and_what_was_counted_before_is_kept(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    paper = started(trade, "MAIN")
    count(trade, paper, "MAIN", serials[0])
    finish(trade, paper)
    recount(trade.owner, Recount(count_id=paper.count_id, bins=("MAIN",)))
    assert sorts(paper, "MAIN") == {"missing": 3}
    assert one("SELECT round || ' ' || recorded || ' ' || found || ' ' || differences FROM counting_earliercount") == (
        "1 3 1 2"
    )
    count(trade, paper, "MAIN", *serials)
    assert sorts(paper, "MAIN") == {"agrees": 3}
    assert Found.objects.filter(current=False).count() == 1


def test_thousands_of_units_are_counted_by_set(trade: Trade, django_assert_max_num_queries) -> None:
    serials = trade.receive(quantity=5000)
    paper = started(trade, "MAIN")
    with django_assert_max_num_queries(40):
        counted = count(trade, paper, "MAIN", *serials)
    assert counted.counts == {"assigned": 5000}
    assert len(counted.entries) == 1


def test_the_figures_tell_what_was_expected_and_found_from_what_was_not(trade: Trade) -> None:
    shelf(trade, "A1")
    stray, *here = trade.receive(quantity=4)
    move(trade, "A1", *here)
    paper = started(trade, "A1")
    bin_ = count(trade, paper, "A1", here[0], here[1], stray, include=True).bin
    assert (bin_.recorded, bin_.found, bin_.expected, bin_.unexpected, bin_.not_found) == (3, 3, 2, 1, 1)


def test_who_counts_blindly_is_not_told_what_was_expected(trade: Trade) -> None:
    here = trade.receive(quantity=2)
    paper = started(trade, "MAIN", blind=True)
    bin_ = count(trade, paper, "MAIN", here[0]).bin
    assert (bin_.recorded, bin_.expected, bin_.found, bin_.unexpected) == (None, None, 1, 0)


def test_a_unit_on_its_way_is_skipped_with_its_order_and_the_others_are_counted(trade: Trade) -> None:
    shelf(trade, "A1")
    save_location(trade.owner, SaveLocation(code="EAST", name="East"))
    away, stray, here = trade.receive(quantity=3)
    move(trade, "A1", here)
    order = trade.draft("TO", header=Header(destination="EAST"))
    trade.scan(order, away)
    paper = started(trade, "A1")
    counted = count(trade, paper, "A1", away, stray, here, include=True)
    assert told(counted) == [
        (away, "skipped", "on_the_way"),
        (stray, "assigned", "misplaced"),
        (here, "assigned", ""),
    ]
    assert counted.entries[0].message.startswith(f"It is recorded as on its way, on TO {order.number}.")


def test_a_misplaced_unit_that_a_paper_holds_says_so_with_the_question(trade: Trade) -> None:
    shelf(trade, "A1")
    (stray,) = trade.receive()
    invoice = trade.draft("SI")
    trade.scan(invoice, stray)
    (entry,) = count(trade, started(trade, "A1"), "A1", stray).entries
    assert (entry.code, entry.holder) == ("misplaced", f"SI {invoice.number}")
    assert entry.message == (
        f"It is recorded in MAIN. Held by SI {invoice.number}. Detach it there before this count is finalized."
        " Is it here?"
    )


def test_the_code_of_a_bin_that_is_not_counted_says_so_and_leaves_no_riddle(trade: Trade) -> None:
    shelf(trade, "A1", "A2")
    (unit,) = trade.receive()
    paper = started(trade, "MAIN")
    counted = count(trade, paper, "MAIN", "a1", "A2", "A3", unit)
    assert told(counted) == [
        ("a1", "skipped", "not_on_count"),
        ("A2", "skipped", "not_on_count"),
        ("A3", "skipped", "unknown"),
        (unit, "assigned", ""),
    ]
    assert counted.entries[0].message.startswith("Bin A1 is not part of this count: begin another count for it.")
    assert list(UnknownNumber.objects.values_list("text", flat=True)) == ["A3"]
    rows = count_rows(
        trade.owner, CountRows(count_id=paper.count_id, rows=(CountedRow(row=2, bin="MAIN", text="MAIN"),))
    )
    assert [(each.code, each.message) for each in rows.problems] == [
        ("not_on_count", "It is the code of a bin, and nothing that lies in MAIN.")
    ]
