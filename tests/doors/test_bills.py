"""Bills of materials at the doors: the page and form of an item, and the API."""

from __future__ import annotations

from typing import Any

import pytest

from everyunit.catalog.save_bill import ComponentAs, SaveBill, save_bill
from everyunit.catalog.save_item import SaveItem, save_item
from tests.doors.browsing import inline_code, signed_in
from tests.doors.http import Api
from tests.trade import Trade


@pytest.fixture
def building(trade: Trade) -> Trade:
    for code in ("COMPUTER", "RACK"):
        save_item(trade.owner, SaveItem(code=code, name=code.title(), item_type="assembly"))
    save_item(trade.owner, SaveItem(code="SET", name="Set", tracking="none", item_type="kit"))
    save_bill(trade.owner, SaveBill(item="RACK", components=(ComponentAs(item="COMPUTER", quantity=4),)))
    return trade


def test_the_page_shows_the_tree_and_the_form_keeps_what_was_written(building: Trade) -> None:
    client = signed_in()
    form: dict[str, Any] = {"item-1": "DRIVE", "quantity-1": "2", "link-1": "optional", "substitutes-1": "PHONE"}
    form |= {"item-3": "CABLE", "waste-3": "2.5", "waste_quantity-3": "1"}
    answer = client.post("/change/bill/COMPUTER", form)
    assert (answer.status_code, answer["Location"]) == (302, "/items/COMPUTER")
    page = client.get("/items/RACK").content.decode()
    assert inline_code(page) == []
    assert page.index("COMPUTER") < page.index("DRIVE") < page.index("CABLE")
    assert "optional" in page
    assert "RACK" in client.get("/items/COMPUTER").content.decode()
    again = client.get("/change/bill/COMPUTER").content.decode()
    assert inline_code(again) == []
    assert 'value="2.50"' in again
    assert 'value="PHONE"' in again
    wrong = client.post("/change/bill/COMPUTER", {"item-1": "RACK", "item-2": "NOPE", "quantity-2": "x"})
    assert wrong.status_code == 409
    assert "It would contain itself: COMPUTER → RACK → COMPUTER." in wrong.content.decode()
    assert "No item has this code" in wrong.content.decode()


def test_a_kit_says_where_its_price_goes(building: Trade) -> None:
    client = signed_in()
    client.post("/change/bill/SET", {"item-1": "DRIVE", "quantity-1": "1", "price_on_parts": "yes"})
    assert "spread over the components" in client.get("/items/SET").content.decode()
    assert client.get("/items/DRIVE").content.decode().count("SET") >= 1


def test_a_new_item_is_given_its_type_once(building: Trade) -> None:
    client = signed_in()
    assert "item_type" in client.get("/new/item").content.decode()
    sent = {"code": "BOX", "name": "Box", "tracking": "serialized", "item_type": "kit"}
    assert "it is tracked as not inventoried" in client.post("/new/item", sent).content.decode()
    client.post("/new/item", sent | {"tracking": "none"})
    client.post("/change/item/BOX", {"name": "Box of things", "tracking": "none"})
    assert "Box of things" in client.get("/items/BOX").content.decode()
    assert "Kit" in client.get("/items/BOX").content.decode()


def test_the_api_takes_and_tells_the_whole_bill(building: Trade) -> None:
    api = Api()
    body = {"components": [{"item": "DRIVE", "quantity": 2, "substitutes": ["PHONE"]}, {"item": "HOUR"}]}
    assert api.send("PUT", "/bills/COMPUTER", body).json() == {"item": "COMPUTER", "components": 2}
    told = api.get("/bills/RACK").json()
    assert [(part["depth"], part["path"], part["link"]) for part in told["parts"]] == [
        (0, ["COMPUTER"], "mandatory"),
        (1, ["COMPUTER", "DRIVE"], "mandatory"),
        (1, ["COMPUTER", "HOUR"], "no"),
    ]
    assert api.get("/bills/COMPUTER").json()["used_in"] == [{"item": "RACK", "item_name": "Rack", "quantity": 4}]
    wrong = api.send("PUT", "/bills/COMPUTER", {"components": [{"item": "RACK"}]})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "bad_bill")
    assert api.get("/bills/NOPE").status_code == 404
    assert api.get("/items/COMPUTER").json()["item_type"] == "assembly"
