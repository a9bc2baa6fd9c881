"""Settings, workstations and default bins for programs, and on the command line."""

import json

import pytest

from everyunit.cli.main import run
from everyunit.company.found import hire
from everyunit.places.save_workstation import SaveWorkstation, save_workstation
from everyunit.preferences.table import PREFERENCES
from tests.doors.http import Api, everything
from tests.trade import Trade

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def api(trade: Trade) -> Api:
    save_workstation(trade.owner, SaveWorkstation(code="TILL", name="The till", location="HQ"))
    return Api()


def at_till(api: Api, path: str) -> dict:
    return api.client.get(f"/api/v1{path}", headers={"X-Workstation": "TILL"}).json()


def test_all_settings_are_listed_with_what_holds(api: Api):
    found = api.get("/settings").json()["results"]
    assert [each["key"] for each in found] == list(PREFERENCES)
    assert all(each["value"] == each["default"] and each["chosen"] is None for each in found)


def test_a_setting_is_chosen_for_the_company_and_otherwise_for_a_workstation(api: Api):
    api.send("PUT", "/settings/item_not_on_document", {"value": "ask"})
    answer = api.send("PUT", "/settings/item_not_on_document", {"value": "add", "workstation": "TILL"}).json()
    assert answer == {"key": "item_not_on_document", "workstation": "TILL", "value": "add", "before": None}
    shown = api.get("/settings/item_not_on_document").json()
    assert (shown["chosen"], shown["value"]) == ("ask", "ask")
    assert shown["overrides"] == [{"workstation": "TILL", "value": "add"}]
    assert at_till(api, "/settings/item_not_on_document")["value"] == "add"
    told = api.get("/setting-changes").json()["results"]
    assert [(each["workstation"], each["value"]) for each in told] == [("TILL", "add"), (None, "ask")]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/settings/colour", {"value": "blue"}, 404, "unknown_preference"),
        ("/settings/copy_notes", {"value": "maybe"}, 409, "bad_preference"),
        ("/settings/copy_notes", {"valu": "no"}, 422, "bad_shape"),
        ("/default-bins", {"bins": {"receiving": "SOLD"}}, 409, "bad_default_bins"),
        ("/default-bins", {"bins": {}, "workstation": "NONE"}, 400, "unknown_workstation"),
        ("/workstations/X", {"name": "", "location": "NONE"}, 409, "bad_workstation"),
    ],
)
def test_what_cannot_be_is_refused(api: Api, path: str, body: dict, status: int, code: str):
    before = everything()
    answer = api.send("PUT", path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert everything() == before


def test_only_who_may_set_up_changes_anything_or_sees_who_did(api: Api):
    hire("mary", "manager")
    mary = Api("mary")
    assert mary.send("PUT", "/settings/copy_notes", {"value": "no"}).status_code == 403
    assert mary.get("/setting-changes").status_code == 403
    assert mary.get("/settings").status_code == 200


def test_a_workstation_is_made_changed_and_listed(api: Api):
    assert api.post("/workstations", {"code": "DESK", "name": "Desk", "location": "HQ"}).status_code == 201
    assert api.post("/workstations", {"code": "DESK", "name": "Desk", "location": "HQ"}).json()["code"] == "code_taken"
    changed = {"name": "Old desk", "location": "HQ", "discontinued": True}
    assert api.send("PUT", "/workstations/DESK", changed).status_code == 200
    assert api.get("/workstations/DESK").json()["name"] == "Old desk"
    in_use = api.get("/workstations", discontinued="false").json()["results"]
    assert [each["code"] for each in in_use] == ["TILL"]
    assert api.get("/workstations/NONE").status_code == 404


def test_default_bins_say_where_they_are_set(api: Api):
    assert api.send("PUT", "/default-bins", {"workstation": "TILL", "bins": {"receiving": "RETURNS"}}).json() == {
        "changed": 1
    }
    found = {each["purpose"]: each for each in api.get("/default-bins", workstation="TILL").json()["results"]}
    assert found["receiving"]["used"] == {"bin": "RETURNS", "workstation": "TILL", "location": None}
    assert found["receiving"]["choices"][1] == {"bin": "MAIN", "workstation": None, "location": "HQ"}
    assert found["picking"]["used"]["bin"] == "RETURNS"  # as for receiving, where nobody set one
    assert found["unassign"]["used"] is None


def test_the_search_order_is_read_and_set(api: Api):
    assert api.get("/search-order").json()["by_position"]
    body = {"bins": ["RETURNS", "MAIN"], "location": "HQ"}
    assert api.send("PUT", "/search-order", body).json() == {"location": "HQ", "bins": ["RETURNS", "MAIN"]}
    assert api.get("/search-order").json() == {"location": "HQ", "by_position": False, "bins": ["RETURNS", "MAIN"]}
    assert api.send("PUT", "/search-order", {"bins": ["SOLD"]}).json()["code"] == "bad_search_order"


def test_the_command_lists_shows_and_chooses(api: Api, capsys: Capture):
    assert run(["setting", "set", "item_not_on_document", "ask"]) == 0
    assert run(["setting", "set", "item_not_on_document", "add", "--at", "TILL", "--json"]) == 0
    told = capsys.readouterr()
    assert told.err == "item_not_on_document: ask.\n"
    assert json.loads(told.out)["workstation"] == "TILL"
    assert run(["setting", "get", "item_not_on_document"]) == 0
    shown = capsys.readouterr().out
    assert "* ask          Ask first\n" in shown
    assert "at workstation TILL: add" in shown
    assert run(["setting", "list", "--json"]) == 0
    assert [each["key"] for each in json.loads(capsys.readouterr().out)] == list(PREFERENCES)
    assert run(["setting", "list"]) == 0
    assert "at workstation TILL" in capsys.readouterr().out
    assert run(["setting", "set", "item_not_on_document"]) == 0
    assert "taken back" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["get", "colour"], ["set", "colour", "blue"], ["set", "copy_notes", "maybe"]])
def test_the_command_refuses_what_there_is_not(api: Api, capsys: Capture, arguments: list[str]):
    assert run(["setting", *arguments]) == 1
    assert capsys.readouterr().err
