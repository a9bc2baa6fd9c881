"""Own fields on the pages and through the API."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from everyunit.documents.new_lines import NewLine
from everyunit.fields.save_field import SaveField, save_field
from everyunit.reports.search import find
from tests.doors.browsing import inline_code, signed_in
from tests.doors.http import Api
from tests.trade import Trade


@pytest.fixture
def client(trade: Trade) -> Client:
    """Drives 100000 and 100001; a colour for units, a range for items."""
    trade.receive(quantity=2)
    save_field(
        trade.owner, SaveField(of="unit", code="colour", label="Colour", type="choice", choices=("black", "white"))
    )
    save_field(trade.owner, SaveField(of="item", code="range", label="Range"))
    return signed_in()


def test_a_field_is_made_and_changed_on_its_page(trade: Trade):
    client = signed_in()
    assert "No own fields yet" in client.get("/own-fields").content.decode()
    form = {"of": "unit", "code": "expires", "label": "Expires", "type": "date", "searched": "yes"}
    assert client.post("/new/own-field", form)["Location"] == "/own-fields"
    assert client.post("/new/own-field", form).status_code == 409
    page = client.get("/change/own-field/unit/expires")
    assert 'value="Expires"' in page.content.decode()
    assert inline_code(page.content.decode()) == []
    assert client.post("/change/own-field/unit/expires", {"label": "Expiry"}).status_code == 302
    assert "Expiry" in client.get("/own-fields").content.decode()
    bad = client.post("/new/own-field", {"of": "unit", "code": "A B", "label": "", "type": "date", "position": "x"})
    assert bad.status_code == 409
    assert client.get("/change/own-field/unit/hat").status_code == 404
    assert signed_in("till", "counter").get("/own-fields").status_code == 403


def test_values_are_filled_on_a_page_of_their_own_and_shown_on_that_of_the_unit(client: Client):
    assert "Own fields" in client.get("/units/100000").content.decode()
    form = client.get("/own-values/unit/100000").content.decode()
    assert '<option value="white"' in form
    wrong = client.post("/own-values/unit/100000", {"colour": "red"})
    assert wrong.status_code == 409
    assert "It is one of black, white." in wrong.content.decode()
    assert client.post("/own-values/unit/100000", {"colour": "white"})["Location"] == "/units/100000"
    page = client.get("/units/100000")
    assert "<dd>white</dd>" in page.content.decode()
    assert "Colour" in [getattr(event, "field", "") for event in page.context["timeline"].events]
    assert client.get("/own-values/unit/7").status_code == 404
    assert client.get("/own-values/hat/7").status_code == 404


@pytest.mark.parametrize(
    ("of", "name", "address"),
    [
        ("item", "DRIVE", "/items/DRIVE"),
        ("vendor", "V1", "/vendors/V1"),
        ("customer", "C1", "/customers/C1"),
    ],
)
def test_other_pages_show_theirs(trade: Trade, of: str, name: str, address: str):
    trade.receive()
    save_field(trade.owner, SaveField(of=of, code="site", label="Site", type="link"))
    client = signed_in()
    assert client.post(f"/own-values/{of}/{name}", {"site": "https://example.com/<x>"})["Location"] == address
    page = client.get(address).content.decode()
    assert 'href="https://example.com/&lt;x&gt;" rel="noopener noreferrer nofollow"' in page


def test_lists_have_own_fields_as_columns_conditions_and_in_their_file(client: Client):
    client.post("/own-values/unit/100001", {"colour": "black"})
    client.post("/own-values/item/DRIVE", {"range": "Pro"})
    page = client.get("/units?where=unit.colour = black&column=unit.colour&column=item.range").content.decode()
    assert "Pro" in page
    assert "100000" not in page.split("<tbody>")[1]
    assert '<option value="unit.colour"' in page
    text = b"".join(client.get("/units.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = {row["serial number"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (rows["100001"]["unit.colour"], rows["100000"]["unit.colour"]) == ("black", "")
    assert rows["100000"]["item.range"] == "Pro"


def test_values_are_brought_in_from_a_file(client: Client):
    file = SimpleUploadedFile("colours.csv", b"serial,colour\n100000,white\n100001,black\n")
    assert client.post("/import/own-values", {"file": file, "of": "unit"}).status_code == 302
    assert "<dd>black</dd>" in client.get("/units/100001").content.decode()
    wrong = SimpleUploadedFile("colours.csv", b"serial,colour\n100000,red\n")
    answer = client.post("/import/own-values", {"file": wrong, "of": "unit"})
    assert answer.status_code == 409
    assert "Row 2" in answer.content.decode()


def test_the_api_keeps_fields_and_what_they_hold(client: Client):
    api = Api()
    body = {"label": "Expires", "type": "date"}
    assert api.send("PUT", "/own-fields/unit/expires", body).json() == {
        "of": "unit",
        "code": "expires",
        "created": True,
    }
    listed = api.get("/own-fields", of="unit").json()["results"]
    assert [each["name"] for each in listed] == ["unit.colour", "unit.expires"]
    things = {"things": [{"name": "100000", "values": {"expires": "2027-01-31", "colour": "white"}}]}
    assert api.post("/own-values/unit", things).json() == {"things": 1, "changed": 2}
    assert api.get("/own-values/unit/100000").json()["values"] == {"colour": "white", "expires": "2027-01-31"}
    assert api.get("/units/100000").json()["own"] == {"unit.colour": "white", "unit.expires": "2027-01-31"}
    found = api.get("/units", where="unit.expires during this_year or unit.expires = 2027-01-31").json()["results"]
    assert [unit["serial"] for unit in found] == ["100000"]
    wrong = {"things": [{"name": "100000", "values": {"colour": "red"}}, {"name": "7", "values": {}}]}
    offenders = api.refuses(409, "bad_values", api.post("/own-values/unit", wrong))
    assert [each["code"] for each in offenders] == ["unknown", "bad_value"]
    assert api.get("/own-values/unit/7").status_code == 404


def test_the_box_at_the_top_and_the_lists_find_what_own_fields_hold(trade: Trade):
    trade.receive(quantity=2)
    for of in ("unit", "item", "customer", "document"):
        save_field(trade.owner, SaveField(of=of, code="tag", label="Tag"))
    save_field(trade.owner, SaveField(of="item", code="story", label="Story", type="memo"))
    client = signed_in()
    for of, name in (("unit", "100001"), ("item", "PHONE"), ("customer", "C2"), ("document", "PR 100000")):
        client.post(f"/own-values/{of}/{name}", {"tag": "T-77", "story": "Made of recycled glass"})
    found = [(hit.what, hit.key, hit.because) for hit in find("T-77")]
    assert sorted(found) == [
        ("customer", "C2", "Tag"),
        ("document", "100000", "Tag"),
        ("item", "PHONE", "Tag"),
        ("unit", "100001", "Tag"),
    ]
    assert [(hit.what, hit.key) for hit in find("recycled")] == [("item", "PHONE")]
    assert [row.code for row in client.get("/items?search=recycled").context["list"].rows] == ["PHONE"]
    assert [row.code for row in client.get("/customers?search=t-77").context["list"].rows] == ["C2"]


def test_forms_ask_for_what_must_be_filled_and_so_does_the_api(trade: Trade):
    save_field(trade.owner, SaveField(of="item", code="origin", label="Origin", required=True))
    save_field(trade.owner, SaveField(of="customer", code="story", label="Story", type="memo"))
    client = signed_in()
    item = {"code": "HAT", "name": "Hat", "tracking": "serialized", "item_type": "regular"}
    answer = client.post("/new/item", item)
    assert answer.status_code == 409
    assert "It must hold something." in answer.content.decode()
    assert client.post("/new/item", item | {"own.origin": "Here"})["Location"] == "/items/HAT"
    assert 'value="Here"' in client.get("/change/item/HAT").content.decode()
    story = "First line\nSecond line"
    assert client.post("/new/customer", {"code": "C9", "name": "Nine", "own.story": story}).status_code == 302
    assert "First line<br>Second line" in client.get("/customers/C9").content.decode()
    api = Api()
    (offender,) = api.refuses(409, "bad_item", api.post("/items", {"code": "CAP", "name": "Cap"}))
    assert offender["subject"] == "CAP: Origin"
    assert api.post("/items", {"code": "CAP", "name": "Cap", "own": {"origin": "There"}}).status_code == 201
    assert api.get("/own-values/item/CAP").json()["values"] == {"origin": "There"}
    save_field(trade.owner, SaveField(of="document", code="truck", label="Truck", required=True))
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=1))
    page = client.post(f"/documents/{paper.document_id}/post", {})
    assert page.status_code == 409
    assert "Truck" in page.content.decode()
