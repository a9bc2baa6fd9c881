"""Prices and buying again over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from everyunit.base import sql
from everyunit.company.found import hire
from everyunit.documents.new_lines import NewLine
from tests.doors.http import Api, everything
from tests.trade import Trade

VENDOR_ITEMS: dict[str, Any] = {
    "items": [
        {
            "vendor": "V1",
            "item": "DRIVE",
            "part_number": "X-9",
            "prices": [{"minimum": 1, "price_minor": 5500}, {"minimum": 10, "price_minor": 5000}],
            "order_multiple": 5,
        },
        {"vendor": "V2", "item": "PHONE", "prices": [{"price_minor": 14000}]},
    ]
}
POINTS: dict[str, Any] = {
    "points": [
        {"item": "DRIVE", "reorder_at": 3, "maximum": 12, "minimum": 1},
        {"item": "PHONE", "reorder_at": 3, "maximum": 8},
        {"item": "CABLE", "reorder_at": 3, "maximum": 9},
    ]
}


@pytest.fixture
def api(trade: Trade) -> Api:
    return Api()


def test_what_vendors_sell_is_saved_and_listed_page_by_page(api: Api) -> None:
    assert api.post("/vendor-items", VENDOR_ITEMS).json() == {"created": 2, "changed": 0}
    listed = api.all_of("/vendor-items", limit=1)
    assert [(each["vendor"], each["item"], each["part_number"], each["lone"]) for each in listed] == [
        ("V1", "DRIVE", "X-9", True),
        ("V2", "PHONE", "", True),
    ]
    assert listed[0]["prices"] == VENDOR_ITEMS["items"][0]["prices"]
    assert [each["item"] for each in api.all_of("/vendor-items", search="x-9")] == ["DRIVE"]
    api.post("/vendor-items", {"items": [{"vendor": "V1", "item": "DRIVE", "lead_days": 3}]})
    changed = api.all_of("/vendor-items", vendor="V1")[0]
    assert (changed["lead_days"], changed["part_number"], changed["order_multiple"]) == (3, "X-9", 5)


def test_what_vendors_charge_is_for_those_who_see_costs(api: Api) -> None:
    api.post("/vendor-items", VENDOR_ITEMS)
    hire("c", "counter")
    assert [each["prices"] for each in Api("c").all_of("/vendor-items")] == [None, None]


def test_problems_are_told_all_at_once_with_their_rows(api: Api) -> None:
    before = everything()
    wrong = {"items": [{"vendor": "V9", "item": "DRIVE"}, {"vendor": "V1", "item": "NONE", "lead_days": -1}]}
    offenders = api.refuses(409, "bad_vendor_items", api.post("/vendor-items", wrong))
    assert [(each["row"], each["code"]) for each in offenders] == [
        (1, "unknown_vendor"),
        (2, "unknown_item"),
        (2, "bad_lead_days"),
    ]
    assert everything() == before


def test_a_price_list_is_put_changed_and_read(api: Api) -> None:
    body = {"name": "Traders", "entries": [{"item": "DRIVE", "price_minor": 9000}, {"item": "CABLE", "price_minor": 4}]}
    made = api.send("PUT", "/price-lists/TRADE", body)
    assert (made.status_code, made.json()["entries"]) == (201, 2)
    more = {
        "name": "Traders",
        "discount_bp": 250,
        "entries": [{"item": "DRIVE", "minimum": 10, "price_minor": 8000}, {"item": "CABLE", "price_minor": None}],
    }
    assert api.send("PUT", "/price-lists/TRADE", more).status_code == 200
    assert [
        (each["item"], each["minimum"], each["price_minor"])
        for each in api.all_of("/prices", price_list="TRADE", limit=1)
    ] == [
        ("DRIVE", 1, 9000),
        ("DRIVE", 10, 8000),
    ]
    assert api.get("/price-lists/TRADE").json()["discount_bp"] == 250
    assert [each["code"] for each in api.all_of("/price-lists")] == ["TRADE"]
    api.refuses(404, "unknown_price_list", api.get("/price-lists/NONE"))


def test_customers_are_given_a_list_and_pay_by_it(api: Api, trade: Trade) -> None:
    api.send("PUT", "/price-lists/TRADE", {"name": "Traders", "entries": [{"item": "DRIVE", "price_minor": 9000}]})
    assert api.post("/price-list-assignments", {"customers": ["C1"], "price_list": "TRADE"}).json()["customers"] == 1
    assert trade.draft("SO", NewLine(item="DRIVE", quantity=1)).lines[0].price_minor == 9000
    wrong = api.post("/price-list-assignments", {"customers": ["C9"], "price_list": "TRADE"})
    assert [each["subject"] for each in api.refuses(409, "unknown_customer", wrong)] == ["C9"]


def test_a_line_takes_its_own_price_when_asked(api: Api, trade: Trade) -> None:
    entries = [{"item": "DRIVE", "price_minor": 9000}, {"item": "DRIVE", "minimum": 10, "price_minor": 8000}]
    api.send("PUT", "/price-lists/ALL", {"name": "All", "is_default": True, "entries": entries})
    paper = trade.draft("SO", NewLine(item="DRIVE", quantity=1))
    change = {"line_id": paper.lines[0].line_id, "quantity": 10}
    address = f"/documents/{paper.document_id}"
    assert api.send("PATCH", address, {"change": [change]}).json()["lines"][0]["price_minor"] == 9000
    asked = api.send("PATCH", address, {"change": [change | {"own_price": True}]})
    assert asked.json()["lines"][0]["price_minor"] == 8000


def test_what_is_short_is_proposed_with_its_figures_and_ordered_once(api: Api, trade: Trade) -> None:
    api.post("/vendor-items", VENDOR_ITEMS)
    assert api.post("/reorder-points", POINTS).json() == {"saved": 3, "removed": 0}
    trade.receive("DRIVE", 4)
    trade.draft("SO", NewLine(item="DRIVE", quantity=2))
    found = api.get("/reorder-proposals").json()["results"]
    figures = ("item", "vendor", "quantity", "price_minor", "in_stock", "promised", "ordered", "expected")
    assert [tuple(each[name] for name in figures) for each in found] == [
        ("DRIVE", "V1", 10, 5000, 4, 2, 0, 2),
        ("PHONE", "V2", 8, 14000, 0, 0, 0, 0),
        ("CABLE", None, 9, None, 0, 0, 0, 0),
    ]
    lines = [{name: each[name] for name in ("item", "vendor", "quantity")} for each in found if each["vendor"]]
    made = api.post("/reorder", {"lines": lines}, key="again-1")
    assert [(each["vendor"], each["total_minor"]) for each in made.json()["orders"]] == [("V1", 50000), ("V2", 112000)]
    again = api.post("/reorder", {"lines": lines}, key="again-1")
    assert (again.json(), again["Idempotency-Replayed"]) == (made.json(), "true")
    assert sql.scalar("SELECT count(*) FROM documents_document WHERE kind = 'PO'") == 2
    assert [each["item"] for each in api.get("/reorder-proposals").json()["results"]] == ["CABLE"]
    assert [each["ordered"] for each in api.get("/reorder-points", item="DRIVE").json()["results"]] == [10]


def test_what_cannot_be_ordered_is_told_with_its_row(api: Api) -> None:
    before = everything()
    wrong = {
        "lines": [{"item": "DRIVE", "vendor": "V1", "quantity": 1}, {"item": "NONE", "vendor": "V9", "quantity": 1}]
    }
    offenders = api.refuses(409, "bad_reorder", api.post("/reorder", wrong))
    assert [(each["row"], each["code"]) for each in offenders] == [
        (1, "not_sold"),
        (2, "unknown_item"),
        (2, "unknown_vendor"),
    ]
    assert everything() == before
    api.refuses(409, "nothing_to_order", api.post("/reorder", {"lines": []}))


def test_a_reorder_point_is_taken_off_by_null(api: Api) -> None:
    api.post("/reorder-points", POINTS)
    answer = api.post("/reorder-points", {"points": [{"item": "DRIVE", "reorder_at": None}]})
    assert answer.json() == {"saved": 0, "removed": 1}
    assert [each["item"] for each in api.get("/reorder-points").json()["results"]] == ["CABLE", "PHONE"]
