"""Picking for a pull sheet: scans find their orders, or are skipped with the reason; all of them are kept."""

from tests.papers import status_of, undo
from tests.sheets import fates, moved, ordered, pick, progress, sheet_of, shelf, take
from tests.trade import Trade, bin_of, holds, in_bin, one, refused

from everyunit.base import sql
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.models import Document, Line
from everyunit.documents.new_lines import NewLine
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.selling.close_pull_sheet import ClosePullSheet, close_pull_sheet
from everyunit.selling.invoice_pull_sheet import InvoicePullSheet, InvoicesMade, invoice_pull_sheet
from everyunit.selling.pick_by_scan import PickByScan, pick_by_scan
from everyunit.selling.put_back import PutBack, put_back
from everyunit.selling.sheets import Picked, SheetSaved, Taken
from everyunit.stock.amend import AmendUnit, amend_unit


def name(paper: DraftSaved) -> str:
    return f"{paper.kind} {paper.number}"


def back(trade: Trade, answer: Picked) -> Picked:
    command = PutBack(sheet_id=answer.sheet_id, scans=answer.undo_scans, counted=answer.undo_counted)
    return put_back(trade.owner, command)


def invoice(trade: Trade, sheet: SheetSaved, **options: int) -> InvoicesMade:
    return invoice_pull_sheet(trade.owner, InvoicePullSheet(sheet_id=sheet.sheet_id, **options))


def test_units_go_to_the_oldest_order_that_wants_them_and_wait_in_its_commit_bin(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    first, second = ordered(trade, 2), ordered(trade, 1, party="C2")
    sheet = sheet_of(trade)
    answer = pick(trade, sheet, *serials)
    assert fates(answer) == [
        (serials[0], "assigned", "", name(first)),
        (serials[1], "assigned", "", name(first)),
        (serials[2], "assigned", "", name(second)),
    ]
    assert holds() == {serials[0]: name(first), serials[1]: name(first), serials[2]: name(second)}
    assert {bin_of(serial) for serial in serials} == {"PACKING"}
    assert (answer.status, progress(answer)) == ("picked", [(name(first), 2, 0), (name(second), 1, 0)])


def test_with_an_order_selected_units_go_to_that_order_only(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    first, second = ordered(trade, 2), ordered(trade, 1, party="C2")
    sheet = sheet_of(trade)
    answer = pick(trade, sheet, *serials[:2], order_id=second.document_id)
    assert fates(answer) == [(serials[0], "assigned", "", name(second)), (serials[1], "skipped", "exceeds", "")]
    assert progress(answer) == [(name(first), 0, 2), (name(second), 1, 0)]


def test_a_unit_too_many_is_skipped_without_a_question(trade: Trade) -> None:
    """SAL-166."""
    serials = trade.receive(quantity=3)
    paper = ordered(trade, 2)
    answer = pick(trade, sheet_of(trade), *serials)
    assert fates(answer)[2] == (serials[2], "skipped", "exceeds", "")
    assert Line.objects.get(document_id=paper.document_id).quantity == 2


def test_units_of_other_items_and_from_other_bins_are_skipped(trade: Trade) -> None:
    """SAL-148, SAL-149."""
    shelf(trade, "A1", 1)
    here, there = trade.receive(quantity=2)
    (phone,) = trade.receive("PHONE")
    moved(trade, "A1", there)
    ordered(trade, 2)
    sheet = sheet_of(trade, bins=("MAIN",), pickable=False)
    answer = pick(trade, sheet, phone, there, here, "no-such-number")
    assert [(text, code) for text, _, code, _ in fates(answer)] == [
        (phone, "not_on_sheet"),
        (there, "not_in_its_bins"),
        (here, ""),
        ("no-such-number", "unknown"),
    ]
    assert "A1" in answer.entries[1].message
    assert set(holds()) == {here}


def test_a_unit_that_is_picked_or_held_by_another_paper_names_that_paper(trade: Trade) -> None:
    mine, theirs = trade.receive(quantity=2)
    paper = ordered(trade, 2)
    sheet = sheet_of(trade)
    offer = trade.draft("SI", party="C2")
    trade.scan(offer, theirs)
    pick(trade, sheet, mine)
    assert fates(pick(trade, sheet, mine, theirs)) == [
        (mine, "skipped", "already_here", name(paper)),
        (theirs, "skipped", "held", name(offer)),
    ]


def test_a_sold_unit_is_no_return_while_picking(trade: Trade) -> None:
    sold, _ = trade.receive(quantity=2)
    trade.sell(sold)
    ordered(trade)
    answer = pick(trade, sheet_of(trade), sold)
    assert [(entry.code, entry.action) for entry in answer.entries] == [("not_in_its_bins", "skipped")]


def test_the_same_scan_twice_is_skipped_and_the_others_go_on(trade: Trade) -> None:
    first, second = trade.receive(quantity=2)
    ordered(trade, 2)
    answer = pick(trade, sheet_of(trade), f"{first}\n{second}\n{first}")
    assert answer.counts == {"assigned": 2, "skipped": 1}


def test_a_range_and_makers_numbers_are_understood(trade: Trade) -> None:
    serials = trade.receive(quantity=4)
    amend_unit(trade.owner, AmendUnit(serial=serials[3], maker_serial="MK-3"))
    ordered(trade, 4)
    sheet = sheet_of(trade)
    assert pick(trade, sheet, f"{serials[0]}-{serials[2]}").counts == {"assigned": 3}
    answer = pick(trade, sheet, "MK-3")
    assert [(entry.text, entry.serial) for entry in answer.entries] == [("MK-3", serials[3])]


def test_a_makers_number_of_several_units_asks_which_unless_only_one_can_be_picked(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    for serial in serials:
        amend_unit(trade.owner, AmendUnit(serial=serial, maker_serial="SAME", alike=True))
    trade.sell(serials[0])
    ordered(trade, 2)
    sheet = sheet_of(trade)
    (asked,) = pick(trade, sheet, "SAME").entries
    assert (asked.code, len(asked.choices)) == ("ambiguous", 3)
    unit_id = next(choice.unit_id for choice in asked.choices if choice.serial == serials[1])
    assert pick(trade, sheet, "SAME", unit_id=unit_id).counts == {"assigned": 1}
    assert pick(trade, sheet, "SAME").entries[0].serial == serials[2]


def test_an_items_code_takes_one_piece_from_the_first_bin_that_has_one(trade: Trade) -> None:
    shelf(trade, "A1", 5)
    trade.receive("CABLE", 3)
    paper = trade.draft("ST", NewLine(item="CABLE", quantity=2), to_bin="A1", from_bin="MAIN")
    trade.post(paper)
    ordered(trade, 3, "CABLE")
    sheet = sheet_of(trade)
    answers = [pick(trade, sheet, "CABLE") for _ in range(3)]
    assert [answer.entries[0].bin for answer in answers] == ["MAIN", "A1", "A1"]
    assert in_bin("CABLE", "PACKING") == 3
    assert pick(trade, sheet, "CABLE").entries[0].code == "exceeds"


def test_an_items_code_takes_the_unit_whose_turn_it_is(trade: Trade) -> None:
    old, new = [*trade.receive("PHONE"), *trade.receive("PHONE")]
    ordered(trade, 2, "PHONE")
    sheet = sheet_of(trade, newest_first=True)
    assert pick(trade, sheet, "PHONE").entries[0].serial == new
    assert pick(trade, sheet, "PHONE", from_bin="MAIN").entries[0].serial == old


def test_the_code_of_a_serialized_item_asks_for_the_units_number(trade: Trade) -> None:
    trade.receive()
    ordered(trade)
    assert pick(trade, sheet_of(trade), "DRIVE", "HOUR").entries[0].code == "item_code"


def test_so_many_are_taken_from_a_bin_for_the_orders_in_turn(trade: Trade) -> None:
    trade.receive("CABLE", 9)
    phones = trade.receive("PHONE", 4)
    first = trade.draft("SO", NewLine(item="CABLE", quantity=4), NewLine(item="PHONE", quantity=3))
    second = trade.draft("SO", NewLine(item="CABLE", quantity=4), party="C2")
    sheet = sheet_of(trade)
    assert [entry.count for entry in take(trade, sheet, "CABLE", 5).entries] == [4, 1]
    answer = take(trade, sheet, "PHONE", 2)
    assert answer.undo_scans == tuple(phones[:2])
    assert progress(answer) == [(name(first), 4, 0), (name(first), 2, 1), (name(second), 1, 3)]
    assert in_bin("CABLE", "PACKING") == 5


def test_what_cannot_be_taken_from_a_bin_is_refused(trade: Trade) -> None:
    trade.receive("CABLE", 3)
    trade.receive(quantity=1)
    trade.draft("SO", NewLine(item="CABLE", quantity=5), NewLine(item="DRIVE", quantity=1))
    sheet = sheet_of(trade, pickable=False)
    for code, item, quantity, source in (
        ("exceeds", "CABLE", 6, "MAIN"),
        ("short", "CABLE", 4, "MAIN"),
        ("not_in_its_bins", "CABLE", 1, "PACKING"),
        ("empty_quantity", "CABLE", 0, "MAIN"),
        ("scan_the_units", "DRIVE", 1, "MAIN"),
        ("not_on_sheet", "PHONE", 1, "MAIN"),
        ("unknown_item", "NOTHING", 1, "MAIN"),
    ):
        with refused(code):
            take(trade, sheet, item, quantity, source)
    with refused("not_in_its_bins"):
        pick(trade, sheet, "CABLE", from_bin="PACKING")
    with refused("nothing_scanned"):
        pick(trade, sheet, " ")


def test_undoing_puts_back_just_what_the_scan_picked_and_opens_the_sheet_again(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    trade.receive("CABLE", 5)
    paper = trade.draft("SO", NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=4))
    sheet = sheet_of(trade)
    pick(trade, sheet, serials[0])
    scanned, taken = pick(trade, sheet, serials[1]), take(trade, sheet, "CABLE", 4)
    assert taken.status == "picked"
    answer = back(trade, taken)
    assert (answer.status, progress(answer)) == ("open", [(name(paper), 2, 0), (name(paper), 0, 4)])
    assert progress(back(trade, scanned)) == [(name(paper), 1, 1), (name(paper), 0, 4)]
    assert (bin_of(serials[1]), in_bin("CABLE", "MAIN")) == ("MAIN", 5)
    assert holds() == {serials[0]: name(paper)}


def test_what_is_put_back_stands_where_it_was_taken_from(trade: Trade) -> None:
    shelf(trade, "A1", 5)
    serials = trade.receive(quantity=3)
    trade.receive("CABLE", 5)
    moved(trade, "A1", *serials[:2])
    trade.post(trade.draft("ST", NewLine(item="CABLE", quantity=3), to_bin="A1", from_bin="MAIN"))
    paper = trade.draft("SO", NewLine(item="DRIVE", quantity=3), NewLine(item="CABLE", quantity=4))
    sheet = sheet_of(trade)
    scanned, taken = pick(trade, sheet, *serials), take(trade, sheet, "CABLE", 3, "A1")
    take(trade, sheet, "CABLE", 1)
    back(trade, scanned)
    back(trade, taken)
    assert [bin_of(serial) for serial in serials] == ["A1", "A1", "MAIN"]
    assert (in_bin("CABLE", "A1"), in_bin("CABLE", "PACKING"), in_bin("CABLE", "MAIN")) == (3, 1, 1)
    cable = paper.lines[1].line_id
    loose = (Taken(line_id=cable, quantity=1),)
    put_back(trade.owner, PutBack(sheet_id=sheet.sheet_id, counted=loose))
    assert in_bin("CABLE", "MAIN") == 2, "to the release bin, where no other is named"


def test_only_what_is_picked_can_be_put_back(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    trade.receive("CABLE", 5)
    paper = trade.draft("SO", NewLine(item="DRIVE", quantity=1), NewLine(item="CABLE", quantity=4))
    other = ordered(trade, 1, "CABLE")
    sheet = sheet_of(trade, paper)
    take(trade, sheet, "CABLE", 2)
    assert fates(put_back(trade.owner, PutBack(sheet_id=sheet.sheet_id, scans=(serials[0],)))) == [
        (serials[0], "skipped", "not_picked", "")
    ]
    drive, cable = (line.line_id for line in paper.lines)
    counted = (
        Taken(line_id=drive, quantity=1),
        Taken(line_id=cable, quantity=3),
        Taken(line_id=other.lines[0].line_id, quantity=1),
    )
    with refused(
        "not_picked",
        (f"{name(paper)} line 1", "scan_the_units"),
        (f"{name(paper)} line 2", "not_picked"),
        (str(other.lines[0].line_id), "unknown_line"),
    ):
        put_back(trade.owner, PutBack(sheet_id=sheet.sheet_id, counted=counted))
    odd = (Taken(line_id=cable, quantity=2), Taken(line_id=cable, quantity=-1))
    with refused("not_picked", (f"{name(paper)} line 2", "not_picked")):
        put_back(trade.owner, PutBack(sheet_id=sheet.sheet_id, counted=odd))
    with refused("wrong_bin"):
        put_back(
            trade.owner,
            PutBack(sheet_id=sheet.sheet_id, counted=(Taken(line_id=cable, quantity=1, bin="SOLD"),)),
        )
    with refused("nothing_scanned"):
        put_back(trade.owner, PutBack(sheet_id=sheet.sheet_id))


def test_a_picked_sheet_is_not_opened_again_while_its_order_is_on_another(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    paper = ordered(trade, 1)
    sheet = sheet_of(trade)
    scanned = pick(trade, sheet, serials[0])

    change = LineChange(line_id=paper.lines[0].line_id, quantity=2)
    revise(trade.owner, Revise(document_id=paper.document_id, change=(change,)))
    sheet_of(trade, paper)
    with refused("on_another_sheet", (name(paper), "on_another_sheet")):
        back(trade, scanned)


def test_all_scans_are_kept_with_who_and_what_became_of_them(trade: Trade) -> None:
    """SAL-167."""
    serials = trade.receive(quantity=2)
    paper = ordered(trade)
    sheet = sheet_of(trade)
    back(trade, pick(trade, sheet, serials[0]))
    pick(trade, sheet, "no-such-number", serials[1], serials[0])
    kept = sql.rows("SELECT text, action, code, holder, actor_id FROM selling_sheetscan ORDER BY id")
    who = trade.owner.user_id
    assert kept == [
        (serials[0], "assigned", "", name(paper), who),
        (serials[0], "detached", "", name(paper), who),
        ("no-such-number", "skipped", "unknown", "", who),
        (serials[1], "assigned", "", name(paper), who),
        (serials[0], "skipped", "exceeds", "", who),
    ]


def test_a_repeated_request_picks_and_keeps_nothing_twice(trade: Trade) -> None:

    trade.receive("CABLE", 5)
    ordered(trade, 5, "CABLE")
    command = PickByScan(sheet_id=sheet_of(trade).sheet_id, scans=("CABLE",))
    first, again = (pick_by_scan(trade.owner, command, key="scan-1") for _ in range(2))
    assert first == again
    assert (in_bin("CABLE", "PACKING"), one("SELECT count(*) FROM selling_sheetscan")) == (1, 1)


def test_many_scans_are_told_in_few_words(trade: Trade) -> None:
    serials = trade.receive(quantity=70)
    ordered(trade, 40)
    ordered(trade, 20, party="C2")
    answer = pick(trade, sheet_of(trade), *serials)
    assert answer.counts == {"assigned": 60, "skipped": 10}
    assert [(entry.text, entry.count) for entry in answer.entries] == [
        (f"{serials[0]}–{serials[39]}", 40),
        (f"{serials[40]}–{serials[59]}", 20),
        (f"{serials[60]}–{serials[69]}", 10),
    ]


def test_each_order_is_invoiced_with_what_was_picked_and_the_rest_stays_ordered(trade: Trade) -> None:
    """SAL-44."""
    serials = trade.receive(quantity=2)
    trade.receive("CABLE", 4)
    first = trade.draft(
        "SO",
        NewLine(item="DRIVE", quantity=2),
        NewLine(item="CABLE", quantity=4),
        NewLine(item="HOUR", quantity=1),
    )
    second, third = ordered(trade, 2, "CABLE", party="C2"), ordered(trade, 1, party="C2")
    sheet = sheet_of(trade, pickable=False)
    pick(trade, sheet, serials[0])
    take(trade, sheet, "CABLE", 3, order_id=first.document_id)
    take(trade, sheet, "CABLE", 1, order_id=second.document_id)
    made = invoice(trade, sheet)
    assert [each.order for each in made.invoices] == [name(first), name(second)]
    assert made.left_out == (name(third),)
    lines = Line.objects.filter(document_id=made.invoices[0].document_id).order_by("position")
    assert [(line.item.code, line.quantity, line.attached) for line in lines] == [
        ("DRIVE", 1, 1),
        ("CABLE", 3, 0),
        ("HOUR", 1, 0),
    ]
    with refused("nothing_picked", *[(name(each), "nothing_picked") for each in (first, second, third)]):
        invoice(trade, sheet)
    for each in made.invoices:
        trade.post(each)  # type: ignore[arg-type]
    assert (bin_of(serials[0]), in_bin("CABLE", "SOLD")) == ("SOLD", 4)
    assert status_of(first) == "open"


def test_a_sheet_that_was_invoiced_still_counts_what_it_picked(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    paper = ordered(trade, 2)
    sheet = sheet_of(trade)
    pick(trade, sheet, serials[0])
    (made,) = invoice(trade, sheet).invoices
    posted = trade.post(made)  # type: ignore[arg-type]
    assert progress(pick(trade, sheet, serials[1])) == [(name(paper), 2, 0)]
    undo(trade, posted)
    assert progress(pick(trade, sheet, serials[1])) == [(name(paper), 2, 0)]


def test_one_order_of_a_closed_sheet_can_be_invoiced(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    first, second = ordered(trade), ordered(trade)
    sheet = sheet_of(trade)
    pick(trade, sheet, *serials)
    close_pull_sheet(trade.owner, ClosePullSheet(sheet_id=sheet.sheet_id))
    assert [each.order for each in invoice(trade, sheet, order_id=second.document_id).invoices] == [name(second)]
    assert [each.order for each in invoice(trade, sheet).invoices] == [name(first)]
    with refused("not_on_sheet"):
        invoice(trade, sheet, order_id=77)
    assert Document.objects.filter(kind="SI", status="draft").count() == 2
