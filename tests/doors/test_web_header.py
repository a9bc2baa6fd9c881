"""The header, the discounts and the taxes of a document: on its page, while it is edited, and on paper."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client

from everyunit.documents.drafts import DraftSaved
from everyunit.documents.header import Header
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document, Line
from everyunit.documents.new_lines import NewLine
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.terms.save_rate import SaveRate, save_rate
from everyunit.terms.save_tax_code import SaveTaxCode, save_tax_code
from tests.doors.browsing import signed_in
from tests.doors.test_paper import printed
from tests.trade import Trade


@pytest.fixture
def taxed(trade: Trade) -> Trade:
    save_tax_code(trade.owner, SaveTaxCode(code="VAT", name="Value added tax", rate=20000))
    save_rate(trade.owner, SaveRate(currency="USD", since=dt.date(2020, 1, 1), rate=900_000_000))
    save_party(
        trade.owner,
        SaveParty(
            code="C1",
            name="Test customer C1",
            role="customer",
            address="7 Far Road",
            contact="Ms Example",
            ship_to="Dock 3",
            terms="30 days",
            tax_code="VAT",
        ),
    )
    return trade


def send(client: Client, paper: DraftSaved, **body: object) -> Any:
    return client.post(
        f"/documents/{paper.document_id}/change",
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def page(kind: str, number: str, client: Client | None = None) -> str:
    return (client or signed_in()).get(f"/documents/{kind}/{number}").content.decode()


def values(html: str) -> dict[str, str]:
    """What stands in the header fields of the page."""
    return {
        name: value
        for tag in re.findall(r"<input[^>]*data-save[^>]*>", html)
        for name in re.findall(r'data-save="(\w+)"', tag)
        for value in re.findall(r' value="([^"]*)"', tag)
    }


def totals(html: str) -> str:
    """The block below the lines, as one line."""
    found = re.search('<dl class="eu-totals">.*?</dl>', html, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", found[0]).split()) if found else ""


def test_a_new_paper_begins_with_what_its_party_usually_has(taxed: Trade):
    client = signed_in()
    client.post("/documents/new/SI", {"party": "C1", "their_number": "PO 7"})
    shown = values(page("SI", "100000", client))
    today = Document.objects.get().date
    assert shown["their_number"] == "PO 7"
    assert (shown["terms"], shown["contact"]) == ("30 days", "Ms Example")
    assert shown["due_on"] == str(today + dt.timedelta(days=30))
    assert ">Dock 3</textarea>" in page("SI", "100000", client)


def test_a_field_that_is_saved_tells_what_else_has_changed(taxed: Trade):
    client, paper = signed_in(), taxed.draft("SI", date=dt.date(2026, 1, 31))
    told = send(client, paper, terms="end of month + 14").json()
    assert told["header"]["due_on"] == "2026-02-14"
    assert "Terms of payment end of month + 14" in told["summary"]
    assert send(client, paper, party="C2").json()["header"]["contact"] == ""


def test_every_field_can_be_set_and_cleared(taxed: Trade):
    client, paper = signed_in(), taxed.draft("SO", date=dt.date(2026, 1, 1))
    given = {
        "their_number": "PO 7",
        "contact": "Mr Example",
        "bill_to": "1 Bill Street\nTown",
        "ship_to": "2 Ship Street",
        "terms": "on receipt",
        "due_on": "2026-03-01",
        "deliver_on": "2026-02-01",
        "expires_on": "2026-02-02",
        "ship_via": "Truck",
        "tracking_number": "T1",
        "representative": "owner",
        "currency": "USD",
        "rate": "0.95",
        "tax_included": "yes",
    }
    for name, value in given.items():
        answer = send(client, paper, **{name: value})
        assert answer.status_code == 200, answer.content
        assert answer.json()["header"][name] == value
    for name in set(given) - {"currency", "rate", "due_on"}:
        assert send(client, paper, **{name: ""}).json()["header"][name] == ""
    cleared = send(client, paper, currency="").json()["header"]
    assert (cleared["currency"], cleared["rate"]) == ("", "")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("due_on", "soon", "2026-01-31"),
        ("due_on", "1999-01-01", "before"),
        ("terms", "when I like", "Such as"),
        ("currency", "dollars", "three letters"),
        ("currency", "CHF", "no exchange rate"),
        ("rate", "much", "0.92"),
        ("representative", "nobody", "no user"),
        ("tracking_number", "x" * 101, "100 characters"),
    ],
)
def test_what_cannot_stand_in_a_field_is_said_beside_it(taxed: Trade, field: str, value: str, words: str):
    answer = send(signed_in(), taxed.draft("SI"), **{field: value})
    assert answer.status_code == 409
    assert words in answer.json()["offenders"][0]["message"]


def test_prices_follow_the_currency_and_are_typed_in_it(taxed: Trade):
    client = signed_in()
    save_rate(taxed.owner, SaveRate(currency="JPY", since=dt.date(2020, 1, 1), rate=6_000_000))
    paper = taxed.draft("SI", NewLine(item="DRIVE", quantity=1))
    assert send(client, paper, currency="JPY").json()["digits"] == 0
    html = page("SI", paper.number, client)
    assert "Price JPY" in html
    assert 'data-digits="0"' in html
    assert 'value="16667"' in html
    send(client, paper, line={"line_id": paper.lines[0].line_id, "price": "20000"})
    assert Line.objects.get().price_minor == 20000
    assert send(client, paper, add={"item": "CABLE", "quantity": "1", "price": "12.50"}).status_code == 409


def test_lines_take_discounts_taxes_and_notes_and_lose_them_again(taxed: Trade):
    client, paper = signed_in(), taxed.draft("SI", NewLine(item="DRIVE", quantity=2))
    line_id = paper.lines[0].line_id
    send(client, paper, line={"line_id": line_id, "discount": "12.5 %"})
    send(client, paper, line={"line_id": line_id, "note": "Scratched"})
    line = Line.objects.get()
    assert (line.discount, line.note, line.tax_rate) == (1250, "Scratched", 20000)
    html = page("SI", paper.number, client)
    assert (
        "Before discount 200.00 Discount −25.00 Without tax 175.00 VAT 20 % on 175.00 35.00 Total EUR 210.00"
        in totals(html)
    )
    send(client, paper, line={"line_id": line_id, "discount": "0"})
    send(client, paper, line={"line_id": line_id, "tax_code": ""})
    send(client, paper, line={"line_id": line_id, "note": ""})
    line = Line.objects.get()
    assert (line.discount, line.note, line.tax_rate) == (0, "", 0)
    assert totals(page("SI", paper.number, client)) == ""
    assert send(client, paper, line={"line_id": line_id, "discount": "much"}).json()["code"] == "bad_discount"
    assert send(client, paper, line={"line_id": line_id, "discount": "101"}).status_code == 409


def test_a_foreign_total_is_told_at_home_too(taxed: Trade):
    paper = taxed.draft("SI", NewLine(item="HOUR", quantity=1, tax_code=""), header=Header(currency="USD"))
    taxed.post(paper)
    html = page("SI", paper.number)
    assert "Total USD 88.89 at 0.9 EUR" in totals(html).replace("\u00a0", " ")
    assert "data-save" not in html
    assert "Price USD" in html


def test_a_paper_without_discount_tax_or_foreign_money_looks_as_plain_as_before(trade: Trade):
    paper = trade.post(trade.draft("SI", NewLine(item="HOUR", quantity=1)))
    html, _, _ = page("SI", paper.number).partition('id="amend-')  # what may still be said of it is folded away
    for seldom in ("eu-totals", "Discount", '<th scope="col" data-col', "Tracking number"):
        assert seldom not in html


def test_each_kind_has_the_fields_that_mean_something_on_it(trade: Trade):
    def fields(kind: str) -> set[str]:
        header = {"to_bin": "RETURNS"} if kind == "ST" else {}
        return set(re.findall(r'data-save="(\w+)"', page(kind, trade.draft(kind, **header).number)))

    assert {"terms", "due_on", "currency", "bill_to", "their_number"} <= fields("SI")
    assert "expires_on" not in fields("SI")
    assert "expires_on" in fields("SQ") & fields("CO")
    assert {"ship_via", "tracking_number"} <= fields("ST")
    assert not {"terms", "currency", "bill_to", "contact"} & fields("ST")
    assert not {"terms", "currency", "ship_via"} & fields("CA")
    for kind in (code for code, kind in KINDS.items() if kind.by_hand):
        assert {"date", "reference", "notes"} <= fields(kind)


def test_the_paper_says_what_the_header_says(taxed: Trade):
    header = Header(their_number="PO 7", ship_via="Truck", tracking_number="T1", currency="USD")
    paper = taxed.draft(
        "SI",
        NewLine(item="CABLE", quantity=4, discount=1000, note="Blue ones"),
        header=header,
        date=dt.date(2026, 1, 1),
    )
    text = printed("SI", paper.number)
    assert "7 Far Road Ship to Dock 3" in text
    assert "Customer&#x27;s order PO 7 Due 2026-01-31 Terms of payment 30 days" in text
    assert "Ship via Truck Tracking number T1 Contact Ms Example" in text
    assert "CABLE Cable Blue ones 4 5.56 10 % 20 % 20.02" in text.replace("\u00a0", " ")
    assert "Total USD 24.02" in text
    slip = printed("SI", paper.number, "?as=slip")
    assert "Blue ones" in slip
    assert "Due" not in slip
    assert "Terms" not in slip


def test_a_return_authorization_says_until_when_it_holds(taxed: Trade):
    paper = taxed.draft("CO", date=dt.date(2026, 1, 1), header=Header(expires_on=dt.date(2026, 2, 1)))
    assert "Expires 2026-02-01" in printed("CO", paper.number)


def test_representatives_are_offered_while_one_types(trade: Trade):
    client = signed_in("till", "counter")
    assert [each["code"] for each in client.get("/find/people?q=il").json()["found"]] == ["till"]
    assert 'data-typeahead="/find/people"' in page("SI", trade.draft("SI").number, client)
