"""What the postings of a document moved is told with it."""

from tests.papers import undo
from tests.trade import Trade

from everyunit.documents.detach import Detach, detach
from everyunit.documents.history import history_of
from everyunit.documents.new_lines import NewLine


def told(document_id: int, **options: int) -> list[tuple[str, int, str, str, str, str]]:
    return [
        (each.item, each.pieces, each.first, each.last, each.from_bin, each.to_bin)
        for each in history_of(document_id, **options).moved
    ]


def test_an_order_tells_what_came_onto_it_and_what_went_again(trade: Trade) -> None:
    units = trade.receive(quantity=3)
    order = trade.draft("SO")
    trade.scan(order, *units)
    detach(trade.owner, Detach(document_id=order.document_id, scans=(units[1],)))
    assert told(order.document_id) == [
        ("DRIVE", 1, units[1], units[1], "PACKING", "MAIN"),
        ("DRIVE", 3, units[0], units[2], "MAIN", "PACKING"),
    ]


def test_a_posted_paper_tells_units_and_counted_goods_and_what_undid_it(trade: Trade) -> None:
    receipt = trade.post(
        trade.draft("PR", NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=5, price_minor=200))
    )
    undo(trade, receipt)
    moved = history_of(receipt.document_id).moved
    assert [(each.item, each.pieces, each.undoes) for each in moved] == [
        ("DRIVE", 2, True),
        ("CABLE", 5, True),
        ("DRIVE", 2, False),
        ("CABLE", 5, False),
    ]
    assert all(each.user == "owner" for each in moved)


def test_what_moved_first_is_some_pages_back(trade: Trade) -> None:
    units = trade.receive(quantity=3)
    order = trade.draft("SO")
    for unit in units:
        trade.scan(order, unit)
    page = history_of(order.document_id, at_most=2)
    assert [each.first for each in page.moved] == [units[2], units[1]]
    assert page.next_before is not None
    assert [each.first for each in history_of(order.document_id, page.next_before).moved] == [units[0]]


def test_a_draft_has_moved_nothing(trade: Trade) -> None:
    assert history_of(trade.draft("SO").document_id).moved == ()
