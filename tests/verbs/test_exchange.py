"""An exchange is one paper: what comes back stands on it as a negative line."""

import pytest
from tests.trade import Trade, bin_of, entry, fates, refused, valued

from everyunit.base.operation import Actor
from everyunit.company.found import hire
from everyunit.documents.detach import Detach, detach
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, post
from everyunit.documents.reverse import Reverse, reverse
from everyunit.rules import rights


def test_a_sold_unit_scanned_into_an_invoice_becomes_a_return_line(trade: Trade) -> None:
    old, new = trade.receive(quantity=2, amount_minor=7001)
    trade.sell(old)
    paper = trade.draft("SI")
    scanned = trade.scan(paper, new, old)
    assert fates(scanned) == [(new, "added", ""), (old, "negative", "")]
    assert [(line.quantity, line.attached, line.amount_minor) for line in scanned.lines] == [
        (1, 1, 10000),
        (-1, 1, -10000),
    ]
    posted = trade.post(paper)
    assert (bin_of(old), bin_of(new)) == ("RETURNS", "SOLD")
    assert (posted.total_minor, posted.units) == (0, 2)
    assert entry(posted.posting_id) == {
        "sales": -10000,
        "sales_returns": 10000,
        "cost_of_goods_sold": 3500 - 3501,
        "inventory": 3501 - 3500,
    }


def test_the_returned_unit_is_credited_at_what_was_charged_for_it(trade: Trade) -> None:
    old, new = trade.receive(quantity=2)
    first = trade.draft("SI", NewLine(item="DRIVE", quantity=1, price_minor=4000))
    trade.scan(first, old)
    trade.post(first)
    paper = trade.draft("SI")
    assert trade.scan(paper, old, new).total_minor == 6000


@pytest.mark.parametrize("kind", ["CM", "CO"])
def test_a_stock_unit_scanned_onto_what_takes_back_asks_and_goes_out_as_a_sale_line(trade: Trade, kind: str) -> None:
    old, new, other = trade.receive(quantity=3)
    trade.sell(old)
    paper = trade.draft(kind)
    asked = trade.scan(paper, old, new)
    assert fates(asked) == [(old, "added", ""), (new, "skipped", "goes_out")]
    assert asked.asks == 1
    assert "in our stock, in MAIN" in asked.entries[1].message
    said = trade.scan(paper, new, exceed=True)
    assert fates(said) == [(new, "negative", "goes_out")]
    assert "Undo" in said.entries[0].message
    assert fates(trade.scan(paper, other)) == [(other, "negative", "goes_out")]  # for this item it was said before
    if kind == "CM":
        detach(trade.owner, Detach(document_id=paper.document_id, scans=(other,)))
        trade.post(paper)
        assert (bin_of(old), bin_of(new), bin_of(other)) == ("RETURNS", "SOLD", "MAIN")


def test_a_total_below_zero_is_refused_and_zero_is_allowed(trade: Trade) -> None:
    old, new = trade.receive(quantity=2)
    trade.sell(old)
    paper = trade.draft("SI")
    trade.scan(paper, old)
    with refused("negative_total"):
        trade.post(paper)
    trade.scan(paper, new)
    assert trade.post(paper).total_minor == 0


def test_a_typed_return_line_takes_sold_units_only(trade: Trade) -> None:
    old, other, new = trade.receive(quantity=3)
    trade.sell(old, other)
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=-1), NewLine(item="DRIVE", quantity=2))
    scanned = trade.scan(paper, new, old, other)
    assert fates(scanned) == [(new, "assigned", ""), (old, "negative", ""), (other, "skipped", "exceeds")]
    assert [(line.quantity, line.attached) for line in scanned.lines] == [(-1, 1), (2, 1)]


def test_a_typed_return_line_wants_its_unit_named(trade: Trade) -> None:
    serials = trade.receive()
    trade.sell(*serials)
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=-1), NewLine(item="HOUR", quantity=2))
    with refused("cannot_post", ("Line 1 (DRIVE)", "too_few_units")):
        trade.post(paper)


def test_a_returned_phone_is_never_picked_automatically(trade: Trade) -> None:
    trade.sell(*trade.receive("PHONE"))
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=-1), NewLine(item="HOUR", quantity=9))
    with refused("cannot_post", ("Line 1 (PHONE)", "too_few_units")):
        trade.post(paper)


def test_an_exchange_needs_the_rights_of_both(trade: Trade) -> None:
    old, new = trade.receive(quantity=2)
    trade.sell(old)
    paper = trade.draft("SI")
    trade.scan(paper, new, old)
    seller = Actor(trade.owner.user_id, "seller", frozenset({rights.SELL}))
    with refused("not_allowed"):
        post(seller, Post(document_id=paper.document_id))
    assert post(hire("till", "counter"), Post(document_id=paper.document_id)).units == 2


def test_an_exchange_is_reversed_as_a_whole(trade: Trade) -> None:
    old, new = trade.receive(quantity=2, amount_minor=7001)
    trade.sell(old)
    paper = trade.draft("SI")
    trade.scan(paper, new, old)
    posted = trade.post(paper)
    undone = reverse(trade.owner, Reverse(document_id=posted.document_id, reason="wrong box"))
    assert (bin_of(old), bin_of(new)) == ("SOLD", "MAIN")
    assert entry(undone.posting_id) == {purpose: -amount for purpose, amount in entry(posted.posting_id).items()}
    assert valued("DRIVE") == (1, 3500)


def test_an_exchange_of_phones_fills_the_positive_line_by_itself(trade: Trade) -> None:
    old, *_ = trade.receive("PHONE", quantity=3)
    trade.sell(old)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=1))
    trade.scan(paper, old)
    assert trade.post(paper).units == 2
    assert bin_of(old) == "RETURNS"


def test_what_was_handed_out_on_a_credit_memo_comes_back_on_the_next(trade: Trade) -> None:
    old, new = trade.receive(quantity=2)
    trade.sell(old)
    exchange = trade.draft("CM")
    trade.scan(exchange, old, new, exceed=True)
    trade.post(exchange)
    memo = trade.draft("CM")
    assert trade.scan(memo, new).counts == {"added": 1}
