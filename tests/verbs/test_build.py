"""Building: what goes in comes out as units that cost just that, in one run or in several."""

import pytest
from tests.building import (
    account_minor,
    bin_of,
    built,
    computers,
    costs_of,
    linked,
    numbered,
    ordered,
    started,
    stocked,
    supplied,
)
from tests.trade import Trade, refused

from everyunit.assembly.build import Used
from everyunit.base import sql
from everyunit.catalog.save_bill import ComponentAs
from everyunit.documents.close import Close, close
from everyunit.documents.reverse import Reverse, reverse
from everyunit.reports.verify import verify

UNLINKED = (
    ComponentAs(item="DRIVE", quantity=2, link="no"),
    ComponentAs(item="PHONE", link="no"),
    ComponentAs(item="CABLE", quantity=3),
    ComponentAs(item="LABOUR"),
)


def test_without_links_the_units_share_what_went_in_to_the_cent(trade: Trade) -> None:
    computers(trade, *UNLINKED)
    drives = trade.receive("DRIVE", 5, price_minor=6001) + trade.receive("DRIVE", price_minor=6005)
    stocked(trade, drives=1)
    order = started(trade, ordered(trade), *drives)
    done = built(trade, order)
    value = 5 * 6001 + 6005 + 3 * 15000 + 9 * 200 + 3 * 2500
    assert (done.good, done.left, done.value_minor) == (3, 0, value)
    serials = [serial for (serial,) in sql.rows("SELECT serial FROM stock_unit ORDER BY id DESC LIMIT 3")][::-1]
    assert costs_of(*serials) == [30104, 30103, 30103]
    assert sum(costs_of(*serials)) == value
    assert {bin_of(serial) for serial in serials} == {"MAIN"}
    assert {bin_of(serial) for serial in drives} == {"CONSUMED"}
    assert sql.scalar("SELECT status FROM documents_document WHERE kind = 'WO'") == "closed"


def test_the_journal_takes_units_through_work_in_process(trade: Trade) -> None:
    computers(trade, *UNLINKED)
    drives = stocked(trade)
    inventory = account_minor("1300")
    order = started(trade, ordered(trade), *drives)
    units = 6 * 6000 + 3 * 15000
    assert (account_minor("1350"), account_minor("1300")) == (units, inventory - units)
    built(trade, order)
    assert (account_minor("1350"), account_minor("5400")) == (0, -7500)
    assert account_minor("1300") == inventory + 7500


def test_linked_parts_count_for_the_very_unit(trade: Trade) -> None:
    computers(trade)
    cheap, dear = trade.receive("DRIVE", 2, price_minor=5000), trade.receive("DRIVE", 2, price_minor=7000)
    stocked(trade, drives=1, phones=2, cables=6)
    order = started(trade, ordered(trade, 2), *cheap, *dear)
    first, second = numbered(trade, order)
    answer = linked(trade, order, first, *dear, second, *cheap)
    assert [entry.action for entry in answer.entries] == ["unit", "linked", "linked", "unit", "linked", "linked"]
    assert (answer.whole, answer.complete) == (second, True)
    built(trade, order, 2)
    shared = 15000 + 3 * 200 + 2500
    assert costs_of(first, second) == [14000 + shared, 10000 + shared]


def test_automatic_parts_are_shared_unless_all_are_linked(trade: Trade) -> None:
    computers(trade, ComponentAs(item="PHONE", link="optional"))
    trade.receive("PHONE", price_minor=10000)
    (dear,) = trade.receive("PHONE", price_minor=20001)
    (spare,) = trade.receive("PHONE", price_minor=10000)
    order = started(trade, ordered(trade, 3))
    first, second, third = numbered(trade, order)
    linked(trade, order, first, dear)
    built(trade, order, 2, units=(first, second))
    assert sum(costs_of(first, second)) == 30001
    assert costs_of(first, second) == [15001, 15000]
    linked(trade, order, third, spare)
    built(trade, order, 1)
    assert costs_of(third) == [10000]


def test_what_must_be_linked_and_is_not_is_named_for_each_unit(trade: Trade) -> None:
    computers(trade)
    drives = stocked(trade)
    order = started(trade, ordered(trade), *drives)
    with refused("missing_links", ("COMPUTER", "not_numbered")):
        built(trade, order)
    first, second, third = numbered(trade, order)
    linked(trade, order, first, drives[0], drives[1], second, drives[2])
    with refused("missing_links", (second, "missing_links"), (third, "missing_links")):
        built(trade, order)
    done = built(trade, order, 1)
    assert done.serials == first
    assert done.left == 2
    linked(trade, order, second, drives[3], third, *drives[4:])
    assert built(trade, order, 2).left == 0


def test_parts_spread_out_by_themselves_where_nobody_scans(trade: Trade) -> None:
    computers(trade)
    drives = stocked(trade)
    order = started(trade, ordered(trade), *drives)
    done = built(trade, order, spread=True)
    assert done.good == 3
    assert sql.rows("SELECT whole_id, count(*) FROM stock_partlink GROUP BY whole_id ORDER BY 1") == [
        (whole, 3) for (whole,) in sql.rows("SELECT DISTINCT whole_id FROM stock_partlink ORDER BY 1")
    ]


def test_too_few_inputs_are_all_named(trade: Trade) -> None:
    computers(trade, *UNLINKED)
    drives = stocked(trade, phones=2, cables=8)
    order = started(trade, ordered(trade), *drives[:5])
    with refused(
        "too_few_inputs",
        ("Line 2 (DRIVE)", "too_few_inputs"),
        ("Line 3 (PHONE)", "too_few_inputs"),
        ("Line 4 (CABLE)", "too_few_inputs"),
    ):
        built(trade, order)
    assert built(trade, order, 2).left == 1


def test_partial_runs_take_in_all_what_is_planned_and_lost(trade: Trade) -> None:
    computers(trade, ComponentAs(item="CABLE", quantity=1, waste=1000))
    trade.receive("CABLE", 20, price_minor=7)
    order = started(trade, ordered(trade, 10))
    assert order.lines[1].quantity == 11
    taken = []
    for run in (3, 3, 4):
        built(trade, order, run)
        taken.append(
            sql.scalar(
                "SELECT sum(q.quantity) FROM stock_quantitymovement q"
                " JOIN places_bin b ON b.id = q.to_bin_id AND b.code = 'CONSUMED'"
            )
        )
    assert taken == [3, 7, 11]
    assert sum(cost for (cost,) in sql.rows("SELECT cost_minor FROM stock_unit")) == 77


def test_what_was_really_used_and_defective_units(trade: Trade) -> None:
    computers(trade, *UNLINKED)
    drives = trade.receive("DRIVE", 7)
    stocked(trade, drives=1)
    order = ordered(trade)
    trade.scan(order, *drives, exceed=True)
    started(trade, order)
    line = order.lines[1].line_id
    with refused("unknown_line", ("0", "unknown_line")):
        built(trade, order, 2, defective=1, used=(Used(line_id=0, quantity=1),))
    done = built(trade, order, 2, defective=1, used=(Used(line_id=line, quantity=7),))
    assert (done.good, done.defective) == (2, 1)
    bins = [bin_of(serial) for (serial,) in sql.rows("SELECT serial FROM stock_unit ORDER BY id DESC LIMIT 3")]
    assert sorted(bins) == ["DEFECTIVE", "MAIN", "MAIN"]
    assert done.value_minor == 7 * 6000 + 3 * 15000 + 9 * 200 + 3 * 2500


def test_an_assembly_that_is_counted_is_built_as_a_quantity(trade: Trade) -> None:
    computers(trade, ComponentAs(item="CABLE", quantity=2), ComponentAs(item="DRIVE"), tracking="quantity")
    drives = stocked(trade, drives=3, phones=0)
    order = started(trade, ordered(trade), *drives)
    built(trade, order, 2, defective=1)
    assert sql.row(
        "SELECT quantity, value_minor FROM stock_valuation v JOIN catalog_item i ON i.id = v.item_id"
        " WHERE i.code = 'COMPUTER'"
    ) == (3, 3 * 6400)


def test_nothing_is_built_that_is_not_in_process_or_not_ordered(trade: Trade) -> None:
    computers(trade, *UNLINKED)
    drives = stocked(trade)
    order = ordered(trade)
    with refused("not_in_process"):
        built(trade, order)
    started(trade, order, *drives)
    for options in ({"good": 0}, {"good": -1, "defective": 2}):
        with refused("nothing_built"):
            built(trade, order, **options)
    with refused("too_many"):
        built(trade, order, 4)
    with refused("unknown_unit", ("NOPE", "unknown_unit")):
        built(trade, order, 1, units=("NOPE",))
    with refused("wrong_bin"):
        built(trade, order, to_bin="SOLD")
    sale = trade.draft("SO")
    with refused("not_a_work_order"):
        built(trade, sale)
    with refused("unknown_document"):
        close(trade.owner, Close(document_id=0))


def test_a_build_is_reversed_whole_and_can_be_done_again(trade: Trade) -> None:
    computers(trade)
    drives = stocked(trade)
    order = started(trade, ordered(trade), *drives)
    before = account_minor("1350")
    done = built(trade, order, spread=True)
    reverse(trade.owner, Reverse(document_id=done.report_id, reason="mistake"))
    assert {bin_of(serial) for serial in drives} == {"IN-PROCESS"}
    assert account_minor("1350") == before
    assert account_minor("5400") == 0
    assert verify().sound
    assert sql.scalar("SELECT status FROM documents_document WHERE kind = 'WO'") == "open"
    again = built(trade, order)
    assert again.serials == done.serials
    assert again.value_minor == done.value_minor
    trade.sell(again.serials.split("–")[0])
    with refused("later_events"):
        reverse(trade.owner, Reverse(document_id=again.report_id, reason="mistake"))


def test_the_rest_of_an_order_is_let_go_when_it_closes(trade: Trade) -> None:
    computers(trade)
    drives = stocked(trade)
    order = started(trade, ordered(trade), *drives)
    numbered(trade, order)
    built(trade, order, 1, spread=True)
    close(trade.owner, Close(document_id=order.document_id))
    assert [bin_of(serial) for serial in drives] == ["CONSUMED"] * 2 + ["MAIN"] * 4
    assert sql.scalar("SELECT count(*) FROM stock_hold") == 0


@pytest.mark.parametrize("in_process", [False, True])
def test_a_void_order_gives_everything_back(trade: Trade, in_process: bool) -> None:
    computers(trade)
    drives = stocked(trade)
    order = ordered(trade)
    (started if in_process else supplied)(trade, order, *drives)
    before = account_minor("1300") + account_minor("1350")
    close(trade.owner, Close(document_id=order.document_id, to="cancelled"))
    assert {bin_of(serial) for serial in drives} == {"MAIN"}
    assert (account_minor("1350"), account_minor("1300")) == (0, before)
    assert sql.scalar("SELECT count(*) FROM stock_hold") + sql.scalar("SELECT count(*) FROM stock_quantityhold") == 0
    assert sql.scalar("SELECT count(*) FROM documents_document WHERE kind = 'WO' AND status = 'cancelled'") == 1
    with refused("closed"):
        built(trade, order)


def test_what_was_built_once_is_not_voided(trade: Trade) -> None:
    computers(trade)
    drives = stocked(trade)
    order = started(trade, ordered(trade), *drives)
    built(trade, order, 1, spread=True)
    with refused("delivered"):
        close(trade.owner, Close(document_id=order.document_id, to="cancelled"))


def test_sold_parts_and_built_units_cannot_be_scanned_into_it(trade: Trade) -> None:
    computers(trade)
    drives = stocked(trade)
    trade.sell(drives[0])
    order = ordered(trade)
    entries = trade.scan(order, drives[0]).entries
    assert [(entry.action, entry.code) for entry in entries] == [("skipped", "wrong_bin")]
    started(trade, order, *drives[1:])
    built(trade, order, 2, spread=True)
    entries = trade.scan(trade.draft("SI"), drives[1]).entries
    assert [(entry.action, entry.code) for entry in entries] == [("skipped", "not_with_us")]


def test_units_that_are_named_beyond_the_number_say_what_to_do(trade: Trade) -> None:
    computers(trade, *UNLINKED)
    order = started(trade, ordered(trade), *stocked(trade))
    first, second, _ = numbered(trade, order)
    for options, why in (
        ({"defective_units": (first,)}, "You named 1 as defective, but none is to be built as defective. Enter 1 as"),
        ({"units": (first, second)}, "You named 2 as good, but only 1 is to be built as good. Enter 2 as"),
        ({"units": (first,), "defective": 1, "defective_units": (first,)}, "Some units are named more than once."),
    ):
        with refused("too_many") as no:
            built(trade, order, 1, **options)
        assert no.value.message.startswith(why)
