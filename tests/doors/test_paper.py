"""Documents on paper: what is printed of which kind, as ranges, and never a cost."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from everyunit.base.operation import Actor
from everyunit.company.found import hire
from everyunit.documents.kinds import KINDS
from everyunit.documents.new_lines import NewLine
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.models import Location
from everyunit.places.save_location import SaveLocation, save_location
from tests.doors.browsing import signed_in
from tests.papers import commit_to, order
from tests.trade import Trade


def printed(kind: str, number: str, query: str = "", client: Client | None = None) -> str:
    """The text of the sheet, in one line."""
    answer = (client or signed_in()).get(f"/documents/{kind}/{number}/print{query}")
    assert answer.status_code == 200, answer.status_code
    sheet = re.search('<main class="sheet">(.*)</main>', answer.content.decode(), re.DOTALL)
    assert sheet
    return " ".join(re.sub("<[^>]+>", " ", re.sub("</?span[^>]*>", "", sheet[1])).split())


@pytest.fixture
def addressed(trade: Trade) -> Trade:
    save_location(trade.owner, SaveLocation(code="HQ", name="Head office", address="1 Test Street\nTest City"))
    save_party(
        trade.owner,
        SaveParty(code="C1", name="Test customer C1", role="customer", address="7 Far Road\nElsewhere", phone="555"),
    )
    return trade


def test_an_invoice_says_who_whom_what_and_how_much(addressed: Trade):
    serials = addressed.receive("DRIVE", 3)
    text = printed("SI", addressed.sell(*serials).number)
    assert "Test Trading 1 Test Street Test City Sales invoice 100000" in text
    assert "Customer Test customer C1 7 Far Road Elsewhere 555" in text
    assert "1 DRIVE Hard drive 3 100.00 300.00" in text
    assert "100000–100002 (3)" in text
    assert "Total EUR 300.00" in text


def test_no_cost_is_printed_on_any_paper_of_any_kind(trade: Trade):
    serials = trade.receive("DRIVE", 2)  # at 60.00 each
    sold = trade.sell(*serials)
    back = trade.take_back(serials[0])
    opening = trade.post(trade.draft("OS", NewLine(item="DRIVE", quantity=1)))
    adjusted = trade.draft("CA")
    trade.scan(adjusted, serials[0])
    papers = [("PR", "100000"), ("SI", sold.number), ("CM", back.number), ("OS", opening.number)]
    for kind, number in [*papers, ("CA", adjusted.number)]:
        assert "60.00" not in printed(kind, number), kind


def test_who_may_not_see_costs_prints_no_purchase_prices(trade: Trade):
    paper = order(trade, "PO", quantity=4)
    hire("till", "counter")
    assert "Total EUR 240.00" in printed("PO", paper.number)
    text = printed("PO", paper.number, client=signed_in("till"))
    assert "60.00" not in text
    assert "Total" not in text


def test_makers_numbers_stand_beside_few_units_and_not_beside_many(trade: Trade):
    few = trade.draft("PR", NewLine(item="DRIVE", quantity=2, maker_numbers=("MK1", "MK2")))
    assert "(MK1), (MK2)" in printed("PR", few.number)
    trade.post(few)
    assert "100000 (MK1), 100001 (MK2)" in printed("PR", few.number)
    numbers = tuple(f"MK{number}" for number in range(500))
    many = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=500, maker_numbers=numbers)))
    text = printed("PR", many.number)
    assert "100002–100501 (500)" in text
    assert "MK" not in text


def test_serial_numbers_and_prices_can_be_left_out(trade: Trade):
    paper = trade.sell(*trade.receive("DRIVE", 3))
    assert "100000–100002" not in printed("SI", paper.number, "?serials=no")
    without = printed("SI", paper.number, "?prices=no")
    assert "100000–100002 (3)" in without
    assert "100.00" not in without


def test_what_does_not_fit_on_paper_is_counted(trade: Trade, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("everyunit.reports.paper.RUNS_PRINTED", 2)
    monkeypatch.setattr("everyunit.reports.paper.MAKERS_PRINTED", 1)
    serials = trade.receive("DRIVE", 9)
    assert "100000, 100002 and 3 more" in printed("SI", trade.sell(*serials[::2]).number)


def test_a_packing_slip_has_the_numbers_but_no_prices(trade: Trade):
    paper = trade.sell(*trade.receive("DRIVE", 3))
    text = printed("SI", paper.number, "?as=slip&prices=yes")
    assert "Packing slip 100000" in text
    assert "For Sales invoice 100000" in text
    assert "100000–100002 (3)" in text
    assert "100.00" not in text


def test_a_pick_list_says_where_to_go_and_leaves_out_what_others_hold(trade: Trade):
    trade.receive("CABLE", 10)
    commit_to(trade, order(trade, "SO", "CABLE", 4), 4)
    paper = order(trade, "SO", "CABLE", 3)
    assert "MAIN of 6 CABLE Cable 3" in printed("SO", paper.number, "?as=pick")
    commit_to(trade, paper, 2)
    assert "PACKING (2), then MAIN of 4 CABLE Cable 3" in printed("SO", paper.number, "?as=pick")


def test_a_posted_paper_is_picked_no_more(trade: Trade):
    paper = trade.sell(*trade.receive("DRIVE"))
    page = signed_in().get(f"/documents/SI/{paper.number}/print?as=pick").content.decode()
    assert "Pick list" not in page


def test_a_credit_order_is_a_return_authorization_that_says_where_to_send(addressed: Trade):
    paper = order(addressed, "CO", quantity=2)
    text = printed("CO", paper.number)
    assert "Return authorization 100000" in text
    assert "send the goods to: Test Trading 1 Test Street Test City" in text


def test_what_is_not_final_says_so(trade: Trade):
    assert "Sales invoice 100000 Draft" in printed("SI", trade.draft("SI").number)
    posted = trade.post(trade.draft("SI", NewLine(item="HOUR", quantity=1)))
    assert "Draft" not in printed("SI", posted.number)


def test_every_kind_can_be_printed_before_anything_is_on_it(trade: Trade):
    for kind in (each for each in KINDS.values() if each.by_hand):
        header = {"to_bin": "RETURNS"} if kind.code == "ST" else {}
        assert "There is nothing on this paper yet." in printed(kind.code, trade.draft(kind.code, **header).number)


def test_a_hundred_times_the_lines_and_units_take_the_same_queries(trade: Trade):
    client = signed_in()

    def queries(number: str) -> int:
        with CaptureQueriesContext(connection) as taken:
            printed("PR", number, client=client)
        return len(taken)

    little = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=1)))
    few = queries(little.number)
    lines = [NewLine(item="DRIVE", quantity=20, price_minor=number) for number in range(100)]
    much = trade.post(trade.draft("PR", *lines))
    assert queries(much.number) == few
    assert few <= 20
    assert "(20)" in printed("PR", much.number)


def test_a_location_without_an_address_uses_that_of_the_default_location(addressed: Trade):
    Location.objects.create(code="SHOP", name="Shop")
    assert "1 Test Street" in printed("SI", addressed.draft("SI", location="SHOP").number)


def test_the_size_of_the_sheet_is_remembered(trade: Trade):
    client = signed_in()
    paper = trade.draft("SI")
    address = f"/documents/SI/{paper.number}/print"
    assert "size=a4" in client.get(address).content.decode()
    client.get(f"{address}?size=letter")
    assert "sheet.css?size=letter" in client.get(address).content.decode()


def test_what_stands_at_the_foot_of_a_page_cannot_break_out_of_it(trade: Trade):
    css = (
        signed_in().get("/sheet.css", {"running": '"} body { display: none } \\', "size": "nonsense"}).content.decode()
    )
    assert "display" not in css
    assert "size: A4" in css


def test_an_unknown_document_has_no_paper(trade: Trade):
    assert signed_in().get("/documents/SI/999/print").status_code == 404


def test_the_address_is_entered_where_it_is_missed(trade: Trade, owner: Actor):
    client = signed_in()
    number = trade.draft("SI").number
    page = client.get(f"/documents/SI/{number}/print").content.decode()
    link = re.search('href="(/change/location/HQ[^"]*)"', page)
    assert link
    sent = {"name": "Head office", "address": " 1 Test Street \n", "back": f"/documents/SI/{number}/print"}
    answer = client.post("/change/location/HQ", sent)
    assert answer["Location"] == f"/documents/SI/{number}/print"
    assert "Test Trading 1 Test Street Sales invoice" in printed("SI", number)


def test_nobody_is_led_to_another_site(trade: Trade):
    sent = {"name": "Head office", "address": "", "back": "//elsewhere.example/"}
    assert signed_in().post("/change/location/HQ", sent)["Location"] == "/bins"
