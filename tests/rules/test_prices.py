"""Which price holds for a quantity, and how many a vendor must be asked for."""

import pytest

from everyunit.rules.prices import Break, Chosen, ListOffer, list_price, order_size, reached, vendor_price

BREAKS = (Break(10, 900), Break(1, 1000), Break(100, 700))


@pytest.mark.parametrize(("quantity", "price"), [(1, 1000), (9, 1000), (10, 900), (99, 900), (100, 700), (5000, 700)])
def test_the_highest_minimum_that_the_quantity_reaches_holds(quantity, price):
    found = reached(BREAKS, quantity)
    assert found is not None
    assert found.price_minor == price


def test_a_quantity_below_every_break_reaches_none():
    assert reached((Break(10, 900),), 9) is None
    assert reached((), 9) is None


def test_a_vendor_charges_for_less_than_he_sells_what_his_least_costs():
    assert vendor_price((Break(50, 800), Break(10, 900)), 3) == 900
    assert vendor_price((Break(50, 800), Break(10, 900)), 50) == 800
    assert vendor_price((), 3) is None


def test_the_first_list_that_says_something_holds():
    mine, ours = ListOffer("MINE", (Break(10, 800),)), ListOffer("OURS", (Break(1, 950),))
    assert list_price((mine, ours), 10, 1000) == Chosen(800, "MINE")
    assert list_price((mine, ours), 9, 1000) == Chosen(950, "OURS")
    assert list_price((mine,), 9, 1000) is None


def test_a_discount_holds_where_the_list_has_no_entry_for_the_quantity():
    mine, ours = ListOffer("MINE", (Break(10, 800),), 1250), ListOffer("OURS", (Break(1, 950),))
    assert list_price((mine, ours), 10, 1000) == Chosen(800, "MINE")
    assert list_price((mine, ours), 1, 1000) == Chosen(875, "MINE")
    assert list_price((mine, ours), 1, None) == Chosen(950, "OURS")


@pytest.mark.parametrize(
    ("wanted", "minimum", "multiple", "size"),
    [(7, 1, 1, 7), (7, 1, 5, 10), (10, 1, 5, 10), (2, 10, 1, 10), (2, 10, 4, 12), (13, 10, 4, 16)],
)
def test_an_order_is_rounded_up_to_what_the_vendor_sells(wanted, minimum, multiple, size):
    assert order_size(wanted, minimum, multiple) == size
