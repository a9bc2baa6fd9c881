"""Reversing: a mirror posting dated now, refused when something later depends on it, naming what."""

import pytest
from tests.trade import Trade, assert_nothing_changed, bin_of, entry, in_bin, one, refused, valued

from everyunit.base import sql
from everyunit.company.found import hire
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.documents.reverse import Reverse, Reversed, reverse
from everyunit.rules.refusals import Refused


def undo(trade: Trade, posted: Posted, **options: str) -> Reversed:
    return reverse(trade.owner, Reverse(document_id=posted.document_id, **({"reason": "mistake"} | options)))


def receipt(trade: Trade, *lines: NewLine) -> Posted:
    return trade.post(trade.draft("PR", *(lines or (NewLine(item="DRIVE", quantity=2),))))


def test_a_reversal_mirrors_movements_and_entry_and_touches_nothing_posted(trade: Trade) -> None:
    posted = receipt(trade, NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=5, amount_minor=999))
    before = sql.rows("SELECT * FROM stock_movement ORDER BY unit_id"), sql.rows("SELECT * FROM stock_posting")
    undone = undo(trade, posted, reason="wrong vendor")
    assert (undone.units, undone.reverses_id) == (2, posted.posting_id)
    assert entry(undone.posting_id) == {"inventory": -12999, "accrued_purchases": 12999}
    assert (in_bin("DRIVE", "MAIN"), in_bin("CABLE", "MAIN"), valued("DRIVE"), valued("CABLE")) == (
        0,
        0,
        (0, 0),
        (0, 0),
    )
    assert sql.rows("SELECT * FROM stock_movement WHERE step = 1 ORDER BY unit_id") == before[0]
    assert sql.rows("SELECT * FROM stock_posting WHERE reverses_id IS NULL") == before[1]
    assert one("SELECT reason FROM stock_posting WHERE id = %s", undone.posting_id) == "wrong vendor"


def test_units_sold_since_stand_in_the_way_by_name(trade: Trade) -> None:
    posted = receipt(trade)
    trade.sell("100001")
    with refused("later_events", ("100001", "moved_since")):
        undo(trade, posted)


def test_the_refusal_names_the_later_document(trade: Trade) -> None:
    posted = receipt(trade)
    trade.sell("100001")
    with pytest.raises(Refused, match="SI 100000") as caught:
        undo(trade, posted)
    assert caught.value.offenders[0].holder == "SI 100000"


def test_all_that_stand_in_the_way_are_counted(trade: Trade) -> None:
    posted = receipt(trade, NewLine(item="DRIVE", quantity=120))
    trade.sell(*(str(number) for number in range(100_000, 100_070)))
    trade.scan(trade.draft("SI"), "100080", "100081")
    with pytest.raises(Refused) as caught:
        undo(trade, posted)
    assert (len(caught.value.offenders), caught.value.total) == (50, 72)


def test_units_held_by_a_draft_stand_in_the_way(trade: Trade) -> None:
    posted = receipt(trade)
    trade.scan(trade.draft("SI"), "100000")
    with refused("later_events", ("100000", "held")):
        undo(trade, posted)


def test_what_was_itself_undone_does_not(trade: Trade) -> None:
    posted = receipt(trade)
    undo(trade, trade.sell("100001"))
    undo(trade, posted)
    assert bin_of("100001") == "SUPPLIER"


def test_a_chain_is_undone_from_its_end(trade: Trade) -> None:
    first = receipt(trade, NewLine(item="DRIVE", quantity=1))
    second, third = trade.sell("100000"), trade.take_back("100000")
    for early in (first, second):
        with refused("later_events"):
            undo(trade, early)
    for late in (third, second, first):
        undo(trade, late)
    assert bin_of("100000") == "SUPPLIER"
    assert one("SELECT sum(amount_minor) FROM money_entryline") == 0
    assert sql.rows("SELECT 1 FROM money_entryline GROUP BY account_id HAVING sum(amount_minor) <> 0") == []


def test_a_document_is_reversed_once(trade: Trade) -> None:
    posted = receipt(trade)
    undo(trade, posted)
    with refused("already_reversed"):
        undo(trade, posted)


def test_a_draft_is_not_reversed_and_neither_is_nothing(trade: Trade) -> None:
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    with refused("not_posted"):
        reverse(trade.owner, Reverse(document_id=paper.document_id, reason="mistake"))
    for document_id in (0, 999_999, 10**30):
        with refused("unknown_document"):
            reverse(trade.owner, Reverse(document_id=document_id, reason="mistake"))


def test_it_takes_the_right(trade: Trade) -> None:
    posted = receipt(trade)
    clerk = hire("till", "counter")
    with refused("not_allowed"):
        reverse(clerk, Reverse(document_id=posted.document_id, reason="mistake"))


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nothing_is_undone_without_saying_why(trade: Trade, reason: str) -> None:
    posted = receipt(trade)
    with assert_nothing_changed(), refused("no_reason"):
        undo(trade, posted, reason=reason)


def test_a_reason_too_long_is_refused_rather_than_cut(trade: Trade) -> None:
    posted = receipt(trade)
    with refused("too_long"):
        undo(trade, posted, reason="x" * 201)
    undo(trade, posted, reason="x" * 200)


def test_cables_sold_since_are_not_there_to_go_back(trade: Trade) -> None:
    posted = receipt(trade, NewLine(item="CABLE", quantity=5))
    trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=1)))
    with refused("negative_stock"):
        undo(trade, posted)


def test_cables_whose_average_has_moved_on_are_not_taken_out_at_their_old_cost(trade: Trade) -> None:
    dear = receipt(trade, NewLine(item="CABLE", quantity=5, amount_minor=5000))
    receipt(trade, NewLine(item="CABLE", quantity=5, amount_minor=1))
    trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=5)))
    with refused("negative_stock", ("CABLE", "value_used")):
        undo(trade, dear)


def test_a_credited_sale_is_not_reversed(trade: Trade) -> None:
    receipt(trade, NewLine(item="CABLE", quantity=5))
    sale = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=5)))
    line = one("SELECT id FROM documents_line WHERE document_id = %s", sale.document_id)
    trade.post(trade.draft("CM", NewLine(item="CABLE", quantity=2, source_line_id=int(str(line)))))
    with refused("later_events", ("CM 100000", "credited_since")):
        undo(trade, sale)


def test_a_cancelled_receipt_does_not_bring_a_sold_unit_back_into_stock(trade: Trade) -> None:
    posted = receipt(trade)
    trade.sell("100000", "100001")
    with refused("later_events"):
        undo(trade, posted)
    assert [bin_of("100000"), bin_of("100001")] == ["SOLD", "SOLD"]


def test_a_cancelled_transfer_leaves_no_unit_without_a_bin(trade: Trade) -> None:
    receipt(trade)
    paper = trade.draft("ST", to_bin="RETURNS")
    trade.scan(paper, "100000")
    undo(trade, trade.post(paper))
    assert bin_of("100000") == "MAIN"
