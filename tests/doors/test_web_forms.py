"""Items, bins, vendors and customers are created and changed; a refusal keeps what was typed, and changes nothing."""

from everyunit.base.operation import Actor
from everyunit.catalog.queries import item_by_code
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.parties.queries import party_by_code
from everyunit.places.queries import bin_by_code
from tests.doors.browsing import signed_in
from tests.trade import Trade

ITEM = {
    "code": "CAM/1 x",
    "name": "Camera",
    "tracking": "serialized",
    "price": "1250,50",
    "cost": "900",
    "maker": "Test maker",
    "barcodes": "4000000000017\n\n 4000000000024 ",
}


def test_an_item_is_created_and_its_page_opens(trade: Trade):
    answer = signed_in().post("/new/item", ITEM, follow=True)
    assert answer.redirect_chain[-1] == ("/items/CAM/1%20x", 302)
    assert "Item CAM/1 x is created." in answer.content.decode()
    item = item_by_code("CAM/1 x")
    assert item is not None
    assert (item.price_minor, item.cost_minor) == (125050, 90000)
    assert item.barcodes == ("4000000000017", "4000000000024")


def test_every_problem_of_an_item_stands_beside_its_field_and_the_values_stay(trade: Trade, owner: Actor):
    save_item(owner, SaveItem(code="OTHER", name="Other", barcodes=("4000000000017",)))
    answer = signed_in().post("/new/item", ITEM | {"name": "  ", "maker": "m" * 101})
    html = answer.content.decode()
    assert answer.status_code == 409
    for name, said in (
        ("name", "A name has 1 to 200 characters."),
        ("maker", "A maker has at most 100 characters."),
        ("barcodes", "4000000000017: It is a barcode of item OTHER."),
    ):
        beside = html.split(f'id="{name}-wrong"')[1].split("</p>")[0]
        assert said in beside
    assert 'value="CAM/1 x"' in html
    assert "4000000000024" in html
    assert item_by_code("CAM/1 x") is None


def test_an_amount_that_is_none_is_refused_beside_its_field_together_with_all_else(trade: Trade):
    answer = signed_in().post("/new/item", ITEM | {"price": "12,505", "cost": "much", "name": ""})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "A name has" in html.split('id="name-wrong"')[1]
    assert "Write an amount" in html.split('id="price-wrong"')[1]
    assert 'value="12,505"' in html
    assert item_by_code("CAM/1 x") is None


def test_a_code_that_is_taken_changes_nothing(trade: Trade):
    answer = signed_in().post("/new/item", ITEM | {"code": "DRIVE", "barcodes": ""})
    assert answer.status_code == 409
    assert "already" in answer.content.decode().split('id="code-wrong"')[1]
    item = item_by_code("DRIVE")
    assert item is not None
    assert item.name == "Hard drive"


def test_an_item_is_changed_and_its_code_never(trade: Trade):
    answer = signed_in().post(
        "/change/item/DRIVE",
        {"code": "HACKED", "name": "Drive", "tracking": "auto_serialized", "price": "1", "discontinued": "yes"},
    )
    assert answer["Location"] == "/items/DRIVE"
    item = item_by_code("DRIVE")
    assert item is not None
    assert (item.name, item.tracking, item.discontinued) == ("Drive", "auto_serialized", True)
    assert item_by_code("HACKED") is None


def test_a_form_that_does_not_show_the_cost_leaves_it_as_it_was(trade: Trade):
    answer = signed_in().post("/change/item/DRIVE", {"name": "Drive", "tracking": "serialized", "price": "1"})
    item = item_by_code("DRIVE")
    assert answer.status_code == 302
    assert item is not None
    assert item.cost_minor == 6000


def test_a_bin_is_created_and_changed(trade: Trade):
    client = signed_in()
    new = {
        "code": "VAN/1",
        "name": "Van",
        "bin_type": "stock",
        "stock_type": "normal",
        "location": "HQ",
        "position": "9",
    }
    assert client.post("/new/bin", new)["Location"] == "/bins/VAN/1"
    assert client.post("/change/bin/VAN/1", {"name": "Blue van", "stock_type": "repair"})["Location"] == "/bins/VAN/1"
    bin_ = bin_by_code("VAN/1")
    assert bin_ is not None
    assert (bin_.name, bin_.bin_type, bin_.stock_type, bin_.location) == ("Blue van", "stock", "repair", "HQ")


def test_a_bin_that_cannot_be_is_refused_with_its_values(trade: Trade):
    answer = signed_in().post(
        "/new/bin", {"code": "A B", "name": "", "bin_type": "moon", "location": "X", "position": "x"}
    )
    html = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="A B"' in html
    assert "Write a whole number." in html
    assert bin_by_code("A B") is None


def test_a_vendor_is_created_changed_and_keeps_its_role(trade: Trade):
    client = signed_in()
    assert client.post("/new/vendor", {"code": "V 9/x", "name": "Ninth"})["Location"] == "/vendors/V%209/x"
    assert client.post("/change/vendor/V%209/x", {"name": "Ninth vendor", "phone": "1"}).status_code == 302
    party = party_by_code("V 9/x")
    assert party is not None
    assert (party.name, party.role, party.phone) == ("Ninth vendor", "vendor", "1")


def test_a_customer_with_the_code_of_a_vendor_is_refused(trade: Trade):
    answer = signed_in().post("/new/customer", {"code": "V1", "name": "Someone", "email": "nonsense"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert 'id="code-wrong"' in html
    assert 'value="Someone"' in html
    party = party_by_code("V1")
    assert party is not None
    assert party.role == "vendor"
