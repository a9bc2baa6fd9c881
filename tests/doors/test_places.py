"""The tree of places in a browser and over the API."""

from __future__ import annotations

import re

import pytest

from everyunit.places.models import Bin, StockArea
from everyunit.places.save_area import SaveArea, save_area
from everyunit.places.save_bin import SaveBin, save_bin
from tests.doors.browsing import inline_code, signed_in
from tests.doors.http import Api
from tests.doors.qr_codes import dark, dark_of
from tests.trade import Trade

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def hall(trade: Trade) -> None:
    save_area(trade.owner, SaveArea(code="HALL", name="The hall"))
    save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf", area="HALL"))


def test_a_bin_is_moved_without_a_mouse(trade: Trade):
    client = signed_in()
    page = client.get("/places").content.decode()
    assert page.index("HALL") < page.index("SHELF")
    asking = client.get("/places?location=HQ&move=bin:MAIN").content.decode()
    assert "Move MAIN to" in asking
    client.post("/places/move", {"what": "bin:MAIN", "into": "HALL", "location": "HQ"})
    assert Bin.objects.get(code="MAIN").area == StockArea.objects.get(code="HALL")


def test_dragging_asks_for_the_same_and_is_told_why_not(trade: Trade):
    client = signed_in()
    moved = client.post("/places/move", {"what": "bin:SHELF", "into": ""}, headers=JSON)
    assert moved.json() == {"message": "SHELF lies right below the location now."}
    refused = client.post("/places/move", {"what": "area:HALL", "into": "HALL"}, headers=JSON)
    assert (refused.status_code, refused.json()["offenders"][0]["code"]) == (409, "into_itself")


def test_who_may_not_change_places_only_looks(trade: Trade):
    client = signed_in("till", role="counter")
    page = client.get("/places").content.decode()
    assert "draggable" not in page
    assert "Move to" not in page
    assert client.post("/places/move", {"what": "bin:SHELF", "into": ""}).status_code == 403


def test_areas_have_a_form(trade: Trade):
    client = signed_in()
    client.post("/new/area", {"code": "AISLE", "name": "Aisle", "location": "HQ", "parent": "HALL"})
    assert StockArea.objects.get(code="AISLE").parent == StockArea.objects.get(code="HALL")
    refused = client.post("/change/area/HALL", {"name": "The hall", "discontinued": "yes"})
    assert refused.status_code == 409
    assert "AISLE: It is still in use there." in refused.content.decode()


def test_a_bin_that_cannot_be_given_up_says_why_beside_the_box(trade: Trade):
    refused = signed_in().post("/change/bin/MAIN", {"name": "Main", "stock_type": "normal", "discontinued": "yes"})
    assert refused.status_code == 409
    assert "“What comes from a vendor goes into” names it there" in refused.content.decode()


def test_the_api_has_areas_and_the_tree(trade: Trade):
    api = Api()
    assert api.send("PUT", "/areas/AISLE", {"name": "Aisle", "parent": "HALL"}).status_code == 201
    assert [each["code"] for each in api.get("/areas", location="HQ").json()["results"]] == ["AISLE", "HALL"]
    assert api.post("/rearrange", {"bins": ["SHELF"], "into": "AISLE"}).json() == {"moved": 1}
    tree = api.get("/locations/HQ/places").json()["results"]
    assert [(node["code"], node["depth"]) for node in tree[:3]] == [("HALL", 0), ("AISLE", 1), ("SHELF", 2)]
    assert api.get("/bins/SHELF").json()["area"] == "AISLE"
    api.refuses(404, "unknown_location", api.get("/locations/NOWHERE/places"))


def test_where_an_item_is_put_is_said_on_its_page(trade: Trade):
    client = signed_in()
    assert "the receiving bin" in client.get("/items/CABLE").content.decode()
    client.post("/put-away/CABLE", {"at-HQ": "SHELF"})
    assert "SHELF" in client.get("/items/CABLE").content.decode()
    refused = client.post("/put-away/CABLE", {"at-HQ": "SOLD"})
    assert (refused.status_code, "is of type out" in refused.content.decode()) == (409, True)
    api = Api()
    assert api.get("/put-away/CABLE").json()["results"] == [
        {"location": "HQ", "location_name": "Head office", "bin": "SHELF"}
    ]
    assert api.send("PUT", "/put-away/CABLE", {"bins": {"HQ": ""}}).json() == {"changed": 1}


def test_a_bin_is_blocked_on_its_page(trade: Trade):
    client = signed_in()
    client.post("/block/SHELF", {"reason": "wet floor"})
    assert "by hand: wet floor" in client.get("/bins/SHELF").content.decode()
    assert "Blocked: by hand: wet floor" in client.get("/places").content.decode()
    client.post("/block/SHELF", {"to": "unblock"})
    assert "by hand: wet floor" not in client.get("/bins/SHELF").content.decode()
    api = Api()
    assert api.send("PUT", "/blocks/SHELF", {"reason": "wet"}).json()["blocked_by"] == "by hand: wet"
    assert api.send("DELETE", "/blocks/SHELF").json()["blocked_by"] == ""


def test_bins_get_labels_that_scanners_read_as_their_codes(trade: Trade, monkeypatch: pytest.MonkeyPatch):
    save_area(trade.owner, SaveArea(code="AISLE", name="Aisle", parent="HALL"))
    save_bin(trade.owner, SaveBin(code="A-01-03", name="Low shelf", area="AISLE"))
    save_bin(trade.owner, SaveBin(code="OLD", name="Gone", area="AISLE", discontinued=True))
    client = signed_in("till", role="counter")
    page = client.get("/places").content.decode()
    for part in ('name="bin" value="SHELF"', 'name="area" value="HALL"', 'action="/bin-labels"'):
        assert part in page
    html = client.post("/bin-labels", {"area": "HALL", "bin": ["SOLD"]}).content.decode()
    assert re.findall(r'<p class="code">(.*?)</p>', html) == ["A-01-03", "SHELF", "SOLD"]
    assert dark_of(html, "A-01-03") == dark("A-01-03")
    assert ("Low shelf" in html, inline_code(html)) == (True, [])
    kept = {"areas": "HALL", "bins": "SOLD", "size": "letter"}
    assert client.post("/bin-labels", kept).content.decode().count('class="qr"') == 3
    assert "MAIN" in client.post("/bin-labels", {"location": "HQ"}).content.decode()
    assert dark_of(client.get("/bin-labels?bin=MAIN").content.decode(), "MAIN") == dark("MAIN")
    for asked, words in (({}, "No bin is chosen"), ({"bin": "NOPE"}, "There is no such bin")):
        told = client.post("/bin-labels", asked)
        assert (told.status_code, words in told.content.decode()) == (409, True)
    monkeypatch.setattr("everyunit.web.views.labels.LABELS_AT_ONCE", 1)
    assert "At most 1 labels" in client.post("/bin-labels", {"area": "HALL"}).content.decode()
