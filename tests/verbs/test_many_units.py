"""Many units at once: notes, makers' numbers and moves, each for all of them or for none."""

from __future__ import annotations

import pytest
from tests.trade import Trade, bin_of, one, refused

from everyunit.base import sql
from everyunit.company.found import hire
from everyunit.documents.move_units import MoveUnits, move_units
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.stock import many
from everyunit.stock.amend import AmendUnit, amend_unit
from everyunit.stock.many import AmendUnits, NumberUnits, amend_units, number_units


@pytest.fixture
def serials(trade: Trade) -> list[str]:
    """100000 to 100004; the second and the last have maker's numbers."""
    return trade.receive(quantity=3, maker_numbers=("WD-1",)) + trade.receive(
        quantity=2, maker_numbers=("WD-7", "WD-8")
    )


def notes() -> list[str]:
    return [note for (note,) in sql.rows("SELECT note FROM stock_unit ORDER BY id")]


def makers() -> list[str]:
    return [text for (text,) in sql.rows("SELECT maker_serial FROM stock_unit ORDER BY id")]


def test_a_note_is_written_on_units_and_ranges_and_each_change_is_kept(trade: Trade, serials: list[str]):
    amend_unit(trade.owner, AmendUnit(serial="100001", note="Dented"))
    done = amend_units(trade.owner, AmendUnits(units=("100000-100001", "100003", "100000"), note=" For Ann \n"))
    assert (done.units, done.changed) == (3, 3)
    assert notes() == ["For Ann", "For Ann", "", "For Ann", ""]
    edits = sql.rows(
        "SELECT u.serial, e.old FROM stock_unitedit e JOIN stock_unit u ON u.id = e.unit_id WHERE e.new = 'For Ann'"
    )
    assert sorted(edits) == [("100000", ""), ("100001", "Dented"), ("100003", "")]
    assert amend_units(trade.owner, AmendUnits(units=("100000",), note="For Ann")).changed == 0


def test_a_note_is_added_below_what_is_there(trade: Trade, serials: list[str]):
    amend_unit(trade.owner, AmendUnit(serial="100001", note="Dented"))
    amend_units(trade.owner, AmendUnits(units=("100000-100001",), note="50% off", add=True))
    assert notes()[:2] == ["50% off", "Dented\n50% off"]
    assert amend_units(trade.owner, AmendUnits(units=("100000",), note=" ", add=True)).changed == 0


def test_all_notes_that_would_get_too_long_are_named(trade: Trade, serials: list[str]):
    for serial in ("100001", "100003"):
        amend_unit(trade.owner, AmendUnit(serial=serial, note="x" * 3999))
    with refused("too_long", ("100001", "too_long"), ("100003", "too_long")):
        amend_units(trade.owner, AmendUnits(units=("100000-100004",), note="more", add=True))


def test_all_units_that_there_are_not_are_named(trade: Trade, serials: list[str]):
    with refused("unknown_units", ("100005", "unknown_unit"), ("X", "unknown_unit")):
        amend_units(trade.owner, AmendUnits(units=("100003-100005", "X"), note="n"))
    with refused("no_units"):
        number_units(trade.owner, NumberUnits(units=(" ",), first="1"))
    with refused("range_backwards"):
        amend_units(trade.owner, AmendUnits(units=("100004-100000",), note="n"))


def test_there_is_an_end_to_many(trade: Trade, serials: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(many, "MOST", 3)
    for units in (("100000-100004",), tuple(serials)):
        with refused("too_many_units"):
            amend_units(trade.owner, AmendUnits(units=units, note="n"))


def test_makers_numbers_run_on_between_prefix_and_suffix_in_the_order_named(trade: Trade, serials: list[str]):
    command = NumberUnits(units=("100002", "100001"), prefix="S/", first="0099", suffix="-A")
    tried = number_units(trade.owner, command, dry_run=True)
    assert makers() == ["WD-1", "", "", "WD-7", "WD-8"]
    done = number_units(trade.owner, command)
    assert done == tried
    assert (done.units, done.first, done.last) == (2, "S/0099-A", "S/0100-A")
    assert [(each.serial, each.old, each.new) for each in done.shown] == [
        ("100002", "", "S/0099-A"),
        ("100001", "", "S/0100-A"),
    ]
    assert makers() == ["WD-1", "S/0100-A", "S/0099-A", "WD-7", "WD-8"]
    assert one("SELECT count(*) FROM stock_unitedit WHERE field = 'maker_serial'") == 2


def test_units_that_have_numbers_and_numbers_that_others_have_are_all_named(trade: Trade, serials: list[str]):
    with refused("numbers_taken", ("100000", "has_number"), ("WD-7", "taken"), ("WD-8", "taken")):
        number_units(trade.owner, NumberUnits(units=("100000-100002",), prefix="WD-", first="6"))
    command = NumberUnits(units=("100000-100002",), prefix="WD-", first="6", replace=True, repeat=True)
    number_units(trade.owner, command)
    assert makers() == ["WD-6", "WD-7", "WD-8", "WD-7", "WD-8"]


def test_a_number_may_wander_among_the_units_that_get_new_ones(trade: Trade, serials: list[str]):
    number_units(trade.owner, NumberUnits(units=("100004", "100003"), prefix="WD-", first="7", replace=True))
    assert makers()[3:] == ["WD-8", "WD-7"]


@pytest.mark.parametrize(
    "bad",
    [
        {"first": ""},
        {"first": "1a"},
        {"first": "9" * 19},
        {"first": "1", "prefix": "x" * 100},
        {"first": "12", "prefix": "1.2E+"},
    ],
)
def test_numbers_that_are_none_are_refused(trade: Trade, serials: list[str], bad: dict[str, str]):
    with refused("bad_number"):
        number_units(trade.owner, NumberUnits(units=("100001",), **bad))  # type: ignore[arg-type]


def test_units_move_together_by_one_posted_transfer(trade: Trade, serials: list[str]):
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop"))
    posted = move_units(trade.owner, MoveUnits(units=("100000-100003",), to_bin="SHOP", notes="Window"))
    assert [bin_of(serial) for serial in serials] == ["SHOP"] * 4 + ["MAIN"]
    assert posted.kind == "ST"
    assert posted.units == 4


def test_all_that_cannot_move_is_named_and_nothing_moves(trade: Trade, serials: list[str]):
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop"))
    trade.sell("100000")
    trade.scan(trade.draft("SI"), "100002")
    move_units(trade.owner, MoveUnits(units=("100004",), to_bin="SHOP"))
    wrong = (("100000", "wrong_bin"), ("100002", "held"), ("100004", "already_there"))
    with refused("cannot_move", *wrong):
        move_units(trade.owner, MoveUnits(units=tuple(serials), to_bin="SHOP"))
    with refused("no_bin"):
        move_units(trade.owner, MoveUnits(units=("100001",), to_bin=" "))
    with refused("unknown_bin"):
        move_units(trade.owner, MoveUnits(units=("100001",), to_bin="HAT"))


def test_what_keeps_units_from_moving_names_no_transfer_that_was_never_made(trade: Trade, serials: list[str]):
    save_location(trade.owner, SaveLocation(code="B", name="Branch"))
    save_bin(trade.owner, SaveBin(code="FAR", name="Far", location="B"))
    clerk = hire("clerk", "goods_in")
    with refused("cannot_post", ("DRIVE", "use_transfer_order")) as no:
        move_units(clerk, MoveUnits(units=tuple(serials), to_bin="FAR"))
    assert no.value.message == "These units cannot move to FAR. Nothing was moved."


def test_each_takes_its_right(trade: Trade, serials: list[str]):
    viewer = hire("viewer", "viewer")
    with refused("not_allowed"):
        amend_units(viewer, AmendUnits(units=("100000",), note="n"))
    with refused("not_allowed"):
        number_units(viewer, NumberUnits(units=("100000",), first="1"))
    with refused("not_allowed"):
        move_units(viewer, MoveUnits(units=("100000",), to_bin="SHOP"))


def test_it_takes_the_same_statements_for_few_and_for_many(trade: Trade):
    from tests.doors.counting import queries_of

    trade.receive(quantity=3000)
    counts = []
    for units in (("100000-100001",), ("100002-102999",)):
        first = "1" if not counts else "5000"
        asks = (
            lambda units=units: amend_units(trade.owner, AmendUnits(units=units, note="n")),
            lambda units=units, first=first: number_units(trade.owner, NumberUnits(units=units, first=first)),
        )
        counts.append([len(queries_of(ask)) for ask in asks])
    assert counts[0] == counts[1]
