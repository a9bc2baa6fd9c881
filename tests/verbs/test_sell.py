"""Selling: units leave by their own numbers, at their own cost."""

import pytest
from tests.trade import Trade, bin_of, entry, fates, holds, in_bin, refused, valued

from everyunit.base.operation import Actor
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import hire
from everyunit.documents.discard import Discard, discard
from everyunit.documents.draft import Draft, draft
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Post, post
from everyunit.documents.revise import Revise, revise
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin


def test_scanned_units_go_to_the_customer_at_their_own_cost(trade: Trade) -> None:
    cheap = trade.receive(price_minor=1000)
    dear = trade.receive(price_minor=9000)
    posted = trade.sell(*dear)
    assert (bin_of(dear[0]), bin_of(cheap[0])) == ("SOLD", "MAIN")
    assert entry(posted.posting_id) == {
        "receivables": 10000,
        "sales": -10000,
        "cost_of_goods_sold": 9000,
        "inventory": -9000,
    }
    assert valued("DRIVE") == (1, 1000)


def test_nothing_is_held_once_it_is_sold(trade: Trade) -> None:
    serials = trade.receive(quantity=2)
    trade.sell(*serials)
    assert holds() == {}


def test_services_and_cables_go_on_the_same_invoice(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=10)))
    posted = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=4), NewLine(item="HOUR", quantity=2)))
    assert posted.total_minor == 4 * 500 + 2 * 8000
    assert entry(posted.posting_id) == {
        "receivables": 18000,
        "sales": -18000,
        "cost_of_goods_sold": 800,
        "inventory": -800,
    }


def test_a_line_that_names_too_few_units_does_not_post(trade: Trade) -> None:
    serials = trade.receive(quantity=3)
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=3), NewLine(item="CABLE", quantity=1))
    trade.scan(paper, *serials[:2])
    with refused("cannot_post", ("Line 1 (DRIVE)", "too_few_units"), ("CABLE", "too_few")):
        trade.post(paper)
    assert len(holds()) == 2


def test_a_line_that_only_waits_for_scans_does_not_post_empty(trade: Trade) -> None:
    paper = trade.draft("SI", NewLine(item="DRIVE"))
    with refused("cannot_post", ("Line 1 (DRIVE)", "empty_quantity")):
        trade.post(paper)


def test_stock_never_goes_negative(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=5)))
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=3), NewLine(item="CABLE", quantity=3))
    with refused("cannot_post", ("CABLE", "too_few")):
        trade.post(paper)
    assert in_bin("CABLE", "MAIN") == 5


def test_what_comes_back_on_an_invoice_cannot_be_sold_from_the_shelf_by_it(trade: Trade) -> None:
    """Two cables come back into RETURNS; MAIN has none to sell."""
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=2)))
    trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=2)))
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=-2), NewLine(item="CABLE", quantity=2))
    with refused("cannot_post", ("CABLE", "too_few")):
        trade.post(paper)


def test_a_posted_document_posted_again_is_refused(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("SI")
    trade.scan(paper, *serials)
    trade.post(paper)
    with refused("already_posted"):
        trade.post(paper)


@pytest.mark.parametrize("document_id", [0, -1, 999_999, 10**30])
def test_a_document_that_is_not_there_cannot_be_posted(trade: Trade, document_id: int) -> None:
    with refused("unknown_document"):
        post(trade.owner, Post(document_id=document_id))


def rightless() -> Actor:
    return hire("guest", "viewer")


@pytest.mark.parametrize("kind", ["PR", "SI", "CM", "ST"])
def test_who_has_no_right_starts_nothing(trade: Trade, kind: str) -> None:
    guest = rightless()
    with refused("not_allowed"):
        draft(guest, Draft(kind=kind, party={"PR": "V1", "ST": None}.get(kind, "C1")))


def test_who_has_no_right_posts_nothing_and_sees_no_difference(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("SI")
    trade.scan(paper, *serials)
    guest = rightless()
    for attempt in (
        lambda: post(guest, Post(document_id=paper.document_id)),
        lambda: discard(guest, Discard(document_id=paper.document_id)),
        lambda: revise(guest, Revise(document_id=paper.document_id, notes="x")),
    ):
        with refused("not_allowed"):
            attempt()


def test_goods_in_may_not_sell(trade: Trade) -> None:
    with refused("not_allowed"):
        draft(hire("in", "goods_in"), Draft(kind="SI", party="C1"))


@pytest.mark.parametrize(("party", "code"), [("V1", "wrong_party"), ("NOPE", "unknown_party")])
def test_an_invoice_needs_a_customer(trade: Trade, party: str, code: str) -> None:
    with refused(code):
        trade.draft("SI", party=party)


def test_a_discontinued_customer_gets_no_new_invoice(trade: Trade) -> None:
    save_party(trade.owner, SaveParty(code="C1", name="Gone", role="customer", discontinued=True))
    with refused("party_discontinued"):
        trade.draft("SI")


def test_what_is_left_of_a_discontinued_item_may_be_sold(trade: Trade) -> None:
    serials = trade.receive()
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=3)))
    save_item(trade.owner, SaveItem(code="DRIVE", name="Drive", discontinued=True))
    save_item(trade.owner, SaveItem(code="CABLE", name="Cable", tracking="quantity", discontinued=True))
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=3))
    trade.scan(paper, *serials)
    assert trade.post(paper).units == 1


def test_an_unknown_kind_is_refused(trade: Trade) -> None:
    for kind in ("XX", "", "si"):
        with refused("unknown_kind"):
            draft(trade.owner, Draft(kind=kind, party="C1"))


def test_selling_into_a_stock_bin_is_refused(trade: Trade) -> None:
    serials = trade.receive()
    paper = trade.draft("SI", to_bin="RETURNS")
    trade.scan(paper, *serials)
    with refused("cannot_post", ("Line 1 (DRIVE)", "wrong_bin")):
        trade.post(paper)


def test_selling_cables_out_of_an_out_bin_is_refused(trade: Trade) -> None:
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=1, from_bin="SUPPLIER"))
    with refused("cannot_post", ("Line 1 (CABLE)", "wrong_bin")):
        trade.post(paper)


def test_units_of_no_cost_are_sold_without_a_cost(trade: Trade) -> None:
    posted = trade.sell(*trade.receive(price_minor=0))
    assert entry(posted.posting_id) == {"receivables": 10000, "sales": -10000}


def test_a_gift_is_an_invoice_of_zero(trade: Trade) -> None:
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=1)))
    posted = trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=1, price_minor=0)))
    assert posted.total_minor == 0
    assert entry(posted.posting_id) == {"cost_of_goods_sold": 200, "inventory": -200}


def test_units_that_a_colleague_has_moved_since_are_named_by_their_bin(trade: Trade) -> None:
    serials = trade.receive()
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop"))
    paper = trade.draft("SI")
    trade.scan(paper, *serials)
    transfer = trade.draft("ST", to_bin="SHOP")
    assert fates(trade.scan(transfer, *serials)) == [(serials[0], "skipped", "held")]
