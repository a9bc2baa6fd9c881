"""Discount, tax and exchange: each rounds once, and what is said in SQL is the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyunit.rules.currencies import digits_of, format_rate, parse_rate
from everyunit.rules.pricing import RATE_ONE, amount_and_tax, discounted, exchanged, exchanged_back, tax_within


def test_a_discount_of_an_eighth_takes_an_eighth():
    assert discounted(10_000, 1250) == 8750


@pytest.mark.parametrize(("discount", "left"), [(0, 999), (10_000, 0), (5000, 499)])
def test_a_discount_rounds_in_favour_of_the_one_who_pays(discount, left):
    assert discounted(999, discount) == left


def test_tax_on_top_and_tax_within_are_the_same_tax():
    assert tax_within(10_000, 20_000, included=False) == 2000
    assert tax_within(12_000, 20_000, included=True) == 2000


@given(st.integers(0, 10**13), st.integers(0, 100_000))
def test_tax_within_and_what_is_left_sum_to_the_amount_and_make_it_again(amount, rate):
    tax = tax_within(amount, rate, included=True)
    assert 0 <= tax <= amount
    assert abs(tax_within(amount - tax, rate, included=False) - tax) <= 1


@given(st.integers(0, 10**12), st.integers(1, 10**13), st.sampled_from([0, 2, 3]), st.sampled_from([0, 2, 3]))
def test_an_exchange_there_and_back_loses_at_most_half_of_a_coarser_coin(amount, rate, digits, home_digits):
    home = exchanged(amount, rate, digits, home_digits)
    coin = max(1, RATE_ONE * 10**digits // (rate * 10**home_digits) + 1)
    assert abs(exchanged_back(home, rate, digits, home_digits) - amount) <= coin


def test_a_given_amount_is_taken_as_it_is():
    assert amount_and_tax(100, 3, 299, 0, 10_000, included=False) == (299, 30)


def test_yen_have_no_decimals_and_dinars_three():
    assert (digits_of("JPY"), digits_of("KWD"), digits_of("USD")) == (0, 3, 2)
    assert exchanged(1000, parse_rate("0.0062"), 0, 2) == 620


@pytest.mark.parametrize("text", ["0.92", "1", "1084.5", "0.000000001"])
def test_a_rate_is_written_as_it_was_read(text):
    assert format_rate(parse_rate(text)) == text


@pytest.mark.parametrize("text", ["", "0", "-1", "abc", "NaN", "Infinity", "0.0000000001", "1000001"])
def test_what_is_no_rate_is_told(text):
    with pytest.raises(ValueError, match="rate"):
        parse_rate(text)
