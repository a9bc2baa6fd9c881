"""Each page answers, in the frame, with nothing inline, whoever looks and whatever things are called."""

import re

import pytest
from django.test import Client, override_settings

from everyunit.base.operation import Actor
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.new_lines import NewLine
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.rules.rights import EDIT_MASTER, KEEP_BOOKS, RIGHTS, SET_UP
from tests.doors.browsing import STRANGE, inline_code, signed_in
from tests.trade import Trade

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://example.org","<b>")'
PAGES = (
    "/",
    "/items",
    "/items?search=dri&tracking=serialized&state=stocked",
    "/items/DRIVE",
    "/items/CABLE",
    "/items/HOUR",
    "/new/item",
    "/change/item/DRIVE",
    "/categories",
    "/new/category",
    "/locations",
    "/new/location",
    "/accounts",
    "/new/account",
    "/change/account/1300",
    "/account-rules",
    "/account-rules?scope=item&target=DRIVE",
    "/account-rules?scope=location&target=HQ",
    "/bins",
    "/bins?bin_type=out&search=s",
    "/bins/MAIN",
    "/bins/SOLD",
    "/new/bin",
    "/change/bin/MAIN",
    "/vendors",
    "/customers?search=c",
    "/vendors/V1",
    "/customers/C1",
    "/new/vendor",
    "/change/customer/C1",
    "/documents",
    "/documents?kind=SI&status=posted&party=C1&number=100000&from=2020-01-01&to=2099-12-31",
    "/documents?kind=ST&status=draft",
    "/documents?kind=XX&status=nonsense&from=yesterday&after=x",
    "/journal",
    "/journal?account=1300&document=SI+100001&from=2020-01-01&to=2099-12-31",
    "/journal?account=none&from=yesterday&after=x",
    "/trial-balance",
    "/trial-balance?until=2020-01-01",
    "/search",
    "/search?q=Test",
    "/search?q=nothing+is+called+this",
)
OF_THE_BUSY = ("/documents/new/SI", "/documents/PR/100000", "/documents/SI/100001", "/units", "/units/100000")
EDITING = [page for page in PAGES if page.startswith(("/new/", "/change/"))]
LOOKING = [page for page in PAGES if page not in EDITING]


@pytest.fixture
def busy(trade: Trade) -> Trade:
    """With something of everything on the pages."""
    serials = trade.receive("DRIVE", 4)
    trade.receive("CABLE", 30)
    trade.sell(*serials[:2])
    trade.take_back(serials[0])
    trade.draft("SI", NewLine(item="DRIVE", quantity=1))
    return trade


@pytest.mark.parametrize("address", PAGES + OF_THE_BUSY)
def test_a_page_answers_and_holds_nothing_inline(busy: Trade, address: str):
    answer = signed_in().get(address)
    assert answer.status_code == 200
    assert inline_code(answer.content.decode()) == []
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_where_nothing_has_happened_yet(trade: Trade, address: str):
    assert signed_in().get(address).status_code == 200


@pytest.mark.parametrize("address", ["/", "/items", "/bins", "/vendors", "/customers", "/documents", "/search?q=1"])
def test_lists_answer_before_the_company_is_founded(db: None, address: str):
    assert signed_in("somebody", "viewer").get(address).status_code == 200


@pytest.mark.parametrize("address", LOOKING)
def test_who_may_only_look_sees_the_page_without_what_leads_to_changes(busy: Trade, address: str):
    html = signed_in("looker", "viewer").get(address).content.decode()
    assert "/new/" not in html
    assert "/change/" not in html
    assert "/documents/new/" not in html


@pytest.mark.parametrize("address", EDITING)
def test_who_may_not_edit_is_refused_in_the_frame(busy: Trade, address: str):
    client = signed_in("looker", "viewer")
    for answer in (client.get(address), client.post(address, {"code": "NEW", "name": "New"})):
        assert answer.status_code == 403
        html = answer.content.decode()
        right = SET_UP if "location" in address else KEEP_BOOKS if "account" in address else EDIT_MASTER
        assert f"You may not {RIGHTS[right]}" in html
        assert 'id="find"' in html


def test_costs_are_for_those_who_may_see_them(busy: Trade):
    counter, owner = signed_in("till", "counter"), signed_in()
    for address, figure in (
        ("/", "240.00"),
        ("/items", "180.00"),
        ("/items/DRIVE", "60.00"),
        ("/vendors/V1", "240.00"),
    ):
        assert figure in owner.get(address).content.decode(), address
        assert figure not in counter.get(address).content.decode(), address
    assert "Stock value" in owner.get("/").content.decode()
    assert "Stock value" not in counter.get("/").content.decode()


def test_names_are_text_whatever_is_in_them(trade: Trade, owner: Actor):
    save_item(owner, SaveItem(code=STRANGE, name=SCRIPT, maker=FORMULA))
    save_party(
        owner, SaveParty(code="<C>", name=SCRIPT, role="customer", email="a@b?<i>", note=FORMULA, address=SCRIPT)
    )
    save_bin(owner, SaveBin(code="<B>/1", name=SCRIPT))
    trade.draft("SI", NewLine(item=STRANGE, quantity=1), party="<C>", reference=SCRIPT)
    client = signed_in()
    for address in (
        "/",
        "/items",
        "/items/A/B%201%20%3Cx%3E",
        "/change/item/A/B%201%20%3Cx%3E",
        "/bins",
        "/bins/%3CB%3E/1",
        "/customers",
        "/customers/%3CC%3E",
        "/change/customer/%3CC%3E",
        "/documents",
        "/search?q=alert",
        f"/search?q={SCRIPT}x",
    ):
        answer = client.get(address)
        html = answer.content.decode()
        assert answer.status_code == 200, address
        assert SCRIPT not in html, address
        assert "<b>" not in html, address
        assert "<i>" not in html, address
        assert inline_code(html) == [], address


@pytest.mark.parametrize("code", ["A/B 1 <x>", "~", "//", "x?y#z", "100%", "ä+é&=", "new", "a/"])
def test_any_code_has_a_page_of_its_own(trade: Trade, owner: Actor, code: str):
    save_item(owner, SaveItem(code=code, name="Odd one"))
    client = signed_in()
    answer = client.get("/search", {"q": code})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Odd one" in page.content.decode()


def test_what_is_not_there_is_told_in_the_frame(trade: Trade):
    client = signed_in()
    for address, said in (
        ("/nowhere", "nothing at this address"),
        ("/items/NONE", "There is no item “NONE”."),
        ("/bins/NONE", "There is no bin “NONE”."),
        ("/vendors/C1", "There is no vendor “C1”."),
    ):
        answer = client.get(address)
        html = answer.content.decode()
        assert answer.status_code == 404
        assert said in html
        assert 'id="find"' in html
        assert inline_code(html) == []


def test_an_unknown_address_is_no_secret_to_the_signed_out(db: None):
    answer = Client().get("/nowhere")
    assert answer.status_code == 404
    assert "Not found" in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_words(trade: Trade):
    client = Client(enforce_csrf_checks=True)
    client.force_login(signed_in().get("/").wsgi_request.user)
    answer = client.post("/new/item", {"code": "X", "name": "X"})
    assert answer.status_code == 403
    assert "reload the page" in answer.content.decode()
    assert client.get("/items/X").status_code == 404


def test_a_bug_shows_a_page_that_promises_nothing_is_half_done(trade: Trade, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("everyunit.web.views.items.places_of", fail)
    client = signed_in()
    client.raise_request_exception = False
    with override_settings(DEBUG=False):
        answer = client.get("/items/DRIVE")
    html = answer.content.decode()
    assert answer.status_code == 500
    assert "nothing is half-done" in html
    assert "out of order" not in html
    assert inline_code(html) == []


def test_the_dashboard_of_a_new_company_offers_the_first_steps(trade: Trade):
    assert "First steps" in signed_in().get("/").content.decode()


def test_the_dashboard_says_what_came_and_went(busy: Trade):
    html = " ".join(signed_in().get("/").content.decode().split())
    assert "<dt>Units in stock</dt><dd><strong>3</strong><small>and 30 counted pieces" in html
    assert "<dt>Received in 7 days</dt><dd><strong>34</strong><small>pieces, EUR 300.00" in html
    assert "<dt>Sold in 7 days</dt><dd><strong>2</strong><small>pieces, EUR 200.00" in html
    assert "<dt>Came back in 7 days</dt><dd><strong>1</strong>" in html
    assert re.search(r"<dt>Stock value</dt><dd><strong><a [^>]*>EUR 240.00", html)
