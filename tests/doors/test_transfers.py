"""Transfer orders in a browser and over the API: asked for, sent, arrived."""

from __future__ import annotations

import pytest

from everyunit.documents.header import Header
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.places.save_location import SaveLocation, save_location
from tests.doors.browsing import signed_in
from tests.doors.http import Api
from tests.papers import turn
from tests.trade import Trade, bin_of


@pytest.fixture(autouse=True)
def branch(trade: Trade) -> None:
    save_location(trade.owner, SaveLocation(code="BRANCH", name="The branch"))
    save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf", location="BRANCH", default_for=("receiving",)))


def test_a_request_is_sent_and_arrives(trade: Trade):
    (serial,) = trade.receive()
    client = signed_in("goods", role="goods_in")
    asked = client.post("/documents/new/TO", {"destination": ""})
    assert "Choose the location that the goods go to." in asked.content.decode()
    same = client.post("/documents/new/TO", {"destination": "HQ"})
    assert "It begins there." in same.content.decode()
    client.post("/documents/new/TO", {"destination": "BRANCH", "unit": serial})
    order = Document.objects.get(kind="TO")
    html = client.get(f"/documents/TO/{order.number}").content.decode()
    assert "In transit" in html
    assert "The branch" in html
    assert 'id="to_bin"' not in html
    coming = client.get("/transfers?location=BRANCH").content.decode()
    assert (
        coming.index("Coming here") < coming.index(f"/documents/TO/{order.number}") < coming.index("To send from here")
    )
    assert f"/documents/{order.pk}/make/ST" in coming
    client.post(f"/documents/{order.pk}/make/ST")
    arrival = Document.objects.get(kind="ST")
    client.post(f"/documents/{arrival.pk}/post")
    assert bin_of(serial) == "SHELF"
    assert "Nothing is on its way here." in client.get("/transfers?location=BRANCH").content.decode()


def test_a_request_has_send_on_its_own_page(trade: Trade):
    trade.receive("CABLE", 3)
    goods = (NewLine(item="CABLE", quantity=3), NewLine(item="DRIVE", quantity=1))
    order = trade.draft("TO", *goods, header=Header(destination="BRANCH"))
    client, page = signed_in("goods", role="goods_in"), f"/documents/TO/{order.number}"
    send = f"/documents/{order.document_id}/send"
    assert f'action="{send}"' in client.get(page).content.decode()
    assert "3 on the way. 1 to be scanned." in client.post(send, {"key": "s"}, follow=True).content.decode()
    refused = client.post(send, {"key": "t"})
    assert refused.status_code == 409
    assert "scan what leaves" in refused.content.decode()
    trade.scan(order, *trade.receive())
    assert f'action="{send}"' not in client.get(page).content.decode()


def test_the_api_lists_what_is_on_the_way(trade: Trade):
    (serial,) = trade.receive()
    api = Api()
    body = {"kind": "TO", "header": {"destination": "BRANCH"}, "lines": [{"item": "DRIVE", "quantity": 3}]}
    made = api.post("/documents", body).json()
    assert api.get("/transfers").json()["results"][0]["state"] == "requested"
    api.post(f"/documents/{made['document_id']}/attach", {"scans": [serial]})
    (row,) = api.get("/transfers", destination="BRANCH").json()["results"]
    assert (row["state"], row["requested"], row["in_transit"], row["arrived"]) == ("in_transit", 3, 1, 0)
    assert api.get("/transfers", origin="BRANCH").json()["results"] == []
    assert api.get(f"/documents/{made['document_id']}").json()["header"]["destination"] == "BRANCH"


def test_the_api_sends_what_needs_no_scan(trade: Trade):
    trade.receive("CABLE", 2)
    api = Api()
    for item, told in (("CABLE", {"sent": 2, "to_scan": 0}), ("DRIVE", {"code": "scan_the_units"})):
        order = trade.draft("TO", NewLine(item=item, quantity=2), header=Header(destination="BRANCH"))
        assert told.items() <= api.post(f"/documents/{order.document_id}/send").json().items()


def test_a_draft_that_is_arriving_still_counts_as_on_the_way(trade: Trade):
    serials = trade.receive(quantity=2)
    paper = trade.draft("TO", NewLine(item="DRIVE", quantity=2), header=Header(destination="BRANCH"))
    trade.scan(paper, *serials)
    api = Api()
    assert api.post(f"/documents/{paper.document_id}/convert", {"to": "ST"}).status_code in (200, 201)
    (row,) = api.get("/transfers").json()["results"]
    assert (row["state"], row["in_transit"]) == ("in_transit", 2)


def test_lists_say_how_far_transfer_orders_have_come(trade: Trade):
    serials = trade.receive(quantity=2)
    paper = trade.draft("TO", NewLine(item="DRIVE", quantity=2), header=Header(destination="BRANCH"))
    client = signed_in()

    def standing() -> str:
        words = {"not": "Requested", "in_transit": "In transit", "partly": "Partly arrived", "wholly": "Completed"}
        found = []
        for word, words_said in words.items():
            rows = client.get(f"/documents?kind=TO&delivered={word}").content.decode().partition("<tbody>")[2]
            found += [word] if words_said in rows else []
        return " ".join(found)

    def arrive() -> None:
        trade.post(turn(trade, paper, "ST"))

    assert standing() == "not"
    trade.scan(paper, serials[0])
    assert standing() == "in_transit"
    arrive()
    assert standing() == "partly"
    trade.scan(paper, serials[1])
    assert standing() == "in_transit"
    arrive()
    assert standing() == "wholly"


def test_what_a_line_lacks_is_brought_from_its_page(trade: Trade):
    save_bin(trade.owner, SaveBin(code="BACK", name="Back room"))
    trade.post(trade.draft("PR", NewLine(item="CABLE", quantity=4), to_bin="SHELF"))
    order = trade.draft("SO", NewLine(item="CABLE", quantity=3))
    line_id = order.lines[0].line_id
    client = signed_in()
    assert f"/lines/{line_id}/bring" in client.get(f"/documents/SO/{order.number}").content.decode()
    page = client.get(f"/lines/{line_id}/bring").content.decode()
    assert "Bring from SHELF" in page
    assert "Bring from BACK" not in page
    refused = client.post(f"/lines/{line_id}/bring", {"bin": "SHELF", "quantity": "4"})
    assert "lacks 3" in refused.content.decode()
    client.post(f"/lines/{line_id}/bring", {"bin": "SHELF", "quantity": "3"})
    made = Document.objects.get(kind="TO")
    assert f"TO {made.number}" in client.get(f"/documents/SO/{order.number}").content.decode()
    answer = Api().post(f"/lines/{line_id}/bring", {"bin": "SHELF", "quantity": 1})
    assert (answer.status_code, answer.json()["kind"]) == (201, "TO")
