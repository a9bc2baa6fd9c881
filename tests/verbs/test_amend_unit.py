"""A unit's note and maker's number may change, and every change is kept."""

import pytest
from tests.trade import Trade, assert_nothing_changed, one, refused

from everyunit.base import sql
from everyunit.company.found import hire
from everyunit.stock.amend import AmendUnit, amend_unit


def edits() -> list[tuple[str, str, str]]:
    return sql.rows("SELECT field, old, new FROM stock_unitedit ORDER BY id")


def test_each_change_is_kept_with_what_it_was_before(trade: Trade) -> None:
    (serial,) = trade.receive(maker_numbers=("WD-1",))
    amended = amend_unit(trade.owner, AmendUnit(serial=serial, maker_serial=" WD-2\n", note=" scratched "))
    assert (amended.maker_serial, amended.note, amended.changed) == ("WD-2", "scratched", ("maker_serial", "note"))
    amend_unit(trade.owner, AmendUnit(serial=serial, maker_serial=""))
    assert edits() == [("maker_serial", "WD-1", "WD-2"), ("note", "", "scratched"), ("maker_serial", "WD-2", "")]


def test_what_stays_the_same_is_no_change(trade: Trade) -> None:
    (serial,) = trade.receive(maker_numbers=("WD-1",))
    with assert_nothing_changed():
        assert amend_unit(trade.owner, AmendUnit(serial=serial, maker_serial="WD-1", note="")).changed == ()
        assert amend_unit(trade.owner, AmendUnit(serial=serial)).changed == ()


@pytest.mark.parametrize("serial", ["999999", "", "x" * 5000, "100000 ", "'; --"])
def test_an_unknown_unit_is_refused(trade: Trade, serial: str) -> None:
    trade.receive()
    with refused("unknown_unit"):
        amend_unit(trade.owner, AmendUnit(serial=serial, note="x"))


def test_a_maker_number_is_not_how_a_unit_is_named_here(trade: Trade) -> None:
    trade.receive(maker_numbers=("WD-1",))
    with refused("unknown_unit"):
        amend_unit(trade.owner, AmendUnit(serial="WD-1", note="x"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"maker_serial": "x" * 101}, "too_long"),
        ({"note": "x" * 4001}, "too_long"),
        ({"maker_serial": "1.23E+14"}, "mangled"),
        ({"maker_serial": "a\x00b"}, "bad_text"),
        ({"note": "a\x00b"}, "bad_text"),
    ],
)
def test_what_cannot_be_kept_is_refused(trade: Trade, change: dict[str, str], code: str) -> None:
    (serial,) = trade.receive()
    with refused(code):
        amend_unit(trade.owner, AmendUnit(serial=serial, **change))


@pytest.mark.parametrize("note", ["<b>bold</b>", "=1+1", "😀", "x" * 4000])
def test_a_note_is_kept_to_the_letter(trade: Trade, note: str) -> None:
    (serial,) = trade.receive()
    amend_unit(trade.owner, AmendUnit(serial=serial, note=note))
    assert one("SELECT note FROM stock_unit") == note


def test_a_sold_and_a_held_unit_may_still_get_a_note(trade: Trade) -> None:
    sold, held = trade.receive(quantity=2)
    trade.sell(sold)
    trade.scan(trade.draft("SI"), held)
    for serial in (sold, held):
        assert amend_unit(trade.owner, AmendUnit(serial=serial, note="seen")).changed == ("note",)


def test_two_units_may_carry_one_makers_number_once_somebody_said_so(trade: Trade) -> None:
    first, second = trade.receive(quantity=2, maker_numbers=("WD-1",))
    with refused("number_known", (first, "number_known")):
        amend_unit(trade.owner, AmendUnit(serial=second, maker_serial="WD-1"))
    amend_unit(trade.owner, AmendUnit(serial=second, maker_serial="WD-1", alike=True))
    assert one("SELECT count(*) FROM stock_unit WHERE maker_serial = 'WD-1'") == 2
    assert first != second


def test_it_takes_the_right(trade: Trade) -> None:
    (serial,) = trade.receive()
    guest = hire("guest", "viewer")
    with refused("not_allowed"):
        amend_unit(guest, AmendUnit(serial=serial, note="x"))


def test_the_number_of_another_item_is_its_makers_business(trade: Trade) -> None:
    trade.receive(maker_numbers=("1",))
    (phone,) = trade.receive("PHONE")
    assert amend_unit(trade.owner, AmendUnit(serial=phone, maker_serial="1")).changed == ("maker_serial",)


def test_taking_a_number_away_is_never_asked_about(trade: Trade) -> None:
    first, _ = trade.receive(quantity=2, maker_numbers=("WD-1",))
    assert amend_unit(trade.owner, AmendUnit(serial=first, maker_serial="")).changed == ("maker_serial",)
