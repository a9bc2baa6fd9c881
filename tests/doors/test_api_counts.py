"""Stock counts over HTTP: made, scanned, compared, decided, finalized."""

import pytest

from everyunit.company.found import hire
from everyunit.documents.use_lots import UseLots, use_lots
from tests.counts import shelf
from tests.doors.http import Api, everything


@pytest.fixture
def api(trade):
    return Api()


def made(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def test_from_making_it_to_the_papers(api, trade):
    shelf(trade, "A1")
    here, stray, gone, sold = trade.receive(quantity=4)
    trade.sell(sold)
    trade.receive("CABLE", quantity=9)
    answer = api.post("/counts", {"bins": ["MAIN", "A1"], "note": "autumn"})
    count = made(answer, 201)
    where = f"/counts/{count['count_id']}"
    assert answer["Location"] == f"/api/v1{where}"
    assert made(api.post(f"{where}/start", {}))["status"] == "counting"
    scanned = made(api.post(f"{where}/scan", {"bin": "MAIN", "scans": [here, "A1", stray, "WHO"]}))
    assert (scanned["counts"], scanned["asks"], scanned["bin"]["bin"]) == ({"assigned": 1, "skipped": 2}, 1, "A1")
    made(api.post(f"{where}/scan", {"bin": "A1", "scans": [stray], "include": True}))
    rows = [{"row": 1, "bin": "A1", "text": sold}, {"row": 2, "bin": "MAIN", "text": "CABLE", "quantity": 8}]
    listed = made(api.post(f"{where}/rows", {"rows": rows}))
    assert (listed["counted"], [each["code"] for each in listed["told"]]) == (2, ["outside"])
    made(api.post(f"{where}/number", {"bin": "MAIN", "item": "CABLE", "quantity": 7}))
    made(api.post(f"{where}/take-away", {"bin": "A1", "scans": ["WHO"]}))
    assert made(api.post(f"{where}/finish", {}))["status"] == "counted"

    first = made(api.get(f"{where}/differences", limit=2))
    second = made(api.get(f"{where}/differences", limit=2, cursor=first["next_cursor"]))
    found = first["results"] + second["results"]
    assert [(each["sort"], each["serial"] or each["item"]) for each in found] == [
        ("fewer", "CABLE"),
        ("misplaced", stray),
        ("outside", sold),
        ("missing", gone),
    ]
    assert (found[2]["party"], found[2]["paper"]) == ("Test customer C1", "SI 100000")
    refused = made(api.post(f"{where}/finalize", {}), 409)
    assert (refused["code"], refused["offenders"][0]["holder"]) == ("cannot_finalize", "SI 100000")
    made(api.post(f"{where}/decide", {"bin": "A1", "decision": "bring_back", "sort": "outside"}))
    done = made(api.post(f"{where}/finalize", {}))
    assert [(each["kind"], each["units"] + each["quantity"]) for each in done["papers"]] == [
        ("CM", 1),
        ("ST", 1),
        ("IA", 3),
    ]
    seen = made(api.get(where))
    assert (seen["status"], seen["done"], len(seen["papers"]), seen["note"]) == ("complete", 2, 3, "autumn")
    assert made(api.get("/counts", status="open"))["results"] == []
    assert made(api.post(f"{where}/void"), 409)["code"] == "count_over"


def test_bins_are_counted_again_cancelled_and_given_up(api, trade):
    trade.receive()
    count = made(api.post("/counts", {"bins": ["MAIN"], "blind": True}), 201)
    where = f"/counts/{count['count_id']}"
    assert made(api.post(f"{where}/start", {}))["bins"][0]["recorded"] is None
    made(api.post(f"{where}/finish", {"bins": ["MAIN"]}))
    again = made(api.post(f"{where}/recount", {"bins": ["MAIN"]}))
    assert (again["status"], again["bins"][0]["round"]) == ("counting", 2)
    assert [each["differences"] for each in made(api.get(where))["earlier"]] == [1]
    assert made(api.post(f"{where}/cancel", {}))["status"] == "uncounted"
    assert made(api.post(f"{where}/void"))["status"] == "void"


def test_who_may_not_see_costs_is_not_told_them(trade):
    trade.receive()
    api = Api()
    count = made(api.post("/counts", {"bins": ["MAIN"]}), 201)
    where = f"/counts/{count['count_id']}"
    made(api.post(f"{where}/start", {}))
    made(api.post(f"{where}/finish", {}))
    hire("looker", "viewer")
    looker = Api("looker")
    assert made(looker.get(f"{where}/differences"))["results"][0]["cost_minor"] is None
    assert made(looker.get(where))["totals"] == [{"sort": "missing", "units": 1, "value_minor": None}]
    before = everything()
    assert made(looker.post(f"{where}/finalize", {}), 403)["code"] == "not_allowed"
    assert everything() == before


def test_what_is_not_there_is_not_found(api, trade):
    assert made(api.get("/counts/7"), 404)["code"] == "unknown_count"
    assert made(api.get("/counts/7/differences"), 404)["code"] == "unknown_count"
    assert made(api.post("/counts/7/scan", {"scans": ["1"]}), 404)["code"] == "unknown_count"


def test_lots_are_counted_each_by_itself(api, trade):
    use_lots(trade.owner, UseLots(item="CABLE"))
    where = f"/counts/{made(api.post('/counts', {'bins': ['MAIN']}), 201)['count_id']}"
    number = {"bin": "MAIN", "item": "CABLE", "quantity": 4, "lot": "L1"}
    api.refuses(409, "unknown_lot", api.post(f"{where}/number", number))
    made(api.post(f"{where}/number", {**number, "new_lot": True}))
    (scanned,) = made(api.post(f"{where}/scan", {"bin": "MAIN", "scans": ["L1"], "before": "CABLE"}))["entries"]
    assert (scanned["item"], scanned["lot"], scanned["action"]) == ("CABLE", "L1", "assigned")
    rows = [
        {"row": 1, "bin": "MAIN", "lot": "L1", "quantity": 6},
        {"row": 2, "bin": "MAIN", "text": "CABLE", "lot": "L2"},
    ]
    assert made(api.post(f"{where}/rows", {"rows": rows, "new_lots": True}))["counted"] == 2
    made(api.post(f"{where}/take-away", {"bin": "MAIN", "items": ["CABLE"], "lots": ["L1"]}))
    first = made(api.get(f"{where}/goods", limit=1))
    second = made(api.get(f"{where}/goods", cursor=first["next_cursor"]))
    goods = [(each["lot"], each["counted"], each["recorded"]) for each in first["results"] + second["results"]]
    assert goods == [("L1", 5, 0), ("L2", 1, 0)]
    made(api.post(f"{where}/finish", {}))
    made(api.post(f"{where}/decide", {"bin": "MAIN", "decision": "leave", "items": ["CABLE"], "lot": "L2"}))
    found = made(api.get(f"{where}/differences"))["results"]
    assert [(each["lot"], each["quantity"], each["decision"]) for each in found] == [("L1", 5, ""), ("L2", 1, "leave")]
    assert [paper["quantity"] for paper in made(api.post(f"{where}/finalize", {}))["papers"]] == [5]
    assert api.get("/counts/99/goods").status_code == 404
