"""What comes of building besides: counted goods that are kept, and take over their share of the cost."""

from __future__ import annotations

import pytest
from tests.building import account_minor, bin_of, built, computers, costs_of, ordered, started, stocked
from tests.trade import Trade, in_bin, refused

from everyunit.assembly.gains import Gained
from everyunit.assembly.page import work_order_page
from everyunit.base import sql
from everyunit.catalog.bills import by_products_of
from everyunit.catalog.by_products import ByProductAs
from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.catalog.set_put_away import PutInto, SetPutAway, set_put_away
from everyunit.documents.reverse import Reverse, reverse
from everyunit.reports.verify import verify
from everyunit.rules.building import by_product_values, relieved


def with_offcuts(trade: Trade, *by_products: ByProductAs) -> None:
    """A computer of a drive and three cables, of which offcuts come."""
    for code in ("OFFCUT", "SWARF"):
        save_item(trade.owner, SaveItem(code=code, name=code.title(), tracking="quantity"))
    parts = (ComponentAs(item="DRIVE", link="no"), ComponentAs(item="CABLE", quantity=3))
    computers(trade, *parts)
    save_bill(trade.owner, SaveBill(item="COMPUTER", components=parts, by_products=by_products))


def value_of(item: str) -> int:
    return int(
        sql.scalar(
            "SELECT coalesce(sum(v.value_minor), 0) FROM stock_valuation v JOIN catalog_item i ON i.id = v.item_id"
            " WHERE i.code = %s",
            [item],
        )
    )


def test_shares_never_come_to_more_than_the_whole() -> None:
    assert by_product_values(1001, [5000, 5000]) == [501, 500]
    assert by_product_values(1, [3333, 3333, 3334]) == [0, 1, 0]
    assert by_product_values(999, []) == []
    assert relieved([100, 300], 40) == [90, 270]
    assert relieved([0, 0], 0) == [0, 0]


def test_by_products_come_into_stock_and_take_their_share_of_the_cost_to_the_cent(trade: Trade) -> None:
    with_offcuts(trade, ByProductAs(item="OFFCUT", quantity=2, share=333), ByProductAs(item="SWARF", share=0))
    drives = stocked(trade, drives=3, phones=0)
    order = started(trade, ordered(trade, 3), *drives)
    inventory, process = account_minor("1300"), account_minor("1350")
    whole = sum(costs_of(*drives)) + 9 * 200
    done = built(trade, order, 3)
    share = (whole * 333 + 5000) // 10000
    assert (in_bin("OFFCUT", "MAIN"), in_bin("SWARF", "MAIN")) == (6, 3)
    assert (value_of("OFFCUT"), value_of("SWARF")) == (share, 0)
    serials = [str(number) for number in range(int(done.serials[:6]), int(done.serials[:6]) + 3)]
    assert sum(costs_of(*serials)) == whole - share
    assert done.value_minor == whole
    assert account_minor("1300") + account_minor("1350") == inventory + process
    page = work_order_page(order.document_id)
    assert page is not None
    assert page.reports[0].built == 3
    assert verify().sound


def test_what_really_came_besides_is_said_in_the_run_and_reversed_with_it(trade: Trade) -> None:
    with_offcuts(trade, ByProductAs(item="OFFCUT", quantity=2, share=1000))
    drives = stocked(trade, drives=3, phones=0)
    order = started(trade, ordered(trade, 3), *drives)
    with refused("unknown_by_product", ("SWARF", "unknown_by_product")):
        built(trade, order, 1, by_products=(Gained(item="SWARF", quantity=1),))
    built(trade, order, 1, by_products=(Gained(item="OFFCUT", quantity=7),))
    assert in_bin("OFFCUT", "MAIN") == 7
    (report,) = sql.rows("SELECT id FROM documents_document WHERE kind = 'WR'")
    built(trade, order, 1, by_products=(Gained(item="OFFCUT", quantity=0),))
    assert in_bin("OFFCUT", "MAIN") == 7
    set_put_away(trade.owner, SetPutAway(item="OFFCUT", bins=(PutInto(location="HQ", bin="RETURNS"),)))
    built(trade, order, 1)
    assert in_bin("OFFCUT", "RETURNS") == 2
    reverse(trade.owner, Reverse(document_id=report[0], reason="mistake"))
    assert (in_bin("OFFCUT", "MAIN"), value_of("OFFCUT")) == (0, 660)  # those of the last run stay
    assert bin_of(drives[0]) == "IN-PROCESS"
    assert verify().sound


def test_a_work_order_keeps_the_by_products_that_its_bill_had(trade: Trade) -> None:
    with_offcuts(trade, ByProductAs(item="OFFCUT", share=1000))
    drives = stocked(trade, drives=2, phones=0)
    order = started(trade, ordered(trade, 2), *drives)
    parts = (ComponentAs(item="DRIVE", link="no"), ComponentAs(item="CABLE", quantity=3))
    whole = int(sql.scalar("SELECT id FROM catalog_item WHERE code = 'COMPUTER'"))
    save_bill(trade.owner, SaveBill(item="COMPUTER", components=parts))
    assert [row.item for row in by_products_of(whole)] == ["OFFCUT"]
    save_bill(trade.owner, SaveBill(item="COMPUTER", components=parts, by_products=()))
    assert by_products_of(whole) == []
    built(trade, order, 2)
    assert in_bin("OFFCUT", "MAIN") == 2


@pytest.mark.parametrize(
    ("by_product", "offender"),
    [
        (ByProductAs(item="NOPE"), ("NOPE", "unknown_item")),
        (ByProductAs(item="DRIVE"), ("DRIVE", "bad_by_product")),
        (ByProductAs(item="OFFCUT", quantity=0), ("OFFCUT", "bad_quantity")),
        (ByProductAs(item="OFFCUT", share=10_001), ("OFFCUT", "bad_share")),
    ],
)
def test_what_cannot_be_a_by_product_is_refused(
    trade: Trade, by_product: ByProductAs, offender: tuple[str, str]
) -> None:
    with_offcuts(trade)
    command = SaveBill(item="COMPUTER", components=(ComponentAs(item="DRIVE"),), by_products=(by_product,))
    more = [("COMPUTER", "bad_share")] if offender[1] == "bad_share" else []
    with refused("bad_bill", offender, *more):
        save_bill(trade.owner, command)
