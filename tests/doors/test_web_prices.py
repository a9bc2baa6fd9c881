"""Pages of what vendors sell and of price lists: looked at, written into, refused in place, filled from files."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from everyunit.base import sql
from everyunit.books.save_category import SaveCategory, save_category
from everyunit.prices.assign_price_list import AssignPriceList, assign_price_list
from everyunit.prices.save_price_list import PriceOf, SavePriceList, save_price_list
from everyunit.prices.save_vendor_items import SaveVendorItems, VendorItemAs, save_vendor_items
from everyunit.rules.prices import Break
from tests.doors.browsing import STRANGE, inline_code, signed_in
from tests.doors.http import Api
from tests.trade import Trade, assert_nothing_changed

PAGES = (
    "/vendor-items",
    "/vendor-items?vendor=V1&search=x",
    "/change/vendor-item",
    "/change/vendor-item?vendor=V1&item=DRIVE&from=vendor",
    "/price-lists",
    "/price-lists?search=none",
    "/price-lists/TRADE",
    "/price-lists/TRADE?search=dri&after=x%0Ay",
    "/new/price-list",
    "/change/price-list/TRADE",
    "/import/vendor-items",
    "/import/prices?list=TRADE",
    "/items/DRIVE",
    "/vendors/V1",
    "/customers/C1",
)


@pytest.fixture
def priced(trade: Trade) -> Trade:
    """V1 sells drives as X-9; C1 pays by list TRADE."""
    drive = VendorItemAs(vendor="V1", item="DRIVE", part_number="X-9", prices=(Break(1, 5500), Break(10, 5000)))
    save_vendor_items(trade.owner, SaveVendorItems(items=(drive,)))
    entries = (PriceOf(item="DRIVE", price_minor=9000), PriceOf(item="DRIVE", price_minor=8000, minimum=10))
    save_price_list(trade.owner, SavePriceList(code="TRADE", name="For traders", entries=entries))
    assign_price_list(trade.owner, AssignPriceList(customers=("C1",), price_list="TRADE"))
    return trade


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_and_holds_nothing_inline(priced: Trade, address: str) -> None:
    assert inline_code(told(signed_in(), address)) == []


def test_pages_answer_where_nothing_is_priced_yet(trade: Trade) -> None:
    assert "Nothing is known of what vendors sell" in told(signed_in(), "/vendor-items")
    assert "No price lists yet" in told(signed_in(), "/price-lists")


@pytest.mark.parametrize("address", [page for page in PAGES if page.startswith(("/new/", "/change/", "/import/"))])
def test_who_may_not_change_prices_is_not_led_there(priced: Trade, address: str) -> None:
    assert signed_in("v", "viewer").get(address).status_code == 403


def test_who_may_not_see_costs_does_not_see_what_vendors_charge(priced: Trade) -> None:
    clerk = signed_in("c", "counter")
    for address in ("/items/DRIVE", "/vendors/V1", "/vendor-items"):
        page = told(clerk, address)
        assert "X-9" in page
        assert "55.00" not in page
        assert "50.00" not in page


def test_the_pages_of_item_vendor_and_customer_tell_the_prices(priced: Trade) -> None:
    client = signed_in()
    item, vendor, customer = (told(client, page) for page in ("/items/DRIVE", "/vendors/V1", "/customers/C1"))
    assert "X-9" in item
    assert "from 10:" in item
    assert "For traders" in item
    assert "80.00" in item
    assert "X-9" in vendor
    assert "55.00" in vendor
    assert '<a href="/price-lists/TRADE">For traders</a>' in customer


def vendor_items() -> list[tuple[object, ...]]:
    return sql.rows(
        "SELECT p.code, i.code, v.part_number, v.order_multiple, v.preferred, b.minimum, b.price_minor"
        " FROM prices_vendoritem v JOIN parties_party p ON p.id = v.vendor_id JOIN catalog_item i ON i.id = v.item_id"
        " LEFT JOIN prices_vendorprice b ON b.vendor_item_id = v.id ORDER BY 1, 2, 6"
    )


def test_a_form_says_what_a_vendor_sells(trade: Trade) -> None:
    fields = {
        "vendor": "v1",
        "item": "cable",
        "part_number": "C-1",
        "price-1": "1.50",
        "from-2": "100",
        "price-2": "1,2",
    }
    answer = signed_in().post("/change/vendor-item?from=item", {**fields, "order_multiple": "50", "preferred": "yes"})
    assert answer.status_code == 302
    assert answer["Location"] == "/items/cable"
    assert vendor_items() == [("V1", "CABLE", "C-1", 50, True, 1, 150), ("V1", "CABLE", "C-1", 50, True, 100, 120)]


def test_a_form_that_is_sent_again_keeps_what_it_shows(priced: Trade) -> None:
    client, address = signed_in(), "/change/vendor-item?vendor=V1&item=DRIVE&from=vendor"
    page = told(client, address)
    assert 'name="price-2" value="50.00"' in page
    answer = client.post(address, {"part_number": "X-9", "from-1": "1", "price-1": "55.00", "lead_days": "4"})
    assert answer["Location"] == "/vendors/V1"
    assert vendor_items() == [("V1", "DRIVE", "X-9", 1, False, 1, 5500)]


def test_a_form_is_refused_beside_its_fields_and_keeps_what_was_typed(priced: Trade) -> None:
    fields = {"vendor": "V9", "item": "NONE", "part_number": "P", "price-1": "dear", "from-3": "0", "price-3": "1"}
    with assert_nothing_changed():
        answer = signed_in().post("/change/vendor-item", {**fields, "currency": "euro"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for message in ("There is no vendor “V9”", "There is no item “NONE”", "Write an amount", "three capital letters"):
        assert message in page
    assert 'value="dear"' in page


def entries() -> list[tuple[object, ...]]:
    return sql.rows(
        "SELECT l.code, i.code, e.minimum, e.price_minor FROM prices_priceentry e"
        " JOIN prices_pricelist l ON l.id = e.price_list_id JOIN catalog_item i ON i.id = e.item_id ORDER BY 1, 2, 3"
    )


def test_a_price_list_is_made_and_changed(trade: Trade) -> None:
    client = signed_in()
    fields = {"code": "SALE", "name": "Sale", "valid_from": "2026-05-01", "valid_to": "2026-05-31", "discount": "12.5"}
    assert client.post("/new/price-list", fields)["Location"] == "/price-lists/SALE"
    assert "12.5\u00a0% off" in told(client, "/price-lists/SALE")
    client.post("/change/price-list/SALE", {**fields, "name": "Spring sale", "is_default": "yes"})
    assert sql.rows("SELECT name, discount_bp, is_default FROM prices_pricelist") == [("Spring sale", 1250, True)]
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks"))
    assert "Disks" in told(client, "/change/price-list/SALE")
    client.post("/change/price-list/SALE", {**fields, "category-DISKS": "33.33"})
    assert "33.33 % off" in told(client, "/price-lists/SALE")
    assert Api().get("/price-lists/SALE").json()["by_category"] == {"DISKS": 3333}
    bad = client.post("/change/price-list/SALE", {**fields, "category-DISKS": "133"})
    assert "A discount is 0 to 100 percent." in bad.content.decode()
    body = {"name": "Sale", "categories": [{"category": "DISKS", "discount_bp": None}]}
    assert Api().send("PUT", "/price-lists/SALE", body).status_code == 200
    assert "33.33" not in told(client, "/price-lists/SALE")
    again = client.post("/new/price-list", fields)
    assert again.status_code == 409
    assert "There is a price list SALE already" in again.content.decode()


def test_prices_are_written_into_the_page_of_the_list(priced: Trade) -> None:
    sent = {
        "item-0": "DRIVE",
        "from-0": "1",
        "was-0": "90.00",
        "price-0": "85.00",
        "item-1": "DRIVE",
        "from-1": "10",
        "was-1": "80.00",
        "price-1": "",
        "new-item-0": "cable",
        "new-price-0": "4",
        "new-item-1": "PHONE",
        "new-from-1": "5",
        "new-price-1": "180.00",
    }
    answer = signed_in().post("/price-lists/TRADE", sent)
    assert answer.status_code == 302
    assert entries() == [("TRADE", "CABLE", 1, 400), ("TRADE", "DRIVE", 1, 8500), ("TRADE", "PHONE", 5, 18000)]


def test_a_price_that_is_wrong_is_told_in_its_row_and_nothing_is_saved(priced: Trade) -> None:
    sent = {
        "item-0": "DRIVE",
        "from-0": "1",
        "was-0": "90.00",
        "price-0": "-5",
        "new-item-0": "NONE",
        "new-price-0": "1",
        "new-item-1": "CABLE",
        "new-price-1": "",
    }
    with assert_nothing_changed():
        answer = signed_in().post("/price-lists/TRADE", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    for message in ("A price is neither negative", "There is no item “NONE”", "The price is empty."):
        assert message in page
    assert 'value="-5"' in page


def test_who_may_only_look_sees_prices_and_cannot_write_them(priced: Trade) -> None:
    viewer = signed_in("v", "viewer")
    page = told(viewer, "/price-lists/TRADE")
    assert "90.00" in page
    assert "Save prices" not in page
    with assert_nothing_changed():
        assert viewer.post("/price-lists/TRADE", {"new-item-0": "CABLE", "new-price-0": "1"}).status_code == 403


def test_a_customer_gets_a_list_on_his_page_and_loses_it_again(priced: Trade) -> None:
    client = signed_in()
    client.post("/change/list-of-customer/C2", {"price_list": "TRADE"})
    assert '<a href="/customers/C2">' in told(client, "/price-lists/TRADE")
    client.post("/change/list-of-customer/C2", {"price_list": ""})
    assert '<a href="/customers/C2">' not in told(client, "/price-lists/TRADE")


def bring(sort: str, text: str, **fields: str) -> tuple[int, str, str]:
    file = SimpleUploadedFile("list.csv", text.encode(), content_type="text/csv")
    answer = signed_in().post(f"/import/{sort}", {"file": file, **fields})
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def test_a_file_is_checked_then_brought_in(trade: Trade) -> None:
    text = "item,part number,price\nDRIVE,X-9,55.00\n"
    with assert_nothing_changed():
        status, _, page = bring("vendor-items", text, vendor="V1", check="yes")
    assert (status, "All is well with the file" in page) == (200, True)
    assert bring("vendor-items", text, vendor="V1")[:2] == (302, "/vendor-items")
    assert vendor_items() == [("V1", "DRIVE", "X-9", 1, False, 1, 5500)]
    assert bring("prices", "item,price\nDRIVE,90\n", list="TRADE")[:2] == (302, "/price-lists")
    assert entries() == [("TRADE", "DRIVE", 1, 9000)]


def test_every_mistake_in_a_file_is_told_with_its_row(trade: Trade) -> None:
    with assert_nothing_changed():
        status, _, page = bring("prices", "item,price\nNONE,90\nDRIVE,dear\n", list="TRADE")
    assert status == 409
    assert "2 mistakes in the file" in page
    assert "Row 2" in page
    assert "Row 3" in page
    assert bring("prices", "", list="TRADE")[0] == 409
    assert signed_in().post("/import/prices", {"list": "TRADE"}).status_code == 409
    assert signed_in().get("/import/nonsense").status_code == 404


def test_the_search_box_finds_an_item_by_a_vendors_part_number(priced: Trade) -> None:
    assert signed_in().get("/search?q=X-9")["Location"] == "/items/DRIVE"


def test_strange_names_stay_text(trade: Trade) -> None:
    client = signed_in()
    client.post("/new/price-list", {"code": STRANGE, "name": "<b>"})
    assert "&lt;b&gt;" in told(client, "/price-lists")
    assert client.get("/price-lists/A/B 1 <x>").status_code == 200
    assert client.get("/price-lists/none").status_code == 404
