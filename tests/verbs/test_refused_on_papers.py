"""What quotes, orders and vendors' papers refuse, and that a refusal changes nothing."""

import pytest
from tests.papers import change, close_to, commit_to, held, order, status_of, turn, undo
from tests.trade import Trade, assert_nothing_changed, fates, one, refused

from everyunit.documents.attach import Attach, attach
from everyunit.documents.commit import Commit, commit
from everyunit.documents.convert import Convert, Wanted, convert
from everyunit.documents.detach import Detach, detach
from everyunit.documents.discard import Discard, discard
from everyunit.documents.generate import Generate, generate
from everyunit.documents.new_lines import NewLine
from everyunit.parties.save_party import SaveParty, save_party

ORDERS = ("PO", "SO", "DO", "CO")


@pytest.mark.parametrize("item", ["DRIVE", "PHONE", "CABLE"])
@pytest.mark.parametrize("to", ["PR", "PI"])
def test_receiving_more_than_was_ordered(trade: Trade, item: str, to: str) -> None:
    paper = turn(trade, order(trade, "PO", item, 3), to)
    change(trade, paper, quantity=4)
    with refused("cannot_post", (item, "over_received")):
        trade.post(paper)
    change(trade, paper, quantity=3)
    trade.post(paper)


def test_receiving_the_rest_twice(trade: Trade) -> None:
    paper = order(trade, "PO", "CABLE", 3)
    first, second = turn(trade, paper, "PR", wanted=2), turn(trade, paper, "PR", wanted=1)
    change(trade, second, quantity=2)
    trade.post(first)
    with refused("cannot_post", ("CABLE", "over_received")):
        trade.post(second)


def test_invoicing_more_than_was_received(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2))
    trade.post(receipt)
    invoice = turn(trade, receipt, "PI", wanted=1)
    change(trade, invoice, quantity=3)
    with refused("cannot_post", ("DRIVE", "over_invoiced")):
        trade.post(invoice)


def test_invoicing_one_receipt_twice(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    trade.post(receipt)
    trade.post(turn(trade, receipt, "PI"))
    with refused("nothing_outstanding"):
        turn(trade, receipt, "PI")


def test_invoicing_a_receipt_that_is_reversed_meanwhile(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    trade.post(receipt)
    invoice = turn(trade, receipt, "PI")
    undo(trade, receipt)
    with refused("cannot_post", ("DRIVE", "source_reversed")):
        trade.post(invoice)


def test_a_receipt_that_was_invoiced_is_not_reversed_before_its_invoice(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    trade.post(receipt)
    invoice = turn(trade, receipt, "PI")
    trade.post(invoice)
    with refused("later_events", (f"PI {invoice.number}", "credited_since")):
        undo(trade, receipt)


def test_reversing_a_purchase_invoice_after_its_units_were_sold(trade: Trade) -> None:
    invoice = trade.draft("PI", NewLine(item="DRIVE", quantity=2), party="V1")
    trade.post(invoice)
    trade.sell("100001")
    with refused("later_events", ("100001", "moved_since")):
        undo(trade, invoice)


def test_reversing_a_dearer_purchase_invoice_after_its_units_were_sold(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2, price_minor=6000))
    trade.post(receipt)
    invoice = turn(trade, receipt, "PI")
    change(trade, invoice, price_minor=6500)
    trade.post(invoice)
    trade.sell("100001")
    with refused("later_events", ("100001", "cost_changed_since")):
        undo(trade, invoice)


def test_crediting_a_unit_twice(trade: Trade) -> None:
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    first, second = turn(trade, sale, "CO"), trade.draft("CM", party="C1")
    trade.scan(first, serial)
    assert fates(trade.scan(second, serial)) == [(serial, "skipped", "held")]
    trade.post(turn(trade, first, "CM"))
    again = trade.draft("CM", party="C1")
    assert fates(trade.scan(again, serial)) == [(serial, "skipped", "goes_out")]  # it is ours now: that would sell it
    trade.scan(again, serial, exceed=True)
    with refused("negative_total"):
        trade.post(again)
    with refused("nothing_outstanding"):
        turn(trade, sale, "CM")


def test_returning_a_unit_that_another_customer_bought_is_said(trade: Trade) -> None:
    (serial,) = trade.receive()
    sale = trade.sell(serial, party="C2")
    for kind in ("CO", "CM"):
        paper = trade.draft(kind, party="C1")
        entry = trade.scan(paper, serial).entries[0]
        assert (entry.code, entry.holder) == ("other_customer", f"SI {sale.number}")
        assert "C2" in entry.message
        if kind == "CO":
            close_to(trade, paper)
        else:
            discard(trade.owner, Discard(document_id=paper.document_id))


def test_returning_a_unit_that_was_ordered_but_never_received(trade: Trade) -> None:
    paper = order(trade, "PO", quantity=1)
    commit_to(trade, paper, 1)
    close_to(trade, paper)
    for kind in ("CO", "CM", "SI", "DO", "DM"):
        party = "V1" if kind[0] == "D" else "C1"
        assert fates(trade.scan(trade.draft(kind, party=party), "100000")) == [("100000", "skipped", "not_with_us")]


@pytest.mark.parametrize(("kind", "party"), [("DM", "V1"), ("CM", "C1"), ("SI", "C1")])
def test_posting_with_too_few_units(trade: Trade, kind: str, party: str) -> None:
    paper = trade.draft(kind, NewLine(item="DRIVE", quantity=2), party=party)
    with refused("cannot_post", ("Line 1 (DRIVE)", "too_few_units")):
        trade.post(paper)


@pytest.mark.parametrize(("kind", "to"), [("PO", "PR"), ("SO", "SI"), ("DO", "DM"), ("CO", "CM")])
def test_nothing_is_made_of_a_closed_order(trade: Trade, kind: str, to: str) -> None:
    paper = order(trade, kind)
    close_to(trade, paper)
    with refused("closed"):
        turn(trade, paper, to)
    with refused("closed"):
        commit_to(trade, paper, 1)
    with refused("closed"):
        close_to(trade, paper)
    with refused("closed"):
        close_to(trade, paper, "cancelled")
    close_to(trade, paper, "open")
    assert status_of(paper) == "open"
    with refused("not_closed"):
        close_to(trade, paper, "open")


def test_a_draft_of_an_order_that_was_fulfilled_otherwise_does_not_post(trade: Trade) -> None:
    trade.receive("CABLE", 9)
    paper = order(trade, "SO", "CABLE", 2)
    first, second = turn(trade, paper, "SI", wanted=1), turn(trade, paper, "SI", wanted=1)
    change(trade, first, quantity=2)
    trade.post(first)
    with refused("cannot_post", ("CABLE", "source_closed")):
        trade.post(second)


@pytest.mark.parametrize(("kind", "to"), [("PO", "PR"), ("SO", "SI"), ("DO", "DM"), ("CO", "CM")])
def test_cancelling_what_was_delivered(trade: Trade, kind: str, to: str) -> None:
    trade.receive("CABLE", 5)
    paper = order(trade, kind, "CABLE", 3)
    trade.post(turn(trade, paper, to, wanted=1))
    with refused("delivered", ("Line 1 (CABLE)", "delivered")):
        close_to(trade, paper, "cancelled")


def test_cancelling_what_is_committed(trade: Trade) -> None:
    paper = order(trade, "PO", quantity=2)
    commit_to(trade, paper, 2)
    with refused("committed", ("Line 1 (DRIVE)", "committed")):
        close_to(trade, paper, "cancelled")
    commit_to(trade, paper, 0)
    assert close_to(trade, paper, "cancelled").quote.startswith("PQ ")
    with refused("closed"):
        turn(trade, paper, "PR")


def test_converting_twice(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", 2)
    turn(trade, paper, "SI")
    with refused("nothing_outstanding"):
        turn(trade, paper, "SI")
    quote = order(trade, "PQ", "CABLE", 2)
    turn(trade, quote, "PO")
    with refused("closed"):
        turn(trade, quote, "PO")


def test_converting_what_does_not_follow(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", 2)
    for to in ("PR", "CM", "SO", "DM"):
        with refused("cannot_become"):
            turn(trade, paper, to)
    with refused("unknown_kind"):
        turn(trade, paper, "XX")
    sale = trade.draft("SI", NewLine(item="CABLE", quantity=1))
    with refused("not_posted"):
        turn(trade, sale, "CM")
    with refused("unknown_document"):
        convert(trade.owner, Convert(document_id=999, to="SI"))


@pytest.mark.parametrize(("wanted", "code"), [(3, "too_many"), (-1, "too_many"), (0, "nothing_outstanding")])
def test_converting_another_number_than_there_is(trade: Trade, wanted: int, code: str) -> None:
    paper = order(trade, "SO", "CABLE", 2)
    with refused(code):
        turn(trade, paper, "SI", wanted=wanted)


def test_converting_lines_of_another_document(trade: Trade) -> None:
    paper, other = order(trade, "SO", "CABLE", 2), order(trade, "SO", "CABLE", 2)
    foreign = (Wanted(line_id=other.lines[0].line_id, quantity=1),)
    with refused("unknown_line"):
        convert(trade.owner, Convert(document_id=paper.document_id, to="SI", wanted=foreign))


@pytest.mark.parametrize("item", ["DRIVE", "PHONE", "CABLE"])
@pytest.mark.parametrize("quantity", [3, -1])
def test_committing_more_than_is_outstanding_or_less_than_nothing(trade: Trade, item: str, quantity: int) -> None:
    trade.receive(item, 5)
    for kind in ("PO", "SO"):
        paper = order(trade, kind, item, 2)
        with refused("over_committed"):
            commit_to(trade, paper, quantity)


def test_committing_what_is_delivered_already(trade: Trade) -> None:
    trade.receive("CABLE", 5)
    paper = order(trade, "SO", "CABLE", 3)
    trade.post(turn(trade, paper, "SI", wanted=2))
    with refused("over_committed"):
        commit_to(trade, paper, 2)


def test_committing_what_is_not_there(trade: Trade) -> None:
    trade.receive("PHONE", 1)
    trade.receive("CABLE", 1)
    for item, code in (("PHONE", "short"), ("CABLE", "too_few")):
        paper = order(trade, "SO", item, 2)
        with refused("negative_stock", (item, code)):
            commit_to(trade, paper, 2)


def test_committing_on_what_is_no_order(trade: Trade) -> None:
    for paper, code in (
        (trade.draft("SI", NewLine(item="CABLE", quantity=1)), "not_an_order"),
        (order(trade, "SQ", "CABLE"), "quote_holds_nothing"),
        (order(trade, "SO", "HOUR"), "nothing_to_commit"),
    ):
        with refused(code):
            commit_to(trade, paper, 1)
    paper = order(trade, "SO")
    with refused("unknown_line"):
        commit(trade.owner, Commit(document_id=paper.document_id, line_id=999, quantity=1))


def test_a_promised_quantity_is_promised_once(trade: Trade) -> None:
    trade.receive("CABLE", 3)
    first, second = order(trade, "SO", "CABLE", 2), order(trade, "SO", "CABLE", 2)
    commit_to(trade, first, 2)
    with refused("negative_stock", ("CABLE", "too_few")):
        commit_to(trade, second, 2)


@pytest.mark.parametrize("kind", ORDERS)
def test_orders_are_not_thrown_away(trade: Trade, kind: str) -> None:
    paper = order(trade, kind)
    with refused("orders_stay"):
        discard(trade.owner, Discard(document_id=paper.document_id))


@pytest.mark.parametrize("kind", ["PQ", "SQ", "DQ", "CQ"])
def test_quotes_are(trade: Trade, kind: str) -> None:
    quote = order(trade, kind)
    discard(trade.owner, Discard(document_id=quote.document_id))
    assert one("SELECT count(*) FROM documents_document") == 0
    assert order(trade, kind).number != quote.number


@pytest.mark.parametrize(("kind", "to"), [("PO", "PR"), ("SO", "SI")])
def test_closing_with_drafts_open(trade: Trade, kind: str, to: str) -> None:
    paper = order(trade, kind, "CABLE", 2)
    draft = turn(trade, paper, to)
    for status in ("closed", "cancelled"):
        with refused("drafted", (f"{to} {draft.number}", "drafted")):
            close_to(trade, paper, status)
    discard(trade.owner, Discard(document_id=draft.document_id))
    assert close_to(trade, paper).status == "closed"


def test_closing_what_is_no_order(trade: Trade) -> None:
    for paper in (trade.draft("SI", NewLine(item="CABLE", quantity=1)), order(trade, "SQ", "CABLE")):
        with refused("not_an_order"):
            close_to(trade, paper)


@pytest.mark.parametrize("kind", ["PO", "DO", "DM", "PI", "SO", "CO", "PQ", "SQ"])
@pytest.mark.parametrize("amount", ["price_minor", "amount_minor"])
def test_a_price_below_zero(trade: Trade, kind: str, amount: str) -> None:
    with refused("bad_lines", ("CABLE", "negative_price")):
        order(trade, kind, "CABLE", 2, **{amount: -1})
    paper = order(trade, kind, "CABLE", 2)
    with refused("bad_lines", ("Line 1 (CABLE)", "bad_price")):
        change(trade, paper, price_minor=-1)


@pytest.mark.parametrize("kind", ["OS", "ST", "CA", "PP"])
def test_papers_that_have_no_opposite_have_no_negative_lines(trade: Trade, kind: str) -> None:
    with refused("bad_lines", ("CABLE", "negative_quantity")):
        trade.draft(kind, NewLine(item="CABLE", quantity=-1))


@pytest.mark.parametrize("kind", ORDERS)
def test_orders_are_neither_posted_nor_reversed(trade: Trade, kind: str) -> None:
    paper = order(trade, kind)
    with refused("not_final"):
        trade.post(paper)
    with refused("not_posted"):
        undo(trade, paper)


def test_generating_beyond_a_line_or_at_a_negative_cost(trade: Trade) -> None:
    paper = order(trade, "CO", quantity=2)
    line = paper.lines[0].line_id
    for count, cost, code in ((3, None, "too_many"), (-1, None, "too_many"), (1, -1, "bad_cost")):
        with refused(code):
            generate(trade.owner, Generate(document_id=paper.document_id, line_id=line, count=count, cost_minor=cost))
    for kind in ("SO", "PO", "DO"):
        other = order(trade, kind)
        with refused("cannot_generate"):
            generate(trade.owner, Generate(document_id=other.document_id, line_id=other.lines[0].line_id, count=1))


def test_a_scan_that_cannot_be_used_changes_nothing_on_an_order(trade: Trade) -> None:
    (serial,) = trade.receive()
    trade.scan(order(trade, "SO"), serial)
    other = order(trade, "SO")
    with assert_nothing_changed():
        scanned = attach(trade.owner, Attach(document_id=other.document_id, scans=(serial, "nobody", "", serial)))
    assert [code for _, _, code in fates(scanned)] == ["held", "unknown", "repeated"]
    assert held() == 1


def test_only_the_customer_knows_which_units_come_back(trade: Trade) -> None:
    trade.sell(*trade.receive("PHONE"))
    for paper in (order(trade, "CO", "PHONE"), order(trade, "SO", "PHONE", -1)):
        with refused("scan_the_units"):
            commit_to(trade, paper, 1)


@pytest.mark.parametrize("kind", ORDERS)
def test_nothing_is_committed_for_a_party_that_was_discontinued(trade: Trade, kind: str) -> None:
    serials = trade.receive(quantity=2)
    if kind == "CO":
        trade.sell(*serials)
    role = "vendor" if kind in ("PO", "DO") else "customer"
    code = role[0].upper() + "1"
    paper = order(trade, kind, quantity=2)
    text = "WD-1" if kind == "PO" else serials[0]
    scanned = trade.scan(paper, text)
    save_party(trade.owner, SaveParty(code=code, name="Gone", role=role, discontinued=True))
    with refused("party_discontinued"):
        trade.scan(paper, "WD-2" if kind == "PO" else serials[1])
    with refused("party_discontinued"):
        commit_to(trade, paper, 2)
    detach(trade.owner, Detach(document_id=paper.document_id, line_id=scanned.lines[0].line_id))
    assert held() == 0


@pytest.mark.parametrize("kind", ["DO", "DM"])
def test_no_phone_goes_back_to_a_vendor_unnamed(trade: Trade, kind: str) -> None:
    trade.receive("PHONE", 2)
    paper = order(trade, kind, "PHONE")
    if kind == "DO":
        with refused("scan_the_units"):
            commit_to(trade, paper, 1)
        return
    with refused("cannot_post", ("Line 1 (PHONE)", "too_few_units")):
        trade.post(paper)
