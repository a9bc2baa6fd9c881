"""Many units at once, on the pages and through the API."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from everyunit.base import sql
from everyunit.places.save_bin import SaveBin, save_bin
from tests.doors.browsing import inline_code, signed_in
from tests.doors.http import Api
from tests.doors.qr_codes import dark, dark_of
from tests.trade import Trade, bin_of, one


@pytest.fixture
def client(trade: Trade) -> Client:
    """Drives 100000 to 100004 and phone 100005; a shop."""
    trade.receive(quantity=5)
    trade.receive("PHONE")
    save_bin(trade.owner, SaveBin(code="SHOP", name="Shop"))
    return signed_in()


def test_ticked_units_and_all_that_fit_a_filter_are_taken_along(client: Client):
    page = client.get("/units?item=DRIVE&sort=serial").content.decode()
    assert page.count('form="many" name="unit"') == 5
    everything = unescape(re.search(r'href="(/many-units\?all=yes[^"]*)"', page)[1])  # type: ignore[index]
    assert client.get(everything).context["units"] == "100000-100004"
    some = client.get("/many-units?unit=100000&unit=100002&unit=100001&unit=100000")
    assert some.context["count"] == 3
    assert inline_code(some.content.decode()) == []
    assert "No units are chosen" in client.get("/many-units").content.decode()
    assert client.get("/many-units?all=yes&where=hat = 1").status_code == 409


def test_they_move_by_one_transfer(client: Client):
    answer = client.post("/many-units", {"units": "100000-100002\n100004", "do": "move", "to_bin": "SHOP"})
    assert answer["Location"] == "/documents/ST/100000"
    assert [bin_of(f"10000{number}") for number in range(5)] == ["SHOP", "SHOP", "SHOP", "MAIN", "SHOP"]
    again = client.post("/many-units", {"units": "100000-100004", "do": "move", "to_bin": "SHOP"})
    assert again.status_code == 409
    html = again.content.decode()
    assert "cannot go there" in html
    assert html.count("it is there already") + html.count("already") >= 4
    assert again.context["count"] == 5
    assert one("SELECT count(*) FROM documents_document WHERE kind = 'ST'") == 1


def test_numbers_are_shown_before_they_are_written(client: Client):
    form = {"units": "100000-100002", "prefix": "WD-", "first": "08", "do": "preview"}
    shown = client.post("/many-units", form)
    assert shown.status_code == 200
    assert "would get WD-08 to WD-10" in shown.content.decode()
    assert one("SELECT count(*) FROM stock_unit WHERE maker_serial <> ''") == 0
    written = client.post("/many-units", {**form, "do": "number"})
    assert written["Location"] == "/units?maker_serial=WD-"
    taken = client.post("/many-units", {**form, "units": "100002-100003", "do": "number"})
    assert taken.status_code == 409
    html = unescape(taken.content.decode())
    assert "It has the maker’s number WD-10 already" in html
    assert 'name="replace"' in html
    assert 'name="repeat"' in html
    meant = {**form, "units": "100002-100003", "do": "number", "replace": "yes", "repeat": "yes"}
    assert client.post("/many-units", meant).status_code == 302
    assert sql.rows("SELECT maker_serial FROM stock_unit ORDER BY id") == [
        *[("WD-08",), ("WD-09",), ("WD-08",), ("WD-09",)],
        *[("",), ("",)],
    ]


def test_notes_are_written_and_added(client: Client):
    assert (
        client.post("/many-units", {"units": "100000", "do": "note", "note": "One", "how": "replace"}).status_code
        == 302
    )
    client.post("/many-units", {"units": "100000-100001", "do": "note", "note": "Two", "how": "add"})
    assert sql.rows("SELECT note FROM stock_unit ORDER BY id LIMIT 2") == [("One\nTwo",), ("Two",)]


def test_labels_have_bars_that_say_the_number(client: Client, monkeypatch: pytest.MonkeyPatch):
    sheet = client.post("/labels", {"units": "100000-100001\n100005"})
    html = sheet.content.decode()
    assert html.count('<section class="label">') == html.count('class="bars"') == 3
    assert dark_of(html, "100005") == dark("100005")
    assert 'aria-label="Barcode of 100005"' in html
    assert "Phone" in html
    assert inline_code(html) == []
    assert client.get("/labels?unit=100000").status_code == 200
    assert client.get("/labels?unit=7").status_code == 409
    monkeypatch.setattr("everyunit.web.views.labels.LABELS_AT_ONCE", 1)
    assert "At most 1 labels" in client.post("/labels", {"units": "100000-100001"}).content.decode()


def test_who_may_not_is_told_so(client: Client):
    viewer = signed_in("viewer", "viewer")
    page = viewer.get("/many-units?unit=100000").content.decode()
    assert 'value="move"' not in page
    assert 'value="note"' not in page
    for do in ("move", "note", "number", "preview"):
        assert viewer.post("/many-units", {"units": "100000", "do": do, "first": "1"}).status_code == 403


def test_the_api_moves_numbers_and_notes_named_units_or_all_that_fit(client: Client):
    api = Api()
    where = {"field": "item", "operator": "=", "value": "DRIVE"}
    moved = api.post("/units/move", {"where": where, "to_bin": "SHOP"}, key="k1").json()
    assert (moved["kind"], moved["units"]) == ("ST", 5)
    assert api.post("/units/move", {"where": where, "to_bin": "SHOP"}, key="k2").status_code == 409
    numbers = {"units": ["100000-100001", "100005"], "prefix": "A", "first": "9"}
    tried = api.post("/units/number?dry_run=true", numbers).json()
    assert one("SELECT count(*) FROM stock_unit WHERE maker_serial <> ''") == 0
    assert api.post("/units/number", numbers).json() == tried
    assert [each["new"] for each in tried["shown"]] == ["A9", "A10", "A11"]
    assert api.post("/units/note", {"where": where, "note": "x"}).json() == {"units": 5, "changed": 5}
    offenders = api.refuses(409, "unknown_units", api.post("/units/note", {"units": ["7", "100000"], "note": "y"}))
    assert [each["subject"] for each in offenders] == ["7"]
    api.refuses(409, "bad_condition", api.post("/units/note", {"units": ["7"], "where": where, "note": "y"}))
    api.refuses(409, "no_units", api.post("/units/note", {"note": "y"}))
