"""Negative lines on vendors' papers: what goes back stands beside what comes in, and the other way round."""

import pytest
from tests.papers import account, change, commit_to, order, status_of, turn, undo
from tests.trade import Trade, bin_of, cost_of, entry, fates, holds, in_bin, one, refused, valued

from everyunit.base.operation import Actor
from everyunit.company.found import hire
from everyunit.documents.attach import Attach, attach
from everyunit.documents.convert import Convert, Wanted, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.generate import Generate, generate
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, Posted, post
from everyunit.rules import rights


def booked(posted: Posted) -> dict[str, int]:
    """What its entry changes."""
    return {purpose: amount for purpose, amount in entry(posted.posting_id).items() if amount}


def sent_back(trade: Trade, price: int = 6000) -> str:
    """A unit that cost 60.00 and that V1 took back."""
    (serial,) = trade.receive()
    memo = trade.draft("DM", NewLine(item="DRIVE", quantity=1, price_minor=price))
    trade.scan(memo, serial)
    trade.post(memo)
    return serial


@pytest.mark.parametrize("kind", ["PR", "PI"])
def test_a_unit_in_stock_goes_back_and_an_unknown_number_is_a_new_unit(trade: Trade, kind: str) -> None:
    (old,) = trade.receive()
    paper = trade.draft(kind, NewLine(item="DRIVE", quantity=1, price_minor=7000))
    scanned = trade.scan(paper, old, "WD-9")
    assert fates(scanned) == [(old, "negative", ""), ("WD-9", "assigned", "")]
    assert [(line.quantity, line.attached, line.amount_minor) for line in scanned.lines] == [
        (1, 1, 7000),
        (-1, 1, -6000),
    ]
    posted = trade.post(paper)
    assert (posted.units, posted.total_minor, posted.serials) == (2, 1000, {1: "100001"})
    assert (bin_of(old), bin_of("100001")) == ("VENDOR-RMA", "MAIN")
    assert one("SELECT maker_serial FROM stock_unit WHERE serial = '100001'") == "WD-9"
    owed = {"PR": "accrued_purchases", "PI": "payables"}[kind]
    assert booked(posted) == {
        "inventory": 1000,
        owed: -1000,
    }


@pytest.mark.parametrize(("price", "gain"), [(6500, -500), (5000, 1000), (6000, 0)])
@pytest.mark.parametrize("kind", ["PR", "PI"])
def test_what_the_vendor_grants_above_the_cost_is_gain(trade: Trade, kind: str, price: int, gain: int) -> None:
    (old,) = trade.receive()
    before = account("accrued_purchases")
    paper = trade.draft(
        kind,
        NewLine(item="DRIVE", quantity=-1, price_minor=price),
        NewLine(item="CABLE", quantity=100, price_minor=200),
    )
    trade.scan(paper, old)
    trade.post(paper)
    assert account("purchase_returns") == gain
    assert account("inventory") == 20000
    assert account("payables") + account("accrued_purchases") - before == price - 20000


def test_a_makers_number_of_a_unit_in_stock_means_that_unit(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    trade.scan(receipt, "WD-1")
    trade.post(receipt)
    assert fates(trade.scan(trade.draft("PI"), "WD-1")) == [("WD-1", "negative", "")]
    held = trade.draft("PI", NewLine(item="DRIVE", quantity=1))
    assert fates(trade.scan(held, "WD-1")) == [("WD-1", "skipped", "held")]


def test_makers_numbers_of_other_items_are_other_numbers(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    trade.scan(receipt, "7")
    trade.post(receipt)
    phones = trade.draft("PR", NewLine(item="PHONE", quantity=1))
    assert fates(trade.scan(phones, "7")) == [("7", "assigned", "")]


def test_a_new_unit_may_carry_the_number_of_one_in_stock_where_somebody_says_so(trade: Trade) -> None:
    for _ in range(2):
        receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
        assert fates(trade.scan(receipt, "WD-1", by="maker")) == [("WD-1", "assigned", "")]
        trade.post(receipt)
    third = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    scanned = trade.scan(third, "WD-1")
    assert fates(scanned) == [("WD-1", "skipped", "ambiguous")]
    choice = scanned.entries[0].choices[1]
    chosen = attach(trade.owner, Attach(document_id=third.document_id, scans=("WD-1",), unit_id=choice.unit_id))
    assert fates(chosen) == [("WD-1", "negative", "")]
    assert holds() == {choice.serial: f"PR {third.number}"}


def test_a_range_of_our_numbers_goes_back(trade: Trade) -> None:
    trade.receive(quantity=5)
    paper = trade.draft("PI", NewLine(item="CABLE", quantity=1000))
    scanned = trade.scan(paper, "100000-100003", by="range")
    assert [fate[1] for fate in fates(scanned)] == ["negative"] * 4
    trade.post(paper)
    assert (in_bin("DRIVE", "VENDOR-RMA"), in_bin("DRIVE", "MAIN")) == (4, 1)


def test_a_sold_unit_is_not_received_from_a_vendor(trade: Trade) -> None:
    (serial,) = trade.receive()
    trade.sell(serial)
    for kind in ("PR", "PI", "PO", "DM", "DO"):
        code = "unit_of_ours" if kind[0] == "P" else "not_with_us"
        assert fates(trade.scan(trade.draft(kind), serial)) == [(serial, "skipped", code)]


def test_a_unit_of_another_vendor_waits_for_a_yes(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = trade.draft("PI", party="V2")
    scanned = trade.scan(paper, serial)
    assert (scanned.asks, fates(scanned)) == (1, [(serial, "skipped", "other_vendor")])
    assert fates(trade.scan(paper, serial, exceed=True)) == [(serial, "negative", "other_vendor")]


def test_a_typed_negative_line_wants_its_units_named(trade: Trade) -> None:
    trade.receive(quantity=2)
    trade.receive("PHONE", quantity=2)
    for kind in ("PR", "PI", "DM"):
        for item in ("DRIVE", "PHONE"):
            paper = trade.draft(
                kind, NewLine(item=item, quantity=-1), NewLine(item="HOUR", quantity=9, price_minor=9000)
            )
            with refused("cannot_post", (f"Line 1 ({item})", "too_few_units")):
                trade.post(paper)


@pytest.mark.parametrize("kind", ["PR", "PI", "DM"])
def test_a_total_below_zero_is_refused_and_zero_is_allowed(trade: Trade, kind: str) -> None:
    trade.receive("CABLE", 5)
    paper = trade.draft(
        kind, NewLine(item="CABLE", quantity=2, price_minor=200), NewLine(item="CABLE", quantity=-3, price_minor=200)
    )
    with refused("negative_total"):
        trade.post(paper)
    change(trade, paper, line=1, quantity=-2)
    assert trade.post(paper).total_minor == 0


@pytest.mark.parametrize("kind", ["PR", "PI"])
def test_counted_goods_go_back_at_their_average(trade: Trade, kind: str) -> None:
    trade.receive("CABLE", 4, price_minor=200)
    paper = trade.draft(
        kind, NewLine(item="CABLE", quantity=-3, price_minor=250), NewLine(item="PHONE", quantity=1, price_minor=9000)
    )
    trade.post(paper)
    assert valued("CABLE") == (1, 200)
    assert in_bin("CABLE", "VENDOR-RMA") == 3
    assert account("purchase_returns") == -150


def test_more_counted_goods_than_there_are_do_not_go_back(trade: Trade) -> None:
    trade.receive("CABLE", 2)
    paper = trade.draft("PI", NewLine(item="CABLE", quantity=-3), NewLine(item="PHONE", quantity=1))
    with refused("cannot_post", ("CABLE", "too_few")):
        trade.post(paper)


def test_a_service_taken_back_undoes_the_service(trade: Trade) -> None:
    for kind in ("PI", "DM"):
        paper = trade.draft(
            kind, NewLine(item="HOUR", quantity=3, price_minor=100), NewLine(item="HOUR", quantity=-3, price_minor=100)
        )
        assert booked(trade.post(paper)) == {}
    one_way = trade.draft("DM", NewLine(item="HOUR", quantity=1, price_minor=100))
    assert booked(trade.post(one_way)) == {
        "payables": 100,
        "purchase_price_variance": -100,
    }


def test_freight_is_shared_by_what_comes_in_not_by_what_goes_back(trade: Trade) -> None:
    (old,) = trade.receive()
    paper = trade.draft(
        "PI",
        NewLine(item="DRIVE", quantity=1, price_minor=7000),
        NewLine(item="HOUR", quantity=1, price_minor=500, spread="value"),
    )
    trade.scan(paper, old)
    trade.post(paper)
    assert (cost_of(old), cost_of("100001")) == (6000, 7500)
    late = trade.draft(
        "PI", NewLine(item="HOUR", quantity=1, price_minor=300, spread="value"), source_id=paper.document_id
    )
    trade.post(late)
    assert (cost_of(old), cost_of("100001")) == (6000, 7800)


def test_a_cost_that_goods_share_is_not_negative(trade: Trade) -> None:
    with refused("bad_lines", ("HOUR", "bad_spread")):
        trade.draft("PI", NewLine(item="HOUR", quantity=-1, spread="value"))
    paper = trade.draft("PI", NewLine(item="HOUR", quantity=1, spread="value"))
    with refused("bad_lines", ("Line 1 (HOUR)", "bad_spread")):
        change(trade, paper, quantity=-1)


def test_an_invoice_settles_what_went_back_with_the_receipt(trade: Trade) -> None:
    (old,) = trade.receive()
    before = account("accrued_purchases")
    receipt = trade.draft(
        "PR", NewLine(item="DRIVE", quantity=1, price_minor=7000), NewLine(item="HOUR", quantity=-1, price_minor=50)
    )
    trade.scan(receipt, old)
    trade.post(receipt)
    invoice = turn(trade, receipt, "PI")
    assert [line.quantity for line in invoice.lines] == [1, -1, -1]
    change(trade, invoice, line=2, price_minor=5500)
    posted = trade.post(invoice)
    assert account("accrued_purchases") == before
    assert booked(posted) == {
        "accrued_purchases": 7000 - 6000,
        "payables": -7000 + 50 + 5500,
        "purchase_price_variance": -50 + 500,
    }
    assert cost_of(old) == 6000
    with refused("nothing_outstanding"):
        turn(trade, receipt, "PI")


def test_a_return_is_invoiced_in_parts_to_the_cent(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    before = account("accrued_purchases")
    receipt = trade.draft(
        "PR",
        NewLine(item="DRIVE", quantity=-3, amount_minor=10000),
        NewLine(item="CABLE", quantity=2, price_minor=20000),
    )
    trade.scan(receipt, *serials)
    trade.post(receipt)
    back, cables = (line.line_id for line in receipt.lines)
    left = []
    for of_back in (2, 1):
        wanted = (Wanted(line_id=back, quantity=of_back), Wanted(line_id=cables, quantity=1))
        invoice = convert(trade.owner, Convert(document_id=receipt.document_id, to="PI", wanted=wanted))
        left.append(booked(trade.post(invoice))["accrued_purchases"])
    assert left == [20000 - 6666, 20000 - 3334]
    assert account("accrued_purchases") == before


def test_a_receipt_with_a_return_becomes_a_debit_order_of_what_it_brought(trade: Trade) -> None:
    (old,) = trade.receive()
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2))
    trade.scan(receipt, old)
    trade.post(receipt)
    assert [line.quantity for line in turn(trade, receipt, "DO").lines] == [2]


def test_an_exchange_is_reversed_as_a_whole(trade: Trade) -> None:
    (old,) = trade.receive()
    paper = trade.draft("PI", NewLine(item="DRIVE", quantity=1, price_minor=7000))
    trade.scan(paper, old)
    posted = trade.post(paper)
    undone = undo(trade, paper)
    assert (bin_of(old), cost_of(old), valued("DRIVE")) == ("MAIN", 6000, (1, 6000))
    assert entry(undone.posting_id) == {name: -amount for name, amount in entry(posted.posting_id).items()}


def test_an_exchange_needs_the_rights_of_both(trade: Trade) -> None:
    (old,) = trade.receive()
    paper = trade.draft("PI", NewLine(item="DRIVE", quantity=1, price_minor=7000))
    trade.scan(paper, old)
    with refused("not_allowed"):
        post(
            Actor(trade.owner.user_id, "payer", frozenset({rights.INVOICE_PURCHASES})),
            Post(document_id=paper.document_id),
        )
    assert post(hire("office", "buyer"), Post(document_id=paper.document_id)).units == 2


def test_detaching_tells_numbers_to_come_from_units_that_go(trade: Trade) -> None:
    (old,) = trade.receive()
    paper = trade.draft("PI", NewLine(item="DRIVE", quantity=2))
    trade.scan(paper, old, "WD-1", "WD-2")
    gone = detach(trade.owner, Detach(document_id=paper.document_id, scans=("WD-1", old, "WD-1", "WD-3")))
    assert fates(gone) == [
        ("WD-1", "detached", ""),
        (old, "detached", ""),
        ("WD-1", "skipped", "not_here"),
        ("WD-3", "skipped", "not_here"),
    ]
    assert [(line.quantity, line.attached) for line in gone.lines] == [(2, 1)]
    assert holds() == {}


def test_a_purchase_order_names_what_goes_back(trade: Trade) -> None:
    (old,) = trade.receive()
    paper = order(trade, "PO", quantity=1, price_minor=7000)
    commit_to(trade, paper, 1)
    scanned = trade.scan(paper, old)
    assert fates(scanned) == [(old, "negative", "")]
    assert (bin_of(old), holds()[old]) == ("TO-VENDOR", f"PO {paper.number}")
    negative = order(trade, "PO", quantity=-1)
    with refused("scan_the_units"):
        commit_to(trade, negative, 1)
    invoice = turn(trade, paper, "PI")
    assert [(line.quantity, line.attached) for line in invoice.lines] == [(1, 1), (-1, 1)]
    trade.post(invoice)
    assert (bin_of(old), bin_of("100001"), status_of(paper)) == ("VENDOR-RMA", "MAIN", "closed")
    assert account("payables") == -1000


def test_counted_goods_are_committed_to_go_back_on_a_purchase_order(trade: Trade) -> None:
    trade.receive("CABLE", 5)
    paper = trade.draft("PO", NewLine(item="CABLE", quantity=-2), NewLine(item="PHONE", quantity=1))
    commit_to(trade, paper, 2)
    assert in_bin("CABLE", "TO-VENDOR") == 2
    trade.post(turn(trade, paper, "PR"))
    assert (in_bin("CABLE", "TO-VENDOR"), in_bin("CABLE", "VENDOR-RMA")) == (0, 2)


def test_a_unit_taken_off_a_purchase_order_stays_ours(trade: Trade) -> None:
    (old,) = trade.receive()
    paper = trade.draft("PO")
    trade.scan(paper, old)
    detach(trade.owner, Detach(document_id=paper.document_id, scans=(old,)))
    assert (bin_of(old), holds()) == ("MAIN", {})


def test_our_own_number_of_a_unit_that_went_back_is_no_new_unit(trade: Trade) -> None:
    serial = sent_back(trade)
    for kind in ("PI", "PR", "PO"):
        paper = trade.draft(kind, NewLine(item="DRIVE", quantity=1))
        scanned = trade.scan(paper, serial)
        assert fates(scanned) == [(serial, "skipped", "unit_of_ours")]
        assert "VENDOR-RMA" in scanned.entries[0].message
    assert one("SELECT count(*) FROM stock_unit") == 1
    assert fates(trade.scan(paper, serial, by="maker")) == [(serial, "assigned", "")]


# --- a return paper with something that comes back ---


@pytest.mark.parametrize(("granted", "loss"), [(6000, 0), (5000, 1000)])
def test_a_unit_comes_back_from_the_vendor_at_its_own_cost(trade: Trade, granted: int, loss: int) -> None:
    serial = sent_back(trade, granted)
    assert account("purchase_returns") == loss
    other = trade.receive()[0]
    memo = trade.draft("DM")
    scanned = trade.scan(memo, serial, other)
    assert fates(scanned) == [(serial, "negative", ""), (other, "added", "")]
    assert scanned.lines[0].amount_minor == -granted
    trade.post(memo)
    assert (bin_of(serial), cost_of(serial)) == ("MAIN", 6000)
    assert account("purchase_returns") == 0


def test_a_unit_comes_back_once_for_the_memo_that_sent_it(trade: Trade) -> None:
    serial = sent_back(trade)
    cover = NewLine(item="HOUR", quantity=9, price_minor=9000)
    first, second = trade.draft("DM", cover), trade.draft("DM", cover)
    trade.scan(first, serial)
    assert fates(trade.scan(second, serial)) == [(serial, "skipped", "held")]
    trade.post(first)
    assert fates(trade.scan(second, serial)) == [(serial, "added", "")]  # it is ours again: it would go back again


def test_a_unit_that_another_vendor_got_is_said(trade: Trade) -> None:
    serial = sent_back(trade)
    scanned = trade.scan(trade.draft("DM", party="V2"), serial)
    assert fates(scanned) == [(serial, "negative", "other_vendor")]
    assert "Sent back to another vendor" in scanned.entries[0].message


def test_no_unit_is_made_because_a_field_was_empty(trade: Trade) -> None:
    paper = trade.draft("DM", NewLine(item="DRIVE", quantity=-1), NewLine(item="HOUR", quantity=1, price_minor=9000))
    with refused("cannot_post", ("Line 1 (DRIVE)", "too_few_units")):
        trade.post(paper)
    line = paper.lines[0].line_id
    generate(trade.owner, Generate(document_id=paper.document_id, line_id=line, count=1, cost_minor=5500))
    trade.post(paper)
    assert (bin_of("100000"), cost_of("100000"), account("inventory")) == ("MAIN", 5500, 5500)
    assert account("purchase_returns") == 500
    assert one("SELECT b.code FROM stock_unit u JOIN places_bin b ON b.id = u.origin_bin_id") == "VENDOR-RMA"


def test_a_debit_order_waits_for_what_the_vendor_sends_back(trade: Trade) -> None:
    serial = sent_back(trade)
    paper = trade.draft("DO", NewLine(item="CABLE", quantity=40), NewLine(item="DRIVE", quantity=-1))
    scanned = trade.scan(paper, serial)
    assert fates(scanned) == [(serial, "negative", "")]
    assert bin_of(serial) == "INSPECT"
    detach(trade.owner, Detach(document_id=paper.document_id, scans=(serial,)))
    assert bin_of(serial) == "VENDOR-RMA"
    trade.scan(paper, serial)
    trade.receive("CABLE", 40)
    memo = turn(trade, paper, "DM")
    trade.post(memo)
    assert (bin_of(serial), cost_of(serial), status_of(paper)) == ("MAIN", 6000, "closed")


def test_quotes_turn_their_negative_lines_into_orders(trade: Trade) -> None:
    for quote, to in (("PQ", "PO"), ("DQ", "DO")):
        paper = trade.draft(quote, NewLine(item="CABLE", quantity=3), NewLine(item="CABLE", quantity=-1))
        assert [line.quantity for line in turn(trade, paper, to).lines] == [3, -1]


def test_new_lines_come_in_the_order_of_the_scans_whichever_way_they_go(trade: Trade) -> None:
    drive = trade.receive("DRIVE")[0]
    phone = trade.receive("PHONE")[0]
    away = trade.draft("DM", party="V1")
    trade.scan(away, phone)
    trade.post(away)
    memo = trade.draft("DM", party="V1")
    assert [line.item for line in trade.scan(memo, drive, phone).lines] == ["DRIVE", "PHONE"]


def test_an_invoice_sends_a_unit_back_at_what_it_makes_it_cost(trade: Trade) -> None:
    receipt = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=2, price_minor=6000)))
    invoice = turn(trade, receipt, "PI")
    change(trade, invoice, price_minor=6500)
    trade.scan(invoice, "100000")
    posted = trade.post(invoice)
    assert (cost_of("100000"), bin_of("100000")) == (6500, "VENDOR-RMA")
    assert valued("DRIVE") == (1, 6500)
    assert booked(posted) == {
        "accrued_purchases": 12_000,
        "payables": -7000,
        "inventory": -5500,
        "purchase_returns": 500,
    }
    undo(trade, posted)
    assert (cost_of("100000"), bin_of("100000")) == (6000, "MAIN")
    assert valued("DRIVE") == (2, 12_000)
