"""The page that says what to buy again: why, from whom, and one button that orders it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from everyunit.base import sql
from everyunit.documents.new_lines import NewLine
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from everyunit.purchasing.save_reorder_points import PointOf, SaveReorderPoints, save_reorder_points
from everyunit.rules.prices import Break
from tests.doors.browsing import inline_code, signed_in
from tests.doors.counting import queries_of
from tests.trade import Trade, assert_nothing_changed


@pytest.fixture
def short(trade: Trade) -> Trade:
    """DRIVE and CABLE from V1 and PHONE from V2 are short; nobody sells what else is."""
    save_vendor_items(
        trade.owner,
        SaveVendorItems(
            items=(
                VendorItemAs(vendor="V1", item="DRIVE", part_number="X-9", prices=(Break(1, 5500), Break(10, 5000))),
                VendorItemAs(vendor="V1", item="CABLE", prices=(Break(1, 150),)),
                VendorItemAs(vendor="V2", item="PHONE", prices=(Break(1, 14000),)),
            )
        ),
    )
    points = (
        PointOf(item="DRIVE", reorder_at=5, maximum=10, minimum=2),
        PointOf(item="CABLE", reorder_at=5, maximum=30),
        PointOf(item="PHONE", reorder_at=5, maximum=20),
    )
    save_reorder_points(trade.owner, SaveReorderPoints(points=points))
    trade.receive("DRIVE", 4)
    trade.draft("SO", NewLine(item="DRIVE", quantity=3))
    return trade


def told(client: Client) -> str:
    answer = client.get("/reorder")
    assert answer.status_code == 200
    return str(answer.content.decode())


def row(number: int, item: str, vendor: str, quantity: object, take: bool = True) -> dict[str, str]:
    fields = {"item": item, "vendor": vendor, "quantity": str(quantity), "location": "HQ"} | (
        {"take": "yes"} if take else {}
    )
    return {f"{name}-{number}": value for name, value in fields.items()}


def orders() -> list[tuple[object, ...]]:
    return sql.rows(
        "SELECT p.code, d.status, i.code, l.quantity, l.price_minor FROM documents_line l"
        " JOIN documents_document d ON d.id = l.document_id JOIN parties_party p ON p.id = d.party_id"
        " JOIN catalog_item i ON i.id = l.item_id WHERE d.kind = 'PO' ORDER BY 1, 3"
    )


def test_it_says_what_is_short_and_why(short: Trade) -> None:
    page = told(signed_in())
    assert inline_code(page) == []
    assert page.index("Test vendor V1") < page.index("Test vendor V2")
    assert "X-9" in page
    assert "Below minimum" in page
    assert "4 in stock, 3 promised, 0 on order" in page
    assert 'value="9"' in page


def test_what_nobody_sells_is_shown_apart_with_what_to_do(short: Trade) -> None:
    save_vendor_items(short.owner, SaveVendorItems(items=(VendorItemAs(vendor="V2", item="PHONE", discontinued=True),)))
    page = told(signed_in())
    assert "Short, and without a vendor" in page
    assert '<a href="/change/vendor-item?item=PHONE">Say who sells it</a>' in page


def test_nothing_short_and_nothing_watched_are_told_apart(trade: Trade) -> None:
    client = signed_in()
    assert "Nothing is watched yet" in told(client)
    save_reorder_points(trade.owner, SaveReorderPoints(points=(PointOf(item="DRIVE", reorder_at=0, maximum=1),)))
    trade.receive("DRIVE")
    assert "Nothing is short" in told(client)


def test_one_button_makes_one_order_for_each_vendor(short: Trade) -> None:
    sent = row(0, "CABLE", "V1", 30) | row(1, "DRIVE", "V1", 12) | row(2, "PHONE", "V2", 20) | {"key": "k-1"}
    client = signed_in()
    answer = client.post("/reorder", sent)
    assert answer["Location"] == "/documents?kind=PO&status=open"
    made = [
        ("V1", "open", "CABLE", 30, 150),
        ("V1", "open", "DRIVE", 12, 5000),
        ("V2", "open", "PHONE", 20, 14000),
    ]
    assert orders() == made
    client.post("/reorder", sent)
    assert orders() == made
    assert "Nothing is short" in told(client)


def test_what_is_not_chosen_is_not_ordered(short: Trade) -> None:
    sent = row(0, "CABLE", "V1", 30, take=False) | row(1, "DRIVE", "V1", 9)
    answer = signed_in().post("/reorder", sent)
    assert answer["Location"].startswith("/documents/PO/")
    assert orders() == [("V1", "open", "DRIVE", 9, 5500)]


def test_a_refusal_stands_in_its_row_and_keeps_what_was_typed(short: Trade) -> None:
    sent = row(0, "CABLE", "V1", 0) | row(1, "DRIVE", "V1", "many") | row(2, "PHONE", "V2", 17, take=False)
    with assert_nothing_changed():
        answer = signed_in().post("/reorder", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="many"' in page
    assert 'value="17"' in page
    assert "Write a whole number." in page
    with assert_nothing_changed():
        answer = signed_in().post("/reorder", row(0, "CABLE", "V1", 0) | row(1, "DRIVE", "V1", 12))
    assert "Order 1 to 1,000,000 pieces." in answer.content.decode()
    with assert_nothing_changed():
        assert "Nothing is chosen" in signed_in().post("/reorder", {"key": "k"}).content.decode()


def test_who_may_not_order_is_not_led_there(short: Trade) -> None:
    clerk = signed_in("c", "counter")
    assert clerk.get("/reorder").status_code == 403
    assert 'href="/reorder"' not in clerk.get("/items").content.decode()


def test_the_page_takes_as_many_queries_for_one_item_as_for_many(short: Trade) -> None:
    client = signed_in()
    told(client)
    many = len(queries_of(lambda: told(client)))
    gone = tuple(PointOf(item=item, reorder_at=None) for item in ("DRIVE", "CABLE"))
    save_reorder_points(short.owner, SaveReorderPoints(points=gone))
    assert len(queries_of(lambda: told(client))) == many


def test_reorder_points_are_set_on_the_page_of_the_item(trade: Trade) -> None:
    client = signed_in()
    sent = {"location-1": "HQ", "minimum-1": "2", "reorder_at-1": "5", "maximum-1": "20"}
    assert client.post("/change/reordering/DRIVE", sent)["Location"] == "/items/DRIVE#reordering"
    assert sql.rows("SELECT minimum, reorder_at, maximum FROM purchasing_reorderpoint") == [(2, 5, 20)]
    assert 'value="20"' in client.get("/items/DRIVE").content.decode()
    client.post("/change/reordering/DRIVE", {"location-1": "HQ", "reorder_at-1": "", "maximum-1": "20"})
    assert sql.rows("SELECT count(*) FROM purchasing_reorderpoint") == [(0,)]


def test_reorder_points_that_make_no_sense_are_refused(trade: Trade) -> None:
    client = signed_in()
    for wrong in ({"reorder_at-1": "5", "maximum-1": "5"}, {"reorder_at-1": "few", "maximum-1": "5"}):
        with assert_nothing_changed():
            assert client.post("/change/reordering/DRIVE", {"location-1": "HQ", **wrong}).status_code == 409


def test_the_page_of_an_item_says_what_is_on_order_and_promised(short: Trade) -> None:
    short.draft("PO", NewLine(item="DRIVE", quantity=7))
    page = signed_in().get("/items/DRIVE").content.decode()
    assert re.search(r"<dt>Promised or set aside</dt><dd><a [^>]*>3</a></dd>", page)
    assert re.search(r"<dt>Ordered or to be built</dt><dd><a [^>]*>7</a></dd>", page)
