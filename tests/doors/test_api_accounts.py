"""Categories, locations, accounts and their rules over HTTP."""

import pytest

from everyunit.base import sql
from everyunit.company.found import hire
from tests.doors.http import Api
from tests.trade import Trade


@pytest.fixture
def api(trade: Trade) -> Api:
    return Api()


def test_categories_are_made_changed_and_listed_as_a_tree(api: Api) -> None:
    assert api.post("/categories", {"code": "STORAGE", "name": "Storage"}).status_code == 201
    assert api.send("PUT", "/categories/DISKS", {"name": "Disks", "parent": "STORAGE"}).status_code == 201
    assert api.send("PUT", "/categories/DISKS", {"name": "Hard disks", "parent": "STORAGE"}).status_code == 200
    assert api.post("/categories", {"code": "ALPHA", "name": "First"}).status_code == 201
    assert [(each["code"], each["depth"]) for each in api.get("/categories").json()["results"]] == [
        ("ALPHA", 0),
        ("STORAGE", 0),
        ("DISKS", 1),
    ]
    assert api.get("/categories/DISKS").json()["name"] == "Hard disks"
    assert api.get("/categories/NONE").json()["code"] == "unknown_category"
    assert api.post("/categories", {"code": "DISKS", "name": "x"}).json()["code"] == "code_taken"


def test_items_are_found_by_their_category_and_those_above_it(api: Api) -> None:
    api.post("/categories", {"code": "STORAGE", "name": "Storage"})
    api.post("/categories", {"code": "DISKS", "name": "Disks", "parent": "STORAGE"})
    api.post("/items", {"code": "TAPE", "name": "Tape", "category": "STORAGE"})
    done = api.post("/categorize", {"items": ["DRIVE"], "category": "DISKS"}).json()
    assert done == {"items": 1, "posting_id": None, "amount_minor": 0}
    assert [each["code"] for each in api.all_of("/items", category="STORAGE")] == ["DRIVE", "TAPE"]
    assert [each["code"] for each in api.all_of("/items", category="DISKS")] == ["DRIVE"]
    assert api.all_of("/items", category="NONE") == []
    assert api.get("/items/DRIVE").json()["category"] == "DISKS"
    refused = api.send("PUT", "/items/DRIVE", {"name": "Drive", "category": "STORAGE"}).json()
    assert [each["code"] for each in refused["offenders"]] == ["category_fixed"]


def test_an_account_is_opened_and_serves_a_category(api: Api, trade: Trade) -> None:
    trade.receive(quantity=2, amount_minor=999)
    api.post("/categories", {"code": "DISKS", "name": "Disks"})
    api.post("/categorize", {"items": ["DRIVE"], "category": "DISKS"})
    assert api.post("/accounts", {"code": "1310", "name": "Disks", "purpose": "inventory"}).status_code == 201
    assert api.get("/accounts/1310").json() == {
        "code": "1310",
        "name": "Disks",
        "type": "asset",
        "purpose": "inventory",
        "discontinued": False,
    }
    body = {"scope": "category", "target": "DISKS", "accounts": {"inventory": "1310"}}
    saved = api.send("PUT", "/account-rules", body).json()
    assert (saved["set"], saved["cleared"], saved["amount_minor"]) == (1, 0, 999)
    assert {
        line["account"]: line["amount_minor"] for line in api.get(f"/journal/{saved['posting_id']}").json()["lines"]
    } == {
        "1300": -999,
        "1310": 999,
    }
    (inventory, *_) = api.get("/account-rules", scope="item", target="DRIVE").json()["purposes"]
    assert inventory["own"] == ""
    assert inventory["used"] == {
        "account": "1310",
        "account_name": "Disks",
        "scope": "category",
        "target": "DISKS",
        "location": "",
    }
    body["accounts"] = {"inventory": None}
    assert api.send("PUT", "/account-rules", body).json()["cleared"] == 1


def test_rules_are_refused_with_every_problem(api: Api) -> None:
    body = {"scope": "item", "target": "DRIVE", "accounts": {"inventory": "4000", "payables": "2000"}}
    refused = api.send("PUT", "/account-rules", body)
    assert refused.status_code == 409
    assert [each["code"] for each in refused.json()["offenders"]] == ["wrong_purpose", "not_by_item"]
    assert api.get("/account-rules", scope="category", target="NONE").status_code == 404


def test_a_location_is_added_and_numbers_with_its_prefix(api: Api) -> None:
    assert api.post("/locations", {"code": "NORTH", "name": "North", "parent": "HQ", "prefix": "N-"}).status_code == 201
    assert api.send("PUT", "/locations/NORTH", {"name": "The north"}).status_code == 200
    assert api.get("/locations/NORTH").json()["name"] == "The north"
    assert api.post("/documents", {"kind": "SI", "party": "C1", "location": "NORTH"}).json()["number"] == "N-100000"


def test_who_may_not_see_costs_sees_no_accounts_and_no_amounts(api: Api, trade: Trade) -> None:
    trade.receive(quantity=1, amount_minor=999)
    api.post("/accounts", {"code": "1310", "name": "Disks", "purpose": "inventory"})
    api.post("/categories", {"code": "DISKS", "name": "Disks"})
    api.send("PUT", "/account-rules", {"scope": "category", "target": "DISKS", "accounts": {"inventory": "1310"}})
    hire("till", "counter")
    till = Api("till")
    for address in ("/accounts", "/accounts/1310", "/account-rules"):
        assert till.get(address).json()["code"] == "not_allowed", till.get(address).content
    assert till.get("/categories").status_code == 200
    for method, address, body in (
        ("POST", "/accounts", {"code": "1", "name": "x"}),
        ("PUT", "/account-rules", {"scope": "company", "accounts": {}}),
        ("POST", "/categories", {"code": "X", "name": "x"}),
        ("POST", "/categorize", {"items": ["DRIVE"], "category": "DISKS"}),
        ("POST", "/locations", {"code": "X", "name": "x"}),
    ):
        assert till.send(method, address, body).status_code == 403
    assert sql.scalar("SELECT count(*) FROM money_entry") == 1
