"""Parcels: what goes into them, what is missing, and that nothing is packed twice."""

import pytest
from tests.papers import commit_to, turn, undo
from tests.sheets import ordered
from tests.trade import Trade, one, refused
from tests.verbs.test_idempotency import at_once

from everyunit.documents.attach import Attach, attach
from everyunit.documents.detach import Detach, detach
from everyunit.documents.discard import Discard, discard
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.header import Header
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.documents.refuse_return import RefuseReturn, refuse_return
from everyunit.documents.revise import Revise, revise
from everyunit.selling.discard_parcel import DiscardParcel, discard_parcel
from everyunit.selling.pack import Pack, pack
from everyunit.selling.packing import packing_of
from everyunit.selling.parcels import Counted, ParcelPacked
from everyunit.selling.save_parcel import ParcelSaved, SaveParcel, save_parcel
from everyunit.selling.unpack import Unpack, unpack
from everyunit.stock.amend import AmendUnit, amend_unit

Paper = DraftSaved | Posted


def parcel_for(trade: Trade, paper: Paper, **facts: object) -> ParcelSaved:
    return save_parcel(trade.owner, SaveParcel(document_id=paper.document_id, **facts))  # type: ignore[arg-type]


def put(trade: Trade, parcel: ParcelSaved, *scans: str, **options: object) -> ParcelPacked:
    return pack(trade.owner, Pack(parcel_id=parcel.parcel_id, scans=scans, **options))  # type: ignore[arg-type]


def take_out(trade: Trade, parcel: ParcelSaved, *scans: str, **options: object) -> ParcelPacked:
    return unpack(trade.owner, Unpack(parcel_id=parcel.parcel_id, scans=scans, **options))  # type: ignore[arg-type]


def state(paper: Paper) -> tuple[int, int, list[str]]:
    """Packed, of how many, and what is missing."""
    packing = packing_of(paper.document_id)
    return packing.packed, packing.expected, packing.missing


def codes(answer: ParcelPacked) -> list[tuple[str, str]]:
    return [(entry.text, entry.code) for entry in answer.entries]


@pytest.fixture
def order(trade: Trade) -> DraftSaved:
    """Two drives and five cables, committed."""
    serials = trade.receive(quantity=3)
    trade.receive("CABLE", 9)
    paper = trade.draft("SO", NewLine(item="DRIVE", quantity=3), NewLine(item="CABLE", quantity=5))
    trade.scan(paper, *serials[:2])
    commit_to(trade, paper, 5, line=1)
    return paper


def test_what_is_scanned_goes_into_the_parcel_and_what_is_missing_is_told(trade: Trade, order: DraftSaved) -> None:
    parcel = parcel_for(trade, order)
    answer = put(trade, parcel, "100000", "CABLE", "CABLE")
    assert answer.counts == {"assigned": 3}
    assert (answer.packed, answer.expected, answer.missing) == (3, 7, ("100001", "3 CABLE"))
    answer = put(trade, parcel, "100001", counted=(Counted(line_id=order.lines[1].line_id, quantity=3),))
    assert (answer.packed, answer.missing) == (7, ())
    assert state(order) == (7, 7, [])


def test_what_is_packed_on_the_order_is_packed_on_its_invoice(trade: Trade, order: DraftSaved) -> None:
    put(trade, parcel_for(trade, order), "100000", "CABLE")
    invoice = turn(trade, order, "SI")
    assert state(invoice) == (2, 7, ["100001", "4 CABLE"])
    parcel = parcel_for(trade, invoice)
    assert parcel.document_id == order.document_id
    assert codes(put(trade, parcel, "100000", "100001")) == [("100000", "packed"), ("100001", "")]
    posted = trade.post(invoice)  # a warning is no block
    assert state(posted) == (3, 7, ["4 CABLE"])
    assert state(order) == (0, 0, [])


def test_a_packed_unit_that_goes_to_another_line_of_its_order_is_not_packed_twice(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=1), NewLine(item="DRIVE", quantity=1))
    first, second = (line.line_id for line in order.lines)
    trade.scan(order, serials[0], line_id=first)
    parcel, other = parcel_for(trade, order), parcel_for(trade, order)
    put(trade, parcel, serials[0])
    detach(trade.owner, Detach(document_id=order.document_id, scans=(serials[0],)))
    assert state(order) == (0, 0, [])
    trade.scan(order, serials[0], line_id=second)
    trade.scan(order, serials[1], line_id=first)
    assert state(order) == (1, 2, [serials[1]])
    assert codes(put(trade, other, *serials)) == [(serials[0], "packed"), (serials[1], "")]
    assert put(trade, other, serials[0]).entries[0].message == f"It is in parcel {parcel.number} already."
    assert state(trade.post(turn(trade, order, "SI"))) == (2, 2, [])


def test_what_left_and_came_back_is_packed_again_on_another_line_of_its_order(trade: Trade) -> None:
    (serial,) = trade.receive()
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=1), NewLine(item="DRIVE", quantity=1))
    trade.scan(order, serial, line_id=order.lines[0].line_id)
    put(trade, parcel_for(trade, order), serial)
    invoice = turn(trade, order, "SI")
    revise(trade.owner, Revise(document_id=invoice.document_id, remove=(invoice.lines[1].line_id,)))
    sold = trade.post(invoice)
    trade.take_back(serial)
    trade.scan(order, serial, line_id=order.lines[1].line_id)
    assert state(order) == (0, 1, [serial])
    assert codes(put(trade, parcel_for(trade, order), serial)) == [(serial, "")]
    assert state(order) == state(sold) == (1, 1, [])


def test_each_delivery_of_an_order_is_packed_by_itself(trade: Trade, order: DraftSaved) -> None:
    cable = order.lines[1].line_id
    put(trade, parcel_for(trade, order), "100000", counted=(Counted(line_id=cable, quantity=2),))
    detach(trade.owner, Detach(document_id=order.document_id, scans=("100001",)))
    commit_to(trade, order, 2, line=1)
    first = trade.post(turn(trade, order, "SI"))
    assert state(first) == (3, 3, [])
    attach(trade.owner, Attach(document_id=order.document_id, scans=("100001",)))
    commit_to(trade, order, 3, line=1)
    assert state(order) == (0, 4, ["100001", "3 CABLE"])
    second = turn(trade, order, "SI")
    put(trade, parcel_for(trade, second), "100001", "CABLE")
    assert state(second) == (2, 4, ["2 CABLE"])
    assert state(first) == (3, 3, [])


def test_an_invoice_without_an_order_has_parcels_of_its_own(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    trade.receive("CABLE", 3)
    invoice = trade.draft("SI", NewLine(item="CABLE", quantity=2), NewLine(item="HOUR", quantity=1))
    trade.scan(invoice, *serials)
    parcel = parcel_for(trade, invoice)
    assert parcel.document_id == invoice.document_id
    assert put(trade, parcel, serials[0], "CABLE", "HOUR").missing == ("1 CABLE", serials[1])
    trade.post(invoice)
    assert put(trade, parcel, serials[1]).counts == {"assigned": 1}, "packed after posting"
    assert state(invoice) == (3, 4, ["1 CABLE"])


def test_several_orders_on_one_invoice_share_its_parcels(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    first, second = ordered(trade), ordered(trade)
    trade.scan(first, serials[0])
    trade.scan(second, serials[1])
    put(trade, parcel_for(trade, first), serials[0])
    invoice = turn(trade, first, "SI", second)
    parcel = parcel_for(trade, invoice)
    assert parcel.document_id == invoice.document_id
    assert codes(put(trade, parcel, *serials)) == [(serials[0], "packed"), (serials[1], "")]
    assert state(invoice) == (2, 2, [])
    assert state(second) == (1, 1, [])


def test_scans_that_cannot_be_packed_are_skipped_with_the_reason(trade: Trade, order: DraftSaved) -> None:
    (phone,) = trade.receive("PHONE")
    first, second = parcel_for(trade, order), parcel_for(trade, order)
    put(trade, first, "100000")
    answer = put(trade, second, "100000", "100001", "100001", "100002", phone, "PHONE", "DRIVE", "nothing")
    assert codes(answer) == [
        ("100000", "packed"),
        ("100001", ""),
        ("100001", "repeated"),
        ("100002", "not_on_paper"),
        (phone, "not_on_paper"),
        ("PHONE", "not_on_paper"),
        ("DRIVE", "item_code"),
        ("nothing", "unknown"),
    ]
    assert first.number in answer.entries[0].message
    assert [code for _, code in codes(put(trade, second, *["CABLE"] * 6))] == [""] * 5 + ["exceeds"]
    with refused("nothing_scanned"):
        put(trade, second)


def test_the_code_of_an_auto_serialized_item_packs_its_next_unit(trade: Trade) -> None:
    phones = trade.receive("PHONE", 3)
    paper = ordered(trade, 3, "PHONE")
    commit_to(trade, paper, 3)
    parcel = parcel_for(trade, paper)
    put(trade, parcel, phones[0])
    assert [entry.serial for entry in put(trade, parcel, "PHONE", "PHONE").entries] == phones[1:]
    take_out(trade, parcel, *phones)
    whole = put(trade, parcel, counted=(Counted(line_id=paper.lines[0].line_id, quantity=3),))
    assert whole.undo_scans == tuple(phones)


def test_a_makers_number_of_several_units_means_the_one_on_the_paper(trade: Trade, order: DraftSaved) -> None:
    for serial in ("100000", "100002"):
        amend_unit(trade.owner, AmendUnit(serial=serial, maker_serial="SAME", alike=True))
    answer = put(trade, parcel_for(trade, order), "SAME")
    assert [(entry.text, entry.serial) for entry in answer.entries] == [("SAME", "100000")]


def test_more_pieces_than_there_are_to_pack_are_refused_with_all_lines(trade: Trade, order: DraftSaved) -> None:
    parcel = parcel_for(trade, order)
    drive, cable = (line.line_id for line in order.lines)
    counted = (
        Counted(line_id=drive, quantity=1),
        Counted(line_id=cable, quantity=6),
        Counted(line_id=999_999, quantity=1),
    )
    with refused("not_to_pack", ("DRIVE", "scan_the_units"), ("CABLE", "exceeds"), ("999999", "unknown_line")):
        put(trade, parcel, counted=counted)
    with refused("not_to_pack", ("CABLE", "exceeds")):
        put(trade, parcel, counted=(Counted(line_id=cable, quantity=-1),))


def test_undoing_takes_out_what_went_in(trade: Trade, order: DraftSaved) -> None:
    parcel = parcel_for(trade, order)
    cable = order.lines[1].line_id
    put(trade, parcel, "CABLE")
    answer = put(trade, parcel, "100000", "100001", "CABLE", counted=(Counted(line_id=cable, quantity=2),))
    undone = take_out(trade, parcel, *answer.undo_scans, counted=answer.undo_counted)
    assert (undone.packed, undone.counts) == (1, {"detached": 5})
    assert codes(take_out(trade, parcel, "100000")) == [("100000", "not_in_parcel")]
    with refused("not_in_parcel", ("CABLE", "not_in_parcel"), ("77", "not_in_parcel")):
        take_out(trade, parcel, counted=(Counted(line_id=cable, quantity=2), Counted(line_id=77, quantity=1)))
    with refused("nothing_scanned"):
        take_out(trade, parcel)
    take_out(trade, parcel, counted=(Counted(line_id=cable, quantity=1),))
    assert one("SELECT count(*) FROM selling_packed") == 0


def test_a_unit_that_leaves_the_paper_is_no_longer_packed_for_it(trade: Trade, order: DraftSaved) -> None:
    put(trade, parcel_for(trade, order), "100000", "100001")
    detach(trade.owner, Detach(document_id=order.document_id, scans=("100000",)))
    assert state(order) == (1, 6, ["5 CABLE"])


def test_a_reversed_delivery_is_packed_again_as_it_was(trade: Trade, order: DraftSaved) -> None:
    put(trade, parcel_for(trade, order), "100000", "100001")
    posted = trade.post(turn(trade, order, "SI"))
    undo(trade, posted)
    assert state(order) == (2, 7, ["5 CABLE"]), "the units and the cables are held again"


def test_a_unit_whose_return_was_refused_is_packed_by_the_invoice_that_sold_it(trade: Trade) -> None:
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    refuse_return(trade.owner, RefuseReturn(serial=serial, reason="broken"))
    assert codes(put(trade, parcel_for(trade, sale), serial)) == [(serial, "")]
    assert state(sale) == (1, 1, [])


def test_a_parcel_says_how_it_goes_and_begins_with_the_documents_way(trade: Trade) -> None:
    trade.receive()
    paper = trade.draft("SO", NewLine(item="DRIVE", quantity=1), header=Header(ship_via="Parcel post"))
    parcel = parcel_for(trade, paper)
    assert (parcel.number, parcel.ship_via, parcel.weight_g) == ("100000", "Parcel post", None)
    command = SaveParcel(parcel_id=parcel.parcel_id, ship_via=" Courier ", tracking_number="1Z 999", weight_g=2500)
    saved = save_parcel(trade.owner, command)
    assert (saved.ship_via, saved.tracking_number, saved.weight_g) == ("Courier", "1Z 999", 2500)
    assert save_parcel(trade.owner, SaveParcel(parcel_id=parcel.parcel_id, weight_g=0)).weight_g is None
    with refused(
        "bad_parcel",
        ("ship_via", "bad_ship_via"),
        ("tracking_number", "bad_tracking_number"),
        ("weight", "bad_weight"),
    ):
        save_parcel(
            trade.owner,
            SaveParcel(parcel_id=parcel.parcel_id, ship_via="x" * 61, tracking_number="x" * 101, weight_g=-1),
        )


def test_no_parcel_is_made_for_papers_that_no_goods_leave_with(trade: Trade) -> None:
    trade.receive()
    for kind in ("SQ", "PR", "CM", "ST"):
        paper = trade.draft(kind)
        with refused("not_packed"):
            parcel_for(trade, paper)
    with refused("unknown_document"):
        save_parcel(trade.owner, SaveParcel())
    with refused("unknown_parcel"):
        save_parcel(trade.owner, SaveParcel(parcel_id=77))


def test_a_discarded_parcel_leaves_everything_to_be_packed_again(trade: Trade, order: DraftSaved) -> None:
    parcel = parcel_for(trade, order)
    put(trade, parcel, "100000")
    gone = discard_parcel(trade.owner, DiscardParcel(parcel_id=parcel.parcel_id))
    assert (gone.number, gone.document_id) == ("100000", order.document_id)
    assert state(order)[0] == 0
    assert parcel_for(trade, order).number == "100001"
    with refused("unknown_parcel"):
        discard_parcel(trade.owner, DiscardParcel(parcel_id=parcel.parcel_id))


def test_discarding_a_draft_keeps_the_parcels_of_its_order_and_drops_its_own(trade: Trade, order: DraftSaved) -> None:
    put(trade, parcel_for(trade, order), "100000")
    draft = turn(trade, order, "SI")
    discard(trade.owner, Discard(document_id=draft.document_id))
    assert state(order)[0] == 1
    alone = trade.draft("SI", NewLine(item="CABLE", quantity=1))
    parcel_for(trade, alone)
    discard(trade.owner, Discard(document_id=alone.document_id))
    assert one("SELECT count(*) FROM selling_parcel") == 1


def test_many_are_packed_at_once_and_told_in_few_words(trade: Trade) -> None:
    serials = trade.receive(quantity=70)
    invoice = trade.draft("SI")
    trade.scan(invoice, *serials)
    answer = put(trade, parcel_for(trade, invoice), f"{serials[0]}-{serials[68]}")
    assert [(entry.text, entry.count) for entry in answer.entries] == [(f"{serials[0]}–{serials[68]}", 69)]
    assert answer.missing == (serials[69],)


def test_two_packers_put_one_unit_into_one_parcel(committed: Trade) -> None:
    serials = committed.receive(quantity=2)
    committed.receive("CABLE", 5)
    paper = committed.draft("SO", NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=3))
    committed.scan(paper, *serials)
    commit_to(committed, paper, 3, line=1)
    invoice = turn(committed, paper, "SI")
    parcels = [parcel_for(committed, paper), parcel_for(committed, invoice)]
    scans = (serials[0], "CABLE", "CABLE")
    results = at_once(*(lambda parcel=parcel: put(committed, parcel, *scans) for parcel in parcels))
    assert sorted(code for each in results for _, code in codes(each)) == ["", "", "", "", "exceeds", "packed"]  # type: ignore[arg-type]
    assert state(invoice) == (4, 5, [serials[1]])
