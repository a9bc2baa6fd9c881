"""Closing the books at their doors."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse

from everyunit.base import sql
from everyunit.cli.main import run
from everyunit.company.found import hire
from everyunit.documents.new_lines import NewLine
from everyunit.stock.periods import closed_through
from tests.doors.browsing import signed_in
from tests.doors.http import Api
from tests.trade import Trade

END = dt.date(2026, 3, 31)


@pytest.fixture
def stocked(trade: Trade) -> Trade:
    trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=2, price_minor=6000), date=END))
    return trade


def test_the_page_closes_shows_what_was_kept_and_opens_again(stocked: Trade) -> None:
    client = signed_in()
    assert "Nothing is closed" in client.get(reverse("periods")).content.decode()
    closed = client.post(reverse("close-books"), {"through": "2026-03-31", "note": "First quarter"}, follow=True)
    assert "The books are closed up to 2026-03-31." in closed.content.decode()
    assert "First quarter" in closed.content.decode()
    assert closed_through() == END
    closing = sql.scalar("SELECT max(id) FROM stock_closing")
    kept = client.get(reverse("period", args=[closing])).content.decode()
    assert "exactly what was known at closing" in kept
    assert "120.00" in kept
    opened = client.post(reverse("reopen-books"), {"first": "2026-03-31", "reason": "A bill"}, follow=True)
    assert "The books are open from 2026-03-31 on." in opened.content.decode()
    stocked.post(stocked.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=6000), date=END))
    assert "Since the books were opened again" in client.get(reverse("period", args=[closing])).content.decode()


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("close-books", {"through": "soon"}, "Write the date"),
        ("close-books", {"through": "2999-01-01"}, "is not over yet"),
        ("reopen-books", {"first": "2026-03-31", "reason": "x"}, "is open already"),
        ("reopen-books", {"first": "2026-03-31", "reason": ""}, "Say why"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(stocked: Trade, name: str, sent: dict[str, str], said: str) -> None:
    answer = signed_in().post(reverse(name), sent)
    assert answer.status_code == 409
    assert said in str(answer.context["form"].wrong)


def test_who_may_not_is_not_offered_it(stocked: Trade) -> None:
    buyer = signed_in("bea", "buyer")
    page = buyer.get(reverse("periods")).content.decode()
    assert reverse("close-books") not in page
    assert buyer.post(reverse("close-books"), {"through": "2026-03-31"}).status_code == 403
    assert signed_in("carol", "counter").get(reverse("periods")).status_code == 403


def test_the_api_closes_once_for_a_key_and_refuses_what_is_dated_in_it(stocked: Trade) -> None:
    api = Api()
    body = {"through": "2026-03-31"}
    made = api.post("/periods", body, key="q1")
    assert (made.status_code, made.json()["value_minor"]) == (201, 12000)
    assert api.post("/periods", body, key="q1").json() == made.json()
    assert api.get(made["Location"].removeprefix("/api/v1")).json()["same"] is True
    paper = stocked.draft("PR", NewLine(item="DRIVE", quantity=1), date=END)
    offenders = api.refuses(409, "period_closed", api.post(f"/documents/{paper.document_id}/post"))
    assert offenders[0]["subject"] == "2026-03-31"
    assert api.post("/periods/reopen", {"first": "2026-03-31", "reason": "A bill"}).json()["through"] == "2026-03-30"
    assert api.get("/periods").json()["closed_through"] == "2026-03-30"
    assert [each["opened"] for each in api.get("/periods").json()["results"]] == [True, False]
    assert api.get("/periods/99").status_code == 404
    hire("seller", "counter")
    assert Api("seller").post("/periods", body).status_code == 403


def test_the_command_closes_lists_and_opens(stocked: Trade, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["period", "close", "2026-03-31", "--note", "Q1"]) == 0
    assert run(["period", "close", "2026-03-31"]) == 1
    assert run(["period", "reopen", "2026-03-15", "--reason", "A bill"]) == 0
    capsys.readouterr()
    assert run(["period", "list"]) == 0
    newest, oldest = capsys.readouterr().out.splitlines()
    assert "opened, closed up to 2026-03-14" in newest
    assert oldest.endswith("Q1  (undone later)")
    assert run(["period", "list", "--json"]) == 0
    assert [each["through"] for each in json.loads(capsys.readouterr().out)] == ["2026-03-14", "2026-03-31"]
