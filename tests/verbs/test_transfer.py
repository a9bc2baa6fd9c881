"""Transfers move units within one bin type: identity and cost stay, money does not move."""

import pytest
from tests.trade import Trade, bin_of, cost_of, entry, fates, in_bin, one, refused, valued

from everyunit.base import sql
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.revise import Revise, revise
from everyunit.places.save_bin import SaveBin, save_bin


@pytest.fixture(autouse=True)
def shop(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop"))


def test_a_transfer_keeps_identity_and_cost_and_books_nothing(trade: Trade) -> None:
    serials = trade.receive(quantity=3, amount_minor=1000)
    paper = trade.draft("ST", to_bin="SHOP")
    trade.scan(paper, *serials)
    posted = trade.post(paper)
    assert [bin_of(serial) for serial in serials] == ["SHOP"] * 3
    assert [cost_of(serial) for serial in serials] == [334, 333, 333]
    assert (posted.value_minor, posted.total_minor, entry(posted.posting_id)) == (0, 0, {})
    assert one("SELECT count(*) FROM money_entry WHERE posting_id = %s", posted.posting_id) == 0
    assert valued("DRIVE") == (3, 1000)


def test_cables_move_and_keep_their_value(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10, amount_minor=999)))
    trade.post(trade.draft("ST", NewLine(item="CABLE", quantity=4), to_bin="SHOP"))
    assert (in_bin("CABLE", "MAIN"), in_bin("CABLE", "SHOP"), valued("CABLE")) == (6, 4, (10, 999))


def test_moving_more_cables_than_there_are_is_refused(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10)))
    paper = trade.draft("ST", NewLine(item="CABLE", quantity=11), to_bin="SHOP")
    with refused("cannot_post", ("CABLE", "too_few")):
        trade.post(paper)


def test_a_unit_that_is_there_already_is_skipped(trade: Trade) -> None:
    serials = trade.receive()
    assert fates(trade.scan(trade.draft("ST", to_bin="MAIN"), *serials)) == [(serials[0], "skipped", "already_there")]


def test_a_unit_of_the_other_bin_type_is_skipped(trade: Trade) -> None:
    ours, sold = trade.receive(quantity=2)
    trade.sell(sold)
    assert fates(trade.scan(trade.draft("ST", to_bin="SHOP"), sold)) == [(sold, "skipped", "wrong_bin")]
    assert fates(trade.scan(trade.draft("ST", to_bin="SOLD"), ours)) == [(ours, "skipped", "wrong_bin")]


def test_a_target_of_the_other_type_chosen_afterwards_is_refused(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("ST", to_bin="SHOP")
    trade.scan(paper, *serials)
    revise(trade.owner, Revise(document_id=paper.document_id, to_bin="SOLD"))
    with refused("cannot_post", ("Line 1 (DRIVE)", "wrong_bin")):
        trade.post(paper)


def test_a_target_where_the_units_are_is_refused(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("ST", to_bin="SHOP")
    trade.scan(paper, *serials)
    revise(trade.owner, Revise(document_id=paper.document_id, to_bin="MAIN"))
    with refused("cannot_post", ("Line 1 (DRIVE)", "same_bin")):
        trade.post(paper)


def test_cables_neither_stay_nor_change_owner(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10)))
    stay = trade.draft("ST", NewLine(item="CABLE", quantity=1), to_bin="MAIN")
    with refused("cannot_post", ("Line 1 (CABLE)", "same_bin")):
        trade.post(stay)
    leave = trade.draft("ST", NewLine(item="CABLE", quantity=1), to_bin="SOLD")
    with refused("cannot_post", ("Line 1 (CABLE)", "wrong_bin")):
        trade.post(leave)


def test_a_transfer_without_a_target_is_refused(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("ST")
    trade.scan(paper, *serials)
    with refused("no_target_bin"):
        trade.post(paper)


def test_a_transfer_has_no_party_no_negative_lines_and_no_services(trade: Trade) -> None:
    with refused("wrong_party"):
        trade.draft("ST", party="C1", to_bin="SHOP")
    with refused("bad_lines", ("DRIVE", "negative_quantity"), ("HOUR", "not_inventoried")):
        trade.draft("ST", NewLine(item="DRIVE", quantity=-1), NewLine(item="HOUR", quantity=1), to_bin="SHOP")


@pytest.mark.parametrize("field", ["from_bin", "to_bin"])
def test_an_unknown_bin_is_refused(trade: Trade, field: str) -> None:
    with refused("unknown_bin", ("NOPE", "unknown_bin")):
        trade.draft("ST", **{field: "NOPE"})  # type: ignore[arg-type]


def test_phones_are_picked_from_anywhere_but_the_target(trade: Trade) -> None:
    serials = trade.receive("PHONE", quantity=2)
    first = trade.draft("ST", to_bin="SHOP")
    trade.scan(first, serials[0])
    trade.post(first)
    paper = trade.draft("ST", NewLine(item="PHONE", quantity=2), to_bin="SHOP")
    with refused("cannot_post", ("Line 1 (PHONE)", "short")):
        trade.post(paper)


def test_a_bin_that_was_given_up_can_still_be_emptied(trade: Trade) -> None:
    serials = trade.receive()
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=2)))
    there = trade.draft("ST", NewLine(item="CABLE", quantity=2), to_bin="SHOP")
    trade.scan(there, *serials)
    trade.post(there)
    back = trade.draft("ST", NewLine(item="CABLE", quantity=2, from_bin="SHOP"), to_bin="MAIN")
    close(trade)
    trade.scan(back, *serials)
    trade.post(back)
    assert (bin_of(serials[0]), in_bin("CABLE", "MAIN")) == ("MAIN", 2)


def close(trade: Trade) -> None:
    """Give the bin up although it holds goods, as a past version or another program may have done."""
    sql.execute("UPDATE places_bin SET discontinued = %s WHERE code = 'SHOP'", [True])


def test_nothing_is_sold_from_or_moved_into_a_bin_that_was_given_up(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    there = trade.draft("ST", to_bin="SHOP")
    trade.scan(there, serials[0])
    trade.post(there)
    into = trade.draft("ST", to_bin="SHOP")
    trade.scan(into, serials[1])
    close(trade)
    assert fates(trade.scan(trade.draft("SI"), serials[0])) == [(serials[0], "skipped", "bin_discontinued")]
    with refused("cannot_post", ("Line 1 (DRIVE)", "bin_discontinued")):
        trade.post(into)
    with refused("bin_discontinued"):
        trade.draft("ST", to_bin="SHOP")


def test_a_reversed_transfer_brings_units_and_cables_back(trade: Trade) -> None:
    serials = trade.receive()
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5)))
    paper = trade.draft("ST", NewLine(item="CABLE", quantity=5), to_bin="SHOP")
    trade.scan(paper, *serials)
    posted = trade.post(paper)
    reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"))
    assert (bin_of(serials[0]), in_bin("CABLE", "MAIN"), in_bin("CABLE", "SHOP")) == ("MAIN", 5, 0)


def test_sold_units_move_from_one_customers_bin_to_another_and_on(trade: Trade) -> None:
    for code in ("HOUSE", "FAIR"):
        save_bin(trade.owner, SaveBin(code=code, name=code, bin_type="out"))
    (serial,) = trade.receive()
    trade.sell(serial)
    for code in ("HOUSE", "FAIR"):
        paper = trade.draft("ST", to_bin=code)
        assert trade.scan(paper, serial).counts == {"added": 1}
        trade.post(paper)
    assert bin_of(serial) == "FAIR"
