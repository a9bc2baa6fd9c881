"""Files of goods received and of the stock to begin with, taken in over HTTP."""

from __future__ import annotations

from everyunit.documents.lists import DocumentFilter, find_documents
from tests.doors.http import Api
from tests.trade import Trade, assert_nothing_changed

GOODS = "number,item,cost\nA1,DRIVE,50\nA2,DRIVE,55\n"
FILE = {"file_name": "goods.csv", "content": GOODS, "columns": {"serial": "number"}}


def test_goods_received_are_taken_in_once(trade: Trade) -> None:
    api = Api()
    taken = api.send("post", "/imports/receipt", {**FILE, "vendor": "V1"}, key="k").json()
    assert (taken["documents"], taken["units"], taken["value_minor"]) == (1, 2, 10500)
    assert api.send("post", "/imports/receipt", {**FILE, "vendor": "V1"}, key="k").headers["Idempotency-Replayed"]
    assert api.send("post", "/imports/receipt", {**FILE, "vendor": "V1"}).json()["already_imported"]
    assert [f"PR {row.number}" for row in find_documents(DocumentFilter(kinds=("PR",)), limit=5)] == taken["numbers"]
    assert [unit["maker_serial"] for unit in api.get("/units/find", number="A2").json()["results"]] == ["A2"]


def test_opening_stock_is_taken_in_with_its_items_and_all_that_is_wrong_is_told(trade: Trade) -> None:
    api = Api()
    with assert_nothing_changed():
        wrong = api.send("post", "/imports/opening", {**FILE, "content": "number,item\nA1,NEW\nA2,NEWER\n"})
        assert (wrong.status_code, wrong.json()["code"]) == (409, "not_imported")
        assert {each["row"] for each in wrong.json()["offenders"]} == {2, 3}
        assert Api("second", token="").send("post", "/imports/opening", FILE).status_code == 401
    body = {**FILE, "content": "number,item,cost\nA1,NEW,5\n", "create_items": True, "date": "2026-01-01"}
    taken = api.send("post", "/imports/opening", body).json()
    assert (taken["items_created"], taken["units"]) == (1, 1)
