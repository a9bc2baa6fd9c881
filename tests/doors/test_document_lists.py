"""Lists of documents: filters, order, columns, sums and files; on the page and over HTTP."""

from __future__ import annotations

import csv
import datetime as dt
import re
from io import StringIO

import pytest
from django.test import Client

from everyunit.company.found import hire
from everyunit.documents.header import Header
from everyunit.documents.new_lines import NewLine
from tests.doors.browsing import signed_in
from tests.doors.http import Api
from tests.papers import commit_to, order, turn, undo
from tests.trade import Trade


def listed(query: str = "", client: Client | None = None) -> list[str]:
    """The documents on the page, in their order."""
    answer = (client or signed_in()).get(f"/documents{query}")
    assert answer.status_code == 200
    return re.findall(r'href="/documents/([A-Z]+/\d+)"', answer.content.decode())


def heads(query: str) -> list[str]:
    page = signed_in().get(f"/documents{query}").content.decode()
    return re.findall(r"<th[^>]*>(?:<a[^>]*>)?([^<]+)", page)


def filed(query: str = "", client: Client | None = None) -> list[list[str]]:
    answer = (client or signed_in()).get(f"/documents.csv{query}")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def test_outstanding_are_open_orders_of_which_something_is_to_come(trade: Trade):
    trade.receive("CABLE", 9)
    wholly, partly, nothing = (order(trade, "SO", "CABLE", 3) for _ in range(3))
    trade.post(turn(trade, wholly, "SI"))
    trade.post(turn(trade, partly, "SI", wanted=1))
    undone = order(trade, "SO", "CABLE", 2)
    undo(trade, trade.post(turn(trade, undone, "SI")))
    assert listed("?outstanding=yes") == [f"SO/{each.number}" for each in (undone, nothing, partly)]


def test_mine_are_those_that_i_began(trade: Trade):
    trade.draft("SI")
    client = signed_in("till", "counter")
    client.post("/documents/new/SI", {"party": "C1"})
    assert listed("?mine=yes", client) == ["SI/100001"]
    assert listed("?mine=yes") == ["SI/100000"]


def test_papers_are_listed_by_who_represents_us(trade: Trade):
    hire("anna", "counter")
    trade.draft("SI", header=Header(representative="anna"))
    trade.draft("SI", header=Header(representative="owner"))
    trade.draft("SI")
    assert listed("?representative=anna") == ["SI/100000"]
    assert [row[0] for row in filed("?representative=owner")[1:]] == ["SI 100001"]
    assert listed("?representative=nobody") == []
    assert [each["number"] for each in Api().get("/documents", representative="anna").json()["results"]] == ["100000"]


def test_a_part_of_the_reference_or_of_their_number_finds_a_paper(trade: Trade):
    trade.draft("SI", reference="Gate 7")
    trade.draft("SI", header=Header(their_number="PO-7781"))
    trade.draft("SI")
    assert listed("?reference=gate") == ["SI/100000"]
    assert listed("?reference=778") == ["SI/100001"]
    assert listed("?reference=7") == ["SI/100001", "SI/100000"]


def test_what_was_reversed_is_found_and_nothing_else(trade: Trade):
    first, second = (trade.sell(*trade.receive()) for _ in range(2))
    undo(trade, first)
    assert listed("?status=reversed") == [f"SI/{first.number}"]
    assert f"SI/{first.number}" not in listed("?status=posted")
    assert f"SI/{second.number}" in listed("?status=posted")


def test_by_date_the_days_count_and_not_the_order_of_entering(trade: Trade):
    for month in (3, 1, 2):
        trade.draft("SI", date=dt.date(2026, month, 1))
    assert listed("?sort=date") == ["SI/100001", "SI/100002", "SI/100000"]
    assert listed("?sort=-date") == ["SI/100000", "SI/100002", "SI/100001"]
    assert listed() == ["SI/100002", "SI/100001", "SI/100000"]


def test_by_number_only_one_kind_is_sorted(trade: Trade):
    for kind in ("SI", "CM", "SI"):
        trade.draft(kind)
    assert listed("?kind=SI&sort=number") == ["SI/100000", "SI/100001"]
    assert listed("?sort=number") == ["SI/100001", "CM/100000", "SI/100000"]
    assert 'href="/documents?sort=number"' not in signed_in().get("/documents").content.decode()


@pytest.mark.parametrize("sort", ["date", "-date", "entered", "-entered", "number", "-number"])
def test_pages_in_every_order_go_forth_and_back_and_leave_nothing_out(
    trade: Trade, monkeypatch: pytest.MonkeyPatch, sort: str
):
    monkeypatch.setattr("everyunit.web.lists.PAGE", 2)
    for day in (3, 1, 2, 2, 2, 1, 3):
        trade.draft("SI", date=dt.date(2026, 1, day))
    client, address, pages = signed_in(), f"/documents?kind=SI&sort={sort}", []
    while address:
        html = client.get(address).content.decode().replace("&amp;", "&")
        pages.append(re.findall(r'href="/documents/(SI/\d+)"', html))
        following = re.search('rel="next" href="([^"]+)"', html)
        back = re.search('rel="prev" href="([^"]+)"', html)
        if back:
            assert listed(back[1].removeprefix("/documents"), client) == pages[-2]
        address = following[1] if following else ""
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert sorted(name for page in pages for name in page) == [f"SI/{100000 + number}" for number in range(7)]


@pytest.mark.parametrize("query", ["?after=nonsense", "?sort=date&after=2026-99-99,1", "?sort=hat", "?before=1,2,3"])
def test_a_nonsensical_place_or_order_shows_the_beginning(trade: Trade, query: str):
    trade.draft("SI")
    assert listed(query) == ["SI/100000"]


def test_the_columns_that_are_chosen_are_shown_and_unknown_ones_are_not(trade: Trade):
    trade.draft("SI")
    assert heads("?column=amount&column=location&column=hat") == ["Document", "Location", "Amount"]
    assert heads("?column=hat") == heads("")


def test_what_a_page_shows_is_summed_up(trade: Trade):
    for quantity in (1, 2):
        trade.draft("SI", NewLine(item="DRIVE", quantity=quantity))
    page = signed_in().get("/documents?kind=SI").content.decode()
    foot = re.search("<tfoot>(.*)</tfoot>", page, re.DOTALL)
    assert foot
    assert re.findall(r">([\d,.]+)</td>", foot[1]) == ["2", "3", "300.00"]


def test_drafts_and_what_was_reversed_are_summed_up_apart(trade: Trade):
    trade.receive("CABLE", 90)
    papers = [trade.draft("SI", NewLine(item="CABLE", quantity=count, price_minor=100)) for count in (1, 2, 3, 5)]
    for paper in papers[1:]:
        trade.post(paper)
    undo(trade, papers[3])
    foot = signed_in().get("/documents?kind=SI&column=amount").content.decode().partition("<tfoot>")[2]
    found = re.findall(r"Sum of (\d \w+)</td><td[^>]*>([\d.]+)</td>", foot)
    assert found == [("1 draft", "1.00"), ("2 posted", "5.00"), ("1 reversed", "5.00")]
    assert "<tfoot>" not in signed_in().get("/documents?job=sell").content.decode()


def test_nobody_sees_the_sum_of_purchases_who_may_not_see_costs(trade: Trade):
    for quantity in (1, 2):
        trade.draft("PO", NewLine(item="DRIVE", quantity=quantity))
    page = signed_in("till", "counter").get("/documents?kind=PO").content.decode()
    assert "60.00" not in page
    assert "180.00" not in page
    assert filed("?kind=PO&column=amount", signed_in("till"))[1:] == [["PO 100001", ""], ["PO 100000", ""]]


def test_the_file_holds_what_the_list_shows_whole_and_harmless(trade: Trade, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("everyunit.documents.lists.FILE_BATCH", 2)
    for number in range(5):
        trade.draft("SI", NewLine(item="DRIVE", quantity=1), reference=f"=cmd|{number}")
    trade.draft("CM")
    rows = filed("?kind=SI&sort=number&column=reference&column=amount")
    assert rows[0] == ["Document", "Reference", "Amount"]
    assert rows[1:] == [[f"SI {100000 + number}", f"'=cmd|{number}", "100.00"] for number in range(5)]


def test_only_statuses_that_the_kind_can_have_are_offered(trade: Trade):
    trade.draft("SQ")
    page = signed_in().get("/documents?kind=SQ").content.decode()
    options = re.findall('<option value="([a-z]+)"', page)
    assert options == ["open", "closed"]


def test_the_api_filters_and_sorts_alike(trade: Trade):
    trade.receive("CABLE", 9)
    paper = order(trade, "SO", "CABLE", 3)
    commit_to(trade, paper, 1)
    trade.draft("SI", date=dt.date(2020, 1, 1))
    api = Api()

    def numbers(query: str) -> list[str]:
        results = api.get("/documents", **dict(part.split("=") for part in query.split("&"))).json()["results"]
        return [f"{each['kind']} {each['number']}" for each in results]

    assert numbers("outstanding=true") == ["SO 100000"]
    assert numbers("mine=true&kind=SO,SI") == ["SI 100000", "SO 100000"]
    assert numbers("kind=SO,SI,PR&sort=date")[0] == "SI 100000"
    assert numbers("sort=entered")[0] == "PR 100000"
    refusal = api.get("/documents", sort="number")
    assert (refusal.status_code, refusal.json()["code"]) == (400, "bad_order")
    assert api.all_of("/documents", sort="date", limit=1)[0]["kind"] == "SI"
    first = api.get("/documents", sort="date", limit=1).json()
    wrong = api.get("/documents", sort="entered", cursor=first["next_cursor"])
    assert wrong.json()["code"] == "bad_cursor"


def standings(query: str = "") -> dict[str, tuple[str, ...]]:
    """How far each document on the list has come, as its file says it."""
    rows = filed(f"?column=delivered&column=invoiced{query}")
    return {row[0]: tuple(row[1:]) for row in rows[1:]}


def test_how_far_orders_are_delivered_and_invoiced_is_a_column_and_a_filter(trade: Trade):
    bought, receipt = order(trade, "PO", "CABLE", 5), None
    receipt = trade.post(turn(trade, bought, "PR", wanted=3))
    bill = trade.post(turn(trade, receipt, "PI", wanted=2))
    trade.post(turn(trade, order(trade, "SO", "CABLE", 2), "SI"))
    undo(trade, trade.post(turn(trade, order(trade, "SO", "CABLE", 1), "SI")))
    assert standings() == {
        "SI 100001": ("", ""),
        "SO 100001": ("Not shipped", ""),
        "SI 100000": ("", ""),
        "SO 100000": ("Shipped", ""),
        "PI 100000": ("", ""),
        "PR 100000": ("", "Partly invoiced"),
        "PO 100000": ("Partly received", "Partly invoiced"),
    }
    assert list(standings("&delivered=partly")) == ["PO 100000"]
    assert list(standings("&delivered=wholly")) == ["SO 100000"]
    assert list(standings("&invoiced=partly")) == ["PR 100000", "PO 100000"]
    assert "Partly received" in signed_in().get("/documents?kind=PO").content.decode()
    assert listed("?kind=SO&delivered=not") == ["SO/100001"]
    assert listed("?invoiced=not") == []
    (head,) = Api().get("/documents", delivered="partly").json()["results"]
    assert (head["number"], head["delivered"], head["invoiced"]) == (bought.number, "partly", "partly")
    undo(trade, bill)
    trade.post(turn(trade, bought, "PI", wanted=2))
    assert standings("&kind=PO")["PO 100000"] == ("Received", "Partly invoiced")
    assert standings("&kind=PR")["PR 100000"] == ("Not invoiced",)
