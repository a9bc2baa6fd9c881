"""Own fields: defined, filled, found by, brought in; every change is kept."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from tests.trade import Trade, refused

from everyunit.base import sql
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.company.found import hire
from everyunit.documents.fill_fields import Filled, FillFields, fill_fields
from everyunit.documents.move_units import MoveUnits, move_units
from everyunit.documents.new_lines import NewLine
from everyunit.exchange.own_values_import import import_own_values_file
from everyunit.exchange.receipt_import import NotImported, ReceiptOptions, import_receipt_file
from everyunit.fields import save_field as saving
from everyunit.fields.queries import held_by, own_fields, value_edits
from everyunit.fields.save_field import SaveField, save_field
from everyunit.parties.save_party import SaveParty, save_party
from everyunit.places.save_bin import SaveBin, save_bin
from everyunit.reports.serial_numbers import UnitFilter, every_unit, search_for
from everyunit.rules.conditions import parse

UNIT_FIELDS = {
    "colour": ("Colour", "choice", ("black", "white")),
    "grade": ("Grade", "text", ()),
    "hours": ("Hours", "number", ()),
    "repair": ("Repair cost", "money", ()),
    "expires": ("Expires", "date", ()),
    "boxed": ("In its box", "truth", ()),
    "sheet": ("Data sheet", "link", ()),
}
FIRST = {
    "colour": "black",
    "grade": " A+ ",
    "hours": "12,50",
    "repair": "7.5",
    "expires": "2027-02-28",
    "boxed": "Yes",
    "sheet": "https://example.com/1",
}


@pytest.fixture
def units(trade: Trade) -> Trade:
    """Drives 100000 to 100002 with own fields; the first is filled, the second has its hours, and a colour."""
    for position, (code, (label, type_, choices)) in enumerate(UNIT_FIELDS.items()):
        save_field(
            trade.owner,
            SaveField(of="unit", code=code, label=label, type=type_, choices=choices, position=position),
        )
    trade.receive(quantity=3)
    fill(trade, "100000", **FIRST)
    fill(trade, "100001", hours="-3", colour="white")
    return trade


def fill(trade: Trade, name: str, of: str = "unit", **values: str) -> int:
    return fill_fields(trade.owner, FillFields(of=of, things=(Filled(name=name, values=values),))).changed


def held(name: str) -> dict[str, str]:
    (unit_id,) = sql.rows("SELECT id FROM stock_unit WHERE serial = %s", [name])[0]
    return {each.field.code: each.text for each in held_by("unit", unit_id) if each.text}


def found(where: str) -> list[str]:
    return [unit.serial[-1] for unit in every_unit(search_for(UnitFilter(where=parse(where)), costs=True), "serial")]


def test_values_are_kept_in_the_one_way_in_which_their_type_is_written(units: Trade):
    assert held("100000") == {
        **FIRST,
        "grade": "A+",
        "hours": "12.5",
        "repair": "7.50",
        "boxed": "yes",
    }


def test_units_are_found_by_every_type_of_field(units: Trade):
    asked = {
        "unit.colour = black": "0",
        "unit.colour in (black, white)": "01",
        "unit.colour empty": "2",
        "unit.grade begins a": "0",
        "unit.hours > 12.4": "0",
        "unit.hours between -3 and 0": "1",
        "unit.hours filled": "01",
        "unit.repair = 7.50": "0",
        "unit.expires < 2027-03-01": "0",
        "unit.expires = 2027-02-28": "0",
        "unit.boxed = yes": "0",
        "unit.boxed = no": "",
        "unit.sheet contains example": "0",
        "unit.colour != black": "12",
    }
    assert {where: "".join(found(where)) for where in asked} == asked
    with refused("bad_condition", ("Colour: red", "bad_value")):
        found("unit.colour = red")


def test_units_are_found_by_what_is_kept_of_their_items(units: Trade):
    save_field(units.owner, SaveField(of="item", code="range", label="Range", type="text"))
    fill(units, "DRIVE", of="item", range="Pro")
    units.receive("PHONE")
    assert found("item.range = Pro") == list("012")
    own = {unit.serial: unit.own for unit in every_unit(search_for(UnitFilter(), costs=True))}
    assert own["100001"] == {"item.range": "Pro", "unit.hours": "-3", "unit.colour": "white"}
    assert own["100003"] == {}


def test_what_lists_are_not_filtered_by_is_no_field_of_conditions(units: Trade):
    save_field(units.owner, SaveField(of="unit", code="grade", label="Grade", searched=False))
    with refused("bad_condition", ("unit.grade", "unknown_field")):
        found("unit.grade = A")


def test_every_change_is_kept_and_only_changes_are(units: Trade):
    assert fill(units, "100000", grade="A+", hours="12.5") == 0
    assert fill(units, "100000", grade="B", colour="") == 2
    (unit_id,) = sql.rows("SELECT id FROM stock_unit WHERE serial = '100000'")[0]
    edits = {(each.label, each.old, each.new) for each in value_edits("unit", unit_id, 2)}
    assert edits == {("Grade", "A+", "B"), ("Colour", "black", "")}
    assert "colour" not in held("100000")
    for statement in ("UPDATE fields_ownvalueedit SET new = 'x'", "DELETE FROM fields_ownvalueedit"):
        with pytest.raises(DatabaseError), transaction.atomic():
            sql.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        sql.execute("UPDATE fields_ownfield SET type = 'text'")


def test_everything_that_is_wrong_is_named_at_once_and_nothing_is_kept(units: Trade):
    things = (
        Filled(name="100001", values={"colour": "red", "hours": "many", "hat": "1"}),
        Filled(name="7", values={}),
        Filled(name="100002", values={"repair": "1.234", "expires": "soon", "boxed": "maybe", "sheet": "javascript:x"}),
        Filled(name="100002", values={"grade": "x" * 401}),
    )
    wrong = [
        ("7", "unknown"),
        ("100002", "repeated"),
        ("100001: Colour", "bad_value"),
        ("100001: Hours", "bad_value"),
        ("100001: hat", "unknown_field"),
        ("100002: Repair cost", "bad_value"),
        ("100002: Expires", "bad_value"),
        ("100002: In its box", "bad_value"),
        ("100002: Data sheet", "bad_value"),
        ("100002: Grade", "bad_value"),
    ]
    with refused("bad_values", *wrong):
        fill_fields(units.owner, FillFields(of="unit", things=things))


def test_what_must_be_filled_is_asked_for(units: Trade):
    save_field(units.owner, SaveField(of="unit", code="grade", label="Grade", required=True))
    with refused("bad_values", ("100001: Grade", "required")):
        fill(units, "100001", hours="4")
    with refused("bad_values", ("100000: Grade", "required")):
        fill(units, "100000", grade=" ")
    assert fill(units, "100000", hours="4") == 1


def test_a_memo_holds_pages_and_is_found_by_what_is_in_it(units: Trade):
    save_field(units.owner, SaveField(of="unit", code="story", label="Story", type="memo"))
    long = "Arrived wet.\r\n" + "Dried for a day. " * 100 + "Sold as seen"
    fill(units, "100000", story=long)
    fill(units, "100001", story="Short")
    assert held("100000")["story"] == long.replace("\r\n", "\n")
    own = {unit.serial: unit.own for unit in every_unit(search_for(UnitFilter(), costs=True))}
    assert own["100000"]["unit.story"].endswith("Sold as seen")
    asked = {
        'unit.story contains "sold as seen"': "0",
        "unit.story begins Arrived": "0",
        "unit.story = Short": "1",
        "unit.story lacks wet": "12",
        "unit.story filled": "01",
    }
    assert {where: "".join(found(where)) for where in asked} == asked
    fill(units, "100000", story="Dry")
    (unit_id,) = sql.rows("SELECT id FROM stock_unit WHERE serial = '100000'")[0]
    assert value_edits("unit", unit_id, 1)[0].old.endswith("Sold as seen")
    with refused("bad_values", ("100000: Story", "bad_value")):
        fill(units, "100000", story="x" * 20_001)


@pytest.mark.parametrize("of", ["item", "vendor", "customer"])
def test_items_and_parties_are_not_saved_without_what_must_be_filled(trade: Trade, of: str):
    save_field(trade.owner, SaveField(of=of, code="origin", label="Origin", required=True))
    save_field(trade.owner, SaveField(of=of, code="grade", label="Grade", type="number"))

    def save(code: str, **own: str) -> object:
        if of == "item":
            return save_item(trade.owner, SaveItem(code=code, name="Name", own=own))
        return save_party(trade.owner, SaveParty(code=code, name="Name", role=of, own=own))

    bad = "bad_item" if of == "item" else "bad_party"
    with refused(bad, ("NEW: Origin", "required")):
        save("NEW")
    with refused(bad, ("NEW: Grade", "bad_value"), ("NEW: hat", "unknown_field"), ("NEW: Origin", "required")):
        save("NEW", grade="much", hat="1")
    save("NEW", origin="Here", grade="2")
    save("NEW")  # what is not named stays
    target = {"item": "catalog_item"}.get(of, "parties_party")
    (new_id,) = sql.rows(f"SELECT id FROM {target} WHERE code = 'NEW'")[0]
    assert {each.field.code: each.text for each in held_by(of, new_id)} == {"origin": "Here", "grade": "2"}
    with refused(bad, ("NEW: Origin", "required")):
        save("NEW", origin="")


def test_a_file_makes_no_items_that_lack_what_must_be_filled(trade: Trade):
    save_field(trade.owner, SaveField(of="item", code="origin", label="Origin", required=True))
    content = b"item,serial\nHAT,1\n"
    with refused("not_imported"):
        import_receipt_file(trade.owner, "hats.csv", content, ReceiptOptions(vendor="V1", create_items=True))


def test_a_draft_is_saved_without_what_must_be_filled_and_posting_asks_for_it(trade: Trade):
    save_field(trade.owner, SaveField(of="document", code="truck", label="Truck", required=True))
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=2))
    name = f"PR {receipt.number}"
    with refused("cannot_post", (f"{name}: Truck", "required")):
        trade.post(receipt)
    fill(trade, name, of="document", truck="7")
    trade.post(receipt)


def test_a_unit_that_lacks_what_must_be_filled_goes_to_no_customer(units: Trade):
    save_field(units.owner, SaveField(of="unit", code="grade", label="Grade", required=True))
    paper = units.draft("SI")
    units.scan(paper, "100000", "100001")
    with refused("cannot_post", ("100001: Grade", "required")):
        units.post(paper)
    fill(units, "100001", grade="B")
    units.post(paper)
    back = units.take_back("100001")
    assert back.units == 1


def test_papers_that_the_program_makes_ask_for_nothing(units: Trade):
    save_field(units.owner, SaveField(of="document", code="truck", label="Truck", required=True))
    save_bin(units.owner, SaveBin(code="SHELF", name="Shelf", bin_type="stock"))
    assert move_units(units.owner, MoveUnits(units=("100002",), to_bin="SHELF")).units == 1


@pytest.mark.parametrize(
    ("of", "name"), [("item", "DRIVE"), ("vendor", "V1"), ("customer", "C1"), ("document", "PR 100000")]
)
def test_items_parties_and_documents_have_own_fields_too(trade: Trade, of: str, name: str):
    trade.receive()
    save_field(trade.owner, SaveField(of=of, code="x", label="X"))
    assert fill(trade, name, of=of, x="1") == 1
    with refused("bad_values", ("C2", "unknown") if of == "vendor" else ("nothing", "unknown")):
        fill(trade, "C2 " if of == "vendor" else "nothing", of=of, x="1")


def test_each_takes_its_right(units: Trade):
    viewer = hire("viewer", "viewer")
    save_field(units.owner, SaveField(of="document", code="x", label="X"))
    for of, name in (("unit", "100000"), ("document", "PR 100000")):
        with refused("not_allowed"):
            fill_fields(viewer, FillFields(of=of, things=(Filled(name=name, values={}),)))
    with refused("not_allowed"):
        save_field(viewer, SaveField(of="unit", code="y", label="Y"))
    with refused("bad_of"):
        fill_fields(viewer, FillFields(of="hat", things=()))


def test_a_field_that_cannot_be_is_refused_with_all_that_is_wrong(units: Trade, monkeypatch: pytest.MonkeyPatch):
    with refused("bad_field", ("of", "bad_of"), ("code", "bad_code"), ("label", "bad_label"), ("type", "bad_type")):
        save_field(units.owner, SaveField(of="hat", code="A B", label=" ", type="hat"))
    with refused("bad_field", ("label", "label_taken"), ("choices", "bad_choices")):
        save_field(units.owner, SaveField(of="unit", code="y", label="Colour", choices=("x",)))
    with refused("bad_field", ("choices", "bad_choices")):
        save_field(units.owner, SaveField(of="unit", code="y", label="Y", type="choice"))
    with refused("bad_field", ("type", "type_fixed")):
        save_field(units.owner, SaveField(of="unit", code="grade", label="Grade", type="number"))
    with refused("bad_field", ("black", "choice_in_use"), ("white", "choice_in_use")):
        save_field(units.owner, SaveField(of="unit", code="colour", label="Colour", type="choice", choices=("red",)))
    with refused("code_taken"):
        save_field(units.owner, SaveField(of="unit", code="grade", label="Grade", new_only=True))
    monkeypatch.setattr(saving, "MOST", 7)
    with refused("too_many_fields"):
        save_field(units.owner, SaveField(of="unit", code="y", label="Y"))


def test_a_discontinued_field_is_shown_where_it_holds_something_and_asked_for_no_more(units: Trade):
    save_field(units.owner, SaveField(of="unit", code="grade", label="Grade", discontinued=True))
    assert "grade" not in {row.code for row in own_fields("unit")}
    assert held("100000")["grade"] == "A+"
    with refused("bad_values", ("100000: grade", "unknown_field")):
        fill(units, "100000", grade="B")


def test_values_come_in_from_a_file_all_or_none(units: Trade):
    content = b"serial;Colour;unit.hours\n100001;black;1.5\n100002;;9\n"
    done = import_own_values_file(units.owner, content, "unit")
    assert (done.things, done.changed) == (2, 3)
    assert held("100001") == {"colour": "black", "hours": "1.5"}
    with pytest.raises(NotImported) as caught:
        import_own_values_file(units.owner, b"serial,colour\n100001,red\n7,black\n", "unit")
    assert [(each.row, each.code) for each in caught.value.problems] == [(2, "bad_value"), (3, "unknown")]
    for header in (b"serial,hat\n1,2\n", b"serial\n1\n", b"serial,colour,Colour\n1,2,3\n"):
        with pytest.raises(NotImported):
            import_own_values_file(units.owner, header, "unit")


def test_many_are_filled_with_the_same_statements_as_few(units: Trade):
    from tests.doors.counting import queries_of

    serials = units.receive(quantity=2000)
    counts = []
    for names, grade in ((serials[:2], "x"), (serials, "y")):
        things = tuple(Filled(name=name, values={"grade": grade}) for name in names)
        counts.append(
            len(queries_of(lambda things=things: fill_fields(units.owner, FillFields(of="unit", things=things))))
        )
    assert counts[0] == counts[1]
