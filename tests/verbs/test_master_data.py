"""Items, parties and bins: saved whole or refused with everything that is wrong."""

import pytest
from tests.trade import Trade, assert_nothing_changed, one, refused

from everyunit.base import clock, sql
from everyunit.base.operation import Actor, Work
from everyunit.catalog.save_item import SaveItem, create_items, save_item
from everyunit.company.found import Founding, found, hire
from everyunit.documents.draft import Draft, draft
from everyunit.documents.new_lines import NewLine
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.rules import rights
from everyunit.rules.refusals import Refused

ODD_NAMES = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "+1 adapter",
    "😀 عربى 日本",
    "O'Brien; --",
    "{{ 7*7 }}",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_are_kept_to_the_letter(trade: Trade, name: str) -> None:
    """They are made harmless where they are shown, not where they are kept."""
    save_item(trade.owner, SaveItem(code="ODD", name=name))
    save_party(trade.owner, SaveParty(code="ODD", name=name, role="vendor"))
    save_bin(trade.owner, SaveBin(code="ODD", name=name))
    for table in ("catalog_item", "parties_party", "places_bin"):
        assert one(f"SELECT name FROM {table} WHERE code = 'ODD'") == name


@pytest.mark.parametrize("name", ["", "   ", "\n", "x" * 201])
def test_an_empty_or_endless_name_is_refused(trade: Trade, name: str) -> None:
    with refused("bad_item", ("name", "bad_name")):
        save_item(trade.owner, SaveItem(code="NEW", name=name))
    with refused("bad_party", ("name", "bad_name")):
        save_party(trade.owner, SaveParty(code="NEW", name=name, role="vendor"))
    with refused("bad_bin", ("name", "bad_name")):
        save_bin(trade.owner, SaveBin(code="NEW", name=name))


def test_a_name_with_a_nul_is_refused(trade: Trade) -> None:
    with refused("bad_text", ("name", "bad_text")):
        save_item(trade.owner, SaveItem(code="NEW", name="a\x00b"))


def test_everything_wrong_with_an_item_is_named(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="OTHER", name="Other", barcodes=("111",)))
    with refused(
        "bad_item",
        ("code", "bad_code"),
        ("name", "bad_name"),
        ("maker", "bad_maker"),
        ("tracking", "bad_tracking"),
        ("price", "bad_amount"),
        ("cost", "bad_amount"),
        ("x" * 61, "bad_barcode"),
        ("111", "barcode_taken"),
        ("DRIVE", "barcode_taken"),
    ):
        save_item(
            trade.owner,
            SaveItem(
                code="",
                name="",
                maker="m" * 101,
                tracking="sometimes",
                price_minor=-1,
                cost_minor=10**14,
                barcodes=("x" * 61, "111", "DRIVE"),
            ),
        )


def test_everything_wrong_with_a_party_is_named(trade: Trade) -> None:
    with refused(
        "bad_party",
        ("code", "bad_code"),
        ("name", "bad_name"),
        ("role", "bad_role"),
        ("email", "bad_email"),
        ("phone", "bad_phone"),
    ):
        save_party(trade.owner, SaveParty(code=" ", name="", role="friend", email="nobody", phone="0" * 51))


def test_everything_wrong_with_a_bin_is_named(trade: Trade) -> None:
    with refused(
        "bad_bin",
        ("code", "bad_code"),
        ("name", "bad_name"),
        ("bin_type", "bad_bin_type"),
        ("stock_type", "bad_stock_type"),
        ("location", "unknown_location"),
    ):
        save_bin(trade.owner, SaveBin(code="A B", name="", bin_type="mine", stock_type="odd", location="NOPE"))


@pytest.mark.parametrize("tracking", ["quantity", "none"])
def test_tracking_does_not_change_between_units_and_quantities(trade: Trade, tracking: str) -> None:
    with refused("bad_item", ("tracking", "tracking_fixed")):
        save_item(trade.owner, SaveItem(code="DRIVE", name="Drive", tracking=tracking))


def test_tracking_switches_between_serialized_and_auto_serialized_at_any_time(trade: Trade) -> None:
    trade.sell(*trade.receive(quantity=2))
    for tracking in ("auto_serialized", "serialized"):
        save_item(trade.owner, SaveItem(code="DRIVE", name="Drive", tracking=tracking))
        assert one("SELECT tracking FROM catalog_item WHERE code = 'DRIVE'") == tracking


def test_a_barcode_goes_from_one_item_to_another_only_by_being_given_up(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="A", name="A", barcodes=("111", "222")))
    with refused("bad_item", ("222", "barcode_taken")):
        save_item(trade.owner, SaveItem(code="B", name="B", barcodes=("222", "333")))
    save_item(trade.owner, SaveItem(code="A", name="A", barcodes=("111",)))
    save_item(trade.owner, SaveItem(code="B", name="B", barcodes=("222", " 222 ", "")))
    assert sql.rows("SELECT code FROM catalog_alias ORDER BY code") == [("111",), ("222",)]


def test_a_new_item_cannot_take_the_barcode_of_another_as_its_code(trade: Trade) -> None:
    save_item(trade.owner, SaveItem(code="A", name="A", barcodes=("111",)))
    with refused("bad_item", ("111", "barcode_taken")):
        save_item(trade.owner, SaveItem(code="111", name="B"))


def test_saving_the_same_again_changes_nothing(trade: Trade) -> None:
    command = SaveItem(code="A", name="A", barcodes=("111",))
    first = save_item(trade.owner, command)
    with assert_nothing_changed():
        again = save_item(trade.owner, command)
    assert (first.created, again.created, first.item_id) == (True, False, again.item_id)


def test_a_party_keeps_its_role(trade: Trade) -> None:
    with refused("bad_party", ("role", "role_fixed")):
        save_party(trade.owner, SaveParty(code="V1", name="V1", role="customer"))


def test_a_bin_keeps_its_type(trade: Trade) -> None:
    with refused("bad_bin", ("bin_type", "bin_type_fixed")):
        save_bin(trade.owner, SaveBin(code="MAIN", name="Main", bin_type="out"))


def test_a_bin_that_holds_goods_is_not_given_up(trade: Trade) -> None:
    trade.receive()
    save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf"))
    transfer = trade.draft("ST", to_bin="SHELF")
    trade.scan(transfer, "100000")
    trade.post(transfer)
    with refused("bad_bin", ("DRIVE", "bin_not_empty")):
        save_bin(trade.owner, SaveBin(code="SHELF", name="Shelf", discontinued=True))


def test_a_default_bin_has_the_type_of_its_purpose(trade: Trade) -> None:
    with refused("bad_bin", ("sold", "wrong_bin_type"), ("lunch", "bad_purpose")):
        save_bin(trade.owner, SaveBin(code="NEW", name="New", default_for=("sold", "receiving", "lunch")))


def test_a_new_default_bin_takes_over(trade: Trade) -> None:
    save_bin(trade.owner, SaveBin(code="DOCK", name="Dock", default_for=("receiving",)))
    trade.receive()
    assert one("SELECT b.code FROM stock_unit u JOIN places_bin b ON b.id = u.bin_id") == "DOCK"


def test_master_data_takes_the_right(trade: Trade) -> None:
    clerk = hire("till", "counter")
    for attempt in (
        lambda: save_item(clerk, SaveItem(code="NEW", name="New")),
        lambda: save_party(clerk, SaveParty(code="NEW", name="New", role="vendor")),
        lambda: save_bin(clerk, SaveBin(code="NEW", name="New")),
    ):
        with refused("not_allowed"):
            attempt()


def test_a_role_that_does_not_exist_is_refused(trade: Trade) -> None:
    with refused("unknown_role"):
        hire("x", "king")


def test_a_company_is_founded_once(trade: Trade) -> None:
    with refused("company_exists"):
        found(Founding(name="Second"))


def test_a_currency_without_cents_trades_as_well(db: None) -> None:
    trade = Trade(found(Founding(name="Test Trading", currency="JPY", currency_digits=0, owner="o")))
    save_item(trade.owner, SaveItem(code="DRIVE", name="Drive", price_minor=100))
    save_party(trade.owner, SaveParty(code="V1", name="V", role="vendor"))
    posted = trade.post(trade.draft("PR", NewLine(item="DRIVE", quantity=3, amount_minor=10)))
    assert posted.value_minor == 10
    assert sql.rows("SELECT cost_minor FROM stock_unit ORDER BY id") == [(4,), (3,), (3,)]


def test_without_a_company_there_are_no_documents(db: None) -> None:
    with pytest.raises(Refused) as caught:
        draft(Actor(1, "x", frozenset({rights.TRANSFER})), Draft(kind="ST"))
    assert caught.value.code == "no_company"


def test_many_items_are_made_at_once_and_those_that_exist_stay(trade: Trade) -> None:
    work = Work(trade.owner, clock.now(), "k", "f")
    assert create_items(work, {"DRIVE": "Other name", "NEW-1": "One", "NEW-2": "Two"}, "serialized") == 2
    assert one("SELECT name FROM catalog_item WHERE code = 'DRIVE'") == "Hard drive"
    with refused("bad_item", ("x" * 60, "bad_code"), ("", "bad_code")):
        create_items(work, {"x" * 61: "long", "": "none", "FINE": "fine"}, "serialized")
