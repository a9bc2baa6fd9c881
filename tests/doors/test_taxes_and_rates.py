"""Tax codes and exchange rates at the doors."""

import json

import pytest
from django.test import Client

from everyunit.people.models import User
from everyunit.people.tokens import issue_token
from everyunit.terms.queries import rates, tax_code
from tests.trade import Trade


@pytest.fixture
def browser(trade: Trade) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=trade.owner.user_id))
    return client


def test_a_tax_code_is_made_and_changed_on_its_page(browser: Client) -> None:
    assert b"No tax codes yet" in browser.get("/taxes").content
    made = browser.post("/new/tax-code", {"code": "STD", "name": "Standard", "rate": "8,875", "for_sales": "yes"})
    assert made.status_code == 302
    found = tax_code("STD")
    assert found is not None
    assert (found.rate, found.for_sales, found.recoverable) == (8875, True, False)
    assert b"8.875" in browser.get("/taxes").content
    changed = browser.post("/change/tax-code/STD", {"name": "Standard", "rate": "9 %"})
    assert changed.status_code == 302
    assert tax_code("STD").rate == 9000  # type: ignore[union-attr]


@pytest.mark.parametrize("rate", ["", "abc", "101", "-1", "1.2345"])
def test_a_rate_that_cannot_be_read_keeps_the_form(browser: Client, rate: str) -> None:
    answer = browser.post("/new/tax-code", {"code": "STD", "name": "Kept text", "rate": rate})
    assert answer.status_code == 409
    assert b"Kept text" in answer.content
    assert b"Write a percentage" in answer.content
    assert tax_code("STD") is None


def test_an_exchange_rate_is_saved_on_its_page(browser: Client) -> None:
    assert b"No exchange rates yet" in browser.get("/exchange-rates").content
    assert (
        browser.post("/exchange-rates", {"currency": "usd", "rate": "0,92", "since": "2026-01-01"}).status_code == 302
    )
    assert [(each.currency, each.rate) for each in rates()] == [("USD", 920_000_000)]
    wrong = browser.post("/exchange-rates", {"currency": "EUR", "rate": "x", "since": "tomorrow"})
    assert wrong.status_code == 409
    for words in (b"own currency", b"what one unit is worth", b"Write the date"):
        assert words in wrong.content


def test_tax_codes_and_rates_go_over_http(trade: Trade, client: Client) -> None:
    token = issue_token("owner", "test")
    headers = {"authorization": f"Bearer {token}"}

    def send(method: str, address: str, body: object = None):  # type: ignore[no-untyped-def]
        return client.generic(
            method,
            f"/api/v1/{address}",
            "" if body is None else json.dumps(body),
            "application/json",
            headers=headers,
        )

    assert send("PUT", "tax-codes/STD", {"name": "Standard", "rate": 20000, "for_sales": True}).status_code == 201
    assert send("GET", "tax-codes/STD").json()["rate"] == 20000
    assert send("GET", "tax-codes").json()["results"][0]["code"] == "STD"
    assert send("GET", "tax-codes/NONE").status_code == 404
    assert send("PUT", "exchange-rates/USD", {"rate": 900_000_000, "since": "2026-01-01"}).status_code == 200
    assert send("GET", "exchange-rates").json()["results"] == [
        {"currency": "USD", "since": "2026-01-01", "rate": 900_000_000}
    ]
    paper = send(
        "POST",
        "documents",
        {
            "kind": "SI",
            "party": "C1",
            "header": {"currency": "USD", "terms": "30 days", "due_on": "2099-01-01"},
            "lines": [{"item": "HOUR", "quantity": 1, "price_minor": 1000, "discount": 1000}],
        },
    )
    assert paper.status_code == 201
    assert (paper.json()["currency"], paper.json()["total_minor"], paper.json()["tax_minor"]) == ("USD", 1080, 180)
    document_id = paper.json()["document_id"]
    assert send("PATCH", f"documents/{document_id}", {"header": {"due_on": "", "ship_via": "Van"}}).status_code == 200
    header = send("GET", f"documents/{document_id}").json()["header"]
    assert (header["ship_via"], header["currency"], header["rate"]) == ("Van", "USD", 900_000_000)
    assert header["due_on"] is not None
