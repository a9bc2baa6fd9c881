"""Adjustments of stock in a browser and over the API: why, by whom, and who else must agree."""

from __future__ import annotations

import pytest

from everyunit.company.found import hire
from everyunit.documents.header import Header
from everyunit.documents.models import Approval, Document
from everyunit.documents.new_lines import NewLine
from everyunit.documents.reasons import reasons
from everyunit.preferences.queries import all_preferences
from everyunit.preferences.set_preference import SetPreference, set_preference
from tests.doors.browsing import signed_in
from tests.doors.http import Api
from tests.trade import Trade, bin_of

JSON = {"Accept": "application/json"}


@pytest.fixture
def dear(trade: Trade) -> int:
    """A draft of the clerk's, worth more than one person may adjust."""
    set_preference(trade.owner, SetPreference(key="approve_adjustments", value="1000"))
    clerk = Trade(hire("clerk", "goods_in", "clerk-password-1"))
    line = NewLine(item="CABLE", quantity=600)
    return clerk.draft("IA", line, header=Header(reason="FOUND")).document_id


def test_an_adjustment_begins_with_its_reason(trade: Trade):
    client = signed_in()
    html = client.get("/documents/new/IA").content.decode()
    assert 'name="reason"' in html
    assert "Lost or stolen" in html
    assert "Choose why the stock is adjusted." in client.post("/documents/new/IA", {"reason": ""}).content.decode()
    assert not Document.objects.exists()
    client.post("/documents/new/IA", {"reason": "LOST"})
    html = client.get("/documents/IA/100000").content.decode()
    assert '<option value="LOST" selected>' in html


def test_a_unit_is_written_off_from_its_page(trade: Trade):
    (serial,) = trade.receive()
    client = signed_in()
    page = client.get(f"/units/{serial}").content.decode()
    assert "Write off" in page
    assert "Move" in page
    client.post("/documents/new/IA", {"reason": "LOST", "unit": serial})
    document = Document.objects.get(kind="IA")
    html = client.get(f"/documents/IA/{document.number}").content.decode()
    assert "as it cost" in html
    client.post(f"/documents/{document.pk}/post")
    assert bin_of(serial) == "WRITTEN-OFF"
    assert "Adjust stock" in client.get(f"/units/{serial}").content.decode()


def test_a_sold_unit_is_not_offered_to_be_adjusted(trade: Trade):
    (serial,) = trade.receive()
    trade.sell(serial)
    page = signed_in().get(f"/units/{serial}").content.decode()
    assert "/documents/new/IA" not in page


def test_what_waits_is_approved_on_its_page(trade: Trade, dear: int):
    keeper, clerk = signed_in("keeper", role="bookkeeper"), signed_in("clerk")
    assert "IA 100000" in keeper.get("/approvals").content.decode()
    assert "Approve</button>" not in clerk.get("/documents/IA/100000").content.decode()
    assert "somebody else must approve" in clerk.post(f"/documents/{dear}/post").content.decode()
    assert "Approve</button>" in keeper.get("/documents/IA/100000").content.decode()
    keeper.post(f"/documents/{dear}/approve")
    assert Approval.objects.filter(document_id=dear).exists()
    assert "Approved by keeper" in clerk.get("/documents/IA/100000").content.decode()
    clerk.post(f"/documents/{dear}/post")
    assert Document.objects.get(pk=dear).status == "posted"
    assert "Nothing to approve" in keeper.get("/approvals").content.decode()


def test_the_api_approves_and_says_why_not(trade: Trade, dear: int):
    clerk, keeper = Api("clerk"), Api(hire("keeper", "bookkeeper", "keeper-password-1").name)
    clerk.refuses(409, "needs_approval", clerk.post(f"/documents/{dear}/post"))
    clerk.refuses(403, "not_allowed", clerk.post(f"/documents/{dear}/approve"))
    (waiting,) = keeper.get("/approvals").json()["results"]
    assert (waiting["number"], waiting["worth_minor"], waiting["approved_by"]) == ("100000", 120_000, "")
    assert keeper.post(f"/documents/{dear}/approve").json()["worth_minor"] == 120_000
    assert keeper.get("/approvals").json()["results"][0]["approved_by"] == "keeper"
    keeper.refuses(409, "own_approval", keeper.post(f"/documents/{dear}/post"))
    assert clerk.post(f"/documents/{dear}/post").status_code == 200


def test_lines_and_reasons_over_the_api(trade: Trade):
    api = Api()
    assert api.send("PUT", "/reasons/THEFT", {"name": "Stolen", "account": "5300"}).status_code == 201
    assert {each["code"]: each["account"] for each in api.get("/reasons").json()["results"]}["THEFT"] == "5300"
    (problem,) = api.refuses(409, "bad_reason", api.send("PUT", "/reasons/X", {"name": "X", "account": "1300"}))
    assert problem["code"] == "wrong_purpose"
    line = {"item": "DRIVE", "quantity": 1, "to_bin": "RETURNS"}
    made = api.post("/documents", {"kind": "IA", "header": {"reason": "THEFT"}, "lines": [line]}).json()
    told = api.get(f"/documents/{made['document_id']}").json()
    assert (told["header"]["reason"], told["lines"][0]["to_bin"]) == ("THEFT", "RETURNS")


def test_reasons_are_kept_on_a_page_of_their_own(trade: Trade):
    client = signed_in()
    client.post("/new/reason", {"code": "THEFT", "name": "Stolen", "account": "5300"})
    assert "THEFT" in client.get("/reasons").content.decode()
    client.post("/change/reason/THEFT", {"name": "Stolen", "discontinued": "yes"})
    assert next(each for each in reasons() if each.code == "THEFT").discontinued
    wrong = client.post("/new/reason", {"code": "A B", "name": ""})
    assert wrong.status_code == 409
    assert "no spaces" in wrong.content.decode()


def test_the_bound_is_an_amount_that_somebody_types(trade: Trade):
    client = signed_in()
    asked = {"key": "approve_adjustments", "amount": "500"}
    told = client.post("/settings/set", asked, headers=JSON).json()
    assert told["message"] == "Saved: Somebody else must approve what is worth more than 500.00."
    assert next(row.value for row in all_preferences() if row.preference.key == "approve_adjustments") == "50000"
    assert "500.00" in client.get("/settings").content.decode()
    wrong = client.post("/settings/set", asked | {"amount": "much"}, headers=JSON)
    assert (wrong.status_code, wrong.json()["message"]) == (409, "Write an amount, such as 500.")


def test_an_amount_is_no_way_of_another_setting(trade: Trade):
    api = Api()
    api.refuses(409, "bad_preference", api.send("PUT", "/settings/copy_notes", {"value": "500"}))
    assert api.send("PUT", "/settings/approve_adjustments", {"value": "500"}).status_code == 200
