"""What an order lacks is brought from another bin: the transfer is begun from its line."""

import pytest
from tests.papers import commit_to, order, turn
from tests.trade import Trade, in_bin, refused

from everyunit.documents.bring import Bring, bring
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.elsewhere import line_to_bring
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location


@pytest.fixture(autouse=True)
def places(trade: Trade) -> None:
    """Two cables in MAIN, four in BACK of the same location, six in SHELF of the branch."""
    save_location(trade.owner, SaveLocation(code="BRANCH", name="Branch"))
    save_bin(trade.owner, SaveBin(code="BACK", name="Back room"))
    save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf", location="BRANCH", default_for=("receiving",)))
    save_bin(trade.owner, SaveBin(code="VAN", name="Van", location="BRANCH", default_for=("transit",)))
    for quantity, code in ((2, "MAIN"), (4, "BACK"), (6, "SHELF")):
        trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=quantity), to_bin=code))


def fetch(trade: Trade, paper: DraftSaved, bin_code: str, quantity: int) -> DraftSaved:
    return bring(trade.owner, Bring(line_id=paper.lines[0].line_id, bin=bin_code, quantity=quantity))


def test_the_page_says_what_is_lacking_and_where_there_is_some(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", 9)
    commit_to(trade, paper, 1)
    line = line_to_bring(paper.lines[0].line_id)
    assert line is not None
    assert line.lacking == 8
    assert [(each.bin, each.location, each.free) for each in line.offers] == [
        ("BACK", "HQ", 4),
        ("MAIN", "HQ", 1),
        ("SHELF", "BRANCH", 6),
    ]


def test_inside_the_location_it_is_a_stock_transfer(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", 6)
    made = fetch(trade, paper, "BACK", 4)
    assert (made.kind, made.lines[0].quantity) == ("ST", 4)
    trade.post(made)
    assert (in_bin("CABLE", "MAIN"), in_bin("CABLE", "BACK")) == (6, 0)


def test_from_another_location_it_is_a_transfer_order_that_refers_to_the_order(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", 9)
    made = fetch(trade, paper, "SHELF", 3)
    document = Document.objects.select_related("location", "destination", "source").get(pk=made.document_id)
    assert document.destination is not None
    assert (made.kind, document.location.code, document.destination.code) == ("TO", "BRANCH", "HQ")
    assert (document.reference, document.source_id) == (f"SO {paper.number}", paper.document_id)
    commit_to(trade, made, 3)
    assert in_bin("CABLE", "VAN") == 3


def test_no_more_is_brought_than_is_lacking(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", 3)
    with refused("too_many"):
        fetch(trade, paper, "BACK", 4)
    commit_to(trade, paper, 2)
    with refused("too_many"):
        fetch(trade, paper, "BACK", 2)


def test_pieces_that_are_committed_and_on_a_draft_are_lacking_once(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", 3)
    commit_to(trade, paper, 2)
    turn(trade, paper, "SI")
    with refused("too_many"):
        fetch(trade, paper, "BACK", 2)
    assert fetch(trade, paper, "BACK", 1).lines[0].quantity == 1


def test_only_orders_that_take_from_our_stock_lack_anything(trade: Trade) -> None:
    for paper in (order(trade, "PO", "CABLE", 3), trade.draft("SI", NewLine(item="CABLE", quantity=3))):
        with refused("nothing_lacking"):
            fetch(trade, paper, "BACK", 1)
    with refused("unknown_line"):
        bring(trade.owner, Bring(line_id=999_999, bin="BACK", quantity=1))


def test_it_comes_from_a_stock_bin_that_it_is_not_picked_from_anyway(trade: Trade) -> None:
    paper = order(trade, "SO", "CABLE", 3)
    with refused("same_bin"):
        fetch(trade, paper, "MAIN", 1)
    with refused("wrong_bin"):
        fetch(trade, paper, "SOLD", 1)
    with refused("unknown_bin", ("NOWHERE", "unknown_bin")):
        fetch(trade, paper, "NOWHERE", 1)
