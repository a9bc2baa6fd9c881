"""Taking back: a return is tied to the unit that was sold, and to its sale."""

from tests.papers import turn
from tests.trade import (
    Trade,
    assert_nothing_changed,
    bin_of,
    cost_of,
    entry,
    fates,
    holds,
    in_bin,
    one,
    refused,
    valued,
)

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import hire
from everyunit.documents.detach import Detach, detach
from everyunit.documents.draft import Draft, draft
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, post
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.revise import Revise, revise
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.preferences.set_preference import SetPreference, set_preference


def sale_line(document_id: int) -> int:
    return int(str(one("SELECT min(id) FROM documents_line WHERE document_id = %s", document_id)))


def sell_cables(trade: Trade, quantity: int, **line: int) -> int:
    """Sell cables; the line of the invoice."""
    posted = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=quantity, **line)))
    return sale_line(posted.document_id)


def cables(trade: Trade, quantity: int, price_minor: int = 200) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=quantity, price_minor=price_minor)))


def test_a_unit_comes_back_at_its_own_cost_for_what_it_was_sold(trade: Trade) -> None:
    serials = trade.receive(quantity=3, amount_minor=1000)
    trade.sell(*serials[:2])
    posted = trade.take_back(serials[0])
    assert bin_of(serials[0]) == "RETURNS"
    assert cost_of(serials[0]) == 334
    assert entry(posted.posting_id) == {
        "sales_returns": 10000,
        "receivables": -10000,
        "inventory": 334,
        "cost_of_goods_sold": -334,
    }


def test_the_credit_is_what_was_charged_not_what_it_costs_today(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=1, price_minor=7700))
    trade.scan(paper, *serials)
    trade.post(paper)
    assert trade.take_back(*serials).total_minor == 7700


def test_an_unscanned_credit_of_an_invoice_line_is_at_its_price_too(trade: Trade) -> None:
    cables(trade, 9)
    line = sell_cables(trade, 3, amount_minor=600)
    assert trade.draft("CM", NewLine(item="CABLE", quantity=2, source_line_id=line)).total_minor == 400


def test_a_scan_says_on_which_invoice_it_was_sold(trade: Trade) -> None:
    serials = trade.receive()
    trade.sell(*serials)
    entry_ = trade.scan(trade.draft("CM"), *serials).entries[0]
    assert (str(entry_.action), entry_.code, entry_.holder) == ("added", "", "SI 100000")


def test_a_scan_warns_when_another_customer_bought_it(trade: Trade) -> None:
    serials = trade.receive()
    trade.sell(*serials)
    entry_ = trade.scan(trade.draft("CM", party="C2"), *serials).entries[0]
    assert (str(entry_.action), entry_.code, entry_.holder) == ("added", "other_customer", "SI 100000")
    assert "Test customer C1" in entry_.message


def test_where_the_company_wants_it_taking_it_back_from_another_customer_is_asked_first(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    trade.sell(*serials)
    set_preference(trade.owner, SetPreference(key="other_customer", value="ask"))
    paper = trade.draft("CM", party="C2")
    asked = trade.scan(paper, *serials)
    assert (asked.counts, asked.entries[0].code, asked.asks, holds()) == ({"skipped": 2}, "other_customer", 2, {})
    assert "Test customer C1, SI 100000" in asked.entries[0].message
    assert trade.scan(paper, *serials, exceed=True).counts == {"added": 2}
    trade.post(paper)
    trade.sell(serials[0])
    assert trade.scan(trade.draft("CM"), serials[0]).counts == {"added": 1}
    order = trade.draft("CO", party="C2")
    trade.sell(serials[1])
    trade.scan(order, serials[1], exceed=True)
    memo = turn(trade, order, "CM")
    detach(trade.owner, Detach(document_id=memo.document_id, scans=(serials[1],)))
    assert trade.scan(memo, serials[1]).counts == {"assigned": 1}  # its order has asked


def test_the_same_unit_is_not_returned_twice(trade: Trade) -> None:
    serials = trade.receive()
    trade.sell(*serials)
    trade.take_back(*serials)
    paper = trade.draft("CM")
    # It is in our stock now, so on a credit memo it would be a sale: somebody must say yes, and the line is negative.
    assert fates(trade.scan(paper, *serials)) == [(serials[0], "skipped", "goes_out")]
    assert fates(trade.scan(paper, *serials, exceed=True)) == [(serials[0], "negative", "goes_out")]
    with refused("negative_total"):
        trade.post(paper)


def test_a_return_of_one_unit_leaves_the_others_of_the_invoice_with_the_customer(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    trade.sell(*serials)
    trade.take_back(serials[1])
    assert [bin_of(serial) for serial in serials] == ["SOLD", "RETURNS", "SOLD"]


def test_a_returned_unit_can_be_sold_again_and_the_first_sale_stays_on_record(trade: Trade) -> None:
    serials = trade.receive()
    trade.sell(*serials)
    trade.take_back(*serials)
    trade.sell(*serials, party="C2")
    kinds = sql.rows(
        "SELECT d.kind FROM stock_movement m JOIN stock_posting p ON p.id = m.posting_id"
        " JOIN documents_document d ON d.id = p.document_id ORDER BY m.step"
    )
    assert kinds == [("PR",), ("SI",), ("CM",), ("SI",)]
    assert bin_of(serials[0]) == "SOLD"


def test_a_second_return_is_credited_to_the_second_sale(trade: Trade) -> None:
    serials = trade.receive()
    trade.sell(*serials)
    trade.take_back(*serials)
    trade.sell(*serials, party="C2")
    entry_ = trade.scan(trade.draft("CM", party="C2"), *serials).entries[0]
    assert (entry_.holder, entry_.code) == ("SI 100001", "")


def test_a_return_never_creates_units_because_a_field_was_left_empty(trade: Trade) -> None:
    trade.sell(*trade.receive())
    paper = trade.draft("CM", NewLine(item="DRIVE", quantity=1), NewLine(item="PHONE", quantity=2))
    with refused("cannot_post", ("Line 1 (DRIVE)", "too_few_units"), ("Line 2 (PHONE)", "too_few_units")):
        trade.post(paper)
    assert one("SELECT count(*) FROM stock_unit") == 1


def test_a_return_never_picks_some_other_sold_unit_by_itself(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="PHONE", quantity=3)))
    trade.post(trade.draft("SI", NewLine(item="PHONE", quantity=3)))
    paper = trade.draft("CM", NewLine(item="PHONE", quantity=1))
    with refused("cannot_post", ("Line 1 (PHONE)", "too_few_units")):
        trade.post(paper)
    trade.scan(paper, "100001")
    trade.post(paper)
    assert [bin_of(serial) for serial in ("100000", "100001", "100002")] == ["SOLD", "RETURNS", "SOLD"]


def test_a_unit_that_we_never_sold_is_not_taken_back(trade: Trade) -> None:
    receipt = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=1)))
    reverse(trade.owner, Reverse(document_id=receipt.document_id, reason="mistake"))
    assert fates(trade.scan(trade.draft("CM"), "100000")) == [("100000", "skipped", "not_with_us")]


def test_neither_is_one_that_came_from_another_out_bin_than_usual(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="DOCK", name="Consigned", bin_type="out"))
    receipt = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=1), from_bin="DOCK"))
    reverse(trade.owner, Reverse(document_id=receipt.document_id, reason="mistake"))
    assert bin_of("100000") == "DOCK"
    assert fates(trade.scan(trade.draft("CM"), "100000")) == [("100000", "skipped", "not_with_us")]


def test_after_a_mistaken_return_was_reversed_the_unit_can_still_be_returned(trade: Trade) -> None:
    serials = trade.receive()
    trade.sell(*serials)
    mistake = trade.take_back(*serials)
    reverse(trade.owner, Reverse(document_id=mistake.document_id, reason="mistake"))
    paper = trade.draft("CM")
    assert trade.scan(paper, *serials).entries[0].holder == "SI 100000"
    assert trade.post(paper).total_minor == 10000


def test_a_unit_moved_among_customers_shelves_is_still_credited_to_its_sale(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="ABROAD", name="Sold abroad", bin_type="out"))
    serials = trade.receive()
    trade.sell(*serials)
    transfer = trade.draft("ST", to_bin="ABROAD")
    trade.scan(transfer, *serials)
    trade.post(transfer)
    paper = trade.draft("CM")
    scanned = trade.scan(paper, *serials)
    assert (scanned.entries[0].holder, scanned.total_minor) == ("SI 100000", 10000)
    trade.post(paper)


def test_units_of_two_invoices_get_a_line_each(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    trade.sell(serials[0])
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=1, price_minor=100))
    trade.scan(paper, serials[1])
    trade.post(paper)
    scanned = trade.scan(trade.draft("CM"), *serials)
    assert [(line.quantity, line.price_minor) for line in scanned.lines] == [(1, 10000), (1, 100)]


def test_two_drafts_cannot_credit_more_than_was_sold(trade: Trade) -> None:
    cables(trade, 5)
    line = sell_cables(trade, 5)
    first = trade.draft("CM", NewLine(item="CABLE", quantity=3, source_line_id=line))
    second = trade.draft("CM", NewLine(item="CABLE", quantity=3, source_line_id=line))
    trade.post(first)
    with refused("cannot_post", ("CABLE", "over_credited")):
        trade.post(second)
    assert in_bin("CABLE", "RETURNS") == 3


def test_one_draft_cannot_either_on_two_lines(trade: Trade) -> None:
    cables(trade, 5)
    line = sell_cables(trade, 5)
    credit = NewLine(item="CABLE", quantity=3, source_line_id=line)
    paper = trade.draft("CM", credit, credit)
    with refused("cannot_post", ("CABLE", "over_credited")):
        trade.post(paper)


def test_a_reversed_credit_may_be_made_again(trade: Trade) -> None:
    cables(trade, 5)
    line = sell_cables(trade, 5)
    credit = NewLine(item="CABLE", quantity=5, source_line_id=line)
    posted = trade.post(trade.draft("CM", credit))
    reverse(trade.owner, Reverse(document_id=posted.document_id, reason="mistake"))
    assert trade.post(trade.draft("CM", credit)).quantity == 5


def test_a_reversed_sale_cannot_be_credited(trade: Trade) -> None:
    cables(trade, 5)
    line = sell_cables(trade, 5)
    paper = trade.draft("CM", NewLine(item="CABLE", quantity=1, source_line_id=line))
    reverse(
        trade.owner,
        Reverse(
            document_id=int(str(one("SELECT document_id FROM documents_line WHERE id=%s", line))), reason="mistake"
        ),
    )
    with refused("cannot_post", ("CABLE", "source_reversed")):
        trade.post(paper)


def test_an_invoice_line_is_named_by_its_barcode_as_well(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="CABLE", name="Cable", tracking="quantity", barcodes=("4006381333931",)))
    cables(trade, 5)
    line = sell_cables(trade, 5)
    assert trade.draft("CM", NewLine(item="4006381333931", quantity=1, source_line_id=line)).lines


def test_only_a_sale_of_the_same_customer_and_item_can_be_credited(trade: Trade) -> None:
    cables(trade, 5)
    serials = trade.receive()
    sold = sell_cables(trade, 2)
    other = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=1), party="C2"))
    receipt = int(str(one("SELECT min(id) FROM documents_line")))
    credit = sale_line(trade.post(trade.draft("CM", NewLine(item="CABLE", quantity=1))).document_id)
    open_line = trade.draft("SI", NewLine(item="CABLE", quantity=1)).lines[0].line_id
    with refused(
        "bad_source",
        ("CABLE", "other_customer"),
        ("HOUR", "other_item"),
        ("CABLE", "not_its_opposite"),
        ("CABLE", "not_its_opposite"),
        ("CABLE", "not_its_opposite"),
        ("CABLE", "unknown_line"),
        ("CABLE", "unknown_line"),
    ):
        trade.draft(
            "CM",
            NewLine(item="CABLE", quantity=1, source_line_id=sale_line(other.document_id)),
            NewLine(item="HOUR", quantity=1, source_line_id=sold),
            NewLine(item="CABLE", quantity=1, source_line_id=receipt),
            NewLine(item="CABLE", quantity=1, source_line_id=credit),
            NewLine(item="CABLE", quantity=-1, source_line_id=sold),
            NewLine(item="CABLE", quantity=1, source_line_id=open_line),
            NewLine(item="CABLE", quantity=1, source_line_id=999_999),
        )
    assert bin_of(serials[0]) == "MAIN"


def test_changing_the_customer_of_a_credit_does_not_move_the_invoice(trade: Trade) -> None:
    cables(trade, 5)
    paper = trade.draft("CM", NewLine(item="CABLE", quantity=1, source_line_id=sell_cables(trade, 5)))
    revise(trade.owner, Revise(document_id=paper.document_id, party="C2"))
    with refused("cannot_post", ("CABLE", "other_customer")):
        trade.post(paper)


def test_cables_come_back_at_the_average_of_the_moment(trade: Trade) -> None:
    cables(trade, 10, price_minor=200)
    sell_cables(trade, 5)
    cables(trade, 5, price_minor=400)
    posted = trade.post(trade.draft("CM", NewLine(item="CABLE", quantity=1)))
    assert posted.value_minor == 300
    assert valued("CABLE") == (11, 3300)


def test_with_none_left_they_come_back_at_what_they_cost_when_sold(trade: Trade) -> None:
    cables(trade, 3, price_minor=333)
    line = sell_cables(trade, 3)
    posted = trade.post(trade.draft("CM", NewLine(item="CABLE", quantity=1, source_line_id=line)))
    assert posted.value_minor == 333


def test_who_may_only_sell_takes_nothing_back_on_an_invoice(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    trade.sell(serials[0])
    seller = hire("in", "goods_in")
    assert not seller.may("sell")
    paper = trade.draft("SI")
    trade.scan(paper, *serials)
    with refused("not_allowed"):
        post(seller, Post(document_id=paper.document_id))


def test_a_memo_needs_no_invoice_but_a_customer(trade: Trade) -> None:
    with refused("unknown_party"):
        draft(trade.owner, Draft(kind="CM"))


def test_an_unknown_unit_is_skipped_and_nothing_else_happens(trade: Trade) -> None:
    paper = trade.draft("CM")
    with assert_nothing_changed():
        assert fates(trade.scan(paper, "999999")) == [("999999", "skipped", "unknown")]
