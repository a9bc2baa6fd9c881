"""Finding units through the API: conditions as text and as a tree, sorted, counted."""

from __future__ import annotations

import datetime as dt

from everyunit.base import clock
from tests.doors.http import Api
from tests.trade import Trade

TREE = {"all": [{"field": "item", "operator": "=", "value": "DRIVE"}, {"field": "cost", "operator": ">", "value": 1}]}


def test_a_tree_of_conditions_finds_units_page_by_page_and_counts_them(trade: Trade):
    serials = trade.receive(quantity=5)
    trade.receive("PHONE")
    api, found, cursor = Api(), [], None
    while True:
        body = {"where": TREE, "sort": "serial", "limit": 2, "cursor": cursor, "totals": True}
        answer = api.post("/units/search", body).json()
        found += [unit["serial"] for unit in answer["results"]]
        assert answer["totals"] == {"count": 5, "more": False, "currency": "EUR", "cost_minor": 30000}
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert found == serials
    assert api.post("/units/search", {"where": {"all": []}}).json()["totals"] is None


def test_the_same_as_text_in_every_order(trade: Trade):
    serials = trade.receive(quantity=5)
    trade.receive("PHONE")
    api = Api()
    for sort, expected in (("serial", serials), ("entered", serials), ("-serial", serials[::-1])):
        found = api.all_of("/units", where="item = DRIVE and cost > 1", sort=sort, limit=2)
        assert [unit["serial"] for unit in found] == expected


def test_what_lies_in_stock_for_long_is_found_by_its_days(trade: Trade):
    (old,) = trade.receive()
    with clock.at(clock.now() + dt.timedelta(days=100)):
        trade.receive()
        (unit,) = Api().get("/units", where="days between 90 and 100").json()["results"]
        where = {"field": "days", "operator": ">", "value": 99}
        assert Api().post("/units/search", {"where": where}).json()["results"] == [unit]
    assert (unit["serial"], unit["days"]) == (old, 100)


def test_conditions_that_do_not_fit_are_refused_with_all_that_is_wrong(trade: Trade):
    api = Api()
    tree = {"any": [{"field": "hat", "operator": "=", "value": "1"}, {"field": "cost", "operator": "=", "value": "x"}]}
    offenders = api.refuses(409, "bad_condition", api.post("/units/search", {"where": tree}))
    assert [each["subject"] for each in offenders] == ["hat", "Cost: x"]
    api.refuses(400, "bad_condition", api.get("/units", where="cost >"))
    api.refuses(409, "bad_condition", api.post("/units/search", {"where": {"field": "a"}}))
    first = api.post("/units/search", {"where": TREE, "cursor": "rubbish"})
    assert first.json()["code"] == "bad_cursor"


def test_units_tell_what_they_were_sold_with(trade: Trade):
    (serial,) = trade.receive()
    trade.sell(serial)
    unit = Api().get(f"/units/{serial}").json()
    assert unit["sold_with"] == {"kind": "SI", "number": "100000"}
    assert (unit["price_minor"], unit["stock_type"], unit["location"]) == (10000, "normal", "HQ")
