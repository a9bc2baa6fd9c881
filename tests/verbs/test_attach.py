"""Attaching: each scan gets its answer, none is lost, and none is an error."""

import pytest
from tests.trade import Trade, assert_nothing_changed, fates, holds, one, refused

from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.attach import Attach, attach
from everyunit.documents.discard import Discard, discard
from everyunit.documents.new_lines import NewLine
from everyunit.documents.scans import Scanned
from everyunit.stock.amend import AmendUnit, amend_unit


def lines(scanned: Scanned) -> list[tuple[str, int, int]]:
    return [(line.item, line.quantity, line.attached) for line in scanned.lines]


def test_the_example_of_sal_78(trade: Trade) -> None:
    serials = trade.receive(quantity=7)
    asked = (
        NewLine(item="DRIVE", quantity=2),
        NewLine(item="HOUR", quantity=1),
        NewLine(item="DRIVE", quantity=3),
    )
    paper = trade.draft("SI", *asked)
    third = paper.lines[2].line_id
    scanned = trade.scan(paper, *serials[:5], line_id=third)
    assert [(entry.text, entry.line_position) for entry in scanned.entries] == list(
        zip(serials[:5], [3, 3, 3, 1, 1], strict=True)
    )
    scanned = trade.scan(paper, *serials[5:], line_id=third)
    assert (scanned.asks, fates(scanned)) == (2, [(serial, "skipped", "exceeds") for serial in serials[5:]])
    assert len(holds()) == 5
    scanned = trade.scan(paper, *serials[5:], line_id=third, exceed=True)
    assert lines(scanned) == [("DRIVE", 2, 2), ("HOUR", 1, 0), ("DRIVE", 5, 5)]
    assert scanned.total_minor == 7 * 10000 + 8000


def test_every_scan_of_a_mixed_burst_gets_its_reason(trade: Trade) -> None:
    good, held, sold, twice = trade.receive(quantity=4)
    trade.sell(sold)
    trade.scan(trade.draft("SI"), held)
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=5))
    scanned = trade.scan(paper, good, "999999", held, sold, twice, twice, good, "1.23E+14", "DRIVE")
    assert fates(scanned) == [
        (good, "assigned", ""),
        ("999999", "skipped", "unknown"),
        (held, "skipped", "held"),
        (sold, "negative", ""),
        (twice, "assigned", ""),
        (twice, "skipped", "repeated"),
        (good, "skipped", "repeated"),
        ("1.23E+14", "skipped", "mangled"),
        ("DRIVE", "skipped", "item_code"),
    ]
    assert scanned.entries[2].holder == "SI 100001"
    assert fates(trade.scan(paper, good)) == [(good, "skipped", "already_here")]
    assert scanned.counts == {"assigned": 2, "skipped": 6, "negative": 1}


def test_what_is_skipped_changes_nothing(trade: Trade) -> None:
    (held,) = trade.receive()
    trade.scan(trade.draft("SI"), held)
    paper = trade.draft("SI")
    with assert_nothing_changed():
        assert len(fates(trade.scan(paper, held, "999999", "1.23E+14", "DRIVE", "5-1", "1-10000000"))) == 6


def test_one_unit_is_never_promised_on_two_drafts(trade: Trade) -> None:
    serials = trade.receive()
    trade.scan(trade.draft("SI"), *serials)
    for kind, header in (("SI", {}), ("ST", {"to_bin": "RETURNS"}), ("SI", {"party": "C2"})):
        scanned = trade.scan(trade.draft(kind, **header), *serials)  # type: ignore[arg-type]
        assert fates(scanned) == [(serials[0], "skipped", "held")]
        assert scanned.entries[0].message == "Held by SI 100000. Detach it there first."
        assert scanned.lines == ()


def test_a_unit_held_by_a_discarded_draft_is_free_again(trade: Trade) -> None:
    serials = trade.receive()
    dead = trade.draft("SI")
    trade.scan(dead, *serials)
    discard(trade.owner, Discard(document_id=dead.document_id))
    assert holds() == {}
    assert trade.sell(*serials).units == 1


def test_a_range_reports_each_number_it_could_not_use(trade: Trade) -> None:
    serials = trade.receive(quantity=5)
    trade.scan(trade.draft("SI"), serials[1])
    scanned = trade.scan(trade.draft("SI"), "100000-100006", by="range")
    assert fates(scanned) == [
        ("100000", "added", ""),
        ("100001", "skipped", "held"),
        ("100002", "added", ""),
        ("100003", "added", ""),
        ("100004", "added", ""),
        ("100005", "skipped", "unknown"),
        ("100006", "skipped", "unknown"),
    ]


def test_a_long_range_is_reported_as_ranges(trade: Trade) -> None:
    serials = trade.receive(quantity=100)
    trade.sell(serials[50])
    scanned = trade.scan(trade.draft("SI"), f"{serials[0]}–100119")
    assert [(entry.text, entry.count, str(entry.action)) for entry in scanned.entries] == [
        ("100000–100049, 100051–100099", 99, "added"),
        ("100050", 1, "negative"),
        ("100100–100119", 20, "skipped"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1-10000000", "range_too_wide"),
        ("100009-100000", "range_backwards"),
        ("A1-B2", "not_a_range"),
        ("100000", "not_a_range"),
    ],
)
def test_a_range_that_is_none_is_refused(trade: Trade, text: str, code: str) -> None:
    trade.receive(quantity=2)
    paper = trade.draft("SI")
    with refused(code):
        trade.scan(paper, "100000-100001", text, by="range")


def test_many_wide_ranges_are_too_many_as_well(trade: Trade) -> None:
    paper = trade.draft("SI")
    with refused("too_many_scans"):
        trade.scan(paper, "1-600000", "600001-1200000", by="range")


def test_a_makers_number_that_looks_like_a_range_is_just_unknown(trade: Trade) -> None:
    paper = trade.draft("SI")
    assert fates(trade.scan(paper, "2024-01-15", "WD-12-34", "4C530-999999")) == [
        ("2024-01-15", "skipped", "unknown"),
        ("WD-12-34", "skipped", "unknown"),
        ("4C530-999999", "skipped", "unknown"),
    ]


def test_a_makers_number_that_looks_like_a_range_is_found_before_the_range(trade: Trade) -> None:
    trade.receive(quantity=5, maker_numbers=("100000-100003",))
    scanned = trade.scan(trade.draft("SI"), "100000-100003")
    assert [entry.serial for entry in scanned.entries] == ["100000"]


@pytest.mark.parametrize("scans", [(), ("",), ("  ", "\t\n")])
def test_an_empty_scan_is_refused(trade: Trade, scans: tuple[str, ...]) -> None:
    paper = trade.draft("SI")
    with refused("nothing_scanned"):
        trade.scan(paper, *scans)


def test_scanning_into_a_posted_document_is_refused(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    posted = trade.sell(serials[0])
    with refused("already_posted"):
        attach(trade.owner, Attach(document_id=posted.document_id, scans=(serials[1],)))


def test_a_makers_number_finds_its_unit(trade: Trade) -> None:
    trade.receive(maker_numbers=("WD-1",))
    assert trade.scan(trade.draft("SI"), "WD-1").entries[0].serial == "100000"


def test_an_ambiguous_makers_number_opens_a_choice(trade: Trade) -> None:
    trade.receive(quantity=2, maker_numbers=("WD-1", "WD-1"))
    paper = trade.draft("SI")
    scanned = trade.scan(paper, "WD-1")
    assert fates(scanned) == [("WD-1", "skipped", "ambiguous")]
    assert [choice.serial for choice in scanned.entries[0].choices] == ["100000", "100001"]
    chosen = trade.scan(paper, "WD-1", unit_id=scanned.entries[0].choices[1].unit_id)
    assert [(entry.serial, str(entry.action)) for entry in chosen.entries] == [("100001", "added")]


def test_it_is_no_choice_where_only_one_of_them_can_be_sold(trade: Trade) -> None:
    first, second = trade.receive(quantity=2, maker_numbers=("WD-1", "WD-1"))
    trade.sell(first)
    assert trade.scan(trade.draft("SI"), "WD-1").entries[0].serial == second
    assert trade.scan(trade.draft("CM"), "WD-1").entries[0].serial == first


@pytest.mark.parametrize("unit_id", [0, 999_999, 10**30])
def test_a_choice_that_does_not_exist_is_skipped(trade: Trade, unit_id: int) -> None:
    assert trade.scan(trade.draft("SI"), "WD-1", unit_id=unit_id).counts == {"skipped": 1}


def test_our_own_serial_number_goes_before_a_makers_number(trade: Trade) -> None:
    ours, _ = trade.receive(quantity=2)
    amend_unit(trade.owner, AmendUnit(serial="100001", maker_serial=ours))
    assert trade.scan(trade.draft("SI"), ours).entries[0].serial == ours
    assert trade.scan(trade.draft("SI"), ours, by="maker").entries[0].serial == "100001"


def test_only_serial_numbers_means_only_serial_numbers(trade: Trade) -> None:
    trade.receive(maker_numbers=("WD-1",))
    assert fates(trade.scan(trade.draft("SI"), "WD-1", by="serial")) == [("WD-1", "skipped", "unknown")]


def test_a_unit_of_another_item_is_skipped_where_the_line_was_asked_to_be_filled(trade: Trade) -> None:
    serials = trade.receive("PHONE")
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=1))
    line_id = paper.lines[0].line_id
    for by in ("serial", "range"):
        text = serials[0] if by == "serial" else f"{serials[0]}-{serials[0]}"
        assert fates(trade.scan(paper, text, by=by, line_id=line_id)) == [(serials[0], "skipped", "other_item")]
    assert fates(trade.scan(paper, *serials, line_id=line_id)) == [(serials[0], "added", "")]


def test_the_barcode_of_a_counted_item_counts_one_more(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="CABLE", name="Cable", tracking="quantity", price_minor=500, barcodes=("42",)))
    paper = trade.draft("SI")
    scanned = trade.scan(paper, "42", "CABLE", "42")
    assert lines(scanned) == [("CABLE", 3, 0)]
    assert [action for _, action, _ in fates(scanned)] == ["added", "assigned", "assigned"]


def test_the_barcode_of_a_phone_counts_on_the_line_that_waits_for_it(trade: Trade) -> None:
    trade.receive("PHONE", quantity=2)
    paper = trade.draft("SI", NewLine(item="PHONE"))
    assert lines(trade.scan(paper, "PHONE", "PHONE")) == [("PHONE", 2, 0)]
    assert trade.post(paper).units == 2


def test_a_service_is_not_moved(trade: Trade) -> None:
    assert fates(trade.scan(trade.draft("ST", to_bin="RETURNS"), "HOUR")) == [("HOUR", "skipped", "not_inventoried")]


def test_a_third_unit_on_a_line_with_a_total_is_charged_too(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=2, amount_minor=10000))
    assert trade.scan(paper, *serials, exceed=True).total_minor == 15000


def test_invisible_characters_do_not_hide_a_unit(trade: Trade) -> None:
    serials = trade.receive()
    assert trade.scan(trade.draft("SI"), f"\ufeff {serials[0]}\r\n").entries[0].serial == serials[0]


@pytest.mark.parametrize(
    "text", ["<b>1</b>", "=1+1", "'; DROP TABLE stock_unit; --", "😀", "x" * 10_000, "%s", "{0}", "100000'"]
)
def test_nonsense_is_unknown_and_harmless(trade: Trade, text: str) -> None:
    trade.receive()
    paper = trade.draft("SI")
    with assert_nothing_changed():
        assert [code for _, _, code in fates(trade.scan(paper, text))] == ["unknown"]
    assert one("SELECT count(*) FROM stock_unit") == 1


def test_forty_scans_come_back_in_the_order_scanned(trade: Trade) -> None:
    serials = trade.receive(quantity=40)
    shuffled = serials[::-1]
    assert [entry.text for entry in trade.scan(trade.draft("SI"), *shuffled).entries] == shuffled
