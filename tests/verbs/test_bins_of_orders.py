"""The bins of quotes and orders: what they take from, what they commit into, and what the next paper knows of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.papers import change, close_to, commit_to, order, turn
from tests.trade import Trade, bin_of, one, refused

from everyunit.documents.commit import Commit, commit
from everyunit.documents.detach import Detach, detach
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.generate import Generate, generate
from everyunit.documents.models import Document, Line
from everyunit.documents.pick import Pick, pick
from everyunit.documents.revise import Revise, revise
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.reports.verify import verify


@pytest.fixture(autouse=True)
def a_shelf_and_sound_books(trade: Trade) -> Iterator[None]:
    save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf", position=9))
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def set_bins(trade: Trade, paper: DraftSaved, **bins: str) -> DraftSaved:
    return revise(trade.owner, Revise(document_id=paper.document_id, **bins))


def bins_of(paper: DraftSaved) -> tuple[str | None, str | None]:
    document = Document.objects.select_related("from_bin", "to_bin").get(pk=paper.document_id)
    return (
        document.from_bin.code if document.from_bin else None,
        document.to_bin.code if document.to_bin else None,
    )


@pytest.mark.parametrize(("kind", "code"), [("SO", "SOLD"), ("SQ", "SOLD"), ("PO", "MAIN"), ("CO", "MAIN")])
def test_what_is_to_be_committed_stays_inside_one_bin_type(trade: Trade, kind: str, code: str) -> None:
    with refused("wrong_bin"):
        trade.draft(kind, to_bin=code)
    paper = trade.draft(kind)
    with refused("wrong_bin"):
        set_bins(trade, paper, to_bin=code)


def test_an_invoice_may_go_to_any_bin_until_it_posts(trade: Trade) -> None:
    assert bins_of(trade.draft("SI", to_bin="SHELF")) == (None, "SHELF")


def test_an_order_has_the_bins_of_its_quote_and_the_invoice_takes_from_where_the_order_does(trade: Trade) -> None:
    quote = set_bins(trade, order(trade, "SQ", "PHONE", 2), from_bin="SHELF", to_bin="MAIN")
    change(trade, quote, from_bin="RETURNS")
    sale = turn(trade, quote, "SO")
    assert bins_of(sale) == ("SHELF", "MAIN")
    invoice = turn(trade, sale, "SI")
    assert bins_of(invoice) == ("SHELF", None)
    lines = Line.objects.filter(document_id__in=[sale.document_id, invoice.document_id])
    assert [line.from_bin.code for line in lines.select_related("from_bin") if line.from_bin] == ["RETURNS"] * 2


def test_a_return_does_not_take_from_where_the_sale_did(trade: Trade) -> None:
    sale = trade.draft("SI", from_bin="MAIN")
    trade.scan(sale, *trade.receive())
    trade.post(sale)
    assert bins_of(turn(trade, sale, "CO")) == (None, None)


def test_a_cancelled_order_leaves_a_quote_that_takes_from_the_same_bin(trade: Trade) -> None:
    sale = set_bins(trade, order(trade, "SO"), from_bin="SHELF")
    number = close_to(trade, sale, "cancelled").quote.split()[1]
    quote = Document.objects.select_related("from_bin").get(kind="SQ", number=number)
    assert quote.from_bin is not None
    assert quote.from_bin.code == "SHELF"


def test_counted_goods_are_committed_from_the_bin_of_the_order(trade: Trade) -> None:
    trade.receive("CABLE", 5)
    sale = order(trade, "SO", "CABLE", 2)
    set_bins(trade, sale, from_bin="RETURNS")
    with refused("negative_stock", ("CABLE", "too_few")):
        commit_to(trade, sale, 2)
    taken = Commit(document_id=sale.document_id, line_id=sale.lines[0].line_id, quantity=2, from_bin="MAIN")
    assert commit(trade.owner, taken).lines[0].attached == 2


def test_only_a_commitment_makes_a_commit_bin_stick(trade: Trade) -> None:
    sale = order(trade, "SO", "PHONE", 1)
    pick(trade.owner, Pick(document_id=sale.document_id))
    assert bins_of(sale) == (None, None)
    trade.receive("PHONE", 1)
    pick(trade.owner, Pick(document_id=sale.document_id))
    assert bins_of(sale) == (None, "PACKING")


def test_unknown_units_wait_in_the_bin_that_their_order_names(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="TRUCK", name="On their way", bin_type="out"))
    paper = order(trade, "CO", quantity=1)
    set_bins(trade, paper, to_bin="TRUCK")
    generate(trade.owner, Generate(document_id=paper.document_id, line_id=paper.lines[0].line_id, count=1))
    assert bin_of(str(one("SELECT serial FROM stock_unit"))) == "TRUCK"
    detach(trade.owner, Detach(document_id=paper.document_id, line_id=paper.lines[0].line_id))
    assert bin_of(str(one("SELECT serial FROM stock_unit"))) == "REFUSED"


def test_makers_numbers_on_a_new_purchase_order_make_its_units_once(trade: Trade) -> None:
    paper = order(trade, "PO", quantity=2, maker_numbers=("WD-1", "WD-2"))
    assert paper.lines[0].attached == one("SELECT count(*) FROM stock_unit") == 2
    commit_to(trade, paper, 2)
    assert one("SELECT count(*) FROM stock_unit") == 2
    receipt = turn(trade, paper, "PR")
    assert receipt.lines[0].attached == 2
    trade.post(receipt)
    assert one("SELECT count(*) FROM stock_unit WHERE maker_serial IN ('WD-1', 'WD-2')") == 2
