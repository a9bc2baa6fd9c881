"""Warranties start at the sale, and what was promised then holds."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from tests.papers import undo
from tests.trade import Trade, refused

from everyunit.base import clock
from everyunit.catalog.save_item import SaveItem, save_item
from everyunit.preferences.set_preference import SetPreference, set_preference
from everyunit.reports.listed_units import ListedUnit, unit_facts
from everyunit.reports.unit_page import unit_page
from everyunit.rules.warranty import warranty_state, warranty_until


def promise(trade: Trade, months: int, by_vendor: int = 0) -> None:
    save_item(
        trade.owner,
        SaveItem(
            code="DRIVE",
            name="Hard drive",
            price_minor=10000,
            cost_minor=6000,
            warranty_months=months,
            vendor_warranty_months=by_vendor,
        ),
    )


def listed(serial: str) -> ListedUnit:
    unit = unit_facts(serial, costs=False)
    assert unit is not None
    return unit


def until(serial: str) -> dt.date | None:
    page = unit_page(serial, costs=False)
    assert page is not None
    return page.sale.warranty_until if page.sale is not None else None


def open_to_all(trade: Trade, value: str = "yes") -> None:
    set_preference(trade.owner, SetPreference(key="public_warranty", value=value))


def test_a_unit_is_under_warranty_from_the_day_it_was_sold(trade: Trade) -> None:
    promise(trade, 24)
    (serial,) = trade.receive()
    assert until(serial) is None
    trade.sell(serial)
    assert until(serial) == warranty_until(clock.today(), 24)
    page = unit_page(serial, costs=False)
    assert page is not None
    assert "under warranty until" in page.state


def test_what_was_promised_at_the_sale_holds_when_the_item_changes(trade: Trade) -> None:
    first, second, third = trade.receive(quantity=3)
    trade.sell(first)
    promise(trade, 24)
    trade.sell(second)
    promise(trade, 6)
    trade.sell(third)
    today = clock.today()
    assert [until(each) for each in (first, second, third)] == [
        None,
        warranty_until(today, 24),
        warranty_until(today, 6),
    ]


def test_the_vendors_warranty_runs_from_the_receipt_and_what_was_promised_then_holds(trade: Trade) -> None:
    (before,) = trade.receive()
    promise(trade, 0, by_vendor=12)
    (bought,) = trade.receive()
    promise(trade, 0, by_vendor=3)
    trade.sell(bought)
    trade.take_back(bought)
    year = warranty_until(clock.today(), 12)
    assert [listed(each).vendor_warranty_until for each in (before, bought)] == [None, year]
    assert [listed(each).vendor_warranty for each in (before, bought)] == ["no_warranty", "in_warranty"]


@pytest.mark.parametrize("day", ["2024-01-31", "2024-02-29", "2023-08-31", "2023-11-30"])
@pytest.mark.parametrize("months", [1, 6, 12, 25])
def test_the_list_counts_months_as_the_units_page_does(trade: Trade, day: str, months: int) -> None:
    sold_on = dt.date.fromisoformat(day)
    promise(trade, months)
    with clock.at(dt.datetime.combine(sold_on, dt.time(12), dt.UTC)):
        promise(trade, months + 1)  # at that time, so that it was promised when it was sold
        (serial,) = trade.receive()
        trade.sell(serial)
    assert listed(serial).warranty_until == until(serial) == warranty_until(sold_on, months + 1)


def test_a_warranty_ends_soon_a_month_before_it_is_over() -> None:
    today = dt.date(2026, 3, 15)
    states = {days: warranty_state(today + dt.timedelta(days=days), today) for days in (-1, 0, 31, 32)}
    assert states == {-1: "over", 0: "ends_soon", 31: "ends_soon", 32: "in_warranty"}
    assert warranty_state(None, today) == "no_warranty"


def test_what_came_back_or_left_otherwise_is_under_no_warranty_of_ours(trade: Trade) -> None:
    promise(trade, 24)
    sold, back = trade.receive(quantity=2)
    trade.sell(sold, back)
    trade.take_back(back)
    assert [listed(each).warranty for each in (sold, back)] == ["in_warranty", "no_warranty"]
    assert listed(back).last_customer == listed(sold).customer
    undo(trade, trade.take_back(sold))
    assert listed(sold).warranty_until == until(sold) == warranty_until(clock.today(), 24)


def test_a_scan_of_a_unit_that_comes_back_says_whether_it_is_under_warranty(trade: Trade) -> None:
    promise(trade, 12)
    (serial,) = trade.receive()
    trade.sell(serial)
    (entry,) = trade.scan(trade.draft("CM"), serial).entries
    assert entry.message.endswith(f"Under warranty until {warranty_until(clock.today(), 12)}.")


def test_a_warranty_of_a_thousand_years_is_refused(trade: Trade) -> None:
    with refused("bad_item", ("warranty", "bad_warranty")):
        promise(trade, 12_000)


def test_nobody_may_look_it_up_until_the_company_wants_it(trade: Trade, client: Client) -> None:
    assert client.get(reverse("warranty")).status_code == 404
    open_to_all(trade)
    assert client.get(reverse("warranty")).status_code == 200
    open_to_all(trade, "no")
    assert client.get(reverse("warranty")).status_code == 404


def test_anybody_learns_the_product_and_the_day_and_nothing_else(trade: Trade, client: Client) -> None:
    promise(trade, 24)
    sold, kept = trade.receive(quantity=2)
    invoice = trade.sell(sold)
    open_to_all(trade)
    shown = client.get(reverse("warranty"), {"number": sold}).content.decode()
    assert "Hard drive" in shown
    assert str(warranty_until(clock.today(), 24)) in shown
    assert f"SI {invoice.number}" not in shown
    assert "Test customer" not in shown
    for unknown in (kept, "NOBODY"):
        assert "We know of no sale" in client.get(reverse("warranty"), {"number": unknown}).content.decode()


def test_who_asks_too_often_has_to_wait(trade: Trade, client: Client) -> None:
    open_to_all(trade)
    answers = [client.get(reverse("warranty"), {"number": "X"}, REMOTE_ADDR="192.0.2.7") for _ in range(31)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
