"""Parcels over HTTP: begun, packed, changed, and thrown away."""

import pytest

from everyunit.company.found import hire
from everyunit.documents.new_lines import NewLine
from tests.doors.http import Api, everything


@pytest.fixture
def api(trade):
    return Api()


def made(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_parcel_is_packed_unpacked_and_told(api, trade):
    serials = trade.receive(quantity=3)
    invoice = trade.draft("SI", NewLine(item="CABLE", quantity=4))
    trade.scan(invoice, *serials)
    where = f"/documents/{invoice.document_id}/parcels"
    answer = api.post(where, {"ship_via": "Courier", "weight_g": 1200})
    parcel = made(answer, 201)
    assert answer["Location"] == f"/api/v1/parcels/{parcel['parcel_id']}"
    own = f"/parcels/{parcel['parcel_id']}"
    counted = [{"line_id": invoice.lines[0].line_id, "quantity": 4}]
    packed = made(api.post(f"{own}/pack", {"scans": serials[:2], "counted": counted}))
    assert (packed["packed"], packed["expected"], packed["missing"]) == (6, 7, [serials[2]])
    undone = made(api.post(f"{own}/unpack", {"counted": [{**counted[0], "quantity": 1}]}))
    assert undone["missing"] == ["1 CABLE", serials[2]]
    told = made(api.get(own))
    assert [(each["item"], each["quantity"], each["serials"]) for each in told["contents"]] == [
        ("CABLE", 3, []),
        ("DRIVE", 2, [{"first": serials[0], "last": serials[1], "count": 2}]),
    ]
    changed = made(api.send("PATCH", own, {"tracking_number": "RR123456785"}))
    assert (changed["ship_via"], changed["tracking_number"], changed["weight_g"]) == ("Courier", "RR123456785", 1200)
    listed = made(api.get(where))
    assert [(each["number"], each["pieces"]) for each in listed["results"]] == [("100000", 5)]
    assert (listed["packed"], listed["expected"]) == (5, 7)
    assert made(api.send("DELETE", own))["document_id"] == invoice.document_id
    api.refuses(404, "unknown_parcel", api.get(own))


def test_a_refusal_changes_nothing_and_says_why(api, trade):
    receipt, invoice = trade.draft("PR"), trade.draft("SI", NewLine(item="CABLE", quantity=1))
    parcel = made(api.post(f"/documents/{invoice.document_id}/parcels", {}), 201)
    own = f"/parcels/{parcel['parcel_id']}"
    before = everything()
    api.refuses(409, "not_packed", api.post(f"/documents/{receipt.document_id}/parcels", {}))
    api.refuses(404, "unknown_document", api.post("/documents/9999/parcels", {}))
    api.refuses(404, "unknown_document", api.get("/documents/9999/parcels"))
    api.refuses(404, "unknown_parcel", api.post("/parcels/9999/pack", {"scans": ["1"]}))
    api.refuses(409, "bad_parcel", api.send("PATCH", own, {"weight_g": -1}))
    api.refuses(409, "not_to_pack", api.post(f"{own}/pack", {"counted": [{"line_id": 9999, "quantity": 1}]}))
    api.refuses(409, "nothing_scanned", api.post(f"{own}/unpack", {}))
    assert everything() == before
    hire("looker", "viewer")
    looker = Api("looker")
    assert made(looker.get(own))["pieces"] == 0
    looker.refuses(403, "not_allowed", looker.post(f"{own}/pack", {"scans": ["1"]}))
