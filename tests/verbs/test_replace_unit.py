"""A unit that comes in the place of another is linked to it, by the document that exchanged them."""

import pytest
from django.db import DatabaseError, transaction
from tests.conftest import unguarded
from tests.papers import account, order, status_of, turn, undo
from tests.trade import Trade, begin, bin_of, cost_of, holds, one, refused

from everyunit.base import sql
from everyunit.company.found import hire
from everyunit.documents.detach import Detach, detach
from everyunit.documents.discard import Discard, discard
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.generate import Generate, generate
from everyunit.documents.models import StandIn
from everyunit.documents.new_lines import NewLine
from everyunit.documents.replace_unit import ReplaceUnit, replace_unit
from everyunit.documents.revise import Revise, revise
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.reports.verify import CHAIN, verify
from everyunit.stock.replacements import STANDS


def replaces(trade: Trade, paper: DraftSaved, replaced: str, by: str = "", **options: object) -> DraftSaved:
    return replace_unit(
        trade.owner,
        ReplaceUnit(document_id=paper.document_id, replaced=replaced, by=by, **options),  # type: ignore[arg-type]
    )


def links() -> dict[str, str]:
    """Which unit stands in for which."""
    return dict(
        sql.rows(
            "SELECT u.serial, o.serial FROM stock_replacement r JOIN stock_unit u ON u.id = r.unit_id"
            f" JOIN stock_unit o ON o.id = r.replaced_id WHERE {STANDS}"
        )
    )


def sent_back(trade: Trade, granted: int = 6000) -> str:
    (serial,) = trade.receive()
    memo = trade.draft("DM", NewLine(item="DRIVE", quantity=1, price_minor=granted))
    trade.scan(memo, serial)
    trade.post(memo)
    return serial


# --- with a vendor ---


def test_another_unit_comes_from_the_vendor_in_the_place_of_the_one_that_went(trade: Trade) -> None:
    serial = sent_back(trade)
    memo = trade.draft("DM", NewLine(item="HOUR", quantity=1, price_minor=6000))
    saved = replaces(trade, memo, serial, "WD-NEW")
    assert [(line.item, line.quantity, line.amount_minor) for line in saved.lines] == [
        ("HOUR", 1, 6000),
        ("DRIVE", -1, -6000),
    ]
    assert links() == {}
    trade.post(memo)
    assert links() == {"100001": serial}
    assert (bin_of("100001"), cost_of("100001")) == ("MAIN", 6000)
    assert one("SELECT maker_serial FROM stock_unit WHERE serial = '100001'") == "WD-NEW"
    assert StandIn.objects.count() == 0


def test_it_costs_what_the_other_did_whatever_was_granted_unless_said_otherwise(trade: Trade) -> None:
    first, second = sent_back(trade, 5000), sent_back(trade, 5000)
    before = account("purchase_returns")
    memo = trade.draft("DM", NewLine(item="CABLE", quantity=50, price_minor=200))
    trade.receive("CABLE", 50)
    replaces(trade, memo, first)
    replaces(trade, memo, second, cost_minor=4500)
    trade.post(memo)
    assert links() == {"100002": first, "100003": second}
    assert (cost_of("100002"), cost_of("100003")) == (6000, 4500)
    assert account("purchase_returns") - before == (5000 - 6000) + (5000 - 4500)


def test_an_exchange_on_one_debit_memo_owes_nothing(trade: Trade) -> None:
    (old,) = trade.receive()
    memo = trade.draft("DM")
    trade.scan(memo, old)
    saved = replaces(trade, memo, old, "WD-NEW")
    assert saved.total_minor == 0
    trade.post(memo)
    assert (bin_of(old), links()) == ("VENDOR-RMA", {"100001": old})
    assert (account("payables"), account("inventory"), account("purchase_returns")) == (0, 6000, 0)


def test_a_line_that_waits_for_units_is_filled_first(trade: Trade) -> None:
    serials = [sent_back(trade) for _ in range(3)]
    memo = trade.draft("DM", NewLine(item="DRIVE", quantity=-2), NewLine(item="HOUR", quantity=9, price_minor=9000))
    for serial in serials:
        saved = replaces(trade, memo, serial)
    assert [line.quantity for line in saved.lines] == [-2, 9, -1]
    with refused("too_many"):
        generate(trade.owner, Generate(document_id=memo.document_id, line_id=memo.lines[0].line_id, count=1))
    trade.post(memo)
    assert links() == dict(zip(("100003", "100004", "100005"), serials, strict=True))


def test_some_are_generated_and_some_stand_in_on_one_line(trade: Trade) -> None:
    serial = sent_back(trade)
    memo = trade.draft("DM", NewLine(item="DRIVE", quantity=-2), NewLine(item="HOUR", quantity=9, price_minor=9000))
    replaces(trade, memo, serial, "WD-9")
    generate(
        trade.owner, Generate(document_id=memo.document_id, line_id=memo.lines[0].line_id, count=1, cost_minor=100)
    )
    trade.post(memo)
    assert (cost_of("100001"), cost_of("100002")) == (100, 6000)
    assert links() == {"100002": serial}


def test_another_model_may_come(trade: Trade) -> None:
    serial = sent_back(trade)
    memo = trade.draft("DM", NewLine(item="HOUR", quantity=1, price_minor=6000))
    saved = replaces(trade, memo, serial, item="PHONE")
    assert [line.item for line in saved.lines] == ["HOUR", "PHONE"]
    other = sent_back(trade)
    for item, code in (("CABLE", "cannot_generate"), ("NOPE", "unknown_item")):
        with refused(code):
            replaces(trade, memo, other, item=item)


def test_on_a_debit_order_the_other_unit_is_made_at_once_and_waits(trade: Trade) -> None:
    serial = sent_back(trade)
    trade.receive("CABLE", 40)
    paper = trade.draft("DO", NewLine(item="CABLE", quantity=40))
    replaces(trade, paper, serial, "WD-NEW")
    assert links() == {"100001": serial}
    assert (bin_of("100001"), holds()) == ("INSPECT", {"100001": f"DO {paper.number}"})
    trade.post(turn(trade, paper, "DM"))
    assert (bin_of("100001"), cost_of("100001"), status_of(paper)) == ("MAIN", 6000, "closed")


def test_a_number_expected_on_an_invoice_stands_in_for_what_goes_back_with_it(trade: Trade) -> None:
    (old,) = trade.receive()
    paper = trade.draft("PI", NewLine(item="DRIVE", quantity=1, price_minor=6000))
    trade.scan(paper, old, "WD-NEW")
    replaces(trade, paper, old, "WD-NEW")
    trade.post(paper)
    assert links() == {"100001": old}


def test_a_purchase_takes_no_unknown_units_for_it(trade: Trade) -> None:
    (old,) = trade.receive()
    paper = trade.draft("PI", NewLine(item="DRIVE", quantity=1))
    trade.scan(paper, old)
    with refused("cannot_generate"):
        replaces(trade, paper, old, "WD-NEW")


# --- with a customer ---


@pytest.mark.parametrize("kind", ["SI", "CM"])
def test_the_unit_given_is_linked_to_the_unit_taken_back(trade: Trade, kind: str) -> None:
    old, new = trade.receive(quantity=2)
    trade.sell(old)
    paper = trade.draft(kind)
    trade.scan(paper, old, new, exceed=True)
    replaces(trade, paper, old, new)
    trade.post(paper)
    assert links() == {new: old}
    undo(trade, paper)
    assert links() == {}
    assert verify().sound


def test_a_unit_that_came_back_before_is_replaced_later(trade: Trade) -> None:
    old, new = trade.receive(quantity=2)
    trade.sell(old)
    trade.take_back(old)
    paper = trade.draft("SI")
    trade.scan(paper, new)
    replaces(trade, paper, old, new)
    trade.post(paper)
    assert links() == {new: old}


def test_a_unit_taken_off_again_stands_in_for_nothing(trade: Trade) -> None:
    old, new, other = trade.receive(quantity=3)
    trade.sell(old)
    paper = trade.draft("SI")
    trade.scan(paper, old, new)
    replaces(trade, paper, old, new)
    detach(trade.owner, Detach(document_id=paper.document_id, scans=(new,)))
    trade.scan(paper, other)
    trade.post(paper)
    assert (links(), StandIn.objects.count()) == ({}, 0)


def test_what_was_said_can_be_forgotten_and_said_anew(trade: Trade) -> None:
    old, new, other = trade.receive(quantity=3)
    trade.sell(old)
    paper = trade.draft("SI")
    trade.scan(paper, old, new, other)
    replaces(trade, paper, old, new)
    with refused("already_replaced"):
        replaces(trade, paper, old, other)
    replaces(trade, paper, old, forget=True)
    replaces(trade, paper, old, other)
    trade.post(paper)
    assert links() == {other: old}


def test_it_goes_with_the_line_and_with_the_draft(trade: Trade) -> None:
    serial = sent_back(trade)
    memo = trade.draft("DM")
    saved = replaces(trade, memo, serial)
    revise(trade.owner, Revise(document_id=memo.document_id, remove=(saved.lines[0].line_id,)))
    assert StandIn.objects.count() == 0
    replaces(trade, memo, serial)
    discard(trade.owner, Discard(document_id=memo.document_id))
    assert StandIn.objects.count() == 0
    replaces(trade, trade.draft("DM"), serial)


def test_a_unit_is_replaced_once(trade: Trade) -> None:
    serial = sent_back(trade)
    memo, other = trade.draft("DM", NewLine(item="HOUR", quantity=1, price_minor=9000)), trade.draft("DM")
    replaces(trade, memo, serial)
    with refused("already_replaced", (serial, "already_replaced")):
        replaces(trade, other, serial)
    trade.post(memo)
    with refused("already_replaced"):
        replaces(trade, other, serial)


def test_only_what_was_with_this_party_is_replaced(trade: Trade) -> None:
    serial = sent_back(trade)
    (mine,) = trade.receive()
    for party, text, code in (("V2", serial, "not_exchanged"), ("V1", "nope", "unknown_unit")):
        memo = trade.draft("DM", party=party)
        with refused(code):
            replaces(trade, memo, text)
    sale = trade.draft("SI")
    with refused("not_exchanged"):
        replaces(trade, sale, mine)


def test_a_makers_number_of_several_units_is_ambiguous(trade: Trade) -> None:
    for _ in range(2):
        receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
        trade.scan(receipt, "WD-1", by="maker")
        trade.post(receipt)
    memo = trade.draft("DM")
    with refused("ambiguous", ("100000", "ambiguous"), ("100001", "ambiguous")):
        replaces(trade, memo, "WD-1")


def test_two_units_that_go_the_same_way_are_no_exchange(trade: Trade) -> None:
    first, second = trade.receive(quantity=2)
    memo = trade.draft("DM")
    trade.scan(memo, first, second)
    with refused("same_way"):
        replaces(trade, memo, first, second)


def test_what_else_is_refused(trade: Trade) -> None:
    old, new = trade.receive(quantity=2)
    trade.sell(old)
    paper = trade.draft("SI")
    trade.scan(paper, old, new)
    for options, code in (
        ({"replaced": old, "by": old}, "same_unit"),
        ({"replaced": old, "by": new, "cost_minor": -1}, "bad_cost"),
        ({"replaced": old, "by": "x" * 101}, "too_long"),
    ):
        with refused(code):
            replaces(trade, paper, **options)
    quote = order(trade, "SQ")
    with refused("quote_holds_nothing"):
        replaces(trade, quote, old)
    for unit in (old, new):
        detach(trade.owner, Detach(document_id=paper.document_id, scans=(unit,)))
    agreed = trade.draft("SO")
    trade.scan(agreed, old, new)
    with refused("not_final"):
        replaces(trade, agreed, old, new)
    posted = turn(trade, agreed, "SI")
    trade.post(posted)
    with refused("already_posted"):
        replaces(trade, posted, old, new)


def test_a_link_is_never_changed_and_a_change_shows(db: None) -> None:
    trade = begin()
    serial = sent_back(trade)
    memo = trade.draft("DM", NewLine(item="HOUR", quantity=1, price_minor=6000))
    replaces(trade, memo, serial)
    trade.post(memo)
    for statement in ("UPDATE stock_replacement SET replaced_id = unit_id", "DELETE FROM stock_replacement"):
        with pytest.raises(DatabaseError), transaction.atomic():
            sql.execute(statement)
    assert verify().sound
    with unguarded():
        sql.execute("DELETE FROM stock_replacement")
    assert [truth.name for truth in verify().truths if truth.broken] == [CHAIN]


def test_a_number_that_another_unit_bears_is_given_once_somebody_said_so(trade: Trade) -> None:
    trade.receive(maker_numbers=("WD-1",))
    serial = sent_back(trade)
    memo = trade.draft("DM", NewLine(item="HOUR", quantity=1, price_minor=6000))
    with refused("number_known", ("100000", "number_known")):
        replaces(trade, memo, serial, "WD-1")
    replaces(trade, memo, serial, "WD-1", alike=True)
    assert trade.post(memo).units == 1


def test_what_an_order_makes_waits_where_the_order_commits(trade: Trade) -> None:
    (serial,) = trade.receive()
    trade.sell(serial)
    save_bin(trade.owner, SaveBin(code="COURIER", name="Courier", bin_type="out"))
    paper = trade.draft("CO", to_bin="COURIER")
    replaces(trade, paper, serial, "WD-NEW")
    assert bin_of("100001") == "COURIER"


def test_only_who_sees_costs_names_one(trade: Trade) -> None:
    (serial,) = trade.receive()
    trade.sell(serial)
    paper = trade.draft("CM")
    clerk = hire("clerk", "counter")
    with refused("not_allowed"):
        replace_unit(clerk, ReplaceUnit(document_id=paper.document_id, replaced=serial, cost_minor=1))
    assert len(replace_unit(clerk, ReplaceUnit(document_id=paper.document_id, replaced=serial)).lines) == 1


def test_numbers_that_follow_on_one_another_are_told_as_one_range(trade: Trade) -> None:
    (serial,) = trade.receive()
    trade.sell(serial)
    memo = trade.draft("CM", NewLine(item="DRIVE", quantity=2))
    replaces(trade, memo, serial, "WD-NEW")
    generate(trade.owner, Generate(document_id=memo.document_id, line_id=memo.lines[0].line_id, count=1))
    assert trade.post(memo).serials == {1: "100001–100002"}
