"""Addresses that only take what a form sends lead back to their page when they are opened otherwise."""

from __future__ import annotations

import html

import pytest
from django.test import Client
from django.urls import reverse

from everyunit.documents.new_lines import NewLine
from everyunit.web.leading_back import NOTHING_DONE
from tests.counts import started
from tests.doors.browsing import ARGUMENTS, routes, signed_in
from tests.trade import Trade

# What these are about is nowhere else; the rest of the program is one click away.
TO_THE_DASHBOARD = {"sign-out", "keep-view", "drop-view"} | {
    *("scan-pull-sheet", "pick-pull-sheet", "undo-pull-sheet", "take-off-pull-sheet", "close-pull-sheet"),
    *("invoice-pull-sheet", "pack-parcel", "unpack-parcel", "discard-parcel"),  # there are none here
}


def only_takes_forms(browser: Client, address: str) -> bool:
    return browser.get(address, headers={"Accept": "application/json"}).status_code == 405


def test_each_leads_to_a_page_that_is_there(trade: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=1))
    monkeypatch.setitem(ARGUMENTS, "document_id", paper.document_id)
    monkeypatch.setitem(ARGUMENTS, "count_id", started(trade, "MAIN").count_id)
    browser = signed_in()
    led = {
        name: browser.get(address)["Location"].partition("#")[0].partition("?")[0]
        for name, address in routes()
        if only_takes_forms(browser, address)
    }
    assert len(led) > 40
    assert [name for name, target in led.items() if only_takes_forms(browser, target)] == []
    assert {name for name, target in led.items() if target == reverse("dashboard")} == TO_THE_DASHBOARD


def test_a_reload_after_a_refusal_leads_to_the_paper_with_a_word(trade: Trade) -> None:
    paper, browser = trade.draft("SI", NewLine(item="DRIVE", quantity=1)), signed_in()
    address = f"/documents/{paper.document_id}/post"
    assert browser.post(address).status_code == 409
    answer = browser.get(address, follow=True)
    assert answer.redirect_chain == [(f"/documents/SI/{paper.number}", 302)]
    assert NOTHING_DONE in html.unescape(answer.content.decode())


def test_the_signed_out_sign_in_first_and_are_told_nothing_of_the_paper(trade: Trade) -> None:
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=1))
    address = f"/documents/{paper.document_id}/post"
    assert Client().get(address)["Location"] == f"/sign-in?next={address}"


def test_a_script_is_told_plainly(trade: Trade) -> None:
    assert signed_in().get("/documents/1/post", headers={"Accept": "application/json"}).status_code == 405
