"""The pages of parcels: packed, said how they go, printed, and a warning beside the invoice."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from everyunit.company.found import hire
from everyunit.documents.models import Document
from everyunit.documents.new_lines import NewLine
from everyunit.selling.models import Parcel
from tests.papers import turn
from tests.trade import assert_nothing_changed


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return client


@pytest.fixture
def browser(trade):
    return signed_in("owner")


@pytest.fixture
def order(trade):
    """Two drives, committed."""
    serials = trade.receive(quantity=2)
    paper = trade.draft("SO", NewLine(item="DRIVE", quantity=2))
    trade.scan(paper, *serials)
    return paper


def shown(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def sent(browser, address, body, status=200):
    answer = browser.post(
        address, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"}
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def begin(browser, paper):
    answer = browser.post(f"/documents/{paper.document_id}/parcel", {"key": "k"})
    assert answer.status_code == 302, answer.content
    return Parcel.objects.get(number=answer.headers["Location"].rsplit("/", 1)[1])


def test_a_parcel_is_begun_packed_and_undone(browser, trade, order):
    trade.receive("CABLE", 5)
    assert "No parcels" in shown(browser.get(f"/documents/SO/{order.number}"))
    parcel = begin(browser, order)
    assert begin(browser, order).number == parcel.number, "a second click makes no second parcel"
    page = shown(browser.get(f"/parcels/{parcel.number}"))
    assert "Nothing yet" in page
    assert "100000–100001 (2)" in page
    answer = sent(browser, f"/parcels/{parcel.pk}/pack", {"scans": ["100000", "PHONE"]})
    assert [(each["action"], each["code"]) for each in answer["entries"]] == [
        ("assigned", ""),
        ("skipped", "not_on_paper"),
    ]
    assert (answer["units"], answer["target"], answer["undo"]["scans"]) == (1, 2, ["100000"])
    lines = shown(browser.get(f"/parcels/{parcel.pk}/lines"))
    assert "packed 1 of 2" in lines
    assert "<html" not in lines
    undone = sent(browser, f"/parcels/{parcel.pk}/unpack", answer["undo"])
    assert (undone["units"], undone["undo"]) == (0, None)


def test_how_it_goes_is_saved_and_mistakes_stay_beside_their_fields(browser, order):
    parcel = begin(browser, order)
    where = f"/parcels/{parcel.number}"
    facts = {"ship_via": "Courier", "tracking_number": "RR123456785", "weight": "1.35"}
    saved = shown(browser.post(where, facts, follow=True))
    assert 'value="RR123456785"' in saved
    parcel.refresh_from_db()
    assert (parcel.ship_via, parcel.weight_g) == ("Courier", 1350)
    with assert_nothing_changed():
        assert "Write kilograms" in shown(browser.post(where, {**facts, "weight": "heavy"}), 400)
        assert "at most 60" in shown(browser.post(where, {**facts, "ship_via": "x" * 61}), 409)
    shown(browser.post(where, {**facts, "weight": ""}, follow=True))
    parcel.refresh_from_db()
    assert parcel.weight_g is None


def test_what_is_missing_is_said_beside_the_invoice_and_stops_nothing(browser, trade, order):
    parcel = begin(browser, order)
    sent(browser, f"/parcels/{parcel.pk}/pack", {"scans": ["100000"]})
    invoice = turn(trade, order, "SI")
    page = shown(browser.get(f"/documents/SI/{invoice.number}"))
    assert "Packed 1 of 2, missing: 100001" in page
    shown(browser.post(f"/documents/{invoice.document_id}/post", {}, follow=True))
    posted = shown(browser.get(f"/documents/SI/{invoice.number}"))
    assert Document.objects.get(pk=invoice.document_id).status == "posted"
    assert parcel.number in posted
    assert "missing:" not in posted


def test_the_slip_says_what_is_in_the_box_and_no_price(browser, trade, order):
    parcel = begin(browser, order)
    sent(browser, f"/parcels/{parcel.pk}/pack", {"scans": ["100000-100001"]})
    slip = shown(browser.get(f"/parcels/{parcel.pk}/slip"))
    for words in ("Packing slip", parcel.number, "100000–100001 (2)", "Test customer C1", order.number, "1 of 1"):
        assert words in slip
    assert "100.00" not in slip
    assert "eu-rail" not in slip


def test_a_parcel_is_discarded(browser, order):
    parcel = begin(browser, order)
    page = shown(browser.post(f"/parcels/{parcel.pk}/discard", {}, follow=True))
    assert f"Parcel {parcel.number} is discarded" in page
    assert "no such parcel" in shown(browser.get(f"/parcels/{parcel.number}"), 404)
    assert "no such parcel" in shown(browser.post(f"/parcels/{parcel.pk}/discard", {}), 404)


def test_papers_that_no_goods_leave_with_have_no_parcels(browser, trade):
    receipt = trade.draft("PR", NewLine(item="CABLE", quantity=1))
    assert "Parcels" not in shown(browser.get(f"/documents/PR/{receipt.number}"))
    assert "No goods leave" in shown(browser.post(f"/documents/{receipt.document_id}/parcel", {}), 409)


def test_who_may_not_sell_may_look_only(browser, order):
    parcel = begin(browser, order)
    hire("looker", "viewer")
    looker = signed_in("looker")
    page = shown(looker.get(f"/parcels/{parcel.number}"))
    assert "data-scan-panel" not in page
    assert "Discard" not in page
    with assert_nothing_changed():
        shown(looker.post(f"/parcels/{parcel.number}", {"ship_via": "x"}), 403)
        shown(looker.post(f"/documents/{order.document_id}/parcel", {}), 403)
        sent(looker, f"/parcels/{parcel.pk}/pack", {"scans": ["100000"]}, 403)
