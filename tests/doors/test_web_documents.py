"""The page of a document in the browser's door: begin, edit, scan, post, discard, credit, reverse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.drafts import DraftSaved
from everyunit.documents.kinds import KINDS
from everyunit.documents.new_lines import NewLine
from everyunit.documents.page import document_id_of
from everyunit.documents.post import Posted
from everyunit.documents.revise import LineChange, Revise, revise
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.web.faces import FACES
from tests.doors.browsing import inline_code, signed_in
from tests.doors.counting import queries_of
from tests.doors.http import Api
from tests.trade import Trade

Paper = DraftSaved | Posted


@pytest.fixture
def client(trade: Trade) -> Client:
    return signed_in()


def page(client: Client, paper: Paper, **asked: str) -> HttpResponse:
    return client.get(reverse("document", args=[paper.kind, paper.number]), asked)


def send(client: Client, name: str, paper: Paper, body: object, key: str = "") -> Any:
    headers = {"accept": "application/json"} | ({"idempotency-key": key} if key else {})
    return client.post(
        reverse(name, args=[paper.document_id]), json.dumps(body), content_type="application/json", headers=headers
    )


def press(client: Client, name: str, paper: Paper, **fields: str) -> HttpResponse:
    return client.post(reverse(name, args=[paper.document_id]), fields)


def postings() -> int:
    return int(sql.scalar("SELECT count(*) FROM stock_posting"))


def drafts() -> int:
    return int(sql.scalar("SELECT count(*) FROM documents_document"))


# --- the page ---


def test_every_kind_has_a_face_and_a_page_for_its_draft(trade: Trade, client: Client):
    assert set(FACES) == set(KINDS)
    for kind in (each for each in KINDS.values() if each.by_hand):
        paper = trade.draft(kind.code, to_bin=None if kind.route.target_default else "MAIN")
        answer = page(client, paper)
        assert answer.status_code == 200
        assert kind.name in answer.content.decode()
        assert inline_code(answer.content.decode()) == []


def test_names_with_html_are_shown_as_they_are(trade: Trade, client: Client):
    bad = "<img src=x onerror=alert(1)>"
    save_item(trade.owner, SaveItem(code="A<b>", name=bad))
    save_party(trade.owner, SaveParty(code="P<b>", name=bad, role="customer"))
    paper = trade.draft("SI", NewLine(item="A<b>", quantity=1), party="P<b>", reference=bad, notes=bad)
    html = page(client, paper).content.decode()
    assert "<img src=x" not in html
    assert "A<b>" not in html
    assert "&lt;img src=x" in html


def test_a_page_takes_the_same_queries_with_one_unit_and_with_five_thousand_and_stays_small(
    trade: Trade, client: Client
):
    def pages(count: int) -> tuple[Paper, Paper]:
        serials = trade.receive(quantity=count)
        sold, held = trade.draft("SI"), trade.draft("SI")
        half = max(1, count // 2)
        trade.scan(sold, *serials[:half])
        trade.post(sold)
        trade.scan(held, *serials[half:] or trade.receive())
        return sold, held

    small, large = pages(1), pages(5000)
    for one, many in zip(small, large, strict=True):
        few = queries_of(lambda one=one: page(client, one))
        full = queries_of(lambda many=many: page(client, many))
        assert len(full) == len(few) < 25
        assert len(page(client, many).content) < 40_000


def test_scattered_units_are_shown_as_runs_cut_after_twenty_with_the_rest_counted(trade: Trade, client: Client):
    serials = trade.receive(quantity=200)
    paper = trade.draft("SI")
    trade.scan(paper, *serials[::2])
    (line,) = page(client, paper).context["page"].lines
    assert [str(run) for run in line.runs] == serials[:40:2]
    assert line.left_out == 80
    assert "80 more: show all" in page(client, paper).content.decode()


@pytest.mark.parametrize("posted", [False, True])
def test_all_units_of_a_document_are_listed_fifty_at_a_time(trade: Trade, client: Client, posted: bool):
    serials = trade.receive(quantity=120)
    paper = trade.draft("SI")
    trade.scan(paper, *serials)
    if posted:
        trade.post(paper)
    seen: list[str] = []
    address = reverse("units-of-document", args=[paper.document_id])
    while address:
        html = client.get(address).content.decode()
        rows = re.findall(r'<td><a class="eu-serial" href="/units/(\d+)"', html)
        assert 0 < len(rows) <= 50
        seen += rows
        following = re.search(r'href="(\?[^"]+)" rel="next"', html)
        base = reverse("units-of-document", args=[paper.document_id])
        address = base + following[1].replace("&amp;", "&") if following else ""
    assert seen == serials


def test_the_units_of_one_line_leave_the_others_out(trade: Trade, client: Client):
    trade.receive("PHONE", 2)
    drives = trade.receive(quantity=2)
    paper = trade.draft("SI", NewLine(item="PHONE", quantity=2))
    send(client, "pick-units", paper, {})
    lines = trade.scan(paper, *drives).lines
    answer = client.get(reverse("units-of-document", args=[paper.document_id]), {"line": lines[1].line_id})
    assert [unit.serial for unit in answer.context["listed"]] == drives
    phones = client.get(reverse("units-of-document", args=[paper.document_id]), {"line": lines[0].line_id})
    assert len(phones.context["listed"]) == 2
    assert phones.context["more"] is None


def test_a_document_of_many_lines_shows_a_page_of_them(trade: Trade, client: Client):
    paper = trade.draft("SI", *[NewLine(item="CABLE", quantity=1) for _ in range(205)])
    first = page(client, paper).context["page"]
    assert (len(first.lines), first.next_after) == (200, 200)
    assert len(page(client, paper, after="200").context["page"].lines) == 5


def test_costs_margins_and_the_journal_are_for_those_who_may_see_them(trade: Trade, client: Client):
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    html = page(client, sale).content.decode()
    assert "Margin" in html
    assert "Cost of goods sold" in html
    counter = page(signed_in("counter", "counter"), sale).content.decode()
    assert "Margin" not in counter
    assert "60.00" not in counter
    assert "Journal" not in counter


def test_what_was_paid_is_not_shown_on_a_receipt_without_the_right(trade: Trade):
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=1, price_minor=4321))
    assert "43.21" not in page(signed_in("viewer", "viewer"), paper).content.decode()
    assert "43.21" in page(signed_in("keeper", "bookkeeper"), paper).content.decode()


def test_an_unknown_document_is_said_plainly(trade: Trade, client: Client):
    assert client.get(reverse("document", args=["SI", "1<b>"])).status_code == 404
    assert client.get(reverse("document", args=["XX", "100000"])).status_code == 404


# --- begin ---


def test_nothing_is_saved_before_there_is_something_to_save(trade: Trade, client: Client):
    assert client.get(reverse("new-document", args=["SI"])).status_code == 200
    assert drafts() == 0


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("SI", {"party": ""}, "Choose the customer"),
        ("SI", {"party": "nobody"}, "There is no customer"),
        ("SI", {"party": "V1"}, "is a vendor"),
        ("ST", {"to_bin": ""}, "Choose the bin"),
        ("ST", {"to_bin": "nowhere"}, "There is no bin"),
    ],
)
def test_a_beginning_that_is_refused_keeps_the_form_and_says_it_beside_the_field(
    trade: Trade, client: Client, kind: str, given: dict[str, str], words: str
):
    answer = client.post(reverse("new-document", args=[kind]), {**given, "reference": "Their 7"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert words in html
    assert 'aria-invalid="true"' in html
    assert 'value="Their 7"' in html
    assert drafts() == 0


def test_a_party_is_found_by_a_part_of_its_name_and_remembered(trade: Trade, client: Client):
    answer = client.post(reverse("new-document", args=["SI"]), {"party": "customer C2"})
    assert answer.status_code == 302
    assert sql.scalar("SELECT p.code FROM documents_document d JOIN parties_party p ON p.id = d.party_id") == "C2"
    assert 'value="C2"' in client.get(reverse("new-document", args=["SI"])).content.decode()


def test_the_same_form_sent_twice_begins_one_document(trade: Trade, client: Client):
    for _ in range(2):
        client.post(reverse("new-document", args=["SI"]), {"party": "C1", "key": "form-1"})
    assert drafts() == 1


def test_a_document_begun_from_a_unit_has_it(trade: Trade, client: Client):
    (serial,) = trade.receive()
    answer = client.post(reverse("new-document", args=["SI"]), {"party": "C1", "unit": serial})
    assert serial in client.get(answer["Location"]).content.decode()


def test_an_unknown_kind_is_refused(trade: Trade, client: Client):
    assert client.get(reverse("new-document", args=["XX"])).status_code in (404, 409)


# --- scan ---


def test_a_scan_answers_what_became_of_it_and_the_same_key_attaches_once(trade: Trade, client: Client):
    (serial,) = trade.receive()
    paper = trade.draft("SI")
    first = send(client, "scan-document", paper, {"scans": [serial]}, key="scan-1").json()
    again = send(client, "scan-document", paper, {"scans": [serial]}, key="scan-1").json()
    assert first == again
    assert (first["entries"][0]["action"], first["units"], first["target"]) == ("added", 1, None)
    assert first["entries"][0]["unit_address"] == reverse("unit", args=[serial])


def test_a_skipped_scan_links_to_what_holds_the_unit(trade: Trade, client: Client):
    (serial,) = trade.receive()
    rival, paper = trade.draft("SI"), trade.draft("SI")
    trade.scan(rival, serial)
    (entry,) = send(client, "scan-document", paper, {"scans": [serial]}).json()["entries"]
    assert entry["action"] == "skipped"
    assert entry["holder_address"] == reverse("document", args=["SI", rival.number])


def test_what_a_scan_did_is_undone_exactly(trade: Trade, client: Client):
    serials = trade.receive(quantity=4)
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=2))
    trade.scan(paper, *serials[:2])
    counted = send(client, "scan-document", paper, {"scans": ["CABLE"]}).json()["entries"][0]["line_id"]
    send(client, "scan-document", paper, {"scans": serials[2:]})
    left = send(client, "undo-scan", paper, {"scans": [f"{serials[2]}–{serials[3]}"], "counted": [counted]}).json()
    assert left["units"] == 2
    quantities = {line.row.item: line.row.quantity for line in page(client, paper).context["page"].lines}
    assert quantities == {"CABLE": 2, "DRIVE": 2}


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        [],
        {"scans": "100000"},
        {"scans": [1]},
        {"scans": ["1"], "line_id": "1"},
        {"scans": ["1"], "by": "guess"},
        {"scans": ["1"], "line_id": True},
        {"scans": []},
    ],
)
def test_a_scan_that_cannot_be_read_is_refused_and_changes_nothing(trade: Trade, client: Client, body: object):
    paper = trade.draft("SI")
    answer = send(client, "scan-document", paper, body)
    assert answer.status_code == 409
    assert answer.json()["message"]
    assert page(client, paper).context["page"].lines == ()


def test_makers_numbers_are_scanned_into_a_receipt_and_listed(trade: Trade, client: Client):
    paper = trade.draft("PR", NewLine(item="DRIVE"))
    numbers = [f"WD{number:04d}" for number in range(60)]
    answer = send(client, "scan-document", paper, {"scans": numbers}).json()
    assert answer["units"] == 60
    listed = client.get(reverse("units-of-document", args=[paper.document_id]))
    assert [number.text for number in listed.context["numbers"]] == numbers[:50]
    assert listed.context["more"]


# --- edit ---


def test_header_and_lines_are_changed_in_place(trade: Trade, client: Client):
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=1))
    line_id = paper.lines[0].line_id
    for body in (
        {"party": "C2"},
        {"date": "2026-01-31"},
        {"reference": "Their 9"},
        {"line": {"line_id": line_id, "quantity": "4"}},
        {"line": {"line_id": line_id, "price": "7,50"}},
        {"add": {"item": "DRIVE", "quantity": "", "price": ""}},
        {"add": {"item": "HOUR", "quantity": "2", "price": "9.99"}},
    ):
        answer = send(client, "change-document", paper, body)
        assert answer.status_code == 200, answer.content
    shown = page(client, paper).context["page"]
    assert (shown.document.party, str(shown.document.date), shown.document.reference) == ("C2", "2026-01-31", "Their 9")
    assert [(line.row.item, line.row.quantity, line.row.amount_minor) for line in shown.lines] == [
        ("CABLE", 4, 3000),
        ("DRIVE", 0, 0),
        ("HOUR", 2, 1998),
    ]
    send(client, "change-document", paper, {"remove": [shown.lines[1].row.line_id]})
    assert len(page(client, paper).context["page"].lines) == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"party": "V1"}, "wrong_party"),
        ({"date": "31.1."}, "bad_date"),
        ({"to_bin": "nowhere"}, "unknown_bin"),
        ({"add": {"item": "nothing"}}, "unknown_item"),
        ({"add": {"item": "CABLE", "quantity": "few"}}, "bad_quantity"),
        ({"add": {"item": "CABLE", "quantity": ""}}, "bad_lines"),
        ({"add": {"item": "CABLE", "quantity": "1", "price": "1.234"}}, "bad_price"),
        ({"line": {"quantity": "1"}}, "malformed"),
        ({"line": {"line_id": 987654, "quantity": "1"}}, "unknown_line"),
        ({"remove": [987654]}, "unknown_line"),
        ({"add": {"item": "CABLE", "quantity": "9" * 30}}, "bad_quantity"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_with_its_reason(
    trade: Trade, client: Client, body: dict[str, object], code: str
):
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=1))
    before = page(client, paper).context["page"]
    answer = send(client, "change-document", paper, body)
    assert answer.status_code == 409
    assert answer.json()["code"] == code
    assert page(client, paper).context["page"] == before


def test_items_and_parties_are_offered_by_code_and_name(trade: Trade, client: Client):
    items = client.get(reverse("find-items"), {"q": "hard"}).json()["found"]
    assert items == [{"code": "DRIVE", "name": "Hard drive", "by": ""}]
    parties = client.get(reverse("find-parties"), {"q": "C", "role": "vendor"}).json()["found"]
    assert all(each["hint"] == "vendor" for each in parties)


# --- post ---


def test_the_same_form_posted_twice_posts_once(trade: Trade, client: Client):
    (serial,) = trade.receive()
    paper = trade.draft("SI")
    trade.scan(paper, serial)
    before = postings()
    answers = [press(client, "post-document", paper, key="form-7") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert postings() == before + 1
    late = press(client, "post-document", paper, key="form-8")
    assert late.status_code == 409
    assert "is posted and cannot be changed" in late.content.decode()
    assert postings() == before + 1


def test_a_refused_post_lists_every_offender_and_keeps_the_form(trade: Trade, client: Client):
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=2), NewLine(item="CABLE", quantity=5), reference="Their 3")
    answer = press(client, "post-document", paper, key="form-1")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "It names 0 of 2 units" in html
    assert "5 wanted from MAIN, but 0 are there" in html
    assert 'value="Their 3"' in html
    assert "data-scan-panel" in html
    assert postings() == 0


def test_the_new_serial_numbers_are_told(trade: Trade, client: Client):
    paper = trade.draft("PR", NewLine(item="DRIVE", quantity=500))
    answer = client.post(reverse("post-document", args=[paper.document_id]), {"key": "1"}, follow=True)
    assert "100000–100499" in answer.content.decode()


def test_units_that_pick_themselves_are_picked_by_the_button_and_at_posting(trade: Trade, client: Client):
    trade.receive("PHONE", 3)
    first = trade.draft("SI", NewLine(item="PHONE", quantity=1))
    assert "data-pick-line" in page(client, first).content.decode()
    answer = send(client, "pick-units", first, {"line_id": first.lines[0].line_id}).json()
    assert (answer["units"], answer["target"]) == (1, 1)
    second = trade.draft("SI", NewLine(item="PHONE", quantity=2))
    assert press(client, "post-document", second).status_code == 302


# --- discard, credit, reverse ---


def test_a_discarded_draft_is_gone_and_its_units_are_free(trade: Trade, client: Client):
    (serial,) = trade.receive()
    paper = trade.draft("SI")
    trade.scan(paper, serial)
    assert press(client, "discard-document", paper)["Location"] == f"{reverse('documents')}?kind=SI"
    assert document_id_of("SI", paper.number) is None
    assert sql.scalar("SELECT count(*) FROM stock_hold") == 0
    assert press(client, "discard-document", paper).status_code == 404


def test_a_posted_document_is_not_discarded(trade: Trade, client: Client):
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    assert press(client, "discard-document", sale).status_code == 409
    assert page(client, sale).status_code == 200


def test_a_sale_is_credited_with_its_lines_and_prices(trade: Trade, client: Client):
    serials = trade.receive(quantity=2)
    trade.receive("CABLE", 5)
    paper = trade.draft("SI", NewLine(item="DRIVE", price_minor=8888), NewLine(item="CABLE", quantity=3))
    trade.scan(paper, *serials)
    sale = trade.post(paper)
    answer = press(client, "credit-document", sale, key="once")
    again = press(client, "credit-document", sale, key="once")
    assert answer["Location"] == again["Location"]
    shown = client.get(answer["Location"]).context["page"]
    assert str(shown.sources[0]) == f"SI {sale.number}"
    assert [(line.row.item, line.row.quantity, line.row.price_minor, str(line.source)) for line in shown.lines] == [
        ("DRIVE", 0, 8888, f"SI {sale.number}"),
        ("CABLE", 3, 500, f"SI {sale.number}"),
    ]
    credited = DraftSaved(
        document_id=shown.document.document_id, kind="CM", number=shown.document.number, lines=(), total_minor=0
    )
    send(client, "scan-document", credited, {"scans": serials})
    assert press(client, "post-document", credited).status_code == 302
    assert f"CM {shown.document.number}" in page(client, sale).content.decode()
    assert "has been credited already" in press(client, "credit-document", sale).content.decode()


def test_only_a_posted_sale_is_credited(trade: Trade, client: Client):
    draft = trade.draft("SI")
    receipt = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=1)))
    for paper in (draft, receipt):
        assert press(client, "credit-document", paper).status_code == 409


def test_a_reversal_wants_a_reason_and_is_shown_on_the_page(trade: Trade, client: Client):
    (serial,) = trade.receive()
    sale = trade.sell(serial)
    assert "Reverse SI" in page(client, sale).content.decode()
    assert "Say why it is undone" in press(client, "reverse-document", sale, reason=" ").content.decode()
    press(client, "reverse-document", sale, reason="Wrong <b>customer</b>", key="r1")
    html = page(client, sale).content.decode()
    assert "Reversed" in html
    assert "Wrong &lt;b&gt;customer" in html
    assert "Reverse SI" not in html
    assert f"Reversal of SI {sale.number}" in html


def test_a_refused_reversal_names_what_stands_in_the_way_and_keeps_the_reason(trade: Trade, client: Client):
    (serial,) = trade.receive()
    receipt_number = sql.scalar("SELECT number FROM documents_document")
    receipt_id = document_id_of("PR", receipt_number)
    sale = trade.sell(serial)
    before = postings()
    answer = client.post(reverse("reverse-document", args=[receipt_id]), {"reason": "Never came"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert f"SI {sale.number}" in html
    assert 'value="Never came"' in html
    assert postings() == before


# --- who may ---


def actions(trade: Trade) -> list[tuple[str, Callable[[Client], HttpResponse]]]:
    (serial,) = trade.receive()
    paper = trade.draft("SI")
    sale = trade.sell(*trade.receive())
    return [
        ("scan", lambda client: send(client, "scan-document", paper, {"scans": [serial]})),
        ("undo", lambda client: send(client, "undo-scan", paper, {"scans": [serial]})),
        ("pick", lambda client: send(client, "pick-units", paper, {})),
        ("change", lambda client: send(client, "change-document", paper, {"reference": "x"})),
        ("post", lambda client: press(client, "post-document", paper)),
        ("discard", lambda client: press(client, "discard-document", paper)),
        ("reverse", lambda client: press(client, "reverse-document", sale, reason="x")),
        ("credit", lambda client: press(client, "credit-document", sale)),
        ("begin", lambda client: client.post(reverse("new-document", args=["SI"]), {"party": "C1"})),
    ]


def test_who_lacks_the_right_looks_but_changes_nothing(trade: Trade):
    tried = actions(trade)
    viewer = signed_in("viewer", "viewer")
    before = (postings(), drafts())
    for name, act in tried:
        assert act(viewer).status_code == 403, name
    assert (postings(), drafts()) == before
    html = viewer.get(reverse("document", args=["SI", "100000"])).content.decode()
    assert "data-scan-panel" not in html
    assert "Discard" not in html


def test_who_is_signed_out_is_told_so_and_changes_nothing(trade: Trade):
    tried = actions(trade)
    before = (postings(), drafts())
    for name, act in tried:
        assert act(Client()).status_code in (302, 401), name
    assert (postings(), drafts()) == before


def test_a_forged_request_is_refused(trade: Trade):
    paper = trade.draft("SI")
    client = signed_in()
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = client.cookies
    assert send(forged, "scan-document", paper, {"scans": ["1"]}).status_code == 403
    assert press(forged, "discard-document", paper).status_code == 403
    assert document_id_of("SI", paper.number) is not None


def test_what_goes_for_nothing_is_said_on_the_draft_and_when_it_posts(trade: Trade, client: Client):
    trade.receive("CABLE", 5)
    paper = trade.draft("SI", NewLine(item="CABLE", quantity=2, price_minor=0))
    assert "no price is set" in client.get(reverse("document", args=["SI", paper.number])).content.decode()
    done = client.post(reverse("post-document", args=[paper.document_id]), follow=True).content.decode()
    assert "Line 1: for nothing. No price was set." in done
    assert "no price is set" not in done


# --- an item by a part of its name ---


def test_the_only_item_that_a_part_of_a_name_may_mean_is_added(trade: Trade, client: Client):
    paper = trade.draft("SI")
    assert send(client, "change-document", paper, {"add": {"item": "cabl", "quantity": "2"}}).status_code == 200
    assert [(line.row.item, line.row.quantity) for line in page(client, paper).context["page"].lines] == [("CABLE", 2)]


def test_of_several_items_one_is_to_be_chosen(trade: Trade, client: Client):
    save_item(trade.owner, SaveItem(code="CABLE-2", name="Long cable", tracking="quantity"))
    paper = trade.draft("SI")
    answer = send(client, "change-document", paper, {"add": {"item": "able", "quantity": "2"}})
    assert (answer.status_code, answer.json()["code"]) == (409, "several_items")
    assert [each["subject"] for each in answer.json()["offenders"]] == ["CABLE", "CABLE-2"]
    assert page(client, paper).context["page"].lines == ()


def test_a_code_means_its_own_item_however_many_have_it_in_their_names(trade: Trade, client: Client):
    save_item(trade.owner, SaveItem(code="CABLE-2", name="Long cable", tracking="quantity"))
    paper = trade.draft("SI")
    assert send(client, "change-document", paper, {"add": {"item": "CABLE", "quantity": "1"}}).status_code == 200


def test_on_a_quote_nothing_is_scanned_so_somebody_says_how_many(trade: Trade, client: Client):
    assert "as scanned" in page(client, trade.draft("SI")).content.decode()
    html = page(client, trade.draft("SQ")).content.decode()
    assert "as scanned" not in html
    assert 'placeholder="how many"' in html


def test_the_tracking_number_of_a_posted_document_is_said_later(trade: Trade, client: Client):
    posted = trade.post(trade.draft("SI", NewLine(item="HOUR", quantity=1)))
    assert "Change shipping and notes" in page(client, posted).content.decode()
    client.post(reverse("amend-document", args=[posted.document_id]), {"tracking_number": "1Z 999"})
    assert "1Z 999" in page(client, posted).content.decode()
    assert "Change shipping and notes" not in page(client, trade.draft("SI")).content.decode()


def test_as_set_up_says_which_bin(client: Client, trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="FRONT", name="Front", default_for=("picking",)))

    def said(kind: str) -> list[str]:
        return re.findall(r"As set up: ([^<]*)<", page(client, trade.draft(kind)).content.decode())

    assert said("PR") == ["SUPPLIER", "MAIN, or where the item is put away"]
    assert said("SI") == ["MAIN, picked from FRONT", "SOLD"]
    assert said("SO") == ["MAIN, picked from FRONT", "PACKING"]


def test_who_changed_what_is_told_on_the_page_and_over_http_and_costs_are_not_told_to_all(trade: Trade, client: Client):
    paper = trade.draft("PO", NewLine(item="CABLE", quantity=2, price_minor=50_000))
    line = paper.lines[0].line_id
    changed = LineChange(line_id=line, quantity=3, price_minor=44_000)
    revise(trade.owner, Revise(document_id=paper.document_id, reference="<b>7</b>", change=(changed,)))
    address = f"/documents/PO/{paper.number}"
    told = client.get(address).content.decode().partition('id="changes"')[2].partition("</section>")[0]
    for words in ("Line 1", "CABLE", "Quantity", "500.00", "440.00", "&lt;b&gt;7", "owner"):
        assert words in told
    hidden = signed_in("till", "counter").get(address).content.decode().partition('id="changes"')[2]
    assert "Price" in hidden
    assert "440.00" not in hidden
    pages = Api().all_of(f"/documents/{paper.document_id}/changes", limit=1)
    assert [(each["field"], each["old"], each["new"]) for each in pages] == [
        ("price_minor", "50000", "44000"),
        ("quantity", "2", "3"),
        ("reference", "", "<b>7</b>"),
    ]
