"""The pages of stock counts: who sees what, what they say, and what they refuse."""

import json

import pytest

from everyunit.counting.models import Pieces, StockCount, UnknownNumber
from tests.counts import count, finish, move, shelf, started
from tests.doors.browsing import signed_in
from tests.trade import assert_nothing_changed, bin_of


@pytest.fixture
def browser(trade):
    return signed_in("owner")


def shown(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def sent(browser, address, body, status=200):
    answer = browser.post(
        address, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"}
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def test_without_counts_the_list_says_what_one_is_for(browser):
    assert "unit by unit: scan a bin" in shown(browser.get("/counts"))


def test_a_count_is_made_of_the_bins_that_are_ticked(browser, trade):
    answer = browser.post(
        "/new/count", {"location": "HQ", "bin": ["MAIN"], "way": "snapshot", "blind": "yes", "key": "k"}
    )
    assert answer.headers["Location"] == "/counts/100000"
    made = StockCount.objects.get()
    assert (made.blocked, made.blind, made.bins.count()) == (False, True, 1)
    assert "100000" in shown(browser.get("/counts?status=open"))
    assert "No stock count is like this" in shown(browser.get("/counts?status=void"))


def test_what_is_refused_keeps_what_was_entered(browser, trade):
    page = shown(browser.post("/new/count", {"location": "HQ", "bin": ["SOLD"], "note": "in autumn"}), 409)
    assert "Only stock bins of one location" in page
    assert "in autumn" in page


def test_scans_are_answered_with_where_one_is_and_how_to_take_them_back(browser, trade):
    serials = trade.receive(quantity=2)
    paper = started(trade, "MAIN")
    address = f"/counts/{paper.count_id}"
    here = sent(browser, f"{address}/scan", {"scans": ["MAIN"]})
    assert (here["bin"], here["entries"][0]["action"], here["undo"]) == ("MAIN", "here", None)
    found = sent(browser, f"{address}/scan", {"scans": [serials[0]], "bin": "MAIN"})
    assert (found["units"], found["target"], found["entries"][0]["action"]) == (1, 2, "counted")
    undone = sent(browser, f"{address}/undo", found["undo"])
    assert (undone["units"], undone["entries"][0]["action"]) == (0, "detached")
    assert sent(browser, f"{address}/scan", {"scans": ["X"]}, 409)["code"] == "no_bin"
    numbered = sent(browser, f"{address}/number", {"bin": "MAIN", "item": "DRIVE", "quantity": 2})
    assert (numbered["units"], numbered["undo"]) == (2, None)
    with assert_nothing_changed():
        sent(browser, f"{address}/number", {"bin": "MAIN", "item": "DRIVE"}, 409)


def test_a_file_with_columns_is_read_as_the_import_reads_it(browser, trade):
    shelf(trade, "A1")
    trade.receive("CABLE", quantity=7)
    address = f"/counts/{started(trade, 'MAIN', 'A1').count_id}/file"
    text = "bin,item,quantity\nMAIN,CABLE,5\n,CABLE,2\nMAIN,NOTHING,3\n"
    found = sent(browser, address, {"text": text, "bin": "A1"})
    told = [(entry["action"], entry["text"], entry["code"]) for entry in found["entries"]]
    assert told == [("skipped", "Row 4: NOTHING", "unknown_item"), ("counted", "File", "")]
    assert found["entries"][-1]["message"] == "Rows counted: 2, 1 not."
    assert found["bin"] == "A1"
    pieces = dict(Pieces.objects.values_list("count_bin__bin__code", "quantity"))
    assert (pieces, UnknownNumber.objects.count()) == ({"MAIN": 5, "A1": 2}, 0)
    with assert_nothing_changed():
        assert "The file is empty." in sent(browser, address, {"text": ""}, 409)["message"]


def test_who_counts_blindly_is_not_told_what_is_recorded(browser, trade):
    trade.receive(quantity=1234)
    paper = started(trade, "MAIN", blind=True)
    assert "1,234" not in shown(browser.get("/counts/100000"))
    assert "1,234" not in shown(browser.get(f"/counts/{paper.count_id}/sheet"))
    assert sent(browser, f"/counts/{paper.count_id}/scan", {"scans": ["MAIN"]})["target"] is None
    finish(trade, paper)
    assert "1,234" in shown(browser.get("/counts/100000"))


def test_a_count_sheet_lists_what_is_recorded_as_runs(browser, trade):
    trade.receive(quantity=500)
    trade.receive("CABLE", quantity=7)
    paper = started(trade, "MAIN")
    page = shown(browser.get(f"/counts/{paper.count_id}/sheet"))
    assert "100000–100499 (500)" in page
    assert "Cable" in page


def test_what_differs_is_decided_finalized_and_linked_both_ways(browser, trade):
    shelf(trade, "A1")
    stray, gone, sold = trade.receive(quantity=3)
    trade.sell(sold)
    paper = started(trade, "MAIN", "A1")
    count(trade, paper, "A1", stray, sold, include=True)
    address = f"/counts/{paper.count_id}"
    browser.post(f"{address}/bins", {"do": "finish", "key": "f"})
    page = shown(browser.get(f"{address}/differences"))
    assert "will be transferred to A1" in page
    assert "will be written off" in page
    assert "with Test customer C1: bring it back, or leave it" in page
    refused = shown(browser.post(f"{address}/bins", {"do": "finalize", "key": "z1"}), 409)
    assert "Bring it back, or leave it as it is: choose “Leave” beside it under “What differs”." in refused
    browser.post(f"{address}/decide", {"bin": "A1", "serial": sold, "decision": "bring_back"})
    assert "will be brought back" in shown(browser.get(f"{address}/differences?bin=A1&sort=outside"))
    done = shown(browser.post(f"{address}/bins", {"do": "finalize", "key": "z2"}, follow=True))
    assert "Put right by CM 100000, ST 100000, IA 100000." in done
    assert (bin_of(stray), bin_of(sold), bin_of(gone)) == ("A1", "A1", "WRITTEN-OFF")
    assert 'href="/counts/100000"' in shown(browser.get("/documents/IA/100000"))
    assert "/documents/IA/100000" in shown(browser.get("/counts/100000"))


def test_what_differs_is_a_file_too(browser, trade):
    shelf(trade, "A1")
    serials = trade.receive(quantity=1100)
    move(trade, "A1", *serials)
    paper = started(trade, "A1")
    count(trade, paper, "A1", "WHO-1")
    finish(trade, paper)
    rows = b"".join(browser.get(f"/counts/{paper.count_id}/differences.csv").streaming_content).decode().splitlines()
    assert len(rows) == 1 + 1 + 1100
    assert rows[1].startswith('"A1","Unknown number","WHO-1"')
    page = shown(browser.get(f"/counts/{paper.count_id}/differences"))
    assert page.count("will be written off") == 49
    assert 'rel="next"' in page


def test_goods_without_a_number_are_asked_about(browser, trade):
    trade.receive("CABLE", quantity=3)
    paper = started(trade, "MAIN")
    page = shown(browser.post(f"/counts/{paper.count_id}/bins", {"do": "finish", "bin": "MAIN"}), 409)
    assert "None of these are there" in page
    browser.post(f"/counts/{paper.count_id}/bins", {"do": "finish", "bin": "MAIN", "rest": "none"})
    assert StockCount.objects.get().status == "counted"


def test_the_page_shows_bin_by_bin_which_pieces_were_counted_and_recorded(browser, trade):
    trade.receive("CABLE", quantity=37)
    paper = started(trade, "MAIN")
    page = shown(browser.get("/counts/100000"))
    assert "not yet" in page
    assert ">37<" in page
    sent(browser, f"/counts/{paper.count_id}/number", {"bin": "MAIN", "item": "CABLE", "quantity": 35})
    page = shown(browser.get(f"/counts/{paper.count_id}/lines"))
    assert "not yet" not in page
    assert ">35<" in page
    assert ">37<" in page
    browser.post(f"/counts/{paper.count_id}/bins", {"do": "void"})
    blind = started(trade, "MAIN", blind=True)
    assert 'id="goods"' not in shown(browser.get("/counts/100001"))
    sent(browser, f"/counts/{blind.count_id}/number", {"bin": "MAIN", "item": "CABLE", "quantity": 35})
    page = shown(browser.get("/counts/100001"))
    assert ">35<" in page
    assert ">37<" not in page


def test_a_looker_sees_and_changes_nothing(trade):
    paper = started(trade, "MAIN")
    looker = signed_in("looker", "viewer")
    assert "Start" not in shown(looker.get("/counts/100000"))
    with assert_nothing_changed():
        assert looker.post(f"/counts/{paper.count_id}/bins", {"do": "void"}).status_code == 403
        assert looker.get("/new/count").status_code == 403
    assert looker.get("/counts/999").status_code == 404
