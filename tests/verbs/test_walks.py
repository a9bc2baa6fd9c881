"""The walk of a pull sheet: which units, from which bin, for which order."""

from tests.papers import turn
from tests.sheets import moved, ordered, pick, sheet_of, shelf, take
from tests.trade import Trade

from everyunit.documents.new_lines import NewLine
from everyunit.selling.make_pull_sheet import MakePullSheet, make_pull_sheet
from everyunit.selling.page import SheetPage, sheet_page
from everyunit.selling.sheets import SheetSaved


def walked(sheet: SheetSaved) -> list[tuple[str, str, int, str, dict[str, int]]]:
    """(bin, item, how many, which units, for whom) of each stop."""
    return [
        (stop.bin.code, each.item, each.count, ", ".join(map(str, each.runs)), each.orders)
        for stop in page_of(sheet).walk
        for each in stop.items
    ]


def page_of(sheet: SheetSaved) -> SheetPage:
    found = sheet_page(sheet.sheet_id)
    assert found is not None
    return found


def test_the_walk_goes_by_the_position_of_the_bins_and_takes_the_oldest_units(trade: Trade) -> None:
    shelf(trade, "Z9", -5)
    shelf(trade, "A1", 50)
    old, older, new, newest = [*trade.receive(quantity=2), *trade.receive(quantity=2)]
    moved(trade, "A1", old)
    moved(trade, "Z9", new)
    first, second = ordered(trade, 2), ordered(trade, 1, party="C2")
    one, two = f"SO {first.number}", f"SO {second.number}"
    sheet = sheet_of(trade)
    assert walked(sheet) == [
        ("Z9", "DRIVE", 1, new, {one: 1}),
        ("MAIN", "DRIVE", 1, older, {one: 1}),
        ("A1", "DRIVE", 1, old, {two: 1}),
    ]
    assert newest not in str(walked(sheet))


def test_newest_first_takes_the_units_that_entered_last(trade: Trade) -> None:
    serials = [*trade.receive(quantity=2), *trade.receive(quantity=2)]
    paper = ordered(trade, 3)
    sheet = sheet_of(trade, newest_first=True)
    assert walked(sheet) == [("MAIN", "DRIVE", 3, f"{serials[1]}–{serials[3]}", {f"SO {paper.number}": 3})]


def test_counted_goods_are_taken_as_they_lie(trade: Trade) -> None:
    shelf(trade, "A1", 50)
    trade.receive("CABLE", 10)
    trade.post(trade.draft("ST", NewLine(item="CABLE", quantity=6), to_bin="A1", from_bin="MAIN"))
    first, second = ordered(trade, 5, "CABLE"), ordered(trade, 4, "CABLE", party="C2")
    one, two = f"SO {first.number}", f"SO {second.number}"
    sheet = sheet_of(trade)
    assert walked(sheet) == [("MAIN", "CABLE", 4, "", {one: 4}), ("A1", "CABLE", 5, "", {one: 1, two: 4})]
    take(trade, sheet, "CABLE", 4)
    assert walked(sheet) == [("A1", "CABLE", 5, "", {one: 1, two: 4})]


def test_a_younger_sheet_leaves_the_units_of_the_older_one_alone_while_there_are_enough(trade: Trade) -> None:
    serials = trade.receive(quantity=4)
    first, second = ordered(trade, 2), ordered(trade, 2, party="C2")
    older, younger = sheet_of(trade, first), sheet_of(trade, second)
    assert [each[3] for each in walked(older)] == [f"{serials[0]}–{serials[1]}"]
    assert [each[3] for each in walked(younger)] == [f"{serials[2]}–{serials[3]}"]
    trade.sell(serials[3])
    assert [each[3] for each in walked(younger)] == [f"{serials[1]}–{serials[2]}"]


def test_what_is_in_none_of_its_bins_is_told(trade: Trade) -> None:
    trade.receive()
    ordered(trade, 3)
    found = page_of(sheet_of(trade, pickable=False))
    assert [(line.line.of.item, line.missing) for line in found.missing] == [("DRIVE", 2)]


def test_a_ticket_shows_the_units_that_its_order_has_even_on_a_draft(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    paper = ordered(trade, 3)
    sheet = sheet_of(trade)
    pick(trade, sheet, *serials[:2])
    turn(trade, paper, "SI")
    (ticket,) = page_of(sheet).tickets
    assert (ticket.picked, ticket.left) == (2, 1)
    assert [str(run) for run in ticket.lines[0].committed] == [f"{serials[0]}–{serials[1]}"]
    assert [place.bin.code for place in ticket.lines[0].places] == ["MAIN"]


def test_a_sheet_that_is_done_proposes_nothing(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    ordered(trade, 1)
    sheet = make_pull_sheet(trade.owner, MakePullSheet())
    pick(trade, sheet, serials[0])
    assert walked(sheet) == []
    assert page_of(sheet).sheet.left == 0
