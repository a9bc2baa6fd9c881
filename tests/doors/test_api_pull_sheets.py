"""Pull sheets over HTTP: made, walked, scanned, undone, invoiced."""

import pytest

from everyunit.company.found import hire
from tests.doors.http import Api, everything
from tests.sheets import ordered


@pytest.fixture
def api(trade):
    return Api()


def made(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def test_from_the_orders_to_the_invoices(api, trade):
    serials = trade.receive(quantity=3)
    trade.receive("CABLE", 9)
    first, second = ordered(trade, 2), ordered(trade, 5, "CABLE", party="C2")
    answer = api.post("/pull-sheets", {})
    sheet = made(answer, 201)
    assert answer["Location"] == f"/api/v1/pull-sheets/{sheet['sheet_id']}"
    where = f"/pull-sheets/{sheet['sheet_id']}"
    seen = made(api.get(where))
    assert seen["orders"] == [f"SO {first.number}", f"SO {second.number}"]
    assert (seen["status"], seen["quantity"], seen["left"], seen["bins"]) == ("open", 7, 7, ["MAIN"])
    assert [(each["item"], each["quantity"]) for each in seen["walk"][0]["items"]] == [("CABLE", 5), ("DRIVE", 2)]
    assert seen["walk"][0]["items"][1]["serials"] == [{"first": serials[0], "last": serials[1], "count": 2}]

    scanned = made(api.post(f"{where}/scan", {"scans": [serials[0], serials[2], "nothing"]}))
    assert scanned["counts"] == {"assigned": 2, "skipped": 1}
    taken = made(api.post(f"{where}/pick", {"item": "CABLE", "quantity": 5, "from_bin": "MAIN"}))
    assert (taken["status"], taken["undo_counted"]) == (
        "picked",
        [{"line_id": second.lines[0].line_id, "quantity": 5, "bin": "MAIN"}],
    )
    undone = made(api.post(f"{where}/put-back", {"counted": taken["undo_counted"], "scans": [serials[2]]}))
    assert (undone["status"], undone["counts"]) == ("open", {"detached": 6})
    history = made(api.get(f"{where}/scans", limit=2))
    assert [(each["action"], each["count"], each["by"]) for each in history["results"]] == [
        ("detached", 5, "owner"),
        ("detached", 1, "owner"),
    ]
    assert history["next_cursor"]

    left = made(api.post(f"{where}/take-off", {"order_id": second.document_id}))
    assert [line["order"] for line in left["lines"]] == [f"SO {first.number}"]
    invoices = made(api.post(f"{where}/invoice"), 201)
    assert [each["order"] for each in invoices["invoices"]] == [f"SO {first.number}"]
    assert made(api.post(f"{where}/close"))["status"] == "closed"
    assert made(api.get("/pull-sheets", status="closed", customer="C1"))["results"][0]["picked"] == 1
    assert made(api.get("/pull-sheets", customer="C2"))["results"] == []


def test_a_refusal_changes_nothing_and_says_why(api, trade):
    paper = ordered(trade, 2)
    before = everything()
    api.refuses(409, "nothing_to_pick", api.post("/pull-sheets", {}))
    api.refuses(409, "not_to_pick", api.post("/pull-sheets", {"order_ids": [paper.document_id, 9999]}))
    api.refuses(404, "unknown_sheet", api.post("/pull-sheets/9999/close"))
    api.refuses(404, "unknown_sheet", api.get("/pull-sheets/9999"))
    api.refuses(404, "unknown_sheet", api.get("/pull-sheets/9999/scans"))
    api.refuses(422, "bad_shape", api.post("/pull-sheets", {"order": 1}))
    assert everything() == before


def test_who_may_not_sell_may_look_and_not_pick(trade):
    trade.receive()
    ordered(trade)
    sheet = made(Api().post("/pull-sheets", {}), 201)
    hire("looker", "viewer")
    api = Api("looker")
    where = f"/pull-sheets/{sheet['sheet_id']}"
    assert made(api.get(where))["left"] == 1
    api.refuses(403, "not_allowed", api.post("/pull-sheets", {}))
    for verb, body in (("scan", {"scans": ["1"]}), ("close", None), ("invoice", None)):
        api.refuses(403, "not_allowed", api.post(f"{where}/{verb}", body))


def test_a_repeated_request_picks_once(api, trade):
    trade.receive("CABLE", 5)
    ordered(trade, 5, "CABLE")
    where = f"/pull-sheets/{made(api.post('/pull-sheets', {}), 201)['sheet_id']}"
    first = api.post(f"{where}/scan", {"scans": ["CABLE"]}, key="scan-1")
    again = api.post(f"{where}/scan", {"scans": ["CABLE"]}, key="scan-1")
    assert made(first) == made(again)
    assert again["Idempotency-Replayed"] == "true"
    assert made(api.get(where))["picked"] == 1


def test_every_sheet_comes_once_page_by_page(api, trade):
    trade.receive(quantity=5)
    for _ in range(5):
        ordered(trade)
        made(api.post("/pull-sheets", {}), 201)
    assert [each["number"] for each in api.all_of("/pull-sheets", limit=2)] == [
        "100004",
        "100003",
        "100002",
        "100001",
        "100000",
    ]
