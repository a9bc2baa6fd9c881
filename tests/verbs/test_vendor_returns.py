"""Back to the vendor: the right one, at the unit's own cost, and once."""

import pytest
from tests.papers import account, commit_to, order, status_of, turn
from tests.trade import Trade, bin_of, cost_of, fates, holds, one, refused

from everyunit.documents.detach import Detach, detach
from everyunit.documents.new_lines import NewLine


def bought_from(trade: Trade, vendor: str, item: str = "DRIVE") -> str:
    posted = trade.post(trade.draft("PR", NewLine(item=item, quantity=1), party=vendor))
    return str(one("SELECT serial FROM stock_unit WHERE generated_in_id = %s", posted.posting_id))


@pytest.mark.parametrize("kind", ["DO", "DM"])
def test_a_unit_of_another_vendor_waits_for_a_yes(trade: Trade, kind: str) -> None:
    mine, other = bought_from(trade, "V1"), bought_from(trade, "V2")
    memo = trade.draft(kind, party="V1")
    scanned = trade.scan(memo, mine, other)
    assert fates(scanned) == [(mine, "added", ""), (other, "skipped", "other_vendor")]
    assert scanned.asks == 1
    entry = scanned.entries[1]
    assert entry.holder == "PR 100001"
    assert "Test vendor V2" in entry.message
    sure = trade.scan(memo, other, exceed=True)
    assert (sure.asks, fates(sure)) == (0, [(other, "assigned", "other_vendor")])
    assert sure.lines[0].attached == 2


def test_the_vendor_who_sold_it_last_is_the_right_one(trade: Trade) -> None:
    paper = trade.draft("PO", NewLine(item="DRIVE", quantity=1), party="V2")
    commit_to(trade, paper, 1)
    trade.post(turn(trade, paper, "PR"))
    assert fates(trade.scan(trade.draft("DM", party="V2"), "100000")) == [("100000", "added", "")]


def test_a_unit_of_no_vendor_goes_to_any(trade: Trade) -> None:
    (serial,) = trade.receive()
    trade.sell(serial)
    trade.take_back(serial)
    assert fates(trade.scan(trade.draft("DM", party="V1"), serial)) == [(serial, "added", "")]


def test_what_a_vendor_grants_above_the_cost_is_gain_and_below_it_loss(trade: Trade) -> None:
    more, less = trade.receive(quantity=2, price_minor=6000)
    for serial, price in ((more, 6500), (less, 5000)):
        memo = trade.draft("DM", NewLine(item="DRIVE", quantity=1, price_minor=price), party="V1")
        trade.scan(memo, serial)
        trade.post(memo)
    assert account("purchase_returns") == -500 + 1000
    assert (account("inventory"), account("payables")) == (0, 11500)


def test_a_repaired_unit_comes_back_at_its_cost_and_books_nothing(trade: Trade) -> None:
    (serial,) = trade.receive()
    before = one("SELECT count(*) FROM money_entry")
    paper = order(trade, "DO")
    trade.scan(paper, serial)
    assert (bin_of(serial), holds()) == ("TO-VENDOR", {serial: f"DO {paper.number}"})
    detach(trade.owner, Detach(document_id=paper.document_id, scans=(serial,)))
    assert (bin_of(serial), cost_of(serial), holds()) == ("MAIN", 6000, {})
    assert one("SELECT count(*) FROM money_entry") == before
    assert status_of(paper) == "open"


def test_a_unit_is_not_sent_back_twice(trade: Trade) -> None:
    (serial,) = trade.receive()
    memo = trade.draft("DM", party="V1")
    trade.scan(memo, serial)
    trade.post(memo)
    again = trade.draft("DM", party="V1")
    assert fates(trade.scan(again, serial)) == [(serial, "negative", "")]  # it is theirs now: that would bring it back
    with refused("negative_total"):
        trade.post(again)


def test_a_unit_that_went_back_to_the_vendor_is_no_customers_return(trade: Trade) -> None:
    (serial,) = trade.receive()
    memo = trade.draft("DM", party="V1")
    trade.scan(memo, serial)
    trade.post(memo)
    for kind in ("CM", "CO", "SI"):
        assert fates(trade.scan(trade.draft(kind, party="C1"), serial)) == [(serial, "skipped", "not_with_us")]


def test_a_makers_number_that_went_back_to_the_vendor_can_be_bought_again(trade: Trade) -> None:
    """The same piece comes a second time: a unit of its own, and its number now means the one that is here."""
    for _ in range(2):
        receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
        assert trade.scan(receipt, "MK-1").counts == {"assigned": 1}
        trade.post(receipt)
        if one("SELECT count(*) FROM stock_unit") == 1:
            memo = trade.draft("DM", party="V1")
            trade.scan(memo, "MK-1")
            trade.post(memo)
    sale = trade.draft("SI")
    assert [entry.serial for entry in trade.scan(sale, "MK-1").entries] == ["100001"]
    trade.post(sale)
    assert (bin_of("100000"), bin_of("100001")) == ("VENDOR-RMA", "SOLD")


def test_more_than_is_there_is_not_sent_back(trade: Trade) -> None:
    trade.receive("CABLE", 3)
    memo = trade.draft("DM", NewLine(item="CABLE", quantity=4), party="V1")
    with refused("cannot_post", ("CABLE", "too_few")):
        trade.post(memo)
