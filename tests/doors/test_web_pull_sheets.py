"""The pages of pull sheets: who sees what, what they say, and what they refuse."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from everyunit.company.found import hire
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from tests.sheets import ordered, pick, sheet_of, take
from tests.trade import assert_nothing_changed


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return client


@pytest.fixture
def browser(trade):
    return signed_in("owner")


@pytest.fixture
def looker(trade):
    hire("looker", "viewer")
    return signed_in("looker")


def shown(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def sent(browser, address, body, status=200):
    answer = browser.post(
        address, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"}
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def test_without_sheets_the_list_says_what_one_is_for(browser):
    page = shown(browser.get("/pull-sheets"))
    assert "one walk through the warehouse" in page
    assert "/pull-sheets" in shown(browser.get("/documents?job=sell"))


def test_the_list_shows_status_orders_and_how_much_is_picked(browser, trade):
    serials = trade.receive(quantity=3)
    first = ordered(trade, 2)
    sheet = sheet_of(trade, first)
    pick(trade, sheet, serials[0])
    second = ordered(trade, 1, party="C2")
    sheet_of(trade, second)
    page = shown(browser.get("/pull-sheets"))
    assert f"SO {first.number}" in page
    assert "1 of 2" in page
    assert f"SO {first.number}" not in shown(browser.get("/pull-sheets?customer=C2"))
    assert "No pull sheet is like this" in shown(browser.get("/pull-sheets?status=closed"))


def test_a_sheet_is_made_of_the_orders_that_are_ticked(browser, trade):
    trade.receive(quantity=2)
    first, second = ordered(trade), ordered(trade, party="C2")
    page = shown(browser.get("/new/pull-sheet"))
    assert f"SO {first.number}" in page
    assert f"SO {second.number}" in page
    assert f"SO {first.number}" not in shown(browser.get("/new/pull-sheet?customer=C2"))
    refused = shown(browser.post("/new/pull-sheet", {"key": "k"}), 409)
    assert "Tick the orders" in refused
    answer = browser.post("/new/pull-sheet?bin=MAIN", {"order": [second.document_id], "key": "k"})
    assert answer.headers["Location"] == "/pull-sheets/100000"
    again = browser.post("/new/pull-sheet?bin=MAIN", {"order": [second.document_id], "key": "k"})
    assert again.headers["Location"] == "/pull-sheets/100000"
    assert f"SO {second.number}" not in shown(browser.get("/new/pull-sheet"))
    taken = shown(browser.post("/new/pull-sheet", {"order": [second.document_id], "key": "k2"}), 409)
    assert "on pull sheet 100000" in taken


def test_the_walk_and_the_orders_are_shown_on_the_page_and_on_paper(browser, trade):
    serials = trade.receive(quantity=3)
    trade.receive("CABLE", 9)
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=4), NewLine(item="CABLE", quantity=5))
    sheet = sheet_of(trade, pickable=False)
    walk = shown(browser.get(f"/pull-sheets/{sheet.number}"))
    assert "Pick 5" in walk
    assert f"{serials[0]}–{serials[2]}" in walk
    assert "In none of its bins" in walk
    pick(trade, sheet, serials[0])
    by_order = shown(browser.get(f"/pull-sheets/{sheet.number}?view=orders"))
    assert "1 of 4" in by_order
    assert f"Take SO {order.number} off this sheet?" in by_order
    on_paper = shown(browser.get(f"/pull-sheets/{sheet.sheet_id}/paper"))
    assert f"{serials[1]}–{serials[2]}" in on_paper
    assert "eu-rail" not in on_paper
    tickets = shown(browser.get(f"/pull-sheets/{sheet.sheet_id}/paper?as=tickets"))
    assert "Pick ticket" in tickets
    assert f"SO {order.number}" in tickets
    assert "pull sheet 100000" in shown(browser.get(f"/documents/SO/{order.number}"))


def test_scans_are_answered_and_can_be_undone(browser, trade):
    serials = trade.receive(quantity=2)
    trade.receive("CABLE", 5)
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=1), NewLine(item="CABLE", quantity=3))
    sheet = sheet_of(trade)
    where = f"/pull-sheets/{sheet.sheet_id}"
    answer = sent(browser, f"{where}/scan", {"scans": serials})
    assert [(each["action"], each["code"]) for each in answer["entries"]] == [("assigned", ""), ("skipped", "exceeds")]
    assert answer["entries"][0]["holder_address"] == f"/documents/SO/{order.number}"
    assert (answer["units"], answer["target"], answer["undo"]["scans"]) == (1, 4, [serials[0]])
    taken = sent(browser, f"{where}/pick", {"item": "CABLE", "quantity": 3, "from_bin": "MAIN"})
    assert taken["units"] == 4
    undone = sent(browser, f"{where}/undo", taken["undo"])
    assert (undone["units"], undone["undo"]) == (1, None)
    assert (
        sent(browser, f"{where}/pick", {"item": "CABLE", "quantity": 9, "from_bin": "MAIN"}, 409)["code"] == "exceeds"
    )
    for body in ({"counted": 1}, {"counted": [1]}, {"counted": [{"line_id": 1}]}):
        assert sent(browser, f"{where}/undo", body, 409)["code"] == "malformed"
    history = shown(browser.get(f"{where}/scans"))
    assert "Put back" in history
    assert serials[1] in history
    lines = shown(browser.get(f"{where}/lines?view=orders"))
    assert "<html" not in lines
    assert 'data-units-now="1"' in lines


def test_invoices_are_made_and_opened(browser, trade):
    serials = trade.receive(quantity=2)
    first, second = ordered(trade), ordered(trade, party="C2")
    sheet = sheet_of(trade)
    where = f"/pull-sheets/{sheet.sheet_id}"
    with assert_nothing_changed():
        assert "Nothing is picked" in shown(browser.post(f"{where}/invoice", {}), 409)
    pick(trade, sheet, *serials)
    answer = browser.post(f"{where}/invoice", {"key": "k"}, follow=True)
    assert "2 drafts: SI 100000 for" in shown(answer)
    again = browser.post(f"{where}/invoice", {"key": "k"}, follow=True)
    assert Document.objects.filter(kind="SI").count() == 2, shown(again)
    assert first.number != second.number


def test_one_invoice_is_opened_at_once(browser, trade):
    trade.receive("CABLE", 5)
    ordered(trade, 5, "CABLE")
    sheet = sheet_of(trade)
    take(trade, sheet, "CABLE", 2)
    answer = browser.post(f"/pull-sheets/{sheet.sheet_id}/invoice", {})
    assert answer.headers["Location"] == "/documents/SI/100000"


def test_an_order_is_taken_off_and_the_sheet_is_closed(browser, trade):
    trade.receive(quantity=3)
    first, second = ordered(trade), ordered(trade)
    sheet = sheet_of(trade)
    where = f"/pull-sheets/{sheet.sheet_id}"
    page = shown(browser.post(f"{where}/take-off", {"order": first.document_id}, follow=True))
    assert f"SO {first.number}" not in page
    assert f"SO {second.number}" in page
    assert "not on pull sheet" in shown(browser.post(f"{where}/take-off", {"order": "x"}), 409)
    closed = shown(browser.post(f"{where}/close", {}, follow=True))
    assert "is closed" in closed
    assert "data-scan-panel" not in closed
    assert shown(browser.post(f"{where}/close", {}), 409)


def test_who_may_not_sell_may_look_only(looker, trade):
    trade.receive()
    ordered(trade)
    sheet = sheet_of(trade)
    page = shown(looker.get(f"/pull-sheets/{sheet.number}"))
    assert "data-scan-panel" not in page
    assert "Make invoices" not in page
    shown(looker.get("/new/pull-sheet"), 403)
    with assert_nothing_changed():
        for verb in ("close", "invoice", "take-off"):
            shown(looker.post(f"/pull-sheets/{sheet.sheet_id}/{verb}", {}), 403)
        sent(looker, f"/pull-sheets/{sheet.sheet_id}/scan", {"scans": ["1"]}, 403)


@pytest.mark.parametrize("address", ["nothing", "77/lines", "77/paper", "77/scans"])
def test_a_sheet_that_is_not_there_is_not_found(browser, address):
    assert "no such pull sheet" in shown(browser.get(f"/pull-sheets/{address}"), 404)


def test_a_page_costs_the_same_few_statements_whatever_is_on_it(browser, trade, django_assert_max_num_queries):
    trade.receive("PHONE", 60)
    for _ in range(30):
        ordered(trade, 2, "PHONE")
    sheet = sheet_of(trade)
    with django_assert_max_num_queries(40):
        shown(browser.get(f"/pull-sheets/{sheet.number}"))
    with django_assert_max_num_queries(40):
        shown(browser.get("/pull-sheets"))
