"""Settings, workstations and default bins in a browser: saved as chosen, undone, remembered by the machine."""

from urllib.parse import quote

import pytest
from django.test import Client

from everyunit.documents.models import Document, Line
from everyunit.documents.new_lines import NewLine
from everyunit.places.default_bins import search_order
from everyunit.places.models import PURPOSES, DefaultBin
from everyunit.places.queries import bin_by_code
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.places.save_workstation import SaveWorkstation, save_workstation
from everyunit.places.set_default_bins import BinFor, SetDefaultBins, set_default_bins
from everyunit.preferences.queries import all_preferences
from everyunit.preferences.table import COPY_NOTES, ITEM_NOT_ON_DOCUMENT, PREFERENCES, ZERO_ON_SALES_INVOICE
from everyunit.rules import words
from tests.doors.browsing import signed_in
from tests.trade import Trade

JSON = {"Accept": "application/json"}


@pytest.fixture
def till(trade: Trade) -> str:
    return save_workstation(trade.owner, SaveWorkstation(code="TILL", name="The till", location="HQ")).code


def value_of(key: str) -> str:
    return next(row.value for row in all_preferences() if row.preference.key == key)


def at_till(username: str = "owner") -> Client:
    client = signed_in(username)
    client.post("/workstation", {"workstation": "TILL"})
    return client


# --- settings ---


def test_every_preference_is_on_the_page_with_all_its_ways(trade: Trade):
    html = signed_in().get("/settings").content.decode()
    for preference in PREFERENCES.values():
        assert f'data-preference="{preference.key}"' in html
        for option in preference.options:
            assert f'name="{preference.key}" value="{option.value}"' in html


def test_a_choice_is_saved_at_once_and_the_answer_says_how_to_undo_it(trade: Trade):
    client = signed_in()
    told = client.post("/settings/set", {"key": COPY_NOTES, "value": "no"}, headers=JSON).json()
    assert (told["message"], told["before"], told["value"]) == ("Saved: It begins without notes.", "", "no")
    assert value_of(COPY_NOTES) == "no"
    back = client.post("/settings/set", {"key": COPY_NOTES, "value": told["before"]}, headers=JSON).json()
    assert (back["before"], back["value"]) == ("no", "yes")
    assert value_of(COPY_NOTES) == "yes"


def test_a_workstation_gets_its_own_way_and_loses_it_again(trade: Trade, till: str):
    client = signed_in()
    own = {"key": ITEM_NOT_ON_DOCUMENT, "workstation": till}
    told = client.post("/settings/set", own | {"value": "ask"}, headers=JSON).json()
    assert told["message"] == "For TILL: Saved: Ask first."
    assert 'data-take-back="TILL"' in told["overrides"]
    assert value_of(ITEM_NOT_ON_DOCUMENT) == "add"
    gone = client.post("/settings/set", own | {"value": ""}, headers=JSON).json()
    assert "data-take-back" not in gone["overrides"]


def test_what_cannot_be_chosen_is_said_in_words(trade: Trade):
    answer = signed_in().post("/settings/set", {"key": COPY_NOTES, "value": "maybe"}, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "bad_preference")
    assert answer.json()["offenders"][0]["message"] == "Choose one of yes, no."


def test_the_history_tells_who_changed_what(trade: Trade):
    client = signed_in()
    client.post("/settings/set", {"key": COPY_NOTES, "value": "no"}, headers=JSON)
    html = client.get("/settings/changes").content.decode()
    assert [text in html for text in ("owner", "The notes go along", "It begins without notes")] == [True] * 3


@pytest.mark.parametrize("address", ["/settings", "/settings/changes", "/workstations", "/new/workstation"])
def test_settings_are_for_who_may_set_up(trade: Trade, address: str):
    client = signed_in("mary", "manager")
    assert client.get(address).status_code == 403
    assert 'href="/settings"' not in client.get("/").content.decode()


def test_only_who_may_set_up_changes_them(trade: Trade):
    client = signed_in("mary", "manager")
    assert client.post("/settings/set", {"key": COPY_NOTES, "value": "no"}).status_code == 403
    assert client.post("/default-bins", {}).status_code == 403
    assert value_of(COPY_NOTES) == "yes"


def test_the_form_of_the_next_paper_begins_at_zero_where_that_was_chosen(trade: Trade):
    order = trade.draft("SO", NewLine(item="CABLE", quantity=5))
    address, field = f"/documents/{order.document_id}/make/SI", f"take-{order.document_id}-{order.lines[0].line_id}"
    client = signed_in()
    assert f'name="{field}" inputmode="numeric" maxlength="9" value="5"' in client.get(address).content.decode()
    client.post("/settings/set", {"key": ZERO_ON_SALES_INVOICE, "value": "yes"})
    assert f'name="{field}" inputmode="numeric" maxlength="9" value="0"' in client.get(address).content.decode()
    client.post(address, {field: "0"})
    client.post(address, {field: "2"})
    assert list(Line.objects.filter(document__kind="SI").values_list("quantity", flat=True)) == [0, 2]


# --- workstations ---


def test_a_workstation_is_created_changed_and_listed(trade: Trade):
    client = signed_in()
    client.post("/new/workstation", {"code": "DESK", "name": "Desk", "location": "HQ"})
    client.post("/change/workstation/DESK", {"name": "Goods-in desk", "location": "HQ", "discontinued": "yes"})
    html = client.get("/workstations").content.decode()
    assert "Goods-in desk" in html
    assert "Discontinued" in html


def test_what_is_wrong_with_a_workstation_stands_beside_its_field(trade: Trade):
    answer = signed_in().post("/new/workstation", {"code": "A B", "name": "", "location": "HQ"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "no spaces" in html.split('id="code-wrong"')[1]
    assert "1 to 100" in html.split('id="name-wrong"')[1]


def test_an_unknown_workstation_has_no_form(trade: Trade):
    assert signed_in().get("/change/workstation/NONE").status_code == 404


# --- this browser ---


def test_a_browser_is_asked_once_after_signing_in(trade: Trade, till: str):
    client = Client()
    form = {"username": "owner", "password": "test-only-password"}
    assert client.post("/sign-in?next=/items", form).url == "/workstation?next=%2Fitems"
    assert client.post("/workstation", {"workstation": "TILL", "next": "/items"}).url == "/items"
    client.post("/sign-out")
    assert client.post("/sign-in?next=/items", form).url == "/items"


def test_none_of_them_is_an_answer_too(trade: Trade, till: str):
    client = Client()
    form = {"username": "owner", "password": "test-only-password"}
    client.post("/sign-in", form)
    client.post("/workstation", {"workstation": ""})
    client.post("/sign-out")
    assert client.post("/sign-in", form).url == "/"
    assert "No workstation" in client.get("/").content.decode()


def test_where_there_are_no_workstations_nobody_is_asked(trade: Trade):
    client = Client()
    assert client.post("/sign-in", {"username": "owner", "password": "test-only-password"}).url == "/"
    assert "eu-where" not in client.get("/").content.decode()


def test_the_rail_says_which_workstation_it_is(trade: Trade, till: str):
    assert "The till" in at_till().get("/items").content.decode()
    assert "No workstation" in signed_in().get("/items").content.decode()


def test_what_is_begun_there_follows_its_bins(trade: Trade, till: str):
    set_default_bins(trade.owner, SetDefaultBins(workstation=till, bins=(BinFor(purpose="receiving", bin="RETURNS"),)))
    client = at_till()
    client.post("/documents/new/PR", {"party": "V1"})
    paper = Document.objects.get()
    added = {"add": {"item": "DRIVE", "quantity": "1"}}
    client.post(f"/documents/{paper.pk}/change", added, content_type="application/json")
    client.post(f"/documents/{paper.pk}/post")
    found = bin_by_code("RETURNS")
    assert found is not None
    assert "DRIVE" in client.get("/bins/RETURNS").content.decode()


@pytest.mark.parametrize("cookie", ["1", "1:forged", "", "999999999999999999999999"])
def test_a_cookie_that_we_did_not_sign_counts_for_nothing(trade: Trade, till: str, cookie: str):
    client = signed_in()
    client.cookies["workstation"] = cookie
    answer = client.get("/items")
    assert answer.status_code == 200
    assert "No workstation" in answer.content.decode()


def test_a_workstation_out_of_use_is_forgotten(trade: Trade, till: str):
    client = at_till()
    client.get("/")
    save_workstation(trade.owner, SaveWorkstation(code=till, name="The till", location="HQ", discontinued=True))
    assert "The till" not in client.get("/items").content.decode()


@pytest.mark.parametrize("then", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_choosing_leads_nowhere_else(trade: Trade, till: str, then: str):
    client = signed_in()
    assert client.post("/workstation", {"workstation": "TILL", "next": then}).url == "/"
    assert 'name="next" value="/"' in client.get(f"/workstation?next={quote(then)}").content.decode()


def test_a_workstation_that_is_gone_meanwhile_is_refused(trade: Trade, till: str):
    assert signed_in().post("/workstation", {"workstation": "NONE"}).status_code == 409


# --- default bins ---


def test_each_purpose_has_words():
    assert set(words.PURPOSES) == set(PURPOSES)


def test_the_page_says_which_bin_is_used_here_and_where_that_is_set(trade: Trade, till: str):
    set_default_bins(trade.owner, SetDefaultBins(workstation=till, bins=(BinFor(purpose="receiving", bin="RETURNS"),)))
    html = at_till().get("/default-bins").content.decode()
    row = html.split("What comes from a vendor goes into")[1].split("</tr>")[0]
    assert [text in row for text in ("RETURNS", "The till", "As at Head office: MAIN")] == [True] * 3
    row = html.split("What is sold moves to")[1].split("</tr>")[0]
    assert [text in row for text in ("SOLD", "Head office")] == [True] * 2


def test_bins_are_set_and_cleared_for_the_place_that_is_shown(trade: Trade, till: str):
    client = signed_in()
    client.post("/default-bins?workstation=TILL", {"receiving": "RETURNS"})
    assert DefaultBin.objects.get(workstation__code="TILL").bin.code == "RETURNS"
    client.post("/default-bins?workstation=TILL", {})
    assert not DefaultBin.objects.filter(workstation__code="TILL").exists()


def test_a_bin_that_will_not_do_is_told_beside_its_purpose(trade: Trade, till: str):
    answer = signed_in().post("/default-bins?workstation=TILL", {"receiving": "SOLD", "sold": "SOLD"})
    assert answer.status_code == 409
    assert "it takes stock" in answer.content.decode().split('id="receiving-wrong"')[1]
    assert not DefaultBin.objects.filter(workstation__code="TILL").exists()


def test_who_may_not_set_up_sees_the_bins_without_a_form(trade: Trade):
    html = signed_in("carl", "counter").get("/default-bins").content.decode()
    assert "What is sold moves to" in html
    assert "<select" not in html.split("<main")[1]


def test_the_search_order_is_set_by_numbers_and_taken_back(trade: Trade):
    client = signed_in()
    html = client.get("/default-bins?location=HQ").content.decode()
    assert 'name="turn-MAIN" value="1"' in html
    client.post("/search-order", {"location": "HQ", "turn-MAIN": "7", "turn-RETURNS": "3", "turn-PACKING": ""})
    assert search_order("HQ").bins == ("RETURNS", "MAIN")
    assert 'name="turn-PACKING" value=""' in client.get("/default-bins?location=HQ").content.decode()
    client.post("/search-order", {"location": "HQ", "turn-MAIN": "1", "by_position": "yes"})
    assert search_order("HQ").by_position


def test_a_turn_that_is_no_number_is_refused(trade: Trade):
    answer = signed_in().post("/search-order", {"location": "HQ", "turn-MAIN": "first"})
    assert answer.status_code == 409
    assert "Write a whole number for MAIN" in answer.content.decode()


def test_a_turn_that_is_refused_keeps_all_that_was_typed(trade: Trade):
    typed = {"location": "HQ", "turn-MAIN": "first", "turn-RETURNS": "3", "turn-PACKING": ""}
    answer = signed_in().post("/search-order", typed)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert all(f'name="turn-{code}" value="{turn}"' in html for code, turn in (("MAIN", "first"), ("RETURNS", "3")))


def test_default_bins_that_are_refused_keep_all_that_was_typed(trade: Trade):
    answer = signed_in().post("/default-bins?location=HQ", {"receiving": "RETURNS", "packing": "SOLD"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert html.count('<option value="RETURNS" selected>') == 2  # for returns as before, and for receiving as typed
    assert DefaultBin.objects.filter(bin__code="RETURNS").count() == 1


def test_a_location_without_bins_says_whose_it_uses(trade: Trade):
    save_location(trade.owner, SaveLocation(code="PORT", name="Harbour"))
    html = signed_in().get("/default-bins?location=PORT").content.decode()
    assert "Harbour has no bins of its own" in html
    assert "in HQ" in html
    assert "no bins of its own" not in signed_in().get("/default-bins?location=HQ").content.decode()


def test_a_new_workstation_stands_where_one_works(trade: Trade):
    save_location(trade.owner, SaveLocation(code="AFAR", name="Afar"))
    assert '<option value="HQ" selected>' in signed_in().get("/new/workstation").content.decode()
