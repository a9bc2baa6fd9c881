"""Building over HTTP: from the bill of materials to a part that is exchanged."""

from __future__ import annotations

from everyunit.base import sql
from everyunit.company.found import hire
from tests.building import computers, stocked
from tests.doors.http import Api, everything
from tests.trade import Trade


def test_a_computer_is_built_found_taken_apart_and_its_tree_told(trade: Trade) -> None:
    api = Api()
    computers(trade)
    drives = stocked(trade)
    made = api.post("/work-orders", {"item": "COMPUTER", "quantity": 3})
    assert made.status_code == 201
    order = made.json()["document_id"]
    at = f"/work-orders/{order}"
    api.post(f"/documents/{order}/attach", {"scans": [drives[0], drives[1], drives[2]]})
    supplied = api.post(f"{at}/supply").json()
    assert [(each["item"], each["missing"], each["where"][0]["bin"]) for each in supplied["missing"]] == [
        ("DRIVE", 3, "MAIN")
    ]
    assert api.post(f"{at}/start", {}).json()["in_process"] is True
    numbered = api.post(f"{at}/number", {"quantity": 1}).json()
    whole = numbered["serials"]
    linked = api.post(f"{at}/link", {"scans": [whole, drives[0], drives[5], drives[1]]}).json()
    assert [(each["action"], each["code"]) for each in linked["entries"]] == [
        ("unit", ""),
        ("linked", ""),
        ("skipped", "not_here"),
        ("linked", ""),
    ]
    assert linked["complete"] is True
    told = api.get(at).json()
    assert (told["state"], told["left"], told["units"][0]["parts"][0]["serial"]) == ("in process", 3, drives[0])
    built = api.post(f"{at}/build", {"good": 1}).json()
    assert (built["good"], built["left"], built["serials"]) == (1, 2, whole)
    tree = api.get(f"/units/{whole}/as-built").json()
    assert [(part["depth"], part["serial"], part["vendor"]) for part in tree["parts"]] == [
        (0, drives[0], "V1"),
        (0, drives[1], "V1"),
    ]
    assert [each["serial"] for each in api.get(f"/units/{drives[0]}/as-built").json()["within"]] == [whole]
    before = "2020-01-01"
    assert api.get(f"/units/{whole}/as-built", on=before).json()["parts"] == []
    api.post(f"/documents/{order}/detach", {"scans": [drives[2]]})
    swapped = api.post("/swap", {"parts": [{"old": drives[0], "new": drives[2]}]}).json()
    assert swapped["wholes"] == [whole]
    parts = [each for each in api.get(f"/units/{whole}/history").json()["results"] if each["what"] == "part"]
    assert [(each["way"], each["other"]) for each in parts] == [("part_in", drives[2]), ("part_out", drives[0])]
    assert api.get(f"/units/{drives[2]}").json()["built_into"]["serial"] == whole
    assert api.get(f"/units/{drives[0]}").json()["built_into"] is None
    apart = api.post("/take-apart", {"serials": [whole]}).json()
    assert (apart["units"], apart["pieces"]) == (1, 3)


def test_refusals_are_problems_and_change_nothing(trade: Trade) -> None:
    api = Api()
    computers(trade)
    order = api.post("/work-orders", {"item": "COMPUTER"}).json()["document_id"]
    before = everything()
    for path, body, code in (
        (f"/work-orders/{order}/build", {"good": 1}, "not_in_process"),
        (f"/work-orders/{order}/start", {}, "nothing_committed"),
        (f"/work-orders/{order}/spread", None, "nothing_numbered"),
        (f"/work-orders/{order}/substitute", {"line_id": 0, "item": "DRIVE"}, "unknown_line"),
        ("/work-orders", {"item": "DRIVE"}, "no_assembly"),
        ("/take-apart", {"serials": ["NOPE"]}, "cannot_take_apart"),
        ("/swap", {"parts": []}, "nothing_scanned"),
    ):
        answer = api.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (409, code), path
    assert api.get("/work-orders/0").status_code == 404
    assert api.get("/units/NOPE/as-built").status_code == 404
    after = everything()
    assert after | {"base_request": None} == before | {"base_request": None}


def test_who_may_not_build_is_told_so_and_costs_are_for_who_may_see_them(trade: Trade) -> None:
    hire("till", "counter", "test-only-password")
    computers(trade)
    order = Api().post("/work-orders", {"item": "COMPUTER"}).json()["document_id"]
    till = Api("till")
    assert till.post("/work-orders", {"item": "COMPUTER"}).json()["code"] == "not_allowed"
    assert [each["price_minor"] for each in till.get(f"/work-orders/{order}").json()["inputs"]] == [None] * 4
    assert sql.scalar("SELECT count(*) FROM documents_document WHERE kind = 'WO'") == 1
