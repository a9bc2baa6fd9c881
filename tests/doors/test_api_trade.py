"""The whole trade over HTTP: receive, scan, sell, take back, transfer, reverse, and read what happened."""

import pytest

from everyunit.company.found import FIRST_BINS, hire
from tests.doors.http import Api


@pytest.fixture
def api(trade):
    return Api()


def made(answer, status=201):
    assert answer.status_code == status, answer.content
    return answer.json()


def posted(api, document_id):
    return made(api.post(f"/documents/{document_id}/post"), 200)


def test_a_unit_lives_its_life(api):
    made(api.post("/items", {"code": "SSD/1", "name": "Drive", "price_minor": 9900, "barcodes": ["4006381333931"]}))
    made(api.post("/parties", {"code": "V9", "name": "Test vendor", "role": "vendor"}))
    made(api.post("/bins", {"code": "SHELF", "name": "Shelf"}))
    line = {"item": "SSD/1", "quantity": 3, "amount_minor": 1000, "maker_numbers": ["M1", "M2"]}
    receipt = made(api.post("/documents", {"kind": "PR", "party": "V9", "lines": [line]}))
    scanned = made(api.post(f"/documents/{receipt['document_id']}/attach", {"scans": ["M2", "M3"]}), 200)
    assert scanned["counts"] == {"skipped": 1, "assigned": 1}
    assert [entry["code"] for entry in scanned["entries"]] == ["repeated", ""]
    booked = posted(api, receipt["document_id"])
    assert (booked["units"], booked["value_minor"], booked["currency"]) == (3, 1000, "EUR")
    assert booked["serials"] == {"1": "100000–100002"}

    sale = made(api.post("/documents", {"kind": "SI", "party": "C1"}))
    scanned = made(api.post(f"/documents/{sale['document_id']}/attach", {"scans": ["100000-100001", "4711"]}), 200)
    assert scanned["counts"] == {"added": 2, "skipped": 1}
    assert scanned["lines"][0]["amount_minor"] == 19800
    off = made(api.post(f"/documents/{sale['document_id']}/detach", {"scans": ["100001"]}), 200)
    assert off["counts"] == {"detached": 1}
    assert posted(api, sale["document_id"])["value_minor"] == 334

    memo = made(api.post("/documents", {"kind": "CM", "party": "C1"}))
    assert made(api.post(f"/documents/{memo['document_id']}/attach", {"scans": ["M1"]}), 200)["counts"] == {"added": 1}
    posted(api, memo["document_id"])

    move = made(api.post("/documents", {"kind": "ST", "to_bin": "SHELF"}))
    made(api.post(f"/documents/{move['document_id']}/attach", {"scans": ["100000", "100002"]}), 200)
    posted(api, move["document_id"])
    contents = api.get("/bins/SHELF/contents").json()["results"]
    assert contents == [{"item": "SSD/1", "item_name": "Drive", "tracking": "serialized", "quantity": 2}]

    undone = made(api.post(f"/documents/{move['document_id']}/reverse", {"reason": "wrong shelf"}), 200)
    assert undone["units"] == 2
    assert api.get(f"/documents/{move['document_id']}").json()["status"] == "reversed"

    unit = api.get("/units/100000").json()
    assert (unit["bin"], unit["maker_serial"], unit["cost_minor"], unit["state"]) == ("RETURNS", "M1", 334, "in stock")
    history = api.get("/units/100000/history").json()["results"]
    told = [(each["document"]["kind"], each["from_bin"], each["to_bin"], each["undoes"]) for each in history]
    assert told == [
        ("ST", "SHELF", "RETURNS", True),
        ("ST", "RETURNS", "SHELF", False),
        ("CM", "SOLD", "RETURNS", False),
        ("SI", "MAIN", "SOLD", False),
        ("PR", "SUPPLIER", "MAIN", False),
    ]
    assert history[0]["reason"] == "wrong shelf"
    journal = api.get(f"/documents/{sale['document_id']}/journal").json()["results"]
    assert {line["account"]: line["amount_minor"] for line in journal[0]["lines"]} == {
        "1100": 9900,
        "4000": -9900,
        "5000": 334,
        "1300": -334,
    }
    assert api.get("/verify").json()["sound"] is True


def test_a_document_tells_its_lines_units_and_postings(api, trade):
    serials = trade.receive(quantity=6)
    sale = trade.sell(serials[0], serials[1], serials[3])
    told = api.get(f"/documents/{sale.document_id}").json()
    assert (told["kind"], told["status"], told["pieces"], told["total_minor"]) == ("SI", "posted", 3, 30000)
    (line,) = told["lines"]
    assert line["cost_minor"] == 18000
    assert line["serials_complete"] is True
    assert [(each["first"], each["last"], each["count"]) for each in line["serials"]] == [
        (serials[0], serials[1], 2),
        (serials[3], serials[3], 1),
    ]
    assert [each["reverses_id"] for each in told["postings"]] == [None]
    units = api.get(f"/documents/{sale.document_id}/units").json()["results"]
    assert [each["serial"] for each in units] == [serials[0], serials[1], serials[3]]


def test_a_draft_is_revised_picked_and_thrown_away(api, trade):
    trade.receive("PHONE", 2)
    paper = made(api.post("/documents", {"kind": "SI", "party": "C1", "lines": [{"item": "PHONE", "quantity": 1}]}))
    where = f"/documents/{paper['document_id']}"
    change = {
        "reference": "PO 17",
        "change": [{"line_id": paper["lines"][0]["line_id"], "quantity": 3}],
        "add": [{"item": "HOUR", "quantity": 2}],
    }
    revised = made(api.send("PATCH", where, change), 200)
    assert [(line["item"], line["quantity"]) for line in revised["lines"]] == [("PHONE", 3), ("HOUR", 2)]
    picked = made(api.post(f"{where}/pick"), 200)
    assert picked["counts"] == {"assigned": 2, "skipped": 1}
    assert picked["entries"][-1]["code"] == "short"
    assert api.get(where).json()["lines"][0]["serials"][0]["count"] == 2
    assert made(api.send("DELETE", where), 200) == {"kind": "SI", "number": paper["number"]}
    assert api.get(where).status_code == 404
    assert api.get("/units/100000").json()["held_by"] is None


def test_a_put_creates_then_replaces(api):
    body = {"name": "Lamp", "tracking": "quantity", "price_minor": 100}
    assert made(api.send("PUT", "/items/LAMP", body))["created"] is True
    assert made(api.send("PUT", "/items/LAMP", body | {"price_minor": 120}), 200)["created"] is False
    assert api.get("/items/LAMP").json()["price_minor"] == 120
    assert made(api.send("PUT", "/parties/C1", {"name": "Renamed", "role": "customer"}), 200)["code"] == "C1"
    assert api.get("/parties/C1").json()["name"] == "Renamed"
    assert made(api.send("PUT", "/bins/BACK", {"name": "Back room"}))["created"] is True
    assert api.get("/bins/BACK").json()["location"] == "HQ"


def test_a_number_with_several_hits_finds_them_all(api, trade):
    trade.receive(quantity=3, maker_numbers=("SAME", "SAME", "OTHER"))
    found = api.get("/units/find", number="SAME").json()
    assert (found["by"], len(found["results"])) == ("maker", 2)
    assert len(api.all_of("/units/find", number="SAME", limit=1)) == 2
    assert api.get("/units/find", number="100002").json()["by"] == "serial"
    assert api.get("/units/find", number="nothing").json() == {
        "by": "nothing",
        "results": [],
        "next": None,
        "next_cursor": None,
    }


def test_a_note_and_a_makers_number_change_with_history(api, trade):
    (serial,) = trade.receive()
    changed = made(api.send("PATCH", f"/units/{serial}", {"note": "Dented", "maker_serial": "NEW"}), 200)
    assert changed == {"serial": serial, "maker_serial": "NEW", "note": "Dented", "changed": ["maker_serial", "note"]}
    edits = [each for each in api.get(f"/units/{serial}/history").json()["results"] if each["what"] == "edit"]
    assert {(each["old"], each["new"]) for each in edits} == {("", "NEW"), ("", "Dented")}


def test_the_lists_filter(api, trade):
    serials = trade.receive(quantity=2, maker_numbers=("ABC1", "XYZ2"))
    trade.receive("CABLE", 5)
    sale = trade.sell(serials[0])

    def units(**wanted):
        return [each["serial"] for each in api.get("/units", **wanted).json()["results"]]

    assert units(item="DRIVE") == serials[::-1]
    assert units(maker_serial="ABC") == units(customer="C1") == units(bin="SOLD") == units(bin_type="out")
    assert units(customer="C1") == units(document=f"SI {sale.number}") == serials[:1]
    assert units(vendor="V2") == units(serial="9") == units(entered_from="2999-01-01") == []
    assert [each["kind"] for each in api.get("/documents", status="posted").json()["results"]] == ["SI", "PR", "PR"]
    assert [each["kind"] for each in api.get("/documents", party="C1").json()["results"]] == ["SI"]
    assert api.get("/documents", kind="SI", number=sale.number).json()["results"][0]["document_id"] == sale.document_id
    assert api.get("/documents", status="reversed").json()["results"] == []
    assert [each["code"] for each in api.get("/items", search="hARd").json()["results"]] == ["DRIVE"]
    assert [each["code"] for each in api.get("/items", search="%").json()["results"]] == []
    assert [each["code"] for each in api.get("/parties", role="vendor").json()["results"]] == ["V1", "V2"]
    assert [each["code"] for each in api.get("/bins", bin_type="out").json()["results"]] == sorted(
        code for code, _, bin_type, *_ in FIRST_BINS if bin_type == "out"
    )


def test_costs_are_for_those_who_may_see_them(api, trade):
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    hire("counter", "counter")
    clerk = Api("counter")
    assert clerk.get("/items/DRIVE").json()["cost_minor"] is None
    assert clerk.get(f"/units/{serial}").json()["cost_minor"] is None
    assert clerk.get(f"/units/{serial}").json()["sale"]["margin_minor"] is None
    assert all(each["cost_minor"] is None for each in clerk.get(f"/units/{serial}/history").json()["results"])
    receipt = clerk.get("/documents", kind="PR").json()["results"][0]
    assert receipt["total_minor"] is None
    line = clerk.get(f"/documents/{receipt['document_id']}").json()["lines"][0]
    assert (line["price_minor"], line["amount_minor"], line["cost_minor"]) == (None, None, None)
    assert clerk.get(f"/documents/{sale.document_id}/units").json()["results"][0]["cost_minor"] is None
    line = clerk.get(f"/documents/{sale.document_id}").json()["lines"][0]
    assert (line["price_minor"], line["cost_minor"]) == (10000, None)
    (back,) = trade.receive()
    paper = made(clerk.post("/documents", {"kind": "SI", "party": "C1"}))
    made(clerk.post(f"/documents/{paper['document_id']}/attach", {"scans": [back]}), 200)
    answer = posted(clerk, paper["document_id"])
    assert (answer["total_minor"], answer["value_minor"]) == (10000, None)
    for path in (f"/documents/{sale.document_id}/journal", "/verify"):
        clerk.refuses(403, "not_allowed", clerk.get(path))
        assert api.get(path).status_code == 200
