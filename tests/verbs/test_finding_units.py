"""Finding units by anything: every field and operator, in each order, whether few fit or many."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.trade import Trade, refused

from everyunit.base import clock
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.documents.name_lot import NameLot, name_lot
from everyunit.documents.new_lines import NewLine
from everyunit.documents.use_lots import UseLots, use_lots
from everyunit.reports import serial_numbers
from everyunit.reports.listed_units import SORTS
from everyunit.reports.serial_numbers import UnitFilter, every_unit, list_units, search_for, totals_of, usual_sort
from everyunit.reports.unit_fields import FIELDS
from everyunit.reports.unit_page import unit_page
from everyunit.rules.conditions import DATE, MONEY, NUMBER, OPERATORS, TEXT, Test, parse
from everyunit.stock.amend import AmendUnit, amend_unit

CONDITIONS = {
    "": "01234",
    "serial = 100003": "3",
    "serial begins 10000": "01234",
    "serial in (100000, 100004, 7)": "04",
    "maker_serial begins WD": "01",
    "maker_serial begins wd": "",
    "maker_serial = WD-2": "1",
    "maker_serial ends -2": "1",
    "maker_serial empty": "234",
    "maker_serial filled": "01",
    "note contains dented": "1",
    'note contains "50%"': "1",
    "note lacks dented": "0234",
    'note begins "DENTED BOX"': "1",
    "cost = 60": "012",
    "cost > 60": "34",
    "cost between 59.99 and 60.00": "012",
    "cost in (60, 150)": "01234",
    "cost != 60": "34",
    "entered during today": "01234",
    "entered during last_year": "",
    "entered < 2020-01-01": "",
    "entered > 2020-01-01 and entered <= 2999-12-31": "01234",
    "entered in (2020-01-01, 2020-01-02)": "",
    "days = 0": "01234",
    "days > 0": "",
    "days filled and days < 1": "01234",
    "item = DRIVE": "012",
    "item != DRIVE": "34",
    "item_name contains hard": "012",
    "maker = 'WD'": "",
    'maker contains "100%"': "012",
    'maker contains "100_"': "",
    "tracking = auto_serialized": "34",
    "category empty": "01234",
    "category filled": "",
    "bin = SOLD": "2",
    "bin != SOLD": "0134",
    "bin_type = out": "2",
    "stock_type = normal": "01234",
    "location filled": "01234",
    "held_by filled": "4",
    "held_by empty": "0123",
    "vendor = V1": "01234",
    "vendor = V2": "",
    "vendor != V2": "01234",
    "vendor empty": "",
    'generated_in = "PR 100000"': "012",
    'generated_in = "pr 100001"': "34",
    "generated_in in (100000, 100001)": "01234",
    "customer = C1": "2",
    "customer empty": "0134",
    "customer_name contains CUSTOMER": "2",
    'sold_with = "SI 100000"': "2",
    "sold_on during this_month": "2",
    "sold_on empty": "0134",
    "sold_for = 100": "2",
    "sold_for > 100": "",
    "sold_for between 99.99 and 100.01": "2",
    "sold_for != 99": "01234",
    'document = "SI 100003"': "4",
    "model = XD-3000": "012",
    "area empty": "01234",
    "generated_on during today": "01234",
    "generated_on < 2020-01-01": "",
    "lot = L1": "012",
    "lot begins L": "012",
    "lot empty": "34",
    "first_customer = C2": "1",
    "last_customer = C1": "12",
    "last_customer != C1": "034",
    "last_customer_name contains C1": "12",
    "first_customer empty": "034",
    "warranty = in_warranty": "2",
    "warranty in (in_warranty, over)": "2",
    "warranty = ends_soon": "",
    "warranty = no_warranty": "0134",
    "warranty filled": "2",
    "warranty_until > 2020-01-01": "2",
    "warranty_until during today": "",
    "warranty_until empty": "0134",
    "vendor_warranty = ends_soon": "012",
    "vendor_warranty != ends_soon": "34",
    "vendor_warranty_until filled": "012",
    "document = 100000": "012",
    "item = DRIVE and (bin = SOLD or note filled)": "12",
    "item = DRIVE and bin = MAIN and cost >= 60": "0",
    "(item = DRIVE or item = PHONE) and held_by empty and bin_type = stock": "013",
}


DRIVE = SaveItem(
    code="DRIVE",
    name="Hard drive",
    maker="WD 100%",
    model="XD-3000",
    price_minor=10000,
    cost_minor=6000,
    warranty_months=24,
    vendor_warranty_months=1,  # ends soon, in whatever month
)


@pytest.fixture(params=["few", "many", "very many"])
def stock(request: pytest.FixtureRequest, trade: Trade, monkeypatch: pytest.MonkeyPatch) -> Trade:
    """Drives 100000 to 100002 of lot L1 (WD-1, WD-2, none; the last sold with SI 100000, the second sold and taken back
    twice after that), phones 100003 and 100004 (held).

    Found one by one, put in order for each page, and by walking the list.
    """
    if request.param != "few":
        monkeypatch.setattr(serial_numbers, "FEW", 0)
    if request.param == "very many":
        monkeypatch.setattr(serial_numbers, "MANY", 0)
    save_item(trade.owner, DRIVE)
    receipt = trade.draft("PR", NewLine(item="DRIVE", quantity=3, maker_numbers=("WD-1", "WD-2")))
    use_lots(trade.owner, UseLots(item="DRIVE"))
    name_lot(trade.owner, NameLot(document_id=receipt.document_id, line_id=receipt.lines[0].line_id, lot="L1"))
    trade.post(receipt)
    trade.receive("PHONE", 2)
    amend_unit(trade.owner, AmendUnit(serial="100001", note="Dented box, 50% off"))
    trade.sell("100002")
    for customer in ("C2", "C1"):
        trade.sell("100001", party=customer)
        trade.take_back("100001", party=customer)
    held = trade.draft("SI", party="C2")
    trade.scan(held, "100004")
    return trade


NOT_THE_END = serial_numbers.UnitList(units=(), next_after=1)


def found(where: str, *, costs: bool = True, **wanted: object) -> list[str]:
    search = search_for(UnitFilter(where=parse(where), **wanted), costs=costs)  # type: ignore[arg-type]
    return [unit.serial[-1] for unit in every_unit(search, "serial")]


def test_conditions_find_what_they_say(stock: Trade):
    assert {where: "".join(found(where)) for where in CONDITIONS} == CONDITIONS


def test_every_operator_that_fits_a_field_is_understood_by_the_database(stock: Trade):
    for name, field in FIELDS.items():
        for operator, ways in OPERATORS.items():
            if field.type in ways.types:
                day = "today" if operator == "during" else "2026-01-31"
                value = {DATE: day, MONEY: "1", NUMBER: "1", TEXT: "X"}.get(field.type)
                test = Test(name, operator, (value or field.choices[0],) * abs(ways.values))
                sums = totals_of(search_for(UnitFilter(where=test), costs=True), NOT_THE_END, whole=False)
                assert sums.count is not None, f"{name} {operator}"


def test_costs_are_asked_only_by_those_who_may_see_them(stock: Trade):
    with refused("bad_condition", ("cost", "unknown_field")):
        found("cost = 60", costs=False)
    page = list_units(search_for(UnitFilter(), costs=False))
    assert {unit.cost_minor for unit in page.units} == {None}
    assert totals_of(search_for(UnitFilter(), costs=False), page, whole=False).cost_minor is None


@pytest.mark.parametrize(
    "where", ["", "item in (DRIVE, drive, PHONE)", "entered during today and item in (DRIVE, PHONE)"]
)
def test_pages_of_every_order_join_without_a_gap(stock: Trade, monkeypatch: pytest.MonkeyPatch, where: str):
    monkeypatch.setattr(serial_numbers, "FILE_BATCH", 2)
    search = search_for(UnitFilter(where=parse(where)), costs=True)
    for sort in SORTS:
        serials = [unit.serial for unit in every_unit(search, sort)]
        assert serials == sorted(serials, reverse=sort.startswith("-"))
        assert len(serials) == 5


def test_the_beginning_of_a_number_is_looked_at_by_number_and_all_else_the_newest_first():
    assert usual_sort(UnitFilter(serial="10")) == "serial"
    assert usual_sort(UnitFilter(where=parse("item = DRIVE and serial begins 10"))) == "serial"
    assert usual_sort(UnitFilter(where=parse("item = DRIVE or serial begins 10"))) == "-entered"
    assert usual_sort(UnitFilter(item="DRIVE")) == "-entered"


def test_what_fits_is_counted_and_its_cost_added_up_as_far_as_that_goes(stock: Trade, monkeypatch: pytest.MonkeyPatch):
    search = search_for(UnitFilter(item="DRIVE"), costs=True)
    for limit, whole in ((50, True), (2, True), (1, False)):
        sums = totals_of(search, list_units(search, limit=limit), whole=whole)
        assert (sums.count, sums.more, sums.cost_minor) == (3, False, 18000)
    monkeypatch.setattr(serial_numbers, "COUNTED", 2)
    sums = totals_of(search, list_units(search, limit=1), whole=True)
    assert (sums.count, sums.more, sums.cost_minor) == (2, True, None)


def test_a_search_that_takes_too_long_is_given_up_in_words(trade: Trade, monkeypatch: pytest.MonkeyPatch):
    trade.receive(quantity=20_000)
    search = search_for(UnitFilter(where=parse("cost > 9999 and maker_serial lacks y")), costs=True)
    monkeypatch.setattr("everyunit.base.patience.LOOK_EVERY", 1)
    for name in ("PATIENCE_S", "COUNTING_S"):
        monkeypatch.setattr(serial_numbers, name, 0.001)
    with refused("too_slow"):
        list_units(search)
    sums = totals_of(search, NOT_THE_END, whole=True)
    assert (sums.count, sums.cost_minor) == (None, None)
    monkeypatch.undo()
    assert list_units(search).units == ()


def test_what_was_sold_says_with_what_for_how_much_and_the_shares_sum(trade: Trade):
    serials = trade.receive(quantity=3)
    trade.receive()
    trade.sell(*serials)
    units = [unit for unit in list_units(search_for(UnitFilter(), costs=True)).units if unit.sold_with]
    assert {str(unit.sold_with) for unit in units} == {"SI 100000"}
    assert [unit.price_minor for unit in units] == [10000] * 3


def test_days_in_stock_are_those_of_all_stays_up_to_today(stock: Trade):
    now = clock.now()
    for days, serial in ((400, "100001"), (500, "100003")):
        with clock.at(now + dt.timedelta(days=days)):
            stock.sell(serial)
    with clock.at(now + dt.timedelta(days=600)):
        stock.take_back("100001")
    with clock.at(now + dt.timedelta(days=700)):
        shown = {unit.serial[-1]: unit.days for unit in every_unit(search_for(UnitFilter(), costs=True))}
        assert shown == {"0": 700, "1": 500, "2": 0, "3": 500, "4": 700}
        assert "".join(found("days > 500")) == "04"
        assert "".join(found("days >= 500")) == "0134"
        assert "".join(found("days between 1 and 500 and bin_type = stock")) == "1"
        assert "".join(found("days < 700 and days != 500")) == "2"
        assert "".join(found("days in (0, 700) or days > 9999999")) == "024"


def test_who_took_a_unit_back_has_it_no_more(stock: Trade):
    stock.take_back("100002")
    assert found("customer = C1") == []
    assert found("customer empty") == list("01234")


def test_shares_of_a_line_that_does_not_divide_sum_to_it_in_the_list_as_on_the_page(trade: Trade) -> None:
    serials = trade.receive(quantity=4)
    paper = trade.draft("SI", NewLine(item="DRIVE", quantity=3, amount_minor=10_001))
    trade.scan(paper, *serials[:3])
    trade.post(paper)
    listed = {unit.serial: unit.price_minor for unit in list_units(search_for(UnitFilter(), costs=True)).units}
    assert [listed[serial] for serial in serials] == [3334, 3334, 3333, None]
    pages = [unit_page(serial, costs=True) for serial in serials[:3]]
    assert [page.sale.sold_for_minor for page in pages if page and page.sale] == [3334, 3334, 3333]
