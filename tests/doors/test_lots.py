"""Lots over the web and the API: named on receipts, followed to customers, recalled."""

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from everyunit.documents.name_lot import NameLot, name_lot
from everyunit.documents.new_lines import NewLine
from everyunit.documents.use_lots import UseLots, use_lots
from everyunit.fields.save_field import SaveField, save_field
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.people.models import User
from tests.doors.http import Api
from tests.papers import order
from tests.trade import Trade


@pytest.fixture
def api(trade: Trade) -> Api:
    return Api()


@pytest.fixture
def client(trade: Trade, client: Client) -> Client:
    client.force_login(User.objects.get(username="owner"))
    return client


def received(trade: Trade, item: str = "CABLE", number: str = "L1", quantity: int = 5) -> None:
    use_lots(trade.owner, UseLots(item=item))
    paper = order(trade, "PR", item, quantity)
    name_lot(trade.owner, NameLot(document_id=paper.document_id, line_id=paper.lines[0].line_id, lot=number))
    trade.post(paper)


def test_an_item_is_kept_by_lot_from_its_page(trade: Trade, client: Client) -> None:
    trade.receive("CABLE", 7)
    page = client.get(reverse("item", args=["CABLE"])).content.decode()
    assert "What is in stock is of lot" in page
    client.post(reverse("switch-lots", args=["CABLE"]), {"on": "yes", "first": "OLD"})
    page = client.get(reverse("item", args=["CABLE"])).content.decode()
    assert reverse("lot", args=["CABLE", "OLD"]) in page


def test_the_lot_is_typed_on_the_line_and_told_on_the_posted_paper(trade: Trade, client: Client) -> None:
    use_lots(trade.owner, UseLots(item="CABLE"))
    paper = order(trade, "PR", "CABLE", 5)
    change = reverse("change-document", args=[paper.document_id])
    line = {"line_id": paper.lines[0].line_id, "lot": "L-7"}
    assert client.post(change, {"line": line}, content_type="application/json").status_code == 200
    shown = client.get(reverse("document", args=["PR", paper.number])).content.decode()
    assert 'value="L-7"' in shown
    trade.post(paper)
    sale = order(trade, "SI", "CABLE", 2)
    trade.post(sale)
    shown = client.get(reverse("document", args=["SI", sale.number])).content.decode()
    assert reverse("lot", args=["CABLE", "L-7"]) in shown


def test_a_credit_memo_asks_which_lot_comes_back_where_no_sale_tells_it(trade: Trade, client: Client) -> None:
    lot_line = NewLine(item="CABLE", quantity=1)
    use_lots(trade.owner, UseLots(item="CABLE"))
    receipt = trade.draft("PR", lot_line)
    name_lot(trade.owner, NameLot(document_id=receipt.document_id, line_id=receipt.lines[0].line_id, lot="L1"))
    trade.post(receipt)
    sale = trade.draft("SI", lot_line)
    trade.post(sale)
    follows = NewLine(item="CABLE", quantity=1, source_line_id=sale.lines[0].line_id)
    for kind, line, words in (("CM", lot_line, "which lot"), ("CM", follows, "any lot"), ("SI", lot_line, "any lot")):
        paper = trade.draft(kind, line)
        page = client.get(reverse("document", args=[kind, paper.number])).content.decode()
        assert f'placeholder="{words}"' in page


def test_a_lot_tells_where_it_is_and_who_has_it(trade: Trade, client: Client) -> None:
    received(trade)
    trade.post(order(trade, "SI", "CABLE", 2))
    page = client.get(reverse("lot", args=["CABLE", "L1"])).content.decode()
    assert "Test customer C1" in page
    assert reverse("bin", args=["MAIN"]) in page
    file = b"".join(client.get(reverse("recall-csv", args=["CABLE", "L1"])).streaming_content).decode()
    assert '"C1","Test customer C1"' in file
    assert client.get(reverse("lot", args=["CABLE", "NONE"])).status_code == 404


def test_a_recall_names_whom_to_write_to_and_the_papers_by_which_they_got_it(
    trade: Trade, client: Client, api: Api
) -> None:
    contact = {"contact": "Mr Gray", "email": "gray@example.com", "phone": "555 017", "address": "1 Test Lane"}
    save_party(trade.owner, SaveParty(code="C1", name="Test customer C1", role="customer", **contact))
    received(trade)
    first, second = order(trade, "SI", "CABLE", 2), order(trade, "SI", "CABLE", 3)
    for paper in (first, second):
        trade.post(paper)
    back = order(trade, "CM", "CABLE", 1)
    name_lot(trade.owner, NameLot(document_id=back.document_id, line_id=back.lines[0].line_id, lot="L1"))
    trade.post(back)
    (holder,) = api.get("/items/CABLE/lots/L1").json()["holders"]
    assert {name: holder[name] for name in contact} == contact
    told = [(each["kind"], each["number"], each["item"], each["pieces"], each["units"]) for each in holder["papers"]]
    assert told == [
        ("CM", back.number, "CABLE", -1, []),
        ("SI", second.number, "CABLE", 3, []),
        ("SI", first.number, "CABLE", 2, []),
    ]
    page = client.get(reverse("lot", args=["CABLE", "L1"])).content.decode()
    assert reverse("document", args=["SI", first.number]) in page
    assert "mailto:gray@example.com" in page
    file = b"".join(client.get(reverse("recall-csv", args=["CABLE", "L1"])).streaming_content).decode()
    head, *rows = csv.DictReader(StringIO(file.removeprefix("\ufeff")))
    assert [(row["document"], row["pieces"], row["email"]) for row in (head, *rows)] == [
        (f"CM {back.number}", "-1", "gray@example.com"),
        (f"SI {second.number}", "3", "gray@example.com"),
        (f"SI {first.number}", "2", "gray@example.com"),
    ]


def test_the_days_of_a_lot_are_entered_on_its_page_and_bad_ones_are_kept_to_mend(trade: Trade, client: Client) -> None:
    received(trade)
    address = reverse("change-lot", args=["CABLE", "L1"])
    client.post(address, {"made_on": "2026-01-01", "expires_on": "2027-01-01", "note": "Pallet 7"})
    page = client.get(reverse("lot", args=["CABLE", "L1"])).content.decode()
    assert 'value="2027-01-01"' in page
    wrong = client.post(address, {"made_on": "2026-01-01", "expires_on": "2025-01-01", "note": "Kept"})
    assert wrong.status_code == 409
    assert "Kept" in wrong.content.decode()


def test_units_of_a_lot_are_recalled_from_whoever_has_them(trade: Trade, client: Client) -> None:
    received(trade, "DRIVE", "B1", 2)
    first = "100000"
    trade.sell(first, party="C2")
    assert "Test customer C2" in client.get(reverse("lot", args=["DRIVE", "B1"])).content.decode()
    (paper,) = Api().get("/items/DRIVE/lots/B1").json()["holders"][0]["papers"]
    assert (paper["kind"], paper["pieces"], paper["units"]) == ("SI", 1, [{"first": first, "last": first, "count": 1}])
    assert reverse("lot", args=["DRIVE", "B1"]) in client.get(reverse("unit", args=[first])).content.decode()
    trade.take_back(first, party="C2")
    assert "Test customer C2</a>" not in client.get(reverse("lot", args=["DRIVE", "B1"])).content.decode()


def test_a_program_keeps_lots_too(trade: Trade, api: Api) -> None:
    assert api.post("/items/CABLE/lots", {}).status_code == 200
    assert api.send("PUT", "/items/CABLE/lots/L1", {"expires_on": "2030-01-31"}).json()["created"]
    paper = order(trade, "PR", "CABLE", 5)
    address = f"/documents/{paper.document_id}/lines/{paper.lines[0].line_id}/lot"
    assert api.send("PUT", address, {"lot": "L1"}).status_code == 200
    trade.post(paper)
    trade.post(order(trade, "SI", "CABLE", 2))
    found = api.get("/items/CABLE/lots/L1").json()
    assert (found["pieces"], found["holders"][0]["customer"], found["holders"][0]["pieces"]) == (3, "C1", 2)
    assert [each["number"] for each in api.get("/lots?item=CABLE").json()["results"]] == ["L1"]
    assert api.get("/items/CABLE/lots/NONE").status_code == 404
    assert api.send("PUT", address, {"lot": "L1"}).json()["code"] == "already_posted"


def test_lots_have_own_fields(trade: Trade, client: Client, api: Api) -> None:
    received(trade)
    received(trade, number="L2")
    types = {"cert": "text", "tested": "date", "pure": "number", "good": "truth", "story": "memo"}
    for code, of_type in types.items():
        save_field(trade.owner, SaveField(of="lot", code=code, label=code.upper(), type=of_type))
    page = reverse("lot", args=["CABLE", "L1"])
    change = reverse("change-lot", args=["CABLE", "L1"])
    own = {"own.cert": "C-77", "own.tested": "2026-03-01", "own.pure": "99.50", "own.good": "yes", "own.story": "a\nb"}
    wrong = client.post(change, own | {"own.tested": "soon"})
    assert (wrong.status_code, api.get("/own-values/lot/CABLE/L1").json()["values"]["cert"]) == (409, "")
    assert client.post(change, own)["Location"] == page
    shown = client.get(page).content.decode()
    assert 'value="C-77"' in shown
    assert "Changes of own fields" in shown
    body = {"things": [{"name": "CABLE/L1", "values": {"cert": "C-78"}}, {"name": "CABLE/L2", "values": {"pure": "1"}}]}
    assert api.post("/own-values/lot", body).json() == {"things": 2, "changed": 2}
    assert api.get("/items/CABLE/lots/L1").json()["own"] == {
        "cert": "C-78",
        "tested": "2026-03-01",
        "pure": "99.5",
        "good": "yes",
        "story": "a\nb",
    }
    assert [(edit.old, edit.new) for edit in client.get(page).context["edits"][:1]] == [("C-77", "C-78")]
    assert [row.number for row in client.get("/lots?search=c-78").context["list"].rows] == ["L1"]
    assert client.get("/search?q=C-78")["Location"] == page
    api.refuses(409, "bad_lot", api.send("PUT", "/items/CABLE/lots/L1", {"own": {"hat": "x"}}))
    lost = {"things": [{"name": "CABLE/L9", "values": {}}]}
    assert [each["code"] for each in api.refuses(409, "bad_values", api.post("/own-values/lot", lost))] == ["unknown"]
    assert client.post("/own-values/lot/CABLE/L2", {"cert": "C-9"})["Location"] == reverse("lot", args=["CABLE", "L2"])


def test_a_lot_must_have_what_must_be_filled_when_it_is_saved(trade: Trade, client: Client) -> None:
    received(trade)
    save_field(trade.owner, SaveField(of="lot", code="cert", label="Certificate", required=True))
    received(trade, number="L2")  # who receives it is not asked
    change = reverse("change-lot", args=["CABLE", "L2"])
    assert "It must hold something." in client.post(change, {"note": "x"}).content.decode()
    assert client.post(change, {"note": "x", "own.cert": "C1"}).status_code == 302
