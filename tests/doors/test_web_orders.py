"""Quotes and orders in the browser's door, what follows from them, and the return desk."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from everyunit.base import clock, sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.close import Close, close
from everyunit.documents.convert import Convert, convert
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.header import Header
from everyunit.documents.kind import Stage
from everyunit.documents.kinds import KINDS
from everyunit.documents.models import Document, Line
from everyunit.documents.new_lines import NewLine
from everyunit.documents.post import Posted
from everyunit.documents.revise import Revise, revise
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_location import SaveLocation, save_location
from everyunit.reports.verify import verify
from everyunit.web.faces import kinds_of
from everyunit.web.rail import PAGES
from everyunit.web.urls import urlpatterns
from tests.doors.browsing import inline_code, signed_in
from tests.doors.counting import queries_of
from tests.papers import commit_to, turn
from tests.trade import Trade, bin_of, cost_of, holds, in_bin, valued

Paper = DraftSaved | Posted


@pytest.fixture
def client(trade: Trade) -> Client:
    return signed_in()


@pytest.fixture(autouse=True)
def books_stay_sound(trade: Trade):
    yield
    assert [truth.name for truth in verify().truths if truth.broken] == []


def page(client: Client, paper: Paper) -> HttpResponse:
    return client.get(reverse("document", args=[paper.kind, paper.number]))


def html(client: Client, paper: Paper) -> str:
    return page(client, paper).content.decode()


def make(client: Client, paper: Paper, kind: str, **fields: object) -> HttpResponse:
    return client.post(reverse("make-document", args=[paper.document_id, kind]), fields)


def press(client: Client, name: str, paper: Paper, **fields: object) -> HttpResponse:
    return client.post(reverse(name, args=[paper.document_id]), fields)


def commit(client: Client, paper: Paper, line: int, committed: str) -> Any:
    body = {"line_id": paper.lines[line].line_id, "committed": committed}
    return client.post(
        reverse("commit-quantity", args=[paper.document_id]),
        json.dumps(body),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def take(paper: DraftSaved, *quantities: int) -> dict[str, str]:
    """The fields of the form: how many of each line go along."""
    return {
        f"take-{paper.document_id}-{line.line_id}": str(quantity)
        for line, quantity in zip(paper.lines, quantities, strict=True)
    }


def count(kind: str) -> int:
    return int(sql.scalar("SELECT count(*) FROM documents_document WHERE kind = %s", [kind]))


def status_of(paper: Paper) -> str:
    return str(sql.scalar("SELECT status FROM documents_document WHERE id = %s", [paper.document_id]))


def only(kind: str, condition: str = "1 = 1") -> DraftSaved:
    """The one document of the kind."""
    ((document_id, number),) = sql.rows(
        f"SELECT id, number FROM documents_document WHERE kind = %s AND {condition}", [kind]
    )
    return DraftSaved(document_id=document_id, kind=kind, number=number, lines=(), total_minor=0)


def path(client: Client, paper: Paper) -> list[tuple[str, str, str]]:
    return [(step.name, step.state, step.note) for step in page(client, paper).context["steps"]]


# --- finding the way ---


def test_every_kind_of_document_belongs_to_one_job_of_the_rail():
    jobs = [page.job for page in PAGES if page.job]
    assert sorted(kind.code for job in jobs for kind in kinds_of(job)) == sorted(KINDS)


def test_every_page_that_the_rail_names_exists_and_belongs_to_one_job():
    named = [route for page in PAGES for route in ((() if page.job else (page.route,)) + page.within)]
    assert len(named) == len(set(named))
    assert set(named) <= {each.name for each in urlpatterns}


def test_a_job_lists_its_kinds_and_offers_to_begin_each(trade: Trade, client: Client):
    order, receipt, sale = trade.draft("PO"), trade.draft("PR"), trade.draft("SI")
    shown = client.get(reverse("documents"), {"job": "buy"}).content.decode()
    assert reverse("document", args=["PO", order.number]) in shown
    assert reverse("document", args=["PR", receipt.number]) in shown
    assert reverse("document", args=["SI", sale.number]) not in shown
    for kind in kinds_of("buy"):
        assert reverse("new-document", args=[kind.code]) in shown
        assert f"?kind={kind.code}" in shown
    only = client.get(reverse("documents"), {"kind": "PO"}).content.decode()
    assert reverse("document", args=["PR", receipt.number]) not in only
    assert 'href="/documents?job=buy" title="Purchases" aria-current="page"' in only


def test_the_list_filters_by_open_and_closed(trade: Trade, client: Client):
    first, second = trade.draft("SO"), trade.draft("SO")
    close(trade.owner, Close(document_id=second.document_id))
    shown = client.get(reverse("documents"), {"kind": "SO", "status": "open"}).content.decode()
    assert reverse("document", args=["SO", first.number]) in shown
    assert reverse("document", args=["SO", second.number]) not in shown


# --- quotes ---


def test_a_quote_becomes_an_order_with_one_click_and_a_second_click_makes_no_second(trade: Trade, client: Client):
    quote = trade.draft("SQ", NewLine(item="DRIVE", quantity=2))
    assert "data-scan-panel" not in html(client, quote)
    answers = [make(client, quote, "SO", key="one-click") for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {reverse("document", args=["SO", "100000"])}
    assert (count("SO"), status_of(quote)) == (1, "closed")
    assert path(client, quote)[-1][:2] == ("Ordered", "now")


def test_a_quote_is_purged_and_an_order_is_not(trade: Trade, client: Client):
    quote, order = trade.draft("PQ"), trade.draft("PO")
    assert press(client, "discard-document", quote)["Location"].endswith("?kind=PQ")
    assert count("PQ") == 0
    assert "data-discard" not in html(client, order)
    assert press(client, "discard-document", order).status_code == 409
    assert count("PO") == 1


# --- orders ---


def test_an_order_shows_what_is_ordered_committed_shipped_and_outstanding(trade: Trade, client: Client):
    serials = trade.receive(quantity=3)
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=3))
    trade.scan(order, serials[0])
    invoice = convert(trade.owner, Convert(document_id=order.document_id, to="SI"))
    (line,) = page(client, order).context["page"].lines
    assert (line.row.quantity, line.attached, line.progress.drafted, line.outstanding) == (3, 0, 1, 3)
    trade.post(invoice)
    trade.scan(order, serials[1])
    (line,) = page(client, order).context["page"].lines
    assert (line.attached, line.progress.done, line.outstanding) == (1, 1, 2)
    assert [str(run) for run in line.runs] == [serials[1]]
    assert path(client, order)[1] == ("Partly shipped", "now", "1 of 3")
    assert reverse("document", args=["SI", invoice.number]) in html(client, order)
    assert reverse("document", args=["SO", order.number]) in html(client, invoice)


def test_a_quantity_is_committed_in_its_field_and_let_go_again(trade: Trade, client: Client):
    trade.receive("CABLE", 10)
    order = trade.draft("SO", NewLine(item="CABLE", quantity=4))
    assert commit(client, order, 0, "3").status_code == 200
    assert (in_bin("CABLE", "PACKING"), in_bin("CABLE", "MAIN")) == (3, 7)
    answer = commit(client, order, 0, "5")
    assert (answer.status_code, answer.json()["code"]) == (409, "over_committed")
    assert commit(client, order, 0, "many").status_code == 409
    assert commit(client, order, 0, "1").status_code == 200
    assert page(client, order).context["page"].lines[0].attached == 1


def test_a_serialized_sales_line_has_no_field_and_says_that_units_are_scanned(trade: Trade, client: Client):
    trade.receive(quantity=2)
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=2))
    assert "data-commit-cell" not in html(client, order)
    assert commit(client, order, 0, "2").json()["code"] == "scan_the_units"


def test_units_are_detached_one_by_one_and_by_the_line(trade: Trade, client: Client):
    first, second, third = trade.receive(quantity=3)
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=3))
    trade.scan(order, first, second, third)
    press(client, "detach-units", order, serial=second)
    assert set(holds()) == {first, third}
    press(client, "detach-units", order, line=order.lines[0].line_id)
    assert holds() == {}
    again = press(client, "detach-units", order, serial=second)
    assert "Not on this document." in client.get(again["Location"]).content.decode()


def test_an_order_is_partly_invoiced_and_takes_another_open_order_of_the_customer_along(trade: Trade, client: Client):
    trade.receive("CABLE", 20)
    first = trade.draft("SO", NewLine(item="CABLE", quantity=5))
    second = trade.draft("SO", NewLine(item="CABLE", quantity=4))
    foreign = trade.draft("SO", NewLine(item="CABLE", quantity=1), party="C2")
    form = client.get(reverse("make-document", args=[first.document_id, "SI"])).content.decode()
    assert f"with-{second.document_id}" in form
    assert f"with-{foreign.document_id}" not in form
    fields = take(first, 2) | take(second, 4) | {f"with-{second.document_id}": "yes", "key": "k1"}
    made = make(client, first, "SI", **fields)
    assert make(client, first, "SI", **fields)["Location"] == made["Location"]
    assert count("SI") == 1
    assert sql.rows(
        "SELECT quantity FROM documents_line l JOIN documents_document d ON d.id = l.document_id"
        " WHERE d.kind = 'SI' ORDER BY l.position"
    ) == [(2,), (4,)]
    left = client.get(reverse("make-document", args=[first.document_id, "SI"])).context["papers"]
    assert [offered["lines"][0]["line"].left for offered in left] == [3]


def test_what_is_committed_goes_along_unless_more_is_asked_for(trade: Trade, client: Client):
    trade.receive("CABLE", 10)
    order = trade.draft("SO", NewLine(item="CABLE", quantity=5), NewLine(item="HOUR", quantity=2))
    commit(client, order, 0, "3")
    (offered,) = client.get(reverse("make-document", args=[order.document_id, "SI"])).context["papers"]
    assert [each["take"] for each in offered["lines"]] == ["3", "2"]
    make(client, order, "SI", **take(order, 4, 2))
    assert page(client, only("SI")).context["document"].pieces == 6


def test_a_paper_that_was_not_ticked_stays_behind(trade: Trade, client: Client):
    trade.receive("CABLE", 20)
    first, second = (trade.draft("SO", NewLine(item="CABLE", quantity=5)) for _ in range(2))
    make(client, first, "SI", **take(first, 5), **take(second, 5))
    assert sql.scalar("SELECT count(*) FROM documents_line WHERE source_line_id IS NOT NULL") == 1


def test_what_is_too_many_or_no_number_is_said_and_the_form_keeps_what_was_typed(trade: Trade, client: Client):
    order = trade.draft("PO", NewLine(item="CABLE", quantity=5))
    for typed, words in (("7", "7 were asked for"), ("some", "Write a whole number.")):
        answer = make(client, order, "PR", **{f"take-{order.document_id}-{order.lines[0].line_id}": typed})
        assert answer.status_code in (400, 409)
        assert words in answer.content.decode()
        assert f'value="{typed}"' in answer.content.decode()
    assert make(client, order, "PR", **take(order, 0)).status_code == 409
    assert count("PR") == 0


def test_closing_opening_and_cancelling_an_order(trade: Trade, client: Client):
    (serial,) = trade.receive()
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=2))
    trade.scan(order, serial)
    refused = press(client, "close-document", order, to="cancelled")
    assert refused.status_code == 409
    assert "1 are committed." in refused.content.decode()
    press(client, "close-document", order, to="closed")
    assert (status_of(order), holds()) == ("closed", {})
    assert path(client, order)[-1][:2] == ("Closed", "now")
    assert "data-scan-panel" not in html(client, order)
    press(client, "close-document", order, to="open")
    assert status_of(order) == "open"
    gone = press(client, "close-document", order, to="cancelled")
    assert gone["Location"] == reverse("document", args=["SQ", "100000"])
    assert path(client, order)[-1][:2] == ("Cancelled", "bad")
    assert press(client, "close-document", order, to="burned").status_code == 409


def test_an_order_with_a_draft_is_not_closed_and_the_draft_is_named(trade: Trade, client: Client):
    trade.receive("CABLE", 5)
    order = trade.draft("SO", NewLine(item="CABLE", quantity=2))
    draft = convert(trade.owner, Convert(document_id=order.document_id, to="SI"))
    answer = press(client, "close-document", order, to="closed")
    assert answer.status_code == 409
    assert f"SI {draft.number}" in answer.content.decode()


def test_a_discarded_draft_says_that_its_units_go_back_to_the_order(trade: Trade, client: Client):
    (serial,) = trade.receive()
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=1))
    trade.scan(order, serial)
    draft = convert(trade.owner, Convert(document_id=order.document_id, to="SI"))
    assert f"Its units go back to SO {order.number}." in html(client, draft)
    press(client, "discard-document", draft)
    assert holds() == {serial: f"SO {order.number}"}


# --- buying ---


def test_a_purchase_order_is_inspected_partly_received_and_invoiced_dearer(trade: Trade, client: Client):
    order = trade.draft("PO", NewLine(item="DRIVE", quantity=3, price_minor=5000))
    assert commit(client, order, 0, "2").status_code == 200
    assert sql.scalar("SELECT count(*) FROM stock_unit") == 2
    make(client, order, "PR", **take(order, 2))
    receipt = only("PR")
    press(client, "post-document", receipt)
    assert path(client, order)[1:3] == [("Partly received", "now", "2 of 3"), ("Invoiced", "ahead", "")]
    assert cost_of("100000") == 5000

    line = page(client, receipt).context["page"].lines[0].row.line_id
    make(client, receipt, "PI", **{f"take-{receipt.document_id}-{line}": "2"})
    invoice = only("PI")
    change = {"line": {"line_id": page(client, invoice).context["page"].lines[0].row.line_id, "price": "55.00"}}
    address = reverse("change-document", args=[invoice.document_id])
    assert client.post(address, json.dumps(change), content_type="application/json").status_code == 200
    assert "10.00 dearer" in html(client, invoice)
    press(client, "post-document", invoice)
    assert cost_of("100000") == 5500
    assert path(client, receipt)[-1] == ("Invoiced", "past", "2")
    assert path(client, order)[1:3] == [("Partly received", "now", "2 of 3"), ("Partly invoiced", "now", "2 of 3")]


def test_an_order_is_invoiced_for_what_it_received_and_for_the_rest_as_the_clerk_says(trade: Trade, client: Client):
    bought = trade.draft("PO", NewLine(item="CABLE", quantity=5))
    receipt = trade.post(turn(trade, bought, "PR", wanted=3))
    address = f"/documents/{bought.document_id}/make/PI"
    html = client.get(address).content.decode()
    assert f"Received and not invoiced: PR {receipt.number}" in html
    assert re.findall(r'name="(take|with)-\d+[^"]*"[^>]*value="(\w+)"( checked)?', html) == [
        ("take", "0", ""),
        ("with", "yes", " checked"),
        ("take", "3", ""),
    ]
    lines = {
        name: Line.objects.get(document_id=paper.document_id).pk for name, paper in (("PO", bought), ("PR", receipt))
    }
    both = {
        f"take-{bought.document_id}-{lines['PO']}": "2",
        f"take-{receipt.document_id}-{lines['PR']}": "3",
        f"with-{receipt.document_id}": "yes",
    }
    client.post(address, both)
    invoice = Document.objects.get(kind="PI")
    assert client.post(f"/documents/{invoice.pk}/post").status_code == 302
    assert Document.objects.get(pk=bought.document_id).status == "closed"
    assert valued("CABLE")[0] == 5


def test_freight_is_shared_and_late_freight_goes_to_the_receipt(trade: Trade, client: Client):
    invoice = trade.draft("PI", NewLine(item="DRIVE", quantity=2, price_minor=5000))
    address = reverse("change-document", args=[invoice.document_id])
    add = {"add": {"item": "HOUR", "quantity": "1", "price": "10.00", "spread": "quantity"}}
    assert client.post(address, json.dumps(add), content_type="application/json").status_code == 200
    assert "Spread by quantity" in html(client, invoice)
    press(client, "post-document", invoice)
    assert (cost_of("100000"), cost_of("100001")) == (5500, 5500)

    receipt = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=5000)))
    begin = reverse("new-document", args=["PI"])
    assert f"{begin}?source={receipt.document_id}&amp;party=V1" in html(client, receipt)
    client.post(begin, {"party": "V1", "source": receipt.document_id})
    late = only("PI", "source_id IS NOT NULL")
    address = reverse("change-document", args=[late.document_id])
    client.post(address, json.dumps(add), content_type="application/json")
    press(client, "post-document", late)
    assert cost_of("100002") == 6000


# --- rights, names, size ---


@pytest.mark.parametrize("name", ["close-document", "commit-quantity", "detach-units", "generate-units"])
def test_who_may_not_buy_changes_no_purchase_order(trade: Trade, name: str):
    order = trade.draft("PO", NewLine(item="DRIVE", quantity=1))
    counter = signed_in("counter", "counter")
    body = {"to": "closed", "line": order.lines[0].line_id, "count": "1"}
    answer = commit(counter, order, 0, "1") if name == "commit-quantity" else press(counter, name, order, **body)
    assert answer.status_code == 403
    assert (status_of(order), sql.scalar("SELECT count(*) FROM stock_unit")) == ("open", 0)
    assert reverse("close-document", args=[order.document_id]) not in html(counter, order)
    assert counter.get(reverse("make-document", args=[order.document_id, "PR"])).status_code == 403


def test_nobody_who_is_signed_out_sees_or_does_anything(trade: Trade):
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=1))
    stranger = Client()
    for name in ("close-document", "detach-units", "generate-units"):
        assert "/sign-in" in press(stranger, name, order)["Location"]
    assert commit(stranger, order, 0, "1").status_code == 401
    assert "/sign-in" in stranger.get(reverse("return-desk"))["Location"]
    assert "/sign-in" in make(stranger, order, "SI")["Location"]
    assert status_of(order) == "open"


def test_names_with_html_are_shown_as_they_are(trade: Trade, client: Client):
    bad = "<img src=x onerror=alert(1)>"
    save_item(trade.owner, SaveItem(code="A<b>", name=bad))
    save_party(trade.owner, SaveParty(code="P<b>", name=bad, role="customer"))
    order = trade.draft("SO", NewLine(item="A<b>", quantity=1), party="P<b>", reference=bad)
    (serial,) = trade.receive("A<b>", maker_numbers=(bad,))
    trade.sell(serial, party="P<b>")
    pages = [
        html(client, order),
        client.get(reverse("make-document", args=[order.document_id, "SI"])).content.decode(),
        client.get(reverse("return-desk"), {"unit": serial}).content.decode(),
        client.get(reverse("return-desk"), {"unit": bad + "2"}).content.decode(),
        client.get(reverse("documents"), {"job": bad}).content.decode(),
    ]
    for shown in pages:
        assert "<img src=x" not in shown
        assert "A<b>" not in shown
        assert inline_code(shown) == []


def test_an_order_takes_the_same_queries_with_one_unit_and_with_two_thousand(trade: Trade, client: Client):
    def order(size: int) -> DraftSaved:
        paper = trade.draft("SO", NewLine(item="DRIVE", quantity=size))
        trade.scan(paper, *trade.receive(quantity=size))
        return paper

    small, large = order(1), order(2000)
    few, many = queries_of(lambda: page(client, small)), queries_of(lambda: page(client, large))
    assert len(many) == len(few) < 35
    assert len(page(client, large).content) < 50_000


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.becomes and kind.by_hand], ids=lambda kind: kind.code
)
def test_every_kind_offers_what_it_becomes_and_nothing_else(trade: Trade, client: Client, kind):
    header = Header()
    if kind.travels:  # only what is on the way arrives
        trade.receive("CABLE", 1)
        save_location(trade.owner, SaveLocation(code="BRANCH", name="Branch"))
        header = Header(destination="BRANCH")
    line = NewLine(item="CABLE" if kind.goods_only else "HOUR", quantity=1)
    paper: Paper = trade.draft(kind.code, line, header=header)
    if kind.travels:
        paper = commit_to(trade, paper, 1)
    if kind.stage is Stage.FINAL:
        paper = trade.post(paper)
    offered = {made["kind"].code for made in page(client, paper).context["makes"]}
    credit = page(client, paper).context["creditable"]
    assert offered | ({credit.code} if credit else set()) == set(kind.becomes)
    for code in offered:
        assert client.get(reverse("make-document", args=[paper.document_id, code])).status_code == 200
    assert client.get(reverse("make-document", args=[paper.document_id, "XX"])).status_code == 409


# --- units that we never sold, and the return desk ---


def test_serial_numbers_are_generated_where_customers_bring_units_and_only_there(trade: Trade, client: Client):
    memo = trade.draft("CM", NewLine(item="DRIVE", quantity=2))
    sale = trade.draft("SI", NewLine(item="DRIVE", quantity=-1), NewLine(item="DRIVE", quantity=1))
    assert "Generate numbers" in html(client, memo)
    assert html(client, sale).count("Generate numbers") == 1
    assert "Generate numbers" not in html(client, trade.draft("SO", NewLine(item="DRIVE", quantity=1)))
    line = memo.lines[0].line_id
    assert press(client, "generate-units", memo, line=line, count="3").status_code == 409
    assert press(client, "generate-units", memo, line=line, count="x").status_code == 409
    form = {"line": line, "count": "2", "cost": "12.50", "maker_numbers": "OLD-1, OLD-2"}
    assert press(client, "generate-units", memo, **form).status_code == 302
    assert "2 to be generated" in html(client, memo)
    assert "OLD-1, OLD-2" in html(client, memo)
    press(client, "post-document", memo)
    assert (bin_of("100000"), cost_of("100001")) == ("RETURNS", 1250)
    assert client.get(reverse("return-desk"), {"unit": "OLD-2"}).context["found"].page.unit.serial == "100001"


def test_the_cost_of_a_unit_that_was_never_ours_is_offered_with_where_it_comes_from(trade: Trade, client: Client):
    trade.receive("DRIVE", 1, price_minor=4000)
    memo = trade.draft("CM", NewLine(item="DRIVE", quantity=2))
    line = memo.lines[0].line_id
    assert re.search(r'name="cost"[^>]* value="40.00".*?the item’s average cost', html(client, memo))
    press(client, "generate-units", memo, line=line, count="1", cost="40.00")
    assert '1 to be generated</span> <span class="eu-quiet">each 40.00: the item’s average cost' in html(client, memo)
    press(client, "generate-units", memo, line=line, count="2", cost="25.00")
    assert re.search(r'name="cost"[^>]* value="25.00".*?the cost that was said', html(client, memo))
    press(client, "post-document", memo)
    assert '2 generated</span> <span class="eu-quiet">each 25.00: the cost that was said' in html(client, memo)
    assert "to be generated" not in html(client, memo)


def test_what_was_scanned_at_the_return_desk_is_offered_where_the_unit_is_generated(trade: Trade, client: Client):
    desk = client.get(reverse("return-desk"), {"unit": "OLD-1"})
    begin = desk.context["actions"][0]["address"]
    assert "OLD-1" in client.get(begin).content.decode()
    begun = client.post(begin, {"party": "C1", "brought": "OLD-1"})
    assert begun["Location"].endswith("?brought=OLD-1")
    memo = client.get(begun["Location"]).context["document"].document_id
    revise(trade.owner, Revise(document_id=memo, add=(NewLine(item="DRIVE", quantity=1),)))
    offered = 'spellcheck="false" value="OLD-1"'
    assert offered in client.get(begun["Location"]).content.decode()
    plain = begun["Location"].split("?")[0]
    assert offered in client.get(plain).content.decode(), "it stays with the paper, whichever way that is opened"
    line = client.get(plain).context["page"].lines[0].row.line_id
    fields = {"line": line, "count": "1", "maker_numbers": "OLD-1"}
    client.post(reverse("generate-units", args=[memo]), fields)
    revise(trade.owner, Revise(document_id=memo, add=(NewLine(item="DRIVE", quantity=1),)))
    assert client.get(plain).content.decode().count(offered) == 1, "of the line that has it"


def test_the_return_desk_tells_sold_from_returned_from_unknown(trade: Trade, client: Client):
    def desk(text: str) -> HttpResponse:
        return client.get(reverse("return-desk"), {"unit": text})

    first, second, third = trade.receive(quantity=3, maker_numbers=("MK1", "MK2", "MK2"))
    trade.sell(first, second, third)
    sold = desk("MK1")
    assert sold.context["found"].sold
    assert "100.00" in sold.content.decode()
    assert "Test customer C1" in sold.content.decode()
    assert [action["address"] for action in sold.context["actions"]] == [
        f"/documents/new/{kind}?unit={first}&party=C1" for kind in ("CM", "CO", "RO")
    ]
    assert len(desk("MK2").context["found"].choices) == 2
    trade.take_back(first)
    back = desk(first)
    assert back.context["found"].returned
    assert back.context["actions"] == []
    rma = trade.draft("CO")
    trade.scan(rma, second)
    waiting = desk(second).content.decode()
    assert reverse("document", args=["CO", rma.number]) in waiting
    unknown = desk("NOBODY")
    assert "Unknown" in unknown.content.decode()
    assert [action["address"] for action in unknown.context["actions"]] == [
        "/documents/new/CM?brought=NOBODY",
        "/documents/new/CO?brought=NOBODY",
        "/documents/new/RO?brought=NOBODY",
    ]
    assert desk("").context["found"] is None


def test_the_return_desk_names_what_is_nearest_to_an_unknown_number(trade: Trade, client: Client):
    def desk(text: str) -> HttpResponse:
        return client.get(reverse("return-desk"), {"unit": text})

    first, second, third = trade.receive(quantity=3, maker_numbers=("WD-1A", "wd-2b"))
    for text, serial in (("wd-1a", first), ("WD-2B", second)):
        near = desk(text)
        assert [unit.serial for unit in near.context["found"].near] == [serial]
        assert "With other capital letters there is one" in near.content.decode()
        assert near.context["actions"], "it may be another unit all the same"
    ranged = desk(f"{second}-{third}")
    assert [unit.serial for unit in ranged.context["found"].choices] == [second, third]
    assert "scan one unit at a time" in ranged.content.decode()
    assert ranged.context["actions"] == []
    assert len(desk("900-905").context["actions"]) == 3, "so may a maker write a number"


def test_the_return_desk_takes_the_code_of_an_item_for_no_units_number(trade: Trade, client: Client):
    save_item(trade.owner, SaveItem(code="BOXED", name="Boxed thing", barcodes=("4006381333931",)))
    for text, by in (("4006381333931", "barcode"), ("boxed", "code")):
        desk = client.get(reverse("return-desk"), {"unit": text})
        told = f'This is the {by} of <a class="eu-code" href="/items/BOXED">BOXED</a> Boxed thing'
        assert told in desk.content.decode()
        assert desk.context["actions"] == []
    form = client.get(reverse("new-document", args=["CM"]), {"brought": "BOXED"})
    assert form.context["given"]["brought"] == ""
    begun = client.post(reverse("new-document", args=["CM"]), {"party": "C1", "brought": "4006381333931"})
    assert client.get(begun["Location"]).context["brought"] == ""


def test_a_unit_of_another_vendor_is_not_sent_back_unasked(trade: Trade, client: Client):
    (serial,) = trade.receive()
    begun = client.post(reverse("new-document", args=["DO"]), {"party": "V2", "unit": serial})
    assert "is not on it yet" in client.get(begun["Location"]).content.decode()
    assert holds() == {}
    client.post(reverse("new-document", args=["DO"]), {"party": "V1", "unit": serial})
    assert list(holds()) == [serial]


def test_a_return_is_announced_from_the_unit_page_and_credited(trade: Trade, client: Client):
    (serial,) = trade.receive()
    trade.sell(serial)
    unit = client.get(reverse("unit", args=[serial]))
    begin = next(each["address"] for each in unit.context["actions"] if each["address"].startswith("/documents/new/CO"))
    begun = client.post(begin, {"party": "C1", "unit": serial})
    assert bin_of(serial) == "EXPECTED"
    rma = only("CO")
    line = client.get(begun["Location"]).context["page"].lines[0]
    make(client, rma, "CM", **{f"take-{rma.document_id}-{line.row.line_id}": "1"})
    assert press(client, "post-document", only("CM")).status_code == 302
    assert bin_of(serial) == "RETURNS"
    assert path(client, rma)[-2:] == [("Credited", "past", "1"), ("Closed", "now", "")]


def test_a_return_is_refused_at_the_desk_with_its_reason(trade: Trade, client: Client):
    (serial,) = trade.receive()
    desk = reverse("return-desk")
    assert "refuse-unit" not in client.get(desk, {"unit": serial}).content.decode()
    trade.sell(serial)
    assert reverse("refuse-unit") in client.get(desk, {"unit": serial}).content.decode()
    done = client.post(reverse("refuse-unit"), {"unit": serial, "reason": "Dropped."}, follow=True)
    assert "is refused, and stands in REFUSED" in done.content.decode()
    assert bin_of(serial) == "REFUSED"
    assert "Dropped." in html(client, only("CO"))
    unknown = client.post(reverse("refuse-unit"), {"unit": "NOBODY"})
    assert (unknown.status_code, "There is no unit NOBODY" in unknown.content.decode()) == (404, True)


def test_a_credit_order_shows_its_rma_number_and_that_it_has_run_out(trade: Trade, client: Client):
    with clock.at(clock.now() - timedelta(days=40)):
        rma = trade.draft("CO", header=Header(expires_on=clock.today()))
    page = html(client, rma)
    assert f"RMA number {rma.number}" in page
    assert "This credit order was good until" in page
    assert "RMA number" in client.get(reverse("paper", args=["CO", rma.number])).content.decode()


def test_what_is_detached_says_where_it_goes(trade: Trade, client: Client):
    (serial,) = trade.receive()
    trade.sell(serial)
    rma = trade.draft("CO")
    trade.scan(rma, serial)
    done = client.post(reverse("detach-units", args=[rma.document_id]), {"serial": serial}, follow=True)
    assert "1 is taken off. Goes to REFUSED, refused returns." in done.content.decode()


# --- what comes back ---


def test_what_comes_back_is_below_zero_in_every_column(trade: Trade, client: Client):
    (serial,) = trade.receive()
    trade.sell(serial)
    order = trade.draft("SO", NewLine(item="DRIVE", quantity=-2), NewLine(item="HOUR", quantity=5))
    trade.scan(order, serial)
    assert "<span data-attached>\u22121</span>" in html(client, order)
    assert "<strong>\u22122</strong>" in html(client, order)
    posted = trade.post(convert(trade.owner, Convert(document_id=order.document_id, to="SI")))
    assert '<td class="eu-number" data-label="Shipped">\u22121</td>' in html(client, order)
    assert "<span data-attached>\u22121</span>" in html(client, posted)


def test_counted_goods_that_come_back_are_committed_with_their_sign_or_without(trade: Trade, client: Client):
    order = trade.draft("SO", NewLine(item="CABLE", quantity=-2))
    assert commit(client, order, 0, "-2").status_code == 200
    assert 'value="-2" aria-label="Committed on line 1"' in html(client, order)
    assert commit(client, order, 0, "1").status_code == 200
    assert page(client, order).context["page"].lines[0].attached == 1
    forth = trade.draft("SO", NewLine(item="CABLE", quantity=2))
    assert commit(client, forth, 0, "-1").json()["code"] == "over_committed"
