"""The pages for categories, locations and accounts: what they show, and what their forms do."""

import pytest
from django.test import Client

from everyunit.base import sql
from everyunit.books.categorize import Categorize, categorize
from everyunit.books.save_category import SaveCategory, save_category
from everyunit.money.save_account import SaveAccount, save_account
from everyunit.places.save_bin import SaveBin, save_bin
from tests.books import booked, open_second_shop, standing
from tests.doors.browsing import signed_in
from tests.doors.http import Api
from tests.trade import Trade


@pytest.fixture
def client(trade: Trade) -> Client:
    return signed_in()


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_a_category_is_made_and_an_item_put_into_it(client: Client, trade: Trade) -> None:
    assert client.post("/new/category", {"code": "STORAGE", "name": "Storage"}).status_code == 302
    assert client.post("/new/category", {"code": "DISKS", "name": "Disks", "parent": "STORAGE"}).status_code == 302
    assert "DISKS" in text(client, "/categories")
    form = {"name": "Drive", "tracking": "serialized", "price": "1.00", "cost": "1.00", "category": "DISKS"}
    assert client.post("/change/item/DRIVE", form).status_code == 302
    assert "/items?category=DISKS" in text(client, "/items/DRIVE")
    found = text(client, "/items?category=STORAGE")
    assert "/items/DRIVE" in found
    assert "/items/PHONE" not in found
    assert client.post("/change/item/DRIVE", {**form, "category": ""}).status_code == 302
    assert "/items?category=DISKS" not in text(client, "/items/DRIVE")


def test_a_refused_item_keeps_its_category(client: Client, trade: Trade) -> None:
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks"))
    answer = client.post("/change/item/DRIVE", {"name": "", "tracking": "serialized", "category": "DISKS"})
    assert answer.status_code == 409
    assert "A name has 1 to 200 characters" in answer.content.decode()
    assert "/items?category=DISKS" not in text(client, "/items/DRIVE")


def test_a_new_item_goes_into_its_category(client: Client, trade: Trade) -> None:
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks"))
    form = {"code": "TAPE", "name": "Tape", "tracking": "serialized", "category": "DISKS"}
    assert client.post("/new/item", form).status_code == 302
    assert "/items?category=DISKS" in text(client, "/items/TAPE")


def test_a_category_form_tells_what_is_wrong_beside_its_field(client: Client, trade: Trade) -> None:
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks"))
    answer = client.post("/change/category/DISKS", {"name": "Disks", "parent": "DISKS"})
    assert answer.status_code == 409
    assert "does not lie in itself" in answer.content.decode()
    assert client.get("/change/category/NONE").status_code == 404


def test_a_category_does_not_offer_to_lie_in_itself(client: Client, trade: Trade) -> None:
    save_category(trade.owner, SaveCategory(code="STORAGE", name="Storage"))
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks", parent="STORAGE"))
    page = text(client, "/change/category/STORAGE")
    assert 'value="DISKS"' not in page
    assert 'value="STORAGE" selected' in text(client, "/change/category/DISKS")


def test_an_account_is_opened_and_serves_a_location(client: Client, trade: Trade) -> None:
    open_second_shop(trade)
    trade.receive(quantity=1, amount_minor=999)
    assert client.post("/new/account", {"code": "1310", "name": "North", "purpose": "inventory"}).status_code == 302
    page = text(client, "/account-rules?scope=location&target=NORTH")
    assert '<option value="1310">1310 · North</option>' in page
    assert "As the company: 1300" in page
    assert "The first one: 1300" in text(client, "/account-rules")
    client.post("/account-rules?scope=location&target=NORTH", {"inventory": "1310", "sales": ""})
    assert '<option value="1310" selected>' in text(client, "/account-rules?scope=location&target=NORTH")
    assert "location NORTH" in text(client, "/accounts")
    client.post("/account-rules", {"inventory": "1310"})
    assert standing("1300", "1310") == [0, 999]
    assert "Journal entry" in text(client, "/account-rules")


def test_the_page_of_an_item_tells_where_its_account_comes_from(client: Client, trade: Trade) -> None:
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks"))
    categorize(trade.owner, Categorize(items=("DRIVE",), category="DISKS"))
    save_account(trade.owner, SaveAccount(code="4010", name="Sales of disks", purpose="sales"))
    client.post("/account-rules?scope=category&target=DISKS", {"sales": "4010"})
    page = text(client, "/account-rules?scope=item&target=DRIVE")
    assert "As category DISKS: 4010" in page
    assert "Payables" not in page
    assert client.get("/account-rules?scope=item&target=NONE").status_code == 404


def test_rules_that_are_refused_keep_what_was_chosen(client: Client, trade: Trade) -> None:
    answer = client.post("/account-rules?scope=item&target=DRIVE", {"inventory": "4000"})
    assert answer.status_code == 409
    assert "is not for “Inventory”" in answer.content.decode()
    assert booked(1) == {}


def test_an_account_that_serves_cannot_be_discontinued_on_its_page(client: Client, trade: Trade) -> None:
    answer = client.post("/change/account/1300", {"name": "Inventory", "type": "asset", "discontinued": "yes"})
    assert answer.status_code == 409
    assert "It serves the company" in answer.content.decode()


def test_a_location_is_added(client: Client, trade: Trade) -> None:
    form = {"code": "NORTH", "name": "North shop", "parent": "HQ", "prefix": "N-"}
    assert client.post("/new/location", form).status_code == 302
    assert "North shop" in text(client, "/locations")
    answer = client.post("/new/location", form)
    assert answer.status_code == 409
    assert "There is a location NORTH already" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/accounts", "/account-rules", "/new/account", "/locations", "/new/location", "/new/category"]
)
def test_who_may_not_is_told_so(trade: Trade, address: str) -> None:
    assert signed_in("viewer", "viewer").get(address).status_code == 403


def test_a_bookkeeper_sets_accounts_and_a_buyer_only_sees_them(trade: Trade) -> None:
    page = text(signed_in("bookkeeper", "bookkeeper"), "/account-rules")
    assert "Save accounts" in page
    assert "scope=location&amp;target=HQ" in page
    buyer = signed_in("buyer", "buyer")
    assert "Save accounts" not in text(buyer, "/account-rules")
    assert buyer.post("/account-rules", {"inventory": "1300"}).status_code == 403


def test_the_entry_of_a_change_says_what_it_is_and_offers_no_opposite(client: Client, trade: Trade) -> None:
    trade.receive(quantity=1, amount_minor=999)
    save_account(trade.owner, SaveAccount(code="1310", name="Disks", purpose="inventory"))
    client.post("/account-rules?scope=item&target=DRIVE", {"inventory": "1310"})
    posting = max(int(each) for (each,) in sql.rows("SELECT posting_id FROM money_entry"))
    page = text(client, f"/journal/{posting}")
    assert "the account of goods in stock was changed" in page
    assert "Inventory account of item DRIVE" in page
    assert "Enter the opposite" not in page
    assert "Booked over" in text(client, "/journal")
    assert "1300" not in text(client, f"/new/journal-entry?opposite={posting}")


def test_the_value_that_an_order_moved_is_on_the_page_of_the_order(client: Client, trade: Trade) -> None:
    open_second_shop(trade)
    save_account(trade.owner, SaveAccount(code="1310", name="North", purpose="inventory"))
    client.post("/account-rules?scope=location&target=NORTH", {"inventory": "1310"})
    save_bin(trade.owner, SaveBin(code="N2", name="Packing in the north", location="NORTH"))
    order = trade.draft("SO", to_bin="N2")
    trade.scan(order, *trade.receive(quantity=1, amount_minor=999))
    page = text(client, "/documents/SO/100000")
    assert "account=1310" in page
    assert "/documents/SO/100000" in text(client, "/journal?account=1310")


def test_a_category_has_accounts_at_one_location_alone(client: Client, trade: Trade) -> None:
    open_second_shop(trade)
    save_category(trade.owner, SaveCategory(code="DISKS", name="Disks"))
    save_account(trade.owner, SaveAccount(code="4010", name="Sales in the north", purpose="sales"))
    address = "/account-rules?scope=category&target=DISKS&location=NORTH"
    assert address.replace("&", "&amp;") in text(client, "/account-rules?scope=category&target=DISKS")
    assert client.post(address, {"sales": "4010"})["Location"] == address
    page = text(client, address)
    assert "Accounts of category DISKS at NORTH" in page
    assert '<option value="4010" selected>' in page
    assert "at NORTH" in text(client, "/account-rules?scope=category&target=DISKS")
    assert "DISKS at NORTH" in text(client, "/accounts")
    assert client.get("/account-rules?scope=category&target=DISKS&location=NOWHERE").status_code == 404
    found = Api().get("/account-rules", scope="category", target="DISKS", location="NORTH").json()
    assert next(each["own"] for each in found["purposes"] if each["purpose"] == "sales") == "4010"
    body = {"scope": "category", "target": "DISKS", "location": "NORTH", "accounts": {"sales": None}}
    assert Api().send("PUT", "/account-rules", body).json()["cleared"] == 1
