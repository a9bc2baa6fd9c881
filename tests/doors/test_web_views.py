"""Saved views on the pages: a tab above the list, changed and undone in place, without any script."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from everyunit.people.save_view import SaveView, save_view
from everyunit.web.saved_views import PARAMETERS
from tests.doors.browsing import signed_in
from tests.trade import Trade

LISTS = {
    "documents": "job=sell&status=draft",
    "units": "item=DRIVE",
    "items": "tracking=serialized",
    "vendors": "search=v",
    "customers": "search=c",
    "journal": "from=2026-01-01",
}


def tabs(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    nav = re.search(r'aria-label="Saved views">(.*?)</nav>', page, re.DOTALL)
    links = re.findall(r"<a[^>]*>(.*?)</a>", nav[1], re.DOTALL) if nav else []
    return [" ".join(re.sub("<[^>]+>", "", link).split()) for link in links]


def fields(html: str, action: str) -> dict[str, str]:
    """What the form to this address sends: its hidden fields, in the first such form."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL)
    assert form, action
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0].replace("&amp;", "&")))


@pytest.mark.parametrize("of_list", LISTS)
def test_what_a_list_shows_is_saved_and_comes_back_as_a_tab(trade: Trade, of_list: str):
    client = signed_in()
    page = client.get(f"/{of_list}?{LISTS[of_list]}&after=5&hat=1").content.decode()
    sent = fields(page, "/views")
    assert sent["query"] == LISTS[of_list]
    saved = client.post("/views", {**sent, "name": "Again"})
    assert saved["Location"].startswith(f"/{of_list}?{LISTS[of_list]}&view=")
    assert "Again" in tabs(client, saved["Location"])
    assert 'aria-current="page">Again' in client.get(saved["Location"]).content.decode()


@pytest.mark.parametrize("of_list", LISTS)
def test_every_filter_of_a_list_is_kept_in_a_view(trade: Trade, of_list: str):
    trade.receive("DRIVE")
    html = signed_in().get(f"/{of_list}").content.decode()
    form = re.search('<form class="eu-filters".*?</form>', html, re.DOTALL)
    assert form
    named = set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', form[0]))
    assert named
    assert named <= set(PARAMETERS[of_list])


def test_each_change_is_undone_at_once(trade: Trade):
    client = signed_in()
    page = client.post("/views", {"of_list": "items", "name": "One", "query": "state=stocked"}, follow=True)
    view = parse_qs(urlsplit(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]).query)["view"][0]
    assert "is saved" in page.content.decode()

    changed = {"of_list": "items", "name": "Two", "query": "search=x", "view_id": view}
    page = client.post("/views", changed, follow=True)
    assert tabs(client, "/items") == ["All", "Two"]
    client.post("/views", fields(page.content.decode(), "/views"), follow=True)
    assert tabs(client, "/items") == ["All", "One"]

    page = client.post(f"/views/{view}/delete", {"of_list": "items", "query": "state=stocked"}, follow=True)
    assert tabs(client, "/items") == []
    undo = fields(page.content.decode(), "/views")
    assert undo["query"] == "state=stocked"
    page = client.post("/views", undo, follow=True)
    assert tabs(client, "/items") == ["All", "One"]
    assert "Undo" not in page.content.decode()


def test_a_new_view_is_undone_by_deleting_it(trade: Trade):
    client = signed_in()
    page = client.post("/views", {"of_list": "items", "name": "One", "query": "search=x"}, follow=True)
    action = re.search(r'action="(/views/\d+/delete)"', page.content.decode())
    assert action
    gone = client.post(action[1], fields(page.content.decode(), action[1]))
    assert gone["Location"] == "/items?search=x"
    assert tabs(client, "/items") == []


def test_the_undo_is_offered_once(trade: Trade):
    client = signed_in()
    client.post("/views", {"of_list": "items", "name": "One", "query": "search=x"})
    assert "Undo" in client.get("/items").content.decode()
    assert "Undo" not in client.get("/items").content.decode()


def test_a_view_that_was_changed_says_so_until_it_is_saved(trade: Trade):
    client = signed_in()
    view = save_view(trade.owner, SaveView(of_list="items", name="One", query="state=stocked")).view_id
    assert tabs(client, f"/items?state=stocked&view={view}")[1] == "One"
    assert tabs(client, f"/items?state=discontinued&view={view}")[1] == "One changed"


def test_a_name_that_is_taken_is_said_beside_the_field_and_nothing_is_lost(trade: Trade):
    client = signed_in()
    for query in ("search=x", "search=y"):
        answer = client.post("/views", {"of_list": "items", "name": "One", "query": query})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "There is a view “One” of this list already" in html
    assert fields(html, "/views")["query"] == "search=y"


def test_in_lists_of_documents_a_view_stands_with_its_job(trade: Trade):
    client = signed_in()
    for name, query in (("Drafts", "kind=SI&status=draft"), ("Late", "job=buy&outstanding=yes"), ("All", "mine=yes")):
        save_view(trade.owner, SaveView(of_list="documents", name=name, query=query))
    assert tabs(client, "/documents?job=sell") == ["Drafts"]
    assert tabs(client, "/documents?kind=SO") == ["Drafts"]
    assert tabs(client, "/documents?job=buy") == ["Late"]
    assert tabs(client, "/documents") == ["All", "All"]


def test_a_view_of_what_is_gone_or_nonsense_shows_a_list_all_the_same(trade: Trade):
    client = signed_in()
    queries = ("kind=HAT&status=gone&party=NOBODY&from=never&sort=up&column=hat", "job=hat", "mine=&&=&%zz", "view=1")
    for number, query in enumerate(queries):
        save_view(trade.owner, SaveView(of_list="documents", name=f"View {number}", query=query))
    for tab in re.findall(r'href="(/documents\?[^"]*view=\d+)"', client.get("/documents").content.decode()):
        assert client.get(tab.replace("&amp;", "&")).status_code == 200
    assert client.get("/documents?view=999999").status_code == 200


def test_others_see_what_is_shared_and_who_shares_it(trade: Trade):
    view = save_view(trade.owner, SaveView(of_list="items", name="Ours", query="state=stocked", shared=True)).view_id
    client = signed_in("till", "counter")
    page = client.get(f"/items?state=stocked&view={view}").content.decode()
    assert 'title="Shared by owner"' in page
    assert "Save changes" not in page
    assert "Share with everybody" not in page.split("Saved views")[0]
    assert client.post(f"/views/{view}/delete", {"of_list": "items"}).status_code == 403


def test_a_form_for_no_list_of_ours_is_refused(trade: Trade):
    assert signed_in().post("/views", {"of_list": "hats", "name": "Hat"}).status_code == 409


def test_the_journal_is_filed_as_it_is_filtered(trade: Trade):
    trade.receive("DRIVE", 1)
    trade.sell("100000")
    answer = signed_in().get("/journal.csv?document=SI 100000")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "SI 100000" in text
    assert "PR 100000" not in text
    assert signed_in("till", "counter").get("/journal.csv").status_code == 403
