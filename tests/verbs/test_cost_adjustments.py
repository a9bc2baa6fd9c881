"""A cost adjustment gives goods in stock a new cost; a price protection does the same at a vendor's expense."""

from __future__ import annotations

import pytest
from tests.trade import Trade, begin, bin_of, cost_of, entry, fates, holds, one, refused, valued

from everyunit.base import sql
from everyunit.base.operation import Actor
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import hire
from everyunit.documents.convert import Convert, convert
from everyunit.documents.discard import Discard, discard
from everyunit.documents.draft import Draft, draft
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.new_lines import NewLine
from everyunit.documents.page import document_page
from everyunit.documents.post import Post, post
from everyunit.documents.queries import document_unit_ranges, document_units
from everyunit.documents.reverse import Reverse, reverse
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.reports.verify import verify
from everyunit.rules.refusals import Refused
from everyunit.stock.rebuild import Rebuild, rebuild


def reprice(trade: Trade, paper: DraftSaved, minor: int, line: int = 0) -> None:
    ids = [
        each
        for (each,) in sql.rows(
            "SELECT id FROM documents_line WHERE document_id = %s ORDER BY position", [paper.document_id]
        )
    ]
    change = LineChange(line_id=ids[line], price_minor=minor)
    revise(trade.owner, Revise(document_id=paper.document_id, change=(change,)))


def adjust(trade: Trade, minor: int, *scans: str, kind: str = "CA", party: str | None = None) -> tuple[DraftSaved, int]:
    """Give the scanned units this cost; the paper and its posting."""
    paper = trade.draft(kind, party=party)
    trade.scan(paper, *scans)
    reprice(trade, paper, minor)
    return paper, trade.post(paper).posting_id


def undo(trade: Trade, paper: DraftSaved) -> int:
    return reverse(trade.owner, Reverse(document_id=paper.document_id, reason="mistake")).posting_id


def steps(serial: str) -> list[tuple[int, int, str]]:
    return [
        (int(old), int(new), reason)
        for old, new, reason in sql.rows(
            "SELECT c.old_minor, c.new_minor, c.reason FROM stock_costchange c JOIN stock_unit u ON u.id = c.unit_id"
            " AND u.home = c.home WHERE u.serial = %s ORDER BY c.id",
            [serial],
        )
    ]


def test_the_units_named_get_the_new_cost_and_nothing_moves(trade: Trade) -> None:
    first, second, other = trade.receive(quantity=3, price_minor=6000)
    before = one("SELECT count(*) FROM stock_movement")
    _, posting_id = adjust(trade, 4500, first, second)
    assert [cost_of(serial) for serial in (first, second, other)] == [4500, 4500, 6000]
    assert valued("DRIVE") == (3, 15000)
    assert entry(posting_id) == {"inventory": -3000, "inventory_adjustment": 3000}
    assert one("SELECT count(*) FROM stock_movement") == before
    assert (bin_of(first), holds()) == ("MAIN", {})
    assert steps(first) == [(6000, 4500, "cost adjustment 100000")]


def test_units_are_named_by_a_range(trade: Trade) -> None:
    trade.receive(quantity=200, price_minor=100)
    paper = trade.draft("CA")
    scanned = trade.scan(paper, "100000–100149", by="range")
    assert scanned.counts == {"added": 150}
    reprice(trade, paper, 90)
    posted = trade.post(paper)
    assert (posted.units, valued("DRIVE")) == (150, (200, 18500))


def test_a_higher_cost_is_booked_the_other_way(trade: Trade) -> None:
    (serial,) = trade.receive(price_minor=6000)
    _, posting_id = adjust(trade, 6100, serial)
    assert entry(posting_id) == {"inventory": 100, "inventory_adjustment": -100}


def test_a_price_protection_is_paid_by_the_vendor(trade: Trade) -> None:
    (serial,) = trade.receive(price_minor=6000)
    _, posting_id = adjust(trade, 5000, serial, kind="PP", party="V1")
    assert entry(posting_id) == {"inventory": -1000, "payables": 1000}
    assert cost_of(serial) == 5000


def test_the_new_cost_of_scanned_units_starts_as_what_the_item_costs_now(trade: Trade) -> None:
    (serial,) = trade.receive(price_minor=6000)
    paper = trade.draft("CA")
    assert trade.scan(paper, serial).lines[0].price_minor == 6000
    posted = trade.post(paper)
    assert (cost_of(serial), entry(posted.posting_id)) == (6000, {})
    assert steps(serial) == [(6000, 6000, "cost adjustment 100000")]


def test_sold_units_keep_their_cost(trade: Trade) -> None:
    sold, here = trade.receive(quantity=2, price_minor=6000)
    trade.sell(sold)
    paper = trade.draft("CA")
    scanned = trade.scan(paper, sold, here)
    assert fates(scanned) == [(sold, "skipped", "not_in_stock"), (here, "added", "")]
    assert "keeps its cost" in scanned.entries[0].message
    reprice(trade, paper, 1)
    trade.post(paper)
    assert (cost_of(sold), cost_of(here)) == (6000, 1)


def test_units_gone_to_the_vendor_and_unknown_ones_are_skipped(trade: Trade) -> None:
    (serial,) = trade.receive()
    back = trade.draft("DM", party="V1")
    trade.scan(back, serial)
    trade.post(back)
    paper = trade.draft("CA")
    assert [code for _, action, code in fates(trade.scan(paper, serial, "nothing")) if action == "skipped"] == [
        "not_in_stock",
        "unknown",
    ]


def test_a_unit_that_an_order_holds_is_skipped_and_the_order_named(trade: Trade) -> None:
    (serial,) = trade.receive()
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=1), party="C1")
    trade.scan(order, serial)
    scanned = trade.scan(trade.draft("CA"), serial)
    assert fates(scanned) == [(serial, "skipped", "held")]
    assert scanned.entries[0].holder == f"SO {order.number}"


def test_a_unit_on_a_draft_adjustment_cannot_be_sold(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper = trade.draft("CA")
    trade.scan(paper, serial)
    assert fates(trade.scan(trade.draft("SI"), serial)) == [(serial, "skipped", "held")]
    discard(trade.owner, Discard(document_id=paper.document_id))
    assert holds() == {}
    trade.sell(serial)


def test_a_line_that_names_too_few_units_is_not_posted(trade: Trade) -> None:
    trade.receive(quantity=2)
    paper = trade.draft("CA", NewLine(item="DRIVE", quantity=2, price_minor=5))
    trade.scan(paper, "100000")
    with refused("cannot_post", ("Line 1 (DRIVE)", "too_few_units")):
        trade.post(paper)


def test_auto_serialized_lines_name_their_units_themselves(trade: Trade) -> None:
    trade.receive("PHONE", 3, price_minor=15000)
    trade.post(trade.draft("CA", NewLine(item="PHONE", quantity=2, price_minor=10000)))
    assert [cost_of(serial) for serial in ("100000", "100001", "100002")] == [10000, 10000, 15000]


def test_a_total_is_shared_to_the_cent(trade: Trade) -> None:
    trade.receive("PHONE", 3, price_minor=15000)
    trade.post(trade.draft("CA", NewLine(item="PHONE", quantity=3, amount_minor=1000)))
    assert [cost_of(serial) for serial in ("100000", "100001", "100002")] == [334, 333, 333]


def test_counted_goods_get_a_new_average(trade: Trade) -> None:
    trade.receive("CABLE", 10, price_minor=200)
    posted = trade.post(trade.draft("CA", NewLine(item="CABLE", quantity=10, price_minor=150)))
    assert (valued("CABLE"), posted.quantity) == ((10, 1500), 10)
    assert entry(posted.posting_id) == {"inventory": -500, "inventory_adjustment": 500}


def test_part_of_counted_goods_leaves_the_average_and_comes_back_at_the_new_cost(trade: Trade) -> None:
    trade.receive("CABLE", 10, price_minor=200)
    lines = (NewLine(item="CABLE", quantity=4, price_minor=100), NewLine(item="CABLE", quantity=6, price_minor=300))
    trade.post(trade.draft("CA", *lines))
    assert valued("CABLE") == (10, 400 + 1800)


def test_more_counted_goods_than_we_own_are_refused(trade: Trade) -> None:
    trade.receive("CABLE", 10, price_minor=200)
    lines = (NewLine(item="CABLE", quantity=6, price_minor=100), NewLine(item="CABLE", quantity=5, price_minor=100))
    paper = trade.draft("CA", *lines)
    with refused("cannot_post", ("CABLE", "too_few")):
        trade.post(paper)


def test_services_have_no_stock_to_revalue(trade: Trade) -> None:
    with refused("bad_lines", ("HOUR", "not_inventoried")):
        trade.draft("CA", NewLine(item="HOUR", quantity=1))
    assert fates(trade.scan(trade.draft("CA"), "HOUR")) == [("HOUR", "skipped", "not_inventoried")]


@pytest.mark.parametrize("line", [{"quantity": -1}, {"price_minor": -1}])
def test_neither_quantity_nor_cost_is_negative(trade: Trade, line: dict[str, int]) -> None:
    with refused("bad_lines"):
        trade.draft("CA", NewLine(item="CABLE", **{"quantity": 1, **line}))  # type: ignore[arg-type]


def test_it_takes_the_right(trade: Trade) -> None:
    clerk = hire("clerk", "counter")
    with refused("not_allowed"):
        draft(clerk, Draft(kind="CA"))


def test_a_bookkeeper_may(trade: Trade) -> None:
    trade.receive("CABLE", 10, price_minor=200)
    clerk: Actor = hire("books", "bookkeeper")
    paper = draft(clerk, Draft(kind="CA", lines=(NewLine(item="CABLE", quantity=10, price_minor=10),)))
    post(clerk, Post(document_id=paper.document_id))
    assert valued("CABLE") == (10, 100)


def test_the_document_shows_the_units_it_gave_a_new_cost(trade: Trade) -> None:
    trade.receive(quantity=3, price_minor=6000)
    paper, _ = adjust(trade, 4500, "100000", "100002")
    assert [(unit.serial, unit.cost_minor) for unit in document_units(paper.document_id)] == [
        ("100000", 4500),
        ("100002", 4500),
    ]
    ranges = document_unit_ranges(paper.document_id)
    assert [(each.first, each.count) for runs in ranges.values() for each in runs] == [("100000", 1), ("100002", 1)]
    page = document_page(paper.document_id, costs=True)
    assert page is not None
    assert page.units == 2


def test_a_cost_that_follows_the_adjustment_is_the_cost_of_the_sale(trade: Trade) -> None:
    (serial,) = trade.receive(price_minor=6000)
    adjust(trade, 4500, serial)
    posted = trade.sell(serial)
    assert entry(posted.posting_id)["cost_of_goods_sold"] == 4500


def test_reversed_it_gives_each_unit_its_cost_back(trade: Trade) -> None:
    first, second = trade.receive(quantity=2, amount_minor=12001)
    paper, _ = adjust(trade, 4500, first, second)
    undone = undo(trade, paper)
    assert (cost_of(first), cost_of(second), valued("DRIVE")) == (6001, 6000, (2, 12001))
    assert entry(undone) == {"inventory": 3001, "inventory_adjustment": -3001}
    assert steps(second)[-1] == (4500, 6000, "reversal of CA 100000")


def test_reversed_it_gives_counted_goods_their_value_back(trade: Trade) -> None:
    trade.receive("CABLE", 10, price_minor=200)
    paper = trade.draft("CA", NewLine(item="CABLE", quantity=10, price_minor=150))
    trade.post(paper)
    undo(trade, paper)
    assert valued("CABLE") == (10, 2000)


def later_event(trade: Trade, code: str, paper: DraftSaved, later: str) -> None:
    with pytest.raises(Refused) as caught:
        undo(trade, paper)
    assert caught.value.code == "later_events"
    assert [(each.code, each.holder) for each in caught.value.offenders] == [(code, later)]


def test_it_is_not_reversed_once_a_unit_was_sold(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper, _ = adjust(trade, 4500, serial)
    sale = trade.sell(serial)
    later_event(trade, "cost_changed_since", paper, f"SI {sale.number}")


def test_it_is_reversed_once_the_sale_was(trade: Trade) -> None:
    serial, *_ = trade.receive(quantity=2)
    paper, _ = adjust(trade, 5000, serial)
    sale = trade.sell(serial)
    reverse(trade.owner, Reverse(document_id=sale.document_id, reason="mistake"))
    undo(trade, paper)
    assert cost_of(serial) == 6000


def test_it_is_not_reversed_once_the_cost_changed_again(trade: Trade) -> None:
    (serial,) = trade.receive()
    paper, _ = adjust(trade, 4500, serial)
    second, _ = adjust(trade, 4000, serial)
    later_event(trade, "cost_changed_since", paper, f"CA {second.number}")
    undo(trade, second)
    undo(trade, paper)
    assert cost_of(serial) == 6000


def test_it_is_not_reversed_once_counted_goods_were_sold_at_the_new_cost(trade: Trade) -> None:
    trade.receive("CABLE", 10, price_minor=200)
    paper = trade.draft("CA", NewLine(item="CABLE", quantity=10, price_minor=150))
    trade.post(paper)
    sale = trade.draft("SI", NewLine(item="CABLE", quantity=1))
    trade.post(sale)
    later_event(trade, "issued_since", paper, f"SI {sale.number}")


def test_a_sale_is_not_reversed_before_the_cost_that_came_after_it(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="FREIGHT", name="Freight", tracking="none"))
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=6000))
    trade.post(receipt)
    sale = trade.draft("SI")
    trade.scan(sale, "100000")
    trade.post(sale)
    freight = NewLine(item="FREIGHT", quantity=1, price_minor=500, spread="value")
    late = trade.draft("PI", freight, party="V2", source_id=receipt.document_id)
    trade.post(late)
    later_event(trade, "cost_changed_since", sale, f"PI {late.number}")
    undo(trade, late)
    undo(trade, sale)
    assert valued("DRIVE") == (1, 6000)


def test_a_receipt_is_not_reversed_before_what_changed_its_costs(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=6000))
    trade.post(receipt)
    paper, _ = adjust(trade, 4500, "100000")
    later_event(trade, "cost_changed_since", receipt, f"CA {paper.number}")
    undo(trade, paper)
    undo(trade, receipt)
    assert valued("DRIVE") == (0, 0)


def test_a_correction_of_counted_goods_that_are_gone_is_not_reversed(trade: Trade) -> None:
    receipt = trade.draft("PR", NewLine(item="CABLE", quantity=10, price_minor=200))
    trade.post(receipt)
    invoice = convert(trade.owner, Convert(document_id=receipt.document_id, to="PI"))
    reprice(trade, invoice, 300)
    trade.post(invoice)
    trade.post(trade.draft("SI", NewLine(item="CABLE", quantity=10)))
    with pytest.raises(Refused) as caught:
        undo(trade, invoice)
    assert [each.code for each in caught.value.offenders] == ["value_used"]


def test_values_are_rebuilt_with_what_was_adjusted(trade: Trade) -> None:
    trade.receive("CABLE", 10, price_minor=200)
    (serial,) = trade.receive()
    adjust(trade, 4500, serial)
    trade.post(trade.draft("CA", NewLine(item="CABLE", quantity=10, price_minor=150)))
    assert rebuild(trade.owner, Rebuild()).valuations == 0
    assert (valued("CABLE"), valued("DRIVE")) == ((10, 1500), (1, 4500))


def test_a_forged_cost_step_breaks_the_truths(db: None) -> None:
    trade = begin()
    first, second = trade.receive(quantity=2)
    paper, _ = adjust(trade, 4500, first)
    from_line = one("SELECT id FROM documents_line WHERE document_id = %s", paper.document_id)
    sql.execute(
        "INSERT INTO stock_costchange (posting_id, unit_id, home, step, old_minor, new_minor, reason, line_id)"
        " SELECT c.posting_id, u.id, u.home, u.step, u.cost_minor, u.cost_minor, 'forged', c.line_id"
        " FROM stock_costchange c CROSS JOIN stock_unit u WHERE c.line_id = %s AND u.serial = %s",
        [from_line, second],
    )
    broken = [truth.name for truth in verify().truths if truth.broken]
    assert len(broken) == 2
    assert any("new cost" in name for name in broken)
    assert any("altered" in name for name in broken)
