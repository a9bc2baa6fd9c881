"""Work orders before anything is built: what is needed, set aside, missing, put in process, numbered and linked."""

import pytest
from tests.building import (
    account_minor,
    bin_of,
    built,
    computers,
    linked,
    numbered,
    ordered,
    started,
    stocked,
    supplied,
)
from tests.trade import Trade, refused

from everyunit.assembly.number_built import NumberBuilt, number_built
from everyunit.assembly.order_work import OrderWork, order_work
from everyunit.assembly.page import work_order_id, work_order_page
from everyunit.assembly.spread_parts import SpreadParts, spread_parts
from everyunit.assembly.start_work import StartWork, start_work
from everyunit.assembly.substitute import SubstitutePart, substitute
from everyunit.assembly.supply_work import SupplyWork, supply_work
from everyunit.base import sql
from everyunit.catalog.save_bill import ComponentAs
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import hire
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.reports.as_built import as_built
from everyunit.stock.block_bin import BlockBin, block_bin


def start(trade: Trade, order: DraftSaved, back: bool = False) -> None:
    start_work(trade.owner, StartWork(document_id=order.document_id, back=back))


def test_an_order_asks_for_what_the_bill_says_and_nothing_moves(trade: Trade) -> None:
    computers(trade, ComponentAs(item="DRIVE", quantity=2), ComponentAs(item="CABLE", quantity=3, waste=1000))
    order = ordered(trade, 4)
    assert [(line.item, line.quantity) for line in order.lines] == [("COMPUTER", -4), ("DRIVE", 8), ("CABLE", 13)]
    assert sql.scalar("SELECT count(*) FROM stock_posting") == 0


def test_what_cannot_be_built_is_refused(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="BARE", name="Bare", item_type="assembly"))
    computers(trade, ComponentAs(item="CABLE", quantity=1000))
    for item, quantity, code in (
        ("DRIVE", 1, "no_assembly"),
        ("BARE", 1, "no_bill"),
        ("NOPE", 1, "unknown_item"),
        ("COMPUTER", 0, "bad_quantity"),
        ("COMPUTER", 1001, "too_many"),
    ):
        with refused(code):
            order_work(trade.owner, OrderWork(item=item, quantity=quantity))


def test_supplying_commits_what_needs_no_scan_and_lists_what_is_missing_and_where(trade: Trade) -> None:
    computers(trade)
    stocked(trade, drives=4, phones=2, cables=5)
    order = ordered(trade)
    done = supplied(trade, order)
    assert done.committed == 7
    missing = {each.item: (each.missing, [(place.bin, place.free) for place in each.where]) for each in done.missing}
    assert missing == {"DRIVE": (6, [("MAIN", 4)]), "PHONE": (1, []), "CABLE": (4, [])}
    assert next(each.short for each in done.missing if each.item == "DRIVE") == 2
    assert (
        sql.scalar("SELECT count(*) FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id WHERE b.code = 'SHOP-FLOOR'")
        == 2
    )
    trade.receive("CABLE", 10)
    assert supply_work(trade.owner, SupplyWork(document_id=order.document_id)).committed == 4


def test_two_lines_for_one_counted_item_share_what_is_there_and_a_blocked_bin_is_told_first(trade: Trade) -> None:
    computers(trade, ComponentAs(item="CABLE", quantity=3))
    order = ordered(trade, 1)
    revise(trade.owner, Revise(document_id=order.document_id, add=(NewLine(item="CABLE", quantity=5),)))
    trade.receive("CABLE", 4)
    block_bin(trade.owner, BlockBin(bin="MAIN", reason="wet"))
    with refused("bin_blocked", ("MAIN", "bin_blocked")):
        supplied(trade, order)
    block_bin(trade.owner, BlockBin(bin="MAIN", blocked=False))
    done = supplied(trade, order)
    assert (done.committed, [(each.item, each.missing) for each in done.missing]) == (4, [("CABLE", 4)])


def test_units_go_into_process_and_back_with_what_they_are_worth(trade: Trade) -> None:
    computers(trade)
    drives = stocked(trade)
    order = ordered(trade)
    with refused("nothing_committed"):
        start(trade, order)
    with refused("not_in_process"):
        start(trade, order, back=True)
    before = account_minor("1300")
    supplied(trade, order, *drives)
    start(trade, order)
    with refused("already_in_process"):
        start(trade, order)
    assert {bin_of(drive) for drive in drives} == {"IN-PROCESS"}
    assert account_minor("1350") == 6 * 6000 + 3 * 15000
    (late,) = trade.receive("DRIVE")
    trade.scan(order, late, exceed=True)
    assert bin_of(late) == "IN-PROCESS"
    start(trade, order, back=True)
    assert bin_of(late) == "SHOP-FLOOR"
    assert (account_minor("1350"), account_minor("1300")) == (0, before + 6000)


def test_a_substitute_goes_in_and_must_be_linked_as_the_component_must(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="SSD", name="Faster drive", cost_minor=8000))
    computers(trade, ComponentAs(item="DRIVE", quantity=2, substitutes=("SSD",)))
    (drive,), (faster,) = trade.receive("DRIVE"), trade.receive("SSD", price_minor=8000)
    order = ordered(trade, 1)
    line = order.lines[1].line_id
    assert [place.item for each in supplied(trade, order).missing for place in each.instead] == ["SSD"]
    for item, quantity, code in (("PHONE", 1, "no_substitute"), ("SSD", 3, "bad_quantity"), ("SSD", 0, "bad_quantity")):
        with refused(code):
            substitute(
                trade.owner,
                SubstitutePart(document_id=order.document_id, line_id=line, item=item, quantity=quantity),
            )
    with refused("unknown_line"):
        substitute(trade.owner, SubstitutePart(document_id=order.document_id, line_id=0, item="SSD"))
    changed = substitute(
        trade.owner, SubstitutePart(document_id=order.document_id, line_id=line, item="SSD", quantity=1)
    )
    assert [(each.item, each.quantity) for each in changed.lines] == [("COMPUTER", -1), ("DRIVE", 1), ("SSD", 1)]
    started(trade, order, drive, faster)
    (serial,) = numbered(trade, order)
    linked(trade, order, serial, drive)
    with refused("missing_links", (serial, "missing_links")):
        built(trade, order, 1)
    linked(trade, order, serial, faster)
    assert built(trade, order, 1).value_minor == 14000


def test_a_scan_that_cannot_be_linked_says_which_part_it_is_and_what_to_do(trade: Trade) -> None:
    computers(trade, ComponentAs(item="DRIVE", quantity=2), ComponentAs(item="PHONE", link="optional"))
    drives = trade.receive("DRIVE", 4, maker_numbers=("M1", "M1", "M3", "M4"))
    (phone,) = trade.receive("PHONE")
    save_item(trade.owner, SaveItem(code="LAMP", name="Lamp"))
    (lamp,) = trade.receive("LAMP")
    sold = trade.draft("SI")
    trade.scan(sold, drives[2])
    order = started(trade, ordered(trade, 2), drives[0], drives[1])
    (first, second) = numbered(trade, order)

    def told(*scans: str) -> list[tuple[str, str, str]]:
        return [(each.code, each.message, each.holder) for each in linked(trade, order, *scans, whole=first).entries]

    name = f"Work order {order.number}"
    assert told(lamp, drives[2], drives[3], "M1", f"{drives[0]} {drives[1]}", "no such thing") == [
        ("wrong_part", "LAMP does not go into COMPUTER. Scan a part that does.", ""),
        ("held", "Another paper holds it. Detach it there, or take another.", f"SI {sold.number}"),
        ("not_here", f"It is in MAIN and not set aside for {name}. Attach it first.", ""),
        ("ambiguous", f"{drives[0]} and {drives[1]} have this number. Scan the serial number.", ""),
        (
            "several_numbers",
            f"{drives[0]} and {drives[1]} are 2 numbers on one line. Put each on a line of its own.",
            "",
        ),
        ("unknown_unit", "No unit has this number. Check it, and scan it again.", ""),
    ]
    answer = linked(trade, order, drives[0], whole=first)
    assert (answer.linked, answer.wanted, answer.lacks, answer.complete) == (1, 3, ("1 DRIVE",), False)
    answer = linked(trade, order, drives[1], phone)
    assert [each.code for each in answer.entries] == ["no_unit", "no_unit"]
    answer = linked(trade, order, drives[1], phone, whole=first)
    assert (answer.linked, answer.wanted, answer.lacks, answer.complete) == (3, 3, (), True)
    built(trade, order, 1)
    assert [each.code for each in linked(trade, order, first, whole=second).entries] == ["not_numbered"]


def test_each_scan_of_a_link_is_answered(trade: Trade) -> None:
    computers(trade, ComponentAs(item="DRIVE"), ComponentAs(item="PHONE", link="no"), ComponentAs(item="CABLE"))
    one, two, three = trade.receive("DRIVE", 3, maker_numbers=("M1", "M1", "M3"))
    (phone,) = trade.receive("PHONE")
    trade.receive("CABLE", 3)
    order = started(trade, ordered(trade, 2), one, two)
    first, second = numbered(trade, order)

    def fates(*scans: str, **options: object) -> list[tuple[str, str]]:
        return [(each.action, each.code) for each in linked(trade, order, *scans, **options).entries]

    assert fates(one) == [("skipped", "no_unit")]
    assert fates("M1", whole=first) == [("skipped", "ambiguous")]
    assert fates(three, "NOPE", whole=first) == [("skipped", "not_here"), ("skipped", "unknown_unit")]
    assert fates(phone, whole=first) == [("skipped", "not_linked")]
    assert fates(first, one, one, two) == [
        ("unit", ""),
        ("linked", ""),
        ("skipped", "linked_already"),
        ("skipped", "full"),
    ]
    assert fates(one, two, whole=second) == [("skipped", "linked_already"), ("linked", "")]
    assert fates(one, three, undo=True) == [("taken_out", ""), ("skipped", "not_here")]
    assert fates(one, undo=True) == [("skipped", "not_linked")]
    with refused("unknown_unit"):
        linked(trade, order, one, whole="NOPE")
    with refused("nothing_scanned"):
        linked(trade, order)
    trade.scan(order, three, exceed=True)
    assert fates(first, "M3") == [("unit", ""), ("linked", "")]


def test_numbers_are_given_once_and_parts_spread_where_they_suffice(trade: Trade) -> None:
    computers(trade)
    drives = stocked(trade, drives=5)
    order = started(trade, ordered(trade), *drives)
    with refused("nothing_numbered"):
        spread_parts(trade.owner, SpreadParts(document_id=order.document_id))
    with refused("too_many"):
        number_built(trade.owner, NumberBuilt(document_id=order.document_id, quantity=4))
    with refused("bad_quantity"):
        number_built(trade.owner, NumberBuilt(document_id=order.document_id, quantity=-1))
    first, *_ = numbered(trade, order, 2)
    assert bin_of(first) == "IN-THE-MAKING"
    assert spread_parts(trade.owner, SpreadParts(document_id=order.document_id)).linked == 6
    numbered(trade, order)
    with refused("counts_differ", ("Line 2 (DRIVE)", "counts_differ")):
        spread_parts(trade.owner, SpreadParts(document_id=order.document_id))


def test_the_page_tells_how_far_an_order_is(trade: Trade) -> None:
    computers(trade)
    drives = stocked(trade)
    order = ordered(trade)

    def state() -> tuple[str, int, int]:
        page = work_order_page(order.document_id)
        assert page is not None
        return page.state, page.built, page.left

    assert state() == ("not started", 0, 3)
    started(trade, order, *drives)
    assert state() == ("in process", 0, 3)
    (first,) = numbered(trade, order, 1)
    linked(trade, order, first, drives[0])
    page = work_order_page(order.document_id)
    assert page is not None
    assert [(unit.serial, [part.serial for part in unit.parts], unit.lacks) for unit in page.units] == [
        (first, [drives[0]], ("1 DRIVE",))
    ]
    built(trade, order, 3, spread=True)
    assert state() == ("built", 3, 0)
    assert work_order_id(order.number) == order.document_id
    assert work_order_page(trade.draft("SI").document_id) is None


def test_a_tree_takes_the_same_statements_however_wide_it_is(
    trade: Trade, django_assert_max_num_queries: object
) -> None:
    computers(trade, ComponentAs(item="DRIVE", quantity=40))
    order = started(trade, ordered(trade, 1), *trade.receive("DRIVE", 40))
    built(trade, order, 1, spread=True)
    whole = int(sql.scalar("SELECT max(id) FROM stock_unit"))
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert len(as_built(whole, costs=True).parts) == 40


def test_who_may_not_build_builds_nothing(trade: Trade) -> None:
    computers(trade)
    with refused("not_allowed"):
        order_work(hire("till", "counter"), OrderWork(item="COMPUTER"))


def test_a_work_order_keeps_the_line_of_what_it_builds(trade: Trade) -> None:
    computers(trade)
    order = ordered(trade, 1)
    built = next(line for line in order.lines if line.quantity < 0)
    subject = (f"Line {built.position} (COMPUTER)", "built_line")
    with refused("built_line", subject):
        revise(trade.owner, Revise(document_id=order.document_id, remove=(built.line_id,)))
    with refused("built_line", subject):
        change = LineChange(line_id=built.line_id, quantity=-2)
        revise(trade.owner, Revise(document_id=order.document_id, change=(change,)))


@pytest.mark.parametrize("verb", [supply_work, start_work, number_built, spread_parts])
def test_only_work_orders_are_worked_on(trade: Trade, verb: object) -> None:
    sale = trade.draft("SO")
    command = {"supply_work": SupplyWork, "start_work": StartWork, "number_built": NumberBuilt}.get(
        verb.__name__,  # type: ignore[attr-defined]
        SpreadParts,
    )(document_id=sale.document_id)
    with refused("not_a_work_order"):
        verb(trade.owner, command)  # type: ignore[operator]


def test_what_the_bill_does_not_name_is_not_scanned_onto_the_order_unless_it_has_a_line(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="SSD", name="Faster drive"))
    computers(trade, ComponentAs(item="DRIVE", substitutes=("SSD",)), ComponentAs(item="CABLE"))
    (drive,), (phone,), (faster,) = trade.receive("DRIVE"), trade.receive("PHONE"), trade.receive("SSD")
    order = ordered(trade, 1)
    scanned = trade.scan(order, drive, phone, "PHONE", faster, exceed=True)
    assert [(each.action, each.code) for each in scanned.entries] == [
        ("assigned", ""),
        ("skipped", "no_component"),
        ("skipped", "no_component"),
        ("skipped", "not_replaced"),
    ]
    assert [each.message for each in scanned.entries[1:3]] == [
        "PHONE does not go into COMPUTER. Scan a part that does, or add a line for it first."
    ] * 2
    assert scanned.entries[3].message == ("SSD may go in instead of DRIVE. Replace it on the page of the order first.")
    assert (scanned.asks, [line.item for line in scanned.lines]) == (0, ["COMPUTER", "DRIVE", "CABLE"])
    assert bin_of(phone) == "MAIN"
    revise(trade.owner, Revise(document_id=order.document_id, add=(NewLine(item="PHONE", quantity=1),)))
    assert [each.action for each in trade.scan(order, phone).entries] == ["assigned"]
    trade.receive("CABLE")
    done = built(trade, started(trade, ordered(trade, 1), *trade.receive("DRIVE")), 1, spread=True)
    again = trade.scan(order, done.serials)  # a computer does not go into a computer, though the order names it
    assert [each.code for each in again.entries] == ["no_component"]


def test_a_work_order_has_no_lines_below_zero_besides_what_it_builds(trade: Trade) -> None:
    computers(trade)
    order = ordered(trade)
    with refused("bad_lines", ("CABLE", "negative_quantity")):
        revise(trade.owner, Revise(document_id=order.document_id, add=(NewLine(item="CABLE", quantity=-1),)))
    change = LineChange(line_id=order.lines[1].line_id, quantity=-2)
    with refused("bad_lines", ("Line 2 (DRIVE)", "negative_quantity")):
        revise(trade.owner, Revise(document_id=order.document_id, change=(change,)))
    note = LineChange(line_id=order.lines[0].line_id, note="In white")
    assert revise(trade.owner, Revise(document_id=order.document_id, change=(note,))).lines[0].quantity == -3
